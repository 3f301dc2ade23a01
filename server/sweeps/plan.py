"""What a sweep is to do: checked before anything is trained or allocated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from engine.experiment.checks import shown
from engine.experiment.experiment import Experiment
from engine.sweeps.reasons import refuse
from engine.sweeps.trials import MOST_SEEDS, MOST_TRIALS, checked_count, grid
from engine.sweeps.varied import Varied, checked_together

StrategyName = Literal["grid", "random", "tpe", "gp", "hyperband"]
STRATEGIES: tuple[StrategyName, ...] = get_args(StrategyName)
"""How settings are chosen: every combination; by chance; where good ones are likely, by estimates of the
density of good settings (tpe) or by a Gaussian process (gp); by chance, and after a ninth, a third … of the
epochs only the best third goes on (hyperband)."""

Measure = Literal["test_loss", "best_test_loss", "test_accuracy"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
"""What is compared: the test loss in the end, the smallest after any epoch, or the share of test points that
are told right in the end."""

MOST_LOOKS = 40
"""Epochs after which the losses of a network are told, for its curve."""
MOST_PICTURES = 60
"""Of each network."""

USUAL_TRIALS = 50
"""Settings of a strategy that is not told how many."""
MOST_EPOCHS = 100_000


@dataclass(frozen=True)
class SweepPlan:
    """A sweep: an experiment, what varies in it, and how. `n_settings` are tried, each with `n_seeds`; of
    each network at most `n_looks` losses and `n_pictures` pictures are told, the last at its end. With
    `more_seeds` each is repeated once all have been chosen, which hears of the first `n_seeds` alone."""

    experiment: Experiment
    fields: tuple[Varied, ...]
    n_seeds: int
    epochs: int
    strategy: StrategyName
    measure: Measure
    n_settings: int
    n_looks: int = 1
    n_pictures: int = 0
    more_seeds: int = 0

    @property
    def n_trials(self) -> int:
        """How many networks there are at most."""
        return self.n_settings * (self.n_seeds + self.more_seeds)

    @property
    def is_largest_best(self) -> bool:
        """Whether more of the measure is better."""
        return self.measure == "test_accuracy"


def planned(
    experiment: Experiment,
    fields: Sequence[Varied],
    *,
    n_seeds: int = 1,
    epochs: int = 100,
    strategy: Any = "grid",
    measure: Any = "test_loss",
    n_settings: int | None = None,
    n_looks: int = 1,
    n_pictures: int = 0,
) -> SweepPlan:
    """Returns a plan in which all is allowed; `ReasonError` for what is not. A grid has as many settings as
    there are combinations."""
    if strategy not in STRATEGIES:
        raise refuse("unknown_strategy", allowed=", ".join(STRATEGIES), got=shown(strategy))
    if measure not in MEASURES:
        raise refuse("unknown_measure", allowed=", ".join(MEASURES), got=shown(measure))
    if measure == "test_accuracy" and experiment.n_classes is None:
        others = ", ".join(each for each in MEASURES if each != measure)
        raise refuse("measure_of_classes", allowed=others, got=measure)
    checked_together(fields)
    checked_count("seeds", n_seeds, MOST_SEEDS)
    checked_count("epochs", epochs, MOST_EPOCHS)
    if n_pictures:
        checked_count("pictures", n_pictures, MOST_PICTURES)
    if n_settings is not None:
        checked_count("trials", n_settings)
    if strategy == "grid":
        combinations = len(grid(fields))
        if n_settings not in (None, combinations):
            raise refuse("trials_of_grid", n=combinations, got=n_settings)
        n_settings = combinations
    n = USUAL_TRIALS if n_settings is None else n_settings
    checked_count("trials", n * n_seeds, MOST_TRIALS)
    looks = min(n_looks, MOST_LOOKS)
    return SweepPlan(experiment, tuple(fields), n_seeds, epochs, strategy, measure, n, looks, n_pictures)
