"""How the learning rate changes from epoch to epoch.

Each schedule is a factor of the learning rate, from t epochs done and the numbers T = `schedule_epochs` and
γ = `schedule_factor`.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from engine.formulas.functions import Number

EPOCHS = Number("schedule_epochs", 100, 1, 1_000_000, "scheduleEpochs", is_whole=True)
FACTOR = Number("schedule_factor", 0.1, 0, 1, "scheduleFactor")


class Schedule(NamedTuple):
    """`factor`(t, n) of the learning rate of the epoch that follows after t of them."""

    factor: Callable[[int, Any], float]
    numbers: tuple[Number, ...] = (EPOCHS, FACTOR)


def step(t: int, n: Any) -> float:
    """γ^⌊t / T⌋: every T epochs the rate is multiplied by γ at once."""
    return float(n.schedule_factor ** (t // n.schedule_epochs))


def exponential(t: int, n: Any) -> float:
    """γ^(t / T): the same, evenly."""
    return float(n.schedule_factor ** (t / n.schedule_epochs))


def cosine(t: int, n: Any) -> float:
    """γ + (1 − γ)(1 + cos(π t / T)) / 2: in T epochs down to γ, and there it stays.

    Source: I. Loshchilov, F. Hutter, SGDR, 2017, here without its restarts.
    """
    length, factor = n.schedule_epochs, n.schedule_factor
    return float(factor + (1 - factor) * (1 + math.cos(math.pi * min(t, length) / length)) / 2)


def warm_up(t: int, n: Any) -> float:
    """γ + (1 − γ) t / T: in T epochs from γ up to 1, and there it stays.

    Source: P. Goyal and others, Accurate, Large Minibatch SGD, 2017, section 2.2.
    """
    length, factor = n.schedule_epochs, n.schedule_factor
    return float(factor + (1 - factor) * min(t, length) / length)


def cyclic(t: int, n: Any) -> float:
    """γ + (1 − γ)(1 − |2 (t mod T) / T − 1|): every T epochs from γ up to 1 and down again.

    Source: L. Smith, Cyclical Learning Rates for Training Neural Networks, 2017, the triangular policy.
    """
    length, factor = n.schedule_epochs, n.schedule_factor
    return float(factor + (1 - factor) * (1 - abs(2 * (t % length) / length - 1)))


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule(lambda t, n: 1.0, numbers=()),
    "step": Schedule(step),
    "exponential": Schedule(exponential),
    "cosine": Schedule(cosine),
    "warm-up": Schedule(warm_up),
    "cyclic": Schedule(cyclic),
}


def factor_in_epoch(experiment: Any, epochs_done: int) -> float:
    """The factor of the learning rate of an experiment's epoch that follows after so many."""
    return SCHEDULES[experiment.schedule].factor(epochs_done, experiment)


def rate_in_epoch(experiment: Any, epochs_done: int) -> float:
    """The learning rate of an experiment's epoch that follows after so many."""
    return float(experiment.learning_rate * factor_in_epoch(experiment, epochs_done))
