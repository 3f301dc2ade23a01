"""Answers, errors and frames to the members who get them. Knows no sockets."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from engine.backends.measured import Measured
from server.frames.members import Member, Want
from server.messages import (
    BadMessage,
    DeviceShown,
    DevicesMessage,
    done,
    error_message,
    reason_shown,
    write_message,
)
from server.messages.outbox import Outbox, frames_told_of
from server.rooms.room import Room
from server.training.jobs import Outcome

TRAINING_FAILED = BadMessage(
    "internal", "Training stopped because of an error in the server; press reset to begin again."
)


def answer(outcome: Outcome, room: Room) -> None:
    """Leaves with the room, for everyone who asked for some work, whether it was done."""
    for work, error in itertools.zip_longest(outcome.job.work, outcome.refusals, fillvalue=TRAINING_FAILED):
        if isinstance(work, ValueError) or work.member is None:
            continue
        text = _error(work.id, error) if isinstance(error, ValueError) else done(work.id)
        room.answers.append((work.member.outbox, text))


def send_frames(outcome: Outcome, room: Room) -> None:
    """Gives everybody the frames that they want, if they still do."""
    for key, members in outcome.job.recipients.items():
        frame = outcome.frames.get(key)
        if frame is None or not members:
            continue
        put = _putting(key.want, frame, outcome.job.stamp.sequence, len(room.members))
        for member in members:
            if member.of(key.want) == key.of:
                put(member.outbox)


def _putting(want: Want, frame: Any, sequence: int, n_members: int) -> Callable[[Outbox], None]:
    """Returns what puts a frame into an outbox."""
    match want:
        case "neuron" | "probe" | "inside" | "numbers" | "standing":
            return lambda outbox: outbox.put_newest(want, frame)
        case "cell":
            raise AssertionError("no member wants a cell")
        case "state":
            every = frames_told_of(n_members, len(frame))
            return lambda outbox: outbox.put_state(sequence, frame, every)
    return lambda outbox: outbox.put(frame, want)


def put_devices(members: Sequence[tuple[Member, int | None]], measured: Sequence[Measured]) -> None:
    """Sends how fast the devices are to the members who wait for it, each with the id of the request."""
    text = write_message(DevicesMessage(devices=[_shown(row) for row in measured]))
    for member, id in members:
        member.outbox.put(text, "devices")
        put_done(member.outbox, id)


def _shown(row: Measured) -> DeviceShown:
    reason = row.unavailable_reason and reason_shown(row.unavailable_reason)
    return DeviceShown(**row._asdict() | {"unavailable_reason": reason})


def put_error(outbox: Outbox, id: int | None, error: ValueError) -> None:
    """Reports to a client that a request was refused."""
    outbox.put(_error(id, error))


def _error(id: int | None, error: ValueError) -> str:
    return write_message(error_message(id, error))


def put_done(outbox: Outbox, id: int | None) -> None:
    """Reports to a client that a request was carried out, if the request has an id."""
    text = done(id)
    if text is not None:
        outbox.put(text)
