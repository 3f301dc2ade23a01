"""How a run begins: its points, and the stream that its first weights are drawn from."""

from typing import NamedTuple

from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.learning.task import Task, drawn_task


class Beginning(NamedTuple):
    """What there is to learn, and the stream `rng` as it stands before the first weights."""

    task: Task
    rng: SeedRandom


def beginning_of(experiment: Experiment) -> Beginning:
    """Seeds the random streams and draws the points. Weights with a seed of their own have their own stream;
    else theirs goes on where that of the points ends, as in TensorFlow Playground."""
    rng = SeedRandom(experiment.seed)
    task = drawn_task(experiment, rng)
    return Beginning(task, SeedRandom(experiment.weights_seed) if experiment.weights_seed else rng)
