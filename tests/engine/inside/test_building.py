"""Networks of boxes built for the points of a run, and trained on from there."""

import dataclasses

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.experiment.inside import OF_BOXES
from engine.inside.boxes import curve_boxes
from engine.inside.building import Site, cells_of, experiment_of, most_parts, put_in, site_of, surface_of
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from tests.engine import tables

SINE = Experiment(problem="curve", curve_dataset="sine", features=("x",), seed="0.5")
PLANE = Experiment(problem="regression", seed="0.5")
XOR = Experiment(dataset="xor", seed="0.5")


def built(experiment: Experiment, activation: str, n: int) -> Trainer:
    """A run gone over to a network of boxes."""
    trainer = Trainer(experiment_of(experiment, activation, n))
    put_in(trainer, activation, n)
    return trainer


@pytest.mark.parametrize("activation", OF_BOXES)
def test_a_run_with_boxes_in_it_has_the_error_that_was_foretold(activation: str) -> None:
    errors = site_of(Trainer(SINE)).errors(activation)
    assert len(errors) == most_parts(SINE, activation)
    for n in (1, 5, len(errors)):
        trainer = built(SINE, activation, n)
        assert trainer.train_loss == pytest.approx(0.5 * errors[n - 1] ** 2, rel=1e-5)


@pytest.mark.parametrize(("experiment", "activation"), [(SINE, each) for each in OF_BOXES] + [(XOR, "step")])
def test_a_network_of_boxes_is_trained_on_without_running_away(
    experiment: Experiment, activation: str
) -> None:
    trainer = built(experiment.changed(learning_rate=0.03), activation, most_parts(experiment, activation))
    before = trainer.train_loss
    trainer.run(trainer.batches_until(100))
    assert not trainer.diverged
    assert trainer.train_loss < max(0.05, before)


def test_boxes_are_built_on_what_the_experiment_has_and_leave_the_rest() -> None:
    busy = Experiment(
        problem="curve", features=("x", "sinX"), hidden=(5, 4), activation="sigmoid", steepness=4.0,
        normalization="batch", skip=True, input_scaling="standard", layer_activations=("relu",), noise=20,
        regularization="L2", seed="0.7",
    )  # fmt: skip
    made = experiment_of(busy, "sigmoid", 6)
    assert (made.hidden, made.activations, made.features) == ((12,), ("sigmoid",), ("x",))
    assert set(busy.differences(made)) == {
        *("features", "input_scaling", "hidden", "steepness", "normalization", "skip", "layer_activations"),
    }
    trainer = Trainer(made)
    put_in(trainer, "sigmoid", 6)
    x = trainer.data.train.x[:, :1].astype(np.float32)
    said = trainer.outputs_at(x)[-1][0]
    np.testing.assert_allclose(said, site_of(trainer).build("sigmoid", 6).at(x), atol=1e-5)


def test_more_parts_than_there_may_be_are_as_many_as_may() -> None:
    assert experiment_of(SINE, "step", 32).hidden == (32,)
    assert experiment_of(SINE, "relu", 32).hidden == (32,)
    assert experiment_of(PLANE, "step", 32).hidden == (32, 8)
    assert built(SINE, "step", 32).train_loss == built(SINE, "step", 16).train_loss


def test_many_pieces_lower_a_rate_at_which_they_would_run_away_and_leave_a_lower_one() -> None:
    assert experiment_of(SINE.changed(learning_rate=0.03), "relu", 10).learning_rate == 0.003
    assert experiment_of(SINE.changed(learning_rate=0.0001), "relu", 10).learning_rate == 0.0001
    assert experiment_of(SINE.changed(learning_rate=0.03), "step", 10).learning_rate == 0.03


def test_four_towers_tell_exclusive_or_apart() -> None:
    trainer = built(XOR, "step", 4)
    assert trainer.experiment.sizes == (2, 16, 4, 1)
    said = trainer.outputs_at(trainer.data.train.x.astype(np.float32))[-1][0]
    assert (np.sign(said) == trainer.data.train.label).all()
    assert site_of(Trainer(XOR)).errors("step")[3] == pytest.approx(0, abs=1e-9)


def test_a_tower_is_as_high_as_the_points_below_it_or_as_the_nearest() -> None:
    x = np.array([[-3.0, 3.0], [-1.0, 1.0], [5.0, -5.0]])
    value = np.array([1.0, 2.0, 7.0])
    surface = surface_of(x, value, 2, 2)
    places = np.array([[-3.0, 3.0], [3.0, -3.0], [3.0, 3.0]])
    assert surface(places[:, 0], places[:, 1]).tolist() == [1.5, 7.0, 2.0]
    assert [cells_of(n) for n in (1, 2, 3, 4, 6, 8)] == [(1, 1), (2, 1), (3, 1), (2, 2), (3, 2), (4, 2)]


def test_boxes_follow_the_points_of_a_table_of_ones_own() -> None:
    own = Experiment(problem="regression", regression_dataset="reg-own", table=tables.PAINTED_NUMBERS)
    site = site_of(Trainer(own))
    assert site.errors("step")[7] < site.errors("step")[0]
    x = np.linspace(-6, 6, 200)[:, np.newaxis]
    along = Site(True, x, np.sin(x[:, 0])).build("step", 8)
    middles = [(box.low + box.high) / 2 for box in along.parts]  # type: ignore[union-attr, operator]
    wanted = curve_boxes(np.sin, 8).at(np.array(middles)[:, np.newaxis])
    np.testing.assert_allclose(along.at(np.array(middles)[:, np.newaxis]), wanted, atol=0.01)


def test_what_no_boxes_can_be_built_for_gets_a_sentence() -> None:
    for experiment, activation, sentence in (
        (Experiment(dataset="blobs", classes=4), "step", "one number; this network has 4 outputs"),
        (Experiment(dataset="xor", loss="cross-entropy"), "step", "this network has 2 outputs"),
        (XOR, "relu", "steps must be made of one of step, sigmoid, got relu"),
        (SINE, "tanh", "steps must be made of one of step, sigmoid, relu, got tanh"),
    ):
        with pytest.raises(ReasonError, match=sentence):
            experiment_of(experiment, activation, 3)
    wide = dataclasses.replace(tables.NUMBERS, test=None)
    houses = Experiment(problem="regression", regression_dataset="reg-own", table=wide, features=("x1",))
    with pytest.raises(ReasonError, match="of two inputs; these points have 3"):
        site_of(Trainer(houses))
