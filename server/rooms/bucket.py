"""A bucket that fills with time: how often something may be done."""

import time
from collections.abc import Callable


class Bucket:
    """Holds so many drops at most, full at first, and gets new ones every second. It may go into debt."""

    def __init__(self, per_second: float, most: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._most = most
        self._clock = clock
        self._left = most
        self._since = clock()

    def level(self) -> float:
        """Returns how many drops are in it now; less than 0 is a debt."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._since) * self._per_second)
        self._since = now
        return self._left

    def spend(self, drops: float = 1.0) -> float:
        """Takes a drop or more, on credit if need be; returns what is left."""
        self._left = self.level() - drops
        return self._left

    def take(self) -> bool:
        """Takes a drop if there is one; returns whether there was."""
        if self.level() < 1:
            return False
        self._left -= 1
        return True

    def give_back(self, part: float = 1.0) -> None:
        """The drop taken last, or a part of it, was not needed."""
        self._left += part

    def resize(self, per_second: float, most: float) -> None:
        """Holds so many from now on; what is in it stays, as far as there is room."""
        self._left = min(self.level(), most)
        self._per_second, self._most = per_second, most

    def is_full(self) -> bool:
        """Whether nobody took anything for so long that it is as good as new."""
        return self.level() >= self._most


FORGET_FULL_BUCKETS_AT = 1000


class Buckets:
    """A bucket for each of many, addresses say, forgotten when it is full again."""

    def __init__(self, per_second: float, most: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_second, self._most, self._clock = per_second, most, clock
        self._buckets: dict[str, Bucket] = {}

    def resize(self, per_second: float, most: float) -> None:
        """Lets each hold so many from now on."""
        self.per_second, self._most = per_second, most
        for each in self._buckets.values():
            each.resize(per_second, most)

    def of(self, key: str) -> Bucket:
        """Returns the bucket of one of them."""
        if len(self._buckets) >= FORGET_FULL_BUCKETS_AT:
            self._buckets = {name: each for name, each in self._buckets.items() if not each.is_full()}
        if key not in self._buckets:
            self._buckets[key] = Bucket(self.per_second, self._most, self._clock)
        return self._buckets[key]
