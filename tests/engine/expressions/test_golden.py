"""The cases that page and engine agree on: tests/js/expressions/golden.test.js reads the same file."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.expressions import grammar
from engine.expressions.evaluation import evaluate
from engine.expressions.parsing import parse
from engine.expressions.tokens import ExpressionError
from engine.expressions.tree import Call, parts_of
from engine.expressions.writing import written

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "expressions.json").read_text())
INEXACT = set(GOLDEN["inexact"])
"""What two mathematics libraries may round differently: a few units in the last place."""


@pytest.mark.parametrize("case", GOLDEN["numbers"]["cases"], ids=lambda case: case["text"])
def test_a_number_is_written_back_and_has_its_values(case: dict[str, Any]) -> None:
    tree = parse(case["text"], GOLDEN["numbers"]["names"])
    assert written(tree) == case["written"]
    places = np.array(GOLDEN["numbers"]["places"]).T
    values = evaluate(tree, dict(zip(GOLDEN["numbers"]["names"], places, strict=True)))
    is_exact = not any(isinstance(part, Call) and part.sign in INEXACT for part in parts_of(tree))
    expected = np.array([float(each) for each in case["values"]])
    np.testing.assert_allclose(
        np.broadcast_to(values, expected.shape), expected, rtol=0 if is_exact else 1e-14
    )


@pytest.mark.parametrize("case", GOLDEN["truths"]["cases"], ids=lambda case: case["text"])
def test_a_truth_is_written_back_and_holds_where_it_does(case: dict[str, Any]) -> None:
    tree = parse(case["text"], GOLDEN["truths"]["names"], "truth")
    assert written(tree) == case["written"]
    places = [[float(each) for each in place] for place in GOLDEN["truths"]["places"]]
    values = evaluate(tree, dict(zip(GOLDEN["truths"]["names"], np.array(places).T, strict=True)))
    assert values.tolist() == case["values"]


@pytest.mark.parametrize("case", GOLDEN["refused"], ids=lambda case: ascii(case["text"][:40]))
def test_a_text_that_is_none_is_refused_for_its_reason(case: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(case["text"], case["names"], case["wanted"])
    assert {"code": caught.value.reason.code, "values": caught.value.reason.values} == case["reason"]


def test_the_limits_are_those_that_both_know() -> None:
    assert GOLDEN["limits"] == {"length": grammar.MAX_LENGTH, "depth": grammar.MAX_DEPTH}


def test_every_operator_and_function_and_every_reason_has_a_case() -> None:
    trees = [parse(each["text"], GOLDEN["numbers"]["names"]) for each in GOLDEN["numbers"]["cases"]]
    trees += [parse(each["text"], GOLDEN["truths"]["names"], "truth") for each in GOLDEN["truths"]["cases"]]
    used = {part.sign for tree in trees for part in parts_of(tree) if isinstance(part, Call)}
    assert used == {*grammar.INFIX, *grammar.PREFIX, *grammar.FUNCTIONS}
    codes = {each["reason"]["code"] for each in GOLDEN["refused"]}
    sentences = ExpressionError("formula_empty").reason.sentences
    assert codes == {code for code in sentences if code.startswith("formula_")}


def test_values_that_are_no_numbers_are_among_the_cases() -> None:
    values = [float(value) for case in GOLDEN["numbers"]["cases"] for value in case["values"]]
    assert any(map(math.isnan, values))
    assert any(map(math.isinf, values))
