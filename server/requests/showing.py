"""What a host shows to everybody: how the room looks, and the dot of the laser."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from engine.experiment.view import View
from server.frames.members import Member
from server.messages import BadMessage, LaserShown, Panel
from server.messages.parts import Shape
from server.requests.request import Answer, HostRequest
from server.rooms import travel
from server.rooms.room import Room

Share = Annotated[float, Field(ge=0, le=1)]


class SetView(HostRequest):
    """Changes how the room is shown to everybody in it; what is left out stays."""

    changes: Annotated[dict[str, Any], Shape(View, any_of_them=True)]

    def handle(self, room: Room, member: Member) -> Answer:
        before, view = room.view, room.view.changed(self.changes)
        if view == before:
            return Answer.CHANGED
        is_dragged = _chosen(view) == _chosen(before)
        travel.remember_view(room, ("view", *self.changes) if is_dragged else None)
        room.show(view)
        return Answer.DRAWN if view.computed == before.computed else Answer.CHANGED


def _chosen(view: View) -> View:
    """What of a view is chosen, and not dragged: its switches, the axes, and what is seen inside."""
    return replace(view, look=view.look[:2], inside=view.inside[:1])


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
