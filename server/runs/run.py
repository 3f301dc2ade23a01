"""A run as the event loop knows it: what is decided holds here at once, and the trainer follows."""

import dataclasses
from dataclasses import dataclass, field

from engine.data.features import FEATURES
from engine.evaluation.probe import SetName
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.frames.members import Neuron
from server.frames.numbers import stopped_state
from server.messages import ReasonShown, Stopped
from server.runs import marks
from server.runs.learnt import Learnt
from server.runs.marks import Mark
from server.runs.moments import Moment
from server.runs.states import Slot
from server.runs.timeline import Timeline, resumed_timeline


@dataclass(eq=False, slots=True)
class Run:
    """One run of a room. `epoch` is how far it has come, `n_points` its points and `stuck` why it does not
    learn, as far as is known. `remedies` are changes of fields that help where it has diverged.

    A room whose trainer goes elsewhere than on has another `Run` from then on; the outcome of a job
    that was given for one does not apply to any other.
    """

    number: int
    experiment: Experiment
    timeline: Timeline
    marks: tuple[Mark, ...] = ()
    epoch: int = 0
    diverged: bool = False
    stopped: Stopped | None = None
    stuck: ReasonShown | None = None
    remedies: dict[str, float] = field(default_factory=dict)
    has_sought_remedies: bool = False
    by_hand: ByHand = field(default_factory=ByHand)
    n_points: dict[SetName, int] = field(default_factory=dict)
    learnt: Learnt = Learnt.HERE

    @property
    def seeks_remedies(self) -> bool:
        """Whether it has diverged, and what helps has not been looked for yet."""
        return self.diverged and not self.has_sought_remedies

    def notice_diverged(self, diverged: bool) -> None:
        """Notes whether it has diverged; what helps is looked for again."""
        self.diverged, self.remedies, self.has_sought_remedies = diverged, {}, False

    def note(self, learnt: Learnt) -> None:
        """Notes where weights came from; before the first epoch they are its initial ones as well."""
        self.learnt = max(self.learnt, learnt)
        if self.timeline.first is not None and self.epoch == 0:
            self.timeline.first.learnt = max(self.timeline.first.learnt, learnt)

    def present(self) -> Slot:
        """Returns a place for the state that the trainer has now."""
        return Slot(self.experiment, self.epoch, self.diverged)

    def shown_at(self, moment: Moment | Slot) -> tuple["Run", Slot]:
        """Returns the run with this moment shown, and the place for the state at its end."""
        end = self.timeline.look_back(moment, self.present())
        return self.waiting(diverged=moment.diverged, stopped=self.stopped), end

    def cut(self) -> "Run":
        """Returns the run that goes on from the moment shown: what came later is forgotten."""
        self.timeline.cut()
        epoch = self.timeline.shown
        return self.waiting(epoch=epoch, marks=marks.before(self.marks, epoch))

    def waiting(self, **changes: object) -> "Run":
        """Returns the run with these changes, neither diverged nor stopped nor stuck as far as is known."""
        unknown = {"diverged": False, "stopped": None, "stuck": None}
        run = dataclasses.replace(self, **{**unknown, **changes})  # type: ignore[arg-type]
        run.notice_diverged(run.diverged)
        return run

    def has_neuron(self, wanted: Neuron) -> bool:
        """Whether the network, or for layer 0 the list of features, has this neuron."""
        sizes = (len(FEATURES) + len(self.experiment.formulas), *self.experiment.sizes[1:])
        return wanted.layer < len(sizes) and wanted.neuron < sizes[wanted.layer]


def resumed_run(number: int, trainer: Trainer, first: TrainerState | None, marks: tuple[Mark, ...]) -> Run:
    """Returns the run of a trainer that is brought back, of whose past at most the initial weights and these
    marks are known."""
    return Run(
        number,
        trainer.experiment,
        resumed_timeline(trainer, first),
        marks,
        trainer.epoch,
        trainer.diverged,
        stopped_state(trainer),
        by_hand=trainer.hand,
    )
