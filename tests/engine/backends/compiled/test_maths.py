"""The functions that lanes have, against NumPy in higher precision, in units of the last place."""

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

from engine.backends.codes import NUMBERS, code
from engine.backends.compiled.bundles import Doubles, Reals
from engine.backends.compiled.compiler import compiled as compiled_code
from engine.backends.compiled.kernels.activations import activate
from engine.backends.compiled.lanes.maths import (
    FUNCTIONS,
    exp,
    exp_of_negative,
    expm1,
    log1p,
    log1p_to_one,
    sigmoid,
    softplus,
    tanh,
)
from engine.backends.compiled.lanes.operations import function_of_lanes, lanes_of, load, store
from engine.backends.compiled.lanes.rows import DONE, type_of
from engine.backends.compiled.lanes.values import Value
from engine.backends.compiled.library import entered
from engine.formulas.activations import ACTIVATIONS, activation_of
from engine.formulas.functions import NUMPY, Functions

DTYPES = [np.float64, np.float32]
Formula = Callable[[Value], Value]


def kernel_of(function: Any, dtype: type, *arguments: type) -> Any:
    """A function compiled for arguments of these kinds."""
    kinds = [type_of(kind, from_dtype(np.dtype(dtype)), 1) for kind in arguments]
    return entered(function.__name__, compiled_code(function, *kinds), len(arguments))


@lru_cache
def compiled(formula: Formula, dtype: type) -> Any:
    """The formula for whole rows, sixteen numbers at a time."""

    put_down = function_of_lanes(formula)

    def run(x: Any, n: int) -> int:
        like = lanes_of(x, 16)
        for k in range(0, n, 16):
            store(x, k, put_down(load(like, x, k)))
        return DONE

    return kernel_of(run, dtype, Reals, int)


def applied(formula: Formula, x: NDArray[Any]) -> NDArray[Any]:
    """formula(x) for each number of x (n,), n a multiple of 16."""
    row = Reals(x.copy())
    compiled(formula, x.dtype.type)(row.address, len(x))
    return row.values


def ulps(got: NDArray[Any], wanted: NDArray[np.longdouble]) -> Any:
    """How far each number is from the right one, in units of its last place."""
    return np.abs(got - wanted) / np.spacing(np.abs(wanted).astype(got.dtype))


def spread_out(low: float, high: float, dtype: type) -> NDArray[Any]:
    """Numbers evenly from low to high, and of every magnitude on either side."""
    evenly = np.linspace(low, high, 2**14)
    small = np.geomspace(1e-30, max(-low, high), 2**13)
    both = np.concatenate([evenly, small[small <= high], -small[-small >= low]])
    return np.resize(both, -(-len(both) // 16) * 16).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("formula", "right", "low", "high", "most"),
    [
        (tanh, np.tanh, -30, 30, 3.0),
        (exp_of_negative, np.exp, -80, 0, 2.0),
        (exp, np.exp, -85, 88, 4.0),
        (expm1, np.expm1, -80, 88, 4.0),
        (log1p, np.log1p, -0.99, 1e4, 4.0),
        (log1p_to_one, np.log1p, 0, 1, 5.0),
    ],
)
def test_it_is_right_to_a_few_units_of_the_last_place(
    formula: Formula, right: Any, low: float, high: float, most: float, dtype: type
) -> None:
    x = spread_out(low, high, dtype)
    assert ulps(applied(formula, x), right(x.astype(np.longdouble))).max() <= most


@pytest.mark.parametrize("dtype", DTYPES)
def test_sigmoid_is_right_to_the_digits_of_one(dtype: type) -> None:
    x = spread_out(-800, 800, dtype)
    right = 1 / (1 + np.exp(-x.astype(np.longdouble)))
    assert np.abs(applied(sigmoid, x) - right).max() <= 2 * np.finfo(dtype).eps


@pytest.mark.parametrize("dtype", DTYPES)
def test_softplus_is_right_over_the_whole_range(dtype: type) -> None:
    x = spread_out(-80, 1e30, dtype)
    assert ulps(applied(softplus, x), np.logaddexp(0, x.astype(np.longdouble))).max() <= 4


ANY = [
    -np.inf,
    -1e30,
    -800,
    -745.2,
    -709,
    -50,
    -1,
    -0.5,
    -0.0,
    0,
    0.5,
    1,
    50,
    88.8,
    709.5,
    710,
    1e30,
    np.inf,
    np.nan,
]
"""Arguments that a function could go wrong with."""

OF_TWO: dict[str, Callable[[Functions, Any], Any]] = {
    "maximum": lambda f, x: f.maximum(x, 0.5),
    "minimum": lambda f, x: f.minimum(0.5, x),
    "where": lambda f, x: f.where(x <= 0.5, f.where(x > -1, x * x, 2.0), f.where(x >= 50, x, -x)),
    "maximum, with what is none on either side": lambda f, x: f.maximum(f.log(x), x) + f.maximum(x, f.log(x)),
    "minimum, with what is none on either side": lambda f, x: f.minimum(f.log(x), x) + f.minimum(x, f.log(x)),
}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", [*OF_TWO, *(each for each in Functions._fields if each not in OF_TWO)])
def test_every_function_is_right_for_every_argument(name: str, dtype: type) -> None:
    formula = OF_TWO.get(name, lambda f, x: getattr(f, name)(x))
    with np.errstate(all="ignore"):
        x = np.resize(np.array(ANY).astype(dtype), 32)
        right = formula(NUMPY, x)
    got = applied(lambda x: formula(FUNCTIONS, x), x)
    np.testing.assert_allclose(got, right, rtol=1e-5, atol=np.finfo(dtype).eps)


def test_numbers_below_the_ordinary_ones_are_zero() -> None:
    x = np.resize(np.array([-np.inf, -1e5, -750.0]), 48)
    assert (applied(exp_of_negative, x) == 0).all()


@lru_cache
def kernel_of_activations(dtype: type) -> Any:
    def run(z: Any, slopes: Any, phi: int, numbers: Any, n: int) -> int:
        activate(lanes_of(z, 8), phi, numbers, z, z, slopes, 0, n)
        return DONE

    return kernel_of(run, dtype, Reals, Reals, int, Doubles, int)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_slopes_are_those_of_the_engine(name: str, dtype: type) -> None:
    z = np.concatenate([spread_out(-30, 30, dtype), np.array([0.0, -1, 1, 5, -5, 30, -30, 2], dtype)])
    phi = activation_of(name, SimpleNamespace(steepness=1.7))
    rows = Reals(z.copy()), Reals(np.zeros_like(z))
    numbers = Doubles(np.array([{"steepness": 1.7}.get(each, np.nan) for each in NUMBERS]))
    kernel_of_activations(dtype)(
        *(row.address for row in rows), code("activation", name), numbers.address, len(z)
    )
    a = phi.of(z.astype(np.float64))
    slope = phi.slope(z.astype(np.float64), a)
    near = 60 * np.finfo(dtype).eps
    assert np.abs(rows[0].values - a).max() <= near * np.abs(a).max()
    assert np.abs(rows[1].values - slope).max() <= near * max(1, np.abs(slope).max())
