"""A room: an experiment, the people in it and what they may do. Pure rules; knows no sockets and no clock.

What a member asks for changes the room's state at once and leaves work for the trainer, which the runner hands to
the worker thread between two steps. Answers go out when the work is done.
"""

import dataclasses
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, assert_never

from engine.experiment import LIVE_FIELDS, Experiment
from engine.features import FEATURES
from engine.links import Link, parse_link, random_seed, write_link
from server import frames
from server.frames import Stamp
from server.messages import (
    Ack,
    BadMessage,
    Change,
    ChangeView,
    ClientMessage,
    Done,
    ErrorCode,
    ErrorMessage,
    GetHistory,
    Grids,
    GridSize,
    Hello,
    Look,
    OpenLink,
    Pause,
    Play,
    Regenerate,
    Reset,
    Role,
    RoomState,
    SetBias,
    SetWeight,
    Speed,
    StateChanged,
    Step,
    ViewChanges,
    Visible,
    Welcome,
    write_message,
)
from server.outbox import Outbox
from server.training import Adjust, Begin, BeginAgain, Job, Neuron, Outcome, StepOnce, Work

DEFAULT_SPEED = 60.0
MOST_WORK = 256

Want = Literal["features", "points", "history", "state", "neuron"]


@dataclass(eq=False, slots=True)
class Member:
    """One browser in a room. `wants` is what it shall get with the next publication, once."""

    role: Role
    outbox: Outbox
    grids: GridSize = "large"
    visible: bool = True
    looking_at: Neuron | None = None
    wants: set[Want] = field(default_factory=lambda: {"features", "points", "history", "state"})


@dataclass(eq=False, slots=True)
class Asked:
    """Work for the trainer, and who gets the answer."""

    work: Work
    member: Member | None = None
    id: int | None = None


@dataclass(eq=False, slots=True)
class Handed:
    """A job on its way through the worker, and who gets what comes of it."""

    job: Job
    asked: list[Asked]
    states_for: list[Member]
    neurons_for: list[Member]
    points_for: list[Member]
    history_for: list[Member]
    features_for: list[Member]


class Room:
    """A classroom. Everything here happens on the event loop's thread."""

    def __init__(self, id: str, link: Link, new_seed: Callable[[], str] = random_seed) -> None:
        self.id = id
        self.host_token = secrets.token_urlsafe(16)
        self.watch_token = secrets.token_urlsafe(16)
        self.experiment = link.experiment
        self.view = link.view
        self.playing = False
        self.diverged = False
        self.speed: float | None = DEFAULT_SPEED
        self.generation = 1
        self.members: list[Member] = []
        self.asked: deque[Asked] = deque([Asked(Begin(link.experiment))])
        self.dirty = True
        self._sequence = 0
        self._untold = False
        self._new_seed = new_seed

    # Coming and going

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
        self._untold = True
        token = self.host_token if role == "host" else self.watch_token
        outbox.put(
            write_message(
                Welcome(
                    id=hello.id,
                    room=self.id,
                    role=role,
                    token=token,
                    watch=self.watch_token,
                    state=self.state(),
                )
            )
        )
        try:
            yield member
        finally:
            self.members.remove(member)
            self._untold = True

    def state(self) -> RoomState:
        """Returns the room as everybody in it may see it."""
        return RoomState(
            generation=self.generation,
            playing=self.playing,
            diverged=self.diverged,
            speed=self.speed,
            experiment=dataclasses.asdict(self.experiment),
            view=dataclasses.asdict(self.view),
            link=write_link(Link(self.experiment, self.view)),
            watchers=sum(member.role == "watcher" for member in self.members),
            parameter_count=parameter_count(self.experiment),
        )

    def tell_state(self) -> None:
        """Tells everybody the state, if anything in it changed since the last time."""
        if self._untold:
            self._untold = False
            text = write_message(StateChanged(**self.state().model_dump()))
            for member in self.members:
                member.outbox.put(text, "state")

    # What members ask for

    def receive(self, member: Member, message: ClientMessage) -> bool:
        """Does what a message asks, or answers why not. Returns False for one that had no effect at all."""
        try:
            if message.host_only and member.role != "host":
                raise BadMessage("forbidden", f"only the host of the room may send {message.type}")
            if len(self.asked) >= MOST_WORK:
                raise BadMessage("too_fast", "the room is still busy with earlier messages")
            return self._obey(member, message)
        except BadMessage as error:
            answer_error(member.outbox, message.id, error.code, error.sentence, error.field)
        except ValueError as error:
            answer_error(member.outbox, message.id, "invalid", str(error), getattr(error, "field", None))
        return True

    def _obey(self, member: Member, message: ClientMessage) -> bool:
        match message:
            case Ack(sequence=sequence):
                return member.outbox.acknowledge(sequence)
            case Look() | Grids() | Visible() | GetHistory():
                self._obey_viewer(member, message)
                self._answer(member, message.id)
            case Play() | Pause() | Speed() | ChangeView():
                self._obey_player(message)
                self._answer(member, message.id)
            case Hello():
                raise BadMessage("bad_message", "hello may come once only")
            case _:
                self._ask(Asked(self._work_of(message), member, message.id))
        return True

    def _obey_viewer(self, member: Member, message: Look | Grids | Visible | GetHistory) -> None:
        """What a member asks for itself."""
        match message:
            case Look(layer=None):
                member.looking_at = None
                member.outbox.forget_neuron()
            case Look(layer=layer, neuron=neuron):
                member.looking_at = self._neuron(layer, neuron)
                member.wants.add("neuron")
            case Grids(size=size):
                member.grids = size
                member.wants.add("state")
            case Visible(visible=visible):
                member.visible = visible
                if visible:
                    member.wants |= {"history", "state", "neuron"}
            case GetHistory():
                member.wants.add("history")
            case _:
                assert_never(message)

    def _obey_player(self, message: Play | Pause | Speed | ChangeView) -> None:
        """What changes the room but not the numbers of its trainer."""
        match message:
            case Play():
                if self.diverged:
                    raise ValueError("training ran away to infinity; lower the learning rate and press reset")
                self.playing = True
            case Pause():
                self.playing = False
            case Speed(epochs_per_second=speed):
                self.speed = speed
            case ChangeView(changes=changes):
                self._change_view(changes)
            case _:
                assert_never(message)
        self.dirty = self._untold = True

    def _work_of(self, message: Step | Reset | Regenerate | Change | OpenLink | SetWeight | SetBias) -> Work:
        """What the trainer has to do. As in the original, what begins a run anew pauses it."""
        match message:
            case Step(unit=unit):
                self.playing = False
                return StepOnce(unit)
            case SetWeight() | SetBias():
                self.diverged = False
                return message
            case Reset():
                self._new_generation({"history", "state", "neuron"})
                return BeginAgain()
            case Regenerate():
                return self._begin(self.experiment.changed(seed=self._new_seed()))
            case Change(changes=changes):
                return self._change(changes)
            case OpenLink(link=link):
                return self.open_link(link)
            case _:
                assert_never(message)

    def open_link(self, text: str) -> Begin:
        """Takes over experiment and view of a link; returns the work for it. Raises LinkError."""
        link = parse_link(text, self._new_seed)
        self.view = link.view
        return self._begin(link.experiment)

    def ask_to_open(self, text: str) -> None:
        """Opens a link that came with a hello. Raises LinkError."""
        self._ask(Asked(self.open_link(text)))

    def _change(self, changes: dict[str, object]) -> Work:
        experiment = self.experiment.changed(**changes)
        names = {each.name for each in dataclasses.fields(Experiment)}
        different = {name for name in names if getattr(experiment, name) != getattr(self.experiment, name)}
        if different <= LIVE_FIELDS:
            self.experiment = experiment
            return Adjust(experiment)
        return self._begin(experiment)

    def _begin(self, experiment: Experiment) -> Begin:
        self.experiment = experiment
        self._new_generation({"points", "history", "state", "neuron"})
        return Begin(experiment)

    def _new_generation(self, wants: set[Want]) -> None:
        self.generation += 1
        self.playing = self.diverged = False
        for member in self.members:
            member.wants |= wants
            if member.looking_at is not None and not self._has(member.looking_at):
                member.looking_at = None

    def _change_view(self, changes: ViewChanges) -> None:
        try:
            self.view = dataclasses.replace(self.view, **changes.model_dump(exclude_none=True))
        except ValueError as error:
            raise BadMessage("invalid", str(error), "hidden_controls") from None

    def _neuron(self, layer: int | None, neuron: int | None) -> Neuron:
        if layer is None or neuron is None:
            raise BadMessage("bad_message", "neuron must be a whole number when layer is one", "neuron")
        wanted = Neuron(layer, neuron)
        if not self._has(wanted):
            raise BadMessage("invalid", f"there is no neuron {neuron} in layer {layer}", "neuron")
        return wanted

    def _has(self, wanted: Neuron) -> bool:
        sizes = (len(FEATURES), *self.experiment.hidden, 1)
        return wanted.layer < len(sizes) and wanted.neuron < sizes[wanted.layer]

    def _ask(self, asked: Asked) -> None:
        self.asked.append(asked)
        self.dirty = self._untold = True

    def _answer(self, member: Member, id: int | None) -> None:
        """Says that a request was carried out, after the state that shows it."""
        self.tell_state()
        if id is not None:
            member.outbox.put(write_message(Done(id=id)))

    # What the runner does with the room

    def pause(self) -> None:
        """Pauses without anybody asking."""
        if self.playing:
            self.playing = False
            self.dirty = self._untold = True

    def wants_publication(self) -> bool:
        """Whether there is somebody to send something to."""
        return any(
            (self.dirty and member.visible)
            or (member.wants if member.visible else member.wants - {"state", "neuron"})
            for member in self.members
        )

    def hand_out(self, epochs: float, seconds: float, publish: bool) -> Handed:
        """Returns what the worker shall do now; `publish` says whether frames are due."""
        asked = list(self.asked)
        self.asked.clear()
        watching = [member for member in self.members if member.visible] if publish else []
        everyone = self.dirty or bool(asked) or epochs >= 1
        states_for = [member for member in watching if everyone or "state" in member.wants]
        neurons_for = [
            member for member in watching if member.looking_at and (everyone or "neuron" in member.wants)
        ]
        present = self.members if publish else []
        handed = Handed(
            Job(), asked, states_for, neurons_for, *(
                [member for member in present if want in member.wants] for want in ("points", "history", "features")
            )
        )  # fmt: skip
        for member in present:
            member.wants -= {"points", "history", "features"}
            if member.visible:
                member.wants.clear()
        if publish:
            self.dirty = False
        self._sequence += bool(states_for)
        handed.job = Job(
            work=tuple(each.work for each in asked),
            epochs=epochs,
            seconds=seconds,
            stamp=Stamp(self._sequence, self.generation, playing=self.playing),
            sizes=frozenset(member.grids for member in states_for),
            neurons=frozenset(member.looking_at for member in neurons_for if member.looking_at),
            points=bool(handed.points_for),
            history=bool(handed.history_for),
        )
        return handed

    def take_back(self, handed: Handed, outcome: Outcome) -> None:
        """Answers and sends what came of a job."""
        self._take_back_health(handed, outcome)
        if outcome.moved and not (handed.states_for and outcome.states):
            self.dirty = True
        self.tell_state()
        for each, error in zip(handed.asked, outcome.refusals, strict=False):
            if each.member is None:
                continue
            if error is not None:
                answer_error(
                    each.member.outbox, each.id, "invalid", str(error), getattr(error, "field", None)
                )
            elif each.id is not None:
                each.member.outbox.put(write_message(Done(id=each.id)))
        self._send_frames(handed, outcome)

    def _take_back_health(self, handed: Handed, outcome: Outcome) -> None:
        """Pauses a room whose numbers ran away or whose trainer failed, and says so."""
        is_present = handed.job.stamp.generation == self.generation
        if is_present and outcome.diverged != self.diverged:
            self.diverged = outcome.diverged
            self.playing = self.playing and not self.diverged
            self._untold = self.dirty = True
        if outcome.failed:
            self.pause()
            self._untold = True
            for each in handed.asked[len(outcome.refusals) :]:
                if each.member is not None and each.id is not None:
                    answer_error(each.member.outbox, each.id, "internal", TRAINING_FAILED)
            for member in self.members:
                answer_error(member.outbox, None, "internal", TRAINING_FAILED)

    def _send_frames(self, handed: Handed, outcome: Outcome) -> None:
        for member in handed.features_for:
            member.outbox.put(frames.features_frame(), "features")
        for member in handed.points_for if outcome.points else ():
            member.outbox.put(outcome.points or b"", "points")
        for member in handed.history_for if outcome.history else ():
            member.outbox.put(outcome.history or b"", "history")
        for member in handed.neurons_for:
            if member.looking_at in outcome.neurons:
                member.outbox.put_neuron(outcome.neurons[member.looking_at])
        for member in handed.states_for:
            if member.grids in outcome.states:
                member.outbox.put_state(handed.job.stamp.sequence, outcome.states[member.grids])


TRAINING_FAILED = "Training stopped because of an error in the server; press reset to begin again."


def answer_error(
    outbox: Outbox, id: int | None, code: ErrorCode, message: str, field: str | None = None
) -> None:
    """Tells a browser that a request was refused."""
    outbox.put(write_message(ErrorMessage(id=id, code=code, message=message, field=field)))


def parameter_count(experiment: Experiment) -> int:
    """Returns how many weights and biases a network of this experiment has."""
    sizes = (len(experiment.features), *experiment.hidden, 1)
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes, sizes[1:], strict=False))
