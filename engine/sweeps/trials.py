"""The trials of a sweep: every setting of what varies, each with some seeds."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from engine.experiment.experiment import LIMITS, Experiment
from engine.sweeps.reasons import refuse
from engine.sweeps.varied import Varied, checked_together, with_values

MOST_TRIALS = 10_000
"""Networks of one sweep, seeds included."""
MOST_SEEDS = 100

Setting = Mapping[str, Any]
"""A value for each field that varies."""


class SweepTrial(NamedTuple):
    """One network to be trained: which setting it is of, which of the seeds it has, and all of it."""

    setting: int
    values: Setting
    repeat: int
    experiment: Experiment


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


def trials_of(
    experiment: Experiment, settings: Sequence[Setting], n_seeds: int, first: int = 0
) -> list[SweepTrial]:
    """Returns the trials of these settings, which are counted on from `first`; `ReasonError` for what does
    not go together and for more trials than there may be."""
    checked_count("seeds", n_seeds, MOST_SEEDS)
    checked_count("trials", len(settings) * n_seeds)
    if n_seeds > 1 and any("seed" in setting for setting in settings):
        raise refuse("varied_twice", field="seed")
    return list(_trials(experiment, settings, n_seeds, first))


def _trials(
    experiment: Experiment, settings: Sequence[Setting], n_seeds: int, first: int
) -> Iterator[SweepTrial]:
    seeds = seeds_of(experiment.seed, n_seeds)
    for number, values in enumerate(settings, first):
        for repeat, seed in enumerate(seeds):
            yield SweepTrial(number, values, repeat, with_values(experiment, {"seed": seed, **values}))


def seeds_of(seed: str, n: int) -> list[str]:
    """Returns `n` different seeds, the first of which is the one given; the first of more are the same."""
    room = int(LIMITS["seed_length"].high) - len(f"-{MOST_SEEDS}")
    return [seed, *(f"{seed[:room]}-{k}" for k in range(2, n + 1))][:n]


def checked_count(thing: str, n: int, most: int = MOST_TRIALS) -> int:
    """Returns a number of trials, seeds, epochs or pictures, or raises `ReasonError`."""
    if not 1 <= n <= most:
        raise refuse(f"{thing}_out_of_range", low=1, high=most, got=n)
    return n
