"""The server under load, against the figures it should reach on two cores with the browsers on them too.

    .venv/bin/python -m benchmarks.load [--seconds 10] [--visits 10000] [--only watchers,rooms,frames]

The browsers run in this process, the server in another. Prints one line a figure: what was measured, and
what should be reached; a figure that is not is marked as missed.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
import urllib.request
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import psutil
from prometheus_client.parser import text_string_to_metric_families

from server.metrics import bound_of
from tests.server.people.attack import Server, server
from tests.server.people.lean import Lean, come, leave, watch

FRAME_RATE = 15
N_ROOMS = {20: 20, 40: 10}  # and the lateness of the loop that is allowed, in milliseconds
N_LIGHT_ROOMS = 100
AT_ONCE = 50
LARGEST_OF_THE_ORIGINAL = (
    "networkShape=8,8,8,8,8,8&sinX=true&sinY=true&xSquared=true&ySquared=true&xTimesY=true"
)
LARGEST = "dataset=blobs&classes=8&networkShape=" + ",".join(["32"] * 6)
OF_FRAMES = (
    (10, "default", "", 1),
    (5, "the original's largest", LARGEST_OF_THE_ORIGINAL, 5),
    (3, "longest", LARGEST, None),
)


class Figure(NamedTuple):
    """Something measured, and within what it should be: at most or, with `least`, at least."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    least: bool = False

    def __str__(self) -> str:
        text = f"{self.name:60} {self.value:9,.{1 if self.value >= 10 else 2}f} {self.unit}"
        if self.goal is None:
            return text
        reached = self.value >= self.goal if self.least else self.value <= self.goal
        side = "at least" if self.least else "at most"
        return f"{text:82} ({side} {self.goal:g}{'' if reached else ', MISSED'})"


class Note:
    """When each frame came to somebody."""

    def __init__(self) -> None:
        self.at: dict[int, float] = {}

    def __call__(self, sequence: int) -> None:
        self.at[sequence] = time.monotonic()


async def gather(n: int, make: Callable[[int], Awaitable[Lean]]) -> list[Lean]:
    """Returns so many clients, of which no more than some come at once."""
    made: list[Lean] = []
    for start in range(0, n, AT_ONCE):
        made += await asyncio.gather(*(make(number) for number in range(start, min(n, start + AT_ONCE))))
    return made


def lateness(on: Server) -> dict[str, float]:
    """Returns the buckets of how late the server's event loop was, from its beginning."""
    with urllib.request.urlopen(on.http + "metrics", timeout=10) as answer:
        families = text_string_to_metric_families(answer.read().decode())
    name = "playground_loop_lateness_seconds_bucket"
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return {sample.labels["le"]: sample.value for sample in samples}


def loop_p99(before: dict[str, float], after: dict[str, float]) -> float:
    """Returns a bound of the loop's lateness in between, for 99 of 100 looks, in milliseconds."""
    bound = bound_of({le: after[le] - before[le] for le in after}, 0.99)
    return 1000 * (float("inf") if bound is None else bound)


async def settled(on: Server) -> None:
    """Waits until the server has loaded what it loads after its start."""
    before = 0
    while abs(on.memory() - before) > 1_000_000:
        before = on.memory()
        await asyncio.sleep(3)


async def watchers(on: Server, seconds: float) -> list[Figure]:
    """One room and more and more watchers: how much later than the host they have each frame."""
    figures = []
    await settled(on)
    host_note = Note()
    host = await come(on.port, None, host_note)
    host.send({"type": "play"})
    everybody: list[Lean] = []
    notes: list[Note] = []
    memory = on.memory()
    for n in (50, 150, 300):
        new = [Note() for _ in range(n - len(notes))]
        everybody += await gather(
            len(new),
            lambda number, new=new: come(on.port, watch(host), new[number]),  # type: ignore[misc]
        )
        notes += new
        await asyncio.sleep(1)
        for each in (host_note, *notes):
            each.at.clear()
        counted, before = sum(each.n_states for each in everybody), lateness(on)
        begun = time.monotonic()
        await asyncio.sleep(seconds)
        rate = (sum(each.n_states for each in everybody) - counted) / n / (time.monotonic() - begun)
        late = sorted(
            max(0.0, came - host_note.at[sequence]) * 1000
            for each in notes
            for sequence, came in each.at.items()
            if sequence in host_note.at
        )
        goal = n == 300
        figures += [
            Figure(
                f"{n} watchers: frames a second each", rate, "", 0.95 * FRAME_RATE if goal else None, True
            ),
            Figure(f"{n} watchers: behind the host, median", statistics.median(late), "ms"),
            Figure(
                f"{n} watchers: behind the host, p99",
                late[int(0.99 * len(late))],
                "ms",
                200 if goal else None,
            ),
            Figure(f"{n} watchers: lateness of the loop, p99 at most", loop_p99(before, lateness(on)), "ms"),
        ]
    figures.append(Figure("memory of a watcher", (on.memory() - memory) / 300 / 1000, "KB", 35))
    await leave([host, *everybody])
    return figures


class Spent:
    """The processor time of the server and of the browsers here, from when it is made. Unlike anything that
    is timed by a clock, it hardly changes with what else the machine does."""

    def __init__(self, on: Server) -> None:
        self._on = on
        self._server, self._browsers = self._now()

    def _now(self) -> tuple[float, float]:
        both = self._on.process.cpu_times()
        return both.user + both.system, time.process_time()

    def a_frame(self, n_frames: int) -> tuple[float, float]:
        """Returns milliseconds for each of so many frames: the server's, the browsers'."""
        server, browsers = self._now()
        each = 1000 / n_frames
        return each * (server - self._server), each * (browsers - self._browsers)


async def rooms(on: Server, seconds: float) -> list[Figure]:
    """More and more rooms train at once, each with its own frames."""
    figures = []
    await settled(on)
    hosts: list[Lean] = []
    for n, goal_ms in N_ROOMS.items():
        new = await gather(n - len(hosts), lambda _: come(on.port))
        for host in new:
            host.send({"type": "play"})
        hosts += new
        await asyncio.sleep(2)
        counted, before = [each.n_states for each in hosts], lateness(on)
        epochs = sum(each.epoch for each in hosts)
        begun, spent = time.monotonic(), Spent(on)
        await asyncio.sleep(seconds)
        taken = time.monotonic() - begun
        of_server, of_browsers = spent.a_frame(sum(each.n_states for each in hosts) - sum(counted))
        rates = [(each.n_states - n) / taken for each, n in zip(hosts, counted, strict=True)]
        p99 = loop_p99(before, lateness(on))
        trained = (sum(each.epoch for each in hosts) - epochs) / taken / n
        figures += [
            Figure(f"{n} rooms training: frames a second of the slowest", min(rates), "", 10, True),
            Figure(f"{n} rooms training: slowest to fastest", min(rates) / max(rates), "", 0.5, True),
            Figure(f"{n} rooms training: epochs a second each, of 60", trained, ""),
            Figure(f"{n} rooms training: processor time a frame, server", of_server, "ms"),
            Figure(f"{n} rooms training: processor time a frame, browsers", of_browsers, "ms"),
            Figure(f"{n} rooms training: lateness of the loop, p99 at most", p99, "ms", goal_ms),
        ]  # fmt: skip
    largest = await come(on.port, {"link": LARGEST})
    largest.send({"type": "play"})
    await asyncio.sleep(1)
    figures += [
        Figure("bytes a frame, of the default network", max(each.longest for each in hosts) / 1000, "KB"),
        Figure("bytes a frame, of the longest there are", largest.longest / 1000, "KB", 130),
    ]
    await leave([*hosts, largest])
    return figures


async def frames(on: Server, seconds: float) -> list[Figure]:
    """What a frame costs the server, from the network to the socket, beside the one update that it shows: the
    same rooms train with and without somebody who looks. Some at once: a processor that wakes for each
    frame of a single one takes thrice as long for it."""
    figures = []
    for n, name, link, goal in OF_FRAMES:
        await settled(on)
        hosts = await gather(n, lambda _, link=link: come(on.port, {"link": link}))  # type: ignore[misc]
        for host in hosts:
            host.send({"type": "set_speed", "updates_per_second": 30})
            host.send({"type": "play"})
        spent = {}
        for is_visible in (False, True):
            for host in hosts:
                host.send({"type": "set_visible", "visible": is_visible})
            await asyncio.sleep(2)
            counted, before = sum(each.n_states for each in hosts), Spent(on)
            await asyncio.sleep(seconds)
            spent[is_visible] = before.a_frame(1)[0]
        n_frames = sum(each.n_states for each in hosts) - counted
        each = (spent[True] - spent[False]) / n_frames
        figures.append(Figure(f"{n} rooms: processor time a frame, {name}", each, "ms", goal))
        await leave(hosts)
    return figures


async def fast(on: Server, seconds: float) -> list[Figure]:
    """One room, as fast as it can."""
    await settled(on)
    host = await come(on.port)
    host.send({"type": "set_speed", "epochs_per_second": None})
    host.send({"type": "play"})
    await asyncio.sleep(2)
    epoch, counted, begun = host.epoch, host.n_states, time.monotonic()
    await asyncio.sleep(seconds)
    taken = time.monotonic() - begun
    figures = [
        Figure("as fast as it can: epochs a second", (host.epoch - epoch) / taken, "", 10_000, True),
        Figure("as fast as it can: frames a second", (host.n_states - counted) / taken, "", 29.7, True),
    ]
    await leave([host])
    return figures


async def memory(on: Server, seconds: float) -> list[Figure]:
    """What a room takes that trains, with the one who is in it."""
    await leave([await come(on.port)])
    await settled(on)
    before = on.memory()
    hosts = await gather(N_LIGHT_ROOMS, lambda _: come(on.port))
    for host in hosts:
        host.send({"type": "play"})
    await asyncio.sleep(2 * seconds)
    grown = (on.memory() - before) / N_LIGHT_ROOMS / 1e6
    await leave(hosts)
    return [Figure("memory of a room, with its host", grown, "MB", 1)]


async def visits(on: Server, n: int) -> list[Figure]:
    """So many connects and disconnects: what is left in memory of all but the first fifth."""
    host = await come(on.port)
    host.send({"type": "play"})
    await settled(on)
    taken, before = [], 0
    for start in range(0, n, AT_ONCE):
        if start == n // 5 // AT_ONCE * AT_ONCE:
            before = on.memory()
        begun = time.monotonic()
        guests = await asyncio.gather(*(come(on.port, watch(host)) for _ in range(AT_ONCE)))
        taken.append((time.monotonic() - begun) / AT_ONCE * 1000)
        await leave(guests)
    await on.until(lambda: on.sockets() < AT_ONCE)
    grown = (on.memory() - before) / 1e6
    await leave([host])
    return [
        Figure(f"{n:,} connects and disconnects: a first frame takes", statistics.median(taken), "ms each"),
        Figure(f"{n:,} connects and disconnects: memory grown by", grown, "MB", 5),
    ]


def main() -> None:
    """Prints one line a figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10, help="how long each figure is measured")
    parser.add_argument("--visits", type=int, default=10_000, help="connects and disconnects")
    parser.add_argument("--only", default="watchers,rooms,frames,fast,memory,visits")
    chosen = parser.parse_args()
    work: dict[str, Callable[[Server], Awaitable[list[Figure]]]] = {
        "watchers": lambda on: watchers(on, chosen.seconds),
        "rooms": lambda on: rooms(on, chosen.seconds),
        "frames": lambda on: frames(on, chosen.seconds),
        "fast": lambda on: fast(on, chosen.seconds),
        "memory": lambda on: memory(on, chosen.seconds),
        "visits": lambda on: visits(on, chosen.visits),
    }
    rate = {"watchers": FRAME_RATE}
    for name in chosen.only.split(","):
        frame_rate = f"--frame-rate={rate.get(name, 30)}"
        with server(frame_rate, "--max-members=400", "--connects-per-second=100000", device="auto") as on:
            for figure in asyncio.run(work[name](on)):  # type: ignore[arg-type]
                print(figure, flush=True)
    print(f"{time.strftime('%Y-%m-%d')}, {psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
