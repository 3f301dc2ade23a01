"""What all views into a network are made with."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.network.deep import Model, open_gates
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.frames.layout import Section, SectionKind
from server.frames.values import FloatArray, single
from server.messages import reason_shown

Choices = Mapping[str, float]
"""What is chosen in a view, by name; `engine/experiment/inside.py` has the table."""
Path = Sequence[tuple[int, Model]]
"""Where a run has been: networks after so many epochs, in order."""
NO_NUMBER = float("nan")


class Circumstances(NamedTuple):
    """Of what a view depends beside the run: whether that plays, for then pictures have to be made quickly,
    and where it has been, which only the landscape is told."""

    playing: bool
    path: Path = ()


def section(kind: SectionKind, layer: int, n: int, size: int, numbers: FloatArray) -> Section:
    """Returns numbers as single floats."""
    return Section(kind, layer, n, size, single(numbers).tobytes())


def reason_section(error: ReasonError) -> Section:
    """Returns why there is nothing to see."""
    return Section(SectionKind.REASON, 0, 0, 0, reason_shown(error.reason).model_dump_json().encode())


def gates_of(trainer: Trainer) -> tuple[FloatArray, ...]:
    """Returns the factors of the hidden neurons, 0 where one is off; nothing where all are on."""
    return open_gates((), trainer.hand.off, 0.0, np.float64)
