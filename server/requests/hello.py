"""The first message of a connection."""

from typing import Annotated

from pydantic import Field

from server.frames.members import Member
from server.messages import BadMessage, GridSize
from server.requests.request import Answer, Request
from server.rooms.room import Room


class Hello(Request):
    """The first message: joins a room, or makes one from a link (or the default experiment). With a `seat`
    the room is that of a student in a class, if the sender holds its controls."""

    room: Annotated[str, Field(max_length=64)] | None = None
    token: Annotated[str, Field(max_length=128)] | None = None
    link: str | None = None
    grid_size: GridSize = "large"
    seat: Annotated[str, Field(max_length=64)] | None = None

    def handle(self, room: Room, member: Member) -> Answer:
        raise BadMessage("bad_message", "hello may come once only")
