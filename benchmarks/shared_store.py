"""What it costs several servers to share a store: the cells of a class over three of them, and the leases of
two hundred rooms.

    .venv/bin/python -m benchmarks.shared_store [--cells 60] [--rate 4] [--leases 200] [--seconds 10]

Prints the processor's time that a cell takes, put and told and heard, of the servers (all three in this
process) and of Valkey; how late a cell is; and what renewing the leases and keeping a room's state takes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Callable

import psutil

from server.bus import Bus
from server.leases import Leases
from server.leases.choosing import chosen
from tests.server.people.sharing import begun
from tests.server.servers.valkey import Valkey, valkey

SERVERS = 3
TABLE = "class/abcdefghijk/cells"


def processor_of(store: Valkey) -> Callable[[], float]:
    """Returns what tells how many seconds the processor has worked for a store."""
    lines = (each for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN)
    process = psutil.Process(next(each.pid for each in lines if each.laddr.port == store.port))

    def seconds() -> float:
        times = process.cpu_times()
        return float(times.user + times.system)

    return seconds


async def cells(store: Valkey, n_cells: int, rate: float, n_bytes: int, seconds: float) -> str:
    """A class whose students' rooms are at all servers, and whose wall is at the first."""
    servers: list[Bus] = [chosen(f"r{each}", valkey=store.address)[0] for each in range(SERVERS)]
    late: list[float] = []
    n_calls, padding = 0, os.urandom(n_bytes)
    async with begun(*servers):

        def hear() -> None:
            nonlocal n_calls
            n_calls += 1
            now = time.perf_counter()
            late.extend(now - float(value[:20]) for value in wall.take().values() if value is not None)

        wall = servers[0].subscribe(TABLE, hear)

        async def show(person: int) -> None:
            await asyncio.sleep(person / n_cells / rate)
            while True:
                value = f"{time.perf_counter():20.9f}".encode() + padding
                servers[person % SERVERS].put(TABLE, f"person-{person}", value, 7200)
                await asyncio.sleep(1 / rate)

        students = [asyncio.create_task(show(each)) for each in range(n_cells)]
        await asyncio.sleep(1)
        late.clear()
        of_store = processor_of(store)
        begun_at, ours, its = time.perf_counter(), time.process_time(), of_store()
        await asyncio.sleep(seconds)
        passed = time.perf_counter() - begun_at
        ours, its = time.process_time() - ours, of_store() - its
        for each in students:
            each.cancel()
    n = len(late)
    late.sort()
    return (
        f"{n / passed:.0f} cells/s of {n_bytes} bytes: {1e6 * ours / n:.0f} µs of the servers each "
        f"({100 * ours / passed:.1f} % of a core in all), {1e6 * its / n:.0f} µs of Valkey "
        f"({100 * its / passed:.1f} %); late by {1e3 * statistics.median(late):.2f} ms, "
        f"99 of 100 by less than {1e3 * late[int(0.99 * n)]:.2f} ms"
    )


async def renewing(store: Valkey, n_leases: int, seconds: float) -> str:
    """The leases of one server, renewed as always."""
    leases: Leases = chosen("r1", valkey=store.address)[1]
    async with begun(leases):
        for each in range(n_leases):
            leases.claim(f"room/{each:08}")
        await asyncio.sleep(1)
        of_store = processor_of(store)
        begun_at, ours, its = time.perf_counter(), time.process_time(), of_store()
        await asyncio.sleep(seconds)
        passed = time.perf_counter() - begun_at
        ours, its = time.process_time() - ours, of_store() - its
    return (
        f"{n_leases} leases: {1e3 * ours / passed:.2f} ms of the server a second, "
        f"{1e3 * its / passed:.2f} ms of Valkey"
    )


async def keeping(store: Valkey, n_bytes: int, n: int = 500) -> str:
    """A room's state written, one after the other."""
    leases: Leases = chosen("r1", valkey=store.address)[1]
    data = os.urandom(n_bytes)
    async with begun(leases):
        await leases.take("room/abcdefgh")
        assert await leases.write("room/abcdefgh", data, 60)
        begun_at, ours = time.perf_counter(), time.process_time()
        for _ in range(n):
            await leases.write("room/abcdefgh", data, 60)
        passed, ours = time.perf_counter() - begun_at, time.process_time() - ours
    return (
        f"a state of {n_bytes} bytes: {1e6 * ours / n:.0f} µs of the server, {1e6 * passed / n:.0f} µs in all"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cells", type=int, default=60)
    parser.add_argument("--rate", type=float, default=4.0)
    parser.add_argument("--bytes", type=int, default=1500)
    parser.add_argument("--leases", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    with valkey() as store:
        print(asyncio.run(cells(store, options.cells, options.rate, options.bytes, options.seconds)))
        print(asyncio.run(renewing(store, options.leases, options.seconds)))
        for n_bytes in (2_000, 20_000, 200_000):
            print(asyncio.run(keeping(store, n_bytes)))


if __name__ == "__main__":
    main()
