"""The points of the puzzles that are wired by hand, as tables of the plane that come with the playground."""

from collections.abc import Callable
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.data.features import VARIABLES
from engine.data.table import Table

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]

CORNER, SPREAD = 3.0, 0.8  # where the clouds of a truth table are, and how far their points lie from there
REACH = 5.0  # of the places around a shape
APART = 0.6  # between a shape's edge and the places on both sides of it
INNER, OUTER = 2.0, 3.8  # radius of the disc, and of the ring around it


def _clouds(is_true: Callable[[Truths, Truths], Truths]) -> tuple[Array, Truths]:
    """Four clouds of nine places: to the right x₁ is true, above x₂ is."""
    near = np.array([-SPREAD, 0.0, SPREAD])
    centres, around = _lattice(np.array([-CORNER, CORNER])), _lattice(near)
    x = (centres[:, np.newaxis] + around).reshape(-1, 2)
    return x, is_true(x[:, 0] > 0, x[:, 1] > 0)


def _triangle() -> tuple[Array, Truths]:
    """Places all around and in the triangle y > −3, y < 4 ∓ 1.75 x, with none near its edges."""
    x = _lattice(np.linspace(-REACH, REACH, 11))
    sides = np.array([[0.0, 1.0, 3.0], [1.75, -1.0, 4.0], [-1.75, -1.0, 4.0]])
    inward = (x @ sides[:, :2].T + sides[:, 2]) / np.hypot(sides[:, 0], sides[:, 1])
    depth = inward.min(axis=1)
    clear = np.abs(depth) >= APART
    return x[clear], depth[clear] > 0


def _ring() -> tuple[Array, Truths]:
    """A disc, which is the class, and a ring around it."""
    x = _lattice(np.linspace(-REACH, REACH, 11))
    radius = np.hypot(x[:, 0], x[:, 1])
    clear = (radius <= INNER) | ((radius >= OUTER) & (radius <= REACH + 0.5))
    return x[clear], radius[clear] <= INNER


def _lattice(along: Array) -> Array:
    """All places (n², 2) with these coordinates."""
    return np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)


_POINTS: MappingProxyType[str, tuple[str, Callable[[], tuple[Array, Truths]]]] = MappingProxyType(
    {
        "and": ("x₁ ∧ x₂", lambda: _clouds(np.logical_and)),
        "or": ("x₁ ∨ x₂", lambda: _clouds(np.logical_or)),
        "not": ("¬ x₁", lambda: _clouds(lambda one, other: ~one)),
        "xor": ("x₁ ⊕ x₂", lambda: _clouds(np.logical_xor)),
        "triangle": ("△", _triangle),
        "ring": ("○", _ring),
    }
)

PUZZLE_NAMES: tuple[str, ...] = tuple(_POINTS)


@cache
def puzzle_table(name: str) -> Table:
    """The points of a puzzle, of the classes 0 and 1: each place twice, to learn from and to test with, so
    that none is left out of either. `KeyError` for a name that is none."""
    title, made = _POINTS[name]
    x, is_true = made()
    label = np.where(is_true, 1.0, -1.0)
    return Table(
        title=title,
        names=VARIABLES,
        x=np.concatenate([x, x]),
        label=np.concatenate([label, label]),
        classes=("0", "1"),
        test=np.arange(2 * len(x)) >= len(x),
        is_on_plane=True,
    )


def table_of_puzzle(digest: str) -> Table | None:
    """The points of a puzzle by their digest, so that links of them open everywhere."""
    return next((table for table in map(puzzle_table, PUZZLE_NAMES) if table.digest == digest), None)
