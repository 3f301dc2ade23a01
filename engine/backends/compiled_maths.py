"""exp, tanh and their kin for all lanes at once, each without a branch or a call.

The functions of a system's library compute one number at a time and look at it first to choose how. That
leaves the lanes of a processor idle. Here every number goes the same way:

    exp(x) = 2ⁿ · exp(r)    with n = x / ln 2, rounded, and r = x − n ln 2, so that |r| ≤ ln 2 / 2

2ⁿ is made of the bits of n, and exp(r) − 1 is a Taylor polynomial whose first term left out lies below the
rounding: r + r²/2! + … + r¹⁴/14! in double and to r⁸/8! in single precision. Its terms are added up in
pairs, then pairs of pairs (G. Estrin, 1960), since adding one by one would let each step wait for the one
before. From exp(x) − 1, which is exact near 0, come the others. The test measures errors in units of the last place.
"""

from numba import njit

from engine.backends.compiled_lanes import (
    by_llvm,
    is_double,
    power_of_two,
    spread,
    where_less,
)
from engine.backends.compiled_lanes import INLINED

ROUNDER = 6755399441055744.0, 12582912.0
"""1.5 · 2⁵² and 1.5 · 2²³: added to a number, it leaves no digit behind the point; and n is in the lowest bits."""

# ln 2 in two pieces, the first with so few bits that n times it is exact (W. Cody, W. Waite, 1980)
LN2 = (6.93147180369123816490e-01, 1.90821492927058770002e-10), (0.693359375, -2.12194440e-4)

sine = by_llvm("sin")
cosine = by_llvm("cos")
logarithm = by_llvm("log")


@njit(**INLINED)
def _scaled(x):
    """2ⁿ and exp(r) − 1, of which exp(x) is made; x so small that 2ⁿ is an ordinary number."""
    if is_double(x):
        shifted = x * 1.4426950408889634 + ROUNDER[0]
        n = shifted - ROUNDER[0]
        r = (x - n * LN2[0][0]) - n * LN2[0][1]
        r2 = r * r
        r4 = r2 * r2
        a = (0.5 + r * (1 / 6)) + (1 / 24 + r * (1 / 120)) * r2
        b = (1 / 720 + r * (1 / 5040)) + (1 / 40320 + r * (1 / 362880)) * r2
        c = (1 / 3628800 + r * (1 / 39916800)) + (1 / 479001600 + r * (1 / 6227020800)) * r2
        return power_of_two(shifted), r + r2 * (a + b * r4 + c * (r4 * r4))
    shifted = x * 1.4426950408889634 + ROUNDER[1]
    n = shifted - ROUNDER[1]
    r = (x - n * LN2[1][0]) - n * LN2[1][1]
    r2 = r * r
    a = (0.5 + r * (1 / 6)) + (1 / 24 + r * (1 / 120)) * r2
    b = 1 / 720 + r * (1 / 5040)
    return power_of_two(shifted), r + r2 * (a + b * (r2 * r2))


@njit(**INLINED)
def exp_of_negative(x):
    """exp(x) for x ≤ 0; 0 where that is hardly a number any more."""
    least = -708.0 if is_double(x) else -87.0
    s, q = _scaled(where_less(x, least, least, x))
    return where_less(x, least, 0.0, s * q + s)


@njit(**INLINED)
def expm1_of_negative(x):
    """exp(x) − 1 for x ≤ 0."""
    s, q = _scaled(where_less(x, -50.0, -50.0, x))
    return s * q + (s - 1.0)


@njit(**INLINED)
def tanh(x):
    """tanh(x) = e / (e + 2) with e = exp(2x) − 1; from |x| = 20 on it is ±1 to all digits."""
    y = where_less(x, -20.0, -20.0, where_less(20.0, x, 20.0, x))
    s, q = _scaled(y + y)
    e = s * q + (s - 1.0)
    return e / (e + 2.0)


@njit(**INLINED)
def sigmoid(x):
    """1 / (1 + exp(−x)), by tanh as in activations.py."""
    return 0.5 * (1.0 + tanh(0.5 * x))


@njit(**INLINED)
def log1p_to_one(u):
    """ln(1 + u) for 0 ≤ u ≤ 1: 2 (s + s³/3 + s⁵/5 + …) with s = u / (2 + u) ≤ 1/3."""
    s = u / (2.0 + u)
    t = s * s
    t2 = t * t
    t4 = t2 * t2
    a = (1.0 + t * (1 / 3)) + (1 / 5 + t * (1 / 7)) * t2
    b = (1 / 9 + t * (1 / 11)) + (1 / 13 + t * (1 / 15)) * t2
    c = (1 / 17 + t * (1 / 19)) + (1 / 21 + t * (1 / 23)) * t2
    d = (1 / 25 + t * (1 / 27)) + (1 / 29 + t * (1 / 31)) * t2
    return (s + s) * ((a + b * t4) + (c + d * t4) * (t4 * t4))
