"""What holds for every expression: of any text, any tree and any numbers."""

import math
import operator
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.expressions.evaluation import evaluate
from engine.expressions.grammar import CONSTANTS, FUNCTIONS, INFIX, MAX_DEPTH, MAX_LENGTH, PREFIX, Kind
from engine.expressions.parsing import parse
from engine.expressions.tokens import ExpressionError
from engine.expressions.tree import Call, Constant, Tree, Variable, names_in, parts_of
from engine.expressions.writing import number_text, written
from tests.engine.expressions.trees import NAMES, trees

KINDS: tuple[Kind, ...] = ("number", "truth")
X1, X2, LOSS = map(Variable, NAMES)

PIECES = [
    *INFIX,
    *PREFIX,
    *FUNCTIONS,
    *CONSTANTS,
    *NAMES,
    *"(),.=!",
    "0",
    "7.5",
    "1e9",
    "y",
    "²",
    "\u202e",
    "\0",
]
PLACES = st.tuples(*[st.floats(-100, 100)] * len(NAMES)).map(
    lambda values: dict(zip(NAMES, values, strict=True))
)


@given(trees("number") | trees("truth"))
def test_what_is_written_of_a_tree_is_read_as_that_tree(tree: Tree) -> None:
    text = written(tree)
    again = parse(text, NAMES, "truth" if _is_truth(tree) else "number")
    assert again == tree
    assert written(again) == text


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
    | st.text("()x1+-*/^<>=,. sine", max_size=60),
    st.sampled_from(KINDS),
)
def test_any_text_is_an_expression_or_is_refused_in_a_sentence_that_says_where(text: str, kind: Kind) -> None:
    try:
        tree = parse(text, NAMES, kind)
    except ExpressionError as error:
        sentence = str(error)
        assert sentence.startswith(("position ", "a formula must have ", "there is no formula"))
        assert "\u202e" not in sentence
        at = re.match(r"position (\d+):", sentence)
        assert at is None or 1 <= int(at[1]) <= len(text) + 1
    else:
        assert parse(written(tree), NAMES, kind) == tree
        assert names_in(tree) <= {*NAMES, *CONSTANTS}


@given(trees("number", exact=True) | trees("truth", exact=True), PLACES)
def test_the_value_is_the_one_that_python_has(tree: Tree, place: dict[str, float]) -> None:
    try:
        expected = _of_python(tree, {**CONSTANTS, **place})
    except (ArithmeticError, ValueError):  # where IEEE 754 has infinities and NaN
        assume(False)
    assert evaluate(tree, place).item() == expected


@given(st.sampled_from(sorted(FUNCTIONS)), st.floats(-50, 50), st.floats(-50, 50))
def test_functions_are_those_of_python_to_the_last_digits(name: str, x: float, y: float) -> None:
    given = (x, y)[: FUNCTIONS[name].least]
    try:
        expected = _PYTHONS[name](*given)
    except ValueError:
        expected = math.nan
    tree = Call(name, (X1, X2)[: len(given)])
    if name == "log" and x == 0:
        expected = -math.inf
    np.testing.assert_allclose(evaluate(tree, {"x1": x, "x2": y}), expected, rtol=1e-14)


@given(trees("number"), st.lists(PLACES, min_size=1, max_size=5))
def test_arrays_give_what_their_numbers_give_and_nothing_is_raised(
    tree: Tree, places: list[dict[str, float]]
) -> None:
    columns = {name: np.array([place[name] for place in places]) for name in NAMES}
    together = np.broadcast_to(evaluate(tree, columns), len(places))
    assert together.dtype == np.float64
    if _is_steady(tree):
        alone = [float(evaluate(tree, place)) for place in places]
        np.testing.assert_allclose(together, alone, rtol=1e-9)


@given(st.floats(0, allow_infinity=False, allow_nan=False))
def test_a_number_is_written_as_it_is(value: float) -> None:
    assert parse(number_text(value), ()) == Constant(value)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("-x1^2", Call("-", (Call("^", (X1, Constant(2.0))),))),
        ("2^-x1", Call("^", (Constant(2.0), Call("-", (X1,))))),
        ("x1 - x2 - loss", Call("-", (Call("-", (X1, X2)), LOSS))),
        ("x1^x2^loss", Call("^", (X1, Call("^", (X2, LOSS))))),
        ("max(x1, x2)", Call("max", (X1, X2))),
    ],
)
def test_operators_bind_as_in_mathematics(text: str, tree: Tree) -> None:
    assert parse(text, NAMES) == tree


def test_a_text_may_be_as_long_and_as_deep_as_is_said_and_no_more() -> None:
    assert parse("1" * MAX_LENGTH, ()) == Constant(float("1" * MAX_LENGTH))
    assert parse(" " * 10_000 + "1", ()) == Constant(1.0)
    assert parse("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH, ()) == Constant(1.0)
    assert names_in(parse("+".join(["x1"] * 67), NAMES)) == {"x1"}
    for text in ("1" * (MAX_LENGTH + 1), "1" * 3_000_000, "-" * (MAX_DEPTH + 1) + "1"):
        with pytest.raises(ExpressionError):
            parse(text, ())


def test_a_name_of_the_grammar_is_none_that_a_caller_can_give() -> None:
    for name in ("sin", "and", "pi"):
        with pytest.raises(KeyError, match=name):
            parse("1", (name,))


def test_a_square_is_the_product_to_the_bit() -> None:
    x = np.random.default_rng(0).normal(size=1000) * 6
    assert (evaluate(parse("x1^2", NAMES), {"x1": x}) == x * x).all()


def test_single_precision_stays_single() -> None:
    tree = parse("2*x1^2 + sin(x1)^3 - max(x1, 0.1)", NAMES)
    assert evaluate(tree, {"x1": np.ones(3, dtype=np.float32)}).dtype == np.float32


def _is_truth(tree: Tree) -> bool:
    if not isinstance(tree, Call) or tree.sign in FUNCTIONS:
        return False
    return (PREFIX if len(tree.operands) == 1 else INFIX)[tree.sign].gives == "truth"


def _is_steady(tree: Tree) -> bool:
    """Whether the last digit of a part cannot decide anything."""
    steady = {"+", "*", "sqrt", "abs", "min", "max"}
    return all(part.sign in steady for part in parts_of(tree) if isinstance(part, Call))


def _of_python(tree: Tree, values: dict[str, float]) -> float:
    """The value that Python's own numbers have."""
    if isinstance(tree, Constant):
        return tree.value
    if isinstance(tree, Variable):
        return values[tree.name]
    operands = [_of_python(each, values) for each in tree.operands]
    if tree.sign == "-" and len(operands) == 1:
        return -operands[0]
    result = float(_PYTHONS[tree.sign](*operands))
    if not math.isfinite(result):
        raise OverflowError(f"{tree.sign} of {operands} is {result}")
    return result


_PYTHONS: dict[str, Any] = {
    **{name: getattr(math, name) for name in ("sin", "cos", "tan", "tanh", "exp", "log")},
    **{name: getattr(math, name) for name in ("sqrt", "floor", "ceil")},
    "abs": abs,
    "min": min,
    "max": max,
    "sign": lambda x: (x > 0) - (x < 0),
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "and": min,
    "or": max,
    "not": operator.not_,
}
