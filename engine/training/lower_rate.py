"""A lower learning rate for a run that has diverged: one that helps, because a copy has tried it."""

from engine.backends.interface import Backend
from engine.experiment.options import LEARNING_RATES
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState

STEP = 3
"""A rate is tried if it is so many times lower at least."""

MOST_RATES = 6
MOST_EPOCHS = 50
"""So many rates are tried, the highest first, each for so many epochs: one helps if the run has not diverged
by then, and its training loss is smaller."""


def lower_rates(rate: float) -> list[float]:
    """The usual rates that are tried in the place of one, the highest first."""
    return [each for each in reversed(LEARNING_RATES) if each <= rate / STEP][:MOST_RATES]


class LowerRate:
    """Looks for the highest of the usual rates, lower than `rate`, with which a run learns on from `state`.

    `found` is None until there is one, and for good if none helps. Stop rules have no say in it.
    """

    def __init__(self, state: TrainerState, rate: float, backend: Backend) -> None:
        self.found: float | None = None
        self._state = state
        self._rates = lower_rates(rate)
        self._copy = Trainer(state.experiment, backend)
        self._begin()

    def go_on(self, n_batches: int) -> bool:
        """Trains a copy of the run by so many batches at most; returns whether the search has ended."""
        if not self._rates or self.found is not None:
            return True
        last = self._state.progress.place.epoch + MOST_EPOCHS
        self._copy.run(min(n_batches, self._copy.batches_until(last)))
        if self._copy.epoch < last and not self._copy.diverged:
            return False
        if not self._copy.diverged and self._copy.train_loss < self._state.progress.losses[0]:
            self.found = self._rates[0]
            return True
        self._rates = self._rates[1:]
        self._begin()
        return not self._rates

    def _begin(self) -> None:
        """The copy is again where the run was, with the next rate."""
        if self._rates:
            self._copy.restore(self._state)
            self._copy.change(
                self._state.experiment.changed(
                    learning_rate=self._rates[0],
                    early_stopping=False,
                    stop_epoch=0,
                    stop_loss=0.0,
                    stop_accuracy=0.0,
                )
            )
