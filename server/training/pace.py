"""How many epochs or updates a room may train by now, which is credit that grows with time; and when its next
frame is due."""

import math
from typing import NamedTuple

from server.messages import Unit

MOST_SECONDS = 0.25


class TrainingSpeed(NamedTuple):
    """Epochs or updates a second; None is as fast as can be."""

    per_second: float | None
    unit: Unit = "epoch"


DEFAULT_SPEED = TrainingSpeed(60.0)


class Pace:
    """Epochs or updates a room has earned and not yet trained. What it could not use within a quarter second
    is lost."""

    def __init__(self, speed: TrainingSpeed, now: float) -> None:
        self.credit = 0.0
        self._since = now
        self.speed = speed

    def change(self, speed: TrainingSpeed, now: float) -> None:
        """A new speed holds from now on."""
        self.speed = speed
        self.begin(now)

    def begin(self, now: float) -> None:
        """Starts at once: the first epoch or update is free."""
        self.credit = 1.0
        self._since = now

    def earn(self, now: float) -> None:
        """Adds what the time since the last call is worth."""
        speed = self.speed.per_second
        earned = math.inf if speed is None else self.credit + (now - self._since) * speed
        self.credit = min(self._most, earned)
        self._since = now

    def spend(self, epochs: int, updates: int) -> None:
        """Takes off what was trained."""
        self.credit = max(0.0, self.credit - (epochs if self.speed.unit == "epoch" else updates))

    @property
    def _most(self) -> float:
        speed = self.speed.per_second
        return math.inf if speed is None else 1 + speed * MOST_SECONDS

    @property
    def is_full(self) -> bool:
        """Whether some of what is earned is lost, unless there is no end to it."""
        return self._most <= self.credit < math.inf

    @property
    def may_train(self) -> bool:
        """Whether there is an epoch or update to train now."""
        return self.credit >= 1

    def next_at(self) -> float:
        """Returns the moment at which the next epoch or update may begin."""
        if self.may_train or self.speed.per_second is None:
            return self._since
        return self._since + (1 - self.credit) / self.speed.per_second

    def half_full_at(self) -> float:
        """Returns the moment at which half as much is earned as can be, from when on it should be used."""
        speed = self.speed.per_second
        if speed is None:
            return self._since
        return self._since + (1 + 0.5 * speed * MOST_SECONDS - self.credit) / speed


class Beat:
    """When the next frame is due: as many a second as there shall be, over any number of seconds.
    The `interval` between two may change at any time, and counts from the next one on.

    What comes late by less than a frame is made good, but no two frames come closer than half of what should
    be between them: of two in one picture of the screen nobody sees the first. What comes later is lost.
    """

    def __init__(self, interval: float, now: float) -> None:
        self.interval = interval
        self._scheduled = self.due_at = now

    def is_due(self, now: float) -> bool:
        """Whether it is time; then the frame counts as sent, and the next is due later."""
        if now < self.due_at:
            return False
        is_near = now - self._scheduled < self.interval
        self._scheduled = (self._scheduled if is_near else now) + self.interval
        self.due_at = max(self._scheduled, now + self.interval / 2)
        return True
