"""Text to cells by Python's csv module: the separator, the decimal sign and whether there is a header are
found by looking, unless somebody says what they are."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from engine.data.reading.cells import (
    Cells,
    DecimalName,
    SeparatorName,
    check_number_of_rows,
    clean_row,
    is_gap,
    made_names,
    number_in,
)
from engine.data.reading.limits import ReadingError, ReadingLimits

SIGNS: dict[SeparatorName, str] = {"tab": "\t", "semicolon": ";", "comma": ","}
"""The separators; the first that makes even rows is taken, as commas may stand in numbers."""

_RECORDS = 4  # read for every row that a table may have: some are empty
_LOOKED_AT = 100  # rows, to find out what separates them


def cells_of_text(
    text: str,
    encoding: str,
    limits: ReadingLimits,
    separator: SeparatorName | None = None,
    decimal: DecimalName | None = None,
    has_header: bool | None = None,
) -> Cells:
    """The cells of a text; what is None is found. Raises `ReadingError` for a text that is no table."""
    separator = separator or _separator_of(text, limits)
    numbered = _clean_rows(text, separator, limits)
    numbers, rows = [number for number, _ in numbered], [row for _, row in numbered]
    check_number_of_rows(len(rows), limits)
    if decimal is None:
        decimal = "point" if separator == "comma" else _decimal_of(rows)
    if has_header is None:
        has_header = _has_header(rows, decimal)
    names = made_names(rows[0] if has_header else ("",) * len(rows[0]), numbers[0])
    if has_header:
        numbers, rows = numbers[1:], rows[1:]
    check_number_of_rows(len(rows), limits)
    return Cells(
        names=names,
        rows=tuple(rows),
        numbers=tuple(numbers),
        decimal=decimal,
        has_header=has_header,
        separator=separator,
        encoding=encoding,
    )


def _clean_rows(
    text: str, separator: SeparatorName, limits: ReadingLimits
) -> list[tuple[int, tuple[str, ...]]]:
    """The rows that are not empty, each with its number in the file. One more than a table may have, for a
    header, and another, to see that there are too many."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, row in records(text, separator, limits.record):
        if number > _RECORDS * limits.table.rows:
            check_number_of_rows(number, limits)
        if not "".join(row).strip():
            continue
        rows.append((number, clean_row(row, number, len(rows[0][1]) if rows else len(row), limits)))
        if len(rows) > limits.table.rows + 1:
            break
    return rows


def records(
    text: str, separator: SeparatorName, most: int, strict: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text with their numbers. No row is read further than so many letters. Raises
    `ReadingError`, also for quotation marks that are not closed."""
    row = 1
    line = 1
    length = 0

    def lines() -> Iterator[str]:
        nonlocal length
        for each in io.StringIO(text, newline=""):
            length += len(each)
            if length > most:
                raise ReadingError("table_row_too_long", row=row, high=most)
            yield each

    reader = csv.reader(lines(), delimiter=SIGNS[separator], strict=strict)
    try:
        for cells in reader:
            yield row, cells
            row, line, length = row + 1, reader.line_num + 1, 0
    except csv.Error:
        raise ReadingError("table_quotes", row=row, line=line) from None


def _separator_of(text: str, limits: ReadingLimits) -> SeparatorName:
    """The separator by which nearly all of the first rows have as many cells, more than one; else that which
    comes closest to it."""
    evenness = {name: _evenness(text, name, limits) for name in SIGNS}
    even = [name for name, share in evenness.items() if share > 0.9]
    return even[0] if even else max(SIGNS, key=lambda name: (evenness[name], name == "comma"))


def _evenness(text: str, separator: SeparatorName, limits: ReadingLimits) -> float:
    """The share of the first rows that have the commonest number of cells; 0 where that is one."""
    lengths: Counter[int] = Counter()
    try:
        for number, row in records(text, separator, limits.record, strict=False):
            if "".join(row).strip():
                lengths[len(row)] += 1
            if number >= _LOOKED_AT:
                break
    except ReadingError:
        pass  # what could be read up to there says enough, and the right one says what is wrong
    commonest, n_rows = max(lengths.items(), key=lambda each: each[1], default=(1, 0))
    if not 1 < commonest <= limits.columns:
        return 0.0
    return n_rows / lengths.total()


def _decimal_of(rows: list[tuple[str, ...]]) -> DecimalName:
    """The comma where more cells are numbers by it."""
    cells = [cell for row in rows[:_LOOKED_AT] for cell in row]
    with_comma = sum("," in cell and number_in(cell, "comma") is not None for cell in cells)
    with_point = sum("." in cell and number_in(cell, "point") is not None for cell in cells)
    return "comma" if with_comma > with_point else "point"


def _has_header(rows: list[tuple[str, ...]], decimal: DecimalName) -> bool:
    """Whether the first row has no number, and either numbers follow below it or nothing of it comes again
    in its column."""
    first, below = rows[0], rows[1 : _LOOKED_AT + 1]
    if not below or any(number_in(cell, decimal) is not None for cell in first):
        return False
    columns = list(zip(*below, strict=True))
    if any(number_in(cell, decimal) is not None for column in columns for cell in column):
        return True
    return not any(cell in column for cell, column in zip(first, columns, strict=True) if not is_gap(cell))
