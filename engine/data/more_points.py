"""Points in the plane that TensorFlow Playground does not have."""

import math

import numpy as np

from engine.data.dataset import EXTENT, Dataset, Point
from engine.data.features import VARIABLES
from engine.data.rng import SeedRandom
from engine.expressions.evaluation import evaluate
from engine.expressions.parsing import parse

RULE = "x2 > 2*sin(x1)"
"""What decides a point's class, unless somebody types another rule."""


def moons(n_points: int, noise: float, rng: SeedRandom, gap: float = 1) -> list[Point]:
    """Two crescents, each with one end in the other's hollow; noise moves the points."""
    radius, n = 3.5, n_points // 2
    points: list[Point] = []
    for side in (1.0, -1.0):
        for _ in range(n):
            t = rng.uniform(0, math.pi)
            x = side * radius * (math.cos(t) - 0.5)
            y = side * (radius * (math.sin(t) - 0.25) + gap - 1)
            x += rng.uniform(-radius, radius) * noise
            y += rng.uniform(-radius, radius) * noise
            points.append((x, y, side))
    return points


def checkerboard(n_points: int, noise: float, rng: SeedRandom, gap: float = 1) -> list[Point]:
    """Sixteen squares, those beside each other of different classes; noise moves the points."""
    side, margin = 3.0, 0.15 * gap
    points: list[Point] = []
    for i in range(n_points):
        column, row = i % 4, i // 4 % 4
        x = -EXTENT + column * side + rng.uniform(margin, side - margin)
        y = -EXTENT + row * side + rng.uniform(margin, side - margin)
        x += rng.uniform(-side, side) * noise
        y += rng.uniform(-side, side) * noise
        points.append((x, y, 1.0 if (column + row) % 2 == 0 else -1.0))
    return points


def ruled(n_points: int, noise: float, rng: SeedRandom, rule: str = RULE) -> list[Point]:
    """Points all over the plane; label 1 where the rule, an expression of x1 and x2, is true at the place,
    which noise moves."""
    places = np.array([[rng.uniform(-EXTENT, EXTENT) for _ in range(4)] for _ in range(n_points)])
    x1, x2 = (places[:, k] + noise * places[:, k + 2] for k in range(2))
    is_true = np.broadcast_to(evaluate(parse(rule, VARIABLES, "truth"), {"x1": x1, "x2": x2}), n_points)
    labels = np.where(is_true, 1.0, -1.0)
    return list(zip(*places[:, :2].T.tolist(), labels.tolist(), strict=True))


def roll(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """A band that is rolled up (a Swiss roll, from its side): the label rises along it from -1 to 1. Noise
    moves the points."""
    points: list[Point] = []
    for _ in range(n_points):
        along = rng.uniform(0, 1)
        r, t = 1 + 4 * along, 2 * math.pi * TURNS_OF_ROLL * along
        x = r * math.sin(t) + rng.uniform(-1, 1) * (0.2 + noise)
        y = r * math.cos(t) + rng.uniform(-1, 1) * (0.2 + noise)
        points.append((x, y, 2 * along - 1))
    return points


TURNS_OF_ROLL = 1.5

DATASETS: dict[str, Dataset] = {
    "moons": Dataset("classification", moons, ("gap",)),
    "checkerboard": Dataset("classification", checkerboard, ("gap",)),
    "rule": Dataset("classification", ruled, ("rule",)),
    "reg-roll": Dataset("regression", roll),
}
