"""Work on a table that somebody brings: it is read, and made what the room learns from. Nothing of it is kept
but the table, once it is used."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from engine.data.reading.cells import DecimalName, SeparatorName, is_gap
from engine.data.reading.choices import ColumnChoice, Made, made_table
from engine.data.reading.columns import Column, RoleName, suggested_roles
from engine.data.reading.reading import FOUND, Dialect, Sheet, read_sheet
from server.training.room_trainer import RoomTrainer
from server.training.work import Delivery

MOST_SAMPLE = 400
"""Rows that are shown before a table is used, the first of them as they come in the file."""
N_FIRST = 14


class ColumnShown(TypedDict):
    """What is told of a column. Without numbers, `low` and `high` are null; `bars` are those of a small
    histogram; `words` are all of its different ones, in order, where they can be classes. Of the gaps
    `n_strange` are words among numbers; `strange` is the first one's row, as a spreadsheet counts, and what
    stands there."""

    name: str
    is_numbers: bool
    n_gaps: int
    n_strange: int
    strange: tuple[int, str] | None
    n_different: int
    low: float | None
    high: float | None
    bars: list[int]
    can_be_classes: bool
    words: list[str]


class SheetShown(TypedDict):
    """What is told of a table that was read: how, its columns with what they are probably for, `n_rows`, some
    rows, first those at the beginning, null for a gap, and how many rows have gaps in the same columns, whose
    bits are set."""

    encoding: str
    separator: SeparatorName | None
    decimal: DecimalName
    has_header: bool
    n_rows: int
    columns: list[ColumnShown]
    roles: list[RoleName]
    rows: list[list[str | None]]
    gaps: list[tuple[int, int]]


@dataclass(eq=False, slots=True)
class ReadTable(Delivery):
    """Reads a file, and tells what is in it."""

    content: bytes
    dialect: Dialect = FOUND

    def result(self, trainer: RoomTrainer) -> SheetShown:
        return shown(read_sheet(self.content, self.dialect))


@dataclass(eq=False, slots=True, kw_only=True)
class MakeTable(Delivery):
    """Makes a table of a file by what somebody chose."""

    content: bytes
    title: str
    choice: ColumnChoice
    dialect: Dialect = field(default=FOUND)

    def result(self, trainer: RoomTrainer) -> Made:
        made = made_table(self.title, read_sheet(self.content, self.dialect), self.choice)
        made.table.digest  # noqa: B018  # which takes a while, and is kept
        return made


def shown(sheet: Sheet) -> SheetShown:
    """What is told of a table that was read."""
    cells = sheet.cells
    n = len(cells.rows)
    n_others = max(0, min(MOST_SAMPLE, n) - N_FIRST)
    others = (N_FIRST + i * (n - N_FIRST) // n_others for i in range(n_others))
    bits = Counter(
        sum(1 << i for i, gap in enumerate(row) if gap)
        for row in zip(*(column.gaps.tolist() for column in sheet.columns), strict=True)
    )
    return {
        "encoding": cells.encoding,
        "separator": cells.separator,
        "decimal": cells.decimal,
        "has_header": cells.has_header,
        "n_rows": n,
        "columns": [_column_shown(column, cells.numbers) for column in sheet.columns],
        "roles": suggested_roles(sheet.columns),
        "rows": [_row(sheet, i) for i in (*range(min(N_FIRST, n)), *others)],
        "gaps": [each for each in bits.items() if each[0]],
    }


def _row(sheet: Sheet, i: int) -> list[str | None]:
    return [None if is_gap(column.cells[i]) else column.cells[i] for column in sheet.columns]


def _column_shown(column: Column, row_numbers: Sequence[int]) -> ColumnShown:
    first = column.strange[0] if column.strange else None
    low, high = column.low_and_high or (None, None)
    return {
        "name": column.name,
        "is_numbers": column.numbers is not None,
        "n_gaps": column.n_gaps,
        "n_strange": len(column.strange),
        "strange": None if first is None else (row_numbers[first], column.cells[first]),
        "n_different": len(column.words),
        "low": low,
        "high": high,
        "bars": column.bars(),
        "can_be_classes": column.can_be_classes,
        "words": column.as_classes()[1] if column.can_be_classes else [],
    }
