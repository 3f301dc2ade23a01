"""Points in the plane as TensorFlow Playground draws them: its shapes, draws and order of draws, so that a
seed gives the same points."""

import math

from engine.data.dataset import Dataset, Point
from engine.data.rng import SeedRandom

TURNS = 1.75
"""How often an arm of the spiral goes round."""


def circle(n_points: int, noise: float, rng: SeedRandom, gap: float = 1) -> list[Point]:
    """A disc (label 1) in a ring (label -1). Noise changes labels near the border, never places."""
    radius = 5.0
    points: list[Point] = []
    for inner, outer in ((0.0, radius * 0.5), (radius * (0.5 + 0.2 * gap), radius)):
        for _ in range(n_points // 2):
            r = rng.uniform(inner, outer)
            angle = rng.uniform(0, 2 * math.pi)
            x, y = r * math.sin(angle), r * math.cos(angle)
            noise_x = rng.uniform(-radius, radius) * noise
            noise_y = rng.uniform(-radius, radius) * noise
            distance = math.sqrt((x + noise_x) ** 2 + (y + noise_y) ** 2)
            points.append((x, y, 1.0 if distance < radius * 0.5 else -1.0))
    return points


def xor(n_points: int, noise: float, rng: SeedRandom, gap: float = 1) -> list[Point]:
    """Four squares; label 1 where x and y have the same sign."""
    gap *= 0.3
    points: list[Point] = []
    for _ in range(n_points):
        x = rng.uniform(-5, 5)
        x += gap if x > 0 else -gap
        y = rng.uniform(-5, 5)
        y += gap if y > 0 else -gap
        noise_x = rng.uniform(-5, 5) * noise
        noise_y = rng.uniform(-5, 5) * noise
        points.append((x, y, 1.0 if (x + noise_x) * (y + noise_y) >= 0 else -1.0))
    return points


def gauss(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """Two clouds, around (2, 2) with label 1 and around (-2, -2) with label -1; noise widens them."""
    variance = 0.5 + 7 * noise
    points: list[Point] = []
    for centre, label in ((2.0, 1.0), (-2.0, -1.0)):
        for _ in range(n_points // 2):
            x = rng.normal(centre, variance)
            y = rng.normal(centre, variance)
            points.append((x, y, label))
    return points


def spiral(n_points: int, noise: float, rng: SeedRandom, turns: float = TURNS) -> list[Point]:
    """Two intertwined arms, label 1 and label -1; noise moves the points."""
    n = n_points // 2
    points: list[Point] = []
    for shift, label in ((0.0, 1.0), (math.pi, -1.0)):
        for i in range(n):
            r = i / n * 5
            t = turns * i / n * 2 * math.pi + shift
            x = r * math.sin(t) + rng.uniform(-1, 1) * noise
            y = r * math.cos(t) + rng.uniform(-1, 1) * noise
            points.append((x, y, label))
    return points


def plane(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """A slope: the label is (x + y) / 10, at the noisy place."""
    return [
        (x, y, (noisy_x + noisy_y) / 10) for x, y, noisy_x, noisy_y in _noisy_places(n_points, noise, rng)
    ]


def bumps(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """Three hills and three hollows, cones of radius 2: the label is the height at the noisy place."""
    return [
        (x, y, _height(noisy_x, noisy_y)) for x, y, noisy_x, noisy_y in _noisy_places(n_points, noise, rng)
    ]


_BUMPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))  # x, y, sign


def _height(x: float, y: float) -> float:
    """The value of greatest magnitude of all bumps at a place, the first of equals; 0 where none reaches."""
    height = 0.0
    for centre_x, centre_y, sign in _BUMPS:
        distance = math.sqrt((x - centre_x) ** 2 + (y - centre_y) ** 2)
        value = sign * min(max(1 - distance / 2, 0.0), 1.0)
        if abs(value) > abs(height):
            height = value
    return height


def _noisy_places(n_points: int, noise: float, rng: SeedRandom) -> list[tuple[float, float, float, float]]:
    """Places (x, y) with -6 <= x, y < 6, each with the noisy place that decides its label."""
    places: list[tuple[float, float, float, float]] = []
    for _ in range(n_points):
        x = rng.uniform(-6, 6)
        y = rng.uniform(-6, 6)
        noise_x = rng.uniform(-6, 6) * noise
        noise_y = rng.uniform(-6, 6) * noise
        places.append((x, y, x + noise_x, y + noise_y))
    return places


DATASETS: dict[str, Dataset] = {
    "circle": Dataset("classification", circle, ("gap",)),
    "xor": Dataset("classification", xor, ("gap",)),
    "gauss": Dataset("classification", gauss),
    "spiral": Dataset("classification", spiral, ("turns",)),
    "reg-plane": Dataset("regression", plane),
    "reg-gauss": Dataset("regression", bumps),
}
