"""The runner is fair, prompt and idle when nothing is to do."""

import asyncio
import contextlib
import json
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from engine.experiment.links import parse_link
from server.frames.members import FrameKey, Member
from server.messages.outbox import Outbox
from server.messages.waiting import Flag
from server.requests.reading import read_message
from server.requests.receiving import receive
from server.rooms.room import Room
from server.rooms.rooms import Rooms
from server.rooms.runner import LONG_SECONDS, LOOK_SECONDS, RESERVED, STATE_SECONDS, STATES_AT_ONCE, Runner
from server.rooms.running import BUSY_SECONDS, Running
from server.settings import Settings
from server.training.jobs import Job, Outcome
from tests.server.people.decode import Frame, decode
from tests.server.servers.live import run


@contextlib.asynccontextmanager
async def running(**settings: float) -> AsyncIterator[tuple[Rooms, Runner]]:
    chosen = Settings(**settings)  # type: ignore[arg-type]
    rooms = Rooms(chosen)
    runner = Runner(rooms, chosen)
    runner.start()
    try:
        yield rooms, runner
    finally:
        await runner.stop()


@contextlib.contextmanager
def by_hand(clock: Callable[[], float] = time.monotonic) -> Iterator[tuple[Member, Runner, Running]]:
    """A host in a room, and the runner that has it, which does nothing by itself."""
    rooms = Rooms(Settings())
    runner = Runner(rooms, Settings(), clock)
    with rooms.make().joined("host", Outbox()) as host:
        runner._keep_up()
        (only,) = runner._running.values()
        yield host, runner, only


def tell(room: Room, member: Member, runner: Runner, type: str, **fields: object) -> None:
    receive(room, member, read_message(json.dumps({"type": type, **fields})))
    runner.wake()


async def next_state(outbox: Outbox) -> Frame:
    news = Flag()
    outbox.wake = news.set
    while True:
        while (item := outbox.take()) is None:
            news.clear()
            await news.wait()
        if isinstance(item, bytes) and (frame := decode(item)).type == "STATE":
            outbox.acknowledge(frame.sequence)
            return frame


def took_long(seconds: float) -> Outcome:
    return Outcome(Job(), frame_seconds=seconds, frames={FrameKey("state"): b""})


def test_who_asks_for_a_lot_waits_for_himself_while_others_train() -> None:
    async def work() -> None:
        rooms = Rooms(Settings())
        runner = Runner(rooms, Settings(), lambda: 100.0)
        *asking, other = [rooms.make() for _ in range(4)]
        runner._keep_up()
        took = Outcome(Job(), work_seconds=0.02)
        first, second, third, good = (runner._running[each.id] for each in (*asking, other))
        runner._reserve(first, took)
        assert runner._due(first, 100.0) <= 100  # nobody else needs the worker
        other.playing = True
        for n, each in enumerate((first, second, third, first), 1):
            runner._reserve(each, took)
            assert each.asks_at == pytest.approx(100 + n * RESERVED * 0.02)
        first.room.due.add("state")
        assert runner._due(first, 100.0) == first.asks_at  # whatever there is to tell of it meanwhile
        assert runner._looks_at(first, 100.0) == 100
        assert runner._due(good, 100.0) <= 100
        runner._reserve(second, took_long(LONG_SECONDS))
        assert second.shows_at == 100
        runner._reserve(second, took_long(2 * LONG_SECONDS))
        assert second.shows_at == 100  # once is chance
        runner._reserve(second, took_long(2 * LONG_SECONDS))
        assert second.shows_at == first.asks_at + RESERVED * 2 * LONG_SECONDS
        runner._reserve(second, Outcome(Job()))
        before = second.shows_at
        runner._reserve(second, took_long(30 * LONG_SECONDS))  # the interpreter cleared up in this one
        assert second.shows_at == before + RESERVED * 2 * LONG_SECONDS
        runner.only_keeps = True
        assert runner._due(first, 100.0) == 100

    run(work())


def test_what_is_due_in_a_room_is_asked_again_when_a_job_of_it_comes_back() -> None:
    async def work() -> None:
        with by_hand() as (_, runner, only):
            await runner._give(only, 0.001)
            only.room.due.clear()
            only.due_at = math.inf  # looked at while the worker has the job
            await runner._take_back(until=0)
            only.room.due.add("frames")
            assert runner._looks_at(only, runner._clock()) < math.inf
        await runner.stop()

    run(work())


def test_a_state_that_changes_all_the_time_is_told_sometimes() -> None:
    async def work() -> None:
        now = 100.0
        with by_hand(lambda: now) as (host, runner, only):
            told, now = 0, 110.0
            for _ in range(1000):
                now += 0.001
                only.room.due.add("state")
                runner._send_state(only)
                while (item := host.outbox.take()) is not None:
                    told += isinstance(item, str) and '"state"' in item[:20]
            assert told == pytest.approx(STATES_AT_ONCE + 1 / STATE_SECONDS, abs=1)

    run(work())


def test_what_changes_in_a_room_is_noticed_at_once_by_who_is_woken_and_else_at_the_next_look() -> None:
    async def work() -> None:
        now = 100.0
        with by_hand(lambda: now) as (host, runner, only):
            room = only.room
            while await runner._round() <= now:
                now += 0.001
            for is_woken, later in ((True, 0.0), (False, LOOK_SECONDS)):
                room.has_changed()
                sequence, now = room.sequence, now + 0.04
                if is_woken:
                    runner.wake()
                else:
                    await runner._round()
                    assert room.sequence == sequence
                now += later
                await runner._round()
                assert room.sequence == sequence + 1
                host.outbox.acknowledge(room.sequence)
        await runner.stop()

    run(work())


def test_rooms_that_train_as_fast_as_they_can_share_the_time() -> None:
    async def work() -> None:
        async with running() as (rooms, runner):
            with contextlib.ExitStack() as doors:
                members = []
                for room in [rooms.make() for _ in range(3)]:
                    member = doors.enter_context(room.joined("host", Outbox()))
                    members.append(member)
                    tell(room, member, runner, "set_speed", epochs_per_second=None)
                    tell(room, member, runner, "play")
                while (await next_state(members[0].outbox)).epoch < 500:
                    pass
                counts = [each.trainer.trainer.epoch for each in runner._running.values()]  # type: ignore[union-attr]
                assert max(counts) < 2 * min(counts)

    run(work())


def test_everybody_gets_pictures_equally_often_whatever_the_others_train() -> None:
    """Rooms with small and with the largest networks, at all speeds: of those whose pictures cost the same
    nobody has half as many, and dear pictures cost only the rooms that have them."""
    links = [
        "networkShape=1",
        "networkShape=8,8,8,8,8,8&batchSize=1",
        "dataset=blobs&classes=8&networkShape=32,32,32",
    ]
    speeds: list[dict[str, float | None]] = [
        {"epochs_per_second": None}, {"epochs_per_second": 60}, {"updates_per_second": 1}
    ]  # fmt: skip

    async def work() -> None:
        async with running() as (rooms, runner):
            with contextlib.ExitStack() as doors:
                outboxes = []
                for link in links:
                    for speed in speeds:
                        room, outbox = rooms.make(parse_link(link)), Outbox()
                        member = doors.enter_context(room.joined("host", outbox))
                        tell(room, member, runner, "set_speed", **speed)
                        tell(room, member, runner, "play")
                        outboxes.append((outbox, speed))
                counts, enough = [0] * len(outboxes), asyncio.Event()

                async def look_on(number: int) -> None:
                    while True:
                        await next_state(outboxes[number][0])
                        counts[number] += 1
                        if min(max(counts[first : first + 2]) for first in (0, 3, 6)) >= 24:
                            enough.set()

                onlookers = [asyncio.create_task(look_on(number)) for number in range(len(outboxes))]
                await enough.wait()
                for each in onlookers:
                    each.cancel()
                small, deep, wide = (counts[first : first + 2] for first in (0, 3, 6))  # the busy ones
                for busy in (small, deep, wide):
                    assert min(busy) >= max(busy) / 2, counts
                assert min(small) >= max(deep + wide) / 2, counts

    run(work())


def test_a_room_that_keeps_up_with_its_speed_has_one_turn_for_each_frame() -> None:
    async def work() -> None:
        async with running(frame_rate=5) as (rooms, runner):
            room = rooms.make(parse_link("networkShape=1&batchSize=30"))
            with room.joined("host", Outbox()) as member:
                tell(room, member, runner, "set_speed", updates_per_second=100)
                tell(room, member, runner, "play")
                first = await next_state(member.outbox)
                version = room.version  # which rises with every turn that trains
                for _ in range(5):
                    last = await next_state(member.outbox)
                assert 4 * (room.version - version) < last.updates - first.updates

    run(work())


def test_nothing_is_computed_when_nothing_is_to_do() -> None:
    async def work() -> None:
        async with running() as (rooms, runner):
            room = rooms.make()
            with room.joined("host", Outbox()) as member:
                runner.wake()
                await next_state(member.outbox)
                version, updates = room.version, runner.updates
                assert await runner._round() == math.inf  # is due again only when it is woken
                assert (room.version, runner.updates) == (version, updates)
                assert member.outbox.take() is None

    run(work())


def test_a_long_epoch_is_stepped_in_slices_and_can_be_paused() -> None:
    async def work() -> None:
        async with running() as (rooms, runner):
            room = rooms.make(parse_link("networkShape=16,16,16,16&batchSize=1&problem=regression&seed=1"))
            with room.joined("host", Outbox()) as member:
                await next_state(member.outbox)
                tell(room, member, runner, "step")
                reached = await next_state(member.outbox)
                assert (reached.epoch, reached.playing) == (0, False)
                tell(room, member, runner, "pause")
                tell(room, member, runner, "step", unit="update", id=1)
                stopped = await next_state(member.outbox)
                assert stopped.epoch == 0
                tell(room, member, runner, "step")
                while (await next_state(member.outbox)).epoch < 1:
                    pass

    run(work())


def test_frames_come_no_faster_than_the_rate() -> None:
    async def work() -> None:
        async with running(frame_rate=20) as (rooms, runner):
            room = rooms.make()
            with room.joined("host", Outbox()) as member:
                tell(room, member, runner, "set_speed", epochs_per_second=None)
                tell(room, member, runner, "play")
                clock = asyncio.get_running_loop().time
                await next_state(member.outbox)
                began = clock()
                for _ in range(10):
                    await next_state(member.outbox)
                assert 0.4 < clock() - began < 2

    run(work())


def test_requests_that_come_faster_than_they_are_done_let_a_picture_through() -> None:
    async def work() -> None:
        async with running() as (rooms, runner):
            room = rooms.make()
            with room.joined("host", Outbox()) as host:
                await next_state(host.outbox)

                async def ask_all_the_time() -> None:
                    while True:
                        await host.outbox.has_room()
                        while len(room.work) < 3:
                            tell(room, host, runner, "set_weight", layer=1, neuron=0, source=0, value=1)
                        await asyncio.sleep(0)

                asking = asyncio.create_task(ask_all_the_time())
                for _ in range(2):
                    await next_state(host.outbox)
                asking.cancel()

    run(work())


async def may_ask(outbox: Outbox) -> bool:
    """Whether a request of somebody would be read now."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0):
            await outbox.has_room()
            return True
    return False


def test_a_room_that_is_behind_takes_no_requests_until_those_that_wait_are_done() -> None:
    async def work() -> None:
        now = 100.0
        with by_hand(lambda: now) as (host, runner, only):
            room = only.room

            async def is_read() -> bool:
                """Whether a request would be read after the next job, of those who are there and who come."""
                only.take_work(now)
                with room.joined("host", Outbox()) as newcomer:
                    read = [await may_ask(each) for each in (host.outbox, newcomer.outbox)]
                assert read[0] == read[1]
                return read[0]

            for _ in range(5):
                tell(room, host, runner, "set_weight", layer=1, neuron=0, source=0, value=1)
            assert await is_read()
            now += BUSY_SECONDS
            told = [await is_read() for _ in range(len(room.work))]
            assert told == [*[False] * (len(told) - 1), True]

    run(work())


def test_nobody_watching_means_no_frames_but_training_goes_on() -> None:
    async def work() -> None:
        async with running() as (rooms, runner):
            room = rooms.make()
            with room.joined("host", Outbox()) as member:
                await next_state(member.outbox)
                tell(room, member, runner, "set_visible", visible=False)
                tell(room, member, runner, "play")
            with room.joined("host", Outbox()) as again:
                runner.wake()
                sequence = (await next_state(again.outbox)).sequence
                while (await next_state(again.outbox)).epoch < 3:
                    pass
                assert sequence <= 3

    run(work())


def test_an_error_of_the_runner_itself_does_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        async with running() as (rooms, runner):
            room = rooms.make()

            def fails_once(room: Room) -> Callable[[Outcome], None]:
                runner.keep = None
                raise RuntimeError

            with room.joined("host", Outbox()) as member:
                await next_state(member.outbox)
                runner.keep = fails_once
                room.due.add("keeping")
                tell(room, member, runner, "step")
                while (await next_state(member.outbox)).epoch < 1:  # a slow machine needs several slices
                    pass
        said = [each.getMessage() for each in caplog.records]  # also what others say meanwhile
        assert said.count("the runner goes on after an error of its own") == 1

    run(work())
