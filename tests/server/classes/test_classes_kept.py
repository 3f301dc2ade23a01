"""Classes outlive the server; the names that students chose only where the teacher says so."""

import asyncio
import json
import threading
from functools import partial
from pathlib import Path

import pytest

from server.bus import MemoryBus
from server.classes import orders
from server.classes.classes import Classes
from server.classes.facts import facts_of, reconcile
from server.keeping.class_file import FORMAT, NAME, classes_in
from server.keeping.class_keeper import ClassKeeper
from server.keeping.codec import packed, unpacked
from server.keeping.folder import Folder
from server.messages import CloseCode
from server.settings import Settings
from tests.server.classes.test_classes import has_width
from tests.server.people.in_class import Page, lesson, page
from tests.server.servers.live import SECONDS, Client, Live, run, serving, socket_to


def known(of: Page) -> dict[str, str]:
    """What a page comes back with."""
    return {key: of.welcome[key] for key in ("school_class", "token")}


def test_a_class_comes_back_with_all_that_was_in_it(tmp_path: Path) -> None:
    async def before(live: Live) -> tuple[Page, Page, Client]:
        async with lesson(live) as made:
            student = await made.join("Ada Lovelace")
            room = await made.room(student)
            await made.teacher.does("set_rules", lobby=True)
            await made.teacher.does("hand_out", link="networkShape=4&seed=0.5", at_once=True)
            await made.teacher.does("begin_challenge", link="networkShape=5&seed=0.5", title="Five")
            await room.settled(partial(has_width, room, 5))
            await room.ask("step")
            await student.until(lambda: student.me["place"])
            await room.ask("change", changes={"hidden": [7]})
            person = student.me["person"]
            await made.teacher.until(lambda: made.teacher.cells.get(person, {}).get("n_neurons") == 7)
            await made.teacher.does("collect", person=person, title="Seven")
            await made.teacher.does("show_on_projector", what="question")
            await made.teacher.does("ask", text="Why?", kind="text")
            await student.told_of("question")
            await student.does("give_answer", answer="Because")
            await student.until(lambda: student.me["answer"])
            await made.teacher.until(lambda: made.teacher.state["on_projector"] == "question")
            return made.teacher, student, room

    async def after(live: Live, teacher: Page, student: Page, room: Client) -> None:
        async with (
            page(live, "come_back", **known(teacher)) as back,
            page(live, "come_back", **known(student), name="Ada Lovelace") as pupil,
            socket_to(live) as own,
        ):
            assert back.state == {**teacher.state, "question": back.state["question"]}
            assert back.welcome["links"] == teacher.welcome["links"]
            assert back.state["question"]["answers"] == ["Because"]
            assert pupil.me == student.me
            await back.until(lambda: back.people()[0]["name"] == "Ada Lovelace")
            board = back.told["board"]
            assert board["rows"][0]["score"] == student.me["place"]["score"]
            assert [each["title"] for each in back.told["collection"]["items"]] == ["Seven"]
            known_room = {key: room.welcome[key] for key in ("room", "token")}
            await own.hello(**known_room, seat=student.me["seat"])
            person = student.me["person"]
            await back.until(lambda: person in back.cells)
            assert back.cells[person]["n_neurons"] == 7, "what was handed out is not opened a second time"

    pages = []
    with serving(data=str(tmp_path)) as live:

        async def first() -> None:
            pages.append(await before(live))

        run(first())
    assert b"Lovelace" not in (tmp_path / NAME).read_bytes().replace(b"pioneer", b"")
    with serving(data=str(tmp_path)) as live:
        run(after(live, *pages[0]))


@pytest.mark.parametrize("kept", [False, True])
def test_names_are_written_only_if_the_teacher_keeps_them(tmp_path: Path, kept: bool) -> None:
    async def work(live: Live) -> None:
        async with lesson(live) as made:
            await made.join("Zoë Quint")
            await made.teacher.does("set_rules", kept=kept)

    with serving(data=str(tmp_path)) as live:
        run(work(live))
    [facts] = unpacked(FORMAT, (tmp_path / NAME).read_bytes())["classes"].values()
    assert facts["people"][0]["name"] == ("Zoë Quint" if kept else None)
    assert ("Quint" in json.dumps(facts)) == kept


def test_a_damaged_class_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    async def two(live: Live) -> None:
        async with lesson(live) as first, lesson(live) as second:
            codes.extend([first.code, second.code])

    async def one(live: Live) -> None:
        async with page(live, "join", code=codes[0]) as lost, page(live, "join", code=codes[1]) as found:
            assert lost.told["goodbye"]["code"] == CloseCode.NO_SUCH_CLASS
            assert found.welcome

    codes: list[str] = []
    with serving(data=str(tmp_path)) as live:
        run(two(live))
    kept = unpacked(FORMAT, (tmp_path / NAME).read_bytes())
    next(iter(kept["classes"].values()))["people"] = [None]
    (tmp_path / NAME).write_bytes(packed(FORMAT, kept))
    with serving(data=str(tmp_path)) as live:
        run(one(live))


def test_a_class_that_ended_is_gone_from_the_folder(tmp_path: Path) -> None:
    async def work(live: Live) -> None:
        async with lesson(live) as made:
            await made.join("Ada")
            await made.teacher.send("end_class")
            assert await made.teacher.closed() == CloseCode.CLASS_OVER

    with serving(data=str(tmp_path)) as live:
        run(work(live))
    path = tmp_path / NAME
    assert not path.exists() or unpacked(FORMAT, path.read_bytes())["classes"] == {}


def test_what_a_slow_disk_still_writes_when_the_server_stops_is_not_the_last(tmp_path: Path) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    class SlowFolder(Folder):
        """Its disk begins at once, and goes on when it may."""

        def write_beside(self, name: str, data: bytes) -> None:
            begun.set()
            assert may_go_on.wait(SECONDS)
            super().write_beside(name, data)

    async def work() -> None:
        classes = Classes(Settings(), MemoryBus())
        keeper = ClassKeeper(classes, SlowFolder(tmp_path))
        keeper.start()
        await keeper.loaded.wait()
        over, goes_on = classes.make(), classes.make()
        writing = asyncio.create_task(keeper.keep())
        assert await asyncio.to_thread(begun.wait, SECONDS)
        writing.cancel()
        over.end()
        classes.look()
        finishing = asyncio.create_task(keeper.finish())
        for _ in range(10):  # until it waits for the disk as well
            await asyncio.sleep(0)
        may_go_on.set()
        await finishing
        assert set(classes_in((tmp_path / NAME).read_bytes())) == {goes_on.id}

    run(work())


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense" * 100, packed(FORMAT, {}), packed(FORMAT, {"classes": {"a": {"id": 1}}})],
    ids=["empty", "nonsense", "without classes", "with half a class"],
)
def test_beside_a_damaged_file_of_classes_the_server_starts(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)

    async def work(live: Live) -> None:
        async with lesson(live) as made:
            assert made.code

    with serving(data=str(tmp_path)) as live:
        run(work(live))
    assert len(unpacked(FORMAT, (tmp_path / NAME).read_bytes())["classes"]) == 1


class LivelyBus(MemoryBus):
    """A bus on which, once `news` are there, a key has another value as soon as its table was read."""

    def __init__(self) -> None:
        super().__init__()
        self.news: dict[str, bytes] = {}

    async def values(self, table: str) -> dict[str, bytes]:
        found = await super().values(table)
        for key in found.keys() & self.news.keys():
            self.put(table, key, self.news[key], 1000)
        return found


def test_what_rooms_say_while_another_server_takes_up_their_class_is_not_put_back() -> None:
    async def work() -> None:
        bus = LivelyBus()
        made = Classes(Settings(), bus).make()
        ada, bea = (made.add_person(name, "en").id for name in ("Ada", "Bea"))
        for person in (ada, bea):
            bus.put(orders.orders_of(made.id, person), orders.ROOM, b'"before"', 1000)
            bus.put(orders.opened_of(made.id), person, b"1", 1000)
        made.order(orders.PAUSE, "Look here.")
        facts = await facts_of(made)
        bus.drop(orders.orders_of(made.id, bea))
        bus.drop(orders.opened_of(made.id), bea)
        bus.news = {orders.ROOM: b'"now"', ada: b"2"}
        await reconcile(bus, made.id, facts["orders"])
        Classes(Settings(), bus).bring_back(facts)
        opened, rooms = orders.opened_of(made.id), [orders.orders_of(made.id, each) for each in (ada, bea)]
        assert await bus.get(rooms[0], orders.ROOM) == b'"now"'
        assert await bus.get(opened, ada) == b"2"
        assert await bus.get(orders.orders_of(made.id), orders.PAUSE) == b'"Look here."'
        # What is not there any more is put again.
        assert await bus.get(rooms[1], orders.ROOM) == b'"before"'
        assert await bus.get(opened, bea) == b"1"

    run(work())
