"""What varies in a sweep: fields of an experiment with the values, or the range, that each may have.

Written as `learning_rate=0.001..1:log:7` (seven values from 0.001 to 1, each the same factor from the last),
`noise=0..50:6` (six, evenly), `hidden=2|4|8,4` (three shapes, the last of two layers). Two names are no
fields but made of one: `width`, the number of neurons in every hidden layer, and `depth`, the number of
layers, each as wide as the first.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

from engine.experiment.checks import ExperimentError, Limit, checked_whole, shown
from engine.experiment.experiment import LIMITS, OPTIONS, Experiment
from engine.experiment.option_links import READERS, LinkError, read_number
from engine.reasons import ReasonError
from engine.sweeps.reasons import refuse

MOST_FIELDS = 4
MOST_VALUES = 64
"""Of one field."""
USUAL_VALUES = 5
"""Of a range that does not say how many."""
MOST_LETTERS = 1_000
"""Of the text that says how a field varies."""

SHAPES = ("width", "depth")
VARIABLE: tuple[str, ...] = (*(name for name, option in OPTIONS.items() if option.kind != "table"), *SHAPES)
"""What can vary: every field but a table of points, and what shapes are made of."""


class Span(NamedTuple):
    """From one number to another, both included; by factors, or evenly; perhaps whole numbers only."""

    low: float
    high: float
    by_factors: bool
    is_whole: bool

    def at(self, share: float) -> float:
        """The number at a share, 0 to 1, of the way."""
        if self.by_factors:
            value = math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
        else:
            value = self.low + share * (self.high - self.low)
        value = min(max(value, self.low), self.high)
        return round(value) if self.is_whole else float(f"{value:.6g}")


@dataclass(frozen=True)
class Varied:
    """A field, or `width` or `depth`, with the `values` that a grid has of it. `range` is where they lie, if
    they lie in one: other strategies try any number between its ends."""

    name: str
    values: tuple[Any, ...]
    range: Span | None = None


def read_varied(text: str) -> Varied:
    """Returns what a text such as `learning_rate=0.001..1:log:7` says; `ReasonError` for what cannot vary."""
    name, equals, values = (part.strip() for part in text[: MOST_LETTERS + 1].partition("="))
    if not equals or not values or len(text) > MOST_LETTERS:
        raise refuse("no_vary", got=shown(text))
    if name not in VARIABLE:
        near = get_close_matches(name, VARIABLE, n=1)
        if near:
            raise refuse("cannot_vary_like", got=shown(name), allowed=near[0])
        raise refuse("cannot_vary", got=shown(name), allowed=", ".join(VARIABLE))
    if ".." in values:
        return _read_range(name, values)
    texts = values.split("|")
    if len(texts) > MOST_VALUES:
        raise refuse("too_many_values", field=name, high=MOST_VALUES, got=len(texts))
    return varied(name, [_read_value(name, each) for each in texts])


def varied(name: str, values: Sequence[Any], range: Span | None = None) -> Varied:
    """Returns a field that varies over these values, each checked and once; `ReasonError` for a bad one."""
    kept = tuple(dict.fromkeys(_checked(name, value) for value in values))
    if len(kept) > MOST_VALUES:
        raise refuse("too_many_values", field=name, high=MOST_VALUES, got=len(kept))
    return Varied(name, kept, range)


def over_range(name: str, low: float, high: float, by_factors: bool = False, n: int = USUAL_VALUES) -> Varied:
    """Returns a field that varies from one number to another; `ReasonError` where it has no such range."""
    limit = _limit(name)
    if limit is None:
        raise refuse("no_range", field=name)
    if not 2 <= n <= MOST_VALUES:
        raise refuse("range_count", field=name, high=MOST_VALUES, got=n)
    whole = name in SHAPES or OPTIONS[name].kind == "whole"
    ends = (int(end) if whole and float(end).is_integer() else end for end in (low, high))
    low, high = (_checked(name, end) for end in ends)
    if not low < high:
        raise refuse("range_backwards", field=name, low=low, high=high)
    if by_factors and low <= 0:
        raise refuse("range_of_log", field=name, low=low)
    between = Span(low, high, by_factors, whole)
    return varied(name, [between.at(k / (n - 1)) for k in range(n)], between)


def with_values(experiment: Experiment, values: Mapping[str, Any]) -> Experiment:
    """Returns the experiment with these values; `ReasonError` where they do not go together."""
    fields = {name: value for name, value in values.items() if name not in SHAPES}
    hidden = experiment.hidden
    if "depth" in values:
        hidden = (hidden[0] if hidden else values.get("width", 1),) * values["depth"]
    if "width" in values:
        if not hidden and "depth" not in values:
            raise refuse("width_without_layers")
        hidden = (values["width"],) * len(hidden)
    try:
        return experiment.changed(**{"hidden": hidden, **fields})
    except ExperimentError as error:
        told = ", ".join(f"{name}={told_value(name, value)}" for name, value in values.items())
        raise refuse("no_trial", values=told, reason=error.reason) from None


def told_value(name: str, value: Any) -> str:
    """Returns a value as it is read again."""
    if isinstance(value, tuple):
        return (";" if name == "features" else ",").join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def checked_together(fields: Sequence[Varied]) -> None:
    """Raises `ReasonError` unless so many fields can vary together, each once."""
    if not fields:
        raise refuse("nothing_varied")
    if len(fields) > MOST_FIELDS:
        raise refuse("too_many_varied", high=MOST_FIELDS, got=len(fields))
    names = [each.name for each in fields]
    for name in names:
        if names.count(name) > 1:
            raise refuse("varied_twice", field=name)
    if "hidden" in names and set(SHAPES).intersection(names):
        raise refuse("layers_named_twice")


def _read_range(name: str, text: str) -> Varied:
    ends, *more = text.split(":")
    low, _, high = ends.partition("..")
    by_factors = "log" in more
    counts = [each for each in more if each != "log"]
    if _limit(name) is None:
        raise refuse("no_range", field=name)
    if len(counts) > 1 or more.count("log") > 1:
        raise refuse("no_vary", got=shown(f"{name}={text}"))
    n = counts[0].strip() if counts else str(USUAL_VALUES)
    if not (n.isascii() and n.isdecimal() and len(n) < 10):
        raise refuse("range_count", field=name, high=MOST_VALUES, got=shown(n))
    try:
        first, last = (read_number(name, end) for end in (low, high))
    except LinkError as error:
        raise refuse("bad_value", field=name, reason=error.reason) from None
    return over_range(name, first, last, by_factors, int(n))


def _read_value(name: str, text: str) -> Any:
    kind = "whole" if name in SHAPES else OPTIONS[name].kind
    try:
        return _READERS[kind](name, text.strip())
    except LinkError as error:
        raise refuse("bad_value", field=name, reason=error.reason) from None


def _checked(name: str, value: Any) -> Any:
    try:
        if name in SHAPES:
            return checked_whole(value, name, _SHAPE_LIMITS[name])
        return OPTIONS[name].check(name, value)
    except ReasonError as error:
        raise refuse("bad_value", field=name, reason=error.reason) from None


def _limit(name: str) -> Limit | None:
    if name in SHAPES:
        return _SHAPE_LIMITS[name]
    return OPTIONS[name].limit if OPTIONS[name].kind in ("number", "whole") else None


_SHAPE_LIMITS = {"width": LIMITS["neurons"], "depth": LIMITS["layers"]}

_READERS: Mapping[str, Callable[[str, str], Any]] = {
    **{str(kind): read for kind, read in READERS.items()},
    "sizes": lambda name, text: [READERS["whole"](name, size) for size in text.split(",")] if text else [],
}
