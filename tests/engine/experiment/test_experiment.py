"""What an experiment takes and what it refuses."""

import re
from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from hypothesis import given

from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import LIMITS, LIVE_FIELDS, Experiment
from tests.engine.drawn import experiments


@pytest.mark.parametrize(
    "field", ["noise", "train_percent", "batch_size", "learning_rate", "regularization_rate"]
)
def test_numbers_are_taken_up_to_their_limits_and_not_past(field: str) -> None:
    for allowed in LIMITS[field]:
        assert getattr(Experiment(**{field: allowed}), field) == allowed
    for refused in (LIMITS[field].low - 1, LIMITS[field].high + 1):
        with pytest.raises(ExperimentError, match=rf"^{field} must be between .* and .*, got ") as caught:
            Experiment(**{field: refused})
        assert caught.value.field == field


@pytest.mark.parametrize(
    "field", ["noise", "train_percent", "batch_size", "learning_rate", "regularization_rate"]
)
@pytest.mark.parametrize(
    "value", [True, None, "1", [1], float("nan"), float("inf"), 10**4000], ids=lambda value: repr(value)[:9]
)
def test_what_is_no_number_is_refused(field: str, value: object) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(**{field: value})  # type: ignore[arg-type]
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("problem", "clustering"),
        ("dataset", "reg-plane"),
        ("dataset", None),
        ("dataset", ["circle"]),
        ("regression_dataset", "circle"),
        ("activation", "Tanh"),
        ("regularization", "L3"),
        ("batch_size", 1.5),
        ("features", "x"),
        ("features", ["z"]),
        ("features", [[]]),
        ("hidden", 4),
        ("hidden", [0]),
        ("hidden", [33]),
        ("hidden", [4.0]),
        ("hidden", [True]),
        ("hidden", [1] * 11),
        ("initializer", "zero"),
        ("skip", 1),
        ("classes", 1),
        ("layer_activations", "tanh"),
        ("layer_activations", ["tanh", "step", "relu"]),
        ("data_seed", "a b"),
        ("seed", 0.5),
        ("seed", ""),
        ("seed", "1" * 65),
        ("seed", "a&b"),
        ("seed", "a b"),
        ("seed", "é"),
    ],
)
def test_a_bad_value_names_its_field_in_a_short_sentence(field: str, value: object) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(**{field: value})  # type: ignore[arg-type]
    assert caught.value.field == field
    assert " must be " in str(caught.value)
    assert len(str(caught.value)) < 250


def test_the_sentence_shows_the_value_and_what_is_allowed() -> None:
    with pytest.raises(ExperimentError, match=r"^batch_size must be between 1 and 1200, got 0$"):
        Experiment(batch_size=0)


def test_features_are_kept_in_their_order_each_once() -> None:
    assert Experiment(features=("sinY", "x", "sinY")).features == ("x", "sinY")


def test_lists_and_whole_numbers_from_json_make_an_equal_experiment() -> None:
    given: dict[str, Any] = {"features": ["x", "y"], "hidden": [4, 2], "noise": 0, "train_percent": 50}
    made = Experiment(**given)
    assert made == Experiment()
    assert hash(made) == hash(Experiment())
    assert type(made.noise) is float


def test_the_largest_network_is_allowed() -> None:
    assert Experiment(hidden=(32,) * 10).hidden == (32,) * 10
    assert Experiment(hidden=(), features=()).hidden == ()


def test_a_change_is_checked_and_leaves_the_first_as_it_was() -> None:
    first = Experiment()
    assert first.changed(batch_size=3).batch_size == 3
    assert first == Experiment()
    with pytest.raises(ExperimentError) as caught:
        first.changed(colour="red")
    assert caught.value.field == "colour"
    with pytest.raises(ExperimentError):
        first.changed(batch_size=-1)
    with pytest.raises(ExperimentError) as caught:
        first.changed(normalization="batch", batch_size=1)
    assert caught.value.field == "batch_size"
    with pytest.raises(FrozenInstanceError):
        first.noise = 3  # type: ignore[misc]


@given(old=experiments(), new=experiments())
def test_a_changed_experiment_is_the_one_made_anew(old: Experiment, new: Experiment) -> None:
    changed = old.changed(**{name: getattr(new, name) for name in old.differences(new)})
    assert changed == new
    assert changed.as_dict() == new.as_dict()


def test_the_active_dataset_follows_the_problem() -> None:
    assert Experiment(dataset="xor").active_dataset == "xor"
    assert Experiment(problem="regression", regression_dataset="reg-gauss").active_dataset == "reg-gauss"


def test_live_fields_are_fields() -> None:
    assert {field.name for field in fields(Experiment)} > LIVE_FIELDS


def test_formulas_stand_behind_the_features_with_names_in_their_own_order_each_once() -> None:
    made = Experiment(features=("x2-x1", "y", "x1^3", "( x2 - x1 )", "x1*x1", "x1^2"))
    assert made.features == ("y", "xSquared", "x2 - x1", "x1^3", "x1*x1")
    assert made.formulas == ("x2 - x1", "x1^3", "x1*x1")
    assert made.sizes == (5, 4, 2, 1)
    assert Experiment(features=made.features) == made


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        (["x1 +"], "features must be names or formulas, got 'x1 +': position 5: the formula ends where"),
        (
            ["x", "2x1"],
            "features must be names or formulas, got '2x1': position 2: a sign such",
        ),
        (
            ["x1 < 2"],
            "features must be names or formulas, got 'x1 < 2': position 1: a number must stand here",
        ),
        (
            ["log(x1)"],
            "features must be names or formulas, got 'log(x1)': log(x1) has no finite value at x1 = -6",
        ),
        (["x1 + 1" + " + 1" * n for n in range(9)], "the number of formulas among the features must be"),
        (["xsquared"], "features must be some of x, y, .* or formulas of x1 and x2, got 'xsquared'"),
    ],
)
def test_a_formula_that_is_none_is_refused_in_a_sentence(features: list[str], sentence: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(features=features)  # type: ignore[arg-type]
    assert caught.value.field == "features"
    assert re.match(sentence.replace("(", r"\(").replace(")", r"\)").replace("+", r"\+"), str(caught.value))


def test_a_formula_must_have_a_value_at_every_point_of_the_dataset() -> None:
    made = Experiment(dataset="gauss", features=("log(x1 + 7)",))
    with pytest.raises(ExperimentError, match=r"log\(x1 \+ 7\) has no finite value at x1 = -7\.") as caught:
        made.changed(noise=50)
    assert caught.value.field == "features"
    with pytest.raises(ExperimentError):
        made.fitting(noise=50)
    assert made.changed(noise=50, features=("x",)).noise == 50


def test_a_curve_keeps_the_formulas_that_it_has_a_use_for() -> None:
    plane = Experiment(features=("y", "x1^3", "x1 - x2"))
    assert plane.fitting(problem="curve").features == ("x1^3",)
    with pytest.raises(ExperimentError, match="or formulas of x1 for a curve, got 'x1 - x2'"):
        Experiment(problem="curve", features=("x1 - x2",))


def test_a_list_that_is_far_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(ExperimentError, match="must be between 0 and 8, got 20000"):
        Experiment(features=tuple(f"x1 + {n}" for n in range(20_000)))
