"""Lines of the log: one an event, whatever stands in it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from server import logs


@pytest.fixture
def restored() -> Iterator[None]:
    """Puts the loggers back as they were."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], (root.level, logs.logger.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    logs.logger.setLevel(levels[1])


def logged(format: str, level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    logs.set_up(format, level, stream)
    return stream


@pytest.mark.usefixtures("restored")
def test_text_is_one_line_an_event() -> None:
    stream = logged("text")
    logs.tell("room_made", rooms=3, name="two words", odd="a\nb\u2028")
    logs.tell("not_kept", "a sentence\nof two lines", level=logging.WARNING, error="disk full")
    first, second = stream.getvalue().splitlines()
    assert first.endswith(' INFO room_made rooms=3 name="two words" odd="a\\nb\\u2028"')
    assert second.endswith(' WARNING not_kept a sentence of two lines error="disk full"')


@pytest.mark.usefixtures("restored")
def test_json_is_one_object_an_event() -> None:
    stream = logged("json")
    logs.tell("not_kept", "a sentence", level=logging.WARNING, rooms=3)
    entry = json.loads(stream.getvalue())
    assert entry.pop("time").endswith("Z")
    assert entry == {"level": "warning", "event": "not_kept", "sentence": "a sentence", "rooms": 3}


@pytest.mark.usefixtures("restored")
def test_what_is_below_the_level_is_not_logged() -> None:
    stream = logged("text", "warning")
    logs.tell("room_made")
    assert stream.getvalue() == ""


@pytest.mark.usefixtures("restored")
def test_an_error_of_a_library_is_an_entry_with_its_traceback() -> None:
    stream = logged("json")
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("library").exception("it failed: %s", "x")
    entry = json.loads(stream.getvalue())
    assert (entry["event"], entry["sentence"]) == ("library", "it failed: x")
    assert "ZeroDivisionError" in entry["traceback"]
