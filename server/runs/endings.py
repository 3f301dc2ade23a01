"""What a room's runs had come to when others took their place, so that one can go on from there; bounded."""

import dataclasses
from collections import OrderedDict
from typing import NamedTuple

from engine.experiment.experiment import Experiment
from engine.experiment.view import View
from server.runs.run import Run
from server.runs.states import Slot
from server.runs.timeline import Timeline

MOST_RUNS = 30  # the page keeps as many earlier ones
MOST_BYTES = 4 * 1024 * 1024


class Ending(NamedTuple):
    """A run without its moments, how it was shown, and the place of its whole state at the end."""

    view: View
    run: Run
    state: Slot


class Endings:
    """By the generation of the last frames of each, the oldest first."""

    def __init__(self) -> None:
        self._endings: OrderedDict[int, Ending] = OrderedDict()

    def add(self, generation: int, view: View, run: Run, present: Slot) -> None:
        """A run is left, perhaps for good, with `present`; it ends where it had come before somebody looked
        back."""
        alone = dataclasses.replace(run, timeline=Timeline(run.timeline.first))
        self._endings[generation] = Ending(view, alone, run.timeline.end or present)
        self._endings.move_to_end(generation)

    def of(self, generation: int) -> Ending | None:
        """Returns how the run with these frames ended, or None if that is not known (any more)."""
        return self._endings.get(generation)

    def trim(self, share: float) -> None:
        """Lets the oldest go until there are not too many, with no more than a share of `MOST_BYTES`."""
        while self._endings and (len(self._endings) > MOST_RUNS or self.n_bytes > share * MOST_BYTES):
            self._endings.popitem(last=False)

    def experiments(self) -> list[Experiment]:
        """Returns the experiments of all that are known."""
        return [ending.run.experiment for ending in self._endings.values()]

    @property
    def n_bytes(self) -> int:
        """The memory that they take."""
        return sum(ending.state.n_bytes for ending in self._endings.values())

    def __len__(self) -> int:
        return len(self._endings)
