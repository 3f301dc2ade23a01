"""One socket that stays: it says hello, acknowledges pictures, and comes back when it is lost, as the page
does (static/js/protocol/connection.js). It is read by a thread of its own, however long a program thinks."""

import json
import random
import threading
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from server.client.errors import RoomError
from server.frames.layout import FrameType
from server.frames.reading import decode_header
from server.messages import PROTOCOL, CloseCode

OPEN_SECONDS = 10.0
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.5, 15.0
SPREAD = 0.2  # so much longer or shorter is a wait, by chance: not all come back at the same moment
MOST_BYTES = 2**20  # of a message; the server's are far shorter
FINAL_CODES = range(4500, 5000)  # trying again is no use
TOO_LARGE = 1009  # nor is it then


class StayingConnection:
    """Tells what comes: each message, the bytes of each frame, and whenever the connection is lost, with
    whether it tries again. All is told by its own thread.

    `hello` has the fields of the first message on every socket. Before the first welcome nothing is tried
    twice.
    """

    def __init__(
        self,
        address: str,
        hello: Callable[[], dict[str, Any]],
        on_message: Callable[[dict[str, Any]], None],
        on_frame: Callable[[FrameType, bytes], None],
        on_lost: Callable[[RoomError, bool], None],
        protocol: str = PROTOCOL,
    ) -> None:
        self._address, self._hello, self._protocol = address, hello, protocol
        self._on_message, self._on_frame, self._on_lost = on_message, on_frame, on_lost
        self._socket: ClientConnection | None = None
        self._has_been_welcomed = False
        self._attempt = 0  # since the last welcome
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
            error = self._visit()
            if self._is_stopped.is_set():
                return
            tries_again = self._has_been_welcomed and not _is_final(error)
            self._on_lost(error, tries_again)
            if not tries_again:
                return
            wait = min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 1.5**self._attempt)
            self._attempt += 1
            self._is_stopped.wait(wait * random.uniform(1 - SPREAD, 1 + SPREAD))

    def _visit(self) -> RoomError:
        """Reads one socket until it ends; returns why it did."""
        goodbye = ""
        try:
            with connect(
                self._address,
                subprotocols=[Subprotocol(self._protocol)],
                compression=None,
                open_timeout=OPEN_SECONDS,
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
                        goodbye = message["message"]
                    elif message["type"] == "welcome":
                        self._welcomed(socket)
                    self._on_message(message)
            return self._why(socket.close_code, goodbye)
        except ConnectionClosed as error:
            return self._why(error.rcvd.code if error.rcvd else None, goodbye)
        except (OSError, InvalidHandshake, InvalidMessage) as error:
            return RoomError(_unreachable(self._address, error))
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

    def _welcomed(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._has_been_welcomed = True
        self._attempt = 0

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
