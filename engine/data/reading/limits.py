"""What a table that somebody brings may be at most, and what is said where it is more."""

from typing import Any, NamedTuple

from engine.data.table import OF_COMMANDS, OF_ROOMS, TableLimits
from engine.reasons import Reason, ReasonError

MOST_CELL = 200  # letters


class ReadingLimits(NamedTuple):
    """How long a file may be, how many columns there may be in it, and what its table may have."""

    n_bytes: int
    columns: int
    table: TableLimits

    @property
    def record(self) -> int:
        """Letters of a row, with its separators and quotation marks."""
        return 3 * self.columns * MOST_CELL


BY_ROOMS = ReadingLimits(3_000_000, 20, OF_ROOMS)
"""What a server reads for somebody, whose time it takes from others."""

BY_COMMANDS = ReadingLimits(50_000_000, 100, OF_COMMANDS)
"""What a command reads for who started it. Every cell is a text at first, which takes some 60 bytes."""

MOST_BYTES, MOST_COLUMNS, _ = BY_ROOMS


class ReadingError(ReasonError):
    """Why something cannot be read as a table, or not be used as somebody wants to use it."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(Reason(code, **values))


def shown(cell: str) -> str:
    """A cell as a sentence shows it: not too long, and what nobody would see as a number."""
    return f"{cell[:40]!r}" if len(cell) <= 40 else f"{cell[:40]!r}…"
