"""How many batches fit into a slice of time, learnt from how long the last ones took."""

GROWTH = 8  # so many times as many batches at most as the last time: a first guess may be far off
LEARNT = 0.25  # how much of what is believed of a call's own cost two calls of different length change
LEAST_SHARE = 0.5  # of a slice is for its batches, however dear a call


class Slices:
    """The batches of one room's run, and how long they take: each of them, and each call however long."""

    def __init__(self) -> None:
        self._last = 0
        self._last_seconds = 0.0
        self._call_seconds = 0.0
        self._batch_seconds = 0.0

    def fitting(self, seconds: float) -> int:
        """How many batches to train so that they take about so long; at least one."""
        most = max(1, GROWTH * self._last)
        left = max(seconds - self._call_seconds, LEAST_SHARE * seconds)
        if self._batch_seconds * most <= left:
            return most
        return max(1, int(left / self._batch_seconds))

    def took(self, n_batches: int, seconds: float) -> None:
        """A call with so many batches took so long."""
        if n_batches <= 0:
            return
        if self._last not in (0, n_batches):
            a_batch = (seconds - self._last_seconds) / (n_batches - self._last)
            of_call = seconds - n_batches * a_batch
            if a_batch > 0:  # or something else was in the way
                self._call_seconds += LEARNT * (max(0.0, of_call) - self._call_seconds)
        self._last, self._last_seconds = n_batches, seconds
        call = min(self._call_seconds, (1 - LEAST_SHARE) * seconds)
        self._batch_seconds = (seconds - call) / n_batches
