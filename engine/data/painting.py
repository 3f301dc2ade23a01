"""Points that somebody paints: changes of a table whose rows are places of the plane."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.class_points import label_of
from engine.data.dataset import EXTENT
from engine.data.features import VARIABLES
from engine.data.table import Table, TableError

PAINTED = "Painted"
"""What painted points are called, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What changes, in this order; rows are counted as they are before all of it. Labels are the index of a
    class, or a value from -1 to 1 where there are none.

    `relabel` has (row, label), `move` (row, x₁, x₂), `turn` (row, whether it is to test with), `remove` rows,
    and `add` (x₁, x₂, label, whether it is to test with). `classes` and `title` are None where they stay.
    """

    title: str | None = None
    classes: tuple[str, ...] | None = None
    relabel: Sequence[tuple[int, float]] = ()
    move: Sequence[tuple[int, float, float]] = ()
    turn: Sequence[tuple[int, bool]] = ()
    remove: Sequence[int] = ()
    add: Sequence[tuple[float, float, float, bool]] = ()


def edited(table: Table | None, edits: Edits) -> Table:
    """The table after some edits; None: there is none yet. Raises `TableError` for what no table can be."""
    if table is not None and not table.is_on_plane:
        raise TableError("not_painted", field="table", got=table.title)
    x = np.empty((0, 2)) if table is None else table.x.copy()
    given, test = _rows(table)
    classes = () if table is None else table.classes
    if edits.classes is not None:
        classes = edits.classes
    changed = [row for row, _ in edits.relabel] + [row for row, *_ in edits.move] + [r for r, _ in edits.turn]
    _check_rows(len(x), (*changed, *edits.remove))
    for row, label in edits.relabel:
        given[row] = label
    for row, x1, x2 in edits.move:
        x[row] = x1, x2
    for row, is_test in edits.turn:
        test[row] = is_test
    stay = np.ones(len(x), dtype=np.bool_)
    stay[list(edits.remove)] = False
    added = np.array(edits.add, dtype=np.float64).reshape(-1, 4)
    x = np.concatenate([x[stay], added[:, :2]])
    given, test = np.concatenate([given[stay], added[:, 2]]), np.concatenate([test[stay], added[:, 3] != 0])
    return Table(
        title=edits.title or (PAINTED if table is None else table.title),
        names=VARIABLES,
        x=np.clip(x, -EXTENT, EXTENT),
        label=_labels(given, classes),
        classes=classes,
        test=test if test.any() and not test.all() else None,
        is_on_plane=True,
    )


def painted_rows(table: Table) -> list[tuple[float, float, float, bool]]:
    """The rows of a table as `Edits.add` has them."""
    given, test = _rows(table)
    rows = zip(*table.x.T.tolist(), given.tolist(), test.tolist(), strict=True)
    return list(rows)


def _rows(table: Table | None) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What is given of each row: the index of its class or its value, and whether it is to test with."""
    if table is None:
        return np.empty(0), np.empty(0, dtype=np.bool_)
    given = np.where(table.label > 0, 1.0, 0.0) if len(table.classes) == 2 else table.label.copy()
    test = np.zeros(len(given), dtype=np.bool_) if table.test is None else table.test.copy()
    return given, test


def _labels(given: NDArray[np.float64], classes: Sequence[str]) -> NDArray[np.float64]:
    if not classes:
        return given.clip(-1.0, 1.0)
    index = given.astype(np.intp)
    if (index != given).any() or (index < 0).any() or (index >= len(classes)).any():
        raise TableError("label_of_no_class")
    labels: NDArray[np.float64] = np.array([label_of(k, len(classes)) for k in range(len(classes))])[index]
    return labels


def _check_rows(n_rows: int, rows: Sequence[int]) -> None:
    for row in rows:
        if not 0 <= row < n_rows:
            raise TableError("no_such_row", high=n_rows - 1, got=row)
