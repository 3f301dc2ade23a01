"""The log: one line an event, with its name and its facts, for people or as JSON.

Never contents, tokens or links. Events go to the logger "playground", and nowhere before `set_up`. Who logs
never waits for who reads: a thread writes, and what comes while too much waits is dropped and counted.
"""

import json
import logging
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from queue import Full, Queue
from threading import Thread
from typing import Any, TextIO

FORMATS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")
MOST_WAITING = 1000  # lines
LAST_SECONDS = 0.5  # for the last lines, when the server ends

logger = logging.getLogger("playground")


def tell(event: str, sentence: str = "", *, level: int = logging.INFO, **facts: object) -> None:
    """Logs an event, such as tell("room_made", rooms=3); a sentence for what a person has to understand."""
    if logger.isEnabledFor(level):
        shown = " ".join(f"{name}={_quoted(value)}" for name, value in facts.items())
        text = " ".join(each for each in (sentence, shown) if each)
        logger.log(level, "%s", text or event, extra={"event": event, "sentence": sentence, "facts": facts})


def set_up(format: str, level: str, stream: TextIO | None = None, *, name: str = "") -> None:
    """Lets the events of this process, and warnings of the libraries, go to standard error; of a server of
    several processes each has a name, which stands in its lines."""
    handler = Writer(stream or sys.stderr)
    handler.setFormatter(JsonLines(name) if format == "json" else TextLines(name))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logger.setLevel(level.upper())


def flush() -> None:
    """Waits a moment for what has been logged to be written."""
    for each in logging.getLogger().handlers:
        each.flush()


def n_dropped() -> int:
    """Returns how many lines nobody has read in time, since the process began."""
    return sum(each.n_dropped for each in logging.getLogger().handlers if isinstance(each, Writer))


class Writer(logging.Handler):
    """Hands lines to a thread that writes them. `n_dropped` counts those that it had no room for."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self.n_dropped = 0
        self._stream = stream
        self._waiting: Queue[str] = Queue(MOST_WAITING)
        Thread(target=self._work, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Leaves a line with the thread."""
        try:
            self._waiting.put_nowait(self.format(record) + "\n")
        except Full:
            self.n_dropped += 1

    def flush(self) -> None:
        """Waits until all is written, but not long for a reader who does not read."""
        done = self._waiting.all_tasks_done
        with done:
            done.wait_for(lambda: not self._waiting.unfinished_tasks, LAST_SECONDS)

    def _work(self) -> None:
        n_told = 0
        while True:
            line = self._waiting.get()
            with suppress(OSError, ValueError):  # nobody is there to read, or the stream is closed
                self._write(line)
            if self.n_dropped > n_told and self._waiting.empty():
                n_told, n_new = self.n_dropped, self.n_dropped - n_told
                tell("log_dropped", "nobody read the log in time", level=logging.WARNING, lines=n_new)
            self._waiting.task_done()

    def _write(self, line: str) -> None:
        """Writes past the stream's buffer where it is a file: who waits there for a reader holds a lock on it
        that Python wants to have when it ends."""
        try:
            file = self._stream.fileno()
        except OSError:  # it is none
            self._stream.write(line)
            return
        left = line.encode("utf-8", "backslashreplace")
        while left:
            left = left[os.write(file, left) :]


class TextLines(logging.Formatter):
    """`2026-11-21T08:00:00.000Z INFO room_made rooms=3`; the process's name, if any, is before the event."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._name = [name] if name else []

    def format(self, record: logging.LogRecord) -> str:
        event = getattr(record, "event", record.name)
        said = record.getMessage()
        parts = [_time(record), record.levelname, *self._name, event, *([said] if said != event else [])]
        lines = " ".join(parts).replace("\r", " ").replace("\n", " ")
        return lines + ("\n" + self.formatException(record.exc_info) if record.exc_info else "")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, process, if it has a name, event, sentence and the facts of the
    event."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._name = {"process": name} if name else {}

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower()}
        entry |= self._name
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
