"""What is seen of several replicas: on the page of the administrator, in the numbers, in Grafana."""

import asyncio
import json
import re
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from engine.backends.devices import Devices
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link
from engine.experiment.view import View
from server.bus import MemoryBus
from server.classes.requests.coming import Join
from server.classes.tries import WRONG_AT_ONCE
from server.messages.outbox import Outbox
from server.playground import Playground
from server.replicas import EVERY_SECONDS, KEPT_SECONDS, MOST_LISTED, TABLE, Replicas
from server.settings import Settings
from server.version import version
from tests.paths import ROOT
from tests.server.people.clock import Clock
from tests.server.servers.live import Live, joined, run, serving
from tests.server.web.test_metrics import TOKEN, fetch

DASHBOARD = ROOT / "examples" / "grafana" / "playground.json"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bus(clock: Clock) -> MemoryBus:
    return MemoryBus(clock)


def replica(name: str, bus: MemoryBus, clock: Clock) -> tuple[Replicas, Playground]:
    """A replica that tells others of the rooms and classes of a playground, which need not run for that."""
    playground = Playground(Settings(replica=name, max_rooms=500), Devices())
    of = playground.rooms, playground.classes, playground.traffic
    return Replicas(name, bus, *of, clock), playground


async def told(*replicas: Replicas) -> None:
    """Lets each of them say how it is doing, once."""
    tasks = [asyncio.create_task(each.tell()) for each in replicas]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def test_each_replica_knows_all_of_them_and_where_rooms_are(bus: MemoryBus, clock: Clock) -> None:
    async def work() -> None:
        (one, first), (two, second) = replica("r1", bus, clock), replica("r2", bus, clock)
        link = Link(Experiment(hidden=(3, 2)), View())
        here, there = first.rooms.make(link), second.rooms.make(link)
        second.classes.make()
        clock.now += 90
        with there.joined("watcher", Outbox(), "small"):
            await told(one, two)
            for asked in (one, two):
                summaries, rooms = await asked.all()
                assert [each["name"] for each in summaries] == ["r1", "r2"]
                assert [each["version"] for each in summaries] == [version()] * 2
                assert [each["up_seconds"] for each in summaries] == [90, 90]
                assert [(each["rooms"], each["members"]) for each in summaries] == [(1, 0), (1, 1)]
                assert [each["classes"] for each in summaries] == [0, 1]
                places = {(row["id"], row["replica"], row["watchers"]) for row in rooms}
                assert places == {(here.id, "r1", 0), (there.id, "r2", 1)}
                assert rooms[0]["shape"] == [2, 3, 2, 1]

    run(work())


def test_a_replica_that_says_nothing_any_more_is_there_no_more(bus: MemoryBus, clock: Clock) -> None:
    async def work() -> None:
        (one, _), (two, _) = replica("r1", bus, clock), replica("r2", bus, clock)
        await told(one, two)
        clock.now += KEPT_SECONDS - EVERY_SECONDS
        await told(one)
        assert len((await one.all())[0]) == 2
        clock.now += EVERY_SECONDS
        assert [each["name"] for each in (await one.all())[0]] == ["r1"]

    run(work())


def test_pictures_and_processor_are_those_since_the_last_time(bus: MemoryBus, clock: Clock) -> None:
    async def work() -> None:
        one, playground = replica("r1", bus, clock)
        clock.now += 4
        playground.traffic.frames += 100
        await told(one)
        summary = one.summary()
        assert summary["frames_per_second"] == 25
        assert summary["processor"] >= 0
        clock.now += 2
        await told(one)
        assert one.summary()["frames_per_second"] == 0

    run(work())


def test_of_many_rooms_others_are_told_those_with_the_most_people(bus: MemoryBus, clock: Clock) -> None:
    async def work() -> None:
        (one, first), (two, _) = replica("r1", bus, clock), replica("r2", bus, clock)
        ten_layers = Link(Experiment(hidden=(8,) * 6), View())
        rooms = [first.rooms.make(ten_layers, f"10.0.0.{n}") for n in range(MOST_LISTED + 50)]
        with rooms[-1].joined("watcher", Outbox(), "small"):
            await told(one, two)
        summaries, listed = await two.all()
        assert summaries[0]["rooms"] == len(rooms)
        assert len(listed) == MOST_LISTED
        assert listed[0]["id"] == rooms[-1].id

    run(work())


@pytest.mark.parametrize("junk", [b"\x00\xff", b"null", b"3", b"[" * 50_000, b'{"name": "r2"}'])
def test_what_is_no_word_of_a_replica_is_not_shown(bus: MemoryBus, clock: Clock, junk: bytes) -> None:
    async def work() -> None:
        one, _ = replica("r1", bus, clock)
        bus.put(TABLE, "r2", junk, KEPT_SECONDS)
        assert [each["name"] for each in (await one.all())[0]] == ["r1"]

    run(work())


@pytest.mark.parametrize(
    "lie",
    [
        {"name": "r3"},
        {"name": 2},
        {"listed": 3},
        {"listed": [3]},
        {"listed": [{"id": "a"}]},
        {"up_seconds": float("nan")},
        {"version": "\ud800"},
    ],
)
def test_a_replica_of_which_something_impossible_is_told_is_not_shown(
    bus: MemoryBus, clock: Clock, lie: dict[str, Any]
) -> None:
    async def work() -> None:
        (one, _), (two, _) = replica("r1", bus, clock), replica("r2", bus, clock)
        for told_of, names in (dict[str, Any](), ["r1", "r2"]), (lie, ["r1"]):
            said = json.dumps({**two.summary(), "listed": [], **told_of}).encode()
            bus.put(TABLE, "r2", said, KEPT_SECONDS)
            assert [each["name"] for each in (await one.all())[0]] == names

    run(work())


def test_replicas_that_hear_of_each_other_allow_codes_to_be_tried_as_often_as_one(
    bus: MemoryBus, clock: Clock
) -> None:
    def n_tries(playground: Playground) -> int:
        tries = Join(code="ZZZZZZ")
        return [playground.classes.may_try(tries, "school") for _ in range(WRONG_AT_ONCE)].count(True)

    async def work() -> None:
        (one, first), (two, second) = replica("r1", bus, clock), replica("r2", bus, clock)
        await told(one)
        await told(two)
        await told(one)
        assert n_tries(first) + n_tries(second) == WRONG_AT_ONCE
        alone, third = replica("r3", MemoryBus(clock), clock)
        await told(alone)
        assert n_tries(third) == WRONG_AT_ONCE

    run(work())


def test_a_bus_that_does_not_answer_leaves_the_replica_itself(clock: Clock) -> None:
    class Silent(MemoryBus):
        async def values(self, table: str) -> dict[str, bytes]:
            raise ConnectionRefusedError

    async def work() -> None:
        bus = Silent(clock)
        (one, _), (two, _) = replica("r1", bus, clock), replica("r2", bus, clock)
        await told(one, two)
        assert [each["name"] for each in (await one.all())[0]] == ["r1"]

    run(work())


async def seen(live: Live) -> Any:
    return json.loads(
        await asyncio.to_thread(fetch, live.http + "api/admin", Authorization=f"Bearer {TOKEN}")
    )


def test_a_server_that_is_alone_tells_nobody_and_shows_no_replicas() -> None:
    async def work() -> None:
        with serving(admin_token=TOKEN) as live:
            async with joined(live):
                found = await seen(live)
                assert (found["replica"], found["replicas"], len(found["rooms"])) == ("", [], 1)
                assert await live.there(live.playground.bus.values(TABLE)) == {}

    run(work())


def test_the_administrator_sees_which_replica_answers() -> None:
    async def work() -> None:
        with serving(admin_token=TOKEN, replica="r1") as live:
            async with joined(live) as host:
                for path in ("api/admin", "r1/api/admin"):
                    text = await asyncio.to_thread(fetch, live.http + path, Authorization=f"Bearer {TOKEN}")
                    found = json.loads(text)
                    assert (found["replica"], found["replicas"][0]["name"]) == ("r1", "r1")
                    assert [(row["replica"], row["id"]) for row in found["rooms"]] == [
                        ("r1", host.welcome["room"])
                    ]

    run(work())


async def numbers(live: Live) -> list[Any]:
    text = (await asyncio.to_thread(fetch, live.http + "metrics")).decode()
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


def test_all_numbers_of_a_replica_have_its_name_and_those_of_one_alone_none() -> None:
    async def work() -> None:
        with serving(replica="r3") as live:
            assert {sample.labels.get("replica") for sample in await numbers(live)} == {"r3"}
        with serving() as live:
            assert {sample.labels.get("replica") for sample in await numbers(live)} == {None}

    run(work())


def test_the_dashboard_asks_for_numbers_and_labels_that_there_are() -> None:
    async def work() -> None:
        with serving(replica="r1") as live:
            found = await numbers(live)
        labels = {sample.name: set[str]() for sample in found}
        for sample in found:
            labels[sample.name] |= sample.labels.keys()
        asked = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
        for expression in asked:
            named = re.findall(r"\b(?:playground|process)_\w+", expression)
            assert named, expression
            used = set(re.findall(r"(\w+)=~?\"", expression))
            for group in re.findall(r"by \(([^)]*)\)", expression):
                used |= set(group.split(", "))
            for name in named:
                assert name in labels, name
                assert used <= labels[name], expression
        shown = {name for name in labels if name.startswith("playground_") and not name.endswith("_created")}
        assert len({name for name in shown if any(name in each for each in asked)}) > len(shown) / 2

    run(work())


def test_the_dashboard_has_its_panels_side_by_side() -> None:
    panels = dashboard()["panels"]
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)


def test_the_dashboard_is_for_whatever_prometheus_somebody_has() -> None:
    board = dashboard()
    variables = {each["name"]: each for each in board["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource"
    assert "playground_rooms" in variables["replica"]["query"]
    places = [board["templating"]["list"][1], *board["panels"]]
    places += [target for panel in board["panels"] for target in panel["targets"]]
    assert {each["datasource"]["uid"] for each in places} == {"${datasource}"}


def dashboard() -> dict[str, Any]:
    board: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return board
