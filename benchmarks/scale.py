"""The costs and points that docs/scale.md reckons with, measured on this machine.

    .venv/bin/python -m benchmarks.scale [--seconds 10] [--only rooms,valkey,proxy]

`rooms`: more and more rooms train, the server on one core and the browsers (light.py) on the other, beside
what the simulation says of as many; from the last two, which differ in their pictures and epochs, follows
what each of both takes. `valkey`: what a cell of a class takes of Valkey's and of a server's processor with
three replicas, and a room's state. `proxy`: what Caddy takes for a picture.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import ssl
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.followers import CORES, on_core
from benchmarks.light import Crowd, Light
from benchmarks.scale_model import COSTS, simulated
from server.leases.choosing import chosen as chosen_ends
from tests.server.people.attack import Server, server
from tests.server.people.lean import come
from tests.server.people.sharing import Listener, until
from tests.server.servers.ports import free_port
from tests.server.servers.proxies import proxy
from tests.server.servers.valkey import valkey

N_ROOMS = (40, 60, 100, 150)
N_OF_COSTS = 15  # rooms, which one core serves without a queue
SETTLING_SECONDS = 12.0
N_PEOPLE, N_ROUNDS = 60, 100
N_STATES = 2_000


def spent(process: psutil.Process) -> float:
    """The processor time of a process until now, in seconds."""
    times = process.cpu_times()
    return float(times.user + times.system)


def begin(crowd: Crowd, port: int, n: int) -> list[Light]:
    """So many rooms that train, each with its host."""
    hosts = [crowd.come(port) for _ in range(n)]
    for host in hosts:
        host.say({"type": "play"})
    return hosts


def rates(crowd: Crowd, whom: list[Light], seconds: float) -> tuple[float, float]:
    """Pictures and epochs a second of each on the average."""
    pictures, epochs = sum(each.n_states for each in whom), sum(each.epoch for each in whom)
    begun = time.monotonic()
    crowd.read(seconds)
    taken = (time.monotonic() - begun) * len(whom)
    return (
        (sum(each.n_states for each in whom) - pictures) / taken,
        (sum(each.epoch for each in whom) - epochs) / taken,
    )


def rooms(seconds: float) -> None:
    """The queue, measured and simulated; and what a picture and an epoch take where the core is full."""
    full: list[tuple[float, float, float]] = []
    with on_two_cores() as on:
        crowd = Crowd()
        hosts: list[Light] = []
        for n in N_ROOMS:
            hosts += begin(crowd, on.port, n - len(hosts))
            crowd.read(SETTLING_SECONDS)
            before, begun = spent(on.process), time.monotonic()
            pictures, epochs = rates(crowd, hosts, seconds)
            share = (spent(on.process) - before) / (time.monotonic() - begun)
            said = simulated(n)
            print(
                f"{n:4} rooms: {pictures:5.1f} pictures/s and {epochs:5.1f} epochs/s of each; "
                f"simulated {said.pictures:5.1f} ({said.pictures / pictures - 1:+.0%}) and "
                f"{said.epochs:5.1f} ({said.epochs / epochs - 1:+.0%}); "
                f"the server had {share:.2f} of its core",
                flush=True,
            )
            full.append((n * pictures, n * epochs, share))
        crowd.leave(crowd.everybody)
    (p1, e1, s1), (p2, e2, s2) = full[-2:]
    epoch = (s2 * p1 - s1 * p2) / (e2 * p1 - e1 * p2)
    picture = (s1 - epoch * e1) / p1
    print(f"so a picture takes {1000 * picture:.2f} ms, an epoch {1000 * epoch:.3f} ms", flush=True)


@contextmanager
def on_two_cores() -> Iterator[Server]:
    """A server on one core, for as long as the block lasts; this process is on the other."""
    os.sched_setaffinity(0, {CORES[1]})
    with server("--connects-per-second=100000", device="auto") as on:
        time.sleep(5)  # until it has loaded what it computes with
        on_core(on.process, CORES[0])
        yield on


async def over_valkey() -> None:
    """A class of sixty over three replicas, and rooms' states."""
    with valkey() as store:
        of_valkey = next(
            each for each in psutil.net_connections("tcp") if each.laddr and each.laddr[1] == store.port
        )
        process, own = psutil.Process(of_valkey.pid), psutil.Process()
        ends = [chosen_ends(f"r{number}", valkey=store.address) for number in (1, 2, 3)]
        for bus, leases in ends:
            await bus.start()
            await leases.start()
        heard = Listener(ends[0][0], "cells")
        cell = os.urandom(int(COSTS.cell_bytes))
        before, here = spent(process), spent(own)
        for _ in range(N_ROUNDS):
            calls = heard.calls
            for person in range(N_PEOPLE):
                ends[person % 3][0].put("cells", f"{person}", cell, 60)
            await until(lambda calls=calls: heard.calls > calls)  # type: ignore[misc]
            await asyncio.sleep(0.02)  # as cells come, not all in one piece
        n = N_PEOPLE * N_ROUNDS
        print(
            f"a cell: {1e6 * (spent(process) - before) / n:.0f} µs of Valkey's processor, "
            f"{1e6 * (spent(own) - here) / n:.0f} µs of the servers' (put, told, taken)",
            flush=True,
        )
        state, leases = os.urandom(int(COSTS.kept_bytes)), ends[1][1]
        await leases.take("room/12345678")
        before, here = spent(process), spent(own)
        for _ in range(N_STATES):
            await leases.write("room/12345678", state, 60)
        print(
            f"a room's state: {1e6 * (spent(process) - before) / N_STATES:.0f} µs of Valkey's processor, "
            f"{1e6 * (spent(own) - here) / N_STATES:.0f} µs of the server's",
            flush=True,
        )
        for bus, leases in ends:
            await leases.close()
            await bus.close()


def through_proxy(seconds: float) -> None:
    """What Caddy takes for a picture that goes through it without TLS' first handshake."""
    with server("--connects-per-second=100000", device="auto") as on, tempfile.TemporaryDirectory() as folder:
        port = free_port()
        with proxy("caddy", port, on.port, Path(folder)) as trust:
            caddy = next(each for each in psutil.Process().children() if "caddy" in each.name())
            asyncio.run(look_through(port, trust, caddy, seconds))


async def look_through(port: int, trust: ssl.SSLContext, caddy: psutil.Process, seconds: float) -> None:
    """Rooms whose pictures come through a proxy."""
    hosts = [await come(port, path="/nn/socket", tls=trust) for _ in range(N_OF_COSTS)]
    for host in hosts:
        host.send({"type": "play"})
    await asyncio.sleep(3)
    before, counted = spent(caddy), sum(each.n_states for each in hosts)
    n_bytes = sum(each.n_bytes for each in hosts)
    await asyncio.sleep(seconds)
    n = sum(each.n_states for each in hosts) - counted
    n_bytes = sum(each.n_bytes for each in hosts) - n_bytes
    print(f"Caddy: {1e6 * (spent(caddy) - before) / n:.0f} µs a picture of {n_bytes / n:.0f} bytes")


def main() -> None:
    """Measures what is named, one after the other."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10, help="how long each line is measured")
    parser.add_argument("--only", default="rooms,valkey,proxy")
    chosen = parser.parse_args()
    names = chosen.only.split(",")
    if "valkey" in names:
        asyncio.run(over_valkey())
    if "proxy" in names:
        through_proxy(chosen.seconds)
    if "rooms" in names:
        rooms(chosen.seconds)


if __name__ == "__main__":
    main()
