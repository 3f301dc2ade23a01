"""How well a network does on points that nobody has seen, by one measure whatever loss it learns with."""

from functools import lru_cache

import numpy as np

from engine.data.dataset import Points
from engine.data.features import feature_matrix
from engine.data.rng import SeedRandom
from engine.data.splitting import make_data
from engine.experiment.experiment import Experiment
from engine.network.outputs import class_of, output_of
from engine.training.trainer import Trainer

N_POINTS = 500


@lru_cache(maxsize=64)
def hidden_points(experiment: Experiment, seed: str) -> Points:
    """`N_POINTS` points like those of an experiment, drawn with another seed. Those of a table are no others:
    ValueError."""
    if experiment.active_table is not None:
        raise ValueError("of a table there are no more points than it has")
    other = experiment.changed(data_seed=seed, split_seed="", n_points=N_POINTS)
    halves, _ = make_data(other, SeedRandom(seed))
    return Points(*(np.concatenate(pair) for pair in zip(*halves, strict=True)))


def hidden_score(trainer: Trainer, points: Points) -> float:
    """The mean error of a run's network on points that it was not given, the smaller the better; infinite
    where its answers are no numbers.

    That is ½(a − y)², where two classes are −1 and 1 whatever the output layer calls them; of more than two
    classes it is the share of points told wrong.
    """
    experiment = trainer.experiment
    x = feature_matrix(experiment.features, points.x)
    if trainer.scaling is not None:
        x = trainer.scaling(x)
    with np.errstate(all="ignore"):
        answers = trainer.outputs_at(x.astype(np.float32))[-1]  # (n_outputs, n_points)
    if not np.isfinite(answers).all():
        return float("inf")
    if len(answers) > 2:
        wanted = class_of(points.label, len(answers))
        return float((answers.argmax(axis=0) != wanted).mean())
    output, a = output_of(experiment), answers.astype(np.float64)
    low, high = output.low, output.high
    if experiment.problem != "classification":
        a = a[0]
    else:
        a = (a[1] - a[0] if len(a) == 2 else 2 * a[0] - low - high) / (high - low)
        a = np.clip(a, -1, 1)  # a hinge loss lets answers be surer than sure
    return float(0.5 * np.mean((a - points.label) ** 2))
