"""The plane through which points of more than two inputs are looked at."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import EXTENT
from engine.data.units import Units

Array = NDArray[np.float64]
Look = tuple[str, ...]
"""The inputs across and up by their names, x1 and on, and after these what others are held at in the table's
own units, as in x3:4.5; the rest are at their median. Empty: the first two principal components."""


@dataclass(frozen=True, eq=False)
class Plane:
    """A place (x₁, x₂) of the plane is the inputs `origin` + x₁ `axes[0]` + x₂ `axes[1]`; the place of inputs
    x is `onto` (x - `origin`). Shapes (n_inputs,), (2, n_inputs) and (2, n_inputs). Equal by content."""

    origin: Array
    axes: Array
    onto: Array

    def inputs(self, places: Array) -> Array:
        """What places (n, 2) of the plane are, shape (n, n_inputs)."""
        return self.origin + places @ self.axes

    def places(self, inputs: Array) -> Array:
        """Where inputs (n, n_inputs) are seen, shape (n, 2)."""
        return (inputs - self.origin) @ self.onto.T

    @cached_property
    def _content(self) -> bytes:
        return b"".join(each.tobytes() for each in (self.origin, self.axes))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plane) and self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content)


class Spread(NamedTuple):
    """How points lie: the median and the mean of each input (n_inputs,), the first two principal `components`
    (2, n_inputs), of length 1 and at right angles, how far the points `reach` along each, from the mean, and
    which `share` of the variance each holds, both of shape (2,)."""

    median: Array
    mean: Array
    components: Array
    reach: Array
    share: Array

    def plane(self, look: Look, units: Units | None = None) -> Plane:
        """The plane of a look, whose numbers are in `units`; that of the components also where it has inputs
        across or up that are not there."""
        indices = [int(name[1:]) - 1 for name in look[:2]]
        if not indices or max(indices) >= len(self.median):
            unit = (self.reach / EXTENT)[:, np.newaxis]
            return Plane(self.mean, self.components * unit, self.components / unit)
        axes = np.zeros((2, len(self.median)))
        origin = self.median.copy()
        for name, value in map(held_at, look[2:]):
            index = int(name[1:]) - 1
            if index < len(origin):
                origin[index] = (
                    value if units is None else (value - units.x.shift[index]) / units.x.unit[index]
                )
        for axis, index in zip(axes, indices, strict=True):
            axis[index], origin[index] = 1.0, 0.0
        return Plane(origin, axes, axes)


def held_at(text: str) -> tuple[str, float]:
    """The input that is held, and at what. Raises ValueError for what says no such thing."""
    name, _, value = text.partition(":")
    return name, float(value)


def spread_of(x: Array) -> Spread:
    """How points (n, n_inputs) lie. Principal components by the singular value decomposition of what is left
    when the mean is taken off; each points to where its largest share is positive.

    Source: K. Pearson, On lines and planes of closest fit to systems of points in space (1901).
    """
    mean = x.mean(axis=0)
    _, sizes, components = np.linalg.svd(x - mean, full_matrices=False)
    if len(components) < 2:
        components, sizes = np.eye(2, x.shape[1]), np.zeros(2)
    first = components[:2]
    largest = np.abs(first).argmax(axis=1)
    first = first * np.where(first[[0, 1], largest] < 0, -1.0, 1.0)[:, np.newaxis]
    reach = np.abs((x - mean) @ first.T).max(axis=0)
    whole = float((sizes**2).sum())
    share = sizes[:2] ** 2 / whole if whole > 0 else np.zeros(2)
    return Spread(np.median(x, axis=0), mean, first, np.where(reach > 0, reach, EXTENT), share)
