"""The workloads in NumPy written for speed alone: nothing is allocated while it trains.

What a careful programmer reaches without a compiler; where layers are wide, nearly all of its time goes into
matrix products. The reference is written to be read instead.
"""

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.workloads import Workload

Array = NDArray[np.floating]


class Buffers:
    """Room for what each layer says to so many points, and for ∂loss/∂z."""

    def __init__(self, sizes: list[int], n_points: int, dtype: DTypeLike) -> None:
        self.says = [np.empty((n_points, n), dtype) for n in sizes]
        self.deltas = [np.empty((n_points, n), dtype) for n in sizes]


class InPlace:
    """Trains a workload by plain SGD, batches in order."""

    def __init__(self, workload: Workload, dtype: DTypeLike) -> None:
        experiment, data = workload.experiment, workload.data
        self._experiment = experiment
        self._train = data.train_x.astype(dtype), data.train_y.astype(dtype)
        self._test = data.test_x.astype(dtype), data.test_y.astype(dtype)
        self._weights = [w.T.astype(dtype, order="C") for w, _ in workload.learning.model.parameters]
        self._biases = [b.astype(dtype) for _, b in workload.learning.model.parameters]
        self._weight_gradients = [np.empty_like(w) for w in self._weights]
        self._bias_gradients = [np.empty_like(b) for b in self._biases]
        sizes = [len(b) for b in self._biases]
        n_train, size = len(self._train[0]), min(experiment.batch_size, len(self._train[0]))
        self._buffers = {
            n: Buffers(sizes, n, dtype) for n in {size, n_train % size, n_train, len(self._test[0])}
        }

    def run(self, n_epochs: int) -> Array:
        """Trains; returns the mean losses on training and test points at each epoch's end, (n_epochs, 2)."""
        x, y = self._train
        size = self._experiment.batch_size
        losses = np.empty((n_epochs, 2))
        for epoch in range(n_epochs):
            for first in range(0, len(x), size):
                self._step(x[first : first + size], y[first : first + size])
            losses[epoch] = self._loss(*self._train), self._loss(*self._test)
        return losses

    def _forward(self, x: Array, buffers: Buffers) -> Array:
        """What the outputs say; those of a softmax are told by their logarithms."""
        last = len(self._weights) - 1
        for l, (w, b, z) in enumerate(zip(self._weights, self._biases, buffers.says, strict=True)):
            np.matmul(x, w, out=z)
            z += b
            if l < last:
                self._activate(z)
            x = z
        if self._is_softmax:
            x -= x.max(axis=1, keepdims=True)
            np.exp(x, out=buffers.deltas[last])
            x -= np.log(buffers.deltas[last].sum(axis=1, keepdims=True))
        elif self._experiment.problem != "regression":
            np.tanh(x, out=x)
        return x

    @property
    def _is_softmax(self) -> bool:
        return self._experiment.loss == "cross-entropy"

    def _activate(self, z: Array) -> None:
        if self._experiment.activation == "relu":
            np.maximum(z, 0, out=z)
        elif self._experiment.activation == "tanh":
            np.tanh(z, out=z)

    def _slope(self, a: Array, delta: Array) -> None:
        """delta ← delta · φ′, of what a neuron says."""
        if self._experiment.activation == "relu":
            delta *= a > 0
        elif self._experiment.activation == "tanh":
            np.square(a, out=a)
            np.subtract(1, a, out=a)
            delta *= a

    def _step(self, x: Array, y: Array) -> None:
        buffers, last = self._buffers[len(x)], len(self._weights) - 1
        said, delta = self._forward(x, buffers), buffers.deltas[last]
        if self._is_softmax:
            np.exp(said, out=delta)
            delta -= y
        else:
            np.subtract(said, y, out=delta)
            if self._experiment.problem != "regression":
                np.square(said, out=said)
                np.subtract(1, said, out=said)
                delta *= said
        for l in range(last, -1, -1):
            before = buffers.says[l - 1] if l else x
            np.matmul(before.T, delta, out=self._weight_gradients[l])
            delta.sum(axis=0, out=self._bias_gradients[l])
            if l:
                np.matmul(delta, self._weights[l].T, out=buffers.deltas[l - 1])
                delta = buffers.deltas[l - 1]
                self._slope(before, delta)
        rate, decay = self._experiment.learning_rate, 0.0
        if self._experiment.regularization == "L2":
            decay = self._experiment.regularization_rate
        for l, (w, b) in enumerate(zip(self._weights, self._biases, strict=True)):
            if decay:
                w *= 1 - rate * decay
            self._weight_gradients[l] *= rate / len(x)
            self._bias_gradients[l] *= rate / len(x)
            w -= self._weight_gradients[l]
            b -= self._bias_gradients[l]

    def _loss(self, x: Array, y: Array) -> float:
        buffers = self._buffers[len(x)]
        said, room = self._forward(x, buffers), buffers.deltas[-1]
        if self._is_softmax:
            np.multiply(said, y, out=room)
            return -float(room.sum()) / len(x)
        np.subtract(said, y, out=room)
        np.square(room, out=room)
        return 0.5 * float(room.sum()) / len(x)
