"""A teacher keeps a class on the server over HTTP; its secret alone opens it, and deletes it at once."""

import asyncio
import contextlib
import secrets
import signal
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from engine.reasons import ReasonError
from server.saved import shelf as shelf_module
from server.saved.shelf import Shelf
from server.saved.values import PIECE_BYTES
from server.settings import Settings
from server.web.of_rooms.large_bodies import MOST_WAITING_OF_ADDRESS
from tests.server.keeping.test_saved_states import Answer, asked
from tests.server.keeping.test_take_away import taken
from tests.server.people.in_class import Lesson, short_lesson
from tests.server.servers.live import SECONDS, Live, Serving, run, serving
from tests.server.servers.postgres import postgresql, start, stop
from tests.server.servers.process import port_of, process, said

ARCHIVE = b"PK\x03\x04 all that was in the class \0\xff"
REFUSED = "This link may not keep the class."


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def keeping(request: pytest.FixtureRequest) -> Iterator[Live]:
    """A server that keeps classes, in either database."""
    with tempfile.TemporaryDirectory(prefix="kept") as folder:
        if request.param == "sqlite":
            with serving(data=folder, max_kept_class_mb=2) as live:
                yield live
        else:
            with (
                postgresql(Path(folder)) as database,
                serving(database=database, max_kept_class_mb=2) as live,
            ):
                yield live


def place(made: Lesson) -> str:
    """Where a class is kept."""
    return f"classes/{made.teacher.welcome['school_class']}/kept"


async def kept(live: Any, made: Lesson, content: bytes = ARCHIVE) -> dict[str, Any]:
    """What the teacher gets who keeps a class."""
    status, answer = await asked(live, place(made), made.teacher.welcome["token"], content)
    assert status == 201, answer
    return answer


async def found(live: Any, secret: str) -> Answer:
    return await asked(live, "kept", secret, None, "GET")


async def whole(live: Live, secret: str) -> bytes:
    """All pieces of what is kept."""
    status, told = await found(live, secret)
    assert status == 200, told
    pieces = [
        (await taken(live, f"kept/{n}", secret))[2] for n in range(-(-told["n_bytes"] // told["piece_bytes"]))
    ]
    assert sum(map(len, pieces)) == told["n_bytes"]
    return b"".join(pieces)


def code_of(answer: Answer) -> tuple[int, str]:
    return answer[0], answer[1]["reason"]["code"]


@pytest.mark.parametrize("n", [100, PIECE_BYTES, 2 * PIECE_BYTES])
def test_what_is_kept_is_found_by_its_secret_and_deleted_at_once(keeping: Live, n: int) -> None:
    async def scene() -> None:
        content = secrets.token_bytes(n)
        async with short_lesson(keeping) as made:
            place_kept = await kept(keeping, made, content)
        secret = place_kept["secret"]
        assert (place_kept["n_bytes"], len(secret)) == (n, 22)
        told = (await found(keeping, secret))[1]
        assert told == {"n_bytes": n, "ends_at": place_kept["ends_at"], "piece_bytes": PIECE_BYTES}
        assert await whole(keeping, secret) == content  # the class itself is over
        status, headers, _ = await taken(keeping, "kept/0", secret)
        assert (status, headers["Content-Type"], headers["Cache-Control"]) == (
            200,
            "application/zip",
            "no-store",
        )
        assert await asked(keeping, "kept", secret, method="DELETE") == (200, {"status": "done"})
        assert code_of(await found(keeping, secret)) == (409, "saved_unknown")

    run(scene())


def test_for_how_long_and_how_much_is_told_before(keeping: Live) -> None:
    async def scene() -> None:
        async with short_lesson(keeping) as made:
            token = made.teacher.welcome["token"]
            told = await asked(keeping, place(made), token, None, "GET")
            assert told == (200, {"keeps": True, "days": 90.0, "most_bytes": 2_000_000})

    run(scene())


def test_only_the_teacher_keeps_and_an_unknown_class_gets_the_same_answer(keeping: Live) -> None:
    async def scene() -> None:
        async with short_lesson(keeping) as made, short_lesson(keeping) as other:
            links, student = made.teacher.welcome["links"], await made.join("Ada")
            tokens = [links["co_teacher"], links["spectator"], student.welcome["token"], "", "x" * 22]
            tokens.append(other.teacher.welcome["token"])
            for token in tokens:
                refused = (403, {"error": REFUSED, "reason": None})
                assert await asked(keeping, place(made), token, ARCHIVE) == refused
                assert await asked(keeping, place(made), token, None, "GET") == refused
            token = made.teacher.welcome["token"]
            assert await asked(keeping, "classes/nosuch/kept", token, ARCHIVE) == refused
            await made.teacher.does("rotate_links")
            assert await asked(keeping, place(made), token, ARCHIVE) == refused

    run(scene())


def test_what_is_unknown_deleted_or_over_gets_one_answer(tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        async with short_lesson(live) as made:
            deleted, over = [(await kept(live, made))["secret"] for _ in range(2)]
        await asked(live, "kept", deleted, method="DELETE")
        live.playground.shelf._clock = lambda: 1e11
        live.playground.shelf._stores = None
        for secret in (deleted, over, "", "x" * 22, "x" * 5000):
            for path, method in (("kept", "GET"), ("kept/0", "GET"), ("kept", "DELETE")):
                assert code_of(await asked(live, path, secret, None, method)) == (409, "saved_unknown")
        await live.there(live.playground.shelf.sweep())
        assert live.playground.shelf.class_counts is not None
        assert live.playground.shelf.class_counts.n == 0

    with serving(data=str(tmp_path)) as live:
        run(scene(live))


def test_there_is_nothing_behind_the_last_piece_nor_before_the_first(keeping: Live) -> None:
    async def scene() -> None:
        async with short_lesson(keeping) as made:
            secret = (await kept(keeping, made))["secret"]
        assert (await taken(keeping, "kept/1", secret))[0] == 409
        for number in ("-1", "64", "9" * 30, "x"):
            assert (await taken(keeping, f"kept/{number}", secret))[0] == 422

    run(scene())


def test_what_is_too_large_is_refused_before_it_has_come(keeping: Live) -> None:
    async def scene() -> None:
        async with short_lesson(keeping) as made:
            chunks = [b"f4240\r\n%b\r\n" % bytes(1_000_000)] * 2 + [b"1\r\nx\r\n"]
            for size, body in (
                ("Content-Length: 2000001", b""),
                (f"Content-Length: {10**12}", b""),
                ("Transfer-Encoding: chunked", b"".join(chunks)),
            ):
                async with connection(keeping) as (reader, writer):
                    writer.write(head_of(made, size) + body)
                    answer = await reader.readuntil(b"}}}")
                assert answer.startswith(b"HTTP/1.1 413 ")
                assert b'"reason":{"code":"kept_too_large","values":{"most":2}}' in answer

    run(scene())


def head_of(made: Lesson, size: str) -> bytes:
    """The beginning of a request that keeps a class."""
    token = made.teacher.welcome["token"]
    return (
        f"POST /{place(made)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{size}\r\n\r\n".encode()
    )


@contextlib.asynccontextmanager
async def connection(live: Serving) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def test_a_server_without_a_place_says_so(live: Live) -> None:
    async def scene() -> None:
        async with short_lesson(live) as made:
            token = made.teacher.welcome["token"]
            assert not (await asked(live, place(made), token, None, "GET"))[1]["keeps"]
            assert code_of(await asked(live, place(made), token, ARCHIVE)) == (409, "kept_nowhere")

    run(scene())


def test_quotas_are_named(tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        async with short_lesson(live) as made:
            token, first = made.teacher.welcome["token"], await kept(live, made)
            await kept(live, made)
            answer = await asked(live, place(made), token, ARCHIVE)
            assert answer[1]["reason"] == {"code": "kept_of_address", "values": {"most": 2}}
            await asked(live, "kept", first["secret"], method="DELETE")
            await kept(live, made)

    with serving(data=str(tmp_path), max_kept_classes_per_address=2) as live:
        run(scene(live))


def test_a_kept_class_outlives_the_server(tmp_path: Path) -> None:
    async def before(live: Live) -> str:
        async with short_lesson(live) as made:
            secret: str = (await kept(live, made))["secret"]
            return secret

    async def after(live: Live) -> None:
        assert await whole(live, secret) == ARCHIVE

    with serving(data=str(tmp_path)) as live:
        secret = asyncio.run(before(live))
    with serving(data=str(tmp_path)) as live:
        run(after(live))


def test_a_lost_database_is_a_sentence_until_it_is_back_and_the_class_goes_on() -> None:
    async def scene(live: Live, data: Path) -> None:
        async with short_lesson(live) as made:
            secret = (await kept(live, made))["secret"]
            await asyncio.to_thread(stop, data)
            token = made.teacher.welcome["token"]
            assert code_of(await asked(live, place(made), token, ARCHIVE)) == (409, "saved_unreachable")
            for path, method in (("kept", "GET"), ("kept/0", "GET"), ("kept", "DELETE")):
                assert code_of(await asked(live, path, secret, None, method)) == (409, "saved_unreachable")
            await made.teacher.does("pause_all", sentence="Please look up.")
            await asyncio.to_thread(start, data)
            assert await whole(live, secret) == ARCHIVE
            await kept(live, made)

    with (
        tempfile.TemporaryDirectory(prefix="pg") as folder,
        postgresql(Path(folder)) as database,
        serving(database=database) as live,
    ):
        run(scene(live, Path(folder) / "data"))


def test_what_the_database_does_when_nobody_waits_any_more_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        shelf = Shelf(Settings(data=str(tmp_path)))
        await shelf.keep_class(b"first", "10.0.0.1")
        other = sqlite3.connect(tmp_path / "saved.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(shelf_module, "WAIT_SECONDS", 0.2)
        with pytest.raises(ReasonError, match="the database does not answer"):
            await shelf.keep_class(b"late", "10.0.0.1")
        monkeypatch.setattr(shelf_module, "WAIT_SECONDS", 20)
        other.execute("ROLLBACK")
        other.close()
        await shelf.sweep()  # it comes behind the late one, and before that is taken back
        await shelf.sweep()
        assert shelf.class_counts is not None
        assert shelf.class_counts.n == 1
        await shelf.close()

    run(scene())


class Address(NamedTuple):
    """A server in a process of its own."""

    port: int
    http: str
    socket: str


def test_who_goes_while_sending_leaves_nothing_and_the_log_tells_no_secret(tmp_path: Path) -> None:
    async def scene(address: str) -> tuple[str, ...]:
        port = port_of(address)
        there = Address(port, address, f"ws://127.0.0.1:{port}/socket")
        async with short_lesson(there) as made:
            await made.join("Ada Lovelace")
            for _ in range(2 * MOST_WAITING_OF_ADDRESS):
                async with connection(there) as (_, writer):
                    writer.write(head_of(made, "Content-Length: 1000000") + bytes(100_000))
                    await writer.drain()
            token, status = made.teacher.welcome["token"], 429
            while status == 429:  # until it is seen that the last of them has gone
                status, answer = await asked(there, place(made), token, ARCHIVE)
            assert status == 201, answer
            secret = answer["secret"]
            assert (await found(there, secret))[0] == 200
            assert code_of(await found(there, "x" * 22)) == (409, "saved_unknown")
            await asked(there, "kept", secret, method="DELETE")
            return secret, token, made.code

    with process("--data", str(tmp_path), "--log-level", "info") as (running, address):
        secrets = asyncio.run(asyncio.wait_for(scene(address), SECONDS))
        running.send_signal(signal.SIGTERM)
        log = said(running)
    assert "class_made" in log
    for text in (*secrets, "Ada", "127.0.0.1", "Traceback"):
        assert text not in log
