"""One update, number by number: the way of a batch forward, its loss, the way back, and the step downhill.

With δ⁽ˡ⁾ = ∂loss/∂z⁽ˡ⁾ the chain rule gives from the last layer to the first

    δ⁽ᴸ⁾ = ∂loss/∂z⁽ᴸ⁾        δ⁽ˡ⁻¹⁾ = δ⁽ˡ⁾ W⁽ˡ⁾ · φ'(z⁽ˡ⁻¹⁾)        ∂loss/∂W⁽ˡ⁾ = δ⁽ˡ⁾ᵀ a⁽ˡ⁻¹⁾

and the optimizer takes its step with the mean of the gradients of the batch. Everything is computed by what
trains (`deep.py`, `Learner`), so the numbers are those of the run to the bit.
Source: M. Nielsen, Neural Networks and Deep Learning, chapter 2.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.formulas.normalizations import AXES
from engine.inside.gradient_noise import GradientNoise, gradient_noise
from engine.learning.chance import Chance
from engine.learning.epochs import Epochs
from engine.learning.learner import Learner, fresh_learning
from engine.network import deep
from engine.network.deep import Model
from engine.network.network import Array, Layer, Mask
from engine.training.trainer import Trainer

MOST_WORK, FEWEST_OF_ALL = 1_000_000, 50  # parameters times points, and points, of the gradient of all


@dataclass(frozen=True, slots=True)
class OneUpdate:
    """An update that a run could take from where it is; shares nothing with the run, which it leaves alone.

    `points` are the batch's indices among the training points. `pre_activations` [z⁽¹⁾, …, z⁽ᴸ⁾], `outputs`
    [x, a⁽¹⁾, …, a⁽ᴸ⁾], `deltas` [δ⁽¹⁾, …, δ⁽ᴸ⁾] and `targets` have a row for each of them, `losses` a number,
    (n_points,). `gradients` is their mean, for every layer; `before` and `after` are the layers. `noise`
    tells how far the points agree with the gradient of `n_whole` training points: all, if there is time.
    `is_taken` is false for the points left over at an epoch's end, which make no update of their own.
    """

    points: tuple[int, ...]
    pre_activations: tuple[Array, ...]
    outputs: tuple[Array, ...]
    targets: Array
    losses: Array
    deltas: tuple[Array, ...]
    gradients: tuple[Layer, ...]
    before: tuple[Layer, ...]
    after: tuple[Layer, ...]
    noise: GradientNoise
    n_whole: int
    rate: float
    is_taken: bool


def next_update(trainer: Trainer) -> OneUpdate:
    """Returns what the run's next batch does: what `trainer.step()` would, with the gradients that are still
    gathered and with the neurons that dropout takes out of this batch."""
    settings, place, data = trainer.experiment, trainer.place, trainer.task.data
    epochs = Epochs(len(data.train_x), settings.batch_size)
    chance, n = Chance(settings), len(data.train_x)
    order = chance.order(place.epoch, n) if settings.shuffle else np.arange(n)
    points = order[place.position : epochs.end(place.position)]
    dropped: tuple[Mask, ...] = ()
    if settings.dropout:
        dropped = chance.dropped(place.epoch, place.position, settings.hidden, settings.dropout)
    learner = Learner(settings, trainer.learner.learning(), trainer.hand)
    return _update(trainer, learner, points, dropped, epochs.is_full(place.position))


def update_of(trainer: Trainer, index: int) -> OneUpdate:
    """Returns what an update by one training point alone would do, nothing dropped. Raises IndexError if
    there is no such point.

    Normalised by batches, a point alone has no spread: then it is the next batch that is looked at.
    """
    n = len(trainer.task.data.train_x)
    if not 0 <= index < n:
        raise IndexError(f"index must be between 0 and {n - 1}, got {index}")
    if trainer.learner.design.axis == AXES["batch"]:
        return next_update(trainer)
    now = trainer.learner.learning()
    alone = fresh_learning(now.model, now.dead, trainer.experiment)
    learning = alone._replace(moments=now.moments, steps=now.steps)
    learner = Learner(trainer.experiment, learning, trainer.hand)
    return _update(trainer, learner, np.array([index]), (), is_taken=True)


def _update(
    trainer: Trainer, learner: Learner, points: NDArray[np.intp], dropped: tuple[Mask, ...], is_taken: bool
) -> OneUpdate:
    data, settings, design = trainer.task.data, trainer.experiment, learner.design
    x, target = data.train_x[points], data.train_y[points]
    model, dtype = learner.model, data.train_x.dtype
    gates = deep.open_gates(dropped, trainer.hand.off, settings.dropout if dropped else 0.0, dtype)
    with np.errstate(all="ignore"):
        trace = deep.forward(model, x, design, gates, training=True)
        of_layers, _ = deep.deltas(model, trace, target, design, gates)
        z, a = trace.passed
        losses = design.output.loss(z[-1], a[-1], target).sum(axis=1)
        whole, n_whole = _whole_gradient(trainer, model)
        noise = gradient_noise(of_layers, a, whole)
        learner.accumulate(x, target, dropped)
        gathered = learner.learning()
        n = gathered.n_accumulated
        gradients = tuple(Layer(w / n, b / n) for w, b in gathered.gradients[: len(model.parameters)])
        if is_taken:
            learner.update(trainer.learning_rate)
    return OneUpdate(
        points=tuple(int(each) for each in points),
        pre_activations=tuple(z),
        outputs=tuple(a),
        targets=target,
        losses=losses,
        deltas=tuple(of_layers),
        gradients=gradients,
        before=model.parameters,
        after=learner.model.parameters,
        noise=noise,
        n_whole=n_whole,
        rate=trainer.learning_rate,
        is_taken=is_taken,
    )


def _whole_gradient(trainer: Trainer, model: Model) -> tuple[tuple[Layer, ...], int]:
    """Returns the mean gradient of the training points, or of as many of the first as there is time for,
    nothing dropped, for every layer; and of how many."""
    data, design = trainer.task.data, trainer.learner.design
    n_parameters = sum(w.size + b.size for w, b in model.parameters)
    n = min(len(data.train_x), max(FEWEST_OF_ALL, MOST_WORK // n_parameters))
    x, target = data.train_x[:n], data.train_y[:n]
    gates = deep.open_gates((), trainer.hand.off, 0.0, x.dtype)
    trace = deep.forward(model, x, design, gates, training=True)
    gradient = deep.backward(model, trace, target, design, gates)[: len(model.parameters)]
    return tuple(Layer(w / n, b / n) for w, b in gradient), n
