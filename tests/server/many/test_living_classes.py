"""Classes of several servers: each is led by one of them, and its students' rooms are at any."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import pytest

from server.classes.school_class import lease_of
from server.messages import CloseCode
from tests.server.people.in_class import Lesson, Page, lesson, page
from tests.server.servers.live import Client, Live, run, socket_to
from tests.server.servers.replicated import Replicas, replicas


async def led(live: Live, first: str, **fields: Any) -> tuple[int, str]:
    """Comes to a class and is sent away; returns why, and where to."""
    async with page(live, first, **fields) as made:
        goodbye = made.told["goodbye"]
        assert await made.closed() == goodbye["code"]
        return goodbye["code"], goodbye["replica"]


def back(page: Page, **fields: Any) -> dict[str, Any]:
    """What a page says to come back into its class."""
    return {
        "first": "come_back",
        "school_class": page.welcome["school_class"],
        "token": page.welcome["token"],
        **fields,
    }


async def is_kept(servers: Replicas, made: Lesson) -> None:
    """Waits until the class is kept as it is, and found by its code and its invitation."""
    id = made.teacher.welcome["school_class"]
    live = next(each for each in servers.lives if id in each.playground.classes)
    school_class = live.playground.classes.get(id)

    def is_so() -> bool:
        known = live.playground.living.classes
        return school_class is not None and known._written.get(id, (-1, 0.0))[0] == school_class.version

    await servers.until(is_so)


def test_who_joins_by_code_or_invitation_is_led_to_the_class() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made:
            await is_kept(servers, made)
            assert await led(servers[2], "join", code=made.code.lower()) == (CloseCode.MOVED, "r1")
            invitation = made.teacher.state["invitation"]
            assert await led(servers[2], "join", invitation=invitation) == (CloseCode.MOVED, "r1")
            assert await led(servers[2], **back(made.teacher)) == (CloseCode.MOVED, "r1")
            wrong = "AAAAAA" if made.code != "AAAAAA" else "BBBBBB"
            assert await led(servers[2], "join", code=wrong) == (CloseCode.NO_SUCH_CLASS, "")
            assert await led(servers[2], "join", code="*") == (CloseCode.NO_SUCH_CLASS, "")
            assert await led(servers[2], "join", invitation="x" * 16) == (CloseCode.NO_SUCH_CLASS, "")
            unknown = {"school_class": "aB3_-xYzaB3", "token": "t0ken"}
            assert await led(servers[2], "come_back", **unknown) == (CloseCode.REMOVED, "")
            student = await made.join("Ada")
            assert student.welcome["replica"] == "r1"

    with replicas() as servers:
        run(talk(servers))


@pytest.mark.parametrize("junk", [b"\xff\xfe", b"", b"../../etc", b"\x00" * 11, b"aB3_-xYzaB3"])
def test_a_code_that_leads_to_nothing_sensible_is_none(junk: bytes) -> None:
    async def talk(servers: Replicas) -> None:
        servers.shelf.states["code/ABCDEF"] = "somebody", junk
        assert await led(servers[1], "join", code="ABCDEF") == (CloseCode.NO_SUCH_CLASS, "")

    with replicas() as servers:
        run(talk(servers))


def test_with_other_links_the_old_code_leads_nowhere_and_the_new_one_to_the_class() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made:
            await is_kept(servers, made)
            old = made.code
            await made.teacher.does("rotate_links")
            await made.teacher.until(lambda: made.code != old)
            await servers.until(lambda: f"code/{old}" not in servers.shelf.leases)
            await servers.until(lambda: f"code/{made.code}" in servers.shelf.states)
            assert await led(servers[2], "join", code=old) == (CloseCode.NO_SUCH_CLASS, "")
            assert await led(servers[2], "join", code=made.code) == (CloseCode.MOVED, "r1")

    with replicas() as servers:
        run(talk(servers))


def test_no_two_classes_of_several_servers_have_one_code() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made, lesson(servers[2]) as other:
            await is_kept(servers, made)
            taken, live = made.code, servers[2].playground.classes

            def take_it() -> None:
                (school_class,) = live
                school_class.code = taken
                school_class.changed()

            await servers.there(take_it)
            await other.teacher.until(lambda: other.code == taken)
            await other.teacher.until(lambda: other.code != taken)
            assert made.code == taken

    with replicas() as servers:
        run(talk(servers))


async def sits_at(live: Live, student: Page, doors: AsyncExitStack, **hello: Any) -> Client:
    """The room of a student, at a server."""
    own = await doors.enter_async_context(socket_to(live))
    return await own.hello(seat=student.me["seat"], **hello)


def test_a_class_with_rooms_at_three_servers_has_one_wall_and_one_teacher() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made, AsyncExitStack() as doors:
            students = [await made.join(name) for name in ("Ada", "Bea", "Cem")]
            rooms = [
                await sits_at(live, each, doors) for live, each in zip(servers.lives, students, strict=True)
            ]
            await made.teacher.until(lambda: len(made.teacher.cells) == 3)
            for room in rooms:
                assert (await room.ask("step"))["type"] == "done"
            await made.teacher.until(lambda: all(cell["epoch"] == 1 for cell in made.teacher.cells.values()))
            await made.teacher.does("pause_all", sentence="Look here.")
            for room in rooms:
                answer = await room.ask("play")
                while answer["type"] == "done":
                    answer = await room.ask("play")
                assert answer["reason"]["values"] == {"sentence": "Look here."}

    with replicas(3) as servers:
        run(talk(servers))


def test_of_a_server_that_is_gone_another_goes_on_with_the_class() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made, AsyncExitStack() as doors:
            students = [await made.join(name) for name in ("Ada", "Bea")]
            for live, each in zip(servers.lives[1:], students, strict=True):
                await sits_at(live, each, doors)
            await made.teacher.does("pause_all", sentence="Look here.")
            await made.teacher.until(lambda: len(made.teacher.cells) == 2)
            await is_kept(servers, made)
            cells = made.teacher.cells
            await servers.lose(1)
            async with (
                page(servers[2], **back(made.teacher)) as teacher,
                page(servers[2], **back(students[0], name="Ada")) as ada,
            ):
                assert teacher.welcome["replica"] == "r2"
                assert (teacher.state["code"], teacher.state["paused"]) == (made.code, "Look here.")
                await teacher.until(lambda: len(teacher.cells) == 2)
                assert {p: each["room"] for p, each in teacher.cells.items()} == {
                    p: each["room"] for p, each in cells.items()
                }
                await teacher.until(lambda: "Ada" in [each["name"] for each in teacher.people()])
                assert ada.me["seat"] == students[0].me["seat"]
                assert await led(servers[3], "join", code=made.code) == (CloseCode.MOVED, "r2")
                assert await led(servers[3], **back(students[1])) == (CloseCode.MOVED, "r2")
                await teacher.does("resume_all")
                await servers.until(
                    lambda: all(
                        room.leash.held is None
                        for live in servers.lives[1:]
                        for room in live.playground.rooms
                    )
                )

    with replicas(3) as servers:
        run(talk(servers))


def test_a_room_that_moves_while_its_class_is_paused_goes_on_with_the_others() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made, AsyncExitStack() as doors:
            ada = await made.join("Ada")
            before = await sits_at(servers[2], ada, doors)
            await before.ask("play")
            await made.teacher.does("pause_all", sentence="Look here.")
            await before.settled(lambda: not before.state["playing"])
            servers[2].server.should_exit = True
            assert await before.closed() == CloseCode.STOPPING
            here = {"room": before.welcome["room"], "token": before.welcome["token"]}
            after = await sits_at(servers[3], ada, doors, **here)
            await after.settled(lambda: not after.state["playing"])
            await made.teacher.does("resume_all")
            await after.settled(lambda: after.state["playing"])

    with replicas(3) as servers:
        run(talk(servers))


def test_who_was_cut_off_leads_no_class_that_others_have_and_gives_its_rooms_no_orders() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made:
            await made.join("Ada")
            await is_kept(servers, made)
            await servers.lose(1)
            async with page(servers[2], **back(made.teacher)) as teacher:
                await teacher.does("pause_all", sentence="Look here.")
                await servers.there(lambda: servers.sleep(1))
                await made.teacher.send("resume_all")
                assert await made.teacher.closed() == CloseCode.STOPPING
                await servers.find(1)
                assert len(servers[1].playground.classes) == 0
                assert await led(servers[1], **back(made.teacher)) == (CloseCode.MOVED, "r2")
                assert await led(servers[1], "join", code=made.code) == (CloseCode.MOVED, "r2")
                assert await teacher.told_of("paused") == "Look here."
                id = teacher.welcome["school_class"]
                orders = await servers[2].there(servers.bus.values(f"class/{id}/orders"))
                assert orders["pause"] == b'"Look here."'

    with replicas() as servers:
        run(talk(servers))


def test_a_server_that_stops_hands_its_classes_over() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made:
            student = await made.join("Ada")
            servers[1].server.should_exit = True
            assert await made.teacher.closed() == CloseCode.STOPPING
            async with page(servers[2], **back(made.teacher)) as teacher:
                assert (teacher.welcome["replica"], teacher.state["code"]) == ("r2", made.code)
                assert [each["person"] for each in teacher.people()] == [student.me["person"]]

    with replicas() as servers:
        run(talk(servers))


def test_a_class_goes_on_without_the_store_and_says_that_it_is_not_kept() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made:
            await is_kept(servers, made)
            servers.stores[0].is_cut = True
            await made.teacher.until(lambda: made.teacher.told.get("kept", {}).get("kept") is False)
            student = await made.join("Ada")
            await student.until(lambda: student.told.get("kept", {}).get("kept") is False)
            await made.teacher.does("pause_all", sentence="Look here.")
            servers.shelf.leases.clear()
            servers.shelf.states.clear()  # it comes back empty
            servers.stores[0].is_cut = False
            for each in (made.teacher, student):
                await each.until(lambda each=each: each.told["kept"]["kept"])
            await servers.until(lambda: f"code/{made.code}" in servers.shelf.states)

    with replicas() as servers:
        run(talk(servers))


def test_a_server_that_is_alone_says_nothing_of_being_kept() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made:
            await is_kept(servers, made)
            await made.teacher.does("pause_all", sentence="Look here.")
            await made.teacher.told_of("paused")
            assert "kept" not in made.teacher.told

    with replicas(1) as servers:
        run(talk(servers))


def test_of_a_class_that_is_over_nothing_is_left() -> None:
    async def talk(servers: Replicas) -> None:
        async with lesson(servers[1]) as made:
            await is_kept(servers, made)
            assert lease_of(made.teacher.welcome["school_class"]) in servers.shelf.states
            await made.teacher.send("end_class")
            assert await made.teacher.closed() == CloseCode.CLASS_OVER
            await servers.until(lambda: not (servers.shelf.things() or servers.shelf.states))
            assert await led(servers[2], "join", code=made.code) == (CloseCode.NO_SUCH_CLASS, "")
            assert await led(servers[2], **back(made.teacher)) == (CloseCode.REMOVED, "")

    with replicas() as servers:
        run(talk(servers))
