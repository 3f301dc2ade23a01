"""When a run stops by itself: at an epoch, a loss, an accuracy, or when the test loss falls no more."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from engine.deep import Model
from engine.experiment import Experiment

StopReason = Literal["epoch", "loss", "accuracy", "early-stopping"]


RULES = frozenset({"early_stopping", "patience", "stop_epoch", "stop_loss", "stop_accuracy"})
"""The fields of an experiment that are stop rules."""


class Stop(NamedTuple):
    """Why a run has stopped, after which epoch, and a sentence that says so."""

    reason: StopReason
    epoch: int
    sentence: str


class Best(NamedTuple):
    """The epoch with the least test loss so far (of equal ones the first), and the model at its end."""

    epoch: int
    loss: float
    model: Model


def better(best: Best | None, epoch: int, test_loss: float, model: Model) -> Best:
    """The better of the best so far and the present."""
    return best if best is not None and best.loss <= test_loss else Best(epoch, test_loss, model)


def reached(
    experiment: Experiment, epoch: int, test_loss: float, accuracy: Callable[[], float], best: Best | None
) -> Iterator[Stop]:
    """The stop rules that hold now. `accuracy` tells the share of test points told right, when asked."""
    e = experiment
    if e.early_stopping and best is not None and epoch - best.epoch >= e.patience:
        yield Stop(
            "early-stopping",
            epoch,
            f"The test loss has not fallen for {epoch - best.epoch} epochs; "
            f"the weights of epoch {best.epoch}, the best, are back.",
        )
    if e.stop_epoch and epoch >= e.stop_epoch:
        yield Stop("epoch", epoch, f"Epoch {e.stop_epoch} is reached.")
    if e.stop_loss and test_loss <= e.stop_loss:
        yield Stop("loss", epoch, f"The test loss is down to {e.stop_loss:g}.")
    if e.stop_accuracy and 100 * accuracy() >= e.stop_accuracy:
        yield Stop("accuracy", epoch, f"{e.stop_accuracy:g} % of the test points are told right.")
