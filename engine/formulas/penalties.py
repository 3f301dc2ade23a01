"""Regularisation: what a weight costs, so that training prefers small weights (L2) or few (L1)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment.options import RegularizationName

Array = NDArray[np.floating]


class Penalty(NamedTuple):
    """The cost of a weight and its slope. `kills`: a weight carried across zero becomes 0 and stays 0.

    The slope is the sum of a `smooth` and a `sharp` part: those of L2 and of L1.
    """

    of: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    smooth: Callable[[Array], Array]
    sharp: Callable[[Array], Array]
    kills: bool


def elastic(l1_ratio: float) -> Penalty:
    """Some of each: ρ|w| + (1 − ρ) w²/2. Source: H. Zou, T. Hastie, The Elastic Net, 2005."""
    return Penalty(
        of=lambda w: l1_ratio * np.abs(w) + (1 - l1_ratio) * 0.5 * w * w,
        slope=lambda w: l1_ratio * np.sign(w) + (1 - l1_ratio) * w,
        smooth=lambda w: (1 - l1_ratio) * w,
        sharp=lambda w: l1_ratio * np.sign(w),
        kills=l1_ratio > 0,
    )


_NONE = Penalty(np.zeros_like, np.zeros_like, np.zeros_like, np.zeros_like, kills=False)
_L1 = Penalty(np.abs, np.sign, np.zeros_like, np.sign, kills=True)
_L2 = Penalty(lambda w: 0.5 * w * w, lambda w: w, lambda w: w, np.zeros_like, kills=False)

PENALTIES: dict[RegularizationName, Callable[[float], Penalty]] = {
    "none": lambda l1_ratio: _NONE,
    "L1": lambda l1_ratio: _L1,
    "L2": lambda l1_ratio: _L2,
    "elastic": elastic,
}
"""Each made for the share of L1, which only the elastic net heeds."""
