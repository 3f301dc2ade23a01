"""How wrong an output is. See functions.py for how a formula is written.

The cross-entropies are differentiated together with their output's activation, since the slope of the two is
simply a − y. Source: C. Bishop, Pattern Recognition and Machine Learning, sections 4.3.2 and 4.3.4.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.formulas.functions import Functions, Number

HUBER_DELTA = Number("huber_delta", 1.0, 0.01, 10, "huberDelta")

SOFTMAX = "softmax"
"""The one output that is no activation of single neurons: exp(z) as shares of 1."""

OUTPUTS = {"classification": "tanh", "regression": "linear", "curve": "linear"}
"""What the output is in a problem with a loss that has no activation of its own, as in TensorFlow
Playground."""


class LossFormula(NamedTuple):
    """The loss of one output for the target y: `of`(f, z, a, y, n); and `slope`(f, a, y, n) = ∂loss/∂a.

    `output` is the activation that belongs to the loss, None where the problem's own is taken. Where the two
    are `joined`, `slope` is ∂loss/∂z; with a softmax, what `of` says of a point's outputs is summed and
    ln Σ exp(z) added. `low` and `high` are the targets of a class: of another one and of its own. A loss that
    `compares_numbers` can be had where no classes are learnt.
    """

    of: Callable[[Functions, Any, Any, Any, Any], Any]
    slope: Callable[[Functions, Any, Any, Any], Any]
    numbers: tuple[Number, ...] = ()
    output: str | None = None
    joined: bool = False
    low: float = -1.0
    high: float = 1.0
    compares_numbers: bool = False


def _huber(f: Functions, z: Any, a: Any, y: Any, n: Any) -> Any:
    """Quadratic for errors up to δ, straight beyond. Source: P. Huber, Robust Estimation, 1964."""
    error = f.abs(a - y)
    straight = n.huber_delta * (error - 0.5 * n.huber_delta)
    return f.where(error <= n.huber_delta, 0.5 * error * error, straight)


LOSSES: dict[str, LossFormula] = {
    # half the square, as in TensorFlow Playground
    "square": LossFormula(
        lambda f, z, a, y, n: 0.5 * (a - y) ** 2, lambda f, a, y, n: a - y, compares_numbers=True
    ),
    "absolute": LossFormula(
        lambda f, z, a, y, n: f.abs(a - y), lambda f, a, y, n: f.sign(a - y), compares_numbers=True
    ),
    "huber": LossFormula(
        _huber,
        lambda f, a, y, n: f.minimum(f.maximum(a - y, -n.huber_delta), n.huber_delta),
        numbers=(HUBER_DELTA,),
        compares_numbers=True,
    ),
    # for targets -1 and 1. C. Cortes, V. Vapnik, Support-Vector Networks, 1995
    "hinge": LossFormula(
        lambda f, z, a, y, n: f.maximum(1 - y * a, 0),
        lambda f, a, y, n: f.where(y * a < 1, -y, 0),
        output="linear",
    ),
    # −y ln p − (1 − y) ln(1 − p) with p = σ(z), written with z so that no logarithm is of 0
    "binary-cross-entropy": LossFormula(
        lambda f, z, a, y, n: f.softplus(z) - y * z,
        lambda f, a, y, n: a - y,
        output="sigmoid",
        joined=True,
        low=0.0,
    ),
    # −Σ y ln p with p = softmax(z)
    "cross-entropy": LossFormula(
        lambda f, z, a, y, n: -(y * z), lambda f, a, y, n: a - y, output=SOFTMAX, joined=True, low=0.0
    ),
}
