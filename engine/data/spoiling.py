"""What makes good data worse, on purpose: fewer points of one class, wrong labels, outliers.

All of it comes from a random stream of its own, with as many draws for each point whatever is asked for: so
more of one thing leaves what was spoilt before, and leaves the rest of the run's chance alone.
"""

import math
from typing import Protocol

from engine.data.dataset import EXTENT, Point, ProblemName
from engine.data.rng import SeedRandom


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


def spoilt(points: list[Point], how: Spoiling, rng: SeedRandom) -> list[Point]:
    """The points, with some of the first class left out, some labels wrong, and some where they do not
    belong. `rng` is drawn from for no other purpose."""
    if how.problem == "classification":
        points = thinned(points, how.imbalance / 100)
    if not how.label_noise and not how.outliers:
        return points
    labels = _wrong_labels([label for _, _, label in points], how, rng)
    points = [(x, y, label) for (x, y, _), label in zip(points, labels, strict=True)]
    return [_misplaced(point, how, rng) for point in points]


def thinned(points: list[Point], share: float) -> list[Point]:
    """The points without such a share of the first class, evenly from beginning to end. One is left."""
    first = min((label for _, _, label in points), default=0.0)
    kept, seen = [], 0
    for point in points:
        if point[2] == first:
            seen += 1
            if seen > 1 and math.floor(seen * (1 - share)) == math.floor((seen - 1) * (1 - share)):
                continue
        kept.append(point)
    return kept


def _wrong_labels(labels: list[float], how: Spoiling, rng: SeedRandom) -> list[float]:
    """The labels, a share of them that of another class; or, where a number is learnt, another point's."""
    wrong = []
    every = sorted(set(labels))
    for label in labels:
        is_wrong, which = rng.random() < how.label_noise / 100, rng.random()
        others = [each for each in every if each != label] if how.n_classes else labels
        wrong.append(others[math.floor(which * len(others))] if is_wrong and others else label)
    return wrong


def _misplaced(point: Point, how: Spoiling, rng: SeedRandom) -> Point:
    """The point, or one of a label like its own somewhere else: of a curve it has another value."""
    is_misplaced, x, y = rng.random() < how.outliers / 100, rng.uniform(-1, 1), rng.uniform(-1, 1)
    if not is_misplaced:
        return point
    if how.problem == "curve":
        return (point[0], 0.0, FAR * y)
    return (EXTENT * x, EXTENT * y, point[2])


FAR = 2.0
"""How far from 0 the values of a curve's outliers are at most."""
