"""A saved state opened: in a room, as a run that waits, or as a new room; and what of a room is saved."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from engine.experiment.links import Link
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.frames.members import EVERYTHING
from server.rooms import travel
from server.rooms.room import Room
from server.rooms.rooms import Rooms
from server.runs import marks
from server.runs.learnt import Learnt
from server.runs.run import resumed_run
from server.runs.states import cut_curve
from server.saved.state import SavedState
from server.training.room_trainer import RoomTrainer
from server.training.work import ComputeOn, Delivery, Resume


@dataclass(eq=False, slots=True)
class SaveRun(Delivery):
    """Takes the state of the run as it is seen: a moment that is shown ends the curve."""

    def result(self, trainer: RoomTrainer) -> tuple[TrainerState, TrainerState | None]:
        state = trainer.present().state()
        first = None if trainer.first is None else trainer.first.state
        return (state if trainer.end is None else cut_curve(state)), first


def noted(room: Room) -> Callable[[tuple[TrainerState, TrainerState | None]], SavedState]:
    """Returns what makes a room as it is now, given what `SaveRun` delivers, into a saved state."""
    view, run = room.view, room.run
    is_past = run.timeline.end is not None
    left = marks.before(run.marks, run.timeline.shown) if is_past else run.marks

    def make(states: tuple[TrainerState, TrainerState | None]) -> SavedState:
        return SavedState(view=view, trainer=states[0], first=states[1], marks=left)

    return make


def open_in(room: Room, state: SavedState, trainer: Trainer) -> None:
    """Goes on in a room from a saved state, as another run that waits to be played; that can be undone.
    Raises ReasonError where its class has closed that, or where there is no memory for it."""
    room.leash.check_opening(trainer.experiment)
    room.leash.check_by_hand()  # its weights come from elsewhere
    room.grow(trainer.experiment)
    entry = travel.remember(room)
    room.view = state.view
    room.last_run += 1
    run = resumed_run(room.last_run, trainer, state.first, state.marks)
    run.note(Learnt.ELSEWHERE)
    first = run.timeline.first
    if first is not None:
        first.learnt = Learnt.ELSEWHERE
        room.beginnings.add(run.number, first, room.memory.share)
    room.go_to(run, EVERYTHING)
    room.ask(Resume(trainer, first, entry=entry))


def new_room(rooms: Rooms, state: SavedState, trainer: Trainer, address: str) -> Room:
    """Returns a new room that goes on from a saved state. Raises Refused."""
    room = rooms.make(Link(trainer.experiment, state.view), address)
    room.run = resumed_run(1, trainer, state.first, state.marks)
    room.run.note(Learnt.ELSEWHERE)
    first = room.run.timeline.first
    if first is not None:
        first.learnt = Learnt.ELSEWHERE
        room.beginnings.add(1, first)
    room.work = deque([ComputeOn(room.device), Resume(trainer, first)])
    return room
