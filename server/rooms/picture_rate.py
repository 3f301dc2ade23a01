"""How many pictures a second each room has: as many as it may, or as many as the machine can make for all of
them without training becoming slower.

Two signs together say that it cannot: pictures are late, because each room waits until all others have had
their turn, and rooms have not trained for so long that they lose some of what their speed allows. Where only
the first is seen training would gain nothing, where only the second, the network is too large for its speed.
"""

from math import inf

LOOK_SECONDS = 0.25
"""So long pictures are looked at before the rate changes."""
LATE, IN_TIME = 0.4, 0.2
"""How late pictures are on the average, as a share of what lies between two. Later than the first, and they
become fewer if training needs it; less than the second, and they become more."""
LOSING, KEEPING_UP = 0.1, 0.02
"""In which share of the turns a room loses training: more than the first, and pictures become fewer; less
than the second, and they become more. In between nothing changes, so that the rate does not swing."""
FEWER, MORE = 1.08, 1.03
"""How much longer or shorter it is between two pictures after a look."""
LONGEST_SECONDS = 0.2
"""Between two pictures of a room, unless the setting says that it is longer."""


class PictureRate:
    """The `interval` between two pictures of a room, in seconds: the `least` there may be, or more."""

    def __init__(self, least: float, now: float) -> None:
        self.least = self.interval = least
        self._since = now
        self._late_at = -inf
        self._n = self._n_losing = 0
        self._lateness = 0.0

    @property
    def is_slowed(self) -> bool:
        """Whether there are fewer pictures than there may be."""
        return self.interval > self.least

    def is_late(self, now: float) -> bool:
        """Whether pictures were not in time when they were looked at last."""
        return now - self._late_at < 2 * LOOK_SECONDS

    def note(self, late: float, loses: bool, now: float) -> None:
        """A picture is made so many seconds after it was due, of a room that loses training or does not."""
        self._n += 1
        self._n_losing += loses
        self._lateness += min(1.0, late / self.interval)
        if now - self._since < LOOK_SECONDS:
            return
        lateness, losing = self._lateness / self._n, self._n_losing / self._n
        self._since, self._n, self._n_losing, self._lateness = now, 0, 0, 0.0
        if lateness >= IN_TIME:
            self._late_at = now
        if lateness > LATE and losing > LOSING:
            self.interval = min(self.interval * FEWER, max(self.least, LONGEST_SECONDS))
        elif lateness < IN_TIME or losing < KEEPING_UP:
            self.interval = max(self.interval / MORE, self.least)
