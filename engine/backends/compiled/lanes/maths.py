"""exp, tanh and their kin for all lanes at once, each without a branch or a call.

The functions of a system's library compute one number at a time and look at it first to choose how. That
leaves the lanes of a processor idle. Here every number goes the same way:

    exp(x) = 2ⁿ · exp(r)    with n = x / ln 2, rounded, and r = x − n ln 2, so that |r| ≤ ln 2 / 2

2ⁿ is made of the bits of n, and exp(r) − 1 is a Taylor polynomial whose first term left out lies below the
rounding: r + r²/2! + … + r¹³/13! in double and to r⁷/7! in single precision. Its terms are added up in pairs,
then pairs of pairs (G. Estrin, 1960), since adding one by one would let each step wait for the one before.
From exp(x) − 1, which is exact near 0, come the others; tanh comes from tanh(r / 2). The tests measure
errors in units of the last place.

These are formulas on a `Value`: Python runs them once, while a kernel is compiled.
"""

import math
from typing import Any

from engine.backends.compiled.lanes.values import Value, where
from engine.formulas.functions import Functions

ROUNDERS = 6755399441055744.0, 12582912.0
"""1.5 · 2⁵² and 1.5 · 2²³: added to a number, it leaves no digit behind the point, and n in the lowest
bits."""

# ln 2 in two pieces, the first with so few bits that n times it is exact (W. Cody, W. Waite, 1980)
LN2 = (6.93147180369123816490e-01, 1.90821492927058770002e-10), (0.693359375, -2.12194440e-4)
PER_LN2 = 1.4426950408889634


def polynomial(x: Value, factors: list[float]) -> Value:
    """f₀ + f₁ x + f₂ x² + …, added up in pairs."""
    terms: list[Value] = [x.of(f) for f in factors]
    while len(terms) > 1:
        pairs = [terms[k] + terms[k + 1] * x for k in range(0, len(terms) - 1, 2)]
        terms = pairs + terms[2 * len(pairs) :]
        x = x * x
    return terms[0]


def _one_by_one(x: Value, factors: list[float]) -> Value:
    """The same, each term waiting for the one before (W. Horner, 1819): with the fewest products, of which a
    processor can do few at a time, while it goes on with other numbers."""
    *others, last = factors
    result = x.of(last)
    for factor in reversed(others):
        result = result * x + factor
    return result


def _scaled(x: Value) -> tuple[Value, Value]:
    """2ⁿ and exp(r) − 1, of which exp(x) is made; for x so small that 2ⁿ is an ordinary number."""
    double = x.is_double
    rounder, (upper, lower) = (ROUNDERS[0], LN2[0]) if double else (ROUNDERS[1], LN2[1])
    shifted = x * PER_LN2 + rounder
    n = shifted - rounder
    return shifted.power_of_two(), _exp_less_one((x - n * upper) - n * lower)


def _exp_less_one(r: Value) -> Value:
    """exp(r) − 1 for |r| ≤ ln 2 / 2."""
    tail = polynomial(r, [1 / math.factorial(k) for k in range(2, 14 if r.is_double else 8)])
    return r + (r * r) * tail


def exp_of_negative(x: Value) -> Value:
    """exp(x) for x ≤ 0; 0 below the ordinary numbers."""
    least = -708.0 if x.is_double else -87.0
    s, q = _scaled(maximum(x, least))
    return where(x < least, 0.0, s * q + s)


def exp(x: Value) -> Value:
    """exp(x) as the square of exp(x / 2), which is an ordinary number wherever exp(x) is neither 0 nor ∞."""
    s, q = _scaled(_halved(x))
    root = s * q + s
    return root * root


def expm1(x: Value) -> Value:
    """exp(x) − 1 = e (e + 2) with e = exp(x / 2) − 1."""
    s, q = _scaled(_halved(x))
    e = s * q + (s - 1.0)
    return e * (e + 2.0)


def _halved(x: Value) -> Value:
    """x / 2, and beyond what exp can say of x the last number that it can."""
    low, high = (-746.0, 710.0) if x.is_double else (-104.0, 89.0)
    return 0.5 * minimum(maximum(x, low), high)


HALF_TANH = (
    [0.5, -0.04166666666666561, 0.004166666666494993, -0.0004216269748626932, 4.2713614738306025e-05,
     -4.324858318093743e-06, 4.205140497321805e-07],
    [0.5, -0.04166665340146782, 0.004165995006533761, -0.00041193085012601],
)  # fmt: skip
"""The factors of P with tanh(r / 2) = r P(r²) for |r| ≤ ln 2 / 2, in double and in single precision: beside
1/2 those whose greatest relative error, 4e-18 and 2e-10, is the least (E. Remez, 1934)."""


def tanh(x: Value) -> Value:
    """tanh(x) with the sign of x. With 2|x| = −(n ln 2 + r), s = 2ⁿ and t = tanh(r / 2) it is by the addition
    theorem, since tanh(n ln 2 / 2) = (s − 1) / (s + 1):

        −tanh |x| = (s − 1 + t (s + 1)) / (s + 1 + t (s − 1))

    From |x| = 20 on it is ±1 to all digits. Where n is large s is small, so one piece of ln 2 is enough here.
    """
    y = maximum(-abs_of(x), -20.0)
    rounder = ROUNDERS[0] if x.is_double else ROUNDERS[1]
    shifted = y * (2 * PER_LN2) + rounder
    r = (y + y) - (shifted - rounder) * math.log(2)
    s = shifted.power_of_two()
    t = r * _one_by_one(r * r, HALF_TANH[0] if x.is_double else HALF_TANH[1])
    less, more = s - 1.0, s + 1.0
    return ((t * more + less) / (t * less + more)).by_llvm("copysign", x)


def sigmoid(x: Value) -> Value:
    """1 / (1 + exp(−x)), by tanh as in functions.py."""
    return 0.5 * (1.0 + tanh(0.5 * x))


def log1p_to_one(u: Value) -> Value:
    """ln(1 + u) for 0 ≤ u ≤ 1: 2 (s + s³/3 + s⁵/5 + …) with s = u / (2 + u) ≤ 1/3."""
    s = u / (2.0 + u)
    return (s + s) * polynomial(s * s, [1 / k for k in range(1, 32 if u.is_double else 16, 2)])


def log1p(x: Value) -> Value:
    """ln(1 + x) = ln y · x / (y − 1) with y = 1 + x as it is rounded, which this makes up for (W. Kahan)."""
    y = 1.0 + x
    rounded, log_y = y - 1.0, log(y)
    exact = where(abs_of(rounded) <= 0.0, x, log_y * (x / rounded))
    return where(abs_of(x) < 2.0**60, where(y <= 0.0, log_y, exact), log_y)


def softplus(x: Value) -> Value:
    """ln(1 + exp(x)), written so that no x overflows."""
    return maximum(x, 0.0) + log1p_to_one(exp_of_negative(-abs_of(x)))


def log(x: Value) -> Value:
    """ln x."""
    return x.by_llvm("log")


def sqrt(x: Value) -> Value:
    """√x."""
    return x.by_llvm("sqrt")


def abs_of(x: Value) -> Value:
    """|x|."""
    return x.by_llvm("fabs")


def sign(x: Value) -> Value:
    """−1, 0 or 1."""
    return where(x > 0.0, 1.0, where(x < 0.0, -1.0, x))


def step(x: Value) -> Value:
    """1 where x > 0, else 0."""
    return where(x > 0.0, 1.0, 0.0)


def maximum(x: Any, y: Any) -> Value:
    """The larger of two, one of which may be a number of Python; no number where one of them is none."""
    x, y = (x, y) if isinstance(x, Value) else (y, x)
    larger = where(x < y, y, x)
    return where(y <= math.inf, larger, y) if isinstance(y, Value) else larger


def minimum(x: Any, y: Any) -> Value:
    """The smaller of two, likewise."""
    x, y = (x, y) if isinstance(x, Value) else (y, x)
    smaller = where(x > y, y, x)
    return where(y <= math.inf, smaller, y) if isinstance(y, Value) else smaller


FUNCTIONS = Functions(
    exp=exp,
    expm1=expm1,
    log=log,
    log1p=log1p,
    sqrt=sqrt,
    tanh=tanh,
    sin=lambda x: x.by_llvm("sin"),
    cos=lambda x: x.by_llvm("cos"),
    abs=abs_of,
    sign=sign,
    maximum=maximum,
    minimum=minimum,
    where=where,
    step=step,
    ones_like=lambda x: x.of(1.0),
    sigmoid=sigmoid,
    softplus=softplus,
)
"""What formulas are written with, for lanes. Each is right for every argument, infinities and what is no
number included."""
