"""What a bored student tries in a class, and what comes of it: a sentence, and nobody else is disturbed."""

import asyncio
import gc
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest

from server.bus import MemoryBus
from server.classes import orders
from server.classes.classes import Classes
from server.classes.names import LONGEST, PIONEERS, made_up_name, pioneer, read_name
from server.classes.school_class import MOST_TABS, SchoolClass
from server.messages import CloseCode
from server.settings import Settings
from tests.server.people.in_class import page, short_lesson
from tests.server.servers.live import SECONDS, Live, now, run, serving

BAD_NAMES = {
    "": "name_length",
    "   ": "name_length",
    "x" * (LONGEST + 1): "name_length",
    "x" * 200: "name_length",
    "ab\u202ecd": "name_sign",
    "ab\u2066cd": "name_sign",
    "a\u200bb": "name_sign",
    "a\x00b": "name_sign",
    "\u0301\u0302": "name_length",
    "\ue000": "name_sign",
    "\u3164": "name_sign",
    "a\u2800b": "name_sign",
    "\U0001f469\u200d\U0001f52c": "name_sign",
    "a" + "\u0316" * 20: "name_marks",
}


@pytest.mark.parametrize(("name", "code"), BAD_NAMES.items())
def test_a_name_that_hides_or_turns_text_is_refused(live: Live, name: str, code: str) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            assert (await student.ask("set_name", name=name))["reason"]["code"] == code
            async with page(live, "join", code=made.code, name=name) as refused:
                assert refused.told["goodbye"]["code"] == CloseCode.BAD_HELLO
            await made.teacher.until(lambda: made.teacher.people())
            assert [each["name"] for each in made.teacher.people()] == ["Ada"]

    run(work())


def test_a_name_of_ten_thousand_characters_is_refused_before_it_is_looked_at(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            answer = await student.ask("set_name", name="x" * 10_000)
            assert (answer["code"], answer["field"]) == ("bad_message", "name")

    run(work())


def test_markup_in_a_name_is_a_name_and_no_two_are_called_the_same(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            name = "<img src=x onerror=a>"
            first = await made.join(name)
            assert first.me["name"] == name
            second = await made.join(name)
            assert second.me["name"] != name, "one is made up where a name is taken"
            assert (await second.ask("set_name", name=f" {name} "))["reason"]["code"] == "name_taken"
            await made.teacher.does("set_rules", may_rename=False)
            assert (await second.ask("set_name", name="Bob"))["reason"]["code"] == "names_fixed"

    run(work())


@pytest.mark.parametrize("name", ["ada", "ADA", "\uff21da", "\u0410da", "Ad\u0430"])
def test_nobody_is_called_what_looks_like_somebody_elses_name(live: Live, name: str) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            first, second = await made.join("Ada"), await made.join("Bob")
            assert (await second.ask("set_name", name=name))["reason"]["code"] == "name_taken"
            await first.does("set_name", name=name)
            assert (await made.join(name)).me["name"] != name

    run(work())


def test_a_cell_that_comes_after_its_student_has_gone_stops_nobody(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            ada, bob = await made.join("Ada"), await made.join("Bob")
            await made.teacher.does("begin_challenge", link="seed=0.5")
            room = await made.room(ada)
            await room.ask("step")
            person, id = ada.me["person"], made.teacher.welcome["school_class"]
            await made.teacher.until(lambda: made.teacher.cells.get(person, {}).get("score"))
            bus, cells = live.playground.bus, orders.cells_of(id)
            cell = (await live.there(bus.values(cells)))[person]
            await made.teacher.does("remove", person=person)
            await live.there(put(bus, cells, person, cell))
            other = await made.room(bob)
            await other.ask("step")
            await made.teacher.until(lambda: made.teacher.cells.get(bob.me["person"], {}).get("score"))
            await made.teacher.until(lambda: made.teacher.told["board"]["n_scored"] == 1)
            assert [row["name"] for row in made.teacher.told["board"]["rows"]] == ["Bob"]

    run(work())


async def put(bus: MemoryBus, table: str, key: str, value: bytes) -> None:
    bus.put(table, key, value, 100)


def test_a_class_that_ends_while_students_reload_is_over_for_all(live: Live) -> None:
    async def reload(known: dict[str, str]) -> int:
        while True:
            async with page(live, "come_back", **known) as back:
                if "goodbye" in back.told:
                    return int(back.told["goodbye"]["code"])

    async def work() -> None:
        async with short_lesson(live) as made:
            students = [await made.join() for _ in range(10)]
            known = [{key: each.welcome[key] for key in ("school_class", "token")} for each in students]
            reloading = asyncio.gather(*map(reload, known))
            await made.teacher.send("end_class")
            assert set(await reloading) <= {CloseCode.REMOVED, CloseCode.CLASS_OVER}

    run(work())


def test_names_are_brought_to_one_form() -> None:
    assert read_name("  Ada \t  Lovelace ") == "Ada Lovelace"
    assert read_name("Zoe\u0308") == "Zo\u00eb"
    assert read_name("李小龍") == "李小龍"


@pytest.mark.parametrize("language", ["en", "de"])
def test_there_are_made_up_names_for_a_thousand_students(language: str) -> None:
    taken: set[str] = set()
    for _ in range(1000):
        taken.add(made_up_name(taken, language))
    assert len(taken) == 1000
    assert max(map(len, taken)) <= LONGEST
    called: set[str] = set()
    for _ in range(2 * len(PIONEERS)):
        called.add(pioneer(called))
    assert len(called) == 2 * len(PIONEERS)


def test_the_token_of_one_class_opens_no_other(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made, short_lesson(live) as other:
            student = await made.join("Ada")
            for token in (*made.teacher.welcome["links"].values(), student.welcome["token"], "", "x" * 128):
                school_class = other.teacher.welcome["school_class"]
                async with page(live, "come_back", school_class=school_class, token=token) as refused:
                    assert refused.told["goodbye"]["code"] == CloseCode.REMOVED

    run(work())


def test_a_student_cannot_send_a_score_or_a_cell(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            await made.teacher.does("begin_challenge", link="seed=0.5")
            for message in ({"type": "wall", "cells": []}, {"type": "board", "rows": []}, {"type": "score"}):
                assert (await student.ask(**message))["code"] == "unknown_type"
            forged = await student.ask("set_done", done=True, score=0.0)
            assert forged["code"] == "bad_message"
            assert student.me["place"] is None

    run(work())


def test_the_seed_of_a_challenge_is_told_to_nobody(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            room = await made.room(student)
            await made.teacher.does("begin_challenge", link="seed=0.5")
            await student.told_of("challenge")
            [school_class] = [
                each for each in live.playground.classes if each.id == made.teacher.welcome["school_class"]
            ]
            values = await live.there(school_class.bus.values(f"class/{school_class.id}/orders"))
            seed = json.loads(values["challenge"])["seed"]
            told: list[Any] = [made.teacher.told, student.told, room.welcome, room.state]
            assert seed not in json.dumps(told)

    run(work())


def test_a_student_may_have_ten_tabs_and_no_more(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            known = {key: student.welcome[key] for key in ("school_class", "token")}
            for _ in range(MOST_TABS - 1):
                await made.open("come_back", **known)
            async with page(live, "come_back", **known) as one_more:
                assert one_more.told["goodbye"]["code"] == CloseCode.FULL
            await made.teacher.until(lambda: made.teacher.people())
            assert len(made.teacher.people()) == 1

    run(work())


def test_two_who_lead_at_once_see_what_the_other_does(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            second = await made.come("co_teacher")
            third = await made.come("teacher")
            await second.does("pause_all", sentence="Wait")
            await third.does("resume_all")
            await made.teacher.does("pause_all", sentence="Wait again")
            for each in (made.teacher, second, third):
                await each.until(lambda each=each: each.state["paused"] == "Wait again")  # type: ignore[misc]

    run(work())


def test_there_are_only_so_many_classes() -> None:
    async def work(live: Live) -> None:
        async with short_lesson(live), short_lesson(live), page(live, "begin_class") as third:
            assert third.told["goodbye"]["code"] == CloseCode.FULL

    with serving(max_classes=2) as live:
        run(work(live))


def test_a_class_that_nobody_has_joined_gives_way() -> None:
    async def work(live: Live) -> None:
        async with page(live, "begin_class") as left:
            assert left.welcome
        async with short_lesson(live) as made, page(live, "begin_class") as third:
            assert third.told["goodbye"]["code"] == CloseCode.FULL
            await made.join()

    with serving(max_classes=1) as live:
        run(work(live))


def test_a_class_without_activity_is_gone_with_everything() -> None:
    async def work(short: Live) -> None:
        async with short_lesson(short) as made:
            student = await made.join("Ada")
            assert await student.closed() == CloseCode.CLASS_OVER
            assert len(short.playground.classes) == 0
            left = orders.orders_of(student.welcome["school_class"])
            assert await short.there(short.playground.bus.values(left)) == {"leave": b"true"}
            assert len(short.playground.bus) == 1, "which expires in some seconds"

    with serving(class_seconds=4) as short:
        run(work(short))


def test_from_one_address_there_are_only_so_many_classes() -> None:
    async def work(live: Live) -> None:
        async with short_lesson(live) as made:
            await made.join()
            async with page(live, "begin_class") as second:
                assert second.told["goodbye"]["code"] == CloseCode.FULL

    with serving(max_classes_per_address=1) as live:
        run(work(live))


def test_what_a_class_has_ordered_lasts_as_long_as_the_class() -> None:
    async def work() -> None:
        now = [0.0]
        bus = MemoryBus(lambda: now[0])
        classes = Classes(Settings(class_seconds=100), bus, lambda: now[0])
        school_class = classes.make()
        person = school_class.add_person("Ada", "en")
        school_class.order(orders.PAUSE, "Wait")
        school_class.order(orders.OPEN, {"number": 1, "link": ""}, person)
        for _ in range(20):
            now[0] += 30
            school_class.changed()
            classes.look()
        assert await bus.get(orders.orders_of(school_class.id), orders.PAUSE) == b'"Wait"'
        assert await bus.get(orders.orders_of(school_class.id, person.id), orders.OPEN)
        assert await bus.get(orders.SEATS, person.seat)
        now[0] += 101
        classes.look()
        now[0] += 11
        classes.look()
        assert (len(classes), len(bus)) == (0, 0), "and no longer"

    run(work())


def test_after_two_hundred_classes_nothing_is_left(live: Live) -> None:
    async def work() -> None:
        for _ in range(20):
            async with AsyncExitStack() as doors:
                for _ in range(10):
                    made = await doors.enter_async_context(short_lesson(live))
                    await made.join()
        while len(live.playground.classes) > n_classes:
            await asyncio.sleep(0.01)

    n_classes, begun, in_memory = len(live.playground.classes), len(live.playground.bus), n_in_memory()
    run(work())
    assert len(live.playground.bus) <= begun + 2 * 200, "orders to leave, which expire in some seconds"
    until = now() + SECONDS
    while n_in_memory() > in_memory:  # a socket that has just ended holds its own for a moment
        assert now() < until


def n_in_memory() -> int:
    """How many classes are still in memory."""
    gc.collect()
    return sum(type(each) is SchoolClass for each in gc.get_objects())  # asks nothing of what others left
