"""Features of points: those with names, and formulas."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.dataset import EXTENT
from engine.data.features import FEATURES, feature_matrix, feature_of, inputs_of
from engine.data.holes import LARGEST, WIDE, hole_at, hole_in_plane, is_steady
from engine.experiment.options import FEATURE_NAMES
from engine.expressions.tokens import ExpressionError

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "expressions.json").read_text())


def test_features_are_the_textbooks_functions_in_order() -> None:
    matrix = feature_matrix(FEATURE_NAMES, np.array([[2.0, -3.0]]))
    np.testing.assert_allclose(matrix, [[2, -3, 4, 9, -6, np.sin(2), np.sin(-3)]])
    assert feature_matrix((), np.zeros((4, 2))).shape == (4, 0)


def test_features_with_names_are_to_the_bit_what_the_original_computes() -> None:
    x = np.random.default_rng(1).uniform(-6, 6, (500, 2))
    x1, x2 = x[:, 0], x[:, 1]
    expected = np.stack([x1, x2, x1 * x1, x2 * x2, x1 * x2, np.sin(x1), np.sin(x2)], axis=1)
    assert (feature_matrix(FEATURE_NAMES, x) == expected).all()


def test_a_formula_is_a_feature_and_a_number_alone_is_the_same_everywhere() -> None:
    matrix = feature_matrix(("x", "x1^2 - x2", "7"), np.array([[2.0, -3.0], [0.0, 1.0]]))
    assert matrix.tolist() == [[2, 7, 7], [0, -1, 7]]
    single = np.ones((2, 2), dtype=np.float32)
    assert feature_matrix(("sin(1)*x1", "x"), single).dtype == np.float32


def test_formulas_that_are_the_same_but_for_spaces_and_brackets_are_one_feature() -> None:
    assert feature_of("((x1) - (2*x2))") == feature_of("x1-2 * x2")
    assert feature_of("x1-2*x2").name == feature_of("x1-2*x2").label == "x1 - 2*x2"


@pytest.mark.parametrize(
    ("text", "name"), [("x1", "x"), ("(x2)", "y"), ("x1 ^ 2", "xSquared"), ("sin(x2)", "sinY")]
)
def test_a_formula_of_a_feature_that_has_a_name_is_that_feature(text: str, name: str) -> None:
    assert feature_of(text) is FEATURES[name]


def test_points_may_have_up_to_784_coordinates() -> None:
    points = np.array([[1.0, 2.0, 5.0]])
    assert feature_matrix(("x", "x3", "x1*x3"), points).tolist() == [[1, 5, 5]]
    assert inputs_of(4) == ("x", "y", "x3", "x4")
    assert feature_of("x64").label == "x₆₄"
    assert feature_of("x784").is_input
    assert not feature_of("2*x3").is_input
    assert not feature_of("x3").of_curve
    with pytest.raises(ExpressionError, match="x785 is not known; there is x1, x2, pi, e"):
        feature_of("x785")


def test_a_curve_takes_what_depends_on_x1_alone() -> None:
    assert [name for name in FEATURES if feature_of(name).of_curve] == ["x", "xSquared", "sinX"]
    assert feature_of("pi*exp(x1)").of_curve
    assert not feature_of("x1 + x2").of_curve


@pytest.mark.parametrize("case", GOLDEN["holes"], ids=lambda case: case["formula"])
def test_page_and_engine_find_the_same_holes(case: dict[str, Any]) -> None:
    found = hole_in_plane(case["formula"])
    assert case["reason"] == (found and {"code": found.code, "values": found.values})


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("log(x1)", "log(x1) has no finite value at x1 = -6"),
        ("1/x2", "1/x2 has no finite value at x2 = 0"),
        ("1/(x1*x2)", "1/(x1*x2) has no finite value at x1 = -6, x2 = 0"),
        ("sqrt(x1 + x2)", "sqrt(x1 + x2) has no finite value at x1 = -6, x2 = -6"),
        ("1/(x1 - 0.3)", "1/(x1 - 0.3) has no finite value at x1 = 0.3"),
        ("exp(20*x1)", "exp(20*x1) is beyond 1e+30 at x1 = 3.5"),
        ("2*pi", "2*pi is the same everywhere: there is no x1 or x2 in it"),
    ],
)
def test_a_formula_without_a_value_on_the_plane_says_where(formula: str, sentence: str) -> None:
    assert str(hole_in_plane(formula)) == sentence


def test_a_formula_that_ends_beyond_the_plane_is_looked_at_where_its_points_are() -> None:
    assert hole_in_plane("log(x1 + 7)") is None
    assert not is_steady("log(x1 + 7)")
    assert is_steady("log(abs(x1) + 1)")
    assert hole_at("log(x1 + 7)", np.array([[-6.5, 0.0]])) is None
    found = hole_at("log(x1 + 7)", np.array([[0.0, 0.0], [-7.25, 0.0], [-9.0, 0.0]]))
    assert str(found) == "log(x1 + 7) has no finite value at x1 = -7.25"


def test_the_largest_value_is_finite_in_single_precision() -> None:
    assert np.isfinite(np.float32(LARGEST))
    assert WIDE > EXTENT
