"""The dot goes to the others at once, is bounded, and leaves with its host."""

import json
from typing import Any

import pytest

from server.messages import BadMessage, LaserShown
from server.messages.outbox import Outbox
from server.rooms.laser import BURST, COST, MOST_PER_SECOND, Pointing
from server.web.sockets.limiter import BURST_SECONDS, Limiter
from tests.server.people.classroom import Classroom
from tests.server.people.in_class import short_lesson
from tests.server.servers.live import Live, joined, run
from tests.server.web.test_live_server import hosting, watching


def dots(heard: list[Any]) -> list[tuple[Any, ...]]:
    return [(each["panel"], each["x"], each["y"]) for each in heard
            if isinstance(each, dict) and each["type"] == "laser"]  # fmt: skip


def test_the_others_see_the_newest_place_and_no_more_than_one_waits(classroom: Classroom) -> None:
    for x in (0.1, 0.2, 0.3):
        classroom.say(classroom.host, "laser", panel="plane", x=x, y=0.5)
    assert dots(classroom.heard(classroom.watcher)) == [("plane", 0.3, 0.5)]
    assert classroom.heard(classroom.host) == []
    classroom.say(classroom.host, "laser", panel=None)
    assert dots(classroom.heard(classroom.watcher)) == [(None, None, None)]
    classroom.say(classroom.host, "laser", panel=None)
    assert classroom.heard(classroom.watcher) == []


def test_only_a_host_may_point_and_the_place_is_whole(classroom: Classroom) -> None:
    classroom.say(classroom.watcher, "laser", panel="plane", x=0, y=0)
    classroom.say(classroom.host, "laser", panel="plane", x=0.5)
    (forbidden,), (unwhole,) = classroom.heard(classroom.watcher), classroom.heard(classroom.host)
    assert isinstance(forbidden, dict)
    assert isinstance(unwhole, dict)
    assert (forbidden["code"], unwhole["code"], unwhole["field"]) == ("forbidden", "bad_message", "y")


def test_the_dot_goes_with_its_host_and_comes_to_who_joins(classroom: Classroom) -> None:
    outbox = Outbox()
    with classroom.room.joined("host", outbox) as other:
        classroom.say(other, "laser", panel="network", x=1, y=0)
        late = classroom.join("watcher")
        assert dots(classroom.heard(late)) == [("network", 1, 0)]
    assert dots(classroom.heard(late)) == [(None, None, None)]
    assert dots(classroom.heard(classroom.join("watcher"))) == []


def test_twenty_places_a_second_are_shown_at_most() -> None:
    now = 0.0
    pointing, outbox, other = Pointing(lambda: now), Outbox(), Outbox()
    said = []
    for step in range(1000):
        now = step / 100
        try:
            pointing.move(outbox, LaserShown(panel="plane", x=0.5, y=0.5), [outbox, other])
            said.append("shown")
        except BadMessage as error:
            said.append(error.code)
    shown = said.count("shown")
    assert set(said) == {"shown", "too_fast"}
    assert 10 * MOST_PER_SECOND - 1 <= shown <= 10 * MOST_PER_SECOND + BURST
    assert json.loads(str(other.take()))["x"] == 0.5
    assert other.take() is None


def test_pointing_costs_the_limiter_little() -> None:
    limiter = Limiter(10, lambda: 0.0)
    n = int((10 * BURST_SECONDS - 1) / COST)
    assert n > 3 * 10 * BURST_SECONDS
    for _ in range(n):
        limiter.count(0)
        limiter.check(None)
        limiter.give_back(1 - COST)
    limiter.count(0)
    limiter.count(0)
    with pytest.raises(BadMessage):
        limiter.check(None)


def test_a_dot_travels_through_a_real_server(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as host, joined(live, **watching(host)) as watcher:
            async with joined(live, **hosting(host)) as second:
                assert (await second.ask("laser", panel="plane", x=0.5, y=0.25))["type"] == "done"
                for client in (host, watcher):
                    assert dots([await client.message("laser")]) == [("plane", 0.5, 0.25)]
            assert dots([await watcher.message("laser")]) == [(None, None, None)]

    run(work())


def test_in_a_class_who_is_followed_points_and_who_follows_only_sees(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made, joined(live) as own:
            ada, bob = await made.join("Ada"), await made.join("Bob")
            watch = {"room": own.welcome["room"], "watch": own.welcome["watch"]}
            await made.teacher.does("present", **watch)
            async with joined(live, **followed(await bob.told_of("presenter"))) as follower:
                await own.ask("laser", panel="plane", x=0.5, y=0.25)
                assert dots([await follower.message("laser")]) == [("plane", 0.5, 0.25)]
                refused = await follower.ask("laser", panel="plane", x=0, y=0)
                assert refused["code"] == "forbidden"
            room = await made.room(ada)
            person = ada.me["person"]
            await made.teacher.until(lambda: person in made.teacher.cells)
            await made.teacher.does("present", person=person)
            await bob.until(lambda: bob.state["presenter"]["person"] == person)
            presenter = bob.state["presenter"]
            async with (
                joined(live, **followed(presenter)) as follower,
                joined(live, **followed(presenter), seat=bob.me["seat"]) as sly,
            ):
                await room.ask("laser", panel="network", x=0.1, y=0.9)
                assert dots([await follower.message("laser")]) == [("network", 0.1, 0.9)]
                for message in (
                    {"type": "laser", "panel": "plane", "x": 0, "y": 0},
                    {"type": "play"},
                    {"type": "change", "changes": {"noise": 1}},
                ):
                    assert (await sly.ask(**message))["code"] == "forbidden"
            assert (await bob.ask("present", person=person))["code"] == "forbidden"

    run(work())


def followed(presenter: dict[str, Any]) -> dict[str, str]:
    """The hello of a page that follows who presents."""
    return {"room": presenter["room"], "token": presenter["watch"]}
