"""Why a run does not learn: at most one reason, found in its settings, its loss curve and its network.

Nothing is said of a run that learns: one whose training loss falls, or whose answers are good already. What
can never be learnt (no feature, one target for all points, every way cut by L1, a rate of 0) is said at once,
the rest after `PATIENCE` epochs without progress. A look costs at most one pass forward and back over the
training points, and leaves no trace.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from engine.evaluation.metrics import accuracy
from engine.formulas.activations import activation_of
from engine.formulas.losses import LOSSES
from engine.learning.task import Data
from engine.network.composed import Lesson
from engine.network.network import Array, Mask
from engine.network.outputs import class_of, output_activation

from engine.training.history import LossPoint

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

SENTENCES: dict[str, str] = {
    "no_features": "No feature is on: the network gets nothing to look at and can give one answer only.",
    "no_points": "There are no training points.",
    "one_target": "All {n_points} training points have the same target: there is nothing to tell apart.",
    "diverged": "The run diverged: the learning rate of {rate:g} is too large.",
    "cut_by_l1": (
        "{regularization} has brought {n_zero} of {n_weights} weights to 0: no way leads from the features to "
        "the output any more."
    ),
    "rate_zero": "The learning rate is 0: nothing changes.",
    "rate_too_large": (
        "The learning rate of {rate:g} is too large: the loss jumps by {percent:.0f} % from epoch to epoch and "
        "does not fall."
    ),
    "overshot": (
        "The learning rate of {rate:g} is too large: steps have driven the output to where it is flat. The loss "
        "was {best:.3f} at epoch {epoch}."
    ),
    "alike": (
        "All {n_neurons} neurons of layer {layer} are alike: they get the same gradient and stay alike, as if "
        "there were one."
    ),
    "dead": "{n_dead} of the {n_neurons} ReLUs of layer {layer} are dead: they give 0 for every training point.",
    "saturated": (
        "{n_saturated} of the {n_neurons} neurons of layer {layer} are saturated: where they are, the slope of "
        "{activation} is next to 0."
    ),
    "output_saturated": (
        "{n_saturated} of the {n_neurons} output neurons are saturated: where they are, the slope of "
        "{activation} is next to 0."
    ),
    "vanishing": (
        "The gradient of layer 1 has the length {first:.0e}, that of the last layer {last:.0e}: it vanishes on "
        "its way back."
    ),
    "rate_too_small": (
        "The learning rate of {rate:g} is too small: at this pace it takes about {epochs:,.0f} epochs."
    ),
}

PATIENCE = 10
"""Epochs before anything is said; progress is looked for over twice as many, or the last quarter of the run."""

PROGRESS = 0.01
"""The share of its training loss by which the later half of that time has to be better than the earlier."""

LEARNT = 0.5
"""A network has learnt something if it makes at most half the errors that one answer for all would make."""

JUMP = 0.03
"""The share of its loss by which a run jumps from one epoch to the next (as the median) if steps are too long.
At rates that settle it is below 0.01 by the time the loss falls no more."""

ALIKE = 1e-6
"""Neurons whose weights and biases differ by less than this share of the largest are alike. Rounding keeps
equal ones equal to 1e-15, and to 1e-7 in float32."""

VANISHED = 1e-6
"""A gradient of the first layer of this length moves no weight visibly, whatever the usual rate."""

VANISHING = 1000
"""How many times as long the last layer's gradient has to be: at a minimum all of them are short alike."""

FLAT = 0.01
"""The share of φ'(0) below which a slope is called flat: tanh beyond |z| = 3, the sigmoid beyond 6."""

MOST_POINTS = 0.95
"""The share of the points at which a saturated neuron is flat."""

MANY = 0.5
"""The share of a layer's neurons that have to be dead or saturated to be the reason."""

TOO_SLOW = 2e-5
"""The share of the loss that an epoch takes off, to first order, if the rate is too small: 50,000 epochs."""

USUAL_RATE, USUAL_PACE = 0.03, 1e-2
"""A rate is to blame only where the original's default of 0.03 would take off a hundredth in an epoch, so that a
plateau is not taken for it."""

OVERSHOT = 1.2
"""How many times its least loss an output that overshot has now."""

NOTHING = np.zeros(1)

BOUNDED = ("tanh", "sigmoid", "saturated", "step")
"""The activations that are flat on both sides of 0."""

ADAPTIVE = ("rmsprop", "adam", "adamw")
"""The optimizers whose steps have about the length of the rate in every weight, whatever the gradient."""

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A code of `SENTENCES` with its values; `str()` is the sentence. Layers are counted from 1."""

    code: str
    values: Mapping[str, Value]

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.values)


def diagnose(trainer: "Trainer", data: Data) -> Diagnosis | None:
    """The reason why a run on this data does not learn; None while it learns, and where none is known."""
    hopeless = _hopeless(trainer, data)
    if hopeless is not None or _falls(trainer):
        return hopeless
    with np.errstate(all="ignore"):
        lesson = trainer.learner.study(data.train_x, data.train_y)
        if _learnt(trainer, lesson.passed.outputs[-1]) >= LEARNT:
            return None
        if not trainer.learning_rate:
            return Diagnosis("rate_zero", {})
        if trainer.epoch < PATIENCE:
            return None
        return next(_reasons(trainer, lesson), None)


def _hopeless(trainer: "Trainer", data: Data) -> Diagnosis | None:
    """What can be known without a look at the network's answers."""
    if not len(data.train_y):
        return Diagnosis("no_points", {})
    if not trainer.experiment.features:
        return Diagnosis("no_features", {})
    if (data.train_y == data.train_y[0]).all():
        return Diagnosis("one_target", {"n_points": len(data.train_y)})
    if trainer.diverged:
        return Diagnosis("diverged", {"rate": trainer.learning_rate})
    return _cut_by_l1(trainer)


def _cut_by_l1(trainer: "Trainer") -> Diagnosis | None:
    """Whether a weight that L1 has killed is on every way from a feature to an output."""
    experiment, dead = trainer.experiment, trainer.learner.learning().dead
    skips = (*experiment.skips, False)
    reached = np.ones(len(experiment.features), dtype=np.bool_)
    for mask, skip in zip(dead, skips, strict=False):  # behind the layers' masks are those of scales
        through = (~mask & reached).any(axis=1)
        reached = through | reached if skip else through
    if reached.any():
        return None
    weights = dead[: len(skips)]
    return Diagnosis(
        "cut_by_l1",
        {
            "regularization": experiment.regularization,
            "n_zero": sum(int(mask.sum()) for mask in weights),
            "n_weights": sum(mask.size for mask in weights),
        },
    )


def _falls(trainer: "Trainer") -> bool:
    """Whether the training loss has been lower of late than before that: by `PROGRESS` of itself, and by twice
    the standard error of both means, so that a jump is not taken for progress."""
    points = trainer.history.points()
    began = points[-1].epoch - max(2 * PATIENCE, points[-1].epoch // 4)
    losses = np.array([point.train for point in points[bisect_left(points, began, key=_epoch) :]])
    before, of_late = np.array_split(losses, 2)
    if not len(of_late):
        return False
    error = np.sqrt(before.var() / len(before) + of_late.var() / len(of_late))
    return bool(before.mean() - of_late.mean() > max(PROGRESS * before.mean(), 2 * error))


def _epoch(point: LossPoint) -> int:
    return point.epoch


def _learnt(trainer: "Trainer", a: Array) -> float:
    """How much better the answers a (n_points, n_outputs) are than one answer for all: 1 − errors / errors of
    that. Errors are points told wrong, against the most frequent class; or squares, against the mean (R²)."""
    experiment, label = trainer.experiment, trainer.data.train.label
    if experiment.n_classes is None:
        return float(1 - ((label - a[:, 0]) ** 2).sum() / ((label - label.mean()) ** 2).sum())
    most = np.bincount(class_of(label, experiment.n_classes)).max() / len(label)
    return float(1 - (1 - accuracy(experiment, a, label)) / (1 - most))


def _reasons(trainer: "Trainer", lesson: Lesson) -> Iterator[Diagnosis]:
    """What is found in a network that is stuck, causes before what follows from them."""
    for find in (_jumps, _overshot, _alike, _dead, _saturated, _vanishing, _rate_too_small):
        found = find(trainer, lesson)
        if found is not None:
            yield found


def _jumps(trainer: "Trainer", lesson: Lesson) -> Diagnosis | None:
    """Steps that are too long carry the weights from one side of a valley to the other.

    Source: Y. LeCun and others, Efficient BackProp, 1998, section 4.6.
    """
    losses = [point.train for point in trainer.history.since(2 * PATIENCE)]
    mean = sum(losses) / len(losses)
    jump = median(abs(after - before) for before, after in pairwise(losses))
    if jump <= JUMP * mean:
        return None
    return Diagnosis("rate_too_large", {"rate": trainer.learning_rate, "percent": 100 * jump / mean})


def _overshot(trainer: "Trainer", lesson: Lesson) -> Diagnosis | None:
    """Downhill nobody comes to a saturated output that is worse than the network was before."""
    now, best = trainer.history.train[-1], min(trainer.history.points(), key=lambda point: point.train)
    output = len(trainer.parameters)
    if now < OVERSHOT * best.train or _flat_neurons(trainer, lesson).get(output, NOTHING).mean() < MANY:
        return None
    return Diagnosis("overshot", {"rate": trainer.learning_rate, "best": best.train, "epoch": best.epoch})


def _alike(trainer: "Trainer", lesson: Lesson) -> Diagnosis | None:
    """The first hidden layer whose neurons have the same weights, before them and behind them."""
    parameters = trainer.parameters
    for number, ((w, b), (behind, _)) in enumerate(pairwise(parameters), 1):
        of_neurons = np.column_stack([w, b, behind.T])
        spread = np.ptp(of_neurons, axis=0).max()
        if len(w) > 1 and spread <= ALIKE * np.abs(of_neurons).max():
            return Diagnosis("alike", {"n_neurons": len(w), "layer": number})
    return None


def _dead(trainer: "Trainer", lesson: Lesson) -> Diagnosis | None:
    """The layer with the most dead ReLUs: z ≤ 0 for every training point, so that no gradient comes through.

    Source: A. Maas and others, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013.
    """
    masks = {
        number: (z <= 0).all(axis=0)
        for number, (name, z) in enumerate(
            zip(trainer.experiment.activations, lesson.passed.pre_activations, strict=False), 1
        )
        if name == "relu"
    }
    return _most(
        masks, lambda number, n, of: Diagnosis("dead", {"n_dead": n, "n_neurons": of, "layer": number})
    )


def _saturated(trainer: "Trainer", lesson: Lesson) -> Diagnosis | None:
    """The layer with the most saturated neurons, the output among them.

    Source: X. Glorot, Y. Bengio, Understanding the Difficulty of Training Deep Feedforward Networks, 2010.
    """
    names = _activations(trainer)
    return _most(
        _flat_neurons(trainer, lesson),
        lambda number, n, of: Diagnosis(
            "saturated" if number <= len(trainer.experiment.hidden) else "output_saturated",
            {"n_saturated": n, "n_neurons": of, "layer": number, "activation": names[number - 1]},
        ),
    )


def _flat_neurons(trainer: "Trainer", lesson: Lesson) -> dict[int, Mask]:
    """For each layer with a bounded activation, which of its neurons are saturated."""
    masks = {}
    for number, (name, z) in enumerate(
        zip(_activations(trainer), lesson.passed.pre_activations, strict=False), 1
    ):
        if name in BOUNDED:
            is_hidden = number <= len(trainer.experiment.hidden)
            phi = activation_of(name, trainer.experiment) if is_hidden else activation_of(name)
            steepest = phi.slope(NOTHING, phi.of(NOTHING))
            masks[number] = (phi.slope(z, phi.of(z)) < FLAT * steepest).mean(axis=0) >= MOST_POINTS
    return masks


def _activations(trainer: "Trainer") -> tuple[str, ...]:
    """The activation of every layer whose slope is part of its δ: of the output only where the loss does not
    cancel it, as the cross-entropies do."""
    experiment = trainer.experiment
    joined = LOSSES[experiment.loss].joined
    return experiment.activations if joined else (*experiment.activations, output_activation(experiment))


def _most(masks: Mapping[int, Mask], found: Callable[[int, int, int], Diagnosis]) -> Diagnosis | None:
    """What is found for the layer with the greatest share, of at least `MANY`."""
    shares = {number: float(mask.mean()) for number, mask in masks.items()}
    number = max(shares, key=lambda each: shares[each], default=0)
    if shares.get(number, 0) < MANY:
        return None
    return found(number, int(masks[number].sum()), masks[number].size)


def _vanishing(trainer: "Trainer", lesson: Lesson) -> Diagnosis | None:
    """A first layer whose gradient of the mean loss is shorter than `VANISHED`, unlike the last layer's.

    Source: M. Nielsen, Neural Networks and Deep Learning, chapter 5.
    """
    first, last = (_length(lesson, at) for at in (0, len(trainer.parameters) - 1))
    if first < VANISHED and last > VANISHING * first:
        return Diagnosis("vanishing", {"first": first, "last": last})
    return None


def _rate_too_small(trainer: "Trainer", lesson: Lesson) -> Diagnosis | None:
    """To first order an update takes η ‖g‖² off the loss; η Σ|g| with steps of one length in every weight."""
    experiment, n = trainer.experiment, len(lesson.passed.outputs[0])
    parts = [each for layer in lesson.gradients for each in layer]
    if experiment.optimizer in ADAPTIVE:
        fall = sum(float(np.abs(part).sum()) for part in parts) / n
    else:
        fall = sum(float((part**2).sum()) for part in parts) / n**2
        if experiment.optimizer in ("momentum", "nesterov"):
            fall /= 1 - experiment.formula_number("momentum")
    updates = trainer.batches_until(trainer.epoch + 1)
    pace = fall * updates / max(trainer.history.train[-1], 1e-300)
    rate = trainer.learning_rate
    if rate * pace >= TOO_SLOW or USUAL_RATE * pace < USUAL_PACE:
        return None
    return Diagnosis("rate_too_small", {"rate": rate, "epochs": 1 / (rate * pace)})


def _length(lesson: Lesson, at: int) -> float:
    """The length of the gradient of the mean loss in a layer."""
    w, b = lesson.gradients[at]
    return float(np.sqrt((w**2).sum() + (b**2).sum())) / len(lesson.passed.outputs[0])
