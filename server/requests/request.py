"""What every request of a browser is: its fields, who may send it, and what comes of it."""

import re
from enum import Enum
from typing import Annotated, Any, ClassVar

from pydantic import Field

from server.frames.members import Member
from server.messages.parts import Part
from server.rooms.room import Room
from server.training.jobs import Work

Id = Annotated[int, Field(ge=0, le=2**53)]
Index = Annotated[int, Field(ge=0, le=10_000)]


MOST_WORK = 256  # requests that wait for one trainer


class Answer(Enum):
    """What is left to do when a request is handled: nothing (its answer comes by another way, if any), an
    answer to the client alone, or first the new state to everybody, and unless that is only drawn in another
    way all that comes of it."""

    NONE = 0
    DONE = 1
    CHANGED = 2
    DRAWN = 3


class Request(Part):
    """What a browser may send: `type` is the name of the class with underscores. Requests may carry an `id`;
    the answer repeats it."""

    type: ClassVar[str]
    host_only: ClassVar[bool] = False
    id: Id | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        cls.type = re.sub(r"(?<=.)([A-Z])", r"_\1", cls.__name__).lower()

    def handle(self, room: Room, member: Member) -> Answer | Work:
        """Does what the member asks of the room; returns the work that is left for its trainer, or how to
        answer. Raises BadMessage or ReasonError."""
        raise NotImplementedError


class HostRequest(Request):
    """What only the host of a room may send."""

    host_only: ClassVar[bool] = True


class RunRequest(HostRequest):
    """What may leave work for the room's trainer; refused while too much of it waits."""
