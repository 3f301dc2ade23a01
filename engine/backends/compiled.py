"""The compiled CPU: networks trained by kernels that Numba makes for this processor.

    compiled_session.py        a state laid out for the kernels, and what they come to
    compiled_population.py, compiled_together.py    many networks, where it can be in the lanes of one kernel
    compiled_kernels.py        what Python enters: runs of batches, epochs, what all neurons say
    compiled_network.py        forward and backward through all layers
    compiled_layers.py         the loops over neurons, inputs and points
    compiled_activations.py, compiled_outputs.py, compiled_normalizations.py, compiled_updates.py,
    compiled_chance.py         what the engine's files of like names say, for kernels
    compiled_maths.py          exp, tanh and their kin
    compiled_bundles.py        how kernels get to their arrays
    compiled_lanes.py          numbers side by side, the reason why all this is fast

Compiling takes seconds, unless Numba finds on disk what it made before. Neither it nor the kernels are
imported before somebody asks for a session or for `warm_up`.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
from numpy.typing import DTypeLike

from engine.backends.interface import Data, Place, Population, Session
from engine.by_hand import ByHand
from engine.experiment import Experiment
from engine.learner import Learning, first_learning
from engine.rng import SeedRandom

_ready = threading.Event()

COMPILED_WITHIN = 300.0  # seconds that another process gets for compiling, however busy the machine is


def why_not() -> str:
    """Why this machine cannot compute so; "" if it can."""
    return "" if find_spec("numba") is not None else "numba is not installed"


def device_name() -> str:
    """The processor as the compiler calls it."""
    from llvmlite.binding import get_host_cpu_name

    return f"CPU, compiled for {get_host_cpu_name()}"


def misfit(experiment: Experiment, sizes: Sequence[int]) -> str:
    """Every network fits."""
    return ""


def is_ready() -> bool:
    """Whether a session in double precision can be opened without compiling first."""
    return _ready.is_set()


def warm_up() -> None:
    """Has the kernels compiled for double precision, and those that draw; then `is_ready`.

    Compiling holds the interpreter's lock, so that a server would stutter. So another process compiles and
    leaves on disk what this one then loads; only where nothing can be kept does this process compile itself.
    """
    from engine.backends.compiled_kernels import keeps_kernels

    if keeps_kernels():
        _compile_elsewhere()
    compile_here()


def _compile_elsewhere() -> None:
    """Lets another process compile; whether it comes to an end or not, this one then does what is left.

    It ends with this process, however that ends: the pipe to it is closed then.
    """
    if not sys.executable:
        return
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        with subprocess.Popen(
            [sys.executable, "-c", "from engine.backends import compiled; compiled.compile_for_another()"],
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                process.wait(COMPILED_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
    except OSError:
        return


def compile_for_another() -> None:
    """Compiles, in a process of its own, for the one at the other end of its standard input."""
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    compile_here()


def _end_with_the_other() -> None:
    sys.stdin.read()
    os._exit(1)


def compile_here() -> None:
    """Compiles the kernels in this process, or loads them from disk: by using each of them once."""
    for batch_size in (10, 1):
        experiment = Experiment(batch_size=batch_size)
        points = np.zeros((10, 2)), np.ones((10, 1))
        learning = first_learning(experiment, SeedRandom(experiment.seed))
        session = open_session(experiment, Data(*points, *points), learning, ByHand())
        session.run(Place(0, 0, 0), 1)
        session.outputs_at(np.zeros((1, 2), dtype=np.float32))
    _ready.set()


def open_session(
    experiment: Experiment, data: Data, learning: Learning, hand: ByHand, dtype: DTypeLike = np.float64
) -> Session:
    """See `Backend.open_session`."""
    from engine.backends.compiled_session import CompiledSession

    return CompiledSession(experiment, data, learning, hand, dtype)


def open_population(
    experiments: Sequence[Experiment],
    data: Data,
    learnings: Sequence[Learning],
    dtype: DTypeLike = np.float64,
) -> Population:
    """See `Backend.open_population`."""
    from engine.backends.compiled_population import population_of

    return population_of(experiments, data, learnings, dtype)
