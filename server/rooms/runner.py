"""Steps the trainers of all rooms in short slices, in turn, and publishes frames at a steady pace.

One task on the event loop decides, one worker thread computes; only that thread touches trainers. A slice is
at most three milliseconds, so what is asked for is done within a few of them, and the loop stays free.
While the worker computes one slice the next waits for it already, of short slices as many as make a long one,
and the loop hands round what came of the last; so neither waits for the other. A room has a turn when its
next frame is due, and trains then what its speed has allowed since the last one; only a room that lags behind
its speed has more turns than frames.

What people ask for, and pictures that take long, cannot be cut into slices. While other rooms train, all of
that has at most a fifth of the worker's time: each such job of a room reserves five times what it took,
behind what others have reserved, and until then the room waits with the next of its kind. So who asks seldom
is served at once, and who asks for a lot waits for himself.

Where the machine is too small for all rooms, pictures become fewer (picture_rate.py) before training becomes
slower, those of the room that somebody presents last; and rooms that nobody is in train when there is time
(sharing.py).
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from math import ceil, inf

from server.rooms.dispatch import (
    make_job,
    seeks_remedies,
    take_back,
    wants_cell,
    wants_diagnosis,
    wants_numbers,
    wants_publication,
)
from server.rooms.room import Room
from server.rooms.rooms import Rooms
from server.rooms.running import Running
from server.rooms.sharing import YIELD_SECONDS, Sharing
from server.settings import Settings
from server.training.carry_out import carry_out
from server.training.jobs import Job, Outcome
from server.training.pace import Beat, Pace
from server.training.room_trainer import RoomTrainer
from server.training.worker import Worker

Keep = Callable[[Room], Callable[[Outcome], None]]
"""Notes how a room is, and returns what writes it down when the outcome brings its trainer's state."""

LONGEST_SLICE = 0.003  # seconds
SHORTEST_SLICE = 0.00025
RESERVED = 5  # times what a job took that could not be cut into slices
LONG_SECONDS = 0.01  # pictures that take longer are such a job too
STATE_SECONDS = 0.05  # between two messages of a room's state, unless there are pictures to go with it
STATES_AT_ONCE = 20  # after a time without any
LOOK_SECONDS = 0.05
"""After so long all rooms are looked at again, while some have turns. Until then only those are in which
something is due, unless the runner is woken: to look at sixty costs as much as a picture."""
STEP_SECONDS = 1 / 240
"""Rooms have time for their turns until the next of these steps, so that some have theirs in one go: that
costs less than to wake for each."""
NUMBERS_SECONDS = 0.25  # between two messages of numbers
CELL_SECONDS = 0.5  # between two pictures of a room for its class
UNSURE_SECONDS = 0.25  # between two looks whether a room is this server's again
DIAGNOSIS_SECONDS = 1.0
"""Between two looks whether a room's run learns, or more. A look took 0.05 ms where it does; where it does
not, 0.2 ms with a network of 4-2 and 0.8 ms with six layers of eight."""
DIAGNOSIS_SHARE = 0.01
"""How much of the time the looks at all rooms together may take."""

log = logging.getLogger("playground")


class Runner:
    """The one who lets rooms train. `start`, then `wake` whenever something may have changed, then `stop`."""

    def __init__(
        self,
        rooms: Rooms,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        make_trainer: Callable[[], RoomTrainer] = RoomTrainer,
    ) -> None:
        self.keep: Keep | None = None
        self.updates = 0
        self.failures = 0
        self.only_keeps = False  # while the server stops, nothing is trained or shown any more
        self._rooms = rooms
        self._clock = clock
        self._sharing = Sharing(1 / settings.frame_rate, clock())
        self._make_trainer = make_trainer
        self._running: dict[str, Running] = {}
        self._wake = asyncio.Event()
        self._news = False  # something may have been asked for since the last look for it
        self._has_changed = True  # any room may have, since all were looked at
        self._look_at = self._expires_at = 0.0
        self._seconds = LONGEST_SLICE  # that a turn may train
        self._given: deque[tuple[Running, asyncio.Future[Outcome]]] = deque()  # and not yet taken back
        self._reserved_until = 0.0
        self._worker = Worker("training", LONGEST_SLICE)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to run, on the event loop of the caller."""
        self._task = asyncio.create_task(self._run(), name="runner")

    async def stop(self) -> None:
        """Waits for the slice that is being computed, and ends."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None
        self._worker.stop()

    def wake(self) -> None:
        """Something was asked for, or a member came or left."""
        self._news = self._has_changed = True
        self._wake.set()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                due = await self._round()
            except Exception:
                log.exception("the runner goes on after an error of its own")
                due = self._clock() + 1
            if due > self._clock():
                await self._wait_until(due)

    async def _wait_until(self, due: float) -> None:
        """Waits until the next step from then on, or until it is woken. A timer that wakes it costs half of a
        time limit."""
        timer = None
        if due != inf:
            step_at = ceil(due / STEP_SECONDS) * STEP_SECONDS
            timer = asyncio.get_running_loop().call_later(step_at - self._clock(), self._wake.set)
        try:
            await self._wake.wait()
        finally:
            if timer is not None:
                timer.cancel()

    async def _round(self) -> float:
        """Gives every room in which something is due one turn. Returns when something is due again."""
        if self._has_changed or self._clock() >= min(self._look_at, self._expires_at):
            self._look_round()
        seconds, self._news = self._seconds, True
        for running in list(self._running.values()):
            now = self._clock()
            if running.looks_at > now:
                continue
            self._send_state(running)
            running.due_at = self._due(running, now)
            if running.due_at <= now:
                await self._serve_the_impatient(seconds)
                await self._serve_the_presented(seconds)
                await self._give(running, seconds)
        await self._take_back(until=0)
        now = self._clock()
        for running in self._running.values():
            if running.looks_at <= now:
                running.looks_at = self._looks_at(running, now)
        return min([self._expires_at, *(running.looks_at for running in self._running.values())])

    def _look_round(self) -> None:
        """Notices what has become of all rooms; each is to be looked at."""
        now = self._clock()
        self._has_changed, self._look_at = False, now + LOOK_SECONDS
        self._expires_at = self._rooms.expire()
        self._keep_up()
        self._sharing.look_round(self._running.values(), now)
        self._seconds = self._slice_seconds()
        for running in self._running.values():
            running.looks_at = now

    def _send_state(self, running: Running) -> None:
        room, now = running.room, self._clock()
        if room.has_news and now >= running.state_at and room.lives:
            running.state_at = max(running.state_at, now - STATES_AT_ONCE * STATE_SECONDS) + STATE_SECONDS
            room.send_state()

    async def _serve_the_impatient(self, seconds: float) -> None:
        """Does first what people asked for and what is to be kept, whoever's turn it is."""
        while self._news:
            self._news = False
            for running in list(self._running.values()):
                is_asked = running.room.work or self._must_keep(running.room)
                if is_asked and self._due(running, self._clock()) <= self._clock():
                    await self._give(running, seconds)

    async def _serve_the_presented(self, seconds: float) -> None:
        """Gives the room that somebody presents its picture in time, whoever's turn it is."""
        first = self._sharing.first
        if first is None or first.is_given or not (first.room.playing and first.room.lives):
            return
        if max(first.beat.due_at, first.shows_at) <= self._clock():
            await self._give(first, seconds)

    def _must_keep(self, room: Room) -> bool:
        return self.keep is not None and "keeping" in room.due

    def _keep_up(self) -> None:
        """Notices rooms that are new or gone."""
        present = {room.id: room for room in self._rooms}
        for id, running in list(self._running.items()):
            if present.get(id) is not running.room:  # which may have been elsewhere, and is another now
                del self._running[id]
        for id in present.keys() - self._running.keys():
            now = self._clock()
            room = present[id]
            pace, beat = Pace(room.speed, now), Beat(self._sharing.rate.interval, now)
            self._running[id] = Running(room, self._make_trainer(), pace, beat, now, now, now, now, now, now)

    def _looks_at(self, running: Running, now: float) -> float:
        """Returns when there is something to do in a room or to tell of it; as `_due`, which is asked again
        only if the room had a turn: whoever wants something else wakes the runner."""
        if not running.room.lives:
            return now + UNSURE_SECONDS
        due = self._due(running, now) if running.due_at is None else running.due_at
        return min(due, running.state_at) if running.room.has_news and not self.only_keeps else due

    def _due(self, running: Running, now: float) -> float:
        """Returns when a room has something for the worker: now or earlier, a later moment, or never
        (infinity)."""
        room, pace = running.room, running.pace
        if not room.lives:
            return inf
        if self.only_keeps:
            return now if room.work or self._must_keep(room) else inf
        if room.work:
            return running.asks_at
        if self._must_keep(room):
            return now
        if room.steps.left or room.measuring or seeks_remedies(room):
            return now
        due = inf
        if room.playing:
            self._adjust_pace(running, now)
            due = pace.next_at()
            if not running.lags:  # what is not shown yet can wait and be done at once
                due = max(due, min(running.beat.due_at, pace.half_full_at()))
            if self._sharing.yields(running):
                due = max(due, now + YIELD_SECONDS)
        if wants_publication(room):
            due = min(due, max(running.beat.due_at, running.shows_at))
        if wants_numbers(room):
            due = min(due, max(running.numbers_at, running.shows_at))
        if wants_diagnosis(room):
            due = min(due, running.diagnosis_at)
        if wants_cell(room):
            due = min(due, running.cell_at)
        return due

    def _slice_seconds(self) -> float:
        """Returns how long a turn may train: all rooms together half as long as there is between two frames,
        so that with many of them the pictures become fewer less quickly than the training becomes slower."""
        n_playing = sum(
            each.room.playing and not self._sharing.yields(each) for each in self._running.values()
        )
        return min(LONGEST_SLICE, max(SHORTEST_SLICE, 0.5 * self._sharing.rate.interval / max(1, n_playing)))

    def _adjust_pace(self, running: Running, now: float) -> None:
        room, pace = running.room, running.pace
        if pace.speed != room.speed:
            pace.change(room.speed, now)
        elif room.playing and not running.was_playing:
            pace.begin(now)
        running.was_playing = room.playing
        pace.earn(now)

    async def _give(self, running: Running, seconds: float) -> None:
        """Gives the worker what is due in one room, and takes back what came of others before."""
        while running.is_given:
            await self._take_back(until=len(self._given) - 1)
        outcome = self._worker.give(partial(carry_out, running.trainer, self._job(running, seconds)))
        running.is_given, running.due_at, running.looks_at = True, None, -inf
        self._given.append((running, outcome))
        await self._take_back(until=max(1, int(LONGEST_SLICE / seconds)))

    def _job(self, running: Running, seconds: float) -> Job:
        """Returns what is due in one room."""
        room, pace, now = running.room, running.pace, self._clock()
        work = running.take_work(now)
        if room.work:
            return make_job(room, work)
        keep = self.keep(room) if self.keep is not None and "keeping" in room.due else None
        if self.only_keeps:
            return make_job(room, work, epochs=float(room.steps.left), keep=keep)
        self._adjust_pace(running, now)
        measure = bool(room.measuring)
        epochs, updates = 0.0 if measure else float(room.steps.left), 0.0
        if room.playing and pace.may_train and not measure:
            if room.speed.unit == "epoch":
                epochs = pace.credit
            else:
                updates = pace.credit
        may_show = now >= running.shows_at
        publish = may_show and self._sharing.is_due(running, now)
        numbers = may_show and now >= running.numbers_at and wants_numbers(room)
        if numbers:
            running.numbers_at = now + NUMBERS_SECONDS
        cell = now >= running.cell_at and wants_cell(room)
        if cell:
            running.cell_at = now + CELL_SECONDS
        diagnose = now >= running.diagnosis_at and wants_diagnosis(room)
        if diagnose:
            running.diagnosis_at = now + DIAGNOSIS_SECONDS
        return make_job(
            room,
            work,
            epochs=epochs,
            updates=updates,
            seconds=seconds,
            publish=publish,
            numbers=numbers,
            cell=cell,
            diagnose=diagnose,
            seek_remedies=seeks_remedies(room) and not measure,
            measure=measure,
            keep=keep,
        )

    async def _take_back(self, until: int) -> None:
        """Waits for what the worker was given first, until no more than so many jobs are left with it."""
        while len(self._given) > until:
            running, given = self._given.popleft()
            running.is_given, running.due_at = False, None
            outcome = await given
            self.updates += outcome.updates
            self.failures += outcome.failed
            running.pace.spend(outcome.epochs, max(outcome.epochs, outcome.updates))
            running.lags = running.pace.may_train
            running.diagnosis_at += outcome.diagnosis_seconds * len(self._running) / DIAGNOSIS_SHARE
            self._reserve(running, outcome)
            take_back(running.room, outcome)
            self._send_state(running)
            if outcome.job.keep is not None:
                outcome.job.keep(outcome)

    def _reserve(self, running: Running, outcome: Outcome) -> None:
        """Lets a room wait for what it has asked for, if others need the worker."""
        seconds = running.usual(outcome.frame_seconds) if outcome.frames else 0.0
        if not any(each.room.playing for each in self._running.values() if each is not running):
            return
        if outcome.work_seconds:
            running.asks_at = self._reserved(outcome.work_seconds)
        if seconds > LONG_SECONDS:
            running.shows_at = self._reserved(seconds)

    def _reserved(self, seconds: float) -> float:
        self._reserved_until = max(self._clock(), self._reserved_until) + RESERVED * seconds
        return self._reserved_until
