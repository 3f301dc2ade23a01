"""Automatic differentiation against finite differences and derivatives known by heart; it learns digits."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.autodiff import Dual, F, Tape, along, gradient, hessian_along, plain
from engine.data.real_sets import real_table
from engine.formulas.functions import NUMPY

Array = Any
H = 1e-6

POSITIVE = {"log", "sqrt"}
ONE_ARGUMENT = sorted(set(NUMPY._fields) - {"maximum", "minimum", "where", "step", "sign", "ones_like"})
ARITHMETIC: dict[str, Callable[..., Any]] = {
    "sums": lambda a, b: (a + b - 2 * a + 3 - b * 2).sum(),
    "quotients": lambda a, b: (a / (b * b + 1) + 2 / (a * a + 1)).sum(),
    "powers": lambda a, b: (a**3 - (b * b + 1) ** 0.5).sum(),
    "products of matrices": lambda a, b: F.tanh(a @ b.T).sum(),
    "one of two": lambda a, b: (F.maximum(a, b) * a + F.minimum(a, 0.1) - F.maximum(-b, 0.2)).sum(),
    "a choice": lambda a, b: F.where(a > b, a * b, a - b).sum() + F.where(a <= 0.2, 1, b).sum(),
    "means over rows": lambda a, b: (a.mean(axis=0, keepdims=True) * b).sum(),
    "means over columns": lambda a, b: (a.mean(axis=-1) * b).sum(),
    "repeated rows": lambda a, b: (a * b.sum(axis=0)).sum(),
}


def numeric(function: Callable[..., Any], inputs: list[Array], directions: list[Array], h: float = H) -> Any:
    """The slope along a direction by a central difference."""
    above, below = ([x + s * h * d for x, d in zip(inputs, directions, strict=True)] for s in (1, -1))
    return (function(*above) - function(*below)) / (2 * h)


@pytest.mark.parametrize("name", ONE_ARGUMENT)
@settings(deadline=None, max_examples=25)
@given(x=st.floats(0.05, 3), sign=st.sampled_from((-1, 1)))
def test_every_function_of_formulas_has_its_slope(name: str, x: float, sign: int) -> None:
    at = np.array([x if name in POSITIVE else x * (sign if name != "log1p" else 1)])
    of = getattr(F, name)
    y, slope = along(of, [at], [np.ones(1)])
    assert y == getattr(NUMPY, name)(at)
    assert slope == pytest.approx(numeric(getattr(NUMPY, name), [at], [np.ones(1)]), rel=1e-6, abs=1e-8)
    assert gradient(lambda x: of(x).sum(), [at])[1][0] == pytest.approx(slope, rel=1e-15)


@pytest.mark.parametrize("name", ARITHMETIC)
@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_both_modes_agree_with_finite_differences_and_each_other(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    function = ARITHMETIC[name]
    inputs = [rng.normal(size=(3, 3)) for _ in range(2)]
    directions = [rng.normal(size=(3, 3)) for _ in range(2)]
    _, forward = along(function, inputs, directions)
    _, slopes = gradient(function, inputs)
    backward = sum((slope * d).sum() for slope, d in zip(slopes, directions, strict=True))
    assert backward == pytest.approx(forward, rel=1e-11, abs=1e-11)
    away_from_kinks = min(np.abs(inputs[0] - inputs[1]).min(), np.abs(inputs[0] - 0.1).min(),
                          np.abs(inputs[1] + 0.2).min(), np.abs(inputs[0] - 0.2).min())  # fmt: skip
    if away_from_kinks > 1e-4:
        assert forward == pytest.approx(numeric(function, inputs, directions), rel=1e-5, abs=1e-6)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_backward_pass_of_dual_numbers_has_second_derivatives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b, u, v = (rng.normal(size=(2, 3)) for _ in range(4))

    def function(a: Any, b: Any) -> Any:
        return (F.tanh(a @ b.T) ** 2).sum() + (F.sigmoid(a) * F.exp(b) / (1 + b * b)).sum()

    found = hessian_along(function, [a, b], [u, v])
    for part in range(2):
        wanted = numeric(lambda a, b, part=part: gradient(function, [a, b])[1][part], [a, b], [u, v], 1e-5)
        np.testing.assert_allclose(found[part], wanted, rtol=1e-5, atol=1e-7)


def test_the_hessian_of_a_quadratic_form_is_its_matrix() -> None:
    matrix = np.array([[2.0, 1.0], [1.0, 5.0]])
    x, v = np.array([[1.0], [-2.0]]), np.array([[0.5], [3.0]])
    (found,) = hessian_along(lambda x: 0.5 * (x.T @ (matrix @ x)).sum(), [x], [v])
    np.testing.assert_allclose(found, matrix @ v, rtol=1e-15)


def test_what_does_not_matter_has_the_slope_0() -> None:
    x = np.ones((2, 2))
    assert along(lambda x: F.step(x).sum(), [x], [x])[1] == 0
    value, (slope,) = gradient(lambda x: F.sign(x).sum(), [x])
    assert value == 4
    assert (slope == 0).all()
    assert (hessian_along(lambda x: (3 * x).sum(), [x], [x])[0] == 0).all()
    assert (gradient(lambda a, b: a.sum(), [x, x])[1][1] == 0).all()


def test_a_number_that_is_used_twice_gets_both_parts() -> None:
    x = np.array([3.0])
    assert gradient(lambda x: (x * x + x).sum(), [x])[1][0] == 7


def test_an_array_stays_what_it_was() -> None:
    x = np.arange(4.0).reshape(2, 2)
    before = x.copy()
    gradient(lambda x: (x @ x).sum(), [x])
    assert (x == before).all()
    assert plain(Tape().write(Dual(x, x))) is x


def test_three_layers_built_with_it_alone_learn_the_digits() -> None:
    digits = real_table("digits")
    x, label = (digits.x - 8) / 8, digits.label.astype(int)
    order = np.random.default_rng(1).permutation(len(x))
    train, test = order[: len(x) * 3 // 4], order[len(x) * 3 // 4 :]
    rng = np.random.default_rng(0)
    layers = [
        array
        for n_in, n_out in pairwise((64, 32, 24, 10))
        for array in (rng.normal(size=(n_in, n_out)) / np.sqrt(n_in), np.zeros(n_out))
    ]

    def sums(x: Array, w1: Any, b1: Any, w2: Any, b2: Any, w3: Any, b3: Any) -> Any:
        return F.tanh(F.tanh(x @ w1 + b1) @ w2 + b2) @ w3 + b3

    def loss(*layers: Any) -> Any:
        """The mean cross-entropy of a softmax."""
        z = sums(x[batch], *layers)
        z = z - plain(z).max(axis=1, keepdims=True)
        right = np.eye(10)[label[batch]]
        return (F.log(F.exp(z).sum(axis=1)) - (z * right).sum(axis=1)).sum() / len(batch)

    for _ in range(15):
        shuffled = rng.permutation(train)
        for first in range(0, len(shuffled), 32):
            batch = shuffled[first : first + 32]
            _, slopes = gradient(loss, layers)
            layers = [w - 0.3 * g for w, g in zip(layers, slopes, strict=True)]
    told = sums(x[test], *layers).argmax(axis=1)
    assert (told == label[test]).mean() >= 0.95
