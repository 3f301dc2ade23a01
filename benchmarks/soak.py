"""Classes at work while everything goes wrong that may: nobody loses more than five seconds of training.

    .venv/bin/python -m benchmarks.soak [--seconds 600] [--seed 1] [--rooms 6] [--replicas 3]

Each room has a host who changes something every now and then, and comes back by itself when it is cut off.
Meanwhile faults happen one after another, drawn at random from `FAULTS`: among them kill -9, a stop and a
machine that stands still. After each, every room must train on, with what its host was told is done; after
a kill but for the last seconds. Prints a line a fault, and ends with 1 at the first that did harm. Several
replicas have faults of their own, which stand in soak_replicas.py.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import websockets

from benchmarks import soak_replicas
from tests.server.people.attack import BINARY, PING, TEXT, Raw, frame
from tests.server.people.lean import come, leave
from tests.server.servers.live import Client
from tests.server.servers.ports import free_port
from tests.server.servers.process import client_at, process, said

KEPT_WITHIN = 6.0  # five seconds between two writings, and one for the writing itself
BACK_WITHIN = 20.0
GROWN_BYTES = 80_000_000
STEP = 0.0001  # by which each change raises the learning rate, so that it tells how many there were
RETRY_SECONDS = 0.2
EXPECTED = (
    " set_aside ",
    " not_kept ",
    " kept_again ",
)  # what the log has to say about damaged files and a full disk


class Host:
    """Who holds a room. `changes` and `epochs` are what it was told, with the time of it."""

    def __init__(self, address: str, chance: random.Random) -> None:
        self._address, self._chance = address, chance
        self.room: dict[str, str] = {}
        self.changes: list[tuple[float, int]] = [(0.0, 0)]
        self.epochs: list[tuple[float, int]] = [(0.0, 0)]
        self.sent = 0
        self.found: tuple[int, int] | None = None  # changes and epoch when it came (back)
        self.news = asyncio.Event()

    async def stay(self) -> None:
        """Comes, works, and comes again whenever it is cut off."""
        while True:
            with suppress(OSError, websockets.WebSocketException, TimeoutError):
                async with client_at(self._address) as client:
                    await client.hello(**self.room)
                    self.room = {"room": client.welcome["room"], "token": client.welcome["token"]}
                    await self._work(client)
            await asyncio.sleep(RETRY_SECONDS)

    async def _work(self, client: Client) -> None:
        done = round(client.state["experiment"]["learning_rate"] / STEP)
        first = await client.next_frame()
        if self.found is None:  # what is lost now is not to be found the next time
            self.found = (done if self.sent else 0, first.epoch)
            self.changes, self.epochs = [(0.0, self.found[0])], [(0.0, self.found[1])]
        await client.ask("play")
        due = 0.0
        while True:
            shown = await client.next_frame()
            self.epochs.append((time.monotonic(), shown.epoch))
            self.news.set()
            if time.monotonic() > due:
                self.sent += 1
                answer = await client.ask("change", changes={"learning_rate": self.sent * STEP})
                assert answer["type"] == "done", answer
                self.changes.append((time.monotonic(), self.sent))
                due = time.monotonic() + self._chance.uniform(0.2, 1.5)

    def least(self, until: float) -> tuple[int, int]:
        """Returns how many changes were made, and how many epochs seen, until a moment."""
        changes = max(n for at, n in self.changes if at <= until)
        return changes, max(epoch for at, epoch in self.epochs if at <= until)

    async def trains(self) -> None:
        """Waits until the room has trained on from now."""
        before = self.epochs[-1][1]
        try:
            async with asyncio.timeout(BACK_WITHIN):
                while self.epochs[-1][1] <= before:
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            sentence = f"a room did not train on from epoch {before} within {BACK_WITHIN:g} s"
            raise AssertionError(sentence) from None


class Chaos:
    """A server with its folder, its hosts, and what befalls them."""

    def __init__(self, folder: Path, n_rooms: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.port = free_port()
        self.folder = folder
        self.log: list[str] = []
        self.befell = "the beginning"  # what happened last
        self._stack = ExitStack()
        self._start()
        self.hosts = [Host(self.address, random.Random(f"{seed} {number}")) for number in range(n_rooms)]

    def _start(self) -> None:
        self.running, self.address = self._stack.enter_context(
            process("--data", str(self.folder), "--connects-per-second=100000", port=self.port)
        )

    def stop(self, how: signal.Signals) -> None:
        """Ends the server and waits for it."""
        self.running.send_signal(how)
        self.log += said(self.running).splitlines()
        self._stack.close()

    async def start_again(self, how: signal.Signals, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Ends the server and starts it, then checks what everybody has found."""
        for host in self.hosts:
            host.found = None
        lost_since = time.monotonic() - (KEPT_WITHIN if how == signal.SIGKILL else 0)
        least = [host.least(lost_since) for host in self.hosts]
        await asyncio.to_thread(self.stop, how)
        meanwhile()
        await asyncio.to_thread(self._start)
        await self._until(lambda: all(host.found for host in self.hosts), "not everybody came back")
        for host, (changes, epoch) in zip(self.hosts, least, strict=True):
            assert host.found is not None
            assert host.found[0] >= changes, f"{changes - host.found[0]} changes were lost"
            assert host.found[1] >= epoch, f"{epoch - host.found[1]} epochs were lost"

    # What may happen

    async def killed(self) -> None:
        await self.start_again(signal.SIGKILL)

    async def killed_and_a_file_damaged(self) -> None:
        await self.start_again(
            signal.SIGKILL, lambda: (self.folder / "rooms/damaged0.room").write_bytes(b"?")
        )

    async def stopped(self) -> None:
        await self.start_again(signal.SIGTERM)

    async def stood_still(self) -> None:
        self.running.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self.chance.uniform(0.5, 4))
        self.running.send_signal(signal.SIGCONT)

    async def disk_was_full(self) -> None:
        """Nothing can be written any more: every room trains on and is marked, and is written afterwards."""
        running = psutil.Process(self.running.pid)
        before = running.rlimit(psutil.RLIMIT_FSIZE)
        running.rlimit(psutil.RLIMIT_FSIZE, (0, before[1]))
        try:
            await self._until(
                lambda: self._unkept() == len(self.hosts), "not all rooms were marked as unkept"
            )
            for host in self.hosts:
                await host.trains()
        finally:
            running.rlimit(psutil.RLIMIT_FSIZE, before)
        await self._until(
            lambda: self._unkept() == 0, "some rooms were not written when there was room again"
        )

    def _unkept(self) -> int:
        """Returns how many rooms could not be written."""
        with urllib.request.urlopen(self.address + "metrics", timeout=BACK_WITHIN) as answer:
            lines = answer.read().decode().splitlines()
        (line,) = [each for each in lines if each.startswith("playground_rooms_unkept ")]
        return int(float(line.split()[1]))

    async def _until(self, is_so: Callable[[], bool], complaint: str) -> None:
        """Waits until something holds."""
        try:
            async with asyncio.timeout(BACK_WITHIN):
                while not await asyncio.to_thread(is_so):
                    await asyncio.sleep(RETRY_SECONDS)
        except TimeoutError:
            raise AssertionError(f"{complaint} within {BACK_WITHIN:g} s") from None

    async def guests_came_and_went(self) -> None:
        guests = await asyncio.gather(*(come(self.port, self._watch()) for _ in range(60)))
        await leave(list(guests))

    async def some_did_not_read(self) -> None:
        await self._raws(20, self._hello(), lambda raw: None, buffer=2048, seconds=5)

    async def cables_were_pulled(self) -> None:
        await self._raws(10, self._hello(), Raw.vanish, seconds=3)

    async def requests_were_not_finished(self) -> None:
        await self._raws(100, b"GET /hea", lambda raw: None, shakes_hands=False)

    async def messages_flooded(self) -> None:
        await self._raws(
            3, frame(TEXT, b'{"type":"hello"}'), lambda raw: raw.flood(frame(TEXT, b"{}") * 50, 500)
        )

    async def pings_flooded(self) -> None:
        await self._raws(
            3, frame(TEXT, b'{"type":"hello"}'), lambda raw: raw.flood(frame(PING, b"") * 500, 500)
        )

    async def files_flooded(self) -> None:
        page = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
        await self._raws(10, b"", lambda raw: raw.flood(page, 30), shakes_hands=False)

    async def nonsense_came(self) -> None:
        await self._raws(20, b"", lambda raw: raw.flood(frame(BINARY, self.chance.randbytes(500)), 3))
        await self._raws(20, b"", lambda raw: raw.flood(self.chance.randbytes(500), 3), shakes_hands=False)

    def _watch(self) -> dict[str, str]:
        return dict(self.chance.choice(self.hosts).room)

    def _hello(self) -> bytes:
        return frame(TEXT, json.dumps({"type": "hello", **self._watch()}).encode())

    async def _raws(
        self,
        n: int,
        start: bytes,
        then: Callable[[Raw], object],
        shakes_hands: bool = True,
        buffer: int | None = None,
        seconds: float = 0.5,
    ) -> None:
        """So many connections that send something, do something and are left after a while."""

        def mistreat() -> None:
            with ExitStack() as stack:
                raws = [stack.enter_context(Raw(self.port, buffer=buffer)) for _ in range(n)]
                for raw in raws:
                    with suppress(OSError):
                        (raw.shake_hands() if shakes_hands else raw).send(start)
                        then(raw)
                time.sleep(seconds)

        await asyncio.to_thread(mistreat)


FAULTS: list[Callable[[Chaos], Awaitable[None]]] = [
    Chaos.killed, Chaos.killed_and_a_file_damaged, Chaos.stopped, Chaos.stood_still,
    Chaos.guests_came_and_went, Chaos.some_did_not_read, Chaos.cables_were_pulled,
    Chaos.requests_were_not_finished, Chaos.messages_flooded, Chaos.pings_flooded, Chaos.files_flooded,
    Chaos.nonsense_came, *([Chaos.disk_was_full] if hasattr(psutil.Process, "rlimit") else []),
]  # fmt: skip


def is_healthy(address: str) -> bool:
    with urllib.request.urlopen(address + "healthz", timeout=BACK_WITHIN) as answer:
        return bool(answer.status == 200)


async def soak(chaos: Chaos, seconds: float) -> None:
    """Lets one fault after another happen for so long; each at least once, if there is time."""
    staying = [asyncio.create_task(host.stay()) for host in chaos.hosts]
    begun, waiting, memory = time.monotonic(), [], 0
    try:
        for host in chaos.hosts:
            await host.trains()
        while time.monotonic() - begun < seconds:
            waiting = waiting or chaos.chance.sample(FAULTS, len(FAULTS))
            fault = waiting.pop()
            at, name = time.monotonic(), fault.__name__.replace("_", " ")
            chaos.befell = name
            await fault(chaos)
            for host in chaos.hosts:
                await host.trains()
            assert await asyncio.to_thread(is_healthy, chaos.address)
            rss = psutil.Process(chaos.running.pid).memory_info().rss
            memory = memory or rss
            assert rss < memory + GROWN_BYTES, f"memory grew from {memory:,} to {rss:,} bytes"
            print(f"{at - begun:6.1f} s  {name:32} all {len(chaos.hosts)} rooms train on after "
                  f"{time.monotonic() - at:4.1f} s, {rss / 1e6:.0f} MB", flush=True)  # fmt: skip
    finally:
        for each in staying:
            each.cancel()
        ended = await asyncio.gather(*staying, return_exceptions=True)
    harmed = [each for each in ended if isinstance(each, Exception)]
    assert not harmed, harmed


def main() -> int:
    """Returns 0 when nobody came to harm."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(2), "big"))
    parser.add_argument("--rooms", type=int, default=6)
    parser.add_argument("--replicas", type=int, choices=(0, 2, 3), default=0)
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}", flush=True)
    if chosen.replicas:
        return soak_replicas.run(chosen.replicas, chosen.rooms, chosen.seconds, chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        chaos = Chaos(Path(folder), chosen.rooms, chosen.seed)
        try:
            asyncio.run(soak(chaos, chosen.seconds))
            chaos.stop(signal.SIGTERM)
        except (AssertionError, TimeoutError, subprocess.TimeoutExpired) as harm:
            chaos.running.kill()
            print(f"HARM after {chaos.befell}: {harm!r}", *chaos.log, said(chaos.running), sep="\n")
            return 1
    unexpected = [line for line in chaos.log if not any(event in line for event in EXPECTED)]
    print(
        *unexpected, f"{sum(host.sent for host in chaos.hosts)} changes, none lost that should not", sep="\n"
    )
    return 1 if any("Traceback" in line for line in unexpected) else 0


if __name__ == "__main__":
    sys.exit(main())
