"""Columns: whether numbers or words stand in one, what they are like, and what it is good for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.data.reading.cells import Cells, is_gap, number_in
from engine.data.reading.limits import ReadingError, shown
from engine.data.table import LARGEST, MOST_CLASSES

RoleName = Literal["input", "target", "split", "out"]
MOST_BARS = 12

_ARE_NUMBERS = 0.75
"""From this share of the cells that are no gaps on a column is of numbers, and the others count as gaps."""
_TARGETS = frozenset({"label", "class", "target", "species", "klasse", "ziel"})
_SPLITS = frozenset({"split", "set", "fold", "teil", "menge"})
_WORDS_AS_INPUTS = 5  # different words at most, for a column that is an input unless somebody says otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. With numbers in it, `numbers` has shape (n_rows,), NaN where there is a gap; else it is None.
    `strange` are the indexes of the rows with a word in a column of numbers, which counts as a gap; `words`
    are the different cells that are no gaps with how often each comes."""

    name: str
    cells: tuple[str, ...]
    gaps: NDArray[np.bool_]
    words: Counter[str]
    numbers: NDArray[np.float64] | None = None
    strange: tuple[int, ...] = ()

    @property
    def n_gaps(self) -> int:
        """How many cells are gaps."""
        return int(self.gaps.sum())

    @property
    def can_be_classes(self) -> bool:
        """Whether its cells are so few different words or whole numbers that they can be classes."""
        if not 2 <= len(self.words) <= MOST_CLASSES:
            return False
        return self.numbers is None or bool(
            (self.numbers[~self.gaps] == np.round(self.numbers[~self.gaps])).all()
        )

    def as_classes(self) -> tuple[list[str], list[str]]:
        """What class each row is of, "" where there is a gap, and the classes in order: 1 and 1.0 are one."""
        if self.numbers is None:
            return [cell if cell in self.words else "" for cell in self.cells], sorted(self.words)
        numbers = self.numbers.tolist()
        cells = ["" if gap else f"{n:.15g}" for n, gap in zip(numbers, self.gaps, strict=True)]
        return cells, sorted({*cells} - {""}, key=float)

    @property
    def low_and_high(self) -> tuple[float, float] | None:
        """The smallest and the largest number; None where there are none."""
        if self.numbers is None:
            return None
        there = self.numbers[~np.isnan(self.numbers)]
        return (float(there.min()), float(there.max())) if len(there) else None

    def bars(self) -> list[int]:
        """How many cells are in each of `MOST_BARS` equal parts of the range; for words how often each of
        the commonest comes."""
        if self.numbers is None:
            return [n for _, n in self.words.most_common(MOST_BARS)]
        there = self.numbers[~np.isnan(self.numbers)]
        n_bars = min(MOST_BARS, len(np.unique(there)))
        return np.histogram(there, n_bars)[0].tolist() if n_bars else []


def columns_of(cells: Cells) -> tuple[Column, ...]:
    """The columns of a table's cells. Raises `ReadingError` for a number that is too large."""
    by_column = zip(cells.names, zip(*cells.rows, strict=True), strict=True)
    return tuple(_column(name, column, i, cells) for i, (name, column) in enumerate(by_column, 1))


def _column(name: str, cells: tuple[str, ...], position: int, whole: Cells) -> Column:
    counted = Counter(cells)
    words = Counter({cell: n for cell, n in counted.items() if not is_gap(cell)})
    gaps = np.fromiter((cell not in words for cell in cells), np.bool_, len(cells))
    found = {cell: number_in(cell, whole.decimal) for cell in words}
    n_numbers = sum(n for cell, n in words.items() if found[cell] is not None)
    if n_numbers == 0 or n_numbers < _ARE_NUMBERS * words.total():
        return Column(name=name, cells=cells, gaps=gaps, words=words)
    numbers = np.array([found.get(cell) for cell in cells], np.float64) + 0.0  # None is NaN, -0 is 0
    too_large = np.flatnonzero(np.abs(numbers) > LARGEST)
    if len(too_large):
        row = int(too_large[0])
        place = {"row": whole.numbers[row], "column": position}
        raise ReadingError(
            "table_number_too_large", **place, name=name, high=f"{LARGEST:.0e}", got=shown(cells[row])
        )
    no_numbers = np.isnan(numbers)
    return Column(
        name=name,
        cells=cells,
        gaps=no_numbers,
        words=Counter({cell: n for cell, n in words.items() if found[cell] is not None}),
        numbers=numbers,
        strange=tuple(np.flatnonzero(no_numbers & ~gaps).tolist()),
    )


def suggested_roles(columns: Sequence[Column], target: int | None = None) -> list[RoleName]:
    """What each column is probably meant for: one the target, unless that is known, those with numbers or few
    words inputs."""
    roles: list[RoleName] = ["out"] * len(columns)
    splits = (i for i, c in enumerate(columns) if c.name.lower() in _SPLITS and len(c.words) == 2)
    split = next((i for i in splits if i != target), None)
    if target is None:
        target = _suggested_target(columns, split)
    for i, column in enumerate(columns):
        if i == split:
            roles[i] = "split"
        elif i == target:
            roles[i] = "target"
        elif (
            len(column.words) > 1
            if column.numbers is not None
            else 2 <= len(column.words) <= _WORDS_AS_INPUTS and not _any_numbers(columns, split, target)
        ):
            roles[i] = "input"
    return roles


def _any_numbers(columns: Sequence[Column], *but: int | None) -> bool:
    return any(column.numbers is not None for i, column in enumerate(columns) if i not in but)


def _suggested_target(columns: Sequence[Column], split: int | None) -> int:
    """A column with the name of a target, or else the last or the first that has classes in words, or any
    such; else the last."""
    possible = [i for i in range(len(columns)) if i != split] or [0]
    named = [i for i in possible if columns[i].name.lower() in _TARGETS]
    in_words = [i for i in possible if columns[i].can_be_classes and columns[i].numbers is None]
    ends = [i for i in (possible[-1], possible[0]) if i in in_words]
    return (named or ends or in_words or possible[-1:])[0]
