"""Changes with which a run that has diverged learns on: known to help, because copies have tried them."""

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

CLIP_NORM = 1.0
"""The length to which gradients are clipped, as another remedy."""


def lower_rates(rate: float) -> list[float]:
    """The usual rates that are tried in the place of one, the highest first."""
    return [each for each in reversed(LEARNING_RATES) if each <= rate / STEP][:MOST_RATES]


class Remedies:
    """Looks for what helps a run on from `state`: the highest of the usual rates lower than `rate`, and
    clipping. `found` has the fields to change, with their values. Stop rules have no say in it.
    """

    def __init__(self, state: TrainerState, rate: float, backend: Backend) -> None:
        self.found: dict[str, float] = {}
        self._state = state
        self._trials = [("learning_rate", each) for each in lower_rates(rate)]
        if not 0 < state.experiment.clip_norm <= CLIP_NORM:
            self._trials.append(("clip_norm", CLIP_NORM))
        self._copy = Trainer(state.experiment, backend)
        self._begin()

    def go_on(self, n_batches: int) -> bool:
        """Trains a copy of the run by so many batches at most; returns whether the search has ended."""
        if not self._trials:
            return True
        last = self._state.progress.place.epoch + MOST_EPOCHS
        self._copy.run(min(n_batches, self._copy.batches_until(last)))
        if self._copy.epoch < last and not self._copy.diverged:
            return False
        field, value = self._trials.pop(0)
        if not self._copy.diverged and self._copy.train_loss < self._state.progress.losses[0]:
            self.found[field] = value
            self._trials = [each for each in self._trials if each[0] != field]
        self._begin()
        return not self._trials

    def _begin(self) -> None:
        """The copy is again where the run was, with what is tried next."""
        if self._trials:
            free = {"early_stopping": False, "stop_epoch": 0, "stop_loss": 0.0, "stop_accuracy": 0.0}
            self._copy.restore(self._state)
            self._copy.change(self._state.experiment.changed(**free, **dict(self._trials[:1])))
