"""What rooms have that are too many for one core, with browsers (light.py) that cost next to nothing.

    .venv/bin/python -m benchmarks.sharing [--seconds 10] [--only presented,empty]

`presented`: 60 rooms train at 60 epochs a second, and 20 follow one of them. `empty`: 20 rooms train that
somebody watches, alone and then beside 40 that everybody has left. Says too which part of the core the server
had: on a machine that does other things it is less, and all rates with it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from typing import NamedTuple

from benchmarks.followers import CORES, on_core, watch
from benchmarks.light import Crowd, Light
from tests.server.people.attack import Server, server

N_ROOMS, N_FOLLOWERS = 60, 20
N_WATCHED, N_EMPTY = 20, 40
SETTLING_SECONDS = 12  # until the rate of pictures has found its place


class Had(NamedTuple):
    """What a room's browser had: pictures and epochs a second."""

    pictures: float
    epochs: float


def begin(crowd: Crowd, on: Server, n: int) -> list[Light]:
    """So many rooms that train, each with its host."""
    hosts = [crowd.come(on.port) for _ in range(n)]
    for host in hosts:
        host.say({"type": "set_speed", "epochs_per_second": 60})
        host.say({"type": "play"})
    return hosts


def had(crowd: Crowd, on: Server, whom: list[Light], seconds: float) -> list[Had]:
    """What each of them has in so many seconds; prints how much of a core the server had."""
    before = [(each.n_states, each.epoch) for each in whom]
    used, begun = sum(on.process.cpu_times()[:2]), time.monotonic()
    crowd.read(seconds)
    taken = time.monotonic() - begun
    print(f"  the server had {(sum(on.process.cpu_times()[:2]) - used) / taken:.2f} of its core")
    return [
        Had((each.n_states - n_states) / taken, (each.epoch - epoch) / taken)
        for each, (n_states, epoch) in zip(whom, before, strict=True)
    ]


def say(name: str, rates: list[Had]) -> None:
    pictures, epochs = zip(*rates, strict=True)
    print(
        f"  {name:30} {statistics.mean(pictures):5.1f} pictures/s (least {min(pictures):5.1f}), "
        f"{statistics.mean(epochs):5.1f} epochs/s (least {min(epochs):5.1f})",
        flush=True,
    )


def presented(on: Server, crowd: Crowd, seconds: float) -> None:
    """One room of many is presented."""
    first, *others = begin(crowd, on, N_ROOMS)
    crowd.read(SETTLING_SECONDS)
    rates = had(crowd, on, [first, *others], seconds)
    say("before, the room", rates[:1])
    say("before, the others", rates[1:])
    followers = [crowd.come(on.port, watch(first)) for _ in range(N_FOLLOWERS)]
    crowd.read(SETTLING_SECONDS)
    rates = had(crowd, on, [first, *followers, *others], seconds)
    say("presented, its host", rates[:1])
    say("presented, its followers", rates[1 : 1 + N_FOLLOWERS])
    say("the others", rates[1 + N_FOLLOWERS :])


def empty(on: Server, crowd: Crowd, seconds: float) -> None:
    """Rooms that everybody has left beside those that are watched."""
    watched = begin(crowd, on, N_WATCHED)
    crowd.read(SETTLING_SECONDS)
    say("watched, alone", had(crowd, on, watched, seconds))
    gone = begin(crowd, on, N_EMPTY)
    crowd.read(1)
    crowd.leave(gone)
    crowd.read(SETTLING_SECONDS)
    say("watched, beside the empty", had(crowd, on, watched, seconds))
    again = [
        crowd.come(on.port, {"room": each.welcome["room"], "token": each.welcome["token"]}) for each in gone
    ]
    epochs = [each.epoch for each in again]
    print(f"  epochs of the empty ones since: {statistics.mean(epochs):.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10, help="how long each line is measured")
    parser.add_argument("--only", default="presented,empty")
    parser.add_argument("--frame-rate", type=float, default=30)
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {CORES[1]})
    for name in chosen.only.split(","):
        options = (f"--frame-rate={chosen.frame_rate}", "--connects-per-second=100000")
        with server(*options, device="auto") as on:
            print(f"{name}:", flush=True)
            time.sleep(5)  # until it has loaded what it computes with
            on_core(on.process, CORES[0])
            crowd = Crowd()
            {"presented": presented, "empty": empty}[name](on, crowd, chosen.seconds)
            crowd.leave(crowd.everybody)


if __name__ == "__main__":
    main()
