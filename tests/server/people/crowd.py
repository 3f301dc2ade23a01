"""Bad neighbours, each kind a coroutine that goes on: `python -m tests.server.people.crowd KIND PORT`."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable

from tests.server.people.lean import Lean, come, watch

LARGEST = (
    "networkShape=32,32,32,32,32,32,32,32,32,32&percTrainData=90&seed=0.5"
    "&x=true&y=true&xTimesY=true&xSquared=true&ySquared=true&sinX=true&sinY=true"
)
ZEROS = {"type": "change", "changes": {"hidden": [0] * 21_000}}
LONG_LINK = {"type": "open_link", "link": "#" + "a=1&" * 16_000}


async def again_and_again(
    clients: list[Lean], per_second: float, message: Callable[[int], dict[str, object]]
) -> None:
    """Each client sends so many messages a second, made of their number; until one is closed."""
    n = 0
    while not any(client.is_gone.is_set() for client in clients):
        for client in clients:
            client.send(message(n))
        n += 1
        await asyncio.sleep(1 / per_second)


async def sliders(port: int) -> None:
    """Eight rooms in which somebody drags a slider."""
    hosts = [await come(port) for _ in range(8)]
    await again_and_again(hosts, 15, lambda n: {"type": "change", "changes": {"noise": n % 50}})


async def regenerated(port: int) -> None:
    """One who has the largest network made anew as often as he may."""
    host = await come(port, {"link": LARGEST})
    await again_and_again([host], 95, lambda n: {"type": "regenerate"})


async def largest(port: int) -> None:
    """The largest network plays, and twenty look at one neuron and one point each."""
    host = await come(port, {"link": LARGEST})
    host.send({"type": "set_speed", "epochs_per_second": None})
    host.send({"type": "play"})
    watchers = [await come(port, watch(host)) for _ in range(20)]
    for n, each in enumerate(watchers):
        each.send({"type": "inspect_neuron", "layer": 1 + n % 10, "neuron": n})
        each.send({"type": "probe", "x": [n / 10, 1]})
    await asyncio.Event().wait()


async def restarts(port: int) -> None:
    """Eight rooms with the largest network that begin again and play, in turns."""
    hosts = [await come(port, {"link": LARGEST}) for _ in range(8)]
    await again_and_again(hosts, 10, lambda n: {"type": "play" if n % 2 else "reset"})


async def zeros(port: int) -> None:
    """Twenty tabs that send long lists of zeros."""
    await again_and_again([await come(port) for _ in range(20)], 10, lambda n: ZEROS)


async def long_links(port: int) -> None:
    """Twenty tabs that send the longest links."""
    await again_and_again([await come(port) for _ in range(20)], 10, lambda n: LONG_LINK)


async def views(port: int) -> None:
    """Somebody shows the room otherwise as often as he may, to thirty watchers."""
    host = await come(port)
    for _ in range(30):
        await come(port, watch(host))
    await again_and_again([host], 95, lambda n: {"type": "set_view", "changes": {"discretize": n % 2 > 0}})


async def pages(port: int) -> None:
    """Twenty who ask for the page as fast as they can."""
    await ask(port, ["/"])


async def files(port: int) -> None:
    """Twenty who ask for all kinds of files as fast as they can."""
    paths = ["/static/js/main.js", "/static/css/index.css", "/static/nothing", "/nothing", "/labels/de.json"]
    await ask(port, [*paths, "/explanations/de.json", "/activations", "/samples?classes=3", "/healthz"])


async def ask(port: int, paths: list[str]) -> None:
    """Twenty connections that ask for each path in turn, and again when the answer is there."""

    async def one() -> None:
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while not reader.at_eof():
                for path in paths:
                    writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n".encode())
                    await read_answer(reader)
            writer.close()

    await asyncio.gather(*(one() for _ in range(20)))


async def read_answer(reader: asyncio.StreamReader) -> None:
    """Reads one answer, whose length is told."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    await reader.readexactly(length)


KINDS: dict[str, Callable[[int], Awaitable[None]]] = {
    each.__name__: each
    for each in (sliders, regenerated, restarts, largest, views, zeros, long_links, pages, files)
}


async def behave(kind: str, port: int) -> None:
    """Says when it begins, and goes on for ever, whatever the server does about it. The server goes before it
    where both want a processor: in use they are on different machines."""
    os.nice(10)
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    while True:
        try:
            await KINDS[kind](port)  # again, when it was closed
        except (OSError, AssertionError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(behave(sys.argv[1], int(sys.argv[2])))
