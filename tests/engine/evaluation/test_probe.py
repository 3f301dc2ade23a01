"""A probe's numbers are those that a person gets by hand."""

import math
from typing import Any

import numpy as np
import pytest

from engine.evaluation.probe import n_points, probe_anywhere, probe_inputs, probe_point
from engine.experiment.experiment import Experiment
from engine.network.network import Layer
from engine.training.trainer import Trainer

FIELDS: list[dict[str, Any]] = [
    {},
    {"hidden": (), "problem": "regression"},
    {"dataset": "blobs", "classes": 4, "loss": "cross-entropy"},
    {"loss": "binary-cross-entropy", "optimizer": "adam", "features": ("x", "sinY", "xTimesY")},
    {"loss": "hinge", "input_scaling": "standard"},
    {"normalization": "batch", "hidden": (4, 4), "skip": True},
    {"problem": "curve", "features": ("x",)},
]


def trained(**fields: Any) -> Trainer:
    trainer = Trainer(Experiment(**fields))
    trainer.run_epoch()
    return trainer


def test_the_sums_are_inputs_times_weights_and_the_bias() -> None:
    trainer = trained()
    probe = probe_anywhere(trainer, (1.5, -2.0))
    assert probe.outputs[0].tolist() == [1.5, -2.0]
    for layer, (w, b) in enumerate(trainer.parameters):
        for neuron in range(len(b)):
            z = sum(w[neuron, j] * a for j, a in enumerate(probe.outputs[layer])) + b[neuron]
            assert probe.pre_activations[layer][neuron] == pytest.approx(z, rel=1e-12)
            assert probe.outputs[layer + 1][neuron] == pytest.approx(math.tanh(z), rel=1e-12)
    assert probe.verdict is None


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("name", ["train", "test"])
def test_the_losses_of_all_points_make_the_loss(fields: dict[str, Any], name: Any) -> None:
    trainer = trained(**fields)
    mean = trainer.train_loss if name == "train" else trainer.test_loss
    probes = [probe_point(trainer, name, index) for index in range(n_points(trainer)[name])]
    verdicts = [each.verdict for each in probes if each.verdict]
    assert sum(each.loss for each in verdicts) / len(probes) == pytest.approx(mean, rel=1e-9)
    assert sum(each.share for each in verdicts) == pytest.approx(1)
    assert {each.mean_loss for each in verdicts} == {mean}
    assert [len(a) for a in probes[0].outputs] == list(trainer.experiment.sizes)


def test_a_point_is_that_of_the_data() -> None:
    trainer = trained(noise=30)
    probe = probe_point(trainer, "test", 7)
    assert probe.x == tuple(trainer.data.test.x[7])
    assert probe.verdict is not None
    assert probe.verdict.label == trainer.data.test.label[7]
    assert probe.verdict.targets.tolist() == [probe.verdict.label]


def test_a_probe_leaves_no_trace() -> None:
    one, other = trained(), trained()
    probe_point(one, "train", 0).outputs[1][:] = 7
    probe_anywhere(one, (100.0, -100.0))
    for each in (one, other):
        each.run_epoch()
    assert repr(one.state().as_dict()) == repr(other.state().as_dict())


@pytest.mark.parametrize("kind", ["batch", "layer"])
def test_what_lies_between_sum_and_potential_is_told(kind: Any) -> None:
    trainer = trained(normalization=kind, hidden=(4, 3))
    probe = probe_point(trainer, "train", 5)
    assert len(probe.normalisations) == 2
    for layer, way in enumerate(probe.normalisations):
        w, b = trainer.parameters[layer]
        for neuron in range(len(b)):
            total = sum(w[neuron, j] * a for j, a in enumerate(probe.outputs[layer])) + b[neuron]
            assert way.sums[neuron] == pytest.approx(total, rel=1e-12)
        pre_activations = way.gains * way.normal + way.shifts
        assert probe.pre_activations[layer] == pytest.approx(pre_activations, rel=1e-12)
    assert trained().learner.model.scales == ()
    assert probe_point(trained(), "train", 5).normalisations == ()


@pytest.mark.parametrize("index", [-1, 250])
def test_a_point_that_is_not_there_is_refused(index: int) -> None:
    with pytest.raises(IndexError, match="between 0 and 249"):
        probe_point(trained(), "train", index)


def test_what_would_be_infinite_is_not() -> None:
    trainer = Trainer(Experiment(problem="regression", activation="linear"))
    for number, (w, b) in enumerate(trainer.parameters, 1):
        trainer.learner.replace_layer(number, Layer(w * 1e300, b), None)
    huge = probe_point(trainer, "train", 0)
    assert all(np.isfinite(each).all() for each in (*huge.pre_activations, *huge.outputs))
    assert huge.verdict is not None
    assert math.isfinite(huge.verdict.loss)
    assert 0 <= huge.verdict.share <= 1


@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_inputs_that_somebody_made_get_the_answer_that_a_point_with_them_gets(scaling: str) -> None:
    trainer = trained(dataset="digits", hidden=(4,), input_scaling=scaling, loss="cross-entropy")
    point = probe_point(trainer, "test", 3)
    assert point.row is not None
    assert point.row == pytest.approx(np.rint(point.row), abs=1e-9)  # greys from 0 to 16
    made = probe_inputs(trainer, np.rint(point.row).tolist())
    assert made.verdict is None
    for found, wanted in zip(made.outputs, point.outputs, strict=True):
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert made.x == pytest.approx(point.x)


def test_inputs_of_the_plane_are_places_and_must_be_two() -> None:
    trainer = trained()
    made = probe_inputs(trainer, (1.5, -2.0))
    assert made.row is None
    assert made.outputs[-1].tolist() == probe_anywhere(trainer, (1.5, -2.0)).outputs[-1].tolist()
    with pytest.raises(ValueError, match="inputs must be 2 numbers, got 3"):
        probe_inputs(trainer, (1, 2, 3))
