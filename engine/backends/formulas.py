"""The formulas of engine/formulas/ put together as kernels follow them, single numbers at a time.

A step of an optimizer has all in it that descent.py adds, so that an update is one loop over all parameters.
"""

from collections.abc import Callable
from typing import Any

from engine.formulas.activations import ACTIVATIONS
from engine.formulas.functions import Functions
from engine.formulas.losses import LOSSES
from engine.formulas.optimizers import OPTIMIZERS


def activated(name: str) -> Callable[..., Any]:
    """The formula of a = φ(z) and the slope φ'(z), from z."""
    phi = ACTIVATIONS[name]

    def activation(f: Functions, z: Any, n: Any) -> tuple[Any, Any]:
        a = phi.of(f, z, n)
        return a, phi.slope(f, z, a, n)

    return activation


def loss_delta(loss: str) -> Callable[..., Any]:
    """The formula of δ = ∂loss/∂z of an output a whose activation has this slope, from a, y and the slope."""
    formula = LOSSES[loss]

    def delta(f: Functions, a: Any, y: Any, slope: Any, n: Any) -> Any:
        by_a = formula.slope(f, a, y, n)
        return by_a if formula.joined else by_a * slope

    return delta


CHANGED = ("w", "g", "alive")
"""What a step changes beside the moments: a parameter, its accumulated gradient, whether it is alive."""
GIVEN = ("is_weight", "free", "rate", "share")
"""What it goes by: whether this is a weight and is not frozen; the learning rate, and the share of one point
in the mean gradient."""


def moments_of(optimizer: str) -> list[str]:
    """What the moments of an optimizer are called."""
    return [f"moment{number}" for number in range(OPTIMIZERS[optimizer].n_moments)]


def inputs_of(optimizer: str) -> list[str]:
    """The inputs of `step_of`, in their order."""
    return [*CHANGED, *GIVEN, *moments_of(optimizer), "t"]


def step_of(name: str) -> Callable[..., Any]:
    """The formula of a step of this optimizer, whose number is t: from what is `CHANGED`, what is `GIVEN` and
    the moments, of which there may be more than it has, to what is changed and its moments."""
    optimizer = OPTIMIZERS[name]

    def step(f: Functions, w: Any, g: Any, alive: Any, is_weight: Any, free: Any, *more: Any) -> Any:
        rate, share, *moments, t, n = more
        moments = moments[: optimizer.n_moments]
        g = f.where(free > 0, share * g, 0)
        smooth = n.penalty_rate * n.smooth * is_weight * w
        penalty = n.penalty_rate * n.sharp * is_weight * f.sign(w)
        if name == "sgd":  # takes the whole penalty as a step of its own
            penalty = penalty + smooth
        else:
            g = g + smooth
        d, new_moments = optimizer.direction(f, g, tuple(moments), t, n)
        if optimizer.decays:
            d = d + n.weight_decay * is_weight * w
        down = w - rate * d
        new = down - rate * penalty
        crossed = f.where(down * new < 0, f.step(n.sharp) * is_weight, 0)
        left = f.where(crossed > 0, 0, alive)
        new = f.where(n.sharp > 0, f.where(left > 0, new, 0), new)
        kept = tuple(f.where(free > 0, *pair) for pair in zip(new_moments, moments, strict=True))
        return f.where(free > 0, new, w), 0.0, f.where(free > 0, left, alive), kept

    return step
