"""Valkey for the tests, or Redis, which speaks the same protocol: a server of Debian's package on a free
port; as a script it installs the package where there is none."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.browser.get_browser import install_with_apt
from tests.server.servers.ports import free_port

PROGRAMS = ("valkey-server", "redis-server")
"""The programs that are as good, the first before the second; the packages have the same names."""
STARTS_WITHIN = 15
ANSWERS_WITHIN = 5
ENDING = """
local n = 0
for _, key in ipairs(redis.call('KEYS', 'nnp:*')) do
  if redis.call('PTTL', key) > 0 then n = n + 1 end
end
return n
"""
"""Counts the keys that end by themselves."""


def find() -> str | None:
    """Returns the path of a server, or None."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


class Valkey:
    """A server of one's own. It may be ended and started again at the same address, and be made to stand
    still. What was in it is there again after a start if it `remembers`."""

    def __init__(self, folder: Path, remembers: bool, max_memory: str, options: Mapping[str, str]) -> None:
        self.port = free_port()
        self.address = f"valkey://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._options = {
            "--bind": "127.0.0.1",
            "--port": str(self.port),
            "--dir": str(folder),
            "--save": "",
            "--appendonly": "yes" if remembers else "no",
            "--maxmemory": max_memory,
            "--maxmemory-policy": "noeviction",
            **options,
        }
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        program = find()
        assert program is not None
        assert self._running is None
        words = [word for option in self._options.items() for word in option]
        with (self._folder / "said").open("ab") as said:
            self._running = subprocess.Popen([program, *words], stdout=said, stderr=said)
        latest = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if self._running.poll() is not None or time.monotonic() > latest:
                self.stop()
                pytest.fail(f"{program} did not start:\n{(self._folder / 'said').read_text()}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            return self.ask("PING") == "PONG"
        except OSError:
            return False

    def stop(self) -> None:
        """Ends it at once, as a lost machine does; every connection breaks."""
        if self._running is not None:
            self._running.kill()
            self._running.wait(STARTS_WITHIN)
            self._running = None

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """It says nothing for as long as the block lasts; connections stay."""
        assert self._running is not None
        self._running.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._running.send_signal(signal.SIGCONT)

    def setting(self, name: str) -> str:
        """Returns how one of its settings stands."""
        return self.answers("CONFIG", "GET", name)[1]

    def ask(self, *words: str) -> str:
        """Gives a command, such as `CONFIG SET maxmemory 3mb`; returns the answer, "" for nothing."""
        return self.answers(*words)[0]

    def answers(self, *words: str) -> list[str]:
        """Gives a command; returns all the texts and numbers of its answer."""
        parts = [f"*{len(words)}\r\n".encode()]
        parts += [b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words]
        with socket.create_connection(("127.0.0.1", self.port), ANSWERS_WITHIN) as line:
            line.sendall(b"".join(parts))
            with line.makefile("rb") as answer:
                return list(_read(answer))


def _read(answer: BinaryIO) -> Iterator[str]:
    """Yields the texts and numbers of one answer of Valkey's protocol."""
    line = answer.readline().decode().rstrip("\r\n")
    kind, rest = line[0], line[1:]
    if kind == "*":
        for _ in range(int(rest)):
            yield from _read(answer)
    elif kind == "$" and rest != "-1":
        yield answer.read(int(rest) + 2)[:-2].decode(errors="replace")
    else:
        yield "" if kind == "$" else rest


@contextmanager
def valkey(
    remembers: bool = False, max_memory: str = "0", options: Mapping[str, str] = {}
) -> Iterator[Valkey]:
    """A server with nothing in it, for as long as the block lasts; it forgets all when it ends unless it
    `remembers`. `max_memory` is as in `64mb`; 0 sets no limit; `options` are further ones of its command.
    Skips the test where there is none."""
    if find() is None:
        pytest.skip("there is no Valkey or Redis here: make valkey")
    with tempfile.TemporaryDirectory(prefix="valkey") as folder:
        made = Valkey(Path(folder), remembers, max_memory, options)
        made.start()
        try:
            yield made
        finally:
            made.stop()


if __name__ == "__main__":
    for package in PROGRAMS:
        if find() is None:
            install_with_apt(package)
    print(f"Valkey for the tests: {find() or 'none, its tests are left out'}")
