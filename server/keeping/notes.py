"""A room → what is kept of it, and back."""

from collections import deque
from functools import partial

from engine.experiment.links import Link
from engine.training.trainer import Trainer
from server.keeping.kept import KeptRoom
from server.rooms.room import Room
from server.runs.beginnings import Beginnings
from server.runs.run import resumed_run
from server.training.pace import TrainingSpeed
from server.training.work import ComputeOn, Resume


def note_of(room: Room) -> partial[KeptRoom]:
    """Returns what makes the room as it is now, given its trainer's state, into what is kept."""
    return partial(
        KeptRoom,
        id=room.id,
        host_token=room.host_token,
        watch_token=room.watch_token,
        view=room.view,
        marks=room.run.marks,
        playing=room.playing,
        speed=room.speed.per_second,
        speed_unit=room.speed.unit,
        generation=room.generation,
        device=room.device,
        run=room.run.number,
        last_run=room.last_run,
        others=room.beginnings.others(room.run.number),
    )


def resumed_room(kept: KeptRoom, trainer: Trainer) -> Room:
    """Returns a room as it was kept, with the same tokens; its trainer goes on from where it was."""
    room = Room(kept.id, Link(trainer.experiment, kept.view), kept.device)
    room.host_token, room.watch_token = kept.host_token, kept.watch_token
    room.playing, room.generation = kept.playing, kept.generation
    room.speed = TrainingSpeed(kept.speed, kept.speed_unit)
    room.run = resumed_run(kept.run, trainer, kept.first, kept.marks)
    room.last_run = kept.last_run
    first = room.run.timeline.first
    room.beginnings = Beginnings.resumed(kept.others, kept.run, first)
    room.work = deque([ComputeOn(kept.device), Resume(trainer, first)])
    room.used = True
    return room
