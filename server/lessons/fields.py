"""Tables of TOML in a lesson: parsed within bounds, each field checked, faults told with their line."""

import math
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from engine.experiment.checks import shown
from engine.reasons import ReasonError, one_line
from server.lessons.folder import UNSEEN, code_of
from server.lessons.reasons import Faults, refused
from server.lessons.surroundings import Surroundings, no_such
from server.lessons.text import TextReader

LONGEST_TEXT = 1_500  # signs
LONGEST_TITLE = 80
_AT_LINE = re.compile(r" \(at line ([0-9]+), column [0-9]+\)$| \(at end of document\)$")


class TablePlace(NamedTuple):
    """Where a table stands, what may be named in it, and who makes its texts ready."""

    file: str
    line: int
    source: str
    text: TextReader
    around: Surroundings
    faults: Faults

    def line_of(self, key: str) -> int:
        """Returns the line in which a key stands; the first of the table where it cannot be found."""
        for number, line in enumerate(self.source.split("\n")):
            if re.search(rf"(?:^|[{{,])\s*\"?{re.escape(key)}\"?\s*=", line):
                return self.line + number
        return self.line


Reader = Callable[[str, Any, TablePlace], Any]
"""Makes of a value under a key what the page gets; raises `ReasonError`."""


class LessonField(NamedTuple):
    """A field of a table: how it is read, and whether it must be there. `is_text` where each language says it
    in its own words."""

    read: Reader
    is_needed: bool = False
    is_text: bool = False


Fields = Mapping[str, LessonField]


def parsed(place: TablePlace) -> dict[str, Any] | None:
    """Returns a table as TOML has it, or None where it is none."""
    try:
        return tomllib.loads(place.source)
    except RecursionError:
        place.faults.tell(place.file, place.line, "no_toml", error="it is too deep")
    except (tomllib.TOMLDecodeError, ValueError) as error:  # numbers may be too long for Python
        at = _AT_LINE.search(str(error))
        n_lines = place.source.rstrip("\n").count("\n")
        line = int(at[1]) - 1 if at and at[1] else n_lines if at else 0
        told = _AT_LINE.sub("", one_line(error))[:200]
        place.faults.tell(place.file, place.line + line, "no_toml", error=told)
    return None


def read_fields(kind: str, fields: Fields, given: Mapping[str, Any], place: TablePlace) -> dict[str, Any]:
    """Returns the fields of a table that are as they must be; the others are told of."""
    for key in given.keys() - fields.keys():
        near = get_close_matches(key, fields, n=1)
        code = "unknown_key_like" if near else "unknown_key"
        place.faults.tell(
            place.file,
            place.line_of(key),
            code,
            kind=kind,
            got=shown(key),
            allowed=near[0] if near else ", ".join(fields),
        )
    found = {}
    for key, field in fields.items():
        if key in given:
            try:
                found[key] = field.read(key, given[key], place)
            except ReasonError as error:
                place.faults.tell_reason(place.file, place.line_of(key), error.reason)
        elif field.is_needed:
            place.faults.tell(place.file, place.line, "missing_key", kind=kind, field=key)
    return found


def plain(key: str, value: Any, place: TablePlace) -> str:
    """Reads a short text without signs that mean anything."""
    return _checked_text(key, value, LONGEST_TITLE)


def formatted(key: str, value: Any, place: TablePlace) -> str:
    """Reads a text with emphasis, links and formulas, as HTML."""
    return place.text.in_line(_checked_text(key, value, LONGEST_TEXT), place.line_of(key))


def address(key: str, value: Any, place: TablePlace) -> str:
    """Reads an address on the web."""
    text = _checked_text(key, value, 300)
    if not re.fullmatch(r"https://[^\s\"'<>\\]+", text):
        raise refused("bad_address", allowed=", ".join(sorted(place.around.pages)), got=shown(text))
    return text


def number(key: str, value: Any, place: TablePlace) -> float:
    """Reads a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(float_of(value)):
        raise refused("not_a_number", field=key, got=shown(value))
    return float(value)


def float_of(value: float) -> float:
    """A number as floating-point; infinite where it is too large."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def not_negative(key: str, value: Any, place: TablePlace) -> float:
    """Reads a number that is 0 or more."""
    read = number(key, value, place)
    if read < 0:
        raise refused("not_below_zero", field=key, got=read)
    return read


def whole(least: int, most: int) -> Reader:
    """Returns what reads a whole number within these ends."""

    def read(key: str, value: Any, place: TablePlace) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise refused("not_whole", field=key, least=least, most=most, got=shown(value))
        return value

    return read


def flag(key: str, value: Any, place: TablePlace) -> bool:
    """Reads true or false."""
    if not isinstance(value, bool):
        raise refused("not_a_flag", field=key, got=shown(value))
    return value


def one_of(names: Sequence[str]) -> Reader:
    """Returns what reads one of these names."""

    def read(key: str, value: Any, place: TablePlace) -> str:
        if not isinstance(value, str) or value not in names:
            raise no_such(key, value, names)
        return value

    return read


def controls(key: str, value: Any, place: TablePlace) -> list[str]:
    """Reads names of controls and options, each once."""
    names = listed(one_of(sorted(place.around.controls)), 1, 40)(key, value, place)
    for name in names:
        if names.count(name) > 1:
            raise refused("twice", field=key, got=name)
    return list(names)


def listed(entry: Reader, least: int, most: int) -> Reader:
    """Returns what reads a list with so many entries."""

    def read(key: str, value: Any, place: TablePlace) -> list[Any]:
        if not isinstance(value, list):
            raise refused("not_a_list", field=key, got=shown(value))
        if not least <= len(value) <= most:
            raise refused("list_length", field=key, least=least, most=most, got=len(value))
        return [entry(key, each, place) for each in value]

    return read


def table(fields: Fields) -> Reader:
    """Returns what reads a table with these fields."""

    def read(key: str, value: Any, place: TablePlace) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise refused("not_a_table", field=key, got=shown(value))
        return read_fields(key, fields, value, place._replace(line=place.line_of(key), source=""))

    return read


def _checked_text(key: str, value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise refused("not_a_text", field=key, got=shown(value))
    text = value.strip()
    if not 1 <= len(text) <= most:
        raise refused("text_length", field=key, most=most, got=len(text))
    if unseen := UNSEEN.search(text):  # written as \u0001, say
        raise refused("strange_sign", got=code_of(unseen[0]))
    return text
