"""What one room or address asks for costs itself: a well-behaved room beside each kind of bad one.

It keeps two thirds of the pictures that it has by itself, in the same run, and the event loop stays prompt.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from server.settings import Settings
from tests.paths import ROOT
from tests.server.people.attack import Raw, Server, server
from tests.server.people.crowd import KINDS
from tests.server.people.lean import Lean, come, leave
from tests.server.people.own_time import OwnTime
from tests.server.servers.live import run

FRAME_RATE = Settings().frame_rate
KEPT = 2 / 3
LATE_SECONDS = 0.15
ALONE_SECONDS, BESIDE_SECONDS = 1.0, 2.5
N_PINGS = 200
TRIES = 4  # a machine that has something else to do may spoil one, but not always the same
HELLO = '{"type":"hello"}'


@pytest.fixture(scope="module")
def school() -> Iterator[Server]:
    with server("--forget-seconds=1", "--max-rooms=1000") as made:
        yield made


@contextmanager
def crowd(kind: str, port: int) -> Iterator[None]:
    """Bad neighbours in a process of their own, which have begun."""
    command = [sys.executable, "-m", "tests.server.people.crowd", kind, str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline()
            yield
        finally:
            running.kill()


async def rate(client: Lean, seconds: float, pid: int) -> float:
    """Returns how many pictures a second come, of the seconds in which the server had what it needs: never
    more than it sends, since where several threads wait for a processor the time is taken off for each."""
    own, n_states = OwnTime(pid), client.n_states
    await asyncio.sleep(seconds)
    return min(FRAME_RATE, (client.n_states - n_states) / own.seconds())


async def shares(school: Server, kind: str) -> tuple[float, float]:
    """Returns which share of its pictures a room keeps beside bad ones, and how late the event loop is at
    most in 99 of 100 looks, in seconds; both without the time for which the machine did something else."""
    client, pid = await come(school.port), school.process.pid
    try:
        client.send({"type": "play"})
        await asyncio.sleep(0.3)
        alone = await rate(client, ALONE_SECONDS, pid)
        with crowd(kind, school.port), Raw(school) as prober:
            prober.shake_hands().say(HELLO)
            await asyncio.sleep(0.5)
            pinging = asyncio.to_thread(prober.ping_times, N_PINGS, 0.01, pid)
            beside, late = await asyncio.gather(rate(client, BESIDE_SECONDS, pid), pinging)
    finally:
        await leave([client])
    return beside / alone, sorted(late)[N_PINGS * 99 // 100 - 1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_room_keeps_its_pictures_beside_bad_ones(school: Server, kind: str) -> None:
    async def work() -> None:
        for _ in range(TRIES):
            kept, late = await shares(school, kind)
            if kept >= KEPT and late < LATE_SECONDS:
                return
        pytest.fail(f"{kept:.2f} of its pictures, the loop {late * 1000:.0f} ms late")

    run(work(), seconds=120)
