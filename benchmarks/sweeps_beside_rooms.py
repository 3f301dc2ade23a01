"""What rooms feel of a sweep beside them: ten that train, with and without 500 networks trained on the same
two cores.

    .venv/bin/python -m benchmarks.sweeps_beside_rooms [--seconds 10] [--rooms 10] [--rounds 3] [--epochs N]

In turns: so many seconds of rooms alone, and so many while sweeps of 500 networks go on, ordered from the
server as the page does. The rooms' pictures a second with sweeps as a share of those without, how late the
event loop is, and how fast the sweeps are; the browsers run in this process, the server in another.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
import urllib.request
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import psutil

from benchmarks.load import Figure, gather, lateness, loop_p99, settled
from tests.server.people.attack import Server, server
from tests.server.people.lean import Lean, come, leave

N_TRIALS = 500
LEAST_SHARE = 0.8
MOST_LATE_MS = 20
Counts = Callable[[], Awaitable[int]]
ORDER: dict[str, Any] = {
    "link": "",
    "vary": ["learning_rate=0.001..1:log:50"],
    "seeds": N_TRIALS // 50,
    "strategy": "grid",
    "measure": "test_loss",
    "device": "auto",
    "pictures": 1,
}


class Felt(NamedTuple):
    """What was seen of all rooms in some seconds: pictures a second of all and of the slowest, how late the
    loop was at most in 99 of 100 looks, in milliseconds, and network-epochs a second of the sweeps."""

    pictures: float
    slowest: float
    late_ms: float
    trained: float


def asked(on: Server, path: str, body: Any = None, secret: str = "") -> Any:
    """Returns what the server answers, as the page asks it."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(on.http + path, data, headers), timeout=20) as answer:
        return json.load(answer)


async def felt(on: Server, hosts: list[Lean], seconds: float, n_epochs: Counts) -> Felt:
    """What the rooms and the sweep come to in so many seconds."""
    counted, before, done = [each.n_states for each in hosts], lateness(on), await n_epochs()
    begun = time.monotonic()
    await asyncio.sleep(seconds)
    taken = time.monotonic() - begun
    rates = [(each.n_states - n) / taken for each, n in zip(hosts, counted, strict=True)]
    trained = (await n_epochs() - done) / taken
    return Felt(sum(rates), min(rates), loop_p99(before, lateness(on)), trained)


class Sweeps:
    """One sweep after the other, until it is `ended`."""

    def __init__(self, on: Server, epochs: int) -> None:
        self._on, self._epochs, self._before, self._is_ended = on, epochs, 0, False
        self._id = self._secret = ""

    async def n_epochs(self) -> int:
        """For how many epochs all networks were trained; orders the next sweep where one is done."""
        if self._is_ended:
            return 0
        status = await asyncio.to_thread(asked, self._on, f"sweeps/{self._id}") if self._id else None
        if status is not None and status["state"] == "done":
            self._before += status["n_done"] * self._epochs
            self._id = ""
        if not self._id:
            made = await asyncio.to_thread(asked, self._on, "sweeps", {**ORDER, "epochs": self._epochs})
            self._id, self._secret = made["id"], made["secret"]
            return self._before
        return self._before + status["n_done"] * self._epochs

    async def keep_on(self) -> None:
        """Looks ten times a second whether the next is to be ordered."""
        while not self._is_ended:
            await self.n_epochs()
            await asyncio.sleep(0.1)

    async def end(self) -> None:
        """Stops the sweep that goes on."""
        self._is_ended = True
        await asyncio.to_thread(asked, self._on, f"sweeps/{self._id}/stop", {}, self._secret)


async def nothing() -> int:
    return 0


async def beside(on: Server, n_rooms: int, seconds: float, rounds: int, epochs: int) -> list[Figure]:
    """Rooms alone and beside sweeps, in turns."""
    await settled(on)
    hosts = await gather(n_rooms, lambda _: come(on.port))
    for host in hosts:
        host.send({"type": "play"})
    await asyncio.sleep(3)
    alone: list[Felt] = []
    both: list[Felt] = []
    for _ in range(rounds):
        alone.append(await felt(on, hosts, seconds, nothing))
        sweeps = Sweeps(on, epochs)
        keeping = asyncio.create_task(sweeps.keep_on())
        await asyncio.sleep(3)  # until its processes are there
        both.append(await felt(on, hosts, seconds, sweeps.n_epochs))
        await sweeps.end()
        await keeping
        await asyncio.sleep(2)
    await leave(hosts)

    def middle(name: str, of: list[Felt]) -> float:
        return statistics.median(getattr(each, name) for each in of)

    share = middle("pictures", both) / middle("pictures", alone)
    return [
        Figure(f"{n_rooms} rooms alone: pictures a second each", middle("pictures", alone) / n_rooms, ""),
        Figure(f"{n_rooms} rooms beside a sweep: the slowest", middle("slowest", both), "a second"),
        Figure(f"{n_rooms} rooms beside a sweep: share of their pictures", share, "", LEAST_SHARE, True),
        Figure(f"{n_rooms} rooms alone: lateness of the loop, p99 at most", middle("late_ms", alone), "ms"),
        Figure(
            "beside a sweep: lateness of the loop, p99 at most", middle("late_ms", both), "ms", MOST_LATE_MS
        ),
        Figure("the sweep meanwhile: network-epochs a second", middle("trained", both), ""),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rooms", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=2_000, help="of each network; few give many rows")
    chosen = parser.parse_args()
    with server("--frame-rate=30", device="auto") as on:
        work = beside(on, chosen.rooms, chosen.seconds, chosen.rounds, chosen.epochs)
        for figure in asyncio.run(work):
            print(figure, flush=True)
    print(f"{time.strftime('%Y-%m-%d')}, {psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
