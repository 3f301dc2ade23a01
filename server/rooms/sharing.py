"""Who comes first where the machine is too small for all rooms: the one that is presented, then those that
people are in, all alike, and then those that nobody is in.
"""

from collections.abc import Collection, Iterable

from server.rooms.picture_rate import PictureRate
from server.rooms.running import Running

YIELD_SECONDS = 0.05  # after so long a room that nobody is in looks again whether there is time for it


class Sharing:
    """`first` is the room that is presented, `rate` that of all others' pictures."""

    def __init__(self, least: float, now: float) -> None:
        self.rate = PictureRate(least, now)
        self.first: Running | None = None
        self._is_alone = True  # no more than one room has pictures all the time
        self._is_short = False  # there is not enough time for the rooms that people are in

    def look_round(self, everybody: Collection[Running], now: float) -> None:
        """Notices which room is presented, and whether there is enough time for all that people are in."""
        self.first = presented(everybody)
        self._is_alone = sum(each.has_pictures for each in everybody) < 2
        lag = any(each.lags and each.room.playing and each.room.members for each in everybody)
        self._is_short = lag or self.rate.is_slowed or self.rate.is_late(now)
        for each in everybody:
            each.beat.interval = self.rate.least if each is self.first else self.rate.interval

    def yields(self, running: Running) -> bool:
        """Whether a room leaves its time to those that people are in."""
        return self._is_short and not running.room.members

    def is_due(self, running: Running, now: float) -> bool:
        """Whether a room's picture is due; notes how late it is, unless it goes before all others'."""
        due_at = max(running.beat.due_at, running.shows_at)
        is_due = running.beat.is_due(now)
        if is_due and running is not self.first and running.has_pictures:
            loses = running.pace.is_full and not self._is_alone
            self.rate.note(now - due_at, loses, now)
        return is_due


def presented(all_running: Iterable[Running]) -> Running | None:
    """Returns the room that somebody presents: the one with the most who look, two at least, if it trains."""
    best, most = None, 1
    for running in all_running:
        room, least = running.room, max(2, most)
        if not room.playing or len(room.members) < least:
            continue
        if (n := sum(each.visible for each in room.members)) >= least:
            best, most = (running if n > most else None), n
    return best
