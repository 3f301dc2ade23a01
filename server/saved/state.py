"""A saved state as bytes, and back: the same in the database, in a file and in a link.

The bytes are those of keeping/codec.py, compressed by zlib. What opens a room, its tokens, is not in them.
"""

import dataclasses
import zlib
from dataclasses import dataclass
from typing import Any

from engine.experiment.view import View
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.keeping.checks import check_place, trainer_of
from server.keeping.codec import Format, KeptError, NewerFormatError, packed, unpacked
from server.messages.reasons import RoomReason
from server.runs.marks import Mark, marks_of
from server.saved.checks import check_marks, check_run

SAVED = Format(b"nnp-save", 1, "saved state")
MOST_BYTES = 1_000_000
"""Of a saved state as it is kept."""
MOST_UNPACKED = 6_000_000
"""Of what it becomes; the largest network that is allowed takes about 1 MB, and its first weights as much."""
LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedState:
    """A run at one moment with its curve and marks, its first weights if they are known, and its view."""

    view: View
    trainer: TrainerState
    first: TrainerState | None = None
    marks: tuple[Mark, ...] = ()


def to_bytes(state: SavedState) -> bytes:
    """Returns a state as bytes. Raises ReasonError where they are too many."""
    trainer = state.trainer.as_dict()
    facts = {
        "view": dataclasses.asdict(state.view),
        "marks": state.marks,
        "trainer": trainer,
        "first": _first_as_dict(state.first, trainer["experiment"]),
    }
    data = zlib.compress(packed(SAVED, facts), LEVEL)
    check_size(len(data))
    return data


def _first_as_dict(first: TrainerState | None, experiment: object) -> dict[str, Any] | None:
    """The first weights; their experiment is left out where it is the same: it may be large."""
    if first is None:
        return None
    values = first.as_dict()
    return {name: each for name, each in values.items() if name != "experiment" or each != experiment}


def check_size(n_bytes: int) -> None:
    """Raises ReasonError where a saved state of so many bytes is too large."""
    if n_bytes > MOST_BYTES:
        raise ReasonError(RoomReason("saved_too_large", most=MOST_BYTES // 1000, got=-(-n_bytes // 1000)))


def from_bytes(data: bytes) -> tuple[SavedState, Trainer]:
    """Returns the state in some bytes, which may come from anywhere, and a trainer that goes on from it.
    Raises ReasonError."""
    check_size(len(data))
    try:
        return _read(_expanded(data))
    except NewerFormatError:
        raise ReasonError(RoomReason("saved_newer")) from None
    except Exception as error:  # whatever stands in it: it was not written here, or not like this
        raise ReasonError(RoomReason("saved_damaged")) from error


def _expanded(data: bytes) -> bytes:
    """What was compressed, as long as it is not too much and nothing follows. Raises KeptError."""
    reader = zlib.decompressobj()
    try:
        whole = reader.decompress(data, MOST_UNPACKED)
    except zlib.error as error:
        raise KeptError(f"it cannot be expanded: {error}") from None
    if not reader.eof or reader.unused_data:
        raise KeptError("it is cut short, too large, or something follows it")
    return whole


def _read(data: bytes) -> tuple[SavedState, Trainer]:
    facts = unpacked(SAVED, data)
    trainer, first = facts["trainer"], facts["first"]
    state = SavedState(
        view=View(**facts["view"]),
        trainer=TrainerState.from_dict(trainer),
        first=None
        if first is None
        else TrainerState.from_dict({"experiment": trainer["experiment"], **first}),
        marks=marks_of(facts["marks"]),
    )
    check_marks(state.marks)
    for each in (state.trainer, state.first):
        if each is not None:
            check_place(each)
            check_run(each)
    return state, trainer_of(state.trainer, [state.first])
