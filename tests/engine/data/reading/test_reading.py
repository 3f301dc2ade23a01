"""Tables that somebody brings: every dialect reads as the same table."""

import csv
import io
import json
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.reading.cells import DecimalName, SeparatorName, is_gap, number_in
from engine.data.reading.choices import ColumnChoice, made_table
from engine.data.reading.columns import MOST_BARS, suggested_roles
from engine.data.reading.dialects import SIGNS
from engine.data.reading.reading import Dialect, Sheet, read_sheet
from engine.data.table import MOST_LETTERS, Table

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


def read(text: str, encoding: str = "utf-8", dialect: Dialect | None = None) -> Sheet:
    """What a text is read as."""
    return read_sheet(text.encode(encoding), dialect or Dialect())


def used(sheet: Sheet, **changes: object) -> Table:
    """The table of what is suggested."""
    return made_table("T", sheet, ColumnChoice(roles=tuple(suggested_roles(sheet.columns)), **changes)).table  # type: ignore[arg-type]


def is_a_word(text: str) -> bool:
    """Whether a text is read as it is: neither a number nor a gap, with no space that would be lost."""
    clean = " ".join(text.split()) == text
    return (
        clean and not is_gap(text) and number_in(text, "point") is None and number_in(text, "comma") is None
    )


WORDS = st.text(st.characters(codec="cp1252"), min_size=1, max_size=MOST_LETTERS - 4)
WORDS = WORDS.filter(lambda text: text.isprintable() and is_a_word(text) and text[0] not in "[{")


@st.composite
def brought(draw: st.DrawFn) -> Table:
    """Any table that a person could bring with its columns as they are."""
    names = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True).filter(lambda n: "label" not in n))
    classes = sorted(draw(st.lists(WORDS, min_size=2, max_size=10, unique=True)))
    n_rows = draw(st.integers(len(classes), 30))
    numbers = st.lists(st.floats(-1e12, 1e12), min_size=n_rows, max_size=n_rows)
    codes = [*range(len(classes)), *(i % len(classes) for i in range(n_rows - len(classes)))]
    label = [(-1.0, 1.0)[k] if len(classes) == 2 else float(k) for k in codes]
    x = np.array([draw(numbers) for _ in names]).T
    return Table(title="T", names=tuple(names), x=x, label=np.array(label), classes=tuple(classes))


def written(table: Table, separator: SeparatorName, decimal: DecimalName) -> str:
    """The table as a spreadsheet saves it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=SIGNS[separator])
    writer.writerow([*table.names, "label"])
    for x, label in zip(table.x.tolist(), table.label.tolist(), strict=True):
        k = int(label > 0) if len(table.classes) == 2 else int(label)
        numbers = [repr(v).replace(".", ",") if decimal == "comma" else repr(v) for v in x]
        writer.writerow([*numbers, table.classes[k]])
    return text.getvalue()


@given(
    table=brought(),
    separator=st.sampled_from([*SIGNS]),
    decimal=st.sampled_from(["point", "comma"]),
    encoding=st.sampled_from(ENCODINGS),
)
def test_a_table_that_is_written_in_any_dialect_is_read_as_the_same_table(
    table: Table, separator: SeparatorName, decimal: DecimalName, encoding: str
) -> None:
    content = written(table, separator, decimal).encode(encoding)
    told = Dialect(separator=separator, decimal=decimal, has_header=True)
    sheet = read_sheet(content, told)
    n = len(table.names)
    roles = (*["input"] * n, "target")
    assert made_table("T", sheet, ColumnChoice(roles=roles)).table == table  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("separator", "decimal"),
    [
        ("comma", "point"),  # a comma that separates is no decimal sign unless somebody says so
        ("semicolon", "point"),
        ("semicolon", "comma"),
        ("tab", "point"),
        ("tab", "comma"),
    ],
)
def test_encoding_separator_decimal_sign_and_header_are_found(
    encoding: str, separator: SeparatorName, decimal: Literal["point", "comma"]
) -> None:
    rows = [[f"{i}{',' if decimal == 'comma' else '.'}5", "7", "süß" if i % 2 else "a, b"] for i in range(9)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=SIGNS[separator]).writerows([["Länge", "n", "Art"], *rows])
    sheet = read(text.getvalue(), encoding)
    assert (sheet.cells.separator, sheet.cells.decimal, sheet.cells.has_header) == (separator, decimal, True)
    assert sheet.cells.names == ("Länge", "n", "Art")
    table = used(sheet)
    assert table.x.tolist() == [[i + 0.5] for i in range(9)]  # a column of one number is no use
    assert table.classes == ("a, b", "süß")


def test_a_table_without_a_header_gets_names_for_its_columns() -> None:
    assert read("1,2,a\n3,4,b\n").cells.names == ("x1", "x2", "x3")


def test_what_is_found_can_be_said_otherwise() -> None:
    text = "1,5;2\n3,5;4\n"
    assert read(text).cells.rows == (("1,5", "2"), ("3,5", "4"))
    assert read(text, dialect=Dialect(separator="comma")).cells.rows == (("1", "5;2"), ("3", "5;4"))
    assert read(text, dialect=Dialect(has_header=True)).cells.names == ("1,5", "2")
    assert read(text).columns[0].numbers is not None
    assert read(text, dialect=Dialect(decimal="point")).columns[0].numbers is None


def test_line_breaks_and_separators_stand_within_quotation_marks() -> None:
    sheet = read('x,"the\r\nkind"\r\n1,"a ""b"",\nc"\r\n2,d\r\n')
    assert sheet.cells.names == ("x", "the kind")
    assert sheet.cells.rows == (("1", 'a "b", c'), ("2", "d"))


def test_names_that_come_twice_or_not_at_all_are_numbered() -> None:
    assert read("a,a,,a\n1,2,3,4\n").cells.names == ("a", "a 2", "x3", "a 3")


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    assert read("a,b\n\n1,2\n\n3,4\n").cells.numbers == (3, 5)


@pytest.mark.parametrize(
    "points",
    [
        [{"x1": 1.5, "x2": None, "label": "a"}, {"x1": -2, "x2": 3, "label": "b"}],
        {"columns": {"x1": [1.5, -2], "x2": [None, 3], "label": ["a", "b"]}},
        {"columns": ["x1", "x2", "label"], "rows": [[1.5, None, "a"], [-2, 3, "b"]]},
    ],
)
def test_points_in_json_are_read_in_three_shapes(points: object) -> None:
    sheet = read(json.dumps(points))
    assert sheet.cells.names == ("x1", "x2", "label")
    assert sheet.cells.rows == (("1.5", "", "a"), ("-2", "3", "b"))


def test_a_column_tells_of_its_gaps_its_words_and_its_range() -> None:
    sheet = read("n,w\n1,a\nNA,b\n3.5,?\n-2,a\n2,a\n")
    n, w = sheet.columns
    assert (n.n_gaps, n.low_and_high, len(n.words)) == (1, (-2.0, 3.5), 4)
    assert (w.n_gaps, w.numbers, w.words) == (1, None, {"a": 3, "b": 1})
    assert w.bars() == [3, 1]
    assert sum(n.bars()) == 4


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=200))
def test_the_bars_of_a_column_count_every_number_once(numbers: list[float]) -> None:
    column = read("n,w\n" + "".join(f"{number!r},a\n" for number in numbers)).columns[0]
    assert sum(column.bars()) == len(numbers)
    assert len(column.bars()) <= MOST_BARS
