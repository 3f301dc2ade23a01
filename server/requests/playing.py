"""Playing, pausing, stepping, and how fast a room trains."""

from typing import Annotated

from pydantic import Field

from engine.reasons import ReasonError
from server.frames.members import Member
from server.messages import BadMessage, Unit
from server.messages.reasons import RoomReason
from server.requests.request import MOST_WORK, Answer, HostRequest, RunRequest
from server.rooms import travel
from server.rooms.room import Room
from server.training.jobs import Steps, Work
from server.training.pace import TrainingSpeed
from server.training.work import GoOn, Update

PerSecond = Annotated[float, Field(ge=1, le=10_000)]


class Play(RunRequest):
    """Training goes on until a host pauses it; past a stop rule too, and from the moment shown."""

    def handle(self, room: Room, member: Member) -> Answer:
        room.leash.check_training()
        _check_not_diverged(room)
        _go_on_from_here(room)
        room.playing = True
        return Answer.CHANGED


class Pause(HostRequest):
    """Training stops where it is."""

    def handle(self, room: Room, member: Member) -> Answer:
        room.pause()
        return Answer.CHANGED


class Step(RunRequest):
    """Pauses, then trains to the end of the epoch (in slices; `pause` ends it) or by one batch."""

    unit: Unit = "epoch"

    def handle(self, room: Room, member: Member) -> Answer | Work:
        room.leash.check_training()
        _check_not_diverged(room)
        waiting = Steps() if room.playing else room.steps  # that came faster than they are done
        room.pause()
        _go_on_from_here(room)
        if self.unit == "update":
            return Update()
        waiting.left = min(waiting.left + 1, MOST_WORK)
        room.steps = waiting
        return Answer.CHANGED


class SetSpeed(HostRequest):
    """How fast a playing room trains: one of the two; null epochs are as fast as the server can. 60 epochs a
    second at first."""

    epochs_per_second: PerSecond | None = None
    updates_per_second: PerSecond | None = None

    def handle(self, room: Room, member: Member) -> Answer:
        if len(self.model_fields_set & {"epochs_per_second", "updates_per_second"}) != 1:
            sentence = "set_speed must have either epochs_per_second or updates_per_second"
            raise BadMessage("bad_message", sentence, "epochs_per_second")
        if self.updates_per_second is None:
            room.speed = TrainingSpeed(self.epochs_per_second, "epoch")
        else:
            room.speed = TrainingSpeed(self.updates_per_second, "update")
        return Answer.CHANGED


def _check_not_diverged(room: Room) -> None:
    if room.run.diverged:
        raise ReasonError(RoomReason("diverged"))


def _go_on_from_here(room: Room) -> None:
    """Cuts what came later than the moment shown, and goes on past the rule that stopped the run."""
    if room.run.timeline.end is not None:
        travel.go_on(room)
    if room.run.stopped is not None:
        room.run.stopped = None
        room.ask(GoOn())
