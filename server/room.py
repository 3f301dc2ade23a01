"""A room: an experiment, the people in it, and what the trainer owes them. Knows no sockets and no clock.

What a member asks for (requests.py) changes the room at once and leaves work for the trainer. The runner
takes that work to its worker thread (`hand_out`) and brings back what came of it (`take_back`); then the
answers go out.
"""

import dataclasses
import itertools
import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from engine.by_hand import ByHand
from engine.experiment import Experiment
from engine.features import FEATURES
from engine.graft import POINT_FIELDS, SHAPE_FIELDS
from engine.links import Link, write_link
from engine.metrics import parameter_counts
from engine.probe import SetName
from engine.trainer import Trainer
from server import timeline
from server.frames import Stamp, features_frame
from server.jobs import Begin, BeginAgain, GoOn, Job, Neuron, Outcome, Remember, Resume, Show, Work
from server.kept import KeptRoom
from server.laser import Pointing
from server.logs import tell
from server.marks import Changes, Mark, with_mark
from server.messages import (
    Done,
    ErrorCode,
    ErrorMessage,
    GridSize,
    Hello,
    MarkShown,
    Role,
    RoomState,
    StateChanged,
    Stopped,
    Welcome,
    write_message,
)
from server.numbers import neurons_off, parameters_frozen, stopped_state
from server.outbox import Outbox
from server.pace import DEFAULT_SPEED, Speed
from server.probes import Point, is_there
from server.timeline import Slot, Timeline
from server.undo import Entry, Undo

TRAINING_FAILED = "Training stopped because of an error in the server; press reset to begin again."

Want = Literal["features", "points", "history", "state", "neuron", "probe"]
SHOWN: frozenset[Want] = frozenset({"state", "neuron", "probe"})  # what only somebody who sees the page gets
EVERYTHING: frozenset[Want] = SHOWN | {"points", "history"}  # of a run


@dataclass(eq=False, slots=True)
class Member:
    """One browser in a room. `wants` is what it shall get with the next publication, once."""

    role: Role
    outbox: Outbox
    grids: GridSize = "large"
    visible: bool = True
    looking_at: Neuron | None = None
    probing: Point | None = None
    numbers: bool = False
    wants: set[Want] = field(default_factory=lambda: {"features", "points", "history", "state"})


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


class Room:
    """A classroom. Everything here happens on the event loop's thread."""

    def __init__(self, id: str, link: Link) -> None:
        self.id = id
        self.host_token = secrets.token_urlsafe(16)
        self.watch_token = secrets.token_urlsafe(16)
        self.experiment = link.experiment
        self.view = link.view
        self.playing = False
        self.epochs_to_step = 0
        self.diverged = False
        self.stopped: Stopped | None = None
        self.by_hand = ByHand()
        self.speed = DEFAULT_SPEED
        self.generation = 1
        self.turn = 0  # rises when the trainer goes elsewhere than on
        self.epoch = 0  # as far as is known
        self.run = self._runs = 1
        first = Slot(link.experiment)
        self.timeline = Timeline(first)
        self.marks: tuple[Mark, ...] = ()
        self.undo = Undo()
        self.pointing = Pointing()
        self.n_points: dict[SetName, int] = {}  # as far as is known
        self.members: list[Member] = []
        self.asked: deque[Asked] = deque([Asked(Begin(link.experiment, first))])
        self.version = 0  # rises with everything that is worth keeping
        self.used = False  # whether anybody has done anything in it
        self.keep_due = False
        self.unkept = False
        self._sequence = 0
        self._unshown = True
        self._uncounted = True
        self._untold = False

    @classmethod
    def resumed(cls, kept: KeptRoom, trainer: Trainer) -> "Room":
        """A room as it was kept, with the same tokens; its trainer goes on from where it was."""
        room = cls(kept.id, Link(trainer.experiment, kept.view))
        room.host_token, room.watch_token = kept.host_token, kept.watch_token
        room.playing, room.generation = kept.playing, kept.generation
        room.speed = Speed(kept.speed, kept.speed_unit)
        room.diverged, room.epoch = trainer.diverged, trainer.epoch
        room.stopped, room.by_hand = stopped_state(trainer), trainer.hand
        room.timeline = timeline.resumed(trainer, kept.first)
        room.marks = kept.marks
        room.asked = deque([Asked(Resume(trainer, room.timeline.first))])
        room.used = True
        return room

    # Who is in the room

    def role_of(self, token: str) -> Role | None:
        """Returns what a token opens here, taking the same time for every token."""
        given = token.encode("utf-8", "replace")
        is_host = secrets.compare_digest(given, self.host_token.encode())
        is_watcher = secrets.compare_digest(given, self.watch_token.encode())
        return "host" if is_host else "watcher" if is_watcher else None

    @contextmanager
    def joined(self, role: Role, outbox: Outbox, hello: Hello) -> Iterator[Member]:
        """Somebody is in the room for as long as the block lasts."""
        member = Member(role, outbox, hello.grids)
        self.members.append(member)
        tell("joined", room=self.id, role=role, members=len(self.members))
        self._untold = True
        outbox.put(write_message(self._welcome(role, hello.id)))
        self.pointing.welcome(outbox)
        try:
            yield member
        finally:
            self.members.remove(member)
            self.pointing.put_away(outbox, self.outboxes())
            tell("left", room=self.id, role=role, members=len(self.members))
            self._untold = True
            self.keep_due = self.keep_due or not self.members

    def outboxes(self) -> list[Outbox]:
        """Returns the outboxes of everybody."""
        return [member.outbox for member in self.members]

    def _welcome(self, role: Role, id: int | None) -> Welcome:
        token = self.host_token if role == "host" else self.watch_token
        return Welcome(
            id=id, room=self.id, role=role, token=token, watch=self.watch_token, state=self.state()
        )

    # What everybody may know

    def state(self) -> RoomState:
        """Returns the room as everybody in it may see it."""
        return RoomState(
            generation=self.generation,
            playing=self.playing,
            diverged=self.diverged,
            speed=self.speed.per_second,
            speed_unit=self.speed.unit,
            run=self.run,
            last_epoch=self.timeline.end.epoch if self.timeline.end else None,
            moment_interval=self.timeline.interval,
            marks=[mark_shown(mark) for mark in self.marks],
            can_undo=bool(self.undo.done),
            can_redo=bool(self.undo.undone),
            experiment=dataclasses.asdict(self.experiment),
            view=dataclasses.asdict(self.view),
            link=write_link(Link(self.experiment, self.view)),
            watchers=sum(member.role == "watcher" for member in self.members),
            parameter_count=parameter_count(self.experiment),
            n_outputs=self.experiment.n_outputs,
            n_classes=self.experiment.n_classes,
            unkept=self.unkept,
            stopped=self.stopped,
            off=neurons_off(self.by_hand),
            frozen=parameters_frozen(self.by_hand),
        )

    def has_changed(self) -> None:
        """The state has changed: it is told and shown as soon as may be."""
        self._untold = self._unshown = self._uncounted = self.used = True
        self.version += 1

    def count_again(self) -> None:
        """Somebody may not have the present numbers."""
        self._uncounted = True

    def tell_unkept(self, unkept: bool) -> None:
        """Whether the room can be written to the data folder is told to everybody, if that is news."""
        self._untold = self._untold or unkept != self.unkept
        self.unkept = unkept

    def tell_state(self) -> None:
        """Tells everybody the state, if anything in it changed since the last time."""
        if self._untold:
            self._untold = False
            text = write_message(StateChanged(**self.state().model_dump()))
            for member in self.members:
                member.outbox.put(text, "state")

    def has_neuron(self, wanted: Neuron) -> bool:
        """Whether the network, or for layer 0 the list of features, has this neuron."""
        sizes = (len(FEATURES), *self.experiment.sizes[1:])
        return wanted.layer < len(sizes) and wanted.neuron < sizes[wanted.layer]

    # What changes the run

    def ask(self, asked: Asked) -> None:
        """Leaves work for the trainer."""
        asked.turn = self.turn
        self.asked.append(asked)
        self.has_changed()

    def pause(self) -> None:
        """Stops training where it is."""
        self.epochs_to_step = 0
        if self.playing:
            self.playing = False
            self.keep_due = True
            self.has_changed()

    def begin(self, link: Link) -> Begin:
        """Takes over an experiment and a view; returns the work for it."""
        self.experiment, self.view = link
        return Begin(link.experiment, self._new_run(EVERYTHING))

    def begin_again(self, same: Slot | None = None) -> BeginAgain:
        """Another run of the same experiment with new first weights, or the same; returns the work for it."""
        return BeginAgain(self.experiment, self._new_run(EVERYTHING - {"points"}), same)

    def _new_run(self, wants: frozenset[Want]) -> Slot:
        """Begins another run, which waits to be played; returns where its first weights go."""
        first = Slot(self.experiment)
        self._runs += 1
        self.run, self.epoch, self.marks = self._runs, 0, ()
        self.timeline = Timeline(first)
        self.new_generation(wants)
        return first

    def new_generation(self, wants: frozenset[Want]) -> None:
        """The trainer goes to another place, where it waits; everybody wants to see it."""
        self.diverged = False
        self.stopped = None
        self.turn += 1
        self.pause()
        self.new_shape(wants)

    def new_shape(self, wants: frozenset[Want]) -> None:
        """Frames of before do not fit those that come now; everybody wants to see them."""
        self.generation += 1
        for member in self.members:
            member.wants |= wants
            if member.looking_at is not None and not self.has_neuron(member.looking_at):
                member.looking_at = None

    def take_over(self, experiment: Experiment) -> None:
        """The same run goes on with another experiment."""
        differences = self.experiment.differences(experiment)
        self.experiment = experiment
        if not SHAPE_FIELDS.isdisjoint(differences):
            self.new_shape(EVERYTHING)
        elif not POINT_FIELDS.isdisjoint(differences):
            for member in self.members:
                member.wants.add("points")

    # What the runner does with the room

    def wants_publication(self) -> bool:
        """Whether there is somebody to send something to."""
        return any(
            self._unshown or member.wants if member.visible else member.wants - SHOWN
            for member in self.members
        )

    def wants_numbers(self) -> bool:
        """Whether there are new numbers of the run, and somebody who wants them."""
        return self._uncounted and bool(self._counting())

    def _counting(self) -> list[Member]:
        return [member for member in self.members if member.numbers and member.visible]

    def hand_out(
        self,
        epochs: float,
        seconds: float,
        publish: bool,
        keep: bool = False,
        updates: float = 0.0,
        numbers: bool = False,
    ) -> Handed:
        """Returns what the worker shall do now: train for so long at most, make frames if they are due.

        With `keep` the trainer's state is brought back too, with `numbers` the numbers somebody wants.
        """
        asked = list(self.asked)
        self.asked.clear()
        trains = max(epochs, updates) >= 1
        news = self._unshown or bool(asked) or trains
        recipients = self._recipients(news) if publish else {}
        counting = self._counting() if numbers else []
        self._unshown = self._unshown and not publish
        self._uncounted = self._uncounted and not counting
        states_for = recipients.get("state", [])
        self._sequence += bool(states_for)
        self.version += bool(asked) or trains
        self.keep_due = self.keep_due and not keep
        job = Job(
            work=tuple(each.work for each in asked),
            epochs=epochs,
            updates=updates,
            interval=self.timeline.interval,
            seconds=seconds,
            stamp=Stamp(self._sequence, self.generation, playing=self.playing),
            sizes=frozenset(member.grids for member in states_for),
            neurons=frozenset(
                member.looking_at for member in recipients.get("neuron", []) if member.looking_at
            ),
            probes=frozenset(member.probing for member in recipients.get("probe", []) if member.probing),
            points=bool(recipients.get("points")),
            history=bool(recipients.get("history")),
            numbers=bool(counting),
            keep=keep,
        )
        return Handed(self.turn, job, asked, recipients, counting, self.version, self._note())

    def _note(self) -> partial[KeptRoom]:
        """Returns what makes the room as it is now, given its trainer's state, into what is kept."""
        return partial(
            KeptRoom,
            id=self.id,
            host_token=self.host_token,
            watch_token=self.watch_token,
            view=self.view,
            marks=self.marks,
            playing=self.playing,
            speed=self.speed.per_second,
            speed_unit=self.speed.unit,
            generation=self.generation,
        )

    def _recipients(self, news: bool) -> dict[Want, list[Member]]:
        """Returns who gets what now, and notes that they no longer want it."""
        recipients: dict[Want, list[Member]] = {}
        for member in self.members:
            wants = member.wants | SHOWN if news else member.wants
            for want in wants if member.visible else wants - SHOWN:
                recipients.setdefault(want, []).append(member)
            member.wants = set() if member.visible else member.wants & SHOWN
        return recipients

    def take_back(self, handed: Handed, outcome: Outcome) -> None:
        """Says and shows what came of a job."""
        self._unshown = self._unshown or (outcome.moved and not outcome.states)
        self._uncounted = self._uncounted or (outcome.moved and outcome.numbers is None)
        self.epochs_to_step = max(0, self.epochs_to_step - outcome.epochs)
        is_present = handed.turn == self.turn
        self._note_way(handed, outcome, is_present)
        if is_present and not outcome.failed and not any(isinstance(each.work, GoOn) for each in self.asked):
            self._note_state(outcome)
        if outcome.failed or (is_present and (self.diverged or self.stopped)):
            self.pause()
        self.tell_state()
        self._answer(handed, outcome)
        self._send_frames(handed, outcome)

    def _note_state(self, outcome: Outcome) -> None:
        """Notes how training stands, and what is off and frozen."""
        if outcome.diverged and not self.diverged:
            tell("diverged", room=self.id)
        if outcome.diverged != self.diverged or outcome.stopped != self.stopped:
            self.diverged, self.stopped = outcome.diverged, outcome.stopped
            self.has_changed()
        if outcome.by_hand is not self.by_hand:
            before, self.by_hand = self.by_hand, outcome.by_hand
            if any(before) or any(self.by_hand):
                self.has_changed()

    def _note_way(self, handed: Handed, outcome: Outcome, is_present: bool) -> None:
        """Notes how far the run has come, with its moments and marks."""
        if is_present:
            self.epoch = outcome.epoch
            self._note_points(outcome.n_points)
            self._believe(outcome.experiment)
            interval = self.timeline.interval
            self.timeline.add(outcome.moments)
            self._untold = self._untold or interval != self.timeline.interval
            for asked, error, when in zip(handed.asked, outcome.refusals, outcome.when, strict=False):
                if (
                    asked.turn == self.turn
                    and asked.changes
                    and error is None
                    and (when.epoch or when.updates)
                ):
                    self.marks = with_mark(self.marks, Mark(when.epoch, asked.changes), asked.continues)
                    self._untold = True
        for asked, error in zip(handed.asked, outcome.refusals, strict=False):
            if asked.entry is not None and error is not None:
                self.undo.discard(asked.entry)
                self._untold = True
        if any(isinstance(asked.work, Remember | Show) for asked in handed.asked):
            self.timeline.trim()
            self.undo.trim(self.timeline)
            self._untold = True

    def _believe(self, experiment: Experiment | None) -> None:
        """The trainer has the last word, should the room have taken it to be elsewhere or been refused."""
        if experiment is not None and not self.asked and experiment != self.experiment:
            self.take_over(experiment)
            self.has_changed()

    def _note_points(self, n_points: dict[SetName, int]) -> None:
        """Nobody asks any more about a point that is not there."""
        self.n_points = n_points
        for member in self.members:
            if member.probing is not None and not is_there(member.probing, n_points):
                member.probing = None

    def _answer(self, handed: Handed, outcome: Outcome) -> None:
        """Tells who asked for something whether it was done, and everybody when training failed."""
        failed: ValueError | None = ValueError(TRAINING_FAILED)
        for asked, error in itertools.zip_longest(handed.asked, outcome.refusals, fillvalue=failed):
            if not isinstance(asked, Asked) or asked.member is None:
                continue
            if isinstance(error, ValueError):
                code: ErrorCode = "internal" if error is failed else "invalid"
                put_error(asked.member.outbox, asked.id, code, str(error), getattr(error, "field", None))
            else:
                put_done(asked.member.outbox, asked.id)
        if outcome.failed:
            for member in self.members:
                put_error(member.outbox, None, "internal", TRAINING_FAILED)

    def _send_frames(self, handed: Handed, outcome: Outcome) -> None:
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


def put_error(
    outbox: Outbox, id: int | None, code: ErrorCode, message: str, field: str | None = None
) -> None:
    """Tells a browser that a request was refused."""
    outbox.put(write_message(ErrorMessage(id=id, code=code, message=message, field=field)))


def put_done(outbox: Outbox, id: int | None) -> None:
    """Tells a browser that a request was carried out, if it wants to know."""
    if id is not None:
        outbox.put(write_message(Done(id=id)))


def parameter_count(experiment: Experiment) -> int:
    """Returns how many weights and biases a network of this experiment has."""
    return sum(layer.total for layer in parameter_counts(experiment))


def mark_shown(mark: Mark) -> MarkShown:
    """Returns a mark as the page gets it."""
    return MarkShown(epoch=mark.epoch, changes={name: list(both) for name, both in mark.changes.items()})
