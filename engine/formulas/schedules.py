"""How the learning rate changes from epoch to epoch.

Each schedule is a factor of the learning rate, from t epochs done, its length T = `schedule_epochs` and its
factor γ = `schedule_factor`.
"""

import math
from collections.abc import Callable

from engine.experiment.experiment import Experiment
from engine.experiment.options import ScheduleName


def constant(t: int, length: int, factor: float) -> float:
    """1."""
    return 1.0


def step(t: int, length: int, factor: float) -> float:
    """γ^⌊t / T⌋: every T epochs the rate is multiplied by γ at once."""
    return float(factor ** (t // length))


def exponential(t: int, length: int, factor: float) -> float:
    """γ^(t / T): the same, evenly."""
    return float(factor ** (t / length))


def cosine(t: int, length: int, factor: float) -> float:
    """γ + (1 − γ)(1 + cos(π t / T)) / 2: in T epochs down to γ, and there it stays.

    Source: I. Loshchilov, F. Hutter, SGDR, 2017, here without its restarts.
    """
    return factor + (1 - factor) * (1 + math.cos(math.pi * min(t, length) / length)) / 2


def warm_up(t: int, length: int, factor: float) -> float:
    """γ + (1 − γ) t / T: in T epochs from γ up to 1, and there it stays.

    Source: P. Goyal and others, Accurate, Large Minibatch SGD, 2017, section 2.2.
    """
    return factor + (1 - factor) * min(t, length) / length


def cyclic(t: int, length: int, factor: float) -> float:
    """γ + (1 − γ)(1 − |2 (t mod T) / T − 1|): every T epochs from γ up to 1 and down again.

    Source: L. Smith, Cyclical Learning Rates for Training Neural Networks, 2017, the triangular policy.
    """
    return factor + (1 - factor) * (1 - abs(2 * (t % length) / length - 1))


SCHEDULES: dict[ScheduleName, Callable[[int, int, float], float]] = {
    "constant": constant,
    "step": step,
    "exponential": exponential,
    "cosine": cosine,
    "warm-up": warm_up,
    "cyclic": cyclic,
}


def rate_in_epoch(experiment: Experiment, epochs_done: int) -> float:
    """The learning rate of the epoch that follows after so many."""
    factor = SCHEDULES[experiment.schedule](
        epochs_done, experiment.schedule_epochs, experiment.schedule_factor
    )
    return experiment.learning_rate * factor
