"""One socket that stays: it says hello, acknowledges pictures, comes back when it is lost, and follows its
room to another replica, as the page does (static/js/protocol/connection.js). It is read by a thread of its
own, however long a program thinks."""

import json
import threading
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from server.client.errors import RoomError
from server.client.replicas import SILENT, NextTry
from server.frames.layout import FrameType
from server.frames.reading import decode_header
from server.messages import PROTOCOL, CloseCode

OPEN_SECONDS = 10.0
OPEN_ONE_SECONDS = 4.0  # one of several replicas: another may have the room by then
PING_SECONDS = 4.0  # between two
PONG_SECONDS = 20.0  # that a server has for its answer; one of several replicas has less
PONG_OF_ONE_SECONDS = 4.0
MOST_BYTES = 2**20  # of a message; the server's are far shorter
FINAL_CODES = range(4500, 5000)  # trying again is no use
TOO_LARGE = 1009  # nor is it then


class StayingConnection:
    """Tells what comes: each message, the bytes of each frame, and whenever the connection is lost, with
    whether it tries again. All is told by its own thread.

    `address` is where a replica is asked ("" for any), `hello` has the fields of the first message on every
    socket. Before the first welcome nothing is tried twice, but where replicas say that another one has it.
    """

    def __init__(
        self,
        address: Callable[[str], str],
        hello: Callable[[], dict[str, Any]],
        on_message: Callable[[dict[str, Any]], None],
        on_frame: Callable[[FrameType, bytes], None],
        on_lost: Callable[[RoomError, bool], None],
        protocol: str = PROTOCOL,
    ) -> None:
        self._address, self._hello, self._protocol = address, hello, protocol
        self._on_message, self._on_frame, self._on_lost = on_message, on_frame, on_lost
        self._socket: ClientConnection | None = None
        self._is_welcomed = False  # on the present socket
        self._has_been_welcomed = False
        self._replicas = NextTry()
        self._named = ""  # the replica that a goodbye has named
        self._last_id = 0
        self._sending = threading.Lock()
        self._is_stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="room", daemon=True)

    def start(self) -> None:
        """Connects, in the thread."""
        self._thread.start()

    def send(self, type: str, expect: Callable[[int], None], fields: dict[str, Any]) -> bool:
        """Sends a request, if the connection is not lost just now; `expect` gets its id before it is sent."""
        with self._sending:  # ids rise
            socket = self._socket
            if socket is None:
                return False
            self._last_id += 1
            expect(self._last_id)
            try:
                socket.send(json.dumps({"type": type, "id": self._last_id, **fields}, allow_nan=False))
            except ConnectionClosed:
                return False
            return True

    def stop(self) -> None:
        """Closes for good."""
        self._is_stopped.set()
        socket = self._socket
        if socket is not None:
            socket.close()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(OPEN_SECONDS)

    def _run(self) -> None:
        while not self._is_stopped.is_set():
            error = self._visit(self._address(self._replicas.replica))
            if self._is_stopped.is_set():
                return
            code = error.code if isinstance(error.code, int) else None
            wait = self._replicas.lost(code, self._named, self._is_welcomed)
            is_known = self._has_been_welcomed or self._replicas.are_several
            tries_again = is_known and not _is_final(error)
            self._on_lost(error, tries_again)
            if not tries_again:
                return
            self._is_stopped.wait(wait)

    def _visit(self, address: str) -> RoomError:
        """Reads one socket until it ends; returns why it did."""
        goodbye = self._named = ""
        self._is_welcomed = False
        try:
            with connect(
                address,
                subprotocols=[Subprotocol(self._protocol)],
                compression=None,
                open_timeout=OPEN_ONE_SECONDS if self._replicas.are_several else OPEN_SECONDS,
                ping_interval=PING_SECONDS,
                ping_timeout=PONG_SECONDS,
                close_timeout=1,
                max_size=MOST_BYTES,
            ) as socket:
                self._last_id += 1
                socket.send(json.dumps({"type": "hello", "id": self._last_id, **self._hello()}))
                for data in socket:
                    if isinstance(data, bytes):
                        self._take_frame(socket, data)
                        continue
                    message = json.loads(data)
                    if message["type"] == "goodbye":
                        goodbye, self._named = message["message"], message.get("replica", "")
                    elif message["type"] == "welcome":
                        self._welcomed(socket, message.get("replica", ""))
                    self._on_message(message)
            return self._why(socket.close_code, goodbye)
        except ConnectionClosed as error:
            is_silent = error.rcvd is None and error.sent is not None and error.sent.code == SILENT
            return self._why(error.rcvd.code if error.rcvd else SILENT if is_silent else None, goodbye)
        except (OSError, InvalidHandshake, InvalidMessage) as error:
            return RoomError(_unreachable(address, error))
        except (ValueError, KeyError, TypeError) as error:
            sentence = f"The server sends what this client cannot read: {error}."
            return RoomError(sentence, CloseCode.UNKNOWN_VERSION)
        finally:
            self._socket = None

    def _why(self, code: int | None, goodbye: str) -> RoomError:
        """Why a connection ended, for a person with a program."""
        if code == CloseCode.UNKNOWN_VERSION:
            return RoomError(
                f"The server does not speak {self._protocol}: it or this client is too old.", code
            )
        if goodbye:
            return RoomError(goodbye, code)
        known = [each.sentence for each in CloseCode if each == code]
        return RoomError(known[0] if known else "The connection to the server was lost.", code)

    def _welcomed(self, socket: ClientConnection, replica: str) -> None:
        self._socket = socket
        self._has_been_welcomed = self._is_welcomed = True
        self._replicas.welcomed(replica)
        if replica:
            socket.ping_timeout = PONG_OF_ONE_SECONDS

    def _take_frame(self, socket: ClientConnection, frame: bytes) -> None:
        """Tells of a frame; of a picture of the run the server hears that it has come."""
        header = decode_header(frame)
        if header is None:
            return
        type, stamp = header
        self._on_frame(type, frame)
        if type is FrameType.STATE:
            socket.send(json.dumps({"type": "ack", "sequence": stamp.sequence}))


def _is_final(error: RoomError) -> bool:
    return error.code == TOO_LARGE or error.code in FINAL_CODES


def _unreachable(address: str, error: Exception) -> str:
    """The sentence for a server that cannot be had."""
    if isinstance(error, InvalidStatus):
        why = f"it answers with status {error.response.status_code}"
    elif isinstance(error, TimeoutError):
        why = f"it does not answer within {OPEN_SECONDS:g} seconds"
    else:
        why = (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
    return f"No playground can be had at {address}: {why}."
