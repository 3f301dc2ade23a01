"""The tables of the bus in Valkey: values are keys that expire, changes are published."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from engine.reasons import one_line
from server.bus.bus import MOST_KEYS
from server.bus.store import KINDS, Position, Reading, Stored, StoreFull, StoreLost, TableChange, TableNews
from server.bus.valkey_line import ANSWER_SECONDS, ValkeyLine, connection_to
from server.bus.valkey_scripts import CHANGE, READ
from server.logs import logger

CHANNEL = "nnp:told:"
IN_A_ROW = 100  # changes that are taken before others have a turn


class ValkeyBusStore:
    """A `BusStore` in Valkey at an address such as valkey://host:6379/0: one connection to ask, another to be
    told."""

    def __init__(self, address: str) -> None:
        self._address, self._by = address, ""
        self._line = ValkeyLine(address)
        self._ear: Any = None
        self._listening: asyncio.Task[None] | None = None
        self._confirmed: dict[bytes, asyncio.Future[None]] = {}

    async def open(self, by: str, told: Callable[[str, TableNews], None], lost: Callable[[], None]) -> None:
        """Connects to be told of changes."""
        from valkey.exceptions import ValkeyError

        self._by = by
        self._ear = connection_to(self._address)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._ear.connect()
        except (ValkeyError, OSError, TimeoutError) as error:
            raise StoreLost(one_line(error)) from error
        self._listening = asyncio.create_task(self._listen(told, lost), name="listening to Valkey")

    async def change(self, changes: Sequence[TableChange], seen: Position) -> Position:
        """Carries out changes, and has them told."""
        parts = [
            part
            for kind, table, key, milliseconds, mark, value, rank in changes
            for part in (kind, table, key, milliseconds, mark, value, rank.epoch, rank.number)
        ]
        return _position(await self._call(CHANGE, seen, self._by, MOST_KEYS, *parts))

    async def read(self, table: str, key: str | None, seen: Position) -> Reading:
        """Returns what stands in a table; what is no value of ours is left out."""
        which = ("all",) if key is None else ("one", key)
        found = await self._call(READ, seen, table, *which)
        values = {}
        for name, milliseconds, stored in zip(found[2::3], found[3::3], found[4::3], strict=True):
            with suppress(ValueError):
                epoch, number, value = stored.split(b" ", 2)
                rank = Position(epoch.decode("ascii"), int(number))
                if milliseconds > 0:
                    values[name.decode()] = Stored(value, milliseconds, rank)
        return Reading(_position(found), values)

    async def _call(self, script: Any, seen: Position, *arguments: str | bytes | int) -> Any:
        try:
            return await self._line.call(script, secrets.token_hex(8), seen.epoch, seen.number, *arguments)
        except StoreFull as error:
            raise StoreLost(str(error)) from error

    async def listen(self, table: str) -> None:
        """Subscribes to a table."""
        await self._say("SUBSCRIBE", (CHANNEL + table).encode())

    async def unlisten(self, table: str) -> None:
        """Lets a table be."""
        await self._say("UNSUBSCRIBE", (CHANNEL + table).encode())

    async def beat(self) -> None:
        """Asks for an answer on the connection on which changes are told."""
        await self._say("PING", b"beat")

    async def _say(self, command: str, about: bytes) -> None:
        """Says something on the connection that listens, and waits until that is confirmed."""
        from valkey.exceptions import ValkeyError

        self._confirmed[about] = confirmed = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._ear.send_command(command, about)
                await confirmed
        except (ValkeyError, OSError, TimeoutError) as error:
            raise StoreLost(one_line(error)) from error
        finally:
            self._confirmed.pop(about, None)

    async def _listen(self, told: Callable[[str, TableNews], None], lost: Callable[[], None]) -> None:
        from valkey.exceptions import ValkeyError

        n_heard = 0
        try:
            while True:
                answer = await self._ear.read_response()
                kind, about, *rest = (b"pong", answer) if isinstance(answer, bytes) else answer
                change = _change(rest[0]) if kind == b"message" else None
                if change is not None:
                    told(about.decode()[len(CHANNEL) :], change)
                elif about in self._confirmed and not self._confirmed[about].done():
                    self._confirmed[about].set_result(None)
                n_heard += 1
                if n_heard % IN_A_ROW == 0:
                    await asyncio.sleep(0)
        except (ValkeyError, OSError):
            pass
        except Exception:
            logger.exception("what is told of the bus is listened to anew after an error of the server's own")
        for each in self._confirmed.values():
            if not each.done():
                each.set_exception(ConnectionError("the connection on which changes are told is gone"))
        lost()

    async def close(self) -> None:
        """Lets go of both connections."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self._listening = None
        if self._ear is not None:
            ear, self._ear = self._ear, None
            await ear.disconnect(nowait=True)
        await self._line.close()


def _position(answer: list[Any]) -> Position:
    return Position(answer[0].decode("ascii"), int(answer[1]))


def _change(data: bytes) -> TableNews | None:
    """Returns what is told; None for what nobody of ours can have said."""
    try:
        epoch, number, by, mark, kind, milliseconds, length, rest = data.split(b" ", 7)
        return TableNews(
            Position(epoch.decode("ascii"), int(number)),
            by.decode("ascii"),
            int(mark),
            KINDS[KINDS.index(kind.decode("ascii"))],
            int(milliseconds),
            rest[: int(length)].decode(),
            rest[int(length) :],
        )
    except ValueError:
        return None
