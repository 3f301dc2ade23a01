"""One connection to Valkey, or to Redis, which speaks the same protocol: questions one after the other, each
answered within a time or given up with the connection."""

import asyncio
import hashlib
from typing import Any

from engine.reasons import Reason, one_line
from server.bus.store import StoreFull, StoreLost
from server.settings import SettingsError

ANSWER_SECONDS = 1.0  # to connect and to answer
BYTES_PER_SECOND = 10_000_000  # at the least, for what is long


class Script:
    """A program in Lua that the store carries out as a whole, known by its digest."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def check(address: str) -> None:
    """Raises SettingsError for what is no address, and where the library is not there."""
    try:
        from valkey.asyncio.connection import parse_url
    except ImportError:
        reason = Reason("extra_not_installed", library="valkey", extra="many")
        raise SettingsError(f"valkey cannot be used: {reason}") from None
    try:
        parse_url(address)
    except ValueError as error:
        raise SettingsError(f"valkey must be an address like valkey://host:6379/0: {error}") from None


class ValkeyLine:
    """A connection that is made when it is needed, and made anew after it was lost."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: Any = None
        self._turn = asyncio.Lock()
        self._n_failures = 0

    async def call(self, script: Script, *arguments: str | bytes | int) -> Any:
        """Has a script carried out; a connection that turns out to be gone is made anew once. Raises
        StoreLost or StoreFull; whoever waits for a turn meanwhile fails with it: nobody waits for long."""
        from valkey.exceptions import OutOfMemoryError, ValkeyError

        n_failures = self._n_failures
        n_bytes = sum(len(each) for each in arguments if isinstance(each, bytes))
        async with self._turn:
            for is_last in (self._connection is None, True):
                if self._n_failures != n_failures:
                    raise StoreLost("the store did not answer to what was asked before")
                try:
                    async with asyncio.timeout(ANSWER_SECONDS + n_bytes / BYTES_PER_SECOND):
                        return await self._asked(script, arguments)
                except OutOfMemoryError as error:
                    raise StoreFull(one_line(error)) from error
                except (ValkeyError, OSError, TimeoutError) as error:
                    await self._drop()
                    if is_last or isinstance(error, TimeoutError):
                        self._n_failures += 1
                        raise StoreLost(one_line(error)) from error
                except BaseException:
                    await self._drop()
                    raise
        raise AssertionError("the last try returns or raises")

    async def _asked(self, script: Script, arguments: tuple[str | bytes | int, ...]) -> Any:
        from valkey.exceptions import NoScriptError

        if self._connection is None:
            self._connection = made = connection_to(self._address)
            await made.connect()
        connection = self._connection
        try:
            await connection.send_command("EVALSHA", script.digest, 0, *arguments)
            return await connection.read_response()
        except NoScriptError:
            await connection.send_command("EVAL", script.text, 0, *arguments)
            return await connection.read_response()

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.disconnect(nowait=True)

    async def close(self) -> None:
        """Lets go of the connection; it may be used again."""
        await self._drop()


def connection_to(address: str) -> Any:
    """Returns a connection that is yet to be made."""
    from valkey.asyncio.connection import ConnectionPool

    pool = ConnectionPool.from_url(address, socket_timeout=None, socket_connect_timeout=ANSWER_SECONDS)
    return pool.make_connection()
