"""What was learnt as bytes: how the arrays belong together says the experiment."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.learning.learner import Learning


class LearntBytes(NamedTuple):
    """A `Learning` as plain values: `numbers` has all its arrays, one behind the other."""

    numbers: bytes
    n_accumulated: int
    steps: int


def written(learning: Learning) -> LearntBytes:
    """A learning as plain values."""
    numbers = b"".join([each.tobytes() for each in arrays_of(learning)])
    return LearntBytes(numbers, learning.n_accumulated, learning.steps)


def arrays_of(values: tuple[Any, ...]) -> list[NDArray[Any]]:
    """All arrays in nested tuples, in order."""
    arrays: list[NDArray[Any]] = []
    _gather(values, arrays)
    return arrays


def _gather(values: tuple[Any, ...], arrays: list[NDArray[Any]]) -> None:
    """As a generator it would take five times as long."""
    for value in values:
        if type(value) is np.ndarray:
            arrays.append(value)
        elif isinstance(value, tuple) and value:
            _gather(value, arrays)
