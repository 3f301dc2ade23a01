"""A room as the bytes of a file (codec.py), and back: its facts, and its trainer's state."""

import dataclasses
import re
from dataclasses import dataclass
from typing import get_args

from engine.backends.devices import DEVICE_NAMES, DeviceName
from engine.experiment.view import View
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.keeping.checks import check_number, check_place, trainer_of
from server.keeping.codec import ROOM_ID, Format, KeptError, packed, unpacked
from server.messages import Unit
from server.runs.marks import Mark, marks_of

ROOM = Format(b"nnp-room", 3, "room")
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRoom:
    """What has to be known of a room to go on with it. `unused_seconds` is how long nobody was in it,
    `first` the first weights of its run, if they are known, `others` those of earlier runs by number."""

    id: str
    host_token: str
    watch_token: str
    view: View
    playing: bool
    speed: float | None
    speed_unit: Unit = "epoch"
    device: DeviceName = "auto"
    generation: int
    unused_seconds: float = 0.0
    marks: tuple[Mark, ...] = ()
    run: int = 1
    last_run: int = 1
    first: TrainerState | None = None
    others: tuple[tuple[int, TrainerState], ...] = ()
    trainer: TrainerState


def to_bytes(room: KeptRoom) -> bytes:
    """Returns the bytes of a file."""
    facts = {each.name: getattr(room, each.name) for each in dataclasses.fields(room)}
    facts["view"], facts["trainer"] = dataclasses.asdict(room.view), room.trainer.as_dict()
    facts["first"] = None if room.first is None else room.first.as_dict()
    facts["others"] = [[run, state.as_dict()] for run, state in room.others]
    return packed(ROOM, facts)


def from_bytes(data: bytes) -> tuple[KeptRoom, Trainer]:
    """Returns the room of a file and its trainer, ready to go on. Raises KeptError."""
    facts = unpacked(ROOM, data)
    try:
        state = TrainerState.from_dict(facts.pop("trainer"))
        first = facts.pop("first", None)
        if facts.get("device") not in DEVICE_NAMES:  # of another server, perhaps
            facts["device"] = "auto"
        facts["view"], facts["marks"] = View(**facts["view"]), marks_of(facts.get("marks", []))
        facts["others"] = tuple((run, TrainerState.from_dict(each)) for run, each in facts["others"])
        room = KeptRoom(**facts, trainer=state, first=first and TrainerState.from_dict(first))
        _check(room)
        trainer = trainer_of(state, (room.first, *(each for _, each in room.others)))
    except KeptError:
        raise
    except Exception as error:  # whatever stands in the file, it must not keep the server from starting
        raise KeptError(f"what stands in it makes no room: {type(error).__name__}: {error}"[:300]) from None
    return room, trainer


def _check(room: KeptRoom) -> None:
    """Raises KeptError for a fact that no room can have."""
    if not isinstance(room.id, str) or not ROOM_ID.fullmatch(room.id):
        raise KeptError(f"id must be eight letters and digits, got {room.id!r:.60}")
    for name in ("host_token", "watch_token"):
        token = getattr(room, name)
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            raise KeptError(f"{name} must be 22 letters and digits")
    if not isinstance(room.playing, bool):
        raise KeptError(f"playing must be true or false, got {room.playing!r:.60}")
    if room.speed_unit not in get_args(Unit):
        raise KeptError(f"speed_unit must be one of {', '.join(get_args(Unit))}, got {room.speed_unit!r:.60}")
    check_number("speed", 1.0 if room.speed is None else room.speed, 1, 10_000)
    check_number("unused_seconds", room.unused_seconds, 0, 1e12)
    check_number("generation", room.generation, 1, 2**32 - 1, int)
    check_number("last_run", room.last_run, 1, 2**53, int)
    check_number("run", room.run, 1, room.last_run, int)
    for run, _ in room.others:
        check_number("the number of another run", run, 1, room.last_run, int)
    check_place(room.trainer)
