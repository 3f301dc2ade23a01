"""What a picture costs the server with the training that it shows: a room, or several, at 30 pictures and 60
epochs a second, everything counted that the server's process takes, in its own code and in the system.

    .venv/bin/python -m benchmarks.picture_cost [--rooms 1] [--seconds 10] [--rounds 3] [CHECKOUT]

With the folder of another checkout its server is measured too, in turns with this one's. The member is in
this process. A figure is milliseconds of processor a picture, the median of the rounds; the bytes are those
of the longest frame.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.load import LARGEST_OF_THE_ORIGINAL
from tests.server.people.lean import come, leave

HERE = Path(__file__).parent.parent
NETWORKS = (  # name, link, grids, milliseconds and bytes at most
    ("default", "", "large", 0.5, 14_000),
    ("default, small", "", "small", 0.5, 3_500),
    ("the original's largest", LARGEST_OF_THE_ORIGINAL, "large", 1.2, None),
)
READY_SECONDS = 5.0  # for loading kernels


@contextlib.contextmanager
def serving(checkout: Path) -> Iterator[tuple[psutil.Process, int]]:
    """Runs the server of a checkout; yields its process and port."""
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--frame-rate", "30"]
    command += ["--max-rooms", "2000", "--max-rooms-per-address", "2000"]
    with subprocess.Popen(
        command,
        cwd=checkout,
        text=True,
        env={**os.environ, "PYTHONPATH": str(checkout), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
    ) as running:
        try:
            assert running.stdout is not None
            port = int(running.stdout.readline().rsplit(":", 1)[1].rstrip("/\n"))
            yield psutil.Process(running.pid), port
        finally:
            running.terminate()


async def cost(
    process: psutil.Process, port: int, hello: dict[str, str], n_rooms: int, seconds: float
) -> tuple[float, int, float]:
    """Returns milliseconds of processor a picture, the longest frame in bytes, and pictures a second of each
    room."""
    hosts = [await come(port, hello) for _ in range(n_rooms)]
    for host in hosts:
        host.send({"type": "play"})
    await asyncio.sleep(2)
    n_states, before = sum(host.n_states for host in hosts), process.cpu_times()
    await asyncio.sleep(seconds)
    after = process.cpu_times()
    taken = after.user + after.system - before.user - before.system
    n_states = sum(host.n_states for host in hosts) - n_states
    for host in hosts:
        host.send({"type": "pause"})  # or its room trains on for minutes, and the next figure has that too
    await asyncio.sleep(1)
    await leave(hosts)
    longest = max(host.longest for host in hosts)
    return 1000 * taken / n_states, longest, n_states / n_rooms / seconds


async def measure(
    servers: dict[str, tuple[psutil.Process, int]], n_rooms: int, seconds: float, n_rounds: int
) -> None:
    """Prints a line a network and server."""
    await asyncio.sleep(READY_SECONDS)
    for name, link, grids, most_ms, most_bytes in NETWORKS:
        hello = {"link": link, "grid_size": grids} if link else {"grid_size": grids}
        found: dict[str, list[tuple[float, int, float]]] = {each: [] for each in servers}
        for _ in range(n_rounds):
            for each, (process, port) in servers.items():
                found[each].append(await cost(process, port, hello, n_rooms, seconds))
        for each, rows in found.items():
            ms, longest, rate = zip(*rows, strict=True)
            goals = f"at most {most_ms} ms" + (f", {most_bytes:,} bytes" if most_bytes else "")
            print(
                f"{name:24} {each:20} {statistics.median(ms):6.2f} ms {max(longest):8,} bytes, "
                f"{statistics.median(rate):.1f} pictures/s   ({goals})",
                flush=True,
            )


def main() -> None:
    """Prints one line a network and server."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkout", nargs="*", type=Path, help="another checkout, to be compared with")
    parser.add_argument("--rooms", type=int, default=1, help="how many train at once")
    parser.add_argument("--seconds", type=float, default=10, help="how long each figure is measured")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    chosen = parser.parse_args()
    checkouts = {"this": HERE, **{each.name: each for each in chosen.checkout}}
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(serving(path)) for name, path in checkouts.items()}
        asyncio.run(measure(servers, chosen.rooms, chosen.seconds, chosen.rounds))
    print(f"{psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
