"""Points of curves: a number x₁ from -6 to 6 and the value that the network shall give there (x₂ is 0).

The noise moves the values, normally distributed; as a fraction it is their standard deviation.
"""

import math
from collections.abc import Callable

import numpy as np

from engine.data.dataset import Dataset, Point
from engine.data.rng import SeedRandom
from engine.expressions.evaluation import evaluate
from engine.expressions.parsing import parse

FUNCTION = "x1/6 + sin(2*x1)/3"
"""What a curve shall follow, unless somebody types another function."""


def step(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """-1 left of 0 and 1 from there on."""
    return _along(lambda x: 1.0 if x >= 0 else -1.0, n_points, noise, rng)


def box(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """1 from -2 to 2, and -1 outside."""
    return _along(lambda x: 1.0 if abs(x) <= 2 else -1.0, n_points, noise, rng)


def sine(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """sin x."""
    return _along(math.sin, n_points, noise, rng)


def polynomial(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """4u³ − 3u with u = x / 6, a cubic between -1 and 1; never without a noise of 0.1."""
    return _along(lambda x: 4 * (x / 6) ** 3 - 3 * (x / 6), n_points, noise + 0.1, rng)


def typed(n_points: int, noise: float, rng: SeedRandom, function: str = FUNCTION) -> list[Point]:
    """A function of x₁ as somebody typed it."""
    at = _along(lambda x: 0.0, n_points, noise, rng)
    x1 = np.array([x for x, _, _ in at])
    values = np.broadcast_to(evaluate(parse(function, ["x1"]), {"x1": x1}), n_points).tolist()
    return [(x, y, value + error) for (x, y, error), value in zip(at, values, strict=True)]


def _along(f: Callable[[float], float], n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    points: list[Point] = []
    for _ in range(n_points):
        x = rng.uniform(-6, 6)
        points.append((x, 0.0, f(x) + rng.normal(0, noise * noise)))
    return points


DATASETS: dict[str, Dataset] = {
    "step": Dataset("curve", step),
    "box": Dataset("curve", box),
    "sine": Dataset("curve", sine),
    "polynomial": Dataset("curve", polynomial),
    "function": Dataset("curve", typed, ("function",)),
}
