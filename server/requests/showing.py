"""What a host shows to everybody: how the room looks, and the dot of the laser."""

import dataclasses
from typing import Annotated

from pydantic import Field

from server.frames.members import Member
from server.messages import BadMessage, LaserShown, Panel
from server.messages.parts import Part
from server.requests.request import Answer, HostRequest
from server.rooms import travel
from server.rooms.room import Room

Share = Annotated[float, Field(ge=0, le=1)]


class ViewChanges(Part):
    """What changes in the way the room is shown; what is left out stays."""

    show_test_data: bool | None = None
    discretize: bool | None = None
    hide_text: bool | None = None
    hidden_controls: Annotated[list[str], Field(max_length=64)] | None = None


class SetView(HostRequest):
    """Changes how the room is shown to everybody in it."""

    changes: ViewChanges

    def handle(self, room: Room, member: Member) -> Answer:
        view = dataclasses.replace(room.view, **self.changes.model_dump(exclude_none=True))
        if view != room.view:
            travel.remember_view(room, ("view", *self.changes.model_fields_set))
            room.view = view
        return Answer.CHANGED


class Laser(HostRequest):
    """Points at something: a place of a panel, from its left and from its top; null: at nothing."""

    panel: Panel | None
    x: Share | None = None
    y: Share | None = None

    def handle(self, room: Room, member: Member) -> Answer:
        if self.panel is None:
            room.pointing.put_away(member.outbox, room.outboxes())
            return Answer.DONE
        for field, value in (("x", self.x), ("y", self.y)):
            if value is None:
                sentence = f"{field} must be a number from 0 to 1 when panel is one"
                raise BadMessage("bad_message", sentence, field)
        room.pointing.move(member.outbox, LaserShown(panel=self.panel, x=self.x, y=self.y), room.outboxes())
        return Answer.DONE
