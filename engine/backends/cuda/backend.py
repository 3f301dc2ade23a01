"""The CUDA backend: every network in a block of threads of an NVIDIA GPU, by kernels that Numba compiles.

Its parts, each loaded only when a session is opened: the layout of shared memory (layout.py), the kernels
(kernels.py and what it is made of), the memory on the GPU and the launches (training.py).

What matters for speed alone, such as the sizes of tiles and blocks, is reasoned and not measured: no GPU
could be reached. benchmarks/gpu_rate.py measures it where there is one, and benchmarks/cuda_kernels.py shows
what the compiler makes of the kernels without one.
"""

from collections.abc import Sequence
from threading import Event

import numpy as np
from numpy.typing import DTypeLike

from engine.backends import flat
from engine.backends.cuda import device as cuda_device
from engine.backends.cuda.layout import least_bytes, tile_for
from engine.backends.interface import DataOfAll, DeviceLost, Place, Population, Session, checked_population
from engine.backends.parted import by_points
from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning, initial_learning
from engine.learning.task import Data, drawn_task
from engine.reasons import Reason

_warm = Event()


def unavailable_reason() -> Reason | None:
    """See `Backend.unavailable_reason`."""
    return cuda_device.unavailable_reason()


def device_name() -> str:
    """The name of the GPU, such as "NVIDIA H200"; where there is none, the reason."""
    return cuda_device.device_name()


def is_ready() -> bool:
    """See `Backend.is_ready`: whether the kernel of a single network is compiled."""
    return _warm.is_set()


def warm_up() -> None:
    """Compiles the kernels for one network in float64, and trains one; `DeviceLost` where that fails."""
    reason = unavailable_reason()
    if reason:
        raise DeviceLost(reason)
    experiment = Experiment()
    rng = SeedRandom(experiment.seed)
    data, learning = drawn_task(experiment, rng).data, initial_learning(experiment, rng)
    session = open_session(experiment, data, learning, ByHand())
    session.run(Place(0, 0, 0), 1)
    session.outputs_at(data.test_x.astype(np.float32))
    _warm.set()


def unsupported_reason(
    experiment: Experiment, sizes: Sequence[int], dtype: DTypeLike = np.float64
) -> Reason | None:
    """See `Backend.unsupported_reason`: whether all that a network needs to learn fits into the memory
    that a block of threads shares, at worst for one point at a time; with batch
    normalisation a whole batch has to."""
    blueprint, have = flat.blueprint_for(experiment, sizes), cuda_device.shared_bytes()
    if tile_for(blueprint, experiment.batch_size, dtype, have):
        return None
    wanted = -(-least_bytes(blueprint, experiment.batch_size, dtype) // 1024)
    shape = "-".join(map(str, sizes))
    if experiment.normalization == "batch":
        batch = experiment.batch_size
        return Reason("too_wide_for_batches", shape=shape, batch_size=batch, wanted=wanted, have=have // 1024)
    return Reason("too_wide", shape=shape, wanted=wanted, have=have // 1024)


def open_session(
    experiment: Experiment, data: Data, learning: Learning, hand: ByHand, dtype: DTypeLike = np.float64
) -> Session:
    """See `Backend.open_session`."""
    from engine.backends.cuda.training import CudaSession

    _refuse_misfit(experiment, learning, dtype)
    return CudaSession(experiment, data, learning, hand, dtype)


def open_population(
    experiments: Sequence[Experiment],
    data: DataOfAll,
    learnings: Sequence[Learning],
    dtype: DTypeLike = np.float64,
) -> Population:
    """See `Backend.open_population`."""
    from engine.backends.cuda.training import CudaPopulation

    checked_population(experiments, learnings)
    if not isinstance(data, Data):
        return by_points(open_population, experiments, data, learnings, dtype)
    _refuse_misfit(experiments[0], learnings[0], dtype)
    return CudaPopulation(experiments, data, learnings, dtype)


def _refuse_misfit(experiment: Experiment, learning: Learning, dtype: DTypeLike) -> None:
    reason = unsupported_reason(experiment, flat.sizes_of(learning.model), dtype)
    if reason:
        raise ValueError(str(reason))
