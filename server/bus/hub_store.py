"""The tables of a bus in the hub of a server of several processes."""

import asyncio
from collections.abc import Callable, Sequence

from server.bus.hub_line import HubFrame, HubLine
from server.bus.store import Position, Reading, Stored, StoreLost, TableChange, TableNews


class HubBusStore:
    """A `BusStore` in the hub at a path."""

    def __init__(self, path: str) -> None:
        self._line = HubLine(path, self._hear, self._has_ended)
        self._by = ""
        self._told: Callable[[str, TableNews], None] = lambda table, told: None
        self._lost: Callable[[], None] = lambda: None
        self._is_open = False

    async def open(self, by: str, told: Callable[[str, TableNews], None], lost: Callable[[], None]) -> None:
        """Connects."""
        self._by, self._told, self._lost = by, told, lost
        self._is_open = True
        await self._line.call("beat")

    async def change(self, changes: Sequence[TableChange], seen: Position) -> Position:
        """Carries out changes in their order."""
        facts = [
            [each.kind, each.table, each.key, each.milliseconds, each.mark, *each.rank] for each in changes
        ]
        return _position(await self._ask("change", [self._by, facts], [each.value for each in changes]))

    async def read(self, table: str, key: str | None, seen: Position) -> Reading:
        """Returns what stands in a table, or of one of its keys."""
        answer = await self._ask("read", [table, key])
        rows = zip(answer.facts[1], answer.pieces, strict=True)
        values = {name: Stored(value, ms, Position(*rank)) for (name, ms, *rank), value in rows}
        return Reading(_position(answer), values)

    async def listen(self, table: str) -> None:
        """Changes of this table are told of from now on."""
        await self._ask("listen", [table])

    async def unlisten(self, table: str) -> None:
        """Changes of this table are told of no longer."""
        await self._ask("unlisten", [table])

    async def beat(self) -> None:
        """Makes sure that changes would still be told of."""
        await self._ask("beat")

    async def close(self) -> None:
        """Lets go of the connection; it may be opened again."""
        self._is_open = False
        await self._line.close()

    async def _ask(self, what: str, facts: Sequence[object] = (), pieces: Sequence[bytes] = ()) -> HubFrame:
        """Asks, on the connection that changes are told on. Raises StoreLost."""
        if not self._is_open:
            raise StoreLost("the connection to the hub is closed")
        return await self._line.call(what, facts, pieces)

    def _hear(self, frame: HubFrame) -> None:
        table, epoch, number, by, mark, kind, milliseconds, key = frame.facts
        told = TableNews(Position(epoch, number), by, mark, kind, milliseconds, key, frame.pieces[0])
        self._told(table, told)

    def _has_ended(self) -> None:
        self._is_open = False
        asyncio.get_running_loop().call_soon(self._lost)


def _position(answer: HubFrame) -> Position:
    return Position(*answer.facts[0])
