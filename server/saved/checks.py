"""Whether a saved state, which may come from anywhere, can be one: what training and the pages rely on."""

import dataclasses
import math
from collections.abc import Iterable
from typing import Any, get_args

import numpy as np

from engine.experiment.experiment import Experiment
from engine.training.history import MAX_POINTS
from engine.training.stopping import StopReason
from engine.training.trainer_state import Progress, TrainerState
from server.keeping.checks import check_number
from server.keeping.codec import KeptError
from server.runs.marks import Mark

FIELDS = {each.name for each in dataclasses.fields(Experiment)}
LONGEST_VALUE = 200  # characters of a value in a mark
LARGEST_EPOCH = 2**53


def check_run(state: TrainerState) -> None:
    """Raises KeptError for a run that there cannot be: numbers that are not finite, a curve that is none, a
    rule or a random stream that there is not."""
    for name in ("diverged",):
        _check(isinstance(getattr(state, name), bool), f"{name} must be true or false")
    _check(all(type(each) is int for each in (state.rng.i, state.rng.j, *state.rng.permutation)), "rng")
    rules = set(get_args(StopReason))
    _check(state.heeded <= rules, "heeded must be stop rules")
    if state.stopped is not None:
        _check(state.stopped.reason in rules, "stopped must be a stop rule")
        check_number("the epoch of a stop", state.stopped.epoch, 0, LARGEST_EPOCH, int)
    for progress in (state.progress, state.checkpoint):
        _check_progress(progress)
    _check_curve(state)


def _check_progress(progress: Progress) -> None:
    for each in progress.losses:
        _check_finite_number(each)
    _check(_is_finite(progress.learning.model), "weights must be finite")
    if progress.best is not None:
        check_number("the best epoch", progress.best.epoch, 0, LARGEST_EPOCH, int)
        _check_finite_number(progress.best.loss)
        _check(_is_finite(progress.best.model), "weights must be finite")


def _check_curve(state: TrainerState) -> None:
    _check(len(state.history) <= MAX_POINTS, f"a loss curve may have at most {MAX_POINTS} points")
    before = -1
    for epoch, train, test in state.history:
        check_number("an epoch of the loss curve", epoch, before + 1, LARGEST_EPOCH, int)
        before = epoch
        _check_finite_number(train)
        _check_finite_number(test)


def check_marks(marks: Iterable[Mark]) -> None:
    """Raises KeptError for marks that no change leaves."""
    for mark in marks:
        check_number("the epoch of a mark", mark.epoch, 0, LARGEST_EPOCH, int)
        for name, values in mark.changes.items():
            _check(name in FIELDS, f"a mark must be of a field, got {name!r:.60}")
            _check(all(map(_is_plain, values)), f"a mark of {name} must have plain values")


def _is_plain(value: object) -> bool:
    """Whether a value is what a field that may change while it trains can be."""
    if isinstance(value, str):
        return len(value) <= LONGEST_VALUE
    return value is None or (isinstance(value, bool | int | float) and math.isfinite(value))


def _is_finite(value: Any) -> bool:
    """Whether all arrays in nested tuples have finite numbers alone."""
    if isinstance(value, tuple):
        return all(map(_is_finite, value))
    return not isinstance(value, np.ndarray) or bool(np.isfinite(value).all())


def _check_finite_number(value: object) -> None:
    _check(type(value) in (int, float) and math.isfinite(value), f"a loss must be finite, got {value!r:.60}")  # type: ignore[arg-type]


def _check(is_so: bool, sentence: str) -> None:
    if not is_so:
        raise KeptError(sentence)
