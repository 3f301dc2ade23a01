"""The children of a server of several processes: each is started, started again when it has ended, and takes
connections while it is ready, in its turn while it says that it is there.
"""

import asyncio
import logging
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from server.front.channel import Channel, Message, Says, pair
from server.logs import tell

FIRST_PAUSE_SECONDS = 0.1  # until a child that has ended is started again; twice as long each time
LONGEST_PAUSE_SECONDS = 10.0
LASTED_SECONDS = 30.0  # who was there so long is started again at once
MOST_TRIES = 5  # in a row of a child that is never ready, while no other is
SILENT_SECONDS = 3.0  # a child that says nothing for so long stands still


MakeCommand = Callable[[int, str], Sequence[str]]
"""(file of its end of the line, its name) → the command that starts it."""


class NotStarted(Exception):
    """No child can be started; the message is a sentence for who starts the server."""


class Child:
    """One of the processes: its name and number, the line to it, whether it takes connections."""

    def __init__(self, number: int, make: MakeCommand, told: Callable[[Message], None]) -> None:
        self.number, self.name = number, f"p{number}"
        self.is_ready = self.was_ready = self.is_stopping = False
        self._make, self._told = make, told
        self._channel: Channel | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._heard_at = 0.0

    def is_silent(self) -> bool:
        """Whether it has said nothing for long."""
        return time.monotonic() - self._heard_at > SILENT_SECONDS

    def take(self, read: bytes, connection: socket.socket) -> bool:
        """Gives it a connection; returns whether it takes it."""
        return (
            self.is_ready
            and self._channel is not None
            and self._channel.send(Says.CONNECTION, self.number, read, connection)
        )

    def stop(self) -> None:
        """Lets it stop, also if it is about to start."""
        self.is_stopping = True
        self._signal(signal.SIGTERM)

    def end(self) -> None:
        """Ends it at once."""
        self._signal(signal.SIGKILL)

    async def run(self) -> int:
        """Starts it and waits for its end; returns its exit code. It does not outlive this."""
        ours, theirs = pair()
        self.was_ready = False
        self._channel = Channel(ours, self._hear, self._not_ready)
        try:
            with theirs:
                file = theirs.fileno()
                self._process = await asyncio.create_subprocess_exec(
                    *self._make(file, self.name), stdin=subprocess.DEVNULL, pass_fds=[file], process_group=0
                )
            tell("process_started", child=self.name, pid=self._process.pid)
            if self.is_stopping:
                self.stop()
            return await self._process.wait()
        finally:
            self.end()
            self._process = None
            self._not_ready()
            self._channel.close()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    def _hear(self, message: Message) -> None:
        self._heard_at = time.monotonic()
        if message.says is Says.READY:
            self.is_ready = self.was_ready = True
        elif message.says is Says.STOPPING:
            self._not_ready()
        self._told(message)

    def _not_ready(self) -> None:
        self.is_ready = False


class Children:
    """All of them, and whose turn it is."""

    def __init__(self, n: int, make: MakeCommand, told: Callable[[Message], None]) -> None:
        self._all = [Child(number, make, told) for number in range(1, n + 1)]
        self._turns = {False: 0, True: 0}
        self._stopping, self._ended = asyncio.Event(), asyncio.Event()
        self._codes: list[int] = []

    def is_ready(self) -> bool:
        """Whether any of them takes connections."""
        return any(each.is_ready for each in self._all)

    def hand_over(self, child: int, is_socket: bool, read: bytes, connection: socket.socket) -> bool:
        """Gives a connection to the child of that number, for 0 to the next in turn, with what was read of it
        already. Returns whether it was taken. Sockets have turns of their own: each may become a room. Who
        stands still has no turn, unless all do."""
        if child:
            return child <= len(self._all) and self._all[child - 1].take(read, connection)
        n, turn = len(self._all), self._turns[is_socket]
        in_turn = [(turn + i) % n for i in range(1, n + 1)]
        for next_turn in sorted(in_turn, key=lambda each: self._all[each - 1].is_silent()):
            if self._all[next_turn - 1].take(read, connection):
                self._turns[is_socket] = next_turn
                return True
        return False

    async def run(self) -> None:
        """Keeps all of them running until they are stopped. Raises NotStarted."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for each in self._all:
                    tasks.create_task(self._keep(each), name=f"process {each.name}")
        except* NotStarted as errors:
            raise NotStarted(str(errors.exceptions[0])) from None
        finally:
            self._ended.set()

    async def stop(self, seconds: float) -> bool:
        """Lets all of them stop, and ends those that are still there after so many seconds; returns whether
        all stopped as they should."""
        self._stopping.set()
        for each in self._all:
            each.stop()
        try:
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        except TimeoutError:
            tell("stopped_late", "a process did not stop in time", level=logging.WARNING)
            for each in self._all:
                each.end()
            await self._ended.wait()
        return not any(self._codes)

    async def _keep(self, child: Child) -> None:
        n_failed, pause = 0, 0.0
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                code = await child.run()
            except OSError as error:  # the system has no room for another process at the moment
                tell("process_not_started", str(error), level=logging.WARNING, child=child.name)
                code = 1
            if self._stopping.is_set():
                was_starting = code == -signal.SIGTERM and not child.was_ready
                self._codes.append(0 if was_starting else code)
                return
            n_failed = 0 if child.was_ready else n_failed + 1
            if n_failed >= MOST_TRIES and not self.is_ready():
                raise NotStarted(
                    f"process {child.name} has ended {n_failed} times before it was ready, {told_as(code)}"
                )
            lasts = time.monotonic() - begun > LASTED_SECONDS
            pause = FIRST_PAUSE_SECONDS if lasts or not pause else min(2 * pause, LONGEST_PAUSE_SECONDS)
            tell(
                "process_ended",
                f"it is started again in {pause:g} s, {told_as(code)}",
                level=logging.WARNING,
                child=child.name,
            )
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopping.wait()


def told_as(code: int) -> str:
    """Returns in words how a process ended."""
    return f"ended by signal {-code}" if code < 0 else f"with exit code {code}"
