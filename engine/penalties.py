"""Regularisation: what a weight costs, so that training prefers small weights (L2) or few (L1)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment import RegularizationName

Array = NDArray[np.floating]


class Penalty(NamedTuple):
    """The cost of a weight and its slope. `kills`: a weight carried across zero becomes 0 and stays 0."""

    of: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    kills: bool


PENALTIES: dict[RegularizationName, Penalty] = {
    "none": Penalty(np.zeros_like, np.zeros_like, kills=False),
    "L1": Penalty(np.abs, np.sign, kills=True),
    "L2": Penalty(lambda w: 0.5 * w * w, lambda w: w, kills=False),
}
