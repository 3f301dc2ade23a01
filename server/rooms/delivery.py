"""What is asked of a room's trainer, and to whom goes what comes of it. Knows no sockets."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from engine.backends.measured import Measured
from server.frames.encoding import features_frame
from server.keeping.kept import KeptRoom
from server.messages import DeviceShown, DevicesMessage, Done, ErrorCode, ErrorMessage, write_message
from server.messages.outbox import Outbox
from server.rooms.marks import Changes
from server.rooms.members import Member, Want
from server.rooms.undo import Entry
from server.training.jobs import Job, Outcome, Work

TRAINING_FAILED = "Training stopped because of an error in the server; press reset to begin again."


@dataclass(eq=False, slots=True)
class Asked:
    """Work for the trainer, and who gets the answer. `changes` leave a mark on the curve, which with
    `continues` is part of the last one; `entry` is for the undo of it."""

    work: Work
    member: Member | None = None
    id: int | None = None
    changes: Changes | None = None
    continues: bool = False
    entry: Entry | None = None
    turn: int = 0


@dataclass(eq=False, slots=True)
class Handed:
    """A job on its way through the worker, and who gets what comes of it.

    `version` and `note` are the room at this moment: with the trainer's state from the end of the job, `note`
    makes what is to be kept. What came of a job of an earlier `turn` says nothing of the present run.
    """

    turn: int
    job: Job
    asked: list[Asked]
    recipients: dict[Want, list[Member]]
    counting: list[Member]
    version: int
    note: partial[KeptRoom]


def answer(handed: Handed, outcome: Outcome) -> None:
    """Tells who asked for something whether it was done."""
    failed: ValueError | None = ValueError(TRAINING_FAILED)
    for asked, error in itertools.zip_longest(handed.asked, outcome.refusals, fillvalue=failed):
        if not isinstance(asked, Asked) or asked.member is None:
            continue
        if isinstance(error, ValueError):
            code: ErrorCode = "internal" if error is failed else "invalid"
            put_error(asked.member.outbox, asked.id, code, str(error), getattr(error, "field", None))
        else:
            put_done(asked.member.outbox, asked.id)


def send_frames(handed: Handed, outcome: Outcome) -> None:
    """Gives everybody the frames that they want."""
    recipients = handed.recipients
    for member in recipients.get("features", []):
        member.outbox.put(features_frame(), "features")
    if outcome.points is not None:
        for member in recipients["points"]:
            member.outbox.put(outcome.points, "points")
    if outcome.history is not None:
        for member in recipients["history"]:
            member.outbox.put(outcome.history, "history")
    for member in recipients.get("neuron", []):
        if member.looking_at in outcome.neurons:
            member.outbox.put_neuron(outcome.neurons[member.looking_at])
    for member in recipients.get("probe", []):
        if member.probing in outcome.probes:
            member.outbox.put_probe(outcome.probes[member.probing])
    for member in handed.counting:
        if outcome.numbers is not None:
            member.outbox.put_numbers(outcome.numbers)
    for member in recipients.get("state", []):
        if member.grids in outcome.states:
            member.outbox.put_state(handed.job.stamp.sequence, outcome.states[member.grids])


def put_devices(members: Sequence[tuple[Member, int | None]], measured: Sequence[Measured]) -> None:
    """Tells who waits for it how fast the devices are."""
    text = write_message(DevicesMessage(devices=[DeviceShown(**row._asdict()) for row in measured]))
    for member, id in members:
        member.outbox.put(text, "devices")
        put_done(member.outbox, id)


def put_error(
    outbox: Outbox, id: int | None, code: ErrorCode, message: str, field: str | None = None
) -> None:
    """Tells a browser that a request was refused."""
    outbox.put(write_message(ErrorMessage(id=id, code=code, message=message, field=field)))


def put_done(outbox: Outbox, id: int | None) -> None:
    """Tells a browser that a request was carried out, if it wants to know."""
    if id is not None:
        outbox.put(write_message(Done(id=id)))
