"""Data of one's own on the command line: a folder with the files of MNIST or Fashion-MNIST, or a CSV file."""

import argparse
import sys
from pathlib import Path

from engine.data.reading.choices import ColumnChoice, made_table
from engine.data.reading.columns import RoleName, suggested_roles
from engine.data.reading.idx import IdxError, read_idx_folder
from engine.data.reading.limits import BY_COMMANDS, ReadingError, shown
from engine.data.reading.reading import Sheet, read_sheet
from engine.data.table import Table
from engine.reasons import ReasonError

BETWEEN = ","
"""What stands between the names of columns."""


class DataError(ValueError):
    """Why there is nothing to learn from, in a sentence."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments that name the data."""
    parser.add_argument(
        "--data",
        metavar="PATH",
        help="learn from this: a folder with the IDX files of MNIST or Fashion-MNIST, or a CSV, TSV or JSON "
        "file; the link then says all but the data",
    )
    parser.add_argument("--target", metavar="COLUMN", help="which column of the file is to be learnt")
    parser.add_argument(
        "--inputs",
        metavar="COLUMNS",
        help="which columns of the file are the inputs, separated by commas (default: those with numbers, or "
        "with few different words)",
    )


def table_named(args: argparse.Namespace) -> Table | None:
    """The table that the arguments name, None if they name none. Raises `DataError`."""
    if args.data is None:
        if args.target is not None or args.inputs is not None:
            raise DataError("--target and --inputs are for columns of a file, which --data must name")
        return None
    path = Path(args.data)
    try:
        if not path.is_dir():
            return _read_file(path, args.target, args.inputs)
        if args.target is not None or args.inputs is not None:
            raise DataError("--target and --inputs are for a file; in a folder all pictures are inputs")
        return read_idx_folder(path)
    except (ReasonError, IdxError) as error:
        raise DataError(f"--data: {error}") from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise DataError(f"--data: {args.data!r:.200} cannot be read: {why}") from None


def _read_file(path: Path, target: str | None, inputs: str | None) -> Table:
    """The table of a file. How many rows are not in it, having gaps, is said on standard error."""
    with path.open("rb") as file:
        content = file.read(BY_COMMANDS.n_bytes + 1)
    sheet = read_sheet(content, limits=BY_COMMANDS)
    if target is None:
        names = ", ".join(column.name for column in sheet.columns)
        raise DataError(f"--target must name the column that is to be learnt; there is {names}")
    roles = _roles(sheet, target, inputs)
    made = made_table(path.stem, sheet, ColumnChoice(roles=tuple(roles)), BY_COMMANDS)
    for i, column in enumerate(sheet.columns):
        if column.strange and roles[i] != "out":
            first = column.strange[0]
            sys.stderr.write(
                f"column {column.name}: {len(column.strange)} of {len(column.cells)} cells are no numbers and"
                f" count as gaps, first {shown(column.cells[first])} in row {sheet.cells.numbers[first]}\n"
            )
    if made.n_left_out:
        sys.stderr.write(f"{made.n_left_out} of {len(sheet.cells.rows)} rows have gaps and are left out\n")
    return made.table


def _roles(sheet: Sheet, target: str, inputs: str | None) -> list[RoleName]:
    """What each column is for: where the inputs are named, others are none. A column that splits is found by
    its name."""
    of_target = _column(sheet, target)
    suggested = suggested_roles(sheet.columns, of_target)
    if inputs is None:
        return suggested
    named = {_column(sheet, name.strip()) for name in inputs.split(BETWEEN)} - {of_target}
    roles: list[RoleName] = ["out" if role == "input" else role for role in suggested]
    for i in named:
        roles[i] = "input"
    return roles


def _column(sheet: Sheet, name: str) -> int:
    names = [column.name for column in sheet.columns]
    if name not in names:
        raise ReadingError("table_no_column", got=f"{name!r:.60}", allowed=", ".join(names))
    return names.index(name)
