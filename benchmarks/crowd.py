"""Browsers that are slow, silent or many, with the server as it is set up by itself.

    .venv/bin/python -m benchmarks.crowd [--rooms 2] [--back 500] [--only slow,silent,vanished,back,flood]

Prints one line per figure: how late a browser is that reads five frames a second; after how many seconds
one is given up that never reads, and what it has cost; after how many one that has vanished; how long 500
take that were lost to be back; how promptly others are served during floods of messages.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time

from tests.server.people.attack import CONTINUATION, PING, TEXT, Raw, Server, frame, server
from tests.server.people.lean import come, leave, watch

N_SILENT = 20
READS_PER_SECOND = 5


async def slow(on: Server, seconds: float = 10) -> str:
    """How late a reader of five frames a second is: sequence by sequence, against one that reads all."""
    seen: dict[int, float] = {}
    host = await come(on.port, None, lambda sequence: seen.setdefault(sequence, time.monotonic()) and None)
    late: list[float] = []
    host.send({"type": "play"})
    client = await come(on.port, watch(host))

    def note(sequence: int) -> None:
        if sequence in seen:
            late.append(time.monotonic() - seen[sequence])

    client.on_state = note
    client.reads_by_itself = False
    for _ in range(int(seconds * READS_PER_SECOND)):
        client.read_one()
        await asyncio.sleep(1 / READS_PER_SECOND)
    await leave([host, client])
    median = statistics.median(late)
    return f"reader at {READS_PER_SECOND}/s: median {median:.3f} s behind, most {max(late):.3f} s"


async def silent(on: Server) -> str:
    """When browsers that never read are gone, and what one has cost meanwhile."""
    host = await come(on.port)
    host.send({"type": "play"})
    await asyncio.sleep(2)
    before, sockets = on.memory(), on.sockets()
    raws = [Raw(on).shake_hands().say(json.dumps({"type": "hello", **watch(host)})) for _ in range(N_SILENT)]
    most, begun = 0, time.monotonic()
    while on.sockets() < sockets + N_SILENT or time.monotonic() - begun < 1:
        await asyncio.sleep(0.05)
    while on.sockets() > sockets:
        most = max(most, on.unsent_bytes() + on.memory() - before)
        await asyncio.sleep(0.05)
    gone = time.monotonic() - begun
    for raw in raws:
        raw.socket.close()
    await leave([host])
    return f"{N_SILENT} that never read: gone after {gone:.1f} s, {most / N_SILENT / 1000:.0f} KB each"


async def vanished(on: Server) -> str:
    """When a browser is missed whose cable was pulled, in a room that stands still."""
    host = await come(on.port)
    sockets = on.sockets()
    with Raw(on) as raw:
        raw.shake_hands().say(json.dumps({"type": "hello", **watch(host)}))
        await asyncio.sleep(1)
        for sequence in range(1, 50):  # so that only the pings are left unanswered
            raw.say(json.dumps({"type": "ack", "sequence": sequence}))
        await asyncio.sleep(1)
        raw.vanish()
        begun = time.monotonic()
        while on.sockets() > sockets:
            await asyncio.sleep(0.05)
        gone = time.monotonic() - begun
    await leave([host])
    return f"vanished without a word: noticed after {gone:.1f} s"


async def back(on: Server, n: int, n_rooms: int) -> str:
    """How long it takes until everybody has the state who was lost at once."""
    hosts = [await come(on.port) for _ in range(n_rooms)]
    for host in hosts:
        host.send({"type": "play"})
    lost = []
    for start in range(0, n, 50):
        lost += await asyncio.gather(
            *(come(on.port, watch(hosts[(start + i) % n_rooms])) for i in range(min(50, n - start)))
        )
    await asyncio.sleep(2)
    await leave(lost)
    taken: list[float] = []
    begun = time.monotonic()

    async def again(i: int) -> None:
        clients.append(await come(on.port, watch(hosts[i % n_rooms])))
        taken.append(time.monotonic() - begun)

    clients: list = []
    await asyncio.gather(*(again(i) for i in range(n)))
    counted = sum(client.n_states for client in clients)
    await asyncio.sleep(5)
    rate = (sum(client.n_states for client in clients) - counted) / 5 / n
    await leave([*hosts, *clients])
    return (
        f"{n} back at once in {n_rooms} rooms: half within {statistics.median(taken):.2f} s, all within "
        f"{max(taken):.2f} s; then {rate:.1f} frames a second each"
    )


FLOODS = {
    "changes": frame(TEXT, b'{"type":"change","changes":{"noise":1}}') * 100,
    "pings": frame(PING, b"") * 1000,
    "empty pieces": frame(CONTINUATION, b"") * 1000,
}


async def flood(on: Server) -> str:
    """How late the event loop is for others while somebody floods it, by the answers to pings."""
    said = []
    for name, data in FLOODS.items():
        with Raw(on) as prober, Raw(on) as raw:
            prober.shake_hands().say('{"type":"hello"}')
            raw.shake_hands().say('{"type":"hello"}')
            if name == "empty pieces":
                raw.send(frame(TEXT, b"", is_last=False))
            flooding = asyncio.create_task(asyncio.to_thread(raw.flood, data, 100_000))
            late = await asyncio.to_thread(prober.ping_times, 200, 0.01, on.process.pid)
            await flooding
        said.append(f"{name}: p99 {sorted(late)[197] * 1000:.1f} ms, most {max(late) * 1000:.1f} ms")
    return "floods, " + "; ".join(said)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rooms", type=int, default=2)
    parser.add_argument("--back", type=int, default=500)
    parser.add_argument("--only", default="slow,silent,vanished,back,flood")
    options = parser.parse_args()
    for name in options.only.split(","):
        with server(device="auto") as on:
            work = {
                "slow": lambda: slow(on),
                "silent": lambda: silent(on),
                "vanished": lambda: vanished(on),
                "back": lambda: back(on, options.back, options.rooms),
                "flood": lambda: flood(on),
            }[name]
            print(asyncio.run(work()), flush=True)


if __name__ == "__main__":
    main()
