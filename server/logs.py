"""The log: one line an event, with its name and its facts, for people or as JSON.

Never contents, tokens or links. Events go to the logger "playground", and nowhere before `set_up`.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

FORMATS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")

logger = logging.getLogger("playground")


def tell(event: str, sentence: str = "", *, level: int = logging.INFO, **facts: object) -> None:
    """Logs an event, such as tell("room_made", rooms=3); a sentence for what a person has to understand."""
    if logger.isEnabledFor(level):
        shown = " ".join(f"{name}={_quoted(value)}" for name, value in facts.items())
        text = " ".join(each for each in (sentence, shown) if each)
        logger.log(level, "%s", text or event, extra={"event": event, "sentence": sentence, "facts": facts})


def set_up(format: str, level: str, stream: TextIO | None = None) -> None:
    """Lets the events of this process, and warnings of the libraries, go to standard error."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if format == "json" else TextLines())
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logger.setLevel(level.upper())


class TextLines(logging.Formatter):
    """`2026-11-21T08:00:00.000Z INFO room_made rooms=3`"""

    def format(self, record: logging.LogRecord) -> str:
        event = getattr(record, "event", record.name)
        said = record.getMessage()
        parts = [_time(record), record.levelname, event, *([said] if said != event else [])]
        lines = " ".join(parts).replace("\r", " ").replace("\n", " ")
        return lines + ("\n" + self.formatException(record.exc_info) if record.exc_info else "")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, event, sentence and the facts of the event."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower()}
        entry["event"] = getattr(record, "event", record.name)
        sentence = getattr(record, "sentence", None)
        sentence = record.getMessage() if sentence is None else sentence
        if sentence:
            entry["sentence"] = sentence
        entry |= getattr(record, "facts", {})
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _quoted(value: object) -> str:
    text = str(value)
    return text if text.isascii() and text.isprintable() and " " not in text and text else json.dumps(text)
