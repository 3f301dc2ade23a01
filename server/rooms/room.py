"""A room: the people in it, the run they look at, and work for its trainer. Knows no sockets and no clock.

What a member asks for (server/requests/) changes the room at once and leaves work for the trainer. The runner
takes that work to its worker thread and brings back what came of it (dispatch.py); then the answers go out.
"""

import dataclasses
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from engine.backends.devices import DeviceName
from engine.data.table import Table
from engine.evaluation.metrics import parameter_count
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, random_seed, write_link
from engine.experiment.view import View
from engine.training.transfer import POINT_FIELDS, SHAPE_FIELDS
from server.frames.members import EVERYTHING, MOST_WITH_LARGE_PICTURES, Member, Want
from server.frames.numbers import neurons_off, parameters_frozen
from server.leases import Alone, Leases
from server.logs import tell
from server.messages import (
    BadMessage,
    GridSize,
    LostDevice,
    Role,
    RoomState,
    StateChanged,
    Welcome,
    done,
    reason_shown,
    write_message,
)
from server.messages.outbox import Outbox
from server.rooms.in_class import InClass, Leash
from server.rooms.laser import Pointing
from server.rooms.memory import Memory
from server.rooms.pictured import pictured
from server.runs.beginnings import Beginnings
from server.runs.endings import Endings
from server.runs.learnt import Learnt
from server.runs.run import Run
from server.runs.states import Slot
from server.runs.timeline import Timeline
from server.runs.undo import UndoStack
from server.training.jobs import Steps, Work
from server.training.pace import DEFAULT_SPEED
from server.training.room_trainer import Loss
from server.training.work import Begin, BeginAgain, ComputeOn, LookAgain, is_overtaken
from server.version import version

Due = Literal["state", "frames", "numbers", "diagnosis", "cell", "keeping"]
"""What has changed and is not yet sent to everybody, or written to the data folder."""


def lease_of(id: str) -> str:
    """Returns the name of the lease of a room."""
    return f"room/{id}"


class Room:
    """A classroom: a run, and people. Everything here happens on the event loop's thread."""

    def __init__(
        self,
        id: str,
        link: Link,
        device: DeviceName = "auto",
        new_seed: Callable[[], str] = random_seed,
        memory: Memory | None = None,
        leases: Leases | None = None,
        replica: str = "",
    ) -> None:
        self.id = id
        self.lease = lease_of(id)
        self.leases: Leases = leases or Alone()
        self.replica = replica  # of the server, that has it
        self.memory = memory or Memory()
        self.share = 1.0  # of what its past may take where there is enough memory, as it was last cut
        self.host_token = secrets.token_urlsafe(16)
        self.watch_token = secrets.token_urlsafe(16)
        self.members: list[Member] = []
        self.takes_requests = True  # of its members, or none for now
        self.pointing = Pointing()
        self.view = link.view
        self.new_seed = new_seed
        self._pictured = pictured(link.experiment, link.view)  # whose pictures were sent
        first = Slot(link.experiment)
        self.run = Run(1, link.experiment, Timeline(first))
        self.last_run = 1
        self.beginnings = Beginnings()
        self.beginnings.add(1, first)
        self.endings = Endings()
        self.undo = UndoStack()
        self.playing = False
        self.steps = Steps()
        self.speed = DEFAULT_SPEED
        self.generation = 1  # rises when frames of before do not fit those that come
        self.sequence = 0  # of the last state frame
        self.device = device  # that was chosen
        self.computing: DeviceName = "numpy"  # as far as is known
        self.device_lost: Loss | None = None
        self.measuring: list[tuple[Member, int | None]] = []  # who waits to know how fast the devices are
        self.work: deque[Work] = deque([ComputeOn(device), Begin(link.experiment, first)])
        self.answers: list[tuple[Outbox, str | None]] = []  # that were promised, and follow the next state
        self.version = 0  # rises with everything that is worth keeping
        self.used = False  # whether anything was ever done in it
        self.unkept = False  # whether it could not be written last time
        self.seat: InClass | None = None
        self.leash = Leash()
        self.due: set[Due] = {"frames", "numbers", "diagnosis", "cell"}

    @property
    def lives(self) -> bool:
        """Whether the room is this server's to train, show and write down, as far as is known now."""
        return self.leases.holds(self.lease)

    # Who is in the room

    def role_of(self, token: str) -> Role | None:
        """Returns what a token opens here, taking the same time for every token."""
        given = token.encode("utf-8", "replace")
        is_host = secrets.compare_digest(given, self.host_token.encode())
        is_watcher = secrets.compare_digest(given, self.watch_token.encode())
        return "host" if is_host else "watcher" if is_watcher else None

    @contextmanager
    def joined(
        self, role: Role, outbox: Outbox, grid_size: GridSize = "large", id: int | None = None
    ) -> Iterator[Member]:
        """A client is in the room for as long as the block lasts; `id` is that of its hello."""
        member = Member(role, outbox, grid_size)
        outbox.take_requests(self.takes_requests)
        self.members.append(member)
        self._note_crowd()
        tell("joined", room=self.id, role=role, members=len(self.members))
        self.due.add("state")
        outbox.put(write_message(self._welcome(role, id)))
        self.pointing.welcome(outbox)
        try:
            yield member
        finally:
            self.members.remove(member)
            self._note_crowd()
            self.measuring = [each for each in self.measuring if each[0] is not member]
            self.pointing.put_away(outbox, self.outboxes())
            tell("left", room=self.id, role=role, members=len(self.members))
            self.due |= {"state"} if self.members else {"state", "keeping"}

    def _note_crowd(self) -> None:
        """Tells the members whether they are so many that watchers get small pictures."""
        is_crowded = len(self.members) > MOST_WITH_LARGE_PICTURES
        for member in self.members:
            if member.crowded != is_crowded:
                member.crowded = is_crowded
                member.wants.add("state")

    @property
    def is_seen(self) -> bool:
        """Whether somebody looks at it now."""
        return any(member.visible for member in self.members)

    def outboxes(self) -> list[Outbox]:
        """Returns the outboxes of everybody."""
        return [member.outbox for member in self.members]

    def _welcome(self, role: Role, id: int | None) -> Welcome:
        token = self.host_token if role == "host" else self.watch_token
        return Welcome(
            id=id,
            version=version(),
            replica=self.replica,
            room=self.id,
            role=role,
            token=token,
            watch=self.watch_token,
            state=self.state(),
        )

    def measure_for(self, member: Member, id: int | None) -> None:
        """The devices are measured for a member; others who ask meanwhile get the same answer. Raises
        BadMessage for a member who is waiting for it already."""
        if any(waiting is member for waiting, _ in self.measuring):
            raise BadMessage("too_fast", "the devices are being measured already")
        self.measuring.append((member, id))

    # What everybody may know

    def state(self) -> RoomState:
        """Returns the room as everybody in it may see it."""
        run, lost = self.run, self.device_lost
        table = run.experiment.active_table
        return RoomState(
            generation=self.generation,
            playing=self.playing,
            diverged=run.diverged,
            speed=self.speed.per_second,
            speed_unit=self.speed.unit,
            run=run.number,
            last_epoch=run.timeline.end.epoch if run.timeline.end else None,
            moment_interval=run.timeline.interval,
            marks=[each.shown() for each in run.marks],
            can_undo=bool(self.undo.done),
            can_redo=bool(self.undo.undone),
            experiment=run.experiment.shown(),
            view=dataclasses.asdict(self.view),
            link=write_link(Link(run.experiment, self.view)),
            watchers=sum(member.role == "watcher" for member in self.members),
            parameter_count=parameter_count(run.experiment),
            n_outputs=run.experiment.n_outputs,
            n_classes=run.experiment.n_classes,
            table=None if table is None else dict(table.shown()),
            unkept=self.unkept,
            stopped=run.stopped,
            stuck=run.stuck,
            remedies=run.remedies,
            off=neurons_off(run.by_hand),
            frozen=parameters_frozen(run.by_hand),
            device=self.device,
            computing=self.computing,
            device_lost=lost and LostDevice(device=lost.device, reason=reason_shown(lost.reason)),
        )

    def table_of(self, digest: str) -> Table | None:
        """Returns the table with this digest, if a run that the room still knows has it."""
        return self.tables().get(digest)

    def tables(self) -> dict[str, Table]:
        """Returns the tables of all runs that the room still knows, by their digests."""
        known = (self.run.experiment, *self.beginnings.experiments(), *self.endings.experiments())
        return {each.table.digest: each.table for each in known if each.table is not None}

    def has_changed(self) -> None:
        """The state has changed: it is sent and shown as soon as may be."""
        self.due |= {"frames", "numbers", "diagnosis", "cell"}
        self.is_drawn_anew()

    def is_drawn_anew(self) -> None:
        """The state has changed and nothing that is computed: it is sent as soon as may be."""
        self.due.add("state")
        self.used = True
        self.version += 1

    def set_unkept(self, unkept: bool) -> None:
        """Notes whether the room can be written to the data folder; everybody gets to know if that is new."""
        if unkept != self.unkept:
            self.unkept = unkept
            self.due.add("state")

    @property
    def has_news(self) -> bool:
        """Whether there is a new state, or answers that wait for it."""
        return "state" in self.due or bool(self.answers)

    def send_state(self) -> None:
        """Sends everybody the state, if anything in it changed since the last time, then the answers."""
        if "state" in self.due:
            self.due.remove("state")
            text = write_message(StateChanged(**self.state().model_dump()))
            for member in self.members:
                member.outbox.put(text, "state")
        answers, self.answers = self.answers, []
        for outbox, answer in answers:
            outbox.keep_promise(answer)

    # Where the run goes

    def ask(self, work: Work) -> None:
        """Leaves work for the trainer, instead of the last that waits if that need not be done any more."""
        last = self.work[-1] if self.work else None
        if last is not None and last.member is not None and is_overtaken((last, work)):
            self.work.pop()
            work.overtake(last)
            self.answers.append((last.member.outbox, done(last.id)))
        work.run = self.run
        self.work.append(work)
        self.has_changed()

    def take_requests(self, may_come: bool) -> None:
        """Lets the members' requests come, or none of them until those that wait are done."""
        self.takes_requests = may_come
        for outbox in self.outboxes():
            outbox.take_requests(may_come)

    def look_for_device(self) -> None:
        """A device is ready that was not: perhaps it computes from now on."""
        self.work.append(LookAgain())

    def pause(self) -> None:
        """Stops training where it is."""
        self.steps = Steps()  # what is being trained does not count for steps that are asked for from now on
        if self.playing:
            self.playing = False
            self.due.add("keeping")
            self.has_changed()

    def grow(self, experiment: Experiment) -> None:
        """The room is going to be of this experiment. Raises ReasonError where its class has closed what
        leads there, or where there is no memory for it."""
        self.leash.check_change(self.run.experiment, experiment)
        self.memory.take(self.id, experiment)

    def trim(self) -> None:
        """Cuts what is kept of its past to its share of the memory."""
        self.share = self.memory.share
        self.run.timeline.trim(self.share)
        self.undo.trim(self.run.timeline, self.share)
        self.beginnings.trim(self.share)
        self.endings.trim(self.share)

    def begin(self, link: Link, same: Slot | None = None) -> Begin | BeginAgain:
        """Takes over an experiment and a view; returns the work for it. `same` has initial weights to use."""
        self.view = link.view
        first = self._new_run(link.experiment, EVERYTHING, same)
        return Begin(link.experiment, first) if same is None else BeginAgain(link.experiment, first, same)

    def begin_again(self, same: Slot | None = None) -> BeginAgain:
        """Another run of the same experiment with new initial weights, or the same; returns its work."""
        experiment = self.run.experiment
        return BeginAgain(experiment, self._new_run(experiment, EVERYTHING - {"points"}, same), same)

    def _new_run(self, experiment: Experiment, wants: frozenset[Want], same: Slot | None) -> Slot:
        """Begins another run, which waits to be played; returns where its initial weights go."""
        first = Slot(experiment, learnt=Learnt.HERE if same is None else same.learnt)
        self.last_run += 1
        self.beginnings.add(self.last_run, first, self.memory.share)
        self.go_to(Run(self.last_run, experiment, Timeline(first), learnt=first.learnt), wants)
        return first

    def go_to(self, run: Run, wants: frozenset[Want]) -> None:
        """The trainer goes to another place, where it waits; everybody wants to see it."""
        self.run = run
        self.pause()
        self._new_shape(wants)

    def _new_shape(self, wants: frozenset[Want]) -> None:
        """Frames of before do not fit those that come now; everybody wants to see them."""
        self.generation += 1
        if self._pictured != pictured(self.run.experiment, self.view):
            self._pictured = pictured(self.run.experiment, self.view)
            wants |= {"features"}
        for member in self.members:
            member.wants |= wants
            if member.looking_at is not None and not self.run.has_neuron(member.looking_at):
                member.looking_at = None

    def show(self, view: View) -> None:
        """Shows the room in another way."""
        before, self.view = self.view, view
        if view.computed.inside != before.computed.inside:
            for member in self.members:
                member.wants.add("inside")
        if view.look != before.look and self._pictured != pictured(self.run.experiment, view):
            self._new_shape(EVERYTHING)

    def take_over(self, experiment: Experiment) -> None:
        """The same run goes on with another experiment."""
        differences = self.run.experiment.differences(experiment)
        self.run.experiment = experiment
        self.run.notice_diverged(self.run.diverged)
        if not SHAPE_FIELDS.isdisjoint(differences):
            self._new_shape(EVERYTHING)
        elif not POINT_FIELDS.isdisjoint(differences):
            for member in self.members:
                member.wants.add("points")
                if self._pictured != pictured(experiment, self.view):
                    member.wants.add("features")
            self._pictured = pictured(experiment, self.view)
