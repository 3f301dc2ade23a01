"""What several processes bring, and what the front costs that leads to them.

    .venv/bin/python -m benchmarks.front [--seconds 10] [--rounds 3] [--rooms 100] [--processes 2]
                                         [--only connections,requests,first,pictures,updates]

A plain server and one of several processes are measured in turn, some rounds of each: the machine may have
other things to do, so what counts is how they compare. The browsers, as lean as can be, are in this process
and on the same cores. So beside the pictures a second stands the processor time that the servers and the
browsers took for one, and how many pictures a second the servers would make if each of their processes had a
core of its own, and the browsers another: the pictures for a second of processor time, times the processes.
The training is in that time, and where it is short of it, pictures give way first; so the same is measured of
rooms in which each picture shows a single update.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable

import psutil

from tests.server.people.attack import Server, server
from tests.server.people.lean import Lean, come, leave

WIDE = (
    "--connects-per-second=100000",
    "--requests-per-second=100000",
    "--max-rooms=10000",
    "--max-rooms-per-address=10000",
    "--max-memory-mb=4000",
)
AT_ONCE = 8  # connections
FIRST_SECONDS = 0.05  # between two visitors
WARM_SECONDS = 3.0

Figures = dict[str, float]


def request(path: str, stays: bool = False) -> bytes:
    """Returns a request; the connection ends with its answer unless it stays."""
    end = "keep-alive" if stays else "close"
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: {end}\r\n\r\n".encode()


def cpu_seconds(on: Server) -> float:
    """Returns the processor time of all processes of a server together."""
    spent = [each.cpu_times() for each in (on.process, *on.process.children())]
    return sum(each.user + each.system for each in spent)


async def ask(port: int, path: str) -> bytes:
    """Returns the answer to a request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(path))
    answer = await reader.read()
    writer.close()
    return answer


async def until_all_are_there(on: Server, n: int) -> None:
    """Waits until each process of a server answers."""
    for number in range(1, n + 1):
        path = f"/p{number}/healthz" if n > 1 else "/healthz"
        while b" 200 " not in (await ask(on.port, path))[:20]:
            await asyncio.sleep(0.05)


async def connections(on: Server, n: int, seconds: float, n_rooms: int) -> Figures:
    """New connections, each with one small request."""
    until, cpu, n_done = time.monotonic() + seconds, cpu_seconds(on), 0

    async def visit() -> None:
        nonlocal n_done
        while time.monotonic() < until:
            assert b" 200 " in (await ask(on.port, "/healthz"))[:20]
            n_done += 1

    await asyncio.gather(*(visit() for _ in range(AT_ONCE)))
    return {
        "connections a second": n_done / seconds,
        "connections: processor time of the servers, ms each": 1000 * (cpu_seconds(on) - cpu) / n_done,
    }


async def requests(on: Server, n: int, seconds: float, n_rooms: int) -> Figures:
    """Requests on one connection, for one process after the other: each goes to where the last did not."""
    paths = [f"/p{number}/healthz" for number in range(1, n + 1)] if n > 1 else ["/healthz"]
    reader, writer = await asyncio.open_connection("127.0.0.1", on.port)
    took = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for path in paths:
            begun = time.perf_counter()
            writer.write(request(path, stays=True))
            answer = await reader.readuntil(b"}")
            assert b" 200 " in answer[:20], answer
            took.append(1000 * (time.perf_counter() - begun))
    writer.close()
    return {"a request on a kept connection, to one after the other, ms": statistics.median(took)}


async def first(on: Server, n: int, seconds: float, n_rooms: int) -> Figures:
    """From the connection to the first picture of a room of one's own, with nothing else to do."""
    took = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.perf_counter()
        visitor = await come(on.port)
        took.append(1000 * (time.perf_counter() - begun))
        await leave([visitor])
        await asyncio.sleep(FIRST_SECONDS)
    return {"to the first picture, ms": statistics.median(took)}


async def pictures(on: Server, n: int, seconds: float, n_rooms: int) -> Figures:
    """Rooms that all train, each with its host."""
    return await rooms(on, n, seconds, n_rooms, "pictures", {})


async def updates(on: Server, n: int, seconds: float, n_rooms: int) -> Figures:
    """The same with as many updates a second as pictures."""
    return await rooms(on, n, seconds, n_rooms, "pictures of updates", {"updates_per_second": 30})


async def rooms(
    on: Server, n: int, seconds: float, n_rooms: int, what: str, speed: dict[str, float]
) -> Figures:
    """So many rooms that train at this speed, each with its host."""
    hosts: list[Lean] = []
    for _ in range(0, n_rooms, AT_ONCE):
        hosts += await asyncio.gather(*(come(on.port) for _ in range(min(AT_ONCE, n_rooms - len(hosts)))))
    for host in hosts:
        if speed:
            host.send({"type": "set_speed", **speed})
        host.send({"type": "play"})
    await asyncio.sleep(WARM_SECONDS)
    counted, epochs = sum(each.n_states for each in hosts), sum(each.epoch for each in hosts)
    cpu, own, begun = cpu_seconds(on), time.process_time(), time.monotonic()
    await asyncio.sleep(seconds)
    took = time.monotonic() - begun
    cpu, own = cpu_seconds(on) - cpu, time.process_time() - own
    n_pictures = sum(each.n_states for each in hosts) - counted
    homes = [each.welcome["replica"] for each in hosts]
    fullest = max(homes.count(each) for each in homes)
    trained = (sum(each.epoch for each in hosts) - epochs) / took / n_rooms
    await leave(hosts)
    return {
        f"{what} a second": n_pictures / took,
        f"{what}: processor time of the servers, ms each": 1000 * cpu / n_pictures,
        f"{what}: processor time of the browsers, ms each": 1000 * own / n_pictures,
        f"{what}: cores that the servers had": cpu / took,
        f"{what} a second, with a core for each process": n_pictures / cpu * n,
        f"{what}: epochs a second of a room": trained,
        f"{what}: rooms of the fullest process": fullest,
    }


WORK: dict[str, Callable[[Server, int, float, int], Awaitable[Figures]]] = {
    "connections": connections,
    "requests": requests,
    "first": first,
    "pictures": pictures,
    "updates": updates,
}


async def measure(on: Server, n: int, name: str, seconds: float, n_rooms: int) -> Figures:
    """Returns the figures of one server that has done nothing else yet."""
    await until_all_are_there(on, n)
    await asyncio.sleep(WARM_SECONDS)  # what is loaded after the start
    return await WORK[name](on, n, seconds, n_rooms)


def main() -> None:
    """Prints one line a figure: medians of the rounds, plain and with processes, and how they compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10, help="how long each figure is measured")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", default=",".join(WORK))
    chosen = parser.parse_args()
    found: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _ in range(chosen.rounds):
        for name, n in itertools.product(chosen.only.split(","), (1, chosen.processes)):
            with server(*WIDE, "--processes", str(n), device="auto") as on:
                figures = asyncio.run(measure(on, n, name, chosen.seconds, chosen.rooms))
            for figure, value in figures.items():
                found[n][figure].append(value)
    print(f"{'':60} {'plain':>9} {chosen.processes:>5} processes   times (of each round)")
    for name, plain in found[1].items():
        several = found[chosen.processes][name]
        ratios = [b / a for a, b in zip(plain, several, strict=True)]
        each = " ".join(f"{ratio:.2f}" for ratio in ratios)
        print(
            f"{name:60} {statistics.median(plain):9,.2f} {statistics.median(several):9,.2f}"
            f"         {statistics.median(ratios):5.2f} ({each})"
        )
    print(f"{time.strftime('%Y-%m-%d')}, {psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
