"""The tables that formulas, datasets and features stand in."""

import pytest

from engine.data.dataset import PROBLEMS
from engine.data.datasets import DATASETS, DATASETS_OF, N_POINTS
from engine.data.features import FEATURES
from engine.data.scaling import INPUT_SCALINGS
from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS, activation_of
from engine.formulas.initializers import INITIALIZERS
from engine.formulas.losses import LOSSES, OUTPUTS
from engine.formulas.normalizations import AXES
from engine.formulas.optimizers import OPTIMIZERS
from engine.formulas.penalties import penalty_of
from engine.formulas.schedules import SCHEDULES


def test_every_problem_has_datasets_points_and_an_output() -> None:
    assert set(OUTPUTS) == set(N_POINTS) == set(DATASETS_OF) == set(PROBLEMS)
    assert all(DATASETS_OF.values())
    assert sorted(name for each in DATASETS_OF.values() for name in each) == sorted(DATASETS)


def test_the_names_of_tensorflow_playground_come_first_in_the_tables() -> None:
    assert DATASETS_OF["classification"][:4] == ("circle", "xor", "gauss", "spiral")
    assert DATASETS_OF["regression"][:2] == ("reg-plane", "reg-gauss")
    assert tuple(ACTIVATIONS)[:4] == ("relu", "tanh", "sigmoid", "linear")
    assert tuple(FEATURES) == ("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY")


def test_an_unknown_name_is_refused_everywhere() -> None:
    for look_up in (activation_of, lambda name: penalty_of(name, Experiment())):
        with pytest.raises(KeyError, match="nonsense"):
            look_up("nonsense")
    for table in (LOSSES, OPTIMIZERS, SCHEDULES, INITIALIZERS, INPUT_SCALINGS, AXES):
        assert "nonsense" not in table
