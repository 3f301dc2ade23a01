"""Regularisation: what a weight costs, so that training prefers small weights (L2) or few (L1).

Every penalty is a share of L1 and one of L2: it costs ρ₁ |w| + ρ₂ w²/2, with the slope ρ₁ sign w + ρ₂ w.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.formulas.functions import Number

Array = NDArray[np.floating]

L1_RATIO = Number("l1_ratio", 0.5, 0, 1, "l1Ratio")


class PenaltyFormula(NamedTuple):
    """The shares `l1`(n) = ρ₁ and `l2`(n) = ρ₂ of a penalty."""

    l1: Callable[[Any], float]
    l2: Callable[[Any], float]
    numbers: tuple[Number, ...] = ()


PENALTIES: dict[str, PenaltyFormula] = {
    "none": PenaltyFormula(lambda n: 0.0, lambda n: 0.0),
    "L1": PenaltyFormula(lambda n: 1.0, lambda n: 0.0),
    "L2": PenaltyFormula(lambda n: 0.0, lambda n: 1.0),
    # H. Zou, T. Hastie, The Elastic Net, 2005
    "elastic": PenaltyFormula(lambda n: n.l1_ratio, lambda n: 1 - n.l1_ratio, numbers=(L1_RATIO,)),
}


class Penalty(NamedTuple):
    """A penalty for NumPy: the shares ρ₁ = `l1` and ρ₂ = `l2`; the `slope` at weights w. `kills`: a weight
    carried across zero becomes 0 and stays 0."""

    l1: float
    l2: float
    slope: Callable[[Array], Array]
    kills: bool


def penalty_of(name: str, n: Any) -> Penalty:
    """The penalty of this name with these numbers, such as those of an experiment."""
    formula = PENALTIES[name]
    return penalty_with(formula.l1(n), formula.l2(n))


def penalty_with(l1: float, l2: float) -> Penalty:
    """The penalty with these shares, without a product that changes nothing."""
    slopes: dict[tuple[float, float], Callable[[Array], Array]] = {
        (0, 0): np.zeros_like,
        (1, 0): np.sign,
        (0, 1): lambda w: w,
    }
    return Penalty(l1, l2, slopes.get((l1, l2), lambda w: l1 * np.sign(w) + l2 * w), kills=l1 > 0)
