"""Going to other moments of a run, the best weights, undo and redo."""

from typing import Annotated

from pydantic import Field

from server.frames.members import Member
from server.requests.request import Answer, RunRequest
from server.rooms import travel
from server.rooms.room import Room
from server.training.jobs import Work
from server.training.work import Edit


class GoTo(RunRequest):
    """Pauses and shows the nearest kept moment at or before an epoch, or the end of the run."""

    epoch: Annotated[int, Field(ge=0, le=2**53)]

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return travel.go_to(room, self.epoch) or Answer.CHANGED


class GoToRun(RunRequest):
    """Goes to where an earlier run of the room ended: weights, curve, settings and view. `generation` is that
    of its last frames. It waits, as another run."""

    generation: Annotated[int, Field(ge=1, le=2**32 - 1)]

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return travel.go_to_run(room, self.generation)


class GoToBest(RunRequest):
    """Pauses and shows the kept moment with the smallest training loss."""

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return travel.go_to_best(room)


class UseBest(RunRequest):
    """Puts the weights of the epoch with the least test loss in the place of the present ones; with early
    stopping alone that epoch is known."""

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return Edit(lambda trainer: trainer.use_best(), entry=travel.go_on(room))


class Undo(RunRequest):
    """Pauses and takes back what the host did last."""

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return travel.undo(room) or Answer.CHANGED


class Redo(RunRequest):
    """Pauses and does again what was taken back last."""

    def handle(self, room: Room, member: Member) -> Answer | Work:
        return travel.undo(room, redo=True) or Answer.CHANGED
