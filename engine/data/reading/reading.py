"""A file, or text that was pasted, to columns."""

from dataclasses import dataclass

from engine.data.reading.cells import Cells, DecimalName, SeparatorName
from engine.data.reading.columns import Column, columns_of
from engine.data.reading.decoding import decoded
from engine.data.reading.dialects import cells_of_text
from engine.data.reading.json_points import cells_of_json, is_json
from engine.data.reading.limits import BY_ROOMS, ReadingLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a text is a table; what is None is found by looking."""

    separator: SeparatorName | None = None
    decimal: DecimalName | None = None
    has_header: bool | None = None


FOUND = Dialect()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: the cells, and what is in each column."""

    cells: Cells
    columns: tuple[Column, ...]


def read_sheet(content: bytes, dialect: Dialect = FOUND, limits: ReadingLimits = BY_ROOMS) -> Sheet:
    """The columns in the bytes of a CSV, TSV or JSON file. Raises `ReadingError` for those of no table."""
    text, encoding = decoded(content, limits.n_bytes)
    if is_json(text):
        cells = cells_of_json(text, encoding, limits)
    else:
        cells = cells_of_text(text, encoding, limits, dialect.separator, dialect.decimal, dialect.has_header)
    return Sheet(cells, columns_of(cells))
