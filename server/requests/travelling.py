"""Going to other moments of a run, undo and redo."""

from typing import Annotated, Literal

from pydantic import Field

from server.frames.members import Member
from server.requests.request import Answer, RunRequest
from server.rooms import travel
from server.rooms.room import Room
from server.training.jobs import Work


class GoTo(RunRequest):
    """Pauses and shows the nearest kept moment at or before an epoch, or the end of the run."""

    type: Literal["go_to"] = "go_to"
    epoch: Annotated[int, Field(ge=0, le=2**53)]

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return travel.go_to(room, self.epoch) or Answer.CHANGED


class GoToBest(RunRequest):
    """Pauses and shows the kept moment with the smallest training loss."""

    type: Literal["go_to_best"] = "go_to_best"

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return travel.go_to_best(room)


class Undo(RunRequest):
    """Pauses and takes back what the host did last."""

    type: Literal["undo"] = "undo"

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return travel.undo(room) or Answer.CHANGED


class Redo(RunRequest):
    """Pauses and does again what was taken back last."""

    type: Literal["redo"] = "redo"

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return travel.undo(room, redo=True) or Answer.CHANGED
