"""Codes cannot be guessed, and who tries keeps nobody out who sits behind the same address."""

import asyncio
import json
from contextlib import suppress

import pytest

from server.classes import tries
from server.classes.codes import ALPHABET, LENGTH
from server.classes.tries import (
    MOST_WAITING,
    WRONG_A_SECOND,
    WRONG_AT_ONCE,
    WRONG_IN_ALL,
    WRONG_IN_ALL_AT_ONCE,
    Tries,
)
from server.messages import CloseCode, Refused
from tests.server.people.attack import HEADERS, TEXT, frame
from tests.server.people.in_class import Lesson, Page, page, short_lesson
from tests.server.servers.live import Live, now, run

N_GUESSING = 12  # sockets at once, and each is followed by the next
CLASS = 30
BOUND = 20.0  # seconds in which thirty are in who type the code beside them


def test_what_can_be_guessed_is_as_little_as_is_written() -> None:
    codes = len(ALPHABET) ** LENGTH
    assert f"{codes:,}" in str(tries.__doc__)
    assert codes / 12_000 > WRONG_A_SECOND * 7200
    assert codes / 6_000 > WRONG_IN_ALL * 7200
    assert codes > WRONG_IN_ALL * 100 * 5 * 86_400


async def wrong(port: int) -> None:
    """Tries a code that nobody has, as cheaply as can be, and waits for the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET /class HTTP/1.1\r\n{HEADERS}\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(TEXT, json.dumps({"type": "join", "code": "ZZZZZZ"}).encode()))
        await reader.readuntil(b'"goodbye"')
    finally:
        writer.transport.abort()


async def guess(port: int, tried: list[int]) -> None:
    """Tries codes as fast as the server answers, for ever."""
    while True:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await wrong(port)
        tried.append(1)


async def comes_in(made: Lesson, **first: str) -> Page:
    """Somebody joins, again and again as a person would, until they are in."""
    while True:
        came = await made.open("join", **first)
        if "welcome" in came.told:
            return came
        assert came.told["goodbye"]["code"] == CloseCode.TOO_MANY_CODES


def used_up() -> Tries:
    """Tries of which nobody has one any more: its clock stands still."""
    made = Tries(lambda: 0.0)
    assert all(made.take(f"address {number}") for number in range(WRONG_IN_ALL_AT_ONCE))
    return made


def test_a_class_gets_in_beside_one_who_guesses_codes_from_the_same_address(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            tried: list[int] = []
            guessing = [asyncio.create_task(guess(live.port, tried)) for _ in range(N_GUESSING)]
            while len(tried) < WRONG_AT_ONCE + 20:
                await asyncio.sleep(0.01)
            begun = now()
            came = await asyncio.gather(*(comes_in(made, code=made.code) for _ in range(CLASS)))
            assert now() - begun < BOUND
            monkeypatch.setattr(live.playground.classes, "_tries", used_up())
            invitation = made.teacher.state["invitation"]
            pupils = await asyncio.gather(*(made.open("join", invitation=invitation) for _ in range(CLASS)))
            assert all("welcome" in each.told for each in pupils), "by the square nobody needs a turn"
            known = {key: came[0].welcome[key] for key in ("school_class", "token")}
            assert (await made.open("come_back", **known)).welcome["role"] == "student"
            for each in guessing:
                each.cancel()
            await asyncio.gather(*guessing, return_exceptions=True)

    run(work())


def test_an_invitation_lets_in_until_the_class_is_locked_or_its_links_are_changed(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            first = made.teacher.state["invitation"]
            student = await made.open("join", invitation=first)
            assert student.state["invitation"] is None
            assert (await made.come("spectator")).state["invitation"] == first
            await made.teacher.does("set_rules", locked=True)
            await refused(live, invitation=first)
            await made.teacher.does("set_rules", locked=False)
            await made.teacher.does("rotate_links")
            await refused(live, invitation=first)
            await made.teacher.until(lambda: made.teacher.state["invitation"] != first)
            await made.open("join", invitation=made.teacher.state["invitation"])

    run(work())


@pytest.mark.parametrize("first", [{"code": "ZZZZZZ"}, {"invitation": ""}, {"code": ""}])
def test_what_opens_no_class_has_one_answer(live: Live, first: dict[str, str]) -> None:
    async def work() -> None:
        async with short_lesson(live):
            await refused(live, **first)

    run(work())


async def refused(live: Live, **first: str) -> None:
    async with page(live, "join", **first) as stranger:
        assert stranger.told["goodbye"]["code"] == CloseCode.NO_SUCH_CLASS


def test_who_guesses_waits_for_a_turn_and_in_vain_where_too_many_do() -> None:
    async def work() -> None:
        moment = 0.0
        waits = Tries(lambda: moment)
        assert [waits.take("school") for _ in range(WRONG_AT_ONCE + 1)].count(True) == WRONG_AT_ONCE
        waiting = [asyncio.create_task(waits.turn("school")) for _ in range(MOST_WAITING + 1)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        [out] = [each for each in waiting if each.done()]
        assert isinstance(out.exception(), Refused)
        assert len(waits) == MOST_WAITING
        assert waits.take("elsewhere"), "others do not wait for this school"
        moment = 1.0
        while len(waits) > MOST_WAITING - WRONG_A_SECOND:
            await asyncio.sleep(0)
            await asyncio.wait(waiting, timeout=0.01)
        assert len(waits) == MOST_WAITING - WRONG_A_SECOND
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert len(waits) == 0, "who hangs up waits no more"

    run(work())


@pytest.mark.parametrize("n_servers", [2, 5, 100])
def test_who_guesses_at_several_servers_has_no_more_tries_than_at_one(n_servers: int) -> None:
    moment = 0.0
    servers = [Tries(lambda: moment) for _ in range(n_servers)]
    for each in servers:
        each.share(n_servers)
    assert all(each.take("school") for each in servers), "however many there are, each allows some"

    def tried(seconds: int) -> int:
        """How many tries there are when one is made at each server whenever it allows one."""
        nonlocal moment
        n = 0
        for _ in range(10 * seconds):
            moment += 0.1
            n += sum(each.take("school") for each in servers)
        return n

    tried(20)  # what was there at first
    assert 0.8 <= tried(60) / (60 * WRONG_A_SECOND) <= 1.01


def test_a_server_that_is_left_alone_allows_as_many_tries_as_before_the_others_came() -> None:
    moment = 0.0
    tries_here = Tries(lambda: moment)
    tries_here.share(3)
    assert [tries_here.take("school") for _ in range(WRONG_AT_ONCE)].count(True) == WRONG_AT_ONCE // 3
    tries_here.share(1)
    assert not tries_here.take("school"), "that the others went makes no new tries"
    moment = 60.0
    assert [tries_here.take("school") for _ in range(WRONG_AT_ONCE + 1)].count(True) == WRONG_AT_ONCE
