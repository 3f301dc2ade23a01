"""What chance decides while training: the order of the points and the neurons that are dropped."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment import Experiment
from engine.network import Mask
from engine.rng import array_stream, array_stream_from, array_stream_state

Order = NDArray[np.intp]
"""In which order the training points are visited: their indices, each once."""


class Streams(NamedTuple):
    """Where the streams of batches and of dropout stand, as plain values."""

    batches: dict[str, Any]
    dropout: dict[str, Any]


class Chance:
    """Two streams of random numbers, each with a seed of its own or one made from the main seed."""

    def __init__(self, experiment: Experiment) -> None:
        self._batches = array_stream(experiment.batch_seed or f"{experiment.seed} batches")
        self._dropout = array_stream(experiment.dropout_seed or f"{experiment.seed} dropout")
        self._streams: Streams | None = None

    def order(self, n_points: int) -> Order:
        """A random order of the points: each index once."""
        self._streams = None
        return self._batches.permutation(n_points)

    def dropped(self, sizes: Sequence[int], share: float) -> tuple[Mask, ...]:
        """For each hidden layer which neurons a batch goes without, each with probability `share`."""
        self._streams = None
        return tuple(self._dropout.random(n) < share for n in sizes)

    def streams(self) -> Streams:
        """Where the streams stand; `go_to` goes on from there."""
        if self._streams is None:
            self._streams = Streams(array_stream_state(self._batches), array_stream_state(self._dropout))
        return self._streams

    def go_to(self, streams: Streams) -> None:
        """Goes on from where the streams stood then."""
        self._batches = array_stream_from(streams.batches)
        self._dropout = array_stream_from(streams.dropout)
        self._streams = streams
