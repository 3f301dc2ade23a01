"""Processes are kept running; what can never be started ends the whole."""

import asyncio
import sys
from collections.abc import Sequence

import psutil
import pytest

from server.front.channel import CAN_HAND_OVER, Message, Says
from server.front.children import MOST_TRIES, Children, NotStarted
from tests.server.servers.live import run

pytestmark = pytest.mark.skipif(not CAN_HAND_OVER, reason="this system hands over no sockets")

READY_AND_WAIT = f"""
import signal, socket, struct, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGUSR1])
line = socket.socket(fileno=int(sys.argv[1]))
line.send(struct.pack(">BBI", {int(Says.READY)}, 0, 0))
signal.sigwait([signal.SIGTERM])
"""
DEAF = READY_AND_WAIT.replace("wait([signal.SIGTERM])", "wait([signal.SIGUSR1])")


class Started:
    """Commands that run a program, and what was heard of it."""

    def __init__(self, program: str) -> None:
        self._program = program
        self.n_started = 0
        self.heard: asyncio.Queue[Message] = asyncio.Queue()

    def command(self, file: int, name: str) -> Sequence[str]:
        self.n_started += 1
        return [sys.executable, "-c", self._program, str(file), name]

    def running(self) -> list[psutil.Process]:
        """Those that run of what was started here."""
        return [each for each in psutil.Process().children() if self._is_running(each)]

    def _is_running(self, child: psutil.Process) -> bool:
        try:
            return child.status() != psutil.STATUS_ZOMBIE and self._program in child.cmdline()
        except psutil.NoSuchProcess:  # ended meanwhile, as those may that other tests have left
            return False


def test_a_process_that_is_never_ready_ends_the_whole_with_a_sentence() -> None:
    async def work() -> None:
        started = Started("raise SystemExit(3)")
        children = Children(1, started.command, started.heard.put_nowait)
        with pytest.raises(NotStarted, match="process p1 has ended 5 times before it was ready, with exit"):
            await children.run()
        assert started.n_started == MOST_TRIES

    run(work())


def test_a_process_that_ends_is_started_again() -> None:
    async def work() -> None:
        started = Started(READY_AND_WAIT)
        children = Children(2, started.command, started.heard.put_nowait)
        running = asyncio.create_task(children.run())
        for _ in range(2):
            assert (await started.heard.get()).says is Says.READY
        assert children.is_ready()
        for each in started.running():
            each.kill()
        for _ in range(2):
            assert (await started.heard.get()).says is Says.READY
        assert await children.stop(20)
        await running
        assert started.n_started == 4

    run(work())


def test_a_process_that_does_not_stop_is_ended() -> None:
    async def work() -> None:
        started = Started(DEAF)
        children = Children(1, started.command, started.heard.put_nowait)
        running = asyncio.create_task(children.run())
        await started.heard.get()
        assert not await children.stop(0.2)
        await running
        assert started.running() == []

    run(work())
