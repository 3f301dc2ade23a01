"""Histograms and gradient norms."""

import json

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.evaluation.inspection import histogram, inspection_of
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer


@example([-1.7e308, 1.7e308])
@example([5e-324, 0.0])
@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20))
def test_a_histogram_counts_every_finite_value_once(values: list[float]) -> None:
    found = histogram(np.array(values, dtype=float), 7)
    assert sum(found.counts) == int(np.isfinite(values).sum())
    assert len(found.counts) == 7
    assert found.low <= found.high
    json.dumps([found.low, found.high], allow_nan=False)


def test_a_histogram_has_its_bins_from_low_to_high() -> None:
    found = histogram(np.array([0.0, 0.1, 0.9, 1.0, 4.0]), 4)
    assert (found.low, found.high, found.counts) == (0.0, 4.0, [3, 1, 0, 1])


def test_an_inspection_shows_every_layer() -> None:
    trainer = Trainer(Experiment(hidden=(5, 3), activation="relu"))
    trainer.run_epoch()
    layers = inspection_of(trainer, 10).layers
    assert len(layers) == 3
    for view, (weights, _) in zip(layers, trainer.parameters, strict=True):
        assert sum(view.weights.counts) == sum(view.gradients.counts) == weights.size
        assert sum(view.pre_activations.counts) == sum(view.activations.counts) == 250 * len(weights)
    assert layers[0].activations.low == 0
    assert layers[0].pre_activations.low < 0


def test_the_gradient_norm_is_that_of_the_mean_loss() -> None:
    trainer = Trainer(Experiment(hidden=()))
    (view,) = inspection_of(trainer).layers
    slopes, h = [], 1e-5
    for place in range(3):
        losses = []
        for by in (h, -h):
            other = Trainer(Experiment(hidden=()))
            (w, b), *_ = other.parameters
            if place < 2:
                other.set_weight(1, 0, place, float(w[0, place] + by))
            else:
                other.set_bias(1, 0, float(b[0] + by))
            losses.append(other.train_loss)
        slopes.append((losses[0] - losses[1]) / (2 * h))
    assert view.gradient_norm == pytest.approx(np.linalg.norm(slopes), rel=1e-6)
