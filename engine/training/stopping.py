"""When a run stops by itself: at an epoch, a loss, an accuracy, or when the test loss falls no more."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from engine.experiment.experiment import Experiment
from engine.experiment.options import formula_numbers
from engine.network.deep import Model
from engine.reasons import Reason

StopReason = Literal["epoch", "loss", "accuracy", "early-stopping"]


RULES = frozenset({"early_stopping", "patience", "stop_epoch", "stop_loss", "stop_accuracy"})
"""The fields of an experiment that are stop rules."""

COMPARABLE: frozenset[str] = RULES.union(
    ("batch_size", "shuffle", "learning_rate", "clip_norm", "regularization_rate", "dropout"),
    *((name, *formula_numbers(name)) for name in ("optimizer", "schedule", "regularization")),
)
"""The live fields that say how a network learns and not what it answers: test losses before and after a
change of them can be compared. After a change of any other the best epoch is looked for anew."""


class Stop(NamedTuple):
    """Which rule has stopped a run, and after which epoch."""

    reason: StopReason
    epoch: int


class Best(NamedTuple):
    """The epoch with the least test loss so far (of equal ones the first), and the model at its end; epoch 0
    is before the first update."""

    epoch: int
    loss: float
    model: Model


class Watch:
    """Heeds the stop rules of a run: `stopped` says which one ended it, `passed` names those past which
    training was told to go on, `best` is early stopping's."""

    def __init__(
        self, stopped: Stop | None = None, passed: Iterable[str] = (), best: Best | None = None
    ) -> None:
        self.stopped = stopped
        self.passed = frozenset(passed)
        self.best = best

    def next_look(self, experiment: Experiment, epoch: int) -> int | None:
        """After which epoch the rules have to be looked at next; None if never."""
        e = experiment
        if e.early_stopping or e.stop_loss or e.stop_accuracy:
            return epoch + 1
        if e.stop_epoch and "epoch" not in self.passed:
            return max(epoch + 1, e.stop_epoch)
        return None

    def look(
        self,
        experiment: Experiment,
        epoch: int,
        test_loss: float,
        accuracy: Callable[[], float],
        model: Callable[[], Model],
    ) -> None:
        """Stops if a rule holds past which training was not told to go on; notes the best epoch."""
        if experiment.early_stopping and (self.best is None or test_loss < self.best.loss):
            self.best = Best(epoch, test_loss, model())
        stops = list(reached(experiment, epoch, test_loss, accuracy, self.best))
        self.passed &= {stop.reason for stop in stops}
        self.stopped = next((stop for stop in stops if stop.reason not in self.passed), None)

    def go_on(self) -> None:
        """The rule that stopped the run counts again once it no longer holds; a new best is looked for."""
        if self.stopped is None:
            return
        self.passed |= {self.stopped.reason}
        if self.stopped.reason == "early-stopping":
            self.best = None
        self.stopped = None

    def change(self, old: Experiment, new: Experiment) -> bool:
        """A changed rule holds anew. Returns whether the best epoch has to be looked for anew."""
        differences = old.differences(new)
        if not RULES.isdisjoint(differences):
            self.stopped, self.passed = None, frozenset()
        return self.best is None or not new.early_stopping or not COMPARABLE.issuperset(differences)

    def look_anew(self, best: Best | None) -> None:
        """Looks for a best epoch from here on, with `best` as the first; a run that early stopping ended goes
        on."""
        self.best = best
        if self.stopped is not None and self.stopped.reason == "early-stopping":
            self.stopped = None


def reached(
    experiment: Experiment, epoch: int, test_loss: float, accuracy: Callable[[], float], best: Best | None
) -> Iterator[Stop]:
    """The stop rules that hold now. `accuracy` tells the share of test points told right, when asked."""
    e = experiment
    if e.early_stopping and best is not None and epoch - best.epoch >= e.patience:
        yield Stop("early-stopping", epoch)
    if e.stop_epoch and epoch >= e.stop_epoch:
        yield Stop("epoch", epoch)
    if e.stop_loss and test_loss <= e.stop_loss:
        yield Stop("loss", epoch)
    if e.stop_accuracy and 100 * accuracy() >= e.stop_accuracy:
        yield Stop("accuracy", epoch)


def reason_of(stop: Stop, experiment: Experiment, best_epoch: int | None) -> Reason:
    """Why a run has stopped, with what its rule says."""
    match stop.reason:
        case "early-stopping":
            best = stop.epoch - experiment.patience if best_epoch is None else best_epoch
            return Reason("early-stopping", best=best)
        case "epoch":
            return Reason("epoch", epoch=experiment.stop_epoch)
        case "loss":
            return Reason("loss", loss=experiment.stop_loss)
        case "accuracy":
            return Reason("accuracy", accuracy=experiment.stop_accuracy)
