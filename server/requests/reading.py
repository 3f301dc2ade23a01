"""A text from a browser → the message in it, or the field at fault. Stricter than JSON is."""

import inspect
import json
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from server.messages.codes import BadMessage
from server.requests import (
    by_hand,
    devices,
    following,
    hello,
    painting,
    playing,
    runs,
    showing,
    travelling,
    watching,
)
from server.requests.request import Request

SUBJECTS = (hello, playing, runs, painting, by_hand, travelling, showing, watching, following, devices)

REQUESTS: dict[str, type[Request]] = {
    each.type: each
    for subject in SUBJECTS
    for each in vars(subject).values()
    if inspect.isclass(each) and issubclass(each, Request) and each.__module__ == subject.__name__
}
"""The requests by their `type`: all classes of the modules named here."""


M = TypeVar("M", bound=BaseModel)

LOOKED_INTO = (float, dict, list)  # for numbers that are none
MOST_VALUES = 300  # of a message, as far as commas and brackets tell; none needs more than half of that


def read_message(text: str) -> Request:
    """Returns the message for a room in a text, or raises BadMessage with the field at fault."""
    return read_as(text, REQUESTS)


def read_as(text: str, kinds: Mapping[str, type[M]]) -> M:
    """Returns the message of one of these kinds in a text, or raises BadMessage with the field at fault.
    Takes microseconds a kilobyte: what would take longer is not looked into."""
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        raise BadMessage("bad_message", f"a message must have {MOST_VALUES} commas and brackets at most")
    data = _read_json(text)
    if not isinstance(data, dict):
        raise BadMessage("bad_message", "a message must be a JSON object")
    id = data.get("id")
    id = id if isinstance(id, int) and not isinstance(id, bool) and 0 <= id <= 2**53 else None
    try:
        field = _find_bad_number(data)
    except RecursionError:
        raise BadMessage("bad_message", "the message is nested too deeply", None, id) from None
    if field is not None:
        raise BadMessage("bad_message", f"{field} must be a plain finite number", field, id)
    name = data.pop("type", None)
    if not isinstance(name, str):
        raise BadMessage("bad_message", "type must be a text", "type", id)
    if name not in kinds:
        raise BadMessage("unknown_type", f"type must be one of {', '.join(kinds)}", "type", id)
    try:
        return kinds[name].model_validate(data)
    except ValidationError as error:
        raise _explain(error, id) from None


def _read_json(text: str) -> Any:
    try:
        data = json.loads(text, object_pairs_hook=_no_duplicates, parse_int=_read_int)
        if "\\u" in text:
            json.dumps(data, ensure_ascii=False).encode()
        return data
    except BadMessage:
        raise
    except UnicodeEncodeError:
        raise BadMessage("bad_message", "the message has half a character in it") from None
    except (ValueError, RecursionError):
        raise BadMessage("bad_message", "the message is not proper JSON") from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise BadMessage("bad_message", f"{_short(twice)} must come once only", _short(twice))
    return names


def _read_int(text: str) -> int | float:
    return -0.0 if text == "-0" else int(text)


def _find_bad_number(value: Any) -> str | None:
    """Returns where in a value NaN, an infinity or a negative zero stands: "changes.noise", or "" if it is
    one; None when there is none."""
    if isinstance(value, float):
        negative_zero = value == 0 and math.copysign(1, value) < 0
        return "" if negative_zero or not math.isfinite(value) else None
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        found = _find_bad_number(each) if isinstance(each, LOOKED_INTO) else None
        if found is not None:
            return f"{_short(key)}.{found}" if found else _short(key)
    return None


def _explain(error: ValidationError, id: int | None) -> BadMessage:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(_short(part) for part in first["loc"])
    said = first["msg"][0].lower() + first["msg"][1:]
    return BadMessage("bad_message", f"{field}: {said}", field, id)


def _short(name: object) -> str:
    text = str(name)
    return text if len(text) <= 40 else text[:40] + "..."
