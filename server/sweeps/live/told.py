"""What is told of a sweep and of its networks as JSON, and how rows are kept: compressed, each by itself."""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any

from engine.experiment.experiment import Experiment
from engine.experiment.links import parse_link
from engine.sweeps.varied import Varied, told_value
from server.saved.values import SweptRow
from server.sweeps.live.reasons import refuse
from server.sweeps.plan import SweepPlan
from server.sweeps.rows import SweepRow

LEVEL = 1
"""Of the compression: it takes as little time as it can."""


def packed_row(row: SweepRow) -> SweptRow:
    """A row as it is kept, with no number yet: workers make it."""
    content = zlib.compress(_text(row_shown(row)).encode(), LEVEL)
    return SweptRow(0, row.setting, row.repeat, row.epochs, row.value, content)


def row_shown(row: SweepRow) -> dict[str, Any]:
    """A row as JSON has it, without its number. Of curves as many digits are told as anybody reads."""
    return {
        **row._asdict(),
        "values": {name: told_value(name, value) for name, value in row.values.items()},
        "train_curve": _rounded(row.train_curve),
        "test_curve": _rounded(row.test_curve),
        "pictures": [b64encode(picture).decode() for picture in row.pictures],
    }


def _rounded(curve: Sequence[float | None]) -> list[float | None]:
    losses = [loss for loss in curve if loss is not None]
    told = ("%.5g " * len(losses) % (*losses,)).split()  # all at once: half the time
    return [*map(float, told), *[None] * (len(curve) - len(losses))]


def rows_text(rows: Iterable[tuple[int, bytes]]) -> str:
    """The rows as one JSON list, each with its number; without those that cannot be read any more."""
    told = (_numbered(number, text) for number, content in rows if (text := _read(content)) is not None)
    return f"[{','.join(told)}]"


def _read(content: bytes) -> str | None:
    """What a row tells as JSON, if it can be read: somebody may have been at the database."""
    try:
        return zlib.decompress(content).decode()
    except (zlib.error, UnicodeDecodeError):
        return None


def _numbered(number: int, text: str) -> str:
    """An object in JSON, with a number as its first value."""
    return f'{{"number":{number},{text[1:]}'


def unpacked_rows(contents: Iterable[bytes]) -> Iterable[SweepRow]:
    """The rows, with the values of their fields as they are told; without those that cannot be read any
    more."""
    for text in map(_read, contents):
        if text is not None:
            told = json.loads(text)
            yield SweepRow(**{name: told[name] for name in SweepRow._fields})


def experiment_of(content: bytes, plan: SweepPlan) -> Experiment:
    """The experiment of a row of a plan. Raises ReasonError for a link that does not say it all, and
    for a row that cannot be read any more."""
    text = _read(content)
    if text is None:
        raise refuse("sweep_unreachable")
    return parse_link(json.loads(text)["link"], table=plan.experiment.table).experiment


def fields_shown(fields: Sequence[Varied]) -> list[dict[str, Any]]:
    """What varies, as JSON has it."""
    return [
        {
            "name": each.name,
            "values": [told_value(each.name, value) for value in each.values],
            "range": None if each.range is None else each.range._asdict(),
        }
        for each in fields
    ]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
