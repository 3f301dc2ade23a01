"""The sets that come with the playground: what is in them, and that they cost nothing until wanted."""

import subprocess
import sys

import numpy as np
import pytest

from engine.data.real_sets import FOLDER, REAL_SETS, real_table
from engine.data.table import Table
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.view import View
from engine.training.trainer import Trainer

NAMES = tuple(REAL_SETS)
SHAPES = {"iris": (150, 4, 3), "digits": (1797, 64, 10), "reg-housing": (2000, 8, None)}


def experiment_of(name: str) -> Experiment:
    """The experiment of somebody who has chosen this set."""
    if REAL_SETS[name].problem == "regression":
        return Experiment().fitting(problem="regression", regression_dataset=name)
    return Experiment().fitting(dataset=name)


@pytest.mark.parametrize("name", NAMES)
def test_a_set_has_the_rows_inputs_and_classes_that_are_stated(name: str) -> None:
    table = real_table(name)
    assert (*table.x.shape, table.n_classes) == SHAPES[name]
    assert table.n_classes is None or len(np.unique(table.label)) == table.n_classes


@pytest.mark.parametrize("name", REAL_SETS)
def test_the_columns_of_a_set_have_as_many_names_in_german(name: str) -> None:
    table = real_table(name)
    german = table.names_in["de"]
    assert len(set(german)) == len(table.names)
    assert table.shown()["names_in"] == {"de": list(german)}
    assert Table.from_dict(table.as_dict()) == table  # they are no part of its content


def test_the_first_iris_is_the_one_that_everybody_knows() -> None:
    table = real_table("iris")
    assert table.names == ("sepal length", "sepal width", "petal length", "petal width")
    assert table.classes == ("setosa", "versicolor", "virginica")
    assert table.x[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert table.x[34].tolist() == [4.9, 3.1, 1.5, 0.2]  # which the UCI copy has wrong
    assert table.label.tolist() == [0.0] * 50 + [1.0] * 50 + [2.0] * 50


def test_a_row_of_digits_is_a_picture_of_what_it_is_labelled() -> None:
    table = real_table("digits")
    zero = table.x[table.label == 0].mean(axis=0).reshape(table.side, table.side)
    one = table.x[table.label == 1].mean(axis=0).reshape(table.side, table.side)
    assert zero[3, 3] < 2 < 10 < one[3, 3]  # the middle of a ring is empty, of a stroke full
    assert (table.x.min(), table.x.max()) == (0, 16)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_of_rows_of_the_set(name: str) -> None:
    whole, some = real_table(name), real_table(name, 40)
    assert len(some.x) == 40
    assert {row.tobytes() for row in some.x} <= {row.tobytes() for row in whole.x}
    assert some.classes == whole.classes


def test_every_set_has_its_source_and_licence_beside_it() -> None:
    said = (FOLDER / "README.md").read_text(encoding="utf-8")
    kept = {path.name for path in FOLDER.glob("*.csv.gz")}
    assert kept == {each.file for each in REAL_SETS.values()}
    for file in kept:
        (row,) = (line for line in said.splitlines() if line.startswith(f"| `{file}`"))
        assert "CC BY 4.0" in row or "public domain" in row


def test_no_set_is_read_before_somebody_wants_it() -> None:
    program = (
        "from engine.training.trainer import Trainer\n"
        "from engine.experiment.experiment import Experiment\n"
        "from engine.data.real_sets import real_table\n"
        "Trainer(Experiment())\n"
        "print(real_table.cache_info().misses)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "0"


@pytest.mark.parametrize("name", NAMES)
def test_who_chooses_a_set_feeds_all_its_inputs_and_gets_the_plane_back_with_another(name: str) -> None:
    chosen = experiment_of(name)
    assert len(chosen.features) == chosen.sizes[0] == real_table(name).x.shape[1]
    assert chosen.n_classes == real_table(name).n_classes
    back = chosen.fitting(problem="classification", dataset="circle")
    assert back.features == ("x", "y")


@pytest.mark.parametrize("name", NAMES)
def test_a_link_of_a_set_says_nothing_of_its_inputs_unless_some_are_left_out(name: str) -> None:
    chosen = experiment_of(name)
    link = write_link(Link(chosen, View()))
    assert "formulas" not in link
    assert parse_link(link).experiment == chosen
    for features in (("x", "x3"), ("x3",), ("y",), ("x", "x3", "x3*x4")):
        some = chosen.changed(features=features)
        assert parse_link(write_link(Link(some, View()))).experiment == some


def test_the_name_of_a_set_is_all_that_a_link_needs() -> None:
    opened = parse_link("dataset=iris&seed=0.5").experiment
    assert opened == Experiment().fitting(dataset="iris")


@pytest.mark.parametrize(("name", "reach"), [("iris", 6.0), ("digits", 6.0), ("reg-housing", 6.0)])
def test_all_training_inputs_reach_over_the_plane(name: str, reach: float) -> None:
    x = Trainer(experiment_of(name)).data.train.x
    low, high = x.min(axis=0), x.max(axis=0)
    varies = high > low
    np.testing.assert_allclose(low[varies], -reach)
    np.testing.assert_allclose(high[varies], reach)


def test_a_set_is_a_table_like_any_other() -> None:
    table = real_table("iris")
    again = Table.from_dict(table.as_dict())
    assert again == table
    own = Trainer(Experiment().fitting(table=again))
    named = Trainer(Experiment().fitting(dataset="iris"))
    for each in (own, named):
        each.run(each.batches_until(3))
    assert own.train_loss == named.train_loss
