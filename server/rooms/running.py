"""What the runner keeps about a room that it lets train."""

from collections import deque
from dataclasses import dataclass, field
from math import inf

from server.rooms.dispatch import next_work
from server.rooms.room import Room
from server.training.jobs import Work
from server.training.pace import Beat, Pace
from server.training.room_trainer import RoomTrainer

BUSY_SECONDS = 0.25
"""After so long in which a room's requests came faster than they were done, so that nothing of it could be
shown or trained, no more of them are read until those that wait are done."""


@dataclass(eq=False, slots=True)
class Running:
    """A room with its trainer, and when what is due in it."""

    room: Room
    trainer: RoomTrainer
    pace: Pace
    beat: Beat
    numbers_at: float
    diagnosis_at: float
    cell_at: float
    state_at: float
    asks_at: float  # when the next request may be carried out
    shows_at: float  # when the next picture may be made
    looks_at: float = 0.0  # when to look again what is due in it, unless something changes
    due_at: float | None = None  # when it had something for the worker when it was looked at; None: not known
    was_playing: bool = False
    is_given: bool = False  # the worker has a job of it
    lags: bool = False  # its last slice ended before everything was trained that its speed allows
    busy_since: float = inf  # since then each job has left requests that wait
    pictures_took: deque[float] = field(default_factory=lambda: deque(maxlen=8))  # seconds, the last ones

    def take_work(self, now: float) -> tuple[Work, ...]:
        """Takes what is to be done in one job of the requests that wait for the trainer."""
        work = next_work(self.room)
        self.busy_since = min(self.busy_since, now) if self.room.work else inf
        may_come = now - self.busy_since < BUSY_SECONDS
        if may_come != self.room.takes_requests:
            self.room.take_requests(may_come)
        return work

    def usual(self, seconds: float) -> float:
        """Returns how long a room's picture takes as a rule: what this one took, but no longer than one of
        those before, since once it is chance that one takes long (the interpreter cleared up just then)."""
        usual = min(seconds, max(self.pictures_took, default=0.0))
        self.pictures_took.append(seconds)
        return usual

    @property
    def has_pictures(self) -> bool:
        """Whether somebody looks, and it trains so fast that there is something new for each picture."""
        if not self.room.playing:
            return False
        speed = self.pace.speed.per_second
        is_fast = speed is None or speed * self.beat.interval >= 1
        return is_fast and self.room.is_seen
