"""Cells: what everything that is read comes to, names and rows of texts; what a number or a gap is there."""

import re
from dataclasses import dataclass
from typing import Literal

from engine.data.reading.limits import MOST_CELL, ReadingError, ReadingLimits, shown
from engine.data.table import MOST_LETTERS

SeparatorName = Literal["comma", "semicolon", "tab"]
DecimalName = Literal["point", "comma"]
GAPS = frozenset({"", "na", "n/a", "nan", "null", "?", "-", "."})
"""What stands for a value that is not there, in small letters."""

_SIGNS: dict[DecimalName, str] = {"point": r"\.", "comma": ","}
_NUMBERS = {
    name: re.compile(rf"[+-]?(?:[0-9]+(?:{sign}[0-9]*)?|{sign}[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?")
    for name, sign in _SIGNS.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Names of columns and rows of as many cells, clean texts in which nothing is hidden. `numbers` has those
    of the rows, as a spreadsheet counts; `separator` is None for JSON."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    decimal: DecimalName = "point"
    has_header: bool = True
    separator: SeparatorName | None = None
    encoding: str = "UTF-8"


def number_in(cell: str, decimal: DecimalName) -> float | None:
    """The number that a cell is; None if it is none. It may be infinite, when it is too large."""
    cell = cell.replace("\u2212", "-")  # the sign that is meant for it
    if _NUMBERS[decimal].fullmatch(cell) is None:
        return None
    return float(cell.replace(",", ".") if decimal == "comma" else cell)


def is_gap(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return len(cell) < 5 and cell.lower() in GAPS


def clean_row(row: list[str], number: int, n_columns: int, limits: ReadingLimits) -> tuple[str, ...]:
    """The cells of a row without space around them, and with one space for any within. `number` is that of
    the row. Raises `ReadingError` for a row of another length and for cells that are too long or have signs
    that nobody sees."""
    if len(row) > limits.columns:
        raise ReadingError("table_too_many_columns", row=number, high=limits.columns, got=len(row))
    if len(row) != n_columns:
        raise ReadingError("table_uneven_row", row=number, wanted=n_columns, got=len(row))
    cells = tuple(" ".join(cell.split()) for cell in row)
    if not "".join(cells).isprintable() or any(len(cell) > MOST_CELL for cell in cells):
        for column, cell in enumerate(cells, 1):
            place = {"row": number, "column": column}
            if len(cell) > MOST_CELL:
                raise ReadingError("table_cell_too_long", **place, high=MOST_CELL, got=len(cell))
            if not cell.isprintable():
                raise ReadingError("table_cell_unseen", **place, got=shown(cell))
    return cells


def made_names(cells: tuple[str, ...], number: int) -> tuple[str, ...]:
    """A name for every column, from the cells of the header, which is the row of that number: the columns
    without one are numbered, and so are names that are there already. Raises `ReadingError` for one that is
    too long."""
    names: list[str] = []
    for column, cell in enumerate(cells, 1):
        name = cell or f"x{column}"
        if len(name) > MOST_LETTERS - 4:
            raise ReadingError(
                "table_name_too_long", row=number, column=column, high=MOST_LETTERS - 4, got=shown(name)
            )
        taken = {*names, *cells[column:]} if not cell else set(names)
        number_of_name = 2
        unique = name
        while unique in taken:
            unique = f"{name} {number_of_name}"
            number_of_name += 1
        names.append(unique)
    return tuple(names)


def check_number_of_rows(n: int, limits: ReadingLimits) -> None:
    """Raises `ReadingError` if there are more rows than a table may have, or none."""
    if n > limits.table.rows:
        raise ReadingError("table_too_many_rows", high=limits.table.rows)
    if n == 0:
        raise ReadingError("table_empty")
