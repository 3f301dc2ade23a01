"""The entries of engine/formulas/ in PyTorch, for many networks at once.

A `Setting` is a number, or a tensor with one for each network whose shape fits what it is used with.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import torch
from torch import Tensor

from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS, PLAIN
from engine.formulas.functions import Functions
from engine.formulas.losses import LOSSES, SOFTMAX
from engine.network.outputs import output_activation

Setting: TypeAlias = float | Tensor


def _maximum(x: Any, y: Any) -> Tensor:
    """Of a tensor and a setting, in either order."""
    return torch.clamp(x, min=y) if isinstance(x, Tensor) else torch.clamp(y, min=x)


def _minimum(x: Any, y: Any) -> Tensor:
    return torch.clamp(x, max=y) if isinstance(x, Tensor) else torch.clamp(y, max=x)


def _sign(x: Tensor) -> Tensor:
    """-1, 0 or 1; but NaN of NaN, so that it is seen."""
    return torch.where(torch.isnan(x), x, torch.sign(x))


def _sigmoid(x: Tensor) -> Tensor:
    """As the reference writes it: torch.sigmoid would differ from that in the last digits."""
    return 0.5 * (1 + torch.tanh(0.5 * x))


def _softplus(x: Tensor) -> Tensor:
    return torch.clamp(x, min=0) + torch.log1p(torch.exp(-torch.abs(x)))


TORCH = Functions(
    exp=torch.exp,
    expm1=torch.expm1,
    log=torch.log,
    log1p=torch.log1p,
    sqrt=torch.sqrt,
    tanh=torch.tanh,
    sin=torch.sin,
    cos=torch.cos,
    abs=torch.abs,
    sign=_sign,
    maximum=_maximum,
    minimum=_minimum,
    where=torch.where,
    step=lambda x: (x > 0).to(x.dtype),
    ones_like=torch.ones_like,
    sigmoid=_sigmoid,
    softplus=_softplus,
)


class Activation(NamedTuple):
    """A nonlinearity a = `of`(z) and its slope φ'(z) = `slope`(z, a)."""

    of: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]


def activation_of(name: str, n: Any = PLAIN) -> Activation:
    """The activation of this name; `n` has the numbers of formulas by name, as settings."""
    formula = ACTIVATIONS[name]
    return Activation(lambda z: formula.of(TORCH, z, n), lambda z, a: formula.slope(TORCH, z, a, n))


class Output(NamedTuple):
    """The output layer: a = `of`(z), the `loss` of each point and output (or of each point, with a last axis
    of 1), and δ = `delta` = ∂loss/∂z; from z, a and the targets y."""

    of: Callable[[Tensor], Tensor]
    loss: Callable[[Tensor, Tensor, Tensor], Tensor]
    delta: Callable[[Tensor, Tensor, Tensor], Tensor]


def output_of(experiment: Experiment, n: Any) -> Output:
    """The output layer of an experiment; `n` has the numbers of formulas by name, as settings."""
    formula, name = LOSSES[experiment.loss], output_activation(experiment)

    def slope(z: Tensor, a: Tensor, y: Tensor) -> Tensor:
        of_loss: Tensor = formula.slope(TORCH, a, y, n)
        return of_loss

    if name == SOFTMAX:
        return Output(
            lambda z: torch.softmax(z, dim=2),
            lambda z, a, y: (
                torch.logsumexp(z, dim=2, keepdim=True)
                + formula.of(TORCH, z, a, y, n).sum(dim=2, keepdim=True)
            ),
            slope,
        )
    phi = activation_of(name)
    return Output(
        phi.of,
        lambda z, a, y: formula.of(TORCH, z, a, y, n),
        slope if formula.joined else lambda z, a, y: slope(z, a, y) * phi.slope(z, a),
    )
