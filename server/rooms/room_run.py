"""The run of a room: its experiment, how far it has come, where it goes next, and who wants to see it then.

What is decided here holds at once; the trainer is left work for it, and follows.
"""

from collections import deque

from engine.backends.devices import DeviceName
from engine.data.features import FEATURES
from engine.evaluation.probe import SetName
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link
from engine.learning.by_hand import ByHand
from engine.training.transfer import POINT_FIELDS, SHAPE_FIELDS
from server.frames.probes import is_there
from server.logs import tell
from server.messages import Stopped
from server.rooms.beginnings import Beginnings
from server.rooms.delivery import Asked, Handed
from server.rooms.marks import Mark, with_mark
from server.rooms.members import EVERYTHING, Member, Want
from server.rooms.timeline import Slot, Timeline
from server.rooms.undo import Undo
from server.training.jobs import (
    Begin,
    BeginAgain,
    ComputeOn,
    GoOn,
    LookAgain,
    Lost,
    Neuron,
    Outcome,
    Remember,
    Show,
)
from server.training.pace import DEFAULT_SPEED


class RoomRun:
    """What a room is about. Everything here happens on the event loop's thread."""

    def __init__(self, id: str, link: Link, device: DeviceName = "auto") -> None:
        self.id = id
        self.members: list[Member] = []
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
        self.run = self.last_run = 1
        first = Slot(link.experiment)
        self.beginnings = Beginnings()
        self.beginnings.add(self.run, first)
        self.timeline = Timeline(first)
        self.marks: tuple[Mark, ...] = ()
        self.undo = Undo()
        self.n_points: dict[SetName, int] = {}  # as far as is known
        self.device = device  # that was chosen
        self.computing: DeviceName = "numpy"  # as far as is known
        self.device_lost: Lost | None = None
        self.asked: deque[Asked] = deque([Asked(ComputeOn(device)), Asked(Begin(link.experiment, first))])
        self.version = 0  # rises with everything that is worth keeping
        self.used = False  # whether anybody has done anything in it
        self.keep_due = False
        self._unshown = True
        self._uncounted = True
        self._untold = False

    def has_changed(self) -> None:
        """The state has changed: it is told and shown as soon as may be."""
        self._untold = self._unshown = self._uncounted = self.used = True
        self.version += 1

    def has_neuron(self, wanted: Neuron) -> bool:
        """Whether the network, or for layer 0 the list of features, has this neuron."""
        sizes = (len(FEATURES), *self.experiment.sizes[1:])
        return wanted.layer < len(sizes) and wanted.neuron < sizes[wanted.layer]

    # Where it goes

    def ask(self, asked: Asked) -> None:
        """Leaves work for the trainer."""
        asked.turn = self.turn
        self.asked.append(asked)
        self.has_changed()

    def look_for_device(self) -> None:
        """A device is ready that was not: perhaps it computes from now on."""
        self.asked.append(Asked(LookAgain(), turn=self.turn))

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

    def begin_as(self, link: Link, first: Slot) -> BeginAgain:
        """Takes over an experiment and a view, with first weights that are known; returns the work for it."""
        self.experiment, self.view = link
        return BeginAgain(link.experiment, self._new_run(EVERYTHING), first)

    def begin_again(self, same: Slot | None = None) -> BeginAgain:
        """Another run of the same experiment with new first weights, or the same; returns the work for it."""
        return BeginAgain(self.experiment, self._new_run(EVERYTHING - {"points"}), same)

    def _new_run(self, wants: frozenset[Want]) -> Slot:
        """Begins another run, which waits to be played; returns where its first weights go."""
        first = Slot(self.experiment)
        self.last_run += 1
        self.run, self.epoch, self.marks = self.last_run, 0, ()
        self.timeline = Timeline(first)
        self.beginnings.add(self.run, first)
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

    # What the trainer says

    def _note(self, handed: Handed, outcome: Outcome) -> None:
        """Takes over from the trainer what came of a job, as far as it is about the present run."""
        is_present = handed.turn == self.turn
        self._note_device(handed, outcome)
        self._note_way(handed, outcome, is_present)
        if is_present and not outcome.failed and not any(isinstance(each.work, GoOn) for each in self.asked):
            self._note_state(outcome)
        if outcome.failed or (is_present and (self.diverged or self.stopped)):
            self.pause()

    def _note_device(self, handed: Handed, outcome: Outcome) -> None:
        """Notes what computes. What was lost is told until somebody chooses anew."""
        was = self.device, self.computing, self.device_lost
        for asked, error in zip(handed.asked, outcome.refusals, strict=False):
            if isinstance(asked.work, ComputeOn) and error is None:
                self.device_lost = None
        if outcome.lost is not None:
            self.device_lost = outcome.lost
            tell("device_lost", room=self.id, device=outcome.lost.device, reason=str(outcome.lost.reason))
        self.device, self.computing = outcome.chosen, outcome.device
        if (self.device, self.computing, self.device_lost) != was:
            self._untold = True
            self.version += 1

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
