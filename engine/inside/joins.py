"""What a neuron behind unit steps is, told by the lines in front of it: a half-plane, an intersection or a
union of some.

A line has two sides, and a neuron that is on in some of the regions between lines joins these. Those where
it is on are the intersection of some sides if they are all regions that lie on these sides. By De Morgan they
are a union of sides if the rest is the intersection of the opposite ones.

Source: R. Lippmann, An Introduction to Computing with Neural Nets, 1987, on what further layers can enclose.
"""

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

Truths = NDArray[np.bool_]

JoinName = Literal["nothing", "everything", "half-plane", "intersection", "union", "mixed"]
JOIN_NAMES: tuple[JoinName, ...] = get_args(JoinName)
"""`mixed`: no one intersection or union, but a union of intersections."""


class RegionJoin(NamedTuple):
    """Which regions a neuron joins; for each line 1 if it is its on side, −1 if it is its off side, and 0
    where the line does not matter or the name tells nothing of sides."""

    name: JoinName
    sides: tuple[int, ...]


def join_of(codes: Truths, is_in: Truths) -> RegionJoin:
    """What the regions with these codes (n_regions, n_lines), on or off for each line, make together if those
    of `is_in` (n_regions,) are joined."""
    n_lines = codes.shape[1]
    nowhere = (0,) * n_lines
    if is_in.all() or not is_in.any():
        return RegionJoin("everything" if is_in.all() else "nothing", nowhere)
    sides = _intersection(codes, is_in)
    if sides is not None:
        return RegionJoin("half-plane" if np.count_nonzero(sides) == 1 else "intersection", sides)
    opposite = _intersection(codes, ~is_in)
    if opposite is not None:
        return RegionJoin("union", tuple(-side for side in opposite))
    return RegionJoin("mixed", nowhere)


def _intersection(codes: Truths, is_in: Truths) -> tuple[int, ...] | None:
    """The sides whose intersection the regions of `is_in` are, as few as can be left; None if they are
    none."""
    first = codes[is_in][0]
    agrees = codes == first  # (n_regions, n_lines): whether a region is on the same side as the first one
    matters = agrees[is_in].all(axis=0)
    if not (agrees[:, matters].all(axis=1) == is_in).all():
        return None
    for i in np.flatnonzero(matters).tolist():
        without = matters.copy()
        without[i] = False
        if (agrees[:, without].all(axis=1) == is_in).all():
            matters = without
    return tuple(int(matters[i]) * (1 if first[i] else -1) for i in range(codes.shape[1]))
