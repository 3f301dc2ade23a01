"""Being in a room: what has come from it, and the wait for what will."""

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from server.client.address import Whereabouts
from server.client.connection import StayingConnection
from server.client.errors import RoomError
from server.frames.layout import FrameType
from server.frames.reading import decode_header
from server.messages import PROTOCOL, Role

T = TypeVar("T")

TOO_FAST_SECONDS = 0.1  # until a request is sent again that came too fast
ONCE = frozenset({"step", "reset", "regenerate", "undo", "redo"})  # twice would be something else


class Answered(NamedTuple):
    """What the server has said to a request, and how many pictures had come by then."""

    message: dict[str, Any]
    n_looks: int


class Presence:
    """What is known of a room, put here by the thread of the connection; programs read it and wait for more.

    `look` is the newest STATE frame, none while the connection is lost, `n_looks` how many there were;
    `history` is the newest HISTORY frame.
    """

    def __init__(self, place: Whereabouts, seconds: float, protocol: str = PROTOCOL) -> None:
        self.place = place
        self.watch = self.version = ""
        self.role: Role = "watcher"
        self.state: dict[str, Any] = {}
        self.look: bytes | None = None
        self.n_looks = 0
        self.history: bytes | None = None
        self.is_over = False
        self._generation = 0
        self._lost: RoomError | None = RoomError("The server has not answered yet.")
        self._answers: dict[int, Answered | None] = {}
        self._news = threading.Condition()
        self._connection = StayingConnection(
            self._address, self._hello, self._heard, self._shown, self._was_lost, protocol
        )
        self._connection.start()
        try:
            self.wait(self._is_there, time.monotonic() + seconds)
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """Closes the connection for good."""
        with self._news:
            self.is_over = True
            self._lost = self._lost or RoomError("You have left this room.")
            self._news.notify_all()
        self._connection.stop()

    def ask(self, type: str, fields: dict[str, Any], deadline: float) -> int:
        """Sends a request and waits until it is carried out; one that came too fast is sent again, as is one
        that was perhaps lost, unless doing it twice were something else. Returns how many pictures had come
        before the answer. Raises `RoomError` with why not, and what is at fault."""
        while True:
            answer = self._answer(type, fields, deadline)
            if answer is None:
                if type in ONCE:
                    sentence = (
                        f"The connection was lost before {type} was answered; perhaps it was carried out."
                    )
                    raise RoomError(sentence)
                continue
            message = answer.message
            if message["type"] == "done":
                return answer.n_looks
            if message["code"] != "too_fast" or time.monotonic() > deadline:
                sentence = message["message"].rstrip(".")
                raise RoomError(f"{sentence[0].upper()}{sentence[1:]}.", message["code"], message["field"])
            time.sleep(TOO_FAST_SECONDS)

    def wait(self, found: Callable[[], T | None], deadline: float) -> T:
        """What `found` comes to say, looking whenever there is news. Raises `RoomError`, why the room is not
        there any more, or that it took too long."""
        with self._news:
            while (result := found()) is None:
                if self.is_over:
                    raise self._lost or RoomError("You have left this room.")
                left = deadline - time.monotonic()
                if left <= 0:
                    raise self._lost or RoomError("The server has not answered in time.")
                self._news.wait(left)
            return result

    def wait_for_look(self, n_seen: int, seconds: float) -> None:
        """Waits for a picture after so many, or for other news; at most so many seconds. Raises `RoomError`
        if the room is not there any more."""
        with self._news:
            if self.n_looks <= n_seen and not self.is_over:
                self._news.wait(seconds)
            if self.is_over:
                raise self._lost or RoomError("You have left this room.")

    def _is_there(self) -> bool | None:
        return True if self._lost is None else None

    def _answer(self, type: str, fields: dict[str, Any], deadline: float) -> Answered | None:
        """The answer to a request; None if the connection was lost before it came."""
        self.wait(self._is_there, deadline)
        ids: list[int] = []

        def expect(id: int) -> None:
            ids.append(id)
            with self._news:
                self._answers[id] = None

        if not self._connection.send(type, expect, fields):
            return None
        with self._news:
            try:
                return self.wait(lambda: self._answers[ids[0]], deadline)
            except KeyError:
                return None
            finally:
                self._answers.pop(ids[0], None)

    # What the connection asks and tells, in its own thread

    def _address(self, replica: str) -> str:
        return self.place._replace(replica=replica).socket

    def _hello(self) -> dict[str, Any]:
        room = {} if self.place.room is None else {"room": self.place.room, "token": self.place.token}
        return {**room, "grid_size": "small"}

    def _heard(self, message: dict[str, Any]) -> None:
        with self._news:
            match message["type"]:
                case "welcome":
                    self.place = self.place._replace(
                        room=message["room"], token=message["token"], replica=message.get("replica", "")
                    )
                    self.role, self.watch = message["role"], message["watch"]
                    self.version = message["version"]
                    self.state = message["state"]
                    self._generation = self.state["generation"]
                    self._lost = None
                case "state":
                    self.state = {name: value for name, value in message.items() if name != "type"}
                    self._generation = max(self._generation, self.state["generation"])
                case "done" | "error" if message["id"] in self._answers:
                    self._answers[message["id"]] = Answered(message, self.n_looks)
            self._news.notify_all()

    def _shown(self, type: FrameType, frame: bytes) -> None:
        with self._news:
            header = decode_header(frame)
            generation = self._generation if header is None else header[1].generation
            if type is FrameType.STATE and generation >= self._generation:
                self._generation = generation
                self.look, self.n_looks = frame, self.n_looks + 1
            elif type is FrameType.HISTORY:
                self.history = frame
            self._news.notify_all()

    def _was_lost(self, error: RoomError, tries_again: bool) -> None:
        with self._news:
            self.is_over = self.is_over or not tries_again
            self._lost = error
            self._answers.clear()
            self.look = None
            self._news.notify_all()
