"""How the next settings of a sweep are chosen: all at once, or with Optuna, which hears of each result.

Sources: J. Bergstra and others, Algorithms for Hyper-Parameter Optimization, 2011 (TPE); J. Snoek and
others, Practical Bayesian Optimization, 2012 (Gaussian processes); L. Li and others, Hyperband, 2018, and A
System for Massively Parallel Hyperparameter Tuning, 2020 (ASHA).
"""

import math
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np

from engine.reasons import Reason, ReasonError
from engine.sweeps.trials import Setting, drawn, grid
from engine.sweeps.varied import Varied, told_value
from server.sweeps.plan import SweepPlan

AT_ONCE = 16
"""Settings that a strategy chooses before it hears how they did: fewer learn more from each, more keep all
cores busy."""
FACTOR = 3
"""Hyperband: of so many one goes on, for so many times as long."""
LEAST_EPOCHS = 1

Value = float | None
"""The measure of a setting; None where it ran away."""


class Strategy(Protocol):
    """What says which settings are tried, for how many epochs."""

    def ask(self) -> Sequence[tuple[int, Setting, int]]:
        """Returns what to train next: numbers and settings and how many epochs each; none in the end. A
        setting that was trained for fewer before is to go on."""
        ...

    def tell(self, number: int, value: Value) -> None:
        """Says how the setting of this number did that was asked for last."""
        ...


class AllAtOnce:
    """A strategy that knows all settings from the start."""

    def __init__(self, settings: Sequence[Setting], epochs: int) -> None:
        self._left = [(number, setting, epochs) for number, setting in enumerate(settings)]

    def ask(self) -> Sequence[tuple[int, Setting, int]]:
        """See `Strategy.ask`."""
        asked, self._left = self._left, []
        return asked

    def tell(self, number: int, value: Value) -> None:
        """See `Strategy.tell`: nothing hangs on it."""


class Bayesian:
    """A strategy that tries where good settings are likely after all that it has heard."""

    def __init__(self, plan: SweepPlan) -> None:
        self._plan, self._study = plan, _study(plan)
        self._n_asked = 0
        self._asked: dict[int, Any] = {}

    def ask(self) -> Sequence[tuple[int, Setting, int]]:
        """See `Strategy.ask`."""
        n = min(AT_ONCE, self._plan.n_settings - self._n_asked)
        return [self._ask_one() for _ in range(n)]

    def tell(self, number: int, value: Value) -> None:
        """See `Strategy.tell`."""
        self._study.tell(self._asked.pop(number), _finite(self._plan, value))

    def _ask_one(self) -> tuple[int, Setting, int]:
        number = self._n_asked
        self._n_asked += 1
        trial = self._asked[number] = self._study.ask(_distributions(self._plan.fields))
        return number, _setting(self._plan.fields, trial.params), self._plan.epochs


class Hyperband:
    """A strategy that begins with many settings drawn by chance, and goes on with the best of them."""

    def __init__(self, plan: SweepPlan) -> None:
        import optuna

        pruner = optuna.pruners.HyperbandPruner(
            min_resource=LEAST_EPOCHS, max_resource=plan.epochs, reduction_factor=FACTOR
        )
        self._plan, self._study = plan, _study(plan, pruner)
        self._rungs = rungs(plan.epochs)
        self._settings = drawn(plan.fields, plan.n_settings, plan.experiment.seed)
        self._alive = {number: self._study.ask() for number in range(plan.n_settings)}
        self._told: dict[int, Value] = {}
        self._rung = 0

    def ask(self) -> Sequence[tuple[int, Setting, int]]:
        """See `Strategy.ask`."""
        if self._rung:
            self._judge(self._rungs[self._rung - 1])
        if self._rung == len(self._rungs):
            return []
        epochs = self._rungs[self._rung]
        self._rung += 1
        return [(number, self._settings[number], epochs) for number in self._alive]

    def tell(self, number: int, value: Value) -> None:
        """See `Strategy.tell`."""
        self._told[number] = value

    def _judge(self, epochs: int) -> None:
        """Ends the settings that are not among the best so far; after the last rung, all."""
        import optuna

        told, self._told = self._told, {}
        for number, value in told.items():
            self._alive[number].report(_finite(self._plan, value), epochs)
        for number, value in told.items():
            trial = self._alive[number]
            if epochs == self._plan.epochs:
                self._study.tell(self._alive.pop(number), _finite(self._plan, value))
            elif trial.should_prune():
                self._study.tell(self._alive.pop(number), state=optuna.trial.TrialState.PRUNED)


def rungs(epochs: int) -> list[int]:
    """Returns the epochs after which it is decided who goes on; the last are all."""
    found = [epochs]
    while found[0] // FACTOR >= LEAST_EPOCHS:
        found.insert(0, found[0] // FACTOR)
    return found


def epochs_of_hyperband(stages: Sequence[int], n_settings: int) -> int:
    """Returns for how many epochs Hyperband trains so many settings about, at each of these `rungs` anew;
    rather too few, down to half, as those who go on late are better than those before. Of k brackets b gets a
    share in proportion to 3^(k - 1 - b) / (k - b) (Li and others, 2018, Algorithm 1); all of it are trained
    up to rung b, and from there on the best third."""
    n = len(stages)
    shares = [FACTOR ** (n - 1 - bracket) / (n - bracket) for bracket in range(n)]
    in_all = 0.0
    for bracket, share in enumerate(shares):
        alive = n_settings * share / sum(shares)
        for rung, epochs in enumerate(stages):
            in_all += alive * epochs
            if rung >= bracket:
                alive = _going_on(alive)
    return round(in_all)


def _going_on(alive: float) -> float:
    """How many go on of so many, on the average. Each is held against those before it: the i-th is among the
    best i // 3 of them, or is the best, with a chance of max(1, i // 3) / i (asynchronous halving)."""
    places = np.arange(1, math.ceil(alive) + 1)
    chances = np.maximum(1, places // FACTOR) / places
    return float(chances.sum() - (math.ceil(alive) - alive) * chances[-1])


def check_libraries(plan: SweepPlan) -> None:
    """Raises `ReasonError` where the strategy of a plan needs a library that is missing."""
    if plan.strategy == "gp":
        for library in ("torch", "scipy"):
            if not find_spec(library):
                raise ReasonError(Reason("extra_not_installed", library=library, extra="gp"))


def strategy_of(plan: SweepPlan) -> Strategy:
    """Returns what chooses the settings of a plan; `ReasonError` where it needs a library that is missing."""
    check_libraries(plan)
    if plan.strategy == "grid":
        return AllAtOnce(grid(plan.fields), plan.epochs)
    if plan.strategy == "random":
        return AllAtOnce(drawn(plan.fields, plan.n_settings, plan.experiment.seed), plan.epochs)
    if plan.strategy == "hyperband":
        return Hyperband(plan)
    return Bayesian(plan)


def _study(plan: SweepPlan, pruner: Any = None) -> Any:
    """Optuna is loaded here, since that takes a second."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    seed = int.from_bytes(plan.experiment.seed.encode()[:4])
    sampler: Any = optuna.samplers.RandomSampler(seed=seed)
    if plan.strategy == "gp":
        sampler = optuna.samplers.GPSampler(seed=seed)
    if plan.strategy == "tpe":
        sampler = optuna.samplers.TPESampler(seed=seed, constant_liar=True)
    direction: Any = "maximize" if plan.is_largest_best else "minimize"
    # By its name Hyperband parts the trials, which shall be the same parts again.
    return optuna.create_study(study_name="sweep", direction=direction, sampler=sampler, pruner=pruner)


def _distributions(fields: Sequence[Varied]) -> dict[str, Any]:
    from optuna import distributions

    found: dict[str, Any] = {}
    for each in fields:
        if each.range is None:
            found[each.name] = distributions.CategoricalDistribution(
                [told_value(each.name, value) for value in each.values]
            )
        elif each.range.is_whole:
            low, high, by_factors, _ = each.range
            found[each.name] = distributions.IntDistribution(int(low), int(high), log=by_factors)
        else:
            low, high, by_factors, _ = each.range
            found[each.name] = distributions.FloatDistribution(low, high, log=by_factors)
    return found


def _setting(fields: Sequence[Varied], params: Mapping[str, Any]) -> Setting:
    setting = {}
    for each in fields:
        by_text = {told_value(each.name, value): value for value in each.values}
        value = params[each.name]
        setting[each.name] = value if each.range else by_text[value]
    return setting


def _finite(plan: SweepPlan, value: Value) -> float:
    """The value, or where there is none one that is worse than any."""
    worst = 0.0 if plan.is_largest_best else 1e6
    return worst if value is None or not math.isfinite(value) else min(value, 1e6)
