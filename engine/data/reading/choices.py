"""Columns and what somebody chose of them, to a `Table`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.class_points import label_of
from engine.data.reading.columns import Column, RoleName
from engine.data.reading.limits import BY_ROOMS, ReadingError, ReadingLimits, shown
from engine.data.reading.reading import Sheet
from engine.data.table import MOST_CLASSES, MOST_LETTERS, Table

GapsName = Literal["leave", "fill", "refuse"]
TargetName = Literal["classes", "numbers"]
TEST_WORDS = frozenset({"test", "testing", "validation", "val", "valid", "true", "yes", "1"})
"""What stands in small letters in a column that splits, in the rows to test with; else it is the rarer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """What each column is for, what becomes of rows with gaps in those that count, and what is learnt of the
    target: classes, or, where None, classes of words and numbers of numbers."""

    roles: tuple[RoleName, ...]
    gaps: GapsName = "leave"
    target_as: TargetName | None = None


class Made(NamedTuple):
    """A table, and how many of the rows that were read are not in it."""

    table: Table
    n_left_out: int


class _Used(NamedTuple):
    """Which rows are used, shape (n rows read,), and which of those are to test with, (n rows used,)."""

    kept: NDArray[np.bool_]
    test: NDArray[np.bool_] | None


def made_table(title: str, sheet: Sheet, choice: ColumnChoice, limits: ReadingLimits = BY_ROOMS) -> Made:
    """The table that a choice makes of what was read. Words become an input each, 1 where a row has it; the
    classes are in the order of their names. Gaps are filled with the median of the rows to train with, or
    with their commonest word; those of the target and of the split never.

    Raises `ReadingError`, and `TableError` for what no table can be.
    """
    columns = sheet.columns
    if len(choice.roles) != len(columns):
        raise ReadingError("table_roles", wanted=len(columns), got=len(choice.roles))
    by_role = {
        role: [i for i, got in enumerate(choice.roles) if got == role]
        for role in ("input", "target", "split")
    }
    if len(by_role["target"]) != 1:
        raise ReadingError("table_no_target", got=len(by_role["target"]))
    if not by_role["input"]:
        raise ReadingError("table_no_input")
    if len(by_role["split"]) > 1:
        raise ReadingError("table_two_splits", got=len(by_role["split"]))
    target = columns[by_role["target"][0]]
    if choice.target_as == "numbers" and target.numbers is None:
        raise _no_number(sheet, by_role["target"][0], int(np.argmin(target.gaps)))
    split = columns[by_role["split"][0]] if by_role["split"] else None
    inputs = [columns[i] for i in by_role["input"]]
    used = _used_rows(sheet, choice, inputs, [target, *([split] if split else [])], split)
    if not used.kept.any():
        raise ReadingError("table_only_gaps")
    names, x = _inputs(inputs, used, limits.table.inputs)
    label, classes = _labels(target, used, choice.target_as)
    table = Table(
        title=clean_title(title),
        names=names,
        x=x,
        label=label,
        classes=classes,
        test=used.test,
        limits=limits.table,
    )
    return Made(table, int((~used.kept).sum()))


def clean_title(title: str) -> str:
    """A title that a table may have: without what nobody sees, and not too long."""
    seen = "".join(sign if sign.isprintable() else " " for sign in title)
    return " ".join(seen.split())[:MOST_LETTERS].strip() or "?"


def _no_number(sheet: Sheet, index: int, row: int) -> ReadingError:
    """Says that a word stands in a row of a column where a number must stand."""
    column = sheet.columns[index]
    return ReadingError(
        "table_no_number",
        row=sheet.cells.numbers[row],
        column=index + 1,
        name=column.name,
        got=shown(column.cells[row]),
    )


def _used_rows(
    sheet: Sheet, choice: ColumnChoice, inputs: list[Column], others: list[Column], split: Column | None
) -> _Used:
    """The rows without gaps where there must be none. Raises `ReadingError` for gaps that are refused."""
    never = others if choice.gaps == "fill" else [*inputs, *others]
    gaps = np.any([column.gaps for column in never], axis=0)
    if choice.gaps == "refuse" and gaps.any():
        row = int(np.flatnonzero(gaps)[0])
        index = next(i for i, c in enumerate(sheet.columns) if c.gaps[row] and any(c is n for n in never))
        if row in sheet.columns[index].strange:
            raise _no_number(sheet, index, row)
        raise ReadingError(
            "table_gap",
            row=sheet.cells.numbers[row],
            column=index + 1,
            name=sheet.columns[index].name,
            n=int(gaps.sum()),
        )
    kept = ~gaps
    test = None
    if split is not None and kept.any():
        of_test = _test_word(split, kept)
        test = np.array([cell == of_test for cell in split.cells])[kept]
    return _Used(kept, test)


def _test_word(split: Column, kept: NDArray[np.bool_]) -> str:
    words = sorted(
        {cell for cell, keep in zip(split.cells, kept, strict=True) if keep},
        key=lambda word: (word.lower() not in TEST_WORDS, split.words[word], word),
    )
    if len(words) != 2:
        raise ReadingError("table_split_words", name=split.name, got=len(words))
    return words[0]


def _inputs(columns: Sequence[Column], used: _Used, most: int) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """The names of the inputs, so many at most, and their values with shape (n rows, n inputs)."""
    train = used.kept.copy()
    if used.test is not None:
        train[used.kept] = ~used.test
    names: list[str] = []
    values: list[NDArray[np.float64]] = []
    for column in columns:
        if not (used.kept & ~column.gaps).any():
            raise ReadingError("table_empty_column", name=column.name)
        if column.numbers is not None:
            there = column.numbers[train & ~column.gaps]
            names.append(column.name)
            filled = np.where(column.gaps, np.median(there) if len(there) else 0.0, column.numbers)
            values.append(filled[used.kept])
        else:
            words = sorted({column.cells[i] for i in np.flatnonzero(used.kept & ~column.gaps)})
            if len(names) + len(words) > most:
                raise ReadingError(
                    "table_many_inputs",
                    name=column.name,
                    n=len(words),
                    high=most,
                    got=len(names) + len(words),
                )
            cells = _filled_words(column, train)
            for word in words:
                names.append(_name_of_word(column.name, word))
                values.append(np.array([cell == word for cell in cells], np.float64)[used.kept])
    return tuple(names), np.stack(values, axis=1)


def _filled_words(column: Column, train: NDArray[np.bool_]) -> list[str]:
    """The cells of a column of words, its gaps as the commonest of the rows to train with."""
    counted = dict.fromkeys(sorted(column.words), 0)
    for cell, keep, gap in zip(column.cells, train, column.gaps, strict=True):
        if keep and not gap:
            counted[cell] += 1
    commonest = max(counted, key=lambda word: counted[word], default="")
    return [commonest if gap else cell for cell, gap in zip(column.cells, column.gaps, strict=True)]


def _name_of_word(name: str, word: str) -> str:
    made = f"{name}: {word}"
    if len(made) > MOST_LETTERS:
        raise ReadingError("table_word_too_long", name=name, high=MOST_LETTERS, got=shown(word))
    return made


def _labels(
    target: Column, used: _Used, target_as: TargetName | None
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """The labels of the rows used, shape (n rows,), and the classes; none where numbers are learnt."""
    if target.numbers is not None and target_as != "classes":
        return target.numbers[used.kept], ()
    of_rows, in_order = target.as_classes()
    cells = [of_rows[i] for i in np.flatnonzero(used.kept)]
    there = set(cells)
    classes = [name for name in in_order if name in there]
    if not 2 <= len(classes) <= MOST_CLASSES:
        raise ReadingError("table_target_words", name=target.name, high=MOST_CLASSES, got=len(classes))
    if long := next((word for word in classes if len(word) > MOST_LETTERS), None):
        raise ReadingError("table_word_too_long", name=target.name, high=MOST_LETTERS, got=shown(long))
    label = {word: label_of(k, len(classes)) for k, word in enumerate(classes)}
    return np.array([label[cell] for cell in cells]), tuple(classes)
