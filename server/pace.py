"""How many epochs a room may train by now: credit that grows with time."""

import math

MOST_SECONDS = 0.25


class Pace:
    """Epochs a room has earned and not yet trained. What it could not use within a quarter second is lost."""

    def __init__(self, epochs_per_second: float | None, now: float) -> None:
        self.credit = 0.0
        self._since = now
        self.epochs_per_second = epochs_per_second

    def change(self, epochs_per_second: float | None, now: float) -> None:
        """A new speed holds from now on; None is as fast as can be."""
        self.epochs_per_second = epochs_per_second
        self.begin(now)

    def begin(self, now: float) -> None:
        """Starts at once: the first epoch is free."""
        self.credit = 1.0
        self._since = now

    def earn(self, now: float) -> None:
        """Adds what the time since the last call is worth."""
        speed = self.epochs_per_second
        most = math.inf if speed is None else 1 + speed * MOST_SECONDS
        earned = math.inf if speed is None else self.credit + (now - self._since) * speed
        self.credit = min(most, earned)
        self._since = now

    def spend(self, epochs: int) -> None:
        """Takes off epochs that were trained."""
        self.credit = max(0.0, self.credit - epochs)

    @property
    def may_train(self) -> bool:
        """Whether there is an epoch to train now."""
        return self.credit >= 1

    def next_at(self) -> float:
        """Returns the moment at which the next epoch may begin."""
        if self.may_train or self.epochs_per_second is None:
            return self._since
        return self._since + (1 - self.credit) / self.epochs_per_second
