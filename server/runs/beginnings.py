"""The initial weights of a room's last runs, so that an earlier run can begin again as it began; bounded."""

from collections import OrderedDict
from collections.abc import Iterable

from engine.experiment.experiment import Experiment
from engine.training.trainer_state import TrainerState
from server.runs.states import Slot

MOST_RUNS = 31  # the present one, and as many earlier ones as the page keeps
MOST_BYTES = 4 * 1024 * 1024
MOST_KEPT_RUNS = 8
MOST_KEPT_BYTES = 512 * 1024  # of them in the file of a room, which is written every few seconds


class Beginnings:
    """By the number of the run, the oldest first."""

    def __init__(self) -> None:
        self._slots: OrderedDict[int, Slot] = OrderedDict()

    @classmethod
    def resumed(
        cls, others: Iterable[tuple[int, TrainerState]], run: int, first: Slot | None
    ) -> "Beginnings":
        """Returns those that `others` has returned, and the present run's `first`, if it is known."""
        made = cls()
        for each, state in others:
            made.add(each, Slot.of(state))
        if first is not None:
            made.add(run, first)
        return made

    def add(self, run: int, first: Slot, share: float = 1.0) -> None:
        """A run begins; `first` is filled when its weights are drawn. Too old or too large ones go."""
        self.trim(share, MOST_RUNS - 1)
        self._slots[run] = first

    def trim(self, share: float, most: int = MOST_RUNS) -> None:
        """Lets the oldest go until there are not too many, with no more than a share of `MOST_BYTES`."""
        while self._slots and (len(self._slots) > most or self.n_bytes > share * MOST_BYTES):
            self._slots.popitem(last=False)

    def experiments(self) -> list[Experiment]:
        """Returns the experiments of all that are known."""
        return [slot.experiment for slot in self._slots.values()]

    def of(self, run: int | None) -> Slot | None:
        """Returns the initial weights of a run, or None if they are not known (any more)."""
        return None if run is None else self._slots.get(run)

    def others(self, present: int) -> tuple[tuple[int, TrainerState], ...]:
        """Returns the other runs and their initial weights, the oldest first: those that are known, and of
        these as many of the newest as a file may hold."""
        kept: list[tuple[int, TrainerState]] = []
        room = MOST_KEPT_BYTES
        for run, slot in reversed(self._slots.items()):
            if run == present or slot.state is None:
                continue
            room -= slot.n_bytes
            if room < 0 or len(kept) == MOST_KEPT_RUNS:
                break
            kept.append((run, slot.state))
        return tuple(reversed(kept))

    @property
    def slots(self) -> list[Slot]:
        """The initial weights that are known, or will be."""
        return list(self._slots.values())

    @property
    def n_bytes(self) -> int:
        """The memory that they take."""
        return sum(slot.n_bytes for slot in self.slots)
