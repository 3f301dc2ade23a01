"""What a follower of a room costs the server, and how late it is.

    .venv/bin/python -m benchmarks.followers [--followers 1000] [--frame-rate 10] [--seconds 10] [--bare]

The server runs on one core, the browsers (light.py) on the other. Prints the server's processor time for
each frame that came to somebody, and how much later than to the first it came. With `--bare` the same is done
with a server of asyncio's alone, which sends as many bytes of nothing: what Python's event loop and the
system need.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from benchmarks.light import Crowd, Light
from tests.server.people.attack import server

CORES = 0, 1  # of the server and of the browsers


def on_core(process: psutil.Process, core: int) -> None:
    """All threads of a process run on one core from now on."""
    for thread in process.threads():
        os.sched_setaffinity(thread.id, {core})


def watch(host: Light) -> dict[str, str]:
    """The hello of somebody with the watch link."""
    return {"room": host.welcome["room"], "token": host.welcome["watch"]}


def measure(crowd: Crowd, process: psutil.Process, seconds: float) -> str:
    """Returns a line about what has come in so many seconds."""
    crowd.times = {}
    counted = sum(each.n_states for each in crowd.everybody)
    acknowledged = sum(each.n_acknowledged for each in crowd.everybody)
    n_bytes = sum(each.n_bytes for each in crowd.everybody)
    before, own, begun = process.cpu_times(), time.process_time(), time.monotonic()
    crowd.read(seconds)
    after, own, taken = process.cpu_times(), time.process_time() - own, time.monotonic() - begun
    n = sum(each.n_states for each in crowd.everybody) - counted
    acknowledged = sum(each.n_acknowledged for each in crowd.everybody) - acknowledged
    n_bytes = sum(each.n_bytes for each in crowd.everybody) - n_bytes
    user, system = (1e6 * (getattr(after, part) - getattr(before, part)) / n for part in ("user", "system"))
    late = sorted(at - min(times) for times in crowd.times.values() for at in times)
    crowd.times = None
    return (
        f"{n / len(crowd.everybody) / taken:6.2f} frames/s of {n_bytes / n / 1000:5.1f} KB; "
        f"server {user + system:6.1f} µs a frame ({user:.1f} + {system:.1f} in the system), "
        f"{acknowledged / n:.2f} acknowledgements; browsers {1e6 * own / n:5.1f} µs; "
        f"late: median {1000 * late[len(late) // 2]:.0f} ms, "
        f"p99 {1000 * late[int(0.99 * len(late))]:.0f} ms; "
        f"gone: {sum(each.is_gone for each in crowd.everybody)}"
    )


def ours(chosen: argparse.Namespace) -> None:
    options = (
        f"--frame-rate={chosen.frame_rate}",
        f"--max-members={chosen.followers + 1}",
        "--connects-per-second=100000",
    )
    with server(*options, device="auto") as on:
        time.sleep(4)
        on_core(on.process, CORES[0])
        crowd = Crowd()
        host = crowd.come(on.port, {"link": chosen.link})
        for _ in range(chosen.followers):
            crowd.come(on.port, watch(host))
        host.say({"type": "play"})
        crowd.read(3)
        for _ in range(chosen.times):
            print("server:", measure(crowd, on.process, chosen.seconds), flush=True)
        crowd.leave(crowd.everybody)


@contextmanager
def bare_server(frame_rate: float, n_bytes: int) -> Iterator[tuple[int, psutil.Process]]:
    ours, theirs = multiprocessing.Pipe()
    running = multiprocessing.Process(
        target=lambda: asyncio.run(serve_bare(theirs, frame_rate, n_bytes)), daemon=True
    )
    running.start()
    yield ours.recv(), psutil.Process(running.pid)
    running.kill()
    running.join()


async def serve_bare(told: object, frame_rate: float, n_bytes: int) -> None:
    """Sends everybody frames, and reads what they send without looking at it."""
    everybody: list[asyncio.Transport] = []

    class Bare(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport
            self.is_open = False

        def data_received(self, data: bytes) -> None:
            if not self.is_open:
                self.is_open = True
                self.transport.write(b'HTTP/1.1 101 X\r\n\r\n\x81\x12{"type":"welcome"}')  # type: ignore[attr-defined]
                everybody.append(self.transport)  # type: ignore[arg-type]

    listening = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", 0)
    told.send(listening.sockets[0].getsockname()[1])  # type: ignore[attr-defined]
    for sequence in range(10**9):
        await asyncio.sleep(1 / frame_rate)
        payload = struct.pack("<HBBHHIIII", 0x504E, 1, 1, 0, 0, sequence, 1, 0, 0).ljust(n_bytes)
        wire = struct.pack(">BBH", 0x82, 126, n_bytes) + payload
        for each in everybody:
            each.write(wire)


def bare(chosen: argparse.Namespace) -> None:
    with bare_server(chosen.frame_rate, chosen.bytes) as (port, process):
        on_core(process, CORES[0])
        crowd = Crowd()
        for _ in range(chosen.followers + 1):
            crowd.come(port)
        crowd.read(2)
        for _ in range(chosen.times):
            print("bare:  ", measure(crowd, process, chosen.seconds), flush=True)
        crowd.leave(crowd.everybody)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--followers", type=int, default=1000)
    parser.add_argument("--frame-rate", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=10, help="how long each line is measured")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--link", default="", help="what the room trains")
    parser.add_argument("--bytes", type=int, default=27_000, help="of a frame of the bare server")
    parser.add_argument("--bare", action="store_true")
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {CORES[1]})
    (bare if chosen.bare else ours)(chosen)


if __name__ == "__main__":
    main()
