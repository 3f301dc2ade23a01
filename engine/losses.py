"""How wrong an output is."""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
LossName = Literal["square"]


class Loss(NamedTuple):
    """The loss of outputs a against labels y, point by point, and its `slope` ∂loss/∂a; all of one shape."""

    of: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], Array]


LOSSES: dict[LossName, Loss] = {
    "square": Loss(lambda a, y: 0.5 * (a - y) ** 2, lambda a, y: a - y),
}
