"""A class of sixty, each training a network of their own, with its wall: is anybody starved, and who is late?

    .venv/bin/python -m benchmarks.classroom [--students 60] [--seconds 10] [--back 500] [--device auto]

Prints for each student's room epochs and pictures a second, the slowest and the fastest; how often the wall
came and how large it was; how long it took until every room had paused after the teacher had asked for it;
and how long until everybody was back who was lost at once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from typing import Any

from tests.server.people.attack import Server, server
from tests.server.people.in_class import Lesson, Page, lesson, page
from tests.server.people.lean import Lean, come, leave

GOALS = "slowest at least half the fastest; 8 pictures/s each; wall 2/s; paused in 200 ms; all back in 15 s"
SPEEDS = [60.0, None]  # epochs a second; None: as fast as the server can


class Reading:
    """Reads what a page of a class is told, in the background; counts walls and their bytes."""

    def __init__(self, of: Page) -> None:
        self.page, self.n_walls, self.n_bytes = of, 0, 0
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while True:
            message = await self.page.receive()
            if message["type"] == "wall":
                self.n_walls += 1
                self.n_bytes += len(json.dumps(message))


async def students_of(made: Lesson, n: int, port: int) -> tuple[list[Page], list[Lean]]:
    """Students who have joined, each with a room."""
    pages = [await made.join() for _ in range(n)]
    rooms = [await come(port, {"seat": each.me["seat"], "grid_size": "small"}) for each in pages]
    return pages, rooms


async def training(on: Server, made: Lesson, rooms: list[Lean], speed: float | None, seconds: float) -> str:
    """How much each of the rooms trains and shows while all of them do."""
    for room in rooms:
        room.send({"type": "set_speed", "epochs_per_second": speed})
        room.send({"type": "reset"})
        room.send({"type": "play"})
    reading = Reading(made.teacher)
    await asyncio.sleep(3)
    reading.n_walls = reading.n_bytes = 0
    epochs, states = [each.epoch for each in rooms], [each.n_states for each in rooms]
    begun, cpu = time.monotonic(), on.process.cpu_times()
    await asyncio.sleep(seconds)
    taken, after = time.monotonic() - begun, on.process.cpu_times()
    reading.task.cancel()
    trained = sorted((each.epoch - before) / taken for each, before in zip(rooms, epochs, strict=True))
    shown = sorted((each.n_states - before) / taken for each, before in zip(rooms, states, strict=True))
    used = (after.user + after.system - cpu.user - cpu.system) / taken
    name = "as fast as it can" if speed is None else f"{speed:g} epochs/s wanted"
    return (
        f"{name}: epochs/s slowest {trained[0]:.1f}, median {statistics.median(trained):.1f}, fastest "
        f"{trained[-1]:.1f} ({trained[0] / trained[-1]:.2f}); pictures/s slowest {shown[0]:.1f}, median "
        f"{statistics.median(shown):.1f}; wall {reading.n_walls / taken:.1f}/s of "
        f"{reading.n_bytes / max(1, reading.n_walls) / 1000:.0f} KB; server {100 * used:.0f} % of a core, "
        f"{on.memory() / 1e6:.0f} MB"
    )


async def paused(made: Lesson, rooms: list[Lean]) -> str:
    """How long until no room trains any more."""
    last = [(each.epoch, time.monotonic()) for each in rooms]

    def note(index: int) -> Any:
        def on_state(_: int) -> None:
            if rooms[index].epoch != last[index][0]:
                last[index] = rooms[index].epoch, time.monotonic()

        return on_state

    for index, room in enumerate(rooms):
        room.on_state = note(index)
    await asyncio.sleep(1)
    begun = time.monotonic()
    await made.teacher.does("pause_all", sentence="Eyes to the front")
    told = time.monotonic() - begun
    await asyncio.sleep(3)
    late = sorted(max(0.0, at - begun) for _, at in last)
    await made.teacher.does("resume_all")
    return (
        f"pause for all: answered after {1000 * told:.0f} ms; the last picture of another epoch came after "
        f"{1000 * statistics.median(late):.0f} ms (median), {1000 * late[-1]:.0f} ms (last room)"
    )


async def back(on: Server, made: Lesson, n: int) -> str:
    """How long it takes until everybody is in the class again who was lost at once."""
    known: list[dict[str, str]] = []
    for _ in range(n):
        async with page(on, "join", code=made.code) as student:
            known.append({key: student.welcome[key] for key in ("school_class", "token")})
    taken: list[float] = []
    begun = time.monotonic()
    stay = asyncio.Event()

    async def again(of: dict[str, str]) -> None:
        async with page(on, "come_back", **of):
            taken.append(time.monotonic() - begun)
            await stay.wait()

    tasks = [asyncio.create_task(again(each)) for each in known]
    while len(taken) < n and time.monotonic() - begun < 60:
        await asyncio.sleep(0.05)
    stay.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    return (
        f"{len(taken)} of {n} back at once: half within {statistics.median(taken):.1f} s, all within "
        f"{max(taken):.1f} s"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--back", type=int, default=500)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    print(f"{options.students} students; goals: {GOALS}")
    rates = ("--connects-per-second=1000", "--requests-per-second=1000")
    with server(*rates, device=options.device) as on:
        async with lesson(on) as made:
            pages, rooms = await students_of(made, options.students, on.port)
            readings = [Reading(each) for each in pages]  # or they would be given up
            for speed in SPEEDS:
                print(await training(on, made, rooms, speed, options.seconds), flush=True)
            print(await paused(made, rooms), flush=True)
            for each in readings:
                each.task.cancel()
            await leave(rooms)
            print(await back(on, made, options.back), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
