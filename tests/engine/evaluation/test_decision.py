"""What is painted of the outputs."""

import numpy as np
import pytest

from engine.evaluation.snapshot import decision, snapshot_of
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer

THREE = Experiment(dataset="blobs", loss="cross-entropy")


def test_one_output_is_painted_from_minus_one_to_one() -> None:
    grid = np.array([[[0.0, 0.5, 1.0]]], dtype=np.float32)
    plain = decision(Experiment(), grid)
    assert plain.signed is not None
    np.testing.assert_array_equal(plain.signed, grid[0])
    assert plain.winner is None
    logistic = decision(Experiment(loss="binary-cross-entropy"), grid)
    assert logistic.signed is not None
    np.testing.assert_array_equal(logistic.signed, [[-1, 0, 1]])


def test_of_many_outputs_the_winner_and_its_lead_are_painted() -> None:
    grids = np.array([[[0.7, 0.5]], [[0.2, 0.5]], [[0.1, 0.0]]], dtype=np.float32)
    painted = decision(THREE, grids)
    assert painted.winner is not None
    assert painted.winner.tolist() == [[0, 0]]
    np.testing.assert_allclose(painted.confidence, [[0.5, 0]], rtol=1e-6)  # type: ignore[arg-type]
    scored = decision(THREE.changed(loss="square"), np.array([[[1.0]], [[-1.0]], [[0.0]]], dtype=np.float32))
    np.testing.assert_allclose(scored.confidence, [[0.5]])  # type: ignore[arg-type]


@pytest.mark.parametrize("classes", [2, 3, 8])
def test_a_snapshot_of_classes_has_a_picture_for_each(classes: int) -> None:
    snapshot = snapshot_of(Trainer(THREE.changed(classes=classes)), 9)
    assert snapshot.grids[-1].shape == (classes, 9, 9)
    np.testing.assert_allclose(snapshot.grids[-1].sum(axis=0), 1, rtol=1e-5)
    assert snapshot.decision.winner is not None
    assert snapshot.decision.winner.shape == (9, 9)
    assert snapshot.decision.winner.max() < classes
