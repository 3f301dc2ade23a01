"""Several real servers, a Valkey between them and a real Caddy in front, as compose.many.yaml has them."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest

from tests.paths import ROOT
from tests.server.servers.cable import Cable
from tests.server.servers.ports import free_port
from tests.server.servers.proxies import EXAMPLES, caddy
from tests.server.servers.valkey import Valkey, valkey

CADDYFILE = EXAMPLES.parent / "many" / "Caddyfile"
NAMES = ("r1", "r2", "r3")
STARTS_WITHIN = 60
STOPS_WITHIN = 10
A_DAY_AHEAD = """
import sys, time
there = time.time
time.time = lambda: there() + 86400
time.time_ns = lambda: int(time.time() * 1e9)
sys.argv[0] = "playground"
from server.__main__ import main
sys.exit(main())
"""


class Replica:
    """One server, which may be ended in every way and started again at its port."""

    def __init__(self, name: str, folder: Path, options: tuple[str, ...]) -> None:
        self.name, self._options = name, options
        self.port = free_port()
        self.http = f"http://127.0.0.1:{self.port}/"
        self.socket = f"ws://127.0.0.1:{self.port}/socket"
        self._log = folder / f"{name}.log"
        self._running: subprocess.Popen[bytes] | None = None

    def begin(self, program: str | None = None) -> None:
        """Starts it, and does not wait; `program` is Python that starts it otherwise."""
        assert self._running is None
        start = ["-m", "server"] if program is None else ["-c", program]
        mine = ("--port", str(self.port), "--replica", self.name)
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")
        }
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, *start, "serve", *mine, *self._options],
                cwd=ROOT,
                env={**environment, "PYTHONUNBUFFERED": "1"},
                stdout=log,
                stderr=log,
            )

    def start(self, program: str | None = None) -> None:
        """Starts it, and waits until it may have visitors."""
        self.begin(program)
        self.ready()

    def ready(self) -> None:
        """Waits until it may have visitors."""
        assert self._running is not None
        latest = time.monotonic() + STARTS_WITHIN
        while not answers(self.http + "readyz"):
            if self._running.poll() is not None or time.monotonic() > latest:
                pytest.fail(f"{self.name} did not start:\n{self.said()}")
            time.sleep(0.05)

    def ends_by_itself(self) -> int:
        """Waits until it has ended; returns its exit code."""
        assert self._running is not None
        code = self._running.wait(STARTS_WITHIN)
        self._running = None
        return code

    @property
    def runs(self) -> bool:
        return self._running is not None

    @property
    def memory(self) -> int:
        """The bytes of memory that it has now."""
        assert self._running is not None
        return int(psutil.Process(self._running.pid).memory_info().rss)

    def kill(self) -> None:
        """Ends it as a lost machine does."""
        if self._running is not None:
            self._running.kill()
            self._running.wait(STOPS_WITHIN)
            self._running = None

    def stop(self) -> None:
        """Ends it as a rolling update does."""
        assert self._running is not None
        self._running.send_signal(signal.SIGTERM)
        assert self._running.wait(STOPS_WITHIN) == 0
        self._running = None

    def stand_still(self) -> None:
        assert self._running is not None
        self._running.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._running is not None
        self._running.send_signal(signal.SIGCONT)

    def said(self) -> str:
        """Returns its log, of all its lives."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def number(self, metric: str) -> float:
        """Returns what /metrics says of one thing, all its lines together."""
        with urllib.request.urlopen(self.http + "metrics", timeout=STOPS_WITHIN) as answer:
            lines = answer.read().decode().splitlines()
        return sum(
            float(line.rsplit(" ", 1)[1]) for line in lines if line.split("{")[0].split(" ")[0] == metric
        )


class Replicas:
    """All of them. `http` and `socket` are those of Caddy, which leads to any; `at` leads to one."""

    def __init__(self, each: dict[str, Replica], store: Valkey, port: int) -> None:
        self.each, self.store, self.port = each, store, port
        self.http = f"http://127.0.0.1:{port}/"
        self.socket = f"ws://127.0.0.1:{port}/socket"

    def __getitem__(self, name: str) -> Replica:
        return self.each[name]

    def at(self, base: str) -> "At":
        """Where a page connects to whose base is "" or, as in "r2/", that of a replica."""
        return At(self.port, base)

    def tracebacks(self) -> list[str]:
        return [name for name, each in self.each.items() if "Traceback" in each.said()]


class At:
    """Caddy's address, with a base."""

    def __init__(self, port: int, base: str) -> None:
        self.port = port
        self.http = f"http://127.0.0.1:{port}/{base}"
        self.socket = f"ws://127.0.0.1:{port}/{base}socket"


def answers(address: str) -> bool:
    """Whether there is something at an address, and says yes."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def replicas(
    *options: str,
    names: tuple[str, ...] = NAMES,
    store: Valkey | None = None,
    cables: Mapping[str, Cable] = {},
    programs: Mapping[str, str] = {},
) -> Iterator[Replicas]:
    """Servers that run with these options, ready for visitors, for as long as the block lasts. Those that
    have a cable reach Valkey by it alone; `programs` start some otherwise. None may have had a traceback."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="replicas")))
        between = store or stack.enter_context(valkey())
        each = {}
        for name in names:
            port = cables[name].port if name in cables else between.port
            given = (f"--valkey=valkey://127.0.0.1:{port}/0", *COMMON, *options)
            each[name] = Replica(name, folder, given)
            stack.callback(each[name].kill)
            each[name].begin(programs.get(name))
        for one in each.values():
            one.ready()
        port = free_port()
        text = caddyfile(port, {name: one.port for name, one in each.items()})
        stack.enter_context(caddy(text, folder, f"http://127.0.0.1:{port}/healthz"))
        made = Replicas(each, between, port)
        yield made
        assert made.tracebacks() == [], "\n".join(one.said() for one in each.values())


COMMON = (
    "--device=numpy",
    "--trusted-proxies=127.0.0.1",
    "--connects-per-second=10000",
    "--requests-per-second=10000",
    "--log-level=info",
)


def caddyfile(port: int, at: dict[str, int]) -> str:
    """The example, with this machine's ports; replicas that are not there have one where nobody listens."""
    text = CADDYFILE.read_text()
    for name in NAMES:
        assert f"{name}:8000" in text
        text = text.replace(f"{name}:8000", f"127.0.0.1:{at.get(name, 1)}")
    assert text.count("\n:8000 {") == 1
    return text.replace("\n:8000 {", f"\nhttp://127.0.0.1:{port} {{")
