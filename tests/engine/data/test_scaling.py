"""Inputs scaled."""

from typing import Any

import numpy as np
import pytest

from engine.evaluation.snapshot import snapshot_of
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from tests.engine.training.runs import trained


@pytest.mark.parametrize("scaling", ["min-max", "standard"])
def test_inputs_are_scaled_as_the_training_points_have_it(scaling: Any) -> None:
    experiment = Experiment(
        features=("x", "ySquared"), input_scaling=scaling, hidden=(2,), activation="linear"
    )
    trainer = Trainer(experiment)
    raw = np.stack([trainer.data.train.x[:, 0], trainer.data.train.x[:, 1] ** 2], axis=1)
    low, size = (raw.min(0), np.ptp(raw, axis=0)) if scaling == "min-max" else (raw.mean(0), raw.std(0))
    for neuron in range(2):
        trainer.set_weight(1, 0, neuron, 1.0)
    trainer.set_bias(1, 0, 0.0)
    corner = (np.array([-6.0, 36.0]) - low) / size
    assert snapshot_of(trainer, 5).grids[0][0][0, 0] == pytest.approx(corner.sum(), rel=1e-5)


def test_a_feature_that_is_the_same_everywhere_is_not_divided_by_zero() -> None:
    experiment = Experiment(train_percent=1, noise=0, input_scaling="standard", features=("x",))
    trainer = Trainer(experiment)
    for part in trainer.data:
        part.x[:] = 2.0
    assert np.isfinite(trained(experiment, 2).train_loss)
