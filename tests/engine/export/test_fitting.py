"""The experiment whose network weights from a file are: as the file says, and the rest as elsewhere."""

import itertools
import json
from typing import Any

import numpy as np
import pytest

from engine.data.table import Table
from engine.experiment.experiment import Experiment
from engine.export.description import describe
from engine.export.fitting import experiment_for
from engine.export.table import exported
from engine.export.weights import about, check_fits, read_weights
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from tests.engine.export.cases import experiments

BASE = Experiment(learning_rate=0.7, seed="0.25", regularization="L2")


def found(content: bytes, base: Experiment = BASE, tables: dict[str, Table] | None = None) -> Experiment:
    weights = read_weights(content)
    made = experiment_for(content, weights, base, (tables or {}).get)
    check_fits(weights, made)
    return made


def written(*sizes: int, **facts: Any) -> bytes:
    """A file that somebody wrote with random weights and nothing else but these facts."""
    rng = np.random.default_rng(0)
    layers = [
        {"weights": rng.normal(size=(n, before)).tolist(), "biases": [0.0] * n}
        for before, n in itertools.pairwise(sizes)
    ]
    for layer, more in zip(layers, facts.pop("layers", [{}] * len(layers)), strict=True):
        layer |= more
    return json.dumps({"layers": layers, **facts}).encode()


@pytest.mark.parametrize("target", ["json", "npz"])
def test_a_file_that_was_taken_away_has_its_own_experiment(target: str) -> None:
    for name, experiment, _ in experiments():
        table = experiment.table
        tables = {} if table is None else {table.digest: table}
        content = exported(describe(Trainer(experiment)), target).content
        assert about(content)["link"], name
        assert found(content, tables=tables) == experiment, name


def test_what_a_file_does_not_say_is_as_in_the_room() -> None:
    made = found(written(2, 5, 3, 1))
    assert made == BASE.changed(hidden=(5, 3))
    told = [{"activation": "relu"}, {"activation": "sigmoid"}, {"activation": "tanh"}]
    assert found(written(2, 5, 3, 1, layers=told)).activations == ("relu", "sigmoid")
    assert found(written(2, 5, 5, 1, layers=[{}, {"skip": True}, {}])).skips == (False, True)


def test_other_numbers_of_inputs_and_outputs_find_a_problem_that_has_them() -> None:
    assert found(written(5, 4, 1)).features == ("x", "y", "xSquared", "ySquared", "xTimesY")
    classes = found(written(2, 4, 6))
    assert (classes.dataset, classes.n_classes, classes.learning_rate) == ("blobs", 6, 0.7)
    assert found(written(2, 4, 2)).loss == "cross-entropy"
    of_curve = Experiment(problem="curve", features=("x",))
    assert found(written(1, 4, 1), of_curve).problem == "curve"
    assert found(written(2, 4, 3), of_curve).n_classes == 3


def test_a_link_that_lies_or_is_none_does_no_harm() -> None:
    for link in (
        "dataset=xor&networkShape=9",
        "noise=lots",
        "dataset=own&data=" + "x" * 32,
        7,
        None,
        "x" * 9000,
    ):
        assert found(written(2, 5, 1, link=link)) == BASE.changed(hidden=(5,)), link
    for layers in ([{"activation": ["tanh"]}, {}], [{"activation": "exec"}, {}], [{"skip": "yes"}, {}]):
        assert found(written(2, 5, 1, layers=layers)) == BASE.changed(hidden=(5,)), layers


def test_a_network_that_no_points_have_is_refused_with_its_shape() -> None:
    for sizes in ((9, 4, 1), (2, 4, 32)):
        with pytest.raises(ReasonError, match="no network here has " + "-".join(map(str, sizes))):
            found(written(*sizes))


def test_a_file_that_says_nothing_is_read_all_the_same() -> None:
    assert about(b"[]") == about(b"hello") == about(b"PK hello") == {}
