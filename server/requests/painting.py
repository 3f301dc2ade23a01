"""Painting points: the network goes on learning while its data change."""

from collections.abc import Hashable
from typing import Annotated

from pydantic import Field, Strict

from engine.data.painting import Edits, edited
from engine.data.table import MOST_CLASSES, MOST_LETTERS
from engine.reasons import Reason, ReasonError
from server.frames.members import Member
from server.requests.request import Id, Index, RunRequest
from server.requests.runs import change_to
from server.rooms.room import Room
from server.training.jobs import Work

Name = Annotated[str, Field(min_length=1, max_length=MOST_LETTERS)]
Place = Annotated[float, Field(ge=-6, le=6)]
Label = Annotated[float, Field(ge=-1, le=MOST_CLASSES)]
AsList = Strict(False)
"""JSON has lists where we have tuples."""


class Paint(RunRequest):
    """Changes points that are painted, in this order; rows are counted as they are before.

    `base` is the digest of the points that are meant, null where painting begins; they must be the present
    ones. What has the same `stroke` as the edit before is undone with it. A label is the index of a class, or
    a value from -1 to 1. `relabel` has rows and labels, `move` rows and places, `turn` rows and whether they
    are to test with, `remove` rows, `add` places, labels and whether they are to test with.
    """

    base: str | None
    stroke: Id = 0
    title: Name | None = None
    classes: list[Name] | None = Field(default=None, max_length=MOST_CLASSES)
    relabel: list[Annotated[tuple[Index, Label], AsList]] = Field(default_factory=list)
    move: list[Annotated[tuple[Index, Place, Place], AsList]] = Field(default_factory=list)
    turn: list[Annotated[tuple[Index, bool], AsList]] = Field(default_factory=list)
    remove: list[Index] = Field(default_factory=list)
    add: list[Annotated[tuple[Place, Place, Label, bool], AsList]] = Field(default_factory=list)

    def handle(self, room: Room, member: Member) -> Work:
        present = room.run.experiment.table
        if self.base is not None and (present is None or present.digest != self.base):
            raise ReasonError(Reason("painted_since"))
        edits = Edits(
            title=self.title,
            classes=None if self.classes is None else tuple(self.classes),
            relabel=self.relabel,
            move=self.move,
            turn=self.turn,
            remove=self.remove,
            add=self.add,
        )
        table = edited(present if self.base else None, edits)
        return change_to(room, room.run.experiment.fitting(table=table), stroke_key(self.stroke))


def stroke_key(stroke: int | None) -> Hashable:
    """The key of what is undone together: all that has the same stroke; None where nothing is."""
    return None if stroke is None else ("paint", stroke)
