"""Beginning another run, and changing the experiment of the present one."""

from collections.abc import Hashable
from typing import Annotated, Any, Literal

from engine.experiment.experiment import OPTIONS, Experiment
from engine.experiment.links import Link, parse_link
from engine.reasons import ReasonError
from engine.training.transfer import POINT_FIELDS, goes_over
from server.frames.members import Member
from server.messages.parts import Shape
from server.messages.reasons import RoomReason
from server.requests.request import RunRequest
from server.rooms import travel
from server.rooms.room import Room
from server.runs.learnt import Learnt
from server.runs.marks import changes_between
from server.runs.states import Slot
from server.training.jobs import Work
from server.training.work import Adjust

InitialWeights = Literal["new", "same"]


class Reset(RunRequest):
    """Begins another run, which waits: the same points, with new initial weights or those of this run."""

    weights: InitialWeights = "new"

    def handle(self, room: Room, member: Member) -> Work:
        first = room.run.timeline.first
        if self.weights == "same" and first is None:
            raise ReasonError(RoomReason("no_initial_weights"))
        travel.remember(room)
        return room.begin_again(first if self.weights == "same" else None)


class Regenerate(RunRequest):
    """Begins another run, which waits, with a new seed: new points, new weights."""

    def handle(self, room: Room, member: Member) -> Work:
        return open_link(room, Link(room.run.experiment.changed(seed=room.new_seed()), room.view))


class Change(RunRequest):
    """Changes fields of the experiment.

    Live fields take effect while training goes on, and leave a mark; others begin another run, which waits.
    Fields that are not named go along to what fits, so that a click on another problem simply works.
    """

    changes: Annotated[dict[str, Any], Shape(Experiment, any_of_them=True)]

    def handle(self, room: Room, member: Member) -> Work:
        old, new = room.run.experiment, room.run.experiment.fitting(**self.changes)
        differences = old.differences(new)
        is_dragged = all(OPTIONS[name].kind in ("number", "whole") for name in differences)
        return change_to(room, new, ("change", *differences) if is_dragged else None)


class OpenLink(RunRequest):
    """Opens a link or its fragment in this room: experiment and view; another run, which waits.

    `run`, a number as in a state, names an earlier run of the room: the new one begins with its initial
    weights, if the room still knows them. Else they are those of the link's seed.
    """

    link: str
    run: int | None = None

    def handle(self, room: Room, member: Member) -> Work:
        link = parse_link(self.link, room.new_seed, room.table_of)
        room.leash.check_opening(link.experiment)
        return open_link(room, link, same=room.beginnings.of(self.run))


def change_to(room: Room, new: Experiment, key: Hashable = None) -> Work:
    """Goes over to another experiment: the run goes on with it if it can, else another begins. What has the
    same key as the last change is undone with it."""
    old = room.run.experiment
    if new == old:
        return Adjust(new)
    if not goes_over(old, new):
        return open_link(room, Link(new, room.view), key)
    room.grow(new)
    entry = travel.go_on(room, key)
    if (room.run.epoch or room.playing) and not POINT_FIELDS.isdisjoint(old.differences(new)):
        room.run.note(Learnt.ELSEWHERE)
    room.take_over(new)
    return Adjust(new, changes=changes_between(old, new), continues=entry is None, entry=entry)


def open_link(room: Room, link: Link, key: Hashable = None, same: Slot | None = None) -> Work:
    """Begins another run, with another view if the link has one, and with the same initial weights as an
    earlier run if they are known."""
    room.grow(link.experiment)
    travel.remember(room, key)
    return room.begin(link, same)
