"""What learns: a network, the gradients gathered for it, and the optimizer that takes its steps."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.formulas.penalties import penalty_of
from engine.learning import by_hand
from engine.learning.by_hand import ByHand
from engine.learning.descent import Frozen, LayerMoments, initial_moments, updated
from engine.network.composed import Lesson, design_of, evaluate, learn
from engine.network.deep import Design, Model, initial_scales, initial_statistics, open_gates
from engine.network.network import (
    Array,
    Layer,
    Mask,
    Pass,
    added,
    all_alive,
    all_finite,
    descend,
    initial_parameters,
    zeros_like,
)


class Learning(NamedTuple):
    """All that changes of a learner. Arrays are never changed in place.

    `dead` masks the weights that L1 has put to 0 for good, `gradients` are summed over the `n_accumulated`
    points since the last update; both, like the optimizer's `moments` after its `steps`, are told for every
    layer and then for every scale.
    """

    model: Model
    dead: tuple[Mask, ...]
    gradients: tuple[Layer, ...]
    n_accumulated: int
    moments: tuple[LayerMoments, ...]
    steps: int


def blank_model(experiment: Experiment) -> Model:
    """A network of an experiment's shape, its weights and biases 0."""
    design = design_of(experiment)
    parameters = tuple(Layer(np.zeros((n, m)), np.zeros(n)) for m, n in pairwise(experiment.sizes))
    scales = initial_scales(experiment.hidden, design)
    return Model(parameters, scales, initial_statistics(experiment.hidden, design))


def initial_learning(experiment: Experiment, rng: SeedRandom) -> Learning:
    """A network with first weights from `rng`, before its first batch."""
    parameters = initial_parameters(experiment.sizes, experiment.initializer, rng)
    model = blank_model(experiment)._replace(parameters=parameters)
    return fresh_learning(model, all_alive((*parameters, *model.scales)), experiment)


def fresh_learning(model: Model, dead: tuple[Mask, ...], experiment: Experiment) -> Learning:
    """A model with nothing gathered and an optimizer without memory."""
    layers = (*model.parameters, *model.scales)
    return Learning(model, dead, zeros_like(layers), 0, initial_moments(layers, experiment), 0)


def descends_plainly(experiment: Experiment, hand: ByHand, model: Model) -> bool:
    """Whether all updates are steps of plain SGD, which are not counted."""
    is_free = not (experiment.clip_norm or hand.off or hand.frozen or model.scales)
    return experiment.optimizer == "sgd" and is_free


class Learner:
    """A network that learns, with these settings and what a person has switched off or frozen by `hand`.
    `model` is what it has learnt so far."""

    settings: Experiment
    hand: ByHand
    model: Model
    _dead: tuple[Mask, ...]
    _gradients: tuple[Layer, ...]
    _n_gathered: int
    _moments: tuple[LayerMoments, ...]
    _steps: int

    def __init__(self, experiment: Experiment, learning: Learning, hand: ByHand) -> None:
        self.go_to(learning)
        self.heed(experiment, hand)

    def heed(self, experiment: Experiment, hand: ByHand) -> None:
        """Goes on with these settings, and with what a person has switched off or frozen."""
        self.settings, self.hand = experiment, hand
        self._off = hand.off
        self._dtype = self.model.parameters[0].weights.dtype
        self._open = open_gates((), hand.off, 0.0, self._dtype)
        self._frozen: tuple[Frozen, ...] = by_hand.all_frozen(hand, self.model.parameters, self.model.scales)
        self.design: Design = design_of(experiment)
        self._penalty = penalty_of(experiment.regularization, experiment)
        self._nothing_gathered = zeros_like(self._layers())
        self._descends_plainly = descends_plainly(experiment, hand, self.model)

    def accumulate(self, x: Array, target: Array, dropped: tuple[Mask, ...]) -> None:
        """Adds a batch's gradients to those gathered; `dropped` masks neurons, or is empty."""
        gates = self._open
        if dropped:
            gates = open_gates(dropped, self._off, self.settings.dropout, self._dtype)
        lesson = learn(self.model, x, target, self.design, gates)
        gradients = lesson.gradients
        self._gradients = added(self._gradients, gradients) if self._n_gathered else gradients
        self._n_gathered += len(x)
        if lesson.remembered:
            self.model = self.model._replace(remembered=lesson.remembered)

    def update(self, rate: float) -> None:
        """Steps downhill with the mean of the gradients gathered since the last update."""
        n = self._n_gathered
        mean = [Layer(gradient.weights / n, gradient.biases / n) for gradient in self._gradients]
        if self._descends_plainly:
            self._descend(mean, rate)
        else:
            self._take_step(mean, rate)
        self._gradients = self._nothing_gathered
        self._n_gathered = 0

    def _descend(self, gradients: list[Layer], rate: float) -> None:
        """A step of plain SGD."""
        penalty, penalty_rate = self._penalty, self.settings.regularization_rate
        steps = [
            descend(layer, gradient, dead, rate, penalty, penalty_rate)
            for layer, gradient, dead in zip(self.model.parameters, gradients, self._dead, strict=True)
        ]
        self.model = Model(tuple(layer for layer, _ in steps))
        self._dead = tuple(dead for _, dead in steps)

    def _take_step(self, gradients: list[Layer], rate: float) -> None:
        """A step with everything that descent.py knows."""
        self._steps += 1
        n = len(self.model.parameters)
        layers, self._dead, self._moments = updated(
            self._layers(), gradients, self._dead, self._moments, self._frozen,
            self._steps, rate, self.settings, n,
        )  # fmt: skip
        self.model = self.model._replace(parameters=layers[:n], scales=layers[n:])

    def evaluate(self, x: Array) -> Pass:
        """What every layer says to inputs x (n_points, n_inputs): nothing dropped, but some may be off."""
        return evaluate(self.model, x, self.design, self._off)

    def study(self, x: Array, target: Array) -> Lesson:
        """The lesson of these points as one batch, nothing dropped; leaves no trace."""
        return learn(self.model, x, target, self.design, self._open)

    def mean_loss(self, x: Array, target: Array) -> float:
        """The loss of the outputs, summed over them and averaged over the points; finite or not."""
        return self.loss_of(self.evaluate(x), target)

    def loss_of(self, passed: Pass, target: Array) -> float:
        """The same of what was said to such points."""
        losses = self.design.output.loss(passed.pre_activations[-1], passed.outputs[-1], target)
        return float(losses.mean()) * int(losses.shape[1])

    def has_finite_parameters(self) -> bool:
        """Whether all parameters are finite: asked after every batch."""
        parameters, scales, _ = self.model
        return all_finite(parameters) and (not scales or all_finite(scales))

    def is_finite(self) -> bool:
        """Whether all that was learnt, gathered and remembered is finite: asked after every epoch."""
        return (
            all(map(all_finite, self.model))
            and (not self._n_gathered or all_finite(self._gradients))
            and all(np.isfinite(each).all() for layer in self._moments for part in layer for each in part)
        )

    def replace_layer(self, layer: int, new: Layer, revived: tuple[int, int] | None) -> None:
        """Puts another layer 1..L in the place of the present one; the weight `revived` is dead no more."""
        at, parameters = layer - 1, self.model.parameters
        self.model = self.model._replace(parameters=(*parameters[:at], new, *parameters[at + 1 :]))
        if revived is not None:
            dead = self._dead[at].copy()
            dead[revived] = False
            self._dead = (*self._dead[:at], dead, *self._dead[at + 1 :])

    def revive(self) -> None:
        """No weight is dead any more."""
        self._dead = all_alive(self._layers())

    def forget_moments(self, experiment: Experiment) -> None:
        """The optimizer of `experiment` begins without memory."""
        self._moments = initial_moments(self._layers(), experiment)
        self._steps = 0

    def take_back(self, model: Model) -> None:
        """Puts an earlier model in the place of the present one; nothing gathered since belongs to it."""
        self.go_to(fresh_learning(model, self._dead, self.settings))

    def learning(self) -> Learning:
        """All that changes; `go_to` goes on from it."""
        return Learning(self.model, self._dead, self._gradients, self._n_gathered, self._moments, self._steps)

    def go_to(self, learning: Learning) -> None:
        """Goes on from where `learning` was."""
        self.model, self._dead, self._gradients, self._n_gathered, self._moments, self._steps = learning

    def _layers(self) -> tuple[Layer, ...]:
        """All that is learnt by gradients: the layers, then the scales."""
        return (*self.model.parameters, *self.model.scales)
