"""Where to try next, and when: the same as the page does (static/js/protocol/replicas.js, connection.js)."""

import random

from server.messages import CloseCode

FIRST_SECONDS, LONGEST_SECONDS = 0.5, 15.0
SHORT_WAITS, SHORT_SECONDS = 15, 1.0  # of several replicas another has taken over by then
SPREAD = 0.2  # so much longer or shorter is a wait, by chance: not all come back at the same moment
SILENT = 1011  # the server has not answered a ping


class NextTry:
    """One room's way through the replicas of a server. `replica` is where it is tried next; "": at any, and
    where there is one server alone. A replica that is gone has a successor within seconds, which any of the
    others can name."""

    def __init__(self, replica: str = "") -> None:
        self.replica = replica
        self.are_several = replica != ""
        self._attempt = 0  # since the last welcome
        self._has_followed = False  # since the last wait: they may name each other for a while

    def welcomed(self, replica: str) -> None:
        """The room was there."""
        self.replica, self.are_several = replica, replica != ""
        self._attempt, self._has_followed = 0, False

    def lost(self, code: int | None, named: str = "", was_welcomed: bool = False) -> float:
        """Returns how many seconds to wait before the next try. `code` is the server's, None where it said
        nothing; `named` is the replica that it says has the room."""
        if code == CloseCode.MOVED:
            self.replica, self.are_several = named, True
            if named and not self._has_followed:
                self._has_followed = True
                return 0.0
        elif code in (CloseCode.STOPPING, SILENT) or (code is None and not was_welcomed):
            self.replica = ""
        self._has_followed = False
        wait = min(LONGEST_SECONDS, FIRST_SECONDS * 1.5**self._attempt)
        if self.are_several:
            wait = min(wait, SHORT_SECONDS * 1.5 ** max(0, self._attempt - SHORT_WAITS))
        self._attempt += 1
        return wait * random.uniform(1 - SPREAD, 1 + SPREAD)
