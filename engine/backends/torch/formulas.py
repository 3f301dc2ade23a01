"""The entries of engine/formulas/ in PyTorch, for many networks at once.

A `Setting` is a number, or a tensor with one for each network whose shape fits what it is used with.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import CodeType, SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backends.formulas import loss_delta
from engine.backends.tracing import Expression, hangs_on, source, traced
from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS, PLAIN, Activation
from engine.formulas.functions import NUMPY, Functions
from engine.formulas.losses import LOSSES, SOFTMAX
from engine.network.outputs import Output, output_activation

Setting: TypeAlias = float | Tensor
ToSetting = Callable[[NDArray[np.float64]], Setting]
Counts = NDArray[np.int64]
Columns = Mapping[str, NDArray[np.float64]]
"""The numbers of networks by their names in `codes.NUMBERS`, each of shape (n_networks,)."""


def one_or_all(of_networks: NDArray[Any]) -> NDArray[Any]:
    """What there is for each network, (n_networks, …): just the first where all are the same."""
    is_one = len(of_networks) == 1 or bool((of_networks == of_networks[0]).all())
    return of_networks[:1] if is_one else of_networks


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


class TorchFormula:
    """A formula as one function of tensors, `of`, for networks that have some numbers.

    `numbers` has each by its name, float64 of shape (n_networks,). What all networks share is written into
    the function. Where they differ, what hangs on numbers and the step alone is worked out on the host, in
    double precision, and brought to the device by `setting`.
    """

    def __init__(
        self, formula: Callable[..., Any], inputs: Sequence[str], numbers: Columns, setting: ToSetting
    ) -> None:
        own = {name: one_or_all(each) for name, each in numbers.items()}
        n = SimpleNamespace(**{
            name: float(each[0]) if len(each) == 1 else Expression("number", name)
            for name, each in own.items()
        })  # fmt: skip
        scalars, results = traced(formula, inputs, n)
        tensors = [name for name in inputs if name != "t"]
        self._setting = setting
        self._names = TORCH._asdict()
        self.of = _function(tensors, results, self._names)
        on_the_host = NUMPY._asdict() | own
        self._of_step: dict[str, Callable[..., Any]] = {}
        for place, each in enumerate(scalars):
            worked_out = _function(["t"], [each], on_the_host)
            if hangs_on(each, "t"):
                self._of_step[f"scalar{place}"] = worked_out
            else:
                self._names[f"scalar{place}"] = setting(np.atleast_1d(worked_out(None)))

    def go_to_step(self, steps: Counts) -> None:
        """Has the step of each network, (n_networks,), in the place of "t"."""
        if self._of_step:
            t = one_or_all(steps)
            for name, worked_out in self._of_step.items():
                self._names[name] = self._setting(worked_out(t))


def _function(
    arguments: Sequence[str], expressions: Sequence[Expression], names: dict[str, Any]
) -> Callable[..., Any]:
    """A function that returns what the expressions come to, with functions and numbers by `names`."""
    exec(_compiled(source("made", arguments, expressions, _leaf, where="where({0}, {1}, {2})")), names)
    made: Callable[..., Any] = names.pop("made")
    return made


@lru_cache(maxsize=256)
def _compiled(text: str) -> CodeType:
    """The text compiled: sessions are opened often, and mostly with the same formulas."""
    return compile(text, "<formula>", "exec")


def _leaf(kind: str, which: Any) -> str:
    """What a leaf is called in the text of a function."""
    return f"scalar{which}" if kind == "scalar" else f"{which!r}" if kind == "constant" else f"{which}"


def activation_of(name: str, numbers: Columns, setting: ToSetting) -> Activation:
    """The activation of this name; for the numbers see `TorchFormula`."""
    formula = ACTIVATIONS[name]
    return Activation(
        TorchFormula(formula.of, ("z",), numbers, setting).of,
        TorchFormula(formula.slope, ("z", "a"), numbers, setting).of,
    )


def output_of(experiment: Experiment, numbers: Columns, setting: ToSetting) -> Output:
    """The output layer of an experiment, for tensors; for the numbers see `TorchFormula`."""
    formula, name = LOSSES[experiment.loss], output_activation(experiment)

    def delta(f: Functions, z: Any, a: Any, y: Any, n: Any) -> Any:
        slope = None if formula.joined else ACTIVATIONS[name].slope(f, z, a, PLAIN)
        return loss_delta(experiment.loss)(f, a, y, slope, n)

    loss, slope = (TorchFormula(each, ("z", "a", "y"), numbers, setting).of for each in (formula.of, delta))
    if name != SOFTMAX:
        phi = TorchFormula(lambda f, z, n: ACTIVATIONS[name].of(f, z, PLAIN), ("z",), {}, setting)
        return Output(phi.of, loss, slope, formula.low, formula.high)

    def softmax(z: Any) -> Any:
        return torch.softmax(z, dim=2)

    def softmax_loss(z: Any, a: Any, y: Any) -> Any:
        return torch.logsumexp(z, dim=2, keepdim=True) + loss(z, a, y).sum(dim=2, keepdim=True)

    return Output(softmax, softmax_loss, slope, formula.low, formula.high)
