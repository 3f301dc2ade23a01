"""What all views into a network are made with."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.experiment.experiment import Experiment
from engine.network.deep import Model, open_gates
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.frames.layout import Section, SectionKind
from server.frames.values import FloatArray, single
from server.messages import reason_shown

Choices = Mapping[str, float]
"""What is chosen in a view, by name; `engine/experiment/inside.py` has the table."""
NO_NUMBER = float("nan")


class Notes:
    """What the view of a room found out in earlier pictures, of one thing at a time. `is_unfinished` where
    another picture of the same would have more: it is asked for by itself."""

    def __init__(self) -> None:
        self._thing: Hashable = None
        self._found: dict[Any, Any] = {}
        self.is_unfinished = False

    def about(self, thing: Hashable) -> dict[Any, Any]:
        """Returns what was found out about this, to be added to; nothing yet if it was another thing."""
        if thing != self._thing:
            self._thing, self._found = thing, {}
        return self._found


class Visited(NamedTuple):
    """Where a run was after so many epochs."""

    epoch: int
    experiment: Experiment
    model: Model


Path = Sequence[Visited | None]
"""Where else than at the present weights a view looks, None standing for these. For the landscape it is where
the run has been, in order; for a cut its two ends, or nothing where one is not known."""

# What neurons say to all points in all networks of a picture takes about 10 ns each.
OUTPUTS_PLAYING, OUTPUTS_PAUSED = 400_000, 4_000_000


class Circumstances(NamedTuple):
    """Of what a view depends beside the run: whether that plays, for then pictures have to be made quickly,
    where else a landscape or a cut looks, and what earlier pictures found."""

    playing: bool
    path: Path
    notes: Notes


def section(kind: SectionKind, layer: int, n: int, size: int, numbers: FloatArray) -> Section:
    """Returns numbers as single floats."""
    return Section(kind, layer, n, size, single(numbers).tobytes())


def reason_section(error: ReasonError) -> Section:
    """Returns why there is nothing to see."""
    return Section(SectionKind.REASON, 0, 0, 0, reason_shown(error.reason).model_dump_json().encode())


def gates_of(trainer: Trainer) -> tuple[FloatArray, ...]:
    """Returns the factors of the hidden neurons, 0 where one is off; nothing where all are on."""
    return open_gates((), trainer.hand.off, 0.0, np.float64)
