"""The C loop of c_loop.c, compiled with this machine's compiler: how fast one core could train a network."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.workloads import Workload
from engine.learning.task import Data

SOURCE = Path(__file__).with_suffix(".c")
ACTIVATIONS = {"linear": 0, "tanh": 1, "relu": 2}
OUTPUTS = {"square_tanh": 0, "square_linear": 1, "softmax": 2}
VECTOR_BYTES = 64
REALS = {8: "double", 4: "float"}

Array = NDArray[np.floating]


def unavailable_reason() -> str:
    """Why there is no C loop here; empty if there is."""
    return "" if _compiler() else "no C compiler found"


def _compiler() -> str | None:
    return shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc") or shutil.which("clang")


@cache
def _library(real: str) -> ctypes.CDLL:
    """The loop, compiled for this processor."""
    compiler = _compiler()
    if compiler is None:
        raise RuntimeError(unavailable_reason())
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"{real}.so"
        options = ["-O3", "-march=native", "-ffp-contract=fast", "-shared", "-fPIC"]
        macros = [f"-DREAL={real}", f"-DDOUBLE={int(real == 'double')}", f"-DBYTES={VECTOR_BYTES}"]
        subprocess.run([compiler, *options, *macros, str(SOURCE), "-o", str(made), "-lm"], check=True)
        return ctypes.CDLL(str(made))


class CLoop:
    """A workload in C. `parameters` is flat: of each layer its weights, row by row, then its biases."""

    def __init__(self, workload: Workload, dtype: DTypeLike) -> None:
        experiment, layers = workload.experiment, workload.learning.model.parameters
        width = np.dtype(dtype).itemsize
        real = ctypes.c_double if width == 8 else ctypes.c_float
        self._train = _library(REALS[width]).train
        sizes = [layers[0].weights.shape[1], *(len(layer.biases) for layer in layers)]
        self._sizes = (ctypes.c_int * len(sizes))(*sizes)

        class ThisPlan(ctypes.Structure):
            _fields_ = (
                *((name, ctypes.c_int) for name in
                  ("n_layers", "batch_size", "activation", "output", "n_train", "n_test")),
                ("sizes", ctypes.POINTER(ctypes.c_int)), ("rate", real), ("l2", real),
            )  # fmt: skip

        data = workload.data
        is_l2 = experiment.regularization == "L2"
        output = "softmax" if experiment.loss == "cross-entropy" else "square_tanh"
        if experiment.problem == "regression":
            output = "square_linear"
        self._plan = ThisPlan(
            len(layers), experiment.batch_size, ACTIVATIONS[experiment.activation], OUTPUTS[output],
            len(data.train_x), len(data.test_x), self._sizes,
            experiment.learning_rate, experiment.regularization_rate if is_l2 else 0.0,
        )  # fmt: skip
        flat = [part.ravel() for layer in layers for part in layer]
        self.parameters = np.concatenate(flat).astype(dtype)
        self._data = Data(*(np.ascontiguousarray(part.T, dtype=dtype) for part in data))
        lanes = VECTOR_BYTES // width
        room = max(-(-experiment.batch_size // lanes), 4) * lanes
        self._scratch = _aligned(2 * sum(sizes) * room, dtype)

    def run(self, n_epochs: int) -> Array:
        """Trains whole epochs; returns the losses (n_epochs, 2) at their ends."""
        losses = np.empty((n_epochs, 2))
        self._train(
            ctypes.byref(self._plan), _at(self.parameters), *map(_at, self._data), n_epochs,
            _at(losses), _at(self._scratch),
        )  # fmt: skip
        return losses


def _at(array: Array) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _aligned(n: int, dtype: DTypeLike) -> Array:
    """Room for n numbers that begins where a vector may."""
    width = np.dtype(dtype).itemsize
    room = np.zeros(n + VECTOR_BYTES // width, dtype)
    first = -room.ctypes.data % VECTOR_BYTES // width
    aligned: Array = room[first : first + n]
    return aligned
