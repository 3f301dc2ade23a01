"""The first weights of a room's last runs, so that an earlier run can begin again as it began; bounded."""

from collections import OrderedDict

from server.timeline import Slot

MOST_RUNS = 8  # the page keeps six earlier ones
MOST_BYTES = 4 * 1024 * 1024


class Beginnings:
    """By the number of the run, the oldest first."""

    def __init__(self) -> None:
        self._slots: OrderedDict[int, Slot] = OrderedDict()

    def add(self, run: int, first: Slot) -> None:
        """A run begins; `first` is filled when its weights are drawn. Too old or too large ones go."""
        while self._slots and (len(self._slots) >= MOST_RUNS or self.n_bytes > MOST_BYTES):
            self._slots.popitem(last=False)
        self._slots[run] = first

    def of(self, run: int | None) -> Slot | None:
        """Returns the first weights of a run, or None if they are not known (any more)."""
        return None if run is None else self._slots.get(run)

    @property
    def slots(self) -> list[Slot]:
        """The first weights that are known, or will be."""
        return list(self._slots.values())

    @property
    def n_bytes(self) -> int:
        """The memory that they take."""
        return sum(slot.n_bytes for slot in self.slots)
