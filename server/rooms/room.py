"""A room: an experiment, the people in it, and what the trainer owes them. Knows no sockets and no clock.

What a member asks for (requests.py) changes the room at once and leaves work for the trainer. The runner
takes that work to its worker thread (`hand_out`) and brings back what came of it (`take_back`); then the
answers go out.
"""

import dataclasses
import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from engine.backends.devices import DeviceName
from engine.evaluation.metrics import parameter_counts
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, write_link
from engine.training.trainer import Trainer
from server.frames.encoding import Stamp
from server.frames.numbers import neurons_off, parameters_frozen, stopped_state
from server.keeping.kept import KeptRoom
from server.logs import tell
from server.messages import (
    BadMessage,
    DeviceLost,
    Hello,
    MarkShown,
    Role,
    RoomState,
    StateChanged,
    Welcome,
    write_message,
)
from server.messages.outbox import Outbox
from server.rooms import timeline
from server.rooms.beginnings import Beginnings
from server.rooms.delivery import TRAINING_FAILED, Asked, Handed, answer, put_devices, put_error, send_frames
from server.rooms.laser import Pointing
from server.rooms.marks import Mark
from server.rooms.members import SHOWN, Member, Want
from server.rooms.room_run import RoomRun
from server.training.jobs import ComputeOn, Job, Outcome, Resume
from server.training.pace import Speed


class Room(RoomRun):
    """A classroom: a run, and people. Everything here happens on the event loop's thread."""

    def __init__(self, id: str, link: Link, device: DeviceName = "auto") -> None:
        super().__init__(id, link, device)
        self.host_token = secrets.token_urlsafe(16)
        self.watch_token = secrets.token_urlsafe(16)
        self.pointing = Pointing()
        self.unkept = False
        self.measuring: list[tuple[Member, int | None]] = []  # who waits to know how fast the devices are
        self._sequence = 0

    @classmethod
    def resumed(cls, kept: KeptRoom, trainer: Trainer) -> "Room":
        """A room as it was kept, with the same tokens; its trainer goes on from where it was."""
        room = cls(kept.id, Link(trainer.experiment, kept.view), kept.device)
        room.host_token, room.watch_token = kept.host_token, kept.watch_token
        room.playing, room.generation = kept.playing, kept.generation
        room.speed = Speed(kept.speed, kept.speed_unit)
        room.diverged, room.epoch = trainer.diverged, trainer.epoch
        room.stopped, room.by_hand = stopped_state(trainer), trainer.hand
        room.timeline = timeline.resumed(trainer, kept.first)
        room.run, room.last_run = kept.run, kept.last_run
        room.beginnings = Beginnings.resumed(kept.others, kept.run, room.timeline.first)
        room.marks = kept.marks
        room.asked = deque([Asked(ComputeOn(kept.device)), Asked(Resume(trainer, room.timeline.first))])
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
            self.measuring = [each for each in self.measuring if each[0] is not member]
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
            device=self.device,
            computing=self.computing,
            device_lost=self.device_lost and DeviceLost(**self.device_lost._asdict()),
        )

    def count_again(self) -> None:
        """Somebody may not have the present numbers."""
        self._uncounted = True

    def measure_for(self, member: Member, id: int | None) -> None:
        """Somebody wants to know how fast the devices are; who asks meanwhile gets the same answer. Raises
        BadMessage for somebody who is waiting for it already."""
        if any(waiting is member for waiting, _ in self.measuring):
            raise BadMessage("too_fast", "the devices are being measured already")
        self.measuring.append((member, id))

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
        measure: bool = False,
    ) -> Handed:
        """Returns what the worker shall do now: train for so long at most, make frames if they are due.

        With `keep` the trainer's state is brought back too, with `numbers` the numbers somebody wants. With
        `measure` the time is for measuring the devices.
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
            measure=measure,
            keep=keep,
        )
        return Handed(self.turn, job, asked, recipients, counting, self.version, self._to_keep())

    def _to_keep(self) -> partial[KeptRoom]:
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
            device=self.device,
            run=self.run,
            last_run=self.last_run,
            others=self.beginnings.others(self.run),
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
        self._note(handed, outcome)
        self.tell_state()
        answer(handed, outcome)
        if outcome.measured is not None:
            put_devices(self.measuring, outcome.measured)
            self.measuring = []
        if outcome.failed:
            for member in self.members:
                put_error(member.outbox, None, "internal", TRAINING_FAILED)
        send_frames(handed, outcome)


def parameter_count(experiment: Experiment) -> int:
    """Returns how many weights and biases a network of this experiment has."""
    return sum(layer.total for layer in parameter_counts(experiment))


def mark_shown(mark: Mark) -> MarkShown:
    """Returns a mark as the page gets it."""
    return MarkShown(epoch=mark.epoch, changes={name: list(both) for name, both in mark.changes.items()})
