"""Uvicorn's two protocols, with limits for browsers that dawdle, flood or do not read.

Uvicorn waits for ever for a request that is never finished and for a reader that never reads, and answers any
number of pings at once. Here each of these has a limit, and a connection past it is cut off without a word,
since nobody on the other side would hear it.
"""

import asyncio
import contextlib
import functools
import logging
import os
import re
import socket
import struct
from collections.abc import Callable
from typing import Any, cast

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.streams import StreamReader
from websockets.utils import apply_mask

from server.messages.outbox import Outbox
from server.messages.waiting import Flag, Mailbox
from server.rooms.bucket import Bucket
from server.settings import Settings
from server.web.addresses import Addresses
from server.web.sockets.line import Line

CONNECTION = "playground.connection"  # of a scope: what carries the socket
READ_BYTES = 4 * 1024  # what is parsed at once: of the smallest frames more would take too long
CLOSING_SECONDS = 2.0  # for the other side's part of the closing handshake
STOP_SECONDS = 1
MOST_PONGS_BYTES = 64 * 1024
CONTROL_FRAMES_PER_SECOND = 50.0  # pings, pongs and pieces of messages
CONTROL_FRAMES_AT_ONCE = 500.0
WHOLE_TEXT, MASKED, MASKED_HEADER = 0x81, 0x80, 6  # how a short message begins, and the length of that
ACKNOWLEDGEMENT = re.compile(rb'\{"type": ?"ack", ?"sequence": ?(\d{1,10})\}')
AT_END = StreamReader.at_eof.__code__  # what is waited in between two messages


def config(
    app: FastAPI, settings: Settings, connection: "Callable[..., HttpConnection] | None" = None
) -> uvicorn.Config:
    """Returns how uvicorn runs an app for us; `connection` is another kind than ours, if any."""
    addresses: Addresses = app.state.addresses
    http = functools.partial(connection or HttpConnection, settings, addresses)
    ws = functools.partial(SocketConnection, settings, addresses)
    return uvicorn.Config(
        app,
        http=cast(Any, http),
        ws=cast(Any, ws),
        ws_per_message_deflate=False,
        ws_max_size=2 * settings.max_message_bytes,
        ws_ping_interval=settings.ping_seconds,
        ws_ping_timeout=settings.ping_seconds,
        timeout_graceful_shutdown=STOP_SECONDS,
        log_config=None,  # all goes the way of our own log
        log_level="warning",
        lifespan="on",
        proxy_headers=False,
        server_header=False,
    )


class Quiet(logging.LoggerAdapter[logging.Logger]):
    """A log without the warnings that any stranger can cause by sending nonsense."""

    @property
    def level(self) -> int:
        """Which messages are written at all."""
        return self.logger.level

    def warning(self, msg: object, *args: object, **kwargs: Any) -> None:
        self.debug(msg, *args, **kwargs)


class Timer:
    """Cuts off a connection unless it is stopped in time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._handle: asyncio.TimerHandle | None = None

    def start(self, transport: asyncio.WriteTransport) -> None:
        """Counts from now, unless it counts already."""
        if self._handle is None:
            self._handle = asyncio.get_running_loop().call_later(self._seconds, cut_off, transport)

    def stop(self) -> None:
        """Counts no longer."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


def cut_off(transport: asyncio.WriteTransport) -> None:
    """Ends a connection at once. What waits in the system for the other side is dropped, or it would go on
    sending for a while."""
    found = transport.get_extra_info("socket")
    if found is not None and os.name == "posix":
        with contextlib.suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def read_little(transport: asyncio.BaseTransport) -> None:
    """Makes a transport read in small portions, so that other connections have their turn in between."""
    if hasattr(transport, "max_size"):
        transport.max_size = READ_BYTES


class Impatient:
    """What both protocols have in common: timers for a request that is not finished and a reader that does
    not read. Comes before uvicorn's class in the list of bases, and hands on to it."""

    transport: asyncio.Transport

    def __init__(self, settings: Settings, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request_timer = Timer(settings.request_seconds)
        self._stalled_timer = Timer(settings.stalled_seconds)

    def pause_writing(self) -> None:
        self._stalled_timer.start(self.transport)
        super().pause_writing()  # type: ignore[misc]

    def resume_writing(self) -> None:
        self._stalled_timer.stop()
        super().resume_writing()  # type: ignore[misc]

    def _stop_timers(self) -> None:
        self._request_timer.stop()
        self._stalled_timer.stop()


class HttpConnection(Impatient, H11Protocol):
    """A connection before it becomes a socket."""

    def __init__(self, settings: Settings, addresses: Addresses, *args: Any, **kwargs: Any) -> None:
        super().__init__(settings, *args, **kwargs)
        self.logger = cast(Any, Quiet(self.logger, {}))
        self._addresses = addresses
        self._counted: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        read_little(transport)
        address = self.client[0] if self.client else ""
        if self._addresses.enter(address):
            self._counted = address
            self._request_timer.start(transport)
        else:
            cut_off(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._let_go()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A request that has come wholly stops the timer; anything else that comes starts it."""
        super().data_received(data)
        if self._counted is None:  # it is a socket now, or refused
            return
        if self.cycle is None or self.cycle.response_complete:
            self._request_timer.start(self.transport)
        else:
            self._request_timer.stop()

    def send_400_response(self, msg: str) -> None:
        """Says that this is no request; where one is being answered, or was, that answer was the last."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def handle_websocket_upgrade(self, event: Any) -> None:
        self._let_go()
        super().handle_websocket_upgrade(event)

    def _let_go(self) -> None:
        self._stop_timers()
        if self._counted is not None:
            self._addresses.leave(self._counted)
            self._counted = None


class SocketConnection(Impatient, WebSocketsSansIOProtocol):
    """A connection from the request for a socket on."""

    def __init__(self, settings: Settings, addresses: Addresses, *args: Any, **kwargs: Any) -> None:
        super().__init__(settings, *args, **kwargs)
        self.close_timeout = CLOSING_SECONDS
        self.queue = cast(Any, Mailbox())
        self.writable = cast(Any, Flag(is_up=True))
        self._addresses = addresses
        self._closing_timer = Timer(2 * CLOSING_SECONDS)
        self._control_frames = Bucket(CONTROL_FRAMES_PER_SECOND, CONTROL_FRAMES_AT_ONCE)
        self._counted: str | None = None
        self.line: Line | None = None  # to it, while somebody is in a room

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(0)  # nothing new is begun before all is with the system
        self._counted = self.client[0] if self.client else ""
        self._addresses.enter(self._counted, always=True)
        self._request_timer.start(self.transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timers()
        self._closing_timer.stop()
        if self._counted is not None:
            self._addresses.leave(self._counted)
        super().connection_lost(exc)
        if self.line is not None:
            self.line.outbox.lost()

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the request is a proper one
            cast(dict[str, Any], self.scope)[CONNECTION] = self

    def takes_more(self) -> bool:
        """Whether all that was written is with the system, and the connection is not about to end."""
        return self.writable.is_set() and not self.close_sent and not self.transport.is_closing()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.line is not None:
            self.line.wake()

    def data_received(self, data: bytes) -> None:
        """Acknowledgements are by far the most that comes; those of frames that were sent go no further."""
        if self.line is None or not self._acknowledges(data, self.line.outbox):
            super().data_received(data)

    def _acknowledges(self, data: bytes, outbox: Outbox) -> bool:
        n = len(data) - MASKED_HEADER
        is_short = 0 < n < 126 and data[0] == WHOLE_TEXT and data[1] == MASKED | n
        if not is_short or not self._is_between_messages():
            return False
        found = ACKNOWLEDGEMENT.fullmatch(apply_mask(data[MASKED_HEADER:], data[2:MASKED_HEADER]))
        return found is not None and outbox.acknowledge(int(found[1]))

    def _is_between_messages(self) -> bool:
        """Whether the next byte is the first of a message: the parser waits for no rest of any."""
        waiting: Any = self.conn.parser
        while waiting.gi_yieldfrom is not None:
            waiting = waiting.gi_yieldfrom
        return waiting.gi_code is AT_END and self.conn.current_size is None

    def start_keepalive(self) -> None:
        """Called when the socket is accepted. What its request said is in the scope; here it is done with."""
        del self.request, self.response
        self._request_timer.stop()
        super().start_keepalive()

    async def send(self, message: Any) -> None:
        """Sends, as long as somebody is there. The end is known before `connection_lost` tells of it, and
        asyncio logs what is written in between."""
        if message["type"] == "websocket.send" and self.transport.is_closing() and not self.close_sent:
            raise ClientDisconnected
        await super().send(message)

    def keepalive_timeout(self) -> None:
        """Somebody has not answered a ping. He is told, and cut off soon after: a socket that is closed while
        the system has something for him would go on sending it to somebody who has vanished."""
        self.pong_timer = self.pending_ping_payload = None
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.fail(1011, "keepalive ping timeout")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": 1011})
        self.close_timer = self.loop.call_later(self.close_timeout, cut_off, self.transport)

    def handle_ping(self) -> None:
        if self.transport.is_closing():  # as in `send`
            return
        super().handle_ping()
        if self.transport.get_write_buffer_size() > MOST_PONGS_BYTES:
            cut_off(self.transport)
        self._count_control_frame()

    def handle_pong(self, event: Frame) -> None:
        super().handle_pong(event)
        self._count_control_frame()

    def handle_cont(self, event: Frame) -> None:
        super().handle_cont(event)
        self._count_control_frame()

    def _count_control_frame(self) -> None:
        if not self._control_frames.take():
            cut_off(self.transport)

    def send_receive_event_to_app(self) -> None:
        """Hands on a message. Text that is no UTF-8 ends the connection, and is no matter for the log.

        Reading is paused while one message waits and more come; uvicorn does it for each message, and to
        tell the system twice takes longer than to read an acknowledgement.
        """
        if self.conn.close_sent is not None or self.conn.close_rcvd is not None:
            self.frames = []  # what stood behind the frame that ended it
        elif self.curr_msg_data_type == "text" and not is_text(self.frames):
            self.frames = []
            self.conn.send_close(1007)
            self.handle_parser_exception()
        elif self.queue.empty() and not self.read_paused:
            self.read_paused = True  # or so the base class takes it to be, and leaves it at that
            super().send_receive_event_to_app()
            self.read_paused = False
        else:
            super().send_receive_event_to_app()

    async def run_asgi(self) -> None:
        try:
            await super().run_asgi()
        finally:
            del cast(dict[str, Any], self.scope)[CONNECTION]  # or the two would keep each other in memory
            if not self.disconnected:
                self._closing_timer.start(self.transport)


def is_text(pieces: list[bytes]) -> bool:
    """Whether the pieces together are UTF-8."""
    try:
        b"".join(pieces).decode()
    except UnicodeDecodeError:
        return False
    return True
