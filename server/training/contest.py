"""A challenge as a student's room knows it: which networks count, and how they are scored."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from engine.evaluation.hidden import hidden_points, hidden_score
from engine.experiment.experiment import OPTIONS, Experiment
from engine.training.trainer import Trainer
from server.runs.learnt import Learnt

GIVEN = frozenset(
    {"problem", "dataset", "regression_dataset", "curve_dataset", "classes", "noise", "train_percent"}
    | {name for name, option in OPTIONS.items() if option.group == "points"}
)
"""The fields that say what is to be learnt: those of a network that counts are the challenge's."""


class ContestLimits(NamedTuple):
    """What a network that counts may have; None: as much as anybody likes. `features` are those allowed."""

    neurons: int | None = None
    epochs: int | None = None
    features: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """A challenge: its number in the class, what is to be learnt, the limits, and the secret seed of the
    points on which networks are scored."""

    number: int
    experiment: Experiment
    limits: ContestLimits
    seed: str

    def admits(self, learnt: Learnt) -> bool:
        """Whether a run counts whose weights came about like this: what is set by hand was not trained for so
        few epochs, and what was learnt elsewhere was learnt from other points, or for longer."""
        return learnt is Learnt.HERE or (learnt is Learnt.BY_HAND and self.limits.epochs is None)

    def counts(self, experiment: Experiment, epoch: int) -> bool:
        """Whether a network counts that was trained so long."""
        neurons, epochs, features = self.limits
        return (
            experiment.active_table is None
            and GIVEN.isdisjoint(self.experiment.differences(experiment))
            and (neurons is None or sum(experiment.hidden) <= neurons)
            and (epochs is None or epoch <= epochs)
            and (features is None or set(experiment.features) <= set(features))
        )

    def scored(self, trainer: Trainer) -> tuple[int, float] | None:
        """Returns the number of the challenge and the score of a run as it is now, the smaller the better;
        None if it does not count."""
        if trainer.diverged or not trainer.epoch or not self.counts(trainer.experiment, trainer.epoch):
            return None
        score = hidden_score(trainer, hidden_points(self.experiment, self.seed))
        return (self.number, score) if math.isfinite(score) else None
