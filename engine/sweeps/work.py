"""What a worker of a sweep does, in whatever process it is: plain values in, plain values out."""

from collections.abc import Sequence
from functools import cache

from engine.backends.devices import Devices
from engine.experiment.experiment import Experiment
from engine.sweeps.training import Trained, train_all


def work(experiments: Sequence[Experiment], epochs: Sequence[int], device: str) -> list[Trained]:
    """Trains networks together as `train_all` does, on the devices of the process that this runs in."""
    return train_all(experiments, epochs, _devices(), device)


@cache
def _devices() -> Devices:
    return Devices()
