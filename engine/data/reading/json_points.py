"""JSON to cells: a list of points, `[{"x1": 1.5, "x2": 2, "label": "a"}, …]`, columns by name,
`{"columns": {"x1": [1.5, …], …}}`, or names and rows, `{"columns": ["x1", …], "rows": [[1.5, …], …]}`."""

import json
from typing import Any

from engine.data.reading.cells import Cells, check_number_of_rows, clean_row, made_names
from engine.data.reading.limits import ReadingError, ReadingLimits


def is_json(text: str) -> bool:
    """Whether a text is meant as JSON: it begins like it, which no table with a header does."""
    return text[:1000].lstrip()[:1] in ("[", "{")


def cells_of_json(text: str, encoding: str, limits: ReadingLimits) -> Cells:
    """The cells of points in JSON; null is a gap. Raises `ReadingError` for what is no table."""
    try:
        found = json.loads(text, parse_constant=lambda name: None)
    except (RecursionError, ValueError):
        raise ReadingError("table_no_json") from None
    names, rows = _names_and_rows(found, limits)
    check_number_of_rows(len(rows), limits)
    if not 0 < len(names) <= limits.columns:
        raise ReadingError("table_too_many_columns", row=1, high=limits.columns, got=len(names))
    header = clean_row(names, 1, len(names), limits)
    cells = tuple(
        clean_row([_cell(value, number, i) for i, value in enumerate(row, 1)], number, len(header), limits)
        for number, row in enumerate(rows, 1)
    )
    return Cells(
        names=made_names(header, 1), rows=cells, numbers=tuple(range(1, len(cells) + 1)), encoding=encoding
    )


def _names_and_rows(found: Any, limits: ReadingLimits) -> tuple[Any, Any]:
    """A list of names, and one of rows, each a list of values."""
    if _are(found, dict):
        check_number_of_rows(len(found), limits)
        names: dict[str, None] = {}
        for point in found:
            names.update(dict.fromkeys(point))
            if len(names) > limits.columns:
                break  # which is refused
        return list(names), [[point.get(name) for name in names] for point in found]
    columns = found.get("columns") if isinstance(found, dict) else None
    if isinstance(columns, dict) and _are([*columns.values()], list):
        lengths = {len(column) for column in columns.values()}
        if len(lengths) == 1 and len(columns) <= limits.columns and max(lengths) <= limits.table.rows:
            return list(columns), [list(row) for row in zip(*columns.values(), strict=True)]
        if len(lengths) == 1:
            check_number_of_rows(max(lengths), limits)
            return list(columns), [[None]]
    rows = found.get("rows") if isinstance(found, dict) else None
    if _are(columns, str) and _are(rows, list):
        return columns, rows
    raise ReadingError("table_no_json")


def _are(values: Any, kind: type) -> bool:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)


def _cell(value: Any, row: int, column: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | str):
        return str(value)
    raise ReadingError("table_json_value", row=row, column=column, got=f"{value!r:.40}")
