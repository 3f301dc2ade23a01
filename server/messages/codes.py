"""Why a connection is closed and why a message is refused: every code with its sentence."""

from enum import IntEnum
from typing import Literal

ErrorCode = Literal["bad_message", "unknown_type", "forbidden", "invalid", "too_fast", "internal"]


class CloseCode(IntEnum):
    """Why the server closes a connection. Below 4500 the page may try again, from 4500 on it must not."""

    STOPPING = 4001
    TOO_SLOW = 4002
    FULL = 4003
    INTERNAL = 4004
    NO_HELLO = 4005
    TOO_MANY_MESSAGES = 4008
    TOO_MANY_CONNECTIONS = 4009
    BAD_HELLO = 4500
    UNKNOWN_VERSION = 4501
    NO_SUCH_ROOM = 4502
    BAD_TOKEN = 4503
    FOREIGN_ORIGIN = 4504
    TOO_LARGE = 4506


CLOSE_SENTENCES: dict[CloseCode, str] = {
    CloseCode.STOPPING: "The server is stopping; it may be back in a moment.",
    CloseCode.TOO_SLOW: "This connection was too slow to keep up.",
    CloseCode.FULL: "The server is full; please try again later.",
    CloseCode.INTERNAL: "Something went wrong in the server.",
    CloseCode.NO_HELLO: "No hello came in time.",
    CloseCode.TOO_MANY_MESSAGES: "Too many messages came from this connection.",
    CloseCode.TOO_MANY_CONNECTIONS: "Too many connections come from this address; try again in a moment.",
    CloseCode.BAD_HELLO: "The first message was not a proper hello.",
    CloseCode.UNKNOWN_VERSION: "Page and server are of different versions; please reload the page.",
    CloseCode.NO_SUCH_ROOM: "This room does not exist any more.",
    CloseCode.BAD_TOKEN: "This link does not open the room.",
    CloseCode.FOREIGN_ORIGIN: "Pages of other sites may not connect here.",
    CloseCode.TOO_LARGE: "A message was too large.",
}

ERROR_SENTENCES: dict[ErrorCode, str] = {
    "bad_message": "The message cannot be read, or a field is missing, of the wrong kind or too much.",
    "unknown_type": "There is no message of this type.",
    "forbidden": "Only who holds the controls of the room may do this.",
    "invalid": "The message was read, but what it asks for is not possible.",
    "too_fast": "More messages came than are allowed; this one was not carried out.",
    "internal": "Something went wrong in the server, and training in this room was paused.",
}


class Refused(Exception):
    """A connection that may not go on; `code` says why, `sentence` is for the person."""

    def __init__(self, code: CloseCode, sentence: str | None = None) -> None:
        self.code = code
        self.sentence = sentence or CLOSE_SENTENCES[code]
        super().__init__(self.sentence)


class BadMessage(ValueError):
    """A message that makes no sense; `field` is the dotted name of what is at fault."""

    def __init__(
        self, code: ErrorCode, sentence: str, field: str | None = None, id: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.field, self.id = code, sentence, field, id
