"""The tables of docs/scale.md, as `benchmarks/scale_model.py` works them out."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.scale_model import COSTS, KEEP_SECONDS, MEASURED, Crowd, Needs, needs, simulated

DOCUMENT = Path(__file__).parent.parent.parent / "docs/scale.md"
BEGIN, END = "<!-- from here on written by `make generate` -->", "<!-- up to here -->"
PEOPLE = (100, 1_000, 10_000, 1_000_000)


def document() -> str:
    """Returns the whole document with its generated part as it should be."""
    before, rest = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


def tables() -> str:
    """Returns what one costs, the simulation beside what was measured, and what crowds need."""
    return "\n\n".join(("### What one costs", _costs(), "### The queue", _queue(), "### Crowds", _crowds()))


def _costs() -> str:
    c, often = COSTS, f"every {KEEP_SECONDS:g} s while it trains"
    rows = [
        ("a picture of a room, made and sent to one page", c.picture, _bytes(c.picture_bytes)),
        ("an epoch in a room, with the loop around it", c.epoch, ""),
        ("the picture for one more page", c.follower, f"{_bytes(c.small_picture_bytes)} of a small screen"),
        ("a room's cell on the wall of its class", c.cell, f"{_bytes(c.cell_bytes)}, twice a second"),
        ("the cell, of Valkey", c.valkey_cell, ""),
        (f"a room's state, kept {often}, of Valkey", c.valkey_state, _bytes(c.kept_bytes)),
        ("a picture through a proxy, of Caddy", c.proxied, ""),
    ]
    memory = ", ".join(map(_bytes, (c.room_memory, c.page_memory, c.server_memory)))
    told = [(what, f"{seconds * 1e3:g} ms", size) for what, seconds, size in rows]
    return _table(
        ("what", "of a core", "bytes"),
        [*told, ("memory of a room, of a page, of a process of the server", "", memory)],
    )


def _queue() -> str:
    rows = []
    for measured in MEASURED:
        worked_out = simulated(measured.rooms, measured.processes)
        rows.append(
            (
                f"{measured.rooms}",
                f"{measured.processes}",
                f"{measured.pictures:g} and {measured.epochs:g}",
                f"{worked_out.pictures:.1f} and {worked_out.epochs:.0f}",
            )
        )
    return _table(("rooms", "processes", "measured, pictures and epochs a second of each", "simulated"), rows)


def _crowds() -> str:
    heads = (
        *("people at once", "cores of servers", "of proxies", "of Valkey", "memory", "to the browsers"),
        *("over the bus", "states kept", "sockets"),
    )
    return _table(heads, [_row(n, needs(Crowd(n))) for n in PEOPLE])


def _row(people: int, found: Needs) -> Sequence[str]:
    return (
        f"{people:,}",
        _rounded(found.cores),
        _rounded(found.proxy_cores),
        _rounded(found.valkey_cores),
        _bytes(found.memory),
        f"{_rounded(found.bytes_a_second * 8 / 1e9)} Gbit/s",
        f"{_rounded(found.messages_a_second)} messages/s",
        f"{_bytes(found.kept_a_second)}/s",
        f"{found.sockets:,}",
    )


def _rounded(number: float) -> str:
    """Two digits are all that such a reckoning is worth."""
    return f"{float(f'{number:.2g}'):,g}"


def _bytes(n: float) -> str:
    for size, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if n >= size:
            return f"{_rounded(n / size)} {name}"
    return f"{_rounded(n)} bytes"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
