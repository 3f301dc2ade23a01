"""PyTorch: Apple, AMD and Intel GPUs, NVIDIA's where there is nothing faster; and networks too wide for a
kernel. Where there is no GPU it computes on the CPU, and says so in its name.

One small network is slow here, because every operation is a call of its own; wide networks and populations
are not. PyTorch is loaded when the first network is opened or the device is asked for its name. It computes
on the best device there is; an Apple GPU has no float64, so there everything is computed in float32.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import DTypeLike

from engine.backends import flat
from engine.backends.interface import DataOfAll, DeviceLost, Place, Population, Session, checked_population
from engine.backends.parted import by_points
from engine.data.datasets import MOST_POINTS
from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning, initial_learning
from engine.learning.task import Data, drawn_task
from engine.reasons import Reason, one_line

if TYPE_CHECKING:
    from engine.backends.torch.state import Device

_warm = Event()

MOST_BYTES = 4 * 2**30
"""What a session or a population may need: state, data and what passes through the layers."""

NOT_INSTALLED = Reason("extra_not_installed", library="PyTorch", extra="torch")


def unavailable_reason() -> Reason | None:
    """None where PyTorch is installed: without a GPU it computes on the CPU. Does not load it."""
    return None if find_spec("torch") else NOT_INSTALLED


def device_name() -> str:
    """The best device that PyTorch has here, such as "Apple GPU, PyTorch (float32 only)". Loads PyTorch."""
    try:
        _load()
    except DeviceLost as error:
        return f"{error}"
    import torch

    match _best_place():
        case "cuda":
            return f"{torch.cuda.get_device_name()}, PyTorch"
        case "xpu":
            return f"{torch.xpu.get_device_name()}, PyTorch"
        case "mps":
            return "Apple GPU, PyTorch (float32 only)"
        case _:
            return "CPU, PyTorch"


def is_ready() -> bool:
    """See `Backend.is_ready`."""
    return _warm.is_set()


def warm_up() -> None:
    """Loads PyTorch and trains a small network for a moment; `DeviceLost` where that cannot be done."""
    experiment = Experiment()
    rng = SeedRandom(experiment.seed)
    data, learning = drawn_task(experiment, rng).data, initial_learning(experiment, rng)
    open_session(experiment, data, learning, ByHand()).run(Place(0, 0, 0), 2)
    _warm.set()


def unsupported_reason(experiment: Experiment, sizes: Sequence[int]) -> Reason | None:
    """See `Backend.unsupported_reason`."""
    table = experiment.active_table
    n_points = MOST_POINTS if table is None else max(MOST_POINTS, len(table.x))
    return _too_large(1, sizes, bytes_needed(experiment, sizes, n_points))


def open_session(
    experiment: Experiment, data: Data, learning: Learning, hand: ByHand, dtype: DTypeLike = np.float64
) -> Session:
    """See `Backend.open_session`; `ValueError` where memory would not do."""
    _check_memory([experiment], data, learning, dtype)
    device = _device(dtype)
    from engine.backends.torch.sessions import TorchSession

    return TorchSession(experiment, data, learning, hand, device)


def open_population(
    experiments: Sequence[Experiment],
    data: DataOfAll,
    learnings: Sequence[Learning],
    dtype: DTypeLike = np.float64,
) -> Population:
    """See `Backend.open_population`; `ValueError` where memory would not do."""
    checked_population(experiments, learnings)
    if not isinstance(data, Data):
        return by_points(open_population, experiments, data, learnings, dtype)
    _check_memory(experiments, data, learnings[0], dtype)
    device = _device(dtype)
    from engine.backends.torch.sessions import TorchPopulation

    return TorchPopulation(experiments, data, learnings, device)


def bytes_needed(
    experiment: Experiment, sizes: Sequence[int], n_points: int, n_networks: int = 1, itemsize: int = 8
) -> int:
    """How much memory so many networks of these sizes need with so many points, about: the state and two that
    are kept, what an update and a pass forward and back put down for a while."""
    blueprint = flat.blueprint_for(experiment, sizes)
    n_passing = 7 * max(n_points, 1) * sum(sizes)
    return itemsize * n_networks * (3 * blueprint.n_state + 6 * blueprint.n_parameters + n_passing)


def _check_memory(
    experiments: Sequence[Experiment], data: Data, learning: Learning, dtype: DTypeLike
) -> None:
    sizes = flat.sizes_of(learning.model)
    n, n_points = len(experiments), len(data.train_x) + len(data.test_x)
    needed = bytes_needed(experiments[0], sizes, n_points, n, np.dtype(dtype).itemsize)
    reason = _too_large(n, sizes, needed)
    if reason:
        raise ValueError(str(reason))


def _too_large(n_networks: int, sizes: Sequence[int], needed: int) -> Reason | None:
    """Why networks that need so many bytes cannot be trained, or None."""
    if needed <= MOST_BYTES:
        return None
    shape, wanted, have = "-".join(map(str, sizes)), round(needed / 2**30, 1), MOST_BYTES / 2**30
    if n_networks == 1:
        return Reason("too_much_memory", shape=shape, wanted=wanted, have=have)
    return Reason("too_much_memory_together", n_networks=n_networks, shape=shape, wanted=wanted, have=have)


def _device(dtype: DTypeLike) -> "Device":
    """The best device and the precision it computes in. On the CPU a session has one core, as with all other
    backends: rooms share the cores, and threads that wait for each other on a busy machine are far slower."""
    _load()
    import torch

    from engine.backends.torch.state import Device

    place = _best_place()
    if place == "cpu":
        torch.set_num_threads(1)
    return Device(torch.device(place), np.dtype(np.float32 if place == "mps" else dtype))


def _best_place() -> str:
    """PyTorch's word for the best device there is: AMD's GPUs are "cuda" too."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    if torch.xpu.is_available():
        return "xpu"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _load() -> None:
    """Loads PyTorch, or raises `DeviceLost` in words."""
    try:
        import torch  # noqa: F401
    except ImportError as error:
        missing = isinstance(error, ModuleNotFoundError) and error.name == "torch"
        reason = NOT_INSTALLED if missing else Reason("torch_does_not_load", error=one_line(error))
        raise DeviceLost(reason) from error
    except OSError as error:  # a shared library of it
        raise DeviceLost(Reason("torch_does_not_load", error=one_line(error))) from error
