"""The `playground` command as a process of its own."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any

from tests.paths import ROOT
from tests.server.people.own_time import OwnTime
from tests.server.servers.live import SECONDS, Client, browser_at

PATIENT = """
import sys
from server import playground
from server.web import serving
playground.KEEPING_SECONDS, serving.LAST_SECONDS = 20.0, 30.0
from server.commands.cli import main
sys.exit(main())
"""
"""A server that gives nothing up when it stops, however little the machine lets it do."""


@contextmanager
def process(
    *arguments: str,
    port: int = 0,
    prepare: Callable[[], None] | None = None,
    environment: Mapping[str, str] | None = None,
    program: str | None = None,
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `playground serve` and its address; `prepare` runs in the process before it begins, and
    `program` is run in place of the usual one.

    It computes with NumPy unless told otherwise: loading a compiler takes a busy machine a while.
    """
    start = ["-m", "server"] if program is None else ["-c", program]
    command = [sys.executable, *start, "serve", "--port", str(port), "--device", "numpy", *arguments]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=prepare,
    ) as running:
        try:
            assert running.stdout is not None
            line = running.stdout.readline()
            found = re.fullmatch(r"Playground is at (http://127\.0\.0\.1:\d+/)\n", line)
            assert found, line + said(running)
            yield running, found[1]
        finally:
            if running.poll() is None:
                running.kill()


def port_of(address: str) -> int:
    """Returns the port in an address."""
    return int(address.rstrip("/").rsplit(":", 1)[1])


def said(running: "subprocess.Popen[str]") -> str:
    """Returns all that a process wrote into its log, when it has ended."""
    running.wait(SECONDS)
    assert running.stderr is not None
    return running.stderr.read()


async def stopped(running: "subprocess.Popen[str]", *others: int, number: int = signal.SIGTERM) -> float:
    """Lets a server stop, of which `others` are more processes; returns how many seconds that took it by
    itself."""
    own, took = OwnTime(running.pid, *others), 0.0
    running.send_signal(number)
    async with asyncio.timeout(SECONDS):
        while running.poll() is None:
            took = own.seconds()
            await asyncio.sleep(0.02)
    return took


def client_at(address: str, **options: Any) -> AbstractAsyncContextManager[Client]:
    """A browser that has not said hello."""
    return browser_at(address.replace("http", "ws") + "socket", close_timeout=10, **options)
