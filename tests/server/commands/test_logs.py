"""Lines of the log: one an event, whatever stands in it."""

import fcntl
import io
import json
import logging
import os
import signal
import time
from collections.abc import Iterator

import pytest

from server import logs
from tests.server.servers.live import SECONDS, run
from tests.server.servers.process import client_at, process


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


def written(stream: io.StringIO) -> str:
    logs.flush()
    return stream.getvalue()


@pytest.mark.usefixtures("restored")
def test_text_is_one_line_an_event() -> None:
    stream = logged("text")
    logs.tell("room_made", rooms=3, name="two words", odd="a\nb\u2028")
    logs.tell("not_kept", "a sentence\nof two lines", level=logging.WARNING, error="disk full")
    first, second = written(stream).splitlines()
    assert first.endswith(' INFO room_made rooms=3 name="two words" odd="a\\nb\\u2028"')
    assert second.endswith(' WARNING not_kept a sentence of two lines error="disk full"')


@pytest.mark.usefixtures("restored")
def test_a_process_that_has_a_name_puts_it_into_each_line() -> None:
    text, json_lines = io.StringIO(), io.StringIO()
    logs.set_up("text", "info", text, name="p1")
    logs.tell("room_made", rooms=3)
    logs.flush()
    logs.set_up("json", "info", json_lines, name="p2")
    logs.tell("room_made", rooms=3)
    assert text.getvalue().endswith(" INFO p1 room_made rooms=3\n")
    assert json.loads(written(json_lines))["process"] == "p2"


@pytest.mark.usefixtures("restored")
def test_json_is_one_object_an_event() -> None:
    stream = logged("json")
    logs.tell("not_kept", "a sentence", level=logging.WARNING, rooms=3)
    entry = json.loads(written(stream))
    assert entry.pop("time").endswith("Z")
    assert entry == {"level": "warning", "event": "not_kept", "sentence": "a sentence", "rooms": 3}


@pytest.mark.usefixtures("restored")
def test_what_is_below_the_level_is_not_logged() -> None:
    stream = logged("text", "warning")
    logs.tell("room_made")
    assert written(stream) == ""


@pytest.mark.usefixtures("restored")
def test_an_error_of_a_library_is_an_entry_with_its_traceback() -> None:
    stream = logged("json")
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("library").exception("it failed: %s", "x")
    entry = json.loads(written(stream))
    assert (entry["event"], entry["sentence"]) == ("library", "it failed: x")
    assert "ZeroDivisionError" in entry["traceback"]


@pytest.mark.usefixtures("restored")
def test_who_logs_never_waits_for_who_reads() -> None:
    reading, writing = os.pipe()
    with open(reading, encoding="utf-8") as reader, open(writing, "w", encoding="utf-8") as stream:
        logs.set_up("text", "info", stream)
        begun = time.thread_time()
        for number in range(5000):
            logs.tell("joined", number=number, padding="x" * 100)
        assert time.thread_time() - begun < 5
        assert logs.n_dropped() > 5000 - logs.MOST_WAITING - 1000  # what fits into the pipe, and waits
        lines = []
        while not lines or "log_dropped" not in lines[-1]:
            lines.append(reader.readline())
        assert len(lines) - 1 == 5000 - logs.n_dropped()
        assert lines[-1].endswith(f" nobody read the log in time lines={logs.n_dropped()}\n")
        logs.tell("joined", number=5001)
        assert "number=5001" in reader.readline()
        logs.flush()


@pytest.mark.usefixtures("restored")
def test_a_reader_who_has_gone_is_no_error() -> None:
    reading, writing = os.pipe()
    with open(writing, "w", encoding="utf-8") as stream:
        logs.set_up("text", "info", stream)
        os.close(reading)
        logs.tell("joined")
        logs.flush()


def test_a_server_whose_log_nobody_reads_serves_on_and_stops() -> None:
    def shrink() -> None:
        fcntl.fcntl(2, fcntl.F_SETPIPE_SZ, 4096)

    with process("--log-level", "info", prepare=shrink) as (running, address):

        async def work() -> None:
            for _ in range(60):
                async with client_at(address) as visitor:
                    await visitor.hello()
            async with client_at(address) as visitor:
                await visitor.hello()
                assert (await visitor.ask("play"))["type"] == "done"

        run(work())
        running.send_signal(signal.SIGTERM)
        assert running.wait(SECONDS) == 0
