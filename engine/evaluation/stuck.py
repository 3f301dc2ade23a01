"""What can be wrong with a network that is stuck: one function for each reason, and how they are ordered.

Each gets the run and the lesson of all its training points taken as one batch. Numbers in reasons are
rounded, so that a reason stays the same while nothing moves.
"""

import math
import sys
from collections.abc import Callable, Mapping
from itertools import pairwise
from statistics import median

import numpy as np

from engine.formulas.activations import activation_of
from engine.formulas.losses import LOSSES
from engine.network.composed import Lesson
from engine.network.network import Mask
from engine.network.outputs import output_activation
from engine.reasons import Reason, Value
from engine.training.trainer import Trainer

RECENT = 20
"""Over how many points of the loss curve jumps are looked for."""

JUMP = 0.08
"""The share of its loss by which a run jumps from one epoch to the next, as the median, if steps are too
long. Noisy points taken one by one at the default rate come to 0.05."""

ALIKE = 1e-6
"""Neurons whose weights and biases differ by less than this share of the largest are alike. Rounding keeps
equal ones equal to 1e-15, and to 1e-7 in float32."""

VANISHED = 1e-6
"""A gradient of the first layer of this length moves no weight visibly, whatever the usual rate."""

NORMAL = 1e-3
"""The last layer's gradient has to be longer than this: at a minimum all of them are short."""

FLAT = 0.01
"""The share of φ'(0) below which a slope is called flat: tanh beyond |z| = 3, the sigmoid beyond 6."""

MOST_POINTS = 0.95
"""The share of the points at which a saturated neuron is flat."""

MANY = 0.5
"""The share of a layer's neurons of which more have to be dead or saturated to be the reason."""

TOO_SLOW = 2e-5
"""The share of the loss that an epoch takes off, to first order, if the rate is too small: 50,000 epochs."""

USUAL_RATE, USUAL_PACE = 0.03, 1e-2
"""A rate is to blame only where the original's default of 0.03 would take off a hundredth in an epoch, so
that a plateau is not taken for it."""

OVERSHOT, LONG = 1.2, 0.1
"""How many times its least loss an output that overshot has now, and from which rate on steps are to blame:
with less, it has been set by hand."""

MANY_EPOCHS = 1e6
"""From here on epochs are told as a power of ten."""

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

NOTHING = np.zeros(1)

BOUNDED = ("tanh", "sigmoid", "saturated", "step")
"""The activations that are flat on both sides of 0."""

ADAPTIVE = ("rmsprop", "adam", "adamw")
"""The optimizers whose steps have about the length of the rate in every weight, whatever the gradient."""


def jumps(trainer: Trainer, lesson: Lesson) -> Reason | None:
    """Steps that are too long carry the weights from one side of a valley to the other.

    Source: Y. LeCun and others, Efficient BackProp, 1998, section 4.6.
    """
    losses = [point.train for point in trainer.history.since(RECENT)]
    mean = sum(losses) / len(losses)
    jump = median([abs(after - before) for before, after in pairwise(losses)] or [0.0])
    if jump <= JUMP * mean:
        return None
    return Reason("rate_too_large", rate=_rate(trainer), percent=round(100 * jump / mean))


def overshot(trainer: Trainer, lesson: Lesson) -> Reason | None:
    """Downhill nobody comes to a saturated output that is worse than the network was before."""
    now, best = trainer.history.train[-1], min(trainer.history.points(), key=lambda point: point.train)
    if trainer.learning_rate < LONG or now < OVERSHOT * best.train:
        return None
    if _flat_neurons(trainer, lesson).get(len(trainer.parameters), NOTHING).mean() <= MANY:
        return None
    return Reason("overshot", rate=_rate(trainer), best=rounded(best.train, 3), epoch=best.epoch)


def alike(trainer: Trainer, lesson: Lesson) -> Reason | None:
    """The first hidden layer whose neurons have the same weights, before them and behind them."""
    parameters = trainer.parameters
    for number, ((w, b), (behind, _)) in enumerate(pairwise(parameters), 1):
        of_neurons = np.column_stack([w, b, behind.T])
        spread = np.ptp(of_neurons, axis=0).max()
        if len(w) > 1 and spread <= ALIKE * np.abs(of_neurons).max():
            return Reason("alike", n_neurons=len(w), layer=number)
    return None


def dead(trainer: Trainer, lesson: Lesson) -> Reason | None:
    """The layer with the most dead ReLUs: z ≤ 0 for every training point, so that no gradient comes through.

    Source: A. Maas and others, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013.
    """
    masks = {
        number: np.all(z <= 0, axis=0)
        for number, (name, z) in enumerate(
            zip(trainer.experiment.activations, lesson.passed.pre_activations, strict=False), 1
        )
        if name == "relu"
    }

    def found(layer: int, n_dead: int, n_neurons: int) -> Reason:
        if n_neurons == 1:
            return Reason("dead_only", layer=layer)
        return Reason("dead", n_dead=n_dead, n_neurons=n_neurons, layer=layer)

    return _most(masks, found)


def saturated(trainer: Trainer, lesson: Lesson) -> Reason | None:
    """The layer with the most saturated neurons, the output among them.

    Source: X. Glorot, Y. Bengio, Understanding the Difficulty of Training Deep Feedforward Networks, 2010.
    """
    names = _activations(trainer)

    def found(layer: int, n_saturated: int, n_neurons: int) -> Reason:
        is_hidden = layer <= len(trainer.experiment.hidden)
        values: dict[str, Value] = {"layer": layer} if is_hidden else {}
        if n_neurons > 1:
            values |= {"n_saturated": n_saturated, "n_neurons": n_neurons}
        code = ("" if is_hidden else "output_") + "saturated" + ("" if n_neurons > 1 else "_only")
        return Reason(code, activation=names[layer - 1], **values)

    return _most(_flat_neurons(trainer, lesson), found)


def _flat_neurons(trainer: Trainer, lesson: Lesson) -> dict[int, Mask]:
    """For each layer with a bounded activation, which of its neurons are saturated."""
    masks: dict[int, Mask] = {}
    for number, (name, z) in enumerate(
        zip(_activations(trainer), lesson.passed.pre_activations, strict=False), 1
    ):
        if name in BOUNDED:
            is_hidden = number <= len(trainer.experiment.hidden)
            phi = activation_of(name, trainer.experiment) if is_hidden else activation_of(name)
            steepest = phi.slope(NOTHING, phi.of(NOTHING))
            masks[number] = np.asarray(
                np.mean(phi.slope(z, phi.of(z)) < FLAT * steepest, axis=0) >= MOST_POINTS
            )
    return masks


def _activations(trainer: Trainer) -> tuple[str, ...]:
    """The activation of every layer whose slope is part of its δ: of the output only where the loss does not
    cancel it, as the cross-entropies do."""
    experiment = trainer.experiment
    joined = LOSSES[experiment.loss].joined
    return experiment.activations if joined else (*experiment.activations, output_activation(experiment))


def _most(masks: Mapping[int, Mask], found: Callable[[int, int, int], Reason]) -> Reason | None:
    """What is found for the layer with the greatest share, if that is more than `MANY`."""
    shares = {number: float(mask.mean()) for number, mask in masks.items()}
    number = max(shares, key=lambda each: shares[each], default=0)
    if shares.get(number, 0) <= MANY:
        return None
    return found(number, int(masks[number].sum()), masks[number].size)


def vanishing(trainer: Trainer, lesson: Lesson) -> Reason | None:
    """A first layer whose gradient of the mean loss is shorter than `VANISHED`, unlike the last layer's.

    Source: M. Nielsen, Neural Networks and Deep Learning, chapter 5.
    """
    first, last = (_length(lesson, at) for at in (0, len(trainer.parameters) - 1))
    if first < VANISHED and NORMAL < last < math.inf:
        return Reason("vanishing", first=power_of_ten(first), last=power_of_ten(last))
    return None


def rate_too_small(trainer: Trainer, lesson: Lesson) -> Reason | None:
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
    epochs = 1 / max(rate * pace, sys.float_info.min)
    few = int(rounded(epochs, 2)) if epochs < MANY_EPOCHS else power_of_ten(epochs)
    return Reason("rate_too_small", rate=_rate(trainer), epochs=few)


def _length(lesson: Lesson, at: int) -> float:
    """The length of the gradient of the mean loss, by the weights of a layer. Biases are left out: that of
    the output moves to and fro with every batch, where nothing is learnt too."""
    return float(np.linalg.norm(lesson.gradients[at].weights)) / len(lesson.passed.outputs[0])


def _rate(trainer: Trainer) -> float:
    return rounded(trainer.learning_rate, 3)


def rounded(value: float, digits: int) -> float:
    """A number in so many leading digits."""
    return float(f"{value:.{digits}g}")


def power_of_ten(value: float) -> str:
    """The power of ten next to a positive number, such as "10⁻⁸"; "0" for 0."""
    return f"10{str(round(math.log10(value))).translate(RAISED)}" if value else "0"


FINDERS: tuple[Callable[[Trainer, Lesson], Reason | None], ...] = (
    jumps,
    overshot,
    alike,
    dead,
    saturated,
    vanishing,
    rate_too_small,
)
"""Causes before what follows from them: steps that are too long saturate neurons and kill ReLUs, and both let
gradients vanish."""
