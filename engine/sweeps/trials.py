"""The trials of a sweep: every setting of what varies, each with some seeds."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from engine.experiment.experiment import LIMITS, OWN_FIELDS, Experiment
from engine.sweeps.beginnings import OF_POINTS
from engine.sweeps.reasons import refuse
from engine.sweeps.training import STOP_RULES
from engine.sweeps.varied import Varied, checked_together, with_values

MOST_TRIALS = 10_000
"""Networks of one sweep, seeds included."""
MOST_SEEDS = 100
FREE_FIELDS = OWN_FIELDS - {*OF_POINTS, *STOP_RULES}
"""The fields that say neither who is trained with whom nor what goes together with what."""

Setting = Mapping[str, Any]
"""A value for each field that varies."""


class SweepTrial(NamedTuple):
    """One network to be trained: which setting it is of, with which values, which of the seeds it has, and
    what it is made of: the experiment that is swept, and the seed. So there may be many, and a worker is sent
    little: to make an experiment takes as long as to train it for ten epochs."""

    setting: int
    values: Setting
    repeat: int
    swept: Experiment
    seed: str

    @property
    def experiment(self) -> Experiment:
        """All of it, made each time; `ReasonError` where its values do not go together."""
        return with_values(self.swept, {"seed": self.seed, **self.values})


def grid(fields: Sequence[Varied]) -> list[Setting]:
    """Returns every combination of values, the last field's changing fastest; `ReasonError` for too many."""
    checked_together(fields)
    checked_count("trials", math.prod(len(each.values) for each in fields))
    names = [each.name for each in fields]
    return [dict(zip(names, values, strict=True)) for values in product(*(each.values for each in fields))]


def drawn(fields: Sequence[Varied], n: int, seed: str) -> list[Setting]:
    """Returns `n` settings drawn by chance: anywhere in a range, or one of the values. Equal seeds give equal
    settings, and the first of more are the same."""
    checked_together(fields)
    checked_count("trials", n)
    rng = np.random.Generator(np.random.PCG64(np.frombuffer(seed.encode(), np.uint8).tolist()))
    return [{each.name: _drawn(each, float(rng.random())) for each in fields} for _ in range(n)]


def _drawn(field: Varied, share: float) -> Any:
    if field.range is not None:
        return field.range.at(share)
    return field.values[int(share * len(field.values))]


def trials_of(experiment: Experiment, settings: Sequence[Setting], n_seeds: int) -> list[SweepTrial]:
    """Returns the trials of these settings; `ReasonError` for more trials than there may be."""
    checked_count("seeds", n_seeds, MOST_SEEDS)
    checked_count("trials", len(settings) * n_seeds)
    return numbered_trials(experiment, enumerate(settings), range(n_seeds))


def numbered_trials(
    experiment: Experiment, settings: Iterable[tuple[int, Setting]], repeats: range
) -> list[SweepTrial]:
    """Returns some of the repeats of settings that have these numbers; `ReasonError` for repeats that would
    be the same."""
    seeds = [*enumerate(seeds_of(experiment.seed, repeats.stop))][repeats.start :]
    settings = list(settings)
    if repeats.stop > 1 and any("seed" in values for _, values in settings):
        raise refuse("varied_twice", field="seed")
    return [
        SweepTrial(number, values, repeat, experiment, seed)
        for number, values in settings
        for repeat, seed in seeds
    ]


def likenesses(trials: Sequence[SweepTrial]) -> list[Experiment]:
    """Returns for each trial an experiment that is as its own but for `FREE_FIELDS`, the same for all that
    agree in the others. `ReasonError` for what does not go together."""
    known: dict[tuple[object, ...], Experiment] = {}
    found = []
    for trial in trials:
        deciding = [each for each in trial.values.items() if each[0] not in FREE_FIELDS]
        key = (trial.seed, *deciding)
        if key not in known:
            known[key] = trial.experiment
        found.append(known[key])
    return found


def seeds_of(seed: str, n: int) -> list[str]:
    """Returns `n` different seeds, the first of which is the one given; the first of more are the same."""
    room = int(LIMITS["seed_length"].high) - len(f"-{MOST_SEEDS}")
    return [seed, *(f"{seed[:room]}-{k}" for k in range(2, n + 1))][:n]


def checked_count(thing: str, n: int, most: int = MOST_TRIALS) -> int:
    """Returns a number of trials, seeds, epochs or pictures, or raises `ReasonError`."""
    if not 1 <= n <= most:
        raise refuse(f"{thing}_out_of_range", low=1, high=most, got=n)
    return n
