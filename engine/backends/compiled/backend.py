"""The compiled CPU: networks trained by kernels that Numba makes for this processor.

    session.py, population.py    one network or many as the kernels need them, and the results of their runs
    layout.py                    where the numbers of a network stand in the vectors of the kernels
    pictures.py                  what neurons say as pictures of few bytes
    bundles.py                   what kernels work on, and what they are called with
    library.py                   machine code made by another process, loaded and called
    workshop.py, shapes.py       kernels made for one shape of network, in the background where that pays
    cache.py, machine_code.py    where and how it is kept for the next start

and for that other process, which compiles with Numba (compiler.py, translator.py), the kernels and what they
are made of:

    kernels/training.py, population.py    what Python calls: runs of batches, epochs, all activations
    kernels/pictures.py                   pictures of bytes, packed
    kernels/network.py, layers.py         forward and backward through all layers; the loops in a layer
    kernels/together.py                   the same for many networks side by side
    kernels/joined.py                     the gradients of a small network's layers together
    kernels/singly.py                     forward and backward for one point, with neurons side by side
    lanes/operations.py, values.py        numbers side by side, the reason why all this is fast
    lanes/formulas.py, maths.py           the engine's formulas on them; exp, tanh and their kin
    lanes/rows.py                         arrays

Nothing of the compiler is imported here, and nothing of LLVM before `open_session` or `warm_up` is called.
"""

import threading
from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
from numpy.typing import DTypeLike

from engine.backends.interface import DataOfAll, Population, Session
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning
from engine.learning.task import Data
from engine.reasons import Reason

_ready = threading.Event()

FIRST = (
    "run_tiles.float64",
    "outputs.float32",
    "run_singly.float64",
    "pictures.float32",
    "pack.float32",
)
"""The kernels of a server; others are loaded when they are first asked for."""


def make_for_shapes(max_kept: int) -> None:
    """From now on networks that are trained for long get kernels of their own, of which so many are kept for
    the next start; 0 makes none. No number that they come to changes."""
    from engine.backends.compiled.workshop import open_workshop

    open_workshop(max_kept)


def unavailable_reason() -> Reason | None:
    """Why this machine cannot compute so; None if it can."""
    return None if find_spec("numba") is not None else Reason("not_installed", library="numba")


def device_name() -> str:
    """The processor as the compiler calls it."""
    from llvmlite.binding import get_host_cpu_name

    return f"CPU, compiled for {get_host_cpu_name()}"


def unsupported_reason(experiment: Experiment, sizes: Sequence[int]) -> Reason | None:
    """Every network fits."""
    return None


def is_ready() -> bool:
    """Whether a session in double precision can be opened without compiling first."""
    return _ready.is_set()


def warm_up() -> None:
    """Loads the kernels for double precision, and those that draw, or has them compiled; then `is_ready`."""
    from engine.backends.compiled.library import load

    load(FIRST)
    _ready.set()


def open_session(
    experiment: Experiment, data: Data, learning: Learning, hand: ByHand, dtype: DTypeLike = np.float64
) -> Session:
    """See `Backend.open_session`."""
    from engine.backends.compiled.session import CompiledSession

    return CompiledSession(experiment, data, learning, hand, dtype)


def open_population(
    experiments: Sequence[Experiment],
    data: DataOfAll,
    learnings: Sequence[Learning],
    dtype: DTypeLike = np.float64,
) -> Population:
    """See `Backend.open_population`."""
    from engine.backends.compiled.population import population_of

    return population_of(experiments, data, learnings, dtype)
