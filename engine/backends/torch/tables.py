"""Activations, losses, outputs and optimizers in PyTorch: what activations.py, losses.py, outputs.py and
optimizers.py say, formula by formula, for many networks at once.

A `Setting` is a number, or a tensor with one for each network whose shape fits what it is used with.
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import torch
from torch import Tensor

from engine.experiment.experiment import Experiment
from engine.formulas.activations import LEAK
from engine.network.outputs import OUTPUT_ACTIVATIONS

Setting: TypeAlias = float | Tensor


class Activation(NamedTuple):
    """A nonlinearity a = `of`(z) and its slope φ'(z), from z and a."""

    of: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]


def sigmoid(z: Tensor) -> Tensor:
    """σ(z), as the reference writes it: torch.sigmoid would differ from that in the last digits."""
    return 0.5 * (1 + torch.tanh(0.5 * z))


def softplus(z: Tensor) -> Tensor:
    """ln(1 + exp(z))."""
    return torch.clamp(z, min=0) + torch.log1p(torch.exp(-torch.abs(z)))


_GELU_ROOT = math.sqrt(2 / math.pi)
_GELU_CUBIC = 0.044715


def _gelu_tanh(z: Tensor) -> Tensor:
    return torch.tanh(_GELU_ROOT * (z + _GELU_CUBIC * z * z * z))


def _gelu_slope(z: Tensor, a: Tensor) -> Tensor:
    t = _gelu_tanh(z)
    return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * _GELU_ROOT * (1 + 3 * _GELU_CUBIC * z * z)


def _silu_slope(z: Tensor, a: Tensor) -> Tensor:
    s = sigmoid(z)
    return s + a * (1 - s)


def _step_slope(z: Tensor, a: Tensor) -> Tensor:
    s = sigmoid(z)
    return s * (1 - s)


ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation(lambda z: torch.clamp(z, min=0), lambda z, a: (a > 0).to(a.dtype)),
    "tanh": Activation(torch.tanh, lambda z, a: 1 - a * a),
    "sigmoid": Activation(sigmoid, lambda z, a: a * (1 - a)),
    "linear": Activation(lambda z: z, lambda z, a: torch.ones_like(a)),
    "leaky-relu": Activation(
        lambda z: torch.where(z > 0, z, LEAK * z),
        lambda z, a: torch.where(z > 0, torch.ones_like(a), LEAK),
    ),
    "elu": Activation(
        lambda z: torch.where(z > 0, z, torch.expm1(torch.clamp(z, max=0))),
        lambda z, a: torch.where(z > 0, 1, a + 1),
    ),
    "gelu": Activation(lambda z: 0.5 * z * (1 + _gelu_tanh(z)), _gelu_slope),
    "silu": Activation(lambda z: z * sigmoid(z), _silu_slope),
    "softplus": Activation(softplus, lambda z, a: sigmoid(z)),
    "sine": Activation(torch.sin, lambda z, a: torch.cos(z)),
    "saturated": Activation(lambda z: torch.clamp(z, -1, 1), lambda z, a: (torch.abs(z) < 1).to(a.dtype)),
    "step": Activation(lambda z: (z > 0).to(z.dtype), _step_slope),
}


def activation_of(name: str, steepness: Setting) -> Activation:
    """The activation of this name; a sigmoid may be steeper: σ(kz) with k = `steepness`."""
    if name != "sigmoid" or (isinstance(steepness, float) and steepness == 1):
        return ACTIVATIONS[name]
    return Activation(lambda z: sigmoid(steepness * z), lambda z, a: steepness * a * (1 - a))


class Loss(NamedTuple):
    """The loss of outputs a against targets y, element by element, and its `slope` ∂loss/∂a."""

    of: Callable[[Tensor, Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]


def huber(delta: Setting) -> Loss:
    """Quadratic for errors up to δ, straight beyond."""

    def of(a: Tensor, y: Tensor) -> Tensor:
        error = torch.abs(a - y)
        return torch.where(error <= delta, 0.5 * error * error, delta * (error - 0.5 * delta))

    def slope(a: Tensor, y: Tensor) -> Tensor:
        error = a - y
        within = torch.abs(error) <= delta
        return torch.where(within | torch.isnan(error), error, delta * torch.sign(error))

    return Loss(of, slope)


def _sign(number: Tensor) -> Tensor:
    """-1, 0 or 1; but NaN of NaN, so that it is seen."""
    return torch.where(torch.isnan(number), number, torch.sign(number))


ELEMENTWISE_LOSSES: dict[str, Callable[[Setting], Loss]] = {
    "square": lambda delta: Loss(lambda a, y: 0.5 * (a - y) ** 2, lambda a, y: a - y),
    "absolute": lambda delta: Loss(lambda a, y: torch.abs(a - y), lambda a, y: _sign(a - y)),
    "huber": huber,
    "hinge": lambda delta: Loss(
        lambda a, y: torch.clamp(1 - y * a, min=0), lambda a, y: torch.where(y * a < 1, -y, 0)
    ),
}
"""Each made for Huber's δ."""


class Output(NamedTuple):
    """The output layer: a = `of`(z), the `loss` of each point and output (or of each point, with a last axis
    of 1), and δ = `delta` = ∂loss/∂z; from z, a and the targets y."""

    of: Callable[[Tensor], Tensor]
    loss: Callable[[Tensor, Tensor, Tensor], Tensor]
    delta: Callable[[Tensor, Tensor, Tensor], Tensor]


def output_of(experiment: Experiment, huber_delta: Setting) -> Output:
    """The output layer of an experiment."""
    if experiment.loss == "cross-entropy":
        return _SOFTMAX
    if experiment.loss == "binary-cross-entropy":
        return _LOGISTIC
    name = "linear" if experiment.loss == "hinge" else OUTPUT_ACTIVATIONS[experiment.problem]
    phi, loss = ACTIVATIONS[name], ELEMENTWISE_LOSSES[experiment.loss](huber_delta)
    if name == "linear":
        return Output(phi.of, lambda z, a, y: loss.of(a, y), lambda z, a, y: loss.slope(a, y))
    return Output(phi.of, lambda z, a, y: loss.of(a, y), lambda z, a, y: loss.slope(a, y) * phi.slope(z, a))


_LOGISTIC = Output(
    of=sigmoid,
    loss=lambda z, a, y: softplus(z) - y * z,
    delta=lambda z, a, y: a - y,
)
_SOFTMAX = Output(
    of=lambda z: torch.softmax(z, dim=2),
    loss=lambda z, a, y: torch.logsumexp(z, dim=2, keepdim=True) - (y * z).sum(dim=2, keepdim=True),
    delta=lambda z, a, y: a - y,
)

Numbers = Mapping[str, Setting]
"""The numbers of the networks by their names in `flat.NUMBERS`; tensors have shape (n_networks, 1)."""

Corrections = tuple[Setting, Setting]
"""1 − β₁ᵗ and 1 − β₂ᵗ at step t."""


class Optimizer(NamedTuple):
    """`direction` makes the direction d of a step from gradients g (n_networks, n_parameters), the moments
    (n_moments of them, shaped like g, which it changes in place), numbers and corrections."""

    direction: Callable[[Tensor, list[Tensor], Numbers, Corrections], Tensor]
    needs_corrections: bool = False


def _sgd(g: Tensor, moments: list[Tensor], numbers: Numbers, corrections: Corrections) -> Tensor:
    return g


def _momentum(g: Tensor, moments: list[Tensor], numbers: Numbers, corrections: Corrections) -> Tensor:
    """v ← μ v + g, d = v."""
    return moments[0].mul_(numbers["momentum"]).add_(g)


def _nesterov(g: Tensor, moments: list[Tensor], numbers: Numbers, corrections: Corrections) -> Tensor:
    """v ← μ v + g, d = g + μ v."""
    return g + numbers["momentum"] * _momentum(g, moments, numbers, corrections)


def _rmsprop(g: Tensor, moments: list[Tensor], numbers: Numbers, corrections: Corrections) -> Tensor:
    """s ← ρ s + (1 − ρ) g², d = g / (√s + ε)."""
    rho = numbers["rms_decay"]
    s = moments[0].mul_(rho).add_((1 - rho) * g * g)
    return g / (torch.sqrt(s) + numbers["epsilon"])


def _adam(g: Tensor, moments: list[Tensor], numbers: Numbers, corrections: Corrections) -> Tensor:
    """m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², d = m̂ / (√ŝ + ε) without their bias to 0."""
    beta1, beta2 = numbers["beta1"], numbers["beta2"]
    m = moments[0].mul_(beta1).add_((1 - beta1) * g)
    s = moments[1].mul_(beta2).add_((1 - beta2) * g * g)
    return (m / corrections[0]) / (torch.sqrt(s / corrections[1]) + numbers["epsilon"])


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer(_sgd),
    "momentum": Optimizer(_momentum),
    "nesterov": Optimizer(_nesterov),
    "rmsprop": Optimizer(_rmsprop),
    "adam": Optimizer(_adam, needs_corrections=True),
    "adamw": Optimizer(_adam, needs_corrections=True),  # its decay is among the numbers
}
