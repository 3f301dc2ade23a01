"""The way to the hub of a server of several processes: a Unix socket, on which both sides send frames.

A frame is the length of its JSON and that of its bytes (u32 each, big-endian), the JSON, which says what is
asked or answered, the facts and how long each piece of the bytes is, and the bytes. Answers come in the order
of the questions; what is told unasked comes in between.
"""

import asyncio
import json
import struct
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from server.bus.store import StoreFull, StoreLost

HEAD = struct.Struct(">II")
MOST_TEXT = 16 * 1024 * 1024  # bytes of the JSON of a frame
MOST_PIECES = 80 * 1024 * 1024  # bytes of all pieces: the longest state and what goes with it
ANSWER_SECONDS = 5.0
ANSWER, TOLD, LOST, FULL = "answer", "told", "lost", "full"


class HubFrame(NamedTuple):
    """What is asked, answered or told; the facts are what JSON can carry."""

    what: str
    facts: list[Any]
    pieces: list[bytes]


def to_frame(what: str, facts: Sequence[Any] = (), pieces: Sequence[bytes] = ()) -> bytes:
    """Returns the bytes of a frame."""
    text = json.dumps([what, facts, [len(each) for each in pieces]], separators=(",", ":")).encode()
    return b"".join((HEAD.pack(len(text), sum(map(len, pieces))), text, *pieces))


async def read_frame(reader: asyncio.StreamReader) -> HubFrame:
    """Returns the next frame. Raises OSError at the end, and for what is none."""
    try:
        n_text, n_pieces = HEAD.unpack(await reader.readexactly(HEAD.size))
        if n_text > MOST_TEXT or n_pieces > MOST_PIECES:
            raise OSError(f"a frame of {n_text} and {n_pieces} bytes is too long")
        what, facts, lengths = json.loads(await reader.readexactly(n_text))
        rest = await reader.readexactly(n_pieces)
    except (EOFError, ValueError) as error:
        raise OSError(f"the other side is gone, or has sent nonsense: {error}") from error
    pieces, start = [], 0
    for length in lengths:
        pieces.append(rest[start : start + length])
        start += length
    return HubFrame(what, facts, pieces)


class HubLine:
    """One connection to the hub at a path, made when it is needed. `told` gets what comes unasked; `lost` is
    called when the connection ends that it came on."""

    def __init__(
        self,
        path: str,
        told: Callable[[HubFrame], None] = lambda _: None,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._path = path
        self._told, self._lost = told, lost
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: deque[asyncio.Future[HubFrame]] = deque()
        self._opening = asyncio.Lock()

    async def call(self, what: str, facts: Sequence[Any] = (), pieces: Sequence[bytes] = ()) -> HubFrame:
        """Returns the answer to a question. Raises StoreLost and StoreFull."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                writer = await self._open()
                answer: asyncio.Future[HubFrame] = asyncio.get_running_loop().create_future()
                self._waiting.append(answer)
                writer.write(to_frame(what, facts, pieces))
                found = await answer
        except (OSError, TimeoutError) as error:
            await self.close()
            raise StoreLost(str(error) or "the hub does not answer") from error
        if found.what == LOST:
            raise StoreLost(found.facts[0])
        if found.what == FULL:
            raise StoreFull(found.facts[0])
        return found

    async def close(self) -> None:
        """Lets go of the connection; the next question makes another."""
        reading, writer = self._reading, self._writer
        if reading is not None:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            if writer is not None and self._reading is reading:  # it had not begun: it let go of nothing
                self._let_go(writer)

    async def _open(self) -> asyncio.StreamWriter:
        async with self._opening:
            if self._writer is None:
                reader, self._writer = await asyncio.open_unix_connection(self._path)
                self._reading = asyncio.create_task(self._read(reader, self._writer), name="the hub")
            return self._writer

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                frame = await read_frame(reader)
                if frame.what == TOLD:
                    self._told(frame)
                else:
                    answer = self._waiting.popleft()
                    if not answer.done():
                        answer.set_result(frame)
                        await asyncio.sleep(0)  # who asked goes on before they are told what came after it
        except OSError:
            pass
        finally:
            self._let_go(writer)

    def _let_go(self, writer: asyncio.StreamWriter) -> None:
        self._writer = self._reading = None
        writer.close()
        waiting, self._waiting = self._waiting, deque()
        for each in waiting:
            if not each.done():
                each.set_exception(ConnectionError("the hub is gone"))
        with suppress(RuntimeError):  # the loop is being closed
            self._lost()
