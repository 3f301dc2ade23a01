"""How many batches fit into a slice of time, learnt from how long the last ones took."""

GROWTH = 8  # so many times as many batches at most as the last time: a first guess may be far off


class Slices:
    """The batches of one room's run, and how long they take."""

    def __init__(self) -> None:
        self._last = 0
        self._batch_seconds = 0.0

    def fitting(self, seconds: float) -> int:
        """How many batches to train so that they take about so long; at least one."""
        most = max(1, GROWTH * self._last)
        if self._batch_seconds * most <= seconds:
            return most
        return max(1, int(seconds / self._batch_seconds))

    def took(self, n_batches: int, seconds: float) -> None:
        """So many batches took so long."""
        if n_batches > 0:
            self._last, self._batch_seconds = n_batches, seconds / n_batches
