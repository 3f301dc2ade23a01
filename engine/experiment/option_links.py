"""The options that the original's links know nothing of, under keys of our own; how a link tells a value.

A key is written only where its value is not the default, so that a link of the original stays as it is.
Unlike the original's keys, ours refuse a name that is none.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from engine.data.features import FEATURES, inputs_of
from engine.data.puzzle_points import table_of_puzzle
from engine.data.table import Table
from engine.experiment.checks import ExperimentError, shown
from engine.experiment.experiment import OPTIONS, Experiment
from engine.experiment.options import Kind
from engine.reasons import Reason, ReasonError


class LinkError(ReasonError):
    """A link that makes no run. `field` is the link's key at fault, or None."""


ORIGINAL_KEYS: tuple[str, ...] = (
    *("activation", "regularization", "batchSize", "dataset", "regDataset", "learningRate"),
    *("regularizationRate", "noise", "networkShape", "seed", "showTestData", "discretize", "percTrainData"),
    *("x", "y", "xTimesY", "xSquared", "ySquared", "cosX", "sinX", "cosY", "sinY"),
    *("collectStats", "problem", "initZero", "hideText"),
)
"""The keys of the original's links, in its order."""

OWN: tuple[str, ...] = tuple(
    field for field, option in OPTIONS.items() if option.link and option.link not in ORIGINAL_KEYS
)
"""The fields under keys of our own, in the order in which they are written."""

_own_values = attrgetter(*OWN)
_DEFAULTS = [OPTIONS[field].default for field in OWN]


TableOf = Callable[[str], Table | None]
"""The table of a digest, or None where it is not known."""


def read(given: dict[str, str], table_of: TableOf) -> dict[str, Any]:
    """The fields that a link's keys and values name; `LinkError` for a value that is not allowed."""
    fields = {}
    for field in OWN:
        option = OPTIONS[field]
        if option.link in given:
            try:
                text = given[option.link]
                if option.kind == "table":
                    fields[field] = _table(field, text.strip(), table_of)
                else:
                    fields[field] = option.check(field, READERS[option.kind](option.link, text))
            except ExperimentError as error:
                raise LinkError(
                    Reason("in_link", key=option.link, reason=error.reason), option.link
                ) from None
    return fields


def _table(field: str, digest: str, table_of: TableOf) -> Table:
    """The table that a link names by its digest; those of the puzzles are known everywhere."""
    table = table_of_puzzle(digest) or table_of(digest)
    if table is None:
        raise ExperimentError(field, "table_not_here", got=shown(digest))
    return table


def write(experiment: Experiment) -> list[str]:
    """The `key=value` pairs of what is not the default; first weights of zero are the original's initZero."""
    pairs = []
    for field, value, default in zip(OWN, _own_values(experiment), _DEFAULTS, strict=True):
        if field == "features":
            default = further_inputs(experiment.active_table)
        if value == default:  # nearly always: then neither is written out
            continue
        write = _WRITE[OPTIONS[field].kind]
        text = write(value)
        if text != write(default) and (field, value) != ("initializer", "zeros"):
            pairs.append(f"{OPTIONS[field].link}={text}")
    return pairs


def further_inputs(table: Table | None) -> tuple[str, ...]:
    """The features that a link of a table need not name, since it has no keys for them: the inputs beyond the
    plane's."""
    return () if table is None else inputs_of(len(table.names))[2:]


def read_number(key: str, text: str) -> float:
    """The number in a text; `LinkError` if it is none."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise LinkError(Reason("not_a_number", field=key, got=f"{text!r:.60}"), key)
    return float(text)


def read_whole(key: str, text: str) -> float:
    """The number in a text: a whole one as an int, any other as a float for the experiment to refuse."""
    value = read_number(key, text)
    return int(value) if value.is_integer() else value


def read_flag(given: dict[str, str], key: str, default: bool) -> bool:
    """False if the link says "false", true if it says anything else."""
    return given[key] != "false" if key in given else default


def read_seed(text: str) -> str:
    """A seed, with the signs that a browser's address bar would write as %XX written so."""
    return quote(text, safe=_LEFT_BY_BROWSERS, errors="replace")


def write_number(value: float) -> str:
    """A number as JavaScript writes it: 3 and not 3.0, 0.00001 and not 1e-05."""
    if value == int(value):
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if value >= 1e-6 else text


_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LEFT_BY_BROWSERS = "!%$'()*+,/:;?@[\\]^{|}~"

_BETWEEN_FORMULAS = ";"


def _write_formulas(features: tuple[str, ...]) -> str:
    """The formulas among the features, without spaces: what is left stands in a link as it is."""
    return _BETWEEN_FORMULAS.join(name.replace(" ", "") for name in features if name not in FEATURES)


READERS: dict[Kind, Callable[[str, str], Any]] = {
    "choice": lambda key, text: text.strip(),
    "number": read_number,
    "whole": read_whole,
    "flag": lambda key, text: text != "false",
    "seed": lambda key, text: read_seed(text),
    "expression": lambda key, text: text,
    "activations": lambda key, text: [name.strip() for name in text.split(",")],
    "features": lambda key, text: [each for each in text.split(_BETWEEN_FORMULAS) if each.strip()],
}
"""What reads a value of each kind from a text, given the key that an error names."""

_WRITE: dict[Kind, Callable[[Any], str]] = {
    "choice": str,
    "number": write_number,
    "whole": str,
    "flag": lambda value: "true" if value else "false",
    "seed": str,
    "expression": lambda value: quote(value, safe="!'()*,/+^"),
    "activations": ",".join,
    "table": lambda value: value.digest if value else "",
    "features": _write_formulas,
}
