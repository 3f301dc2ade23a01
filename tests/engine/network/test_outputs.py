"""Targets of the outputs, and the class that they speak for."""

from typing import Any

import numpy as np
import pytest

from engine.evaluation.metrics import scores
from engine.experiment.experiment import Experiment
from engine.network.outputs import class_of, predicted_class, targets

THREE = Experiment(dataset="blobs", loss="cross-entropy")


@pytest.mark.parametrize(
    ("loss", "a"),
    [
        ("square", [[0.2], [-0.1], [-3]]),
        ("hinge", [[0.2], [-0.1], [-3]]),
        ("binary-cross-entropy", [[0.6], [0.4], [0.1]]),
        ("cross-entropy", [[0.3, 0.7], [0.6, 0.4], [0.9, 0.1]]),
    ],
)
def test_two_classes_are_told_apart_at_the_middle(loss: Any, a: list[list[float]]) -> None:
    experiment = Experiment(loss=loss)
    np.testing.assert_array_equal(predicted_class(experiment, np.array(a)), [1, 0, 0])
    found = scores(experiment, np.array(a), np.array([1.0, 1.0, -1.0]), loss=0)
    assert found.confusion == [[1, 0], [1, 1]]


def test_targets_are_made_for_every_output() -> None:
    label = np.array([0.0, 2.0])
    np.testing.assert_array_equal(targets(THREE, label), [[1, 0, 0], [0, 0, 1]])
    np.testing.assert_array_equal(targets(THREE.changed(loss="square"), label), [[1, -1, -1], [-1, -1, 1]])
    two = np.array([-1.0, 1.0])
    np.testing.assert_array_equal(targets(Experiment(), two), [[-1], [1]])
    np.testing.assert_array_equal(targets(Experiment(loss="binary-cross-entropy"), two), [[0], [1]])
    np.testing.assert_array_equal(targets(Experiment(loss="cross-entropy"), two), [[1, 0], [0, 1]])
    np.testing.assert_array_equal(class_of(two, 2), [0, 1])
