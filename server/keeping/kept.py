"""A room as the bytes of a file, and back. No pickle: nothing in a file is ever run.

A file is: magic `nnp-room`, version u32, length of the JSON u32, the JSON, the numbers, and the SHA-256 of
all that came before (integers little-endian). The JSON holds the room and its trainer's state. A list of
floats in it is replaced by {"f64": how many}, one of booleans by {"bool": how many}; the numbers are
those lists one after the other, as little-endian float64 and as bytes. So a state goes through
unchanged, bit for bit, and whatever fields the engine gives it.
"""

import dataclasses
import hashlib
import json
import re
import struct
from array import array
from dataclasses import dataclass
from typing import Any, get_args

from engine.backends.devices import DEVICE_NAMES, DeviceName
from engine.experiment.view import View
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.messages import Unit
from server.runs.marks import MOST_MARKS, Mark

MAGIC = b"nnp-room"
VERSION = 3
HEAD = struct.Struct("<8sII")
DIGEST_BYTES = 32
MOST_BYTES = 16 * 1024 * 1024  # the largest network that is allowed takes about 1 MB
ROOM_ID = re.compile(r"[A-Za-z0-9_-]{8}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
NUMBER_BYTES = {"f64": 8, "bool": 1}


class KeptError(ValueError):
    """A file that is no room; the message says why, in a sentence."""


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
    numbers = bytearray()
    facts = {each.name: getattr(room, each.name) for each in dataclasses.fields(room)}
    facts["view"], facts["trainer"] = dataclasses.asdict(room.view), room.trainer.as_dict()
    facts["first"] = None if room.first is None else room.first.as_dict()
    facts["others"] = [[run, state.as_dict()] for run, state in room.others]
    text = json.dumps(_taken_out(facts, numbers), allow_nan=False, separators=(",", ":")).encode()
    whole = b"".join((HEAD.pack(MAGIC, VERSION, len(text)), text, numbers))
    return whole + hashlib.sha256(whole).digest()


def from_bytes(data: bytes) -> tuple[KeptRoom, Trainer]:
    """Returns the room of a file and its trainer, ready to go on. Raises KeptError."""
    facts = _facts(data)
    try:
        state = TrainerState.from_dict(facts.pop("trainer"))
        first = facts.pop("first", None)
        if facts.get("device") not in DEVICE_NAMES:  # of another server, perhaps
            facts["device"] = "auto"
        facts["view"], facts["marks"] = View(**facts["view"]), _marks(facts.get("marks", []))
        facts["others"] = tuple((run, TrainerState.from_dict(each)) for run, each in facts["others"])
        room = KeptRoom(**facts, trainer=state, first=first and TrainerState.from_dict(first))
        _check(room)
        trainer = Trainer(state.experiment)
        beginnings = [each for each in (room.first, *(each for _, each in room.others)) if each is not None]
        if not (trainer.fits(state) and all(Trainer(each.experiment).fits(each) for each in beginnings)):
            raise KeptError("its weights do not fit its experiment")
        trainer.restore(state)
    except KeptError:
        raise
    except Exception as error:  # whatever stands in the file, it must not keep the server from starting
        raise KeptError(f"what stands in it makes no room: {type(error).__name__}: {error}"[:300]) from None
    return room, trainer


def _marks(values: list[Any]) -> tuple[Mark, ...]:
    """Returns the marks that to_bytes was given."""
    return tuple(
        Mark(int(epoch), {str(name): (was, now) for name, (was, now) in changes.items()})
        for epoch, changes in values[-MOST_MARKS:]
    )


def _facts(data: bytes) -> dict[str, Any]:
    """Returns what to_bytes was given, if the file is whole and of this version."""
    if len(data) < HEAD.size + DIGEST_BYTES:
        raise KeptError(f"it is cut short: {len(data)} bytes cannot be a room")
    magic, version, length = HEAD.unpack_from(data)
    if magic != MAGIC:
        raise KeptError("it is no room of the playground")
    if version > VERSION:
        raise KeptError(
            f"it was written by a newer version of the playground: format {version}, this one reads {VERSION}"
        )
    whole, digest = data[:-DIGEST_BYTES], data[-DIGEST_BYTES:]
    if version < VERSION:
        raise KeptError(
            f"it was written by an older version of the playground: "
            f"format {version}, this one reads {VERSION}"
        )
    if hashlib.sha256(whole).digest() != digest:
        raise KeptError("it is damaged: its checksum does not fit")
    numbers = memoryview(whole)[HEAD.size + length :]
    try:
        facts, rest = _put_back(json.loads(whole[HEAD.size : HEAD.size + length]), numbers)
    except (ValueError, RecursionError) as error:
        raise KeptError(f"it cannot be read: {error}"[:300]) from None
    if rest or not isinstance(facts, dict) or not isinstance(facts.get("trainer"), dict):
        raise KeptError("it cannot be read: its parts do not fit together")
    return facts


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
    _check_number("speed", 1.0 if room.speed is None else room.speed, 1, 10_000)
    _check_number("unused_seconds", room.unused_seconds, 0, 1e12)
    _check_number("generation", room.generation, 1, 2**32 - 1, int)
    _check_number("last_run", room.last_run, 1, 2**53, int)
    _check_number("run", room.run, 1, room.last_run, int)
    for run, _ in room.others:
        _check_number("the number of another run", run, 1, room.last_run, int)
    _check_number("stride", room.trainer.stride, 1, 2**53, int)
    for name in ("epoch", "updates", "position"):
        _check_number(name, getattr(room.trainer.progress.place, name), 0, 2**53, int)
    for name in ("n_accumulated", "steps"):
        _check_number(name, getattr(room.trainer.progress.learning, name), 0, 2**53, int)


def _check_number(name: str, value: object, low: float, high: float, kind: Any = (int, float)) -> None:
    if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
        raise KeptError(f"{name} must be between {low} and {high}, got {value!r:.60}")


def _taken_out(value: Any, numbers: bytearray) -> Any:
    """Returns a value of dicts and lists with the lists of floats or booleans moved into `numbers`."""
    if isinstance(value, dict):
        return {name: _taken_out(each, numbers) for name, each in value.items()}
    if not isinstance(value, list | tuple):
        return value
    kinds = set(map(type, value))
    if kinds == {float}:
        numbers += _little(array("d", value)).tobytes()
        return {"f64": len(value)}
    if kinds == {bool}:
        numbers += bytes(value)
        return {"bool": len(value)}
    return [_taken_out(each, numbers) for each in value]


def _put_back(value: Any, numbers: memoryview) -> tuple[Any, memoryview]:
    """Returns the value with its numbers in it again, and the numbers that are left."""
    if isinstance(value, dict):
        if len(value) == 1 and (kind := next(iter(value))) in NUMBER_BYTES:
            return _numbers(kind, value[kind], numbers)
        made: Any = {}
        for name, each in value.items():
            made[name], numbers = _put_back(each, numbers)
        return made, numbers
    if isinstance(value, list):
        made = []
        for each in value:
            put, numbers = _put_back(each, numbers)
            made.append(put)
        return made, numbers
    return value, numbers


def _numbers(kind: str, n: Any, numbers: memoryview) -> tuple[list[Any], memoryview]:
    if type(n) is not int or not 0 <= n * NUMBER_BYTES[kind] <= len(numbers):
        raise ValueError(f"{n!r:.60} numbers are not there")
    end = n * NUMBER_BYTES[kind]
    if kind == "bool":
        return [byte != 0 for byte in numbers[:end]], numbers[end:]
    values = array("d")
    values.frombytes(numbers[:end])
    return _little(values).tolist(), numbers[end:]


def _little(values: "array[float]") -> "array[float]":
    """Returns float64s in the order of bytes of the file, or from it."""
    if array("H", [1]).tobytes() != b"\x01\x00":
        values.byteswap()
    return values
