"""Why a run does not learn: at most one reason, found in its settings, its loss curve and its network.

Nothing is said of a run that learns: one whose training loss falls, or whose answers are good already; nor of
one that has diverged, which says so itself. What can never be learnt (no feature, one target for all points,
every way cut by L1, a rate of 0) is said at once, the rest after `PATIENCE` epochs without progress. A look
costs at most one pass forward and back over the training points, and leaves no trace.
"""

from bisect import bisect_left

import numpy as np

from engine.evaluation.stuck import FINDERS
from engine.network.network import Array
from engine.network.outputs import accuracy, class_of
from engine.reasons import Reason
from engine.training.history import LossPoint
from engine.training.trainer import Trainer

PATIENCE = 10
"""Epochs before a network is called stuck; progress is looked for over twice as many, or the last quarter."""

PROGRESS = 0.01
"""The share of its training loss by which the later half of that time has to be better than the earlier."""

LEARNT = 0.5
"""A network has learnt something if it makes at most half the errors that one answer for all would make."""


def diagnose(trainer: Trainer) -> Reason | None:
    """The reason why a run does not learn; None while it learns, and where none is known."""
    if trainer.diverged:
        return None
    data = trainer.task.data
    hopeless = _hopeless(trainer, data.train_y)
    if hopeless is not None:
        return hopeless
    with np.errstate(all="ignore"):
        if _falls(trainer):
            return None
        lesson = trainer.learner.study(data.train_x, data.train_y)
        if _learnt(trainer, lesson.passed.outputs[-1]) >= LEARNT:
            return None
        if not trainer.learning_rate:
            return Reason("rate_zero")
        if trainer.epoch < PATIENCE:
            return None
        findings = (find(trainer, lesson) for find in FINDERS)
        return next((finding for finding in findings if finding is not None), None)


def _hopeless(trainer: Trainer, targets: Array) -> Reason | None:
    """What can be known without a look at the network's answers."""
    if not len(targets):
        return Reason("no_points")
    if not trainer.experiment.features:
        return Reason("no_features")
    if (targets == targets[0]).all():
        return Reason("one_target")
    return _cut_by_l1(trainer)


def _cut_by_l1(trainer: Trainer) -> Reason | None:
    """Whether a weight that L1 has killed is on every way from a feature to an output."""
    experiment, dead = trainer.experiment, trainer.learner.learning().dead
    skips = (*experiment.skips, False)
    reached = np.ones(len(experiment.features), dtype=np.bool_)
    for mask, skip in zip(dead, skips, strict=False):  # behind the layers' masks are those of scales
        through = np.any(~mask & reached, axis=1)
        reached = through | reached if skip else through
    if reached.any():
        return None
    weights = dead[: len(skips)]
    return Reason(
        "cut_by_l1",
        regularization=experiment.regularization,
        n_zero=sum(int(mask.sum()) for mask in weights),
        n_weights=sum(mask.size for mask in weights),
    )


def _falls(trainer: Trainer) -> bool:
    """Whether the training loss is lower of late than before that: as a mean, by `PROGRESS` of itself and by
    twice the standard error, so that a jump is not taken for progress; or the least of all by as much."""
    points = trainer.history.points()
    began = points[-1].epoch - max(2 * PATIENCE, points[-1].epoch // 4)
    losses = np.array([point.train for point in points])
    before, of_late = np.array_split(losses[bisect_left(points, began, key=_epoch) :], 2)
    if not len(of_late):
        return False
    if of_late.min() < (1 - PROGRESS) * losses[: -len(of_late)].min():
        return True
    error = np.sqrt(before.var() / len(before) + of_late.var() / len(of_late))
    return bool(before.mean() - of_late.mean() > max(PROGRESS * before.mean(), 2 * error))


def _epoch(point: LossPoint) -> int:
    return point.epoch


def _learnt(trainer: Trainer, a: Array) -> float:
    """How much better the answers a (n_points, n_outputs) are than one answer for all: 1 − errors / errors of
    that. Errors are points told wrong, against the most frequent class; or squares, against the mean (R²)."""
    experiment, label = trainer.experiment, trainer.data.train.label
    if experiment.n_classes is None:
        return float(1 - ((label - a[:, 0]) ** 2).sum() / ((label - label.mean()) ** 2).sum())
    most = np.bincount(class_of(label, experiment.n_classes)).max() / len(label)
    return float(1 - (1 - accuracy(experiment, a, label)) / (1 - most))
