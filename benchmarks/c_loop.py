"""The C of c_loop.c, made for one shape by this machine's compiler: the limit of one core."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.workloads import Workload
from engine.network.network import Layer

SOURCE = Path(__file__).with_suffix(".c")
OPTIONS = (
    "-O3", "-march=native", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-Wno-psabi",
    "-shared", "-fPIC",
)  # fmt: skip
WIDE_BYTES, NARROW_BYTES = 64, 32  # of vectors
LINE_BYTES = 64  # where a vector may begin
BLOCK = 4  # vectors of points that are evaluated at once
REALS = {8: "double", 4: "float"}

Array = NDArray[np.floating]


def unavailable_reason() -> str:
    """Why there is no C loop here; empty if there is."""
    return "" if _compiler() else "no C compiler found"


def _compiler() -> str | None:
    return shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc") or shutil.which("clang")


@cache
def _vector_bytes(compiler: str) -> int:
    """Bytes of the vectors that the compiler makes for this processor."""
    command = [compiler, "-march=native", "-dM", "-E", "-x", "c", os.devnull]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return WIDE_BYTES if "__AVX512F__" in told else NARROW_BYTES


@cache
def _library(compiler: str, constants: tuple[str, ...]) -> ctypes.CDLL:
    """The loop, compiled for this processor and for these constants."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "loop.so"
        defined = [f"-D{each}" for each in constants]
        subprocess.run([compiler, *OPTIONS, *defined, str(SOURCE), "-o", str(made), "-lm"], check=True)
        return ctypes.CDLL(str(made))


class CLoop:
    """A workload in C. Its options are those of the workloads: one activation of `linear`, `tanh` and `relu`
    for all hidden layers, squared error or softmax with cross-entropy, plain SGD with or without L2."""

    def __init__(self, workload: Workload, dtype: DTypeLike) -> None:
        experiment, layers, data = workload.experiment, workload.learning.model.parameters, workload.data
        self._dtype = np.dtype(dtype)
        compiler = _compiler()
        if compiler is None:
            raise RuntimeError(unavailable_reason())
        is_softmax = experiment.loss == "cross-entropy"
        self._is_online = experiment.batch_size == 1 and not is_softmax
        sizes = [layers[0].weights.shape[1], *(len(layer.biases) for layer in layers)]
        n_bytes = _vector_bytes(compiler)
        if self._is_online and max(sizes) * self._dtype.itemsize <= NARROW_BYTES:
            n_bytes = NARROW_BYTES  # all neurons of a layer fit in, and it is done sooner
        self._lanes = n_bytes // self._dtype.itemsize
        packed = [self._packed(layer) for layer in layers]
        ends = np.cumsum([0, *(part.size for part in packed)])
        phi = experiment.activation.upper()
        last = "LINEAR" if is_softmax or experiment.problem == "regression" else "TANH"
        rows = [
            f"EACH({number},{n_in},{n},{last if number == len(layers) else phi},{phi},{ends[number - 1]})"
            for number, (n_in, n) in enumerate(pairwise(sizes), start=1)
        ]
        is_l2 = experiment.regularization == "L2"
        decay = 1 - experiment.learning_rate * experiment.regularization_rate if is_l2 else 1
        self._train = _library(compiler, (
            f"REAL={REALS[self._dtype.itemsize]}", f"DOUBLE={int(self._dtype.itemsize == 8)}",
            f"BYTES={n_bytes}", f"BLOCK={BLOCK}", f"BATCH={experiment.batch_size}",
            f"N_TRAIN={len(data.train_x)}",
            f"N_TEST={len(data.test_x)}", f"N_IN={sizes[0]}", f"N_OUT={sizes[-1]}",
            f"OUTPUT={'SOFTMAX' if is_softmax else 'SQUARE'}",
            f"RATE={experiment.learning_rate!r}", f"DECAY={decay!r}", f"N_LAYERS={len(layers)}",
            f"FORWARD(EACH)={' '.join(rows)}", f"BACKWARD(EACH)={' '.join(reversed(rows))}",
        )).train  # fmt: skip
        self._parameters = self._laid_out(np.concatenate([part.ravel() for part in packed]))
        self._batches = [
            self._in_batches(part, experiment.batch_size) for part in (data.train_x, data.train_y)
        ]
        self._evaluated = [self._filled_up(part.T, BLOCK * self._lanes) for part in data]

    def run(self, n_epochs: int) -> Array:
        """Trains whole epochs; returns the losses (n_epochs, 2) at their ends."""
        losses = np.empty((n_epochs, 2))
        train_x, train_y, test_x, test_y = self._evaluated
        self._train(
            _at(self._parameters), *map(_at, self._batches),
            _at(train_x), _at(train_y), train_x.shape[1], _at(test_x), _at(test_y), test_x.shape[1],
            n_epochs, _at(losses),
        )  # fmt: skip
        return losses

    def _packed(self, layer: Layer) -> Array:
        """The parameters of a layer in the order of c_loop.c."""
        if self._is_online:
            return self._filled_up(np.vstack((layer.weights.T, layer.biases)), self._lanes)
        return self._filled_up(np.concatenate((layer.weights.ravel(), layer.biases)), self._lanes)

    def _in_batches(self, values: Array, batch_size: int) -> Array:
        """Values (n_points, n) of the whole batches, as (n_batches, n, points of a batch); of single points
        as (n_points, n). The last axis is filled up to whole vectors."""
        n_batches = len(values) // batch_size
        batches = values[: n_batches * batch_size].reshape(n_batches, batch_size, -1)
        return self._filled_up(batches[:, 0] if self._is_online else batches.transpose(0, 2, 1), self._lanes)

    def _filled_up(self, values: Array, whole: int) -> Array:
        """Values with zeros behind the last axis, up to a multiple of `whole`."""
        missing = -values.shape[-1] % whole
        return self._laid_out(np.pad(values, [*((0, 0),) * (values.ndim - 1), (0, missing)]))

    def _laid_out(self, values: Array) -> Array:
        """Values where a vector may begin."""
        room = np.zeros(values.size * self._dtype.itemsize + LINE_BYTES, np.uint8)
        first = -room.ctypes.data % LINE_BYTES
        laid: Array = room[first : first + values.size * self._dtype.itemsize].view(self._dtype)
        laid[:] = values.ravel()
        return laid.reshape(values.shape)


def _at(array: Array) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
