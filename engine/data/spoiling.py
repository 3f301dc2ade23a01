"""What makes good data worse, on purpose: fewer points of one class, wrong labels, outliers.

All of it comes from a random stream of its own, with as many draws for each point whatever is asked for: so
more of one thing leaves what was spoilt before, and leaves the rest of the run's chance alone.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import EXTENT, Points, ProblemName

Numbers = NDArray[np.float64]


class Spoiling(Protocol):
    """What of an experiment says how much is spoilt, each in percent of the points."""

    @property
    def problem(self) -> ProblemName: ...
    @property
    def imbalance(self) -> float: ...
    @property
    def label_noise(self) -> float: ...
    @property
    def outliers(self) -> float: ...
    @property
    def n_classes(self) -> int | None: ...


Draws = Callable[[int, int], Numbers]
"""The next numbers in [0, 1) of a stream that is drawn from for no other purpose: for so many points so many,
shape (n_points, n)."""

Reach = tuple[Sequence[float] | Numbers, Sequence[float] | Numbers]
"""The least and the greatest of each coordinate."""

PLANE: Reach = ((-EXTENT, -EXTENT), (EXTENT, EXTENT))
FAR = 2.0
"""How far from 0 the values of a curve's outliers are at most."""


def spoilt(points: Points, how: Spoiling, draws: Draws, reach: Reach = PLANE) -> Points:
    """The points, with some of the first class left out, some labels wrong, and some where they do not
    belong: anywhere in their `reach`."""
    if how.imbalance and how.problem == "classification":
        kept = thinned(points.label, how.imbalance / 100)
        points = Points(points.x[kept], points.label[kept])
    if how.label_noise or how.outliers:
        points = points._replace(label=_wrong_labels(points.label, how, draws(len(points.label), 2)))
    return _misplaced(points, how, draws, reach) if how.outliers else points


def thinned(label: Numbers, share: float) -> NDArray[np.bool_]:
    """Which points (n_points,) are kept without such a share of the first class, evenly from beginning to
    end. One of it is left."""
    is_first = label == label.min(initial=np.inf)
    seen = np.cumsum(is_first)
    is_out = np.floor(seen * (1 - share)) == np.floor((seen - 1) * (1 - share))
    kept: NDArray[np.bool_] = ~(is_first & is_out & (seen > 1))
    return kept


def _wrong_labels(label: Numbers, how: Spoiling, drawn: Numbers) -> Numbers:
    """The labels, a share of them that of another class; or, where a number is learnt, another point's."""
    is_wrong = drawn[:, 0] < how.label_noise / 100
    if not how.n_classes:
        others = label[_index(drawn[:, 1], len(label))]
        return np.where(is_wrong, others, label)
    every, own = np.unique(label, return_inverse=True)
    if len(every) < 2:
        return label
    other = _index(drawn[:, 1], len(every) - 1)
    return np.where(is_wrong, every[other + (other >= own)], label)


def _index(drawn: Numbers, n: int) -> NDArray[np.intp]:
    return np.floor(drawn * n).astype(np.intp)


def _misplaced(points: Points, how: Spoiling, draws: Draws, reach: Reach) -> Points:
    """The points, some of them with labels like their own somewhere else: of a curve with another value."""
    low, high = map(np.asarray, reach)
    drawn = draws(len(points.label), 1 + len(low))
    is_misplaced, places = drawn[:, 0] < how.outliers / 100, 2 * drawn[:, 1:] - 1
    if how.problem == "curve":
        return points._replace(label=np.where(is_misplaced, FAR * places[:, 1], points.label))
    elsewhere = 0.5 * (low + high) + 0.5 * (high - low) * places
    return points._replace(x=np.where(is_misplaced[:, np.newaxis], elsewhere, points.x))
