"""Chance without a state: a key and some numbers are mixed into 64 bits that nobody could foretell.

Written once, for words in arrays of NumPy and, by way of a compiler, for single words in kernels. All of them
are unsigned, since a signed and an unsigned number together make a floating one.

Sources: G. Steele and others, Fast Splittable Pseudorandom Number Generators, 2014, for `mixed`; J. Black,
P. Rogaway, Ciphers with Arbitrary Finite Domains, 2002, for a bijection by a Feistel network.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

STRIDE = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ divided by the golden ratio, odd
MIXER_1, MIXER_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
ONE, S11, S27, S30, S31, S64 = map(np.uint64, (1, 11, 27, 30, 31, 64))
ROUNDS = 6  # of the Feistel network


class ChanceFunctions(NamedTuple):
    """`hashed`(key, number) → 64 bits from a key and one more number. `uniform`(key, index) → a number from 0
    to 1. `permuted`(number, half, keys) → another number of 2 · half bits, for each another one; there is a
    key for each of the `ROUNDS`."""

    hashed: Callable[..., Any]
    uniform: Callable[..., Any]
    permuted: Callable[..., Any]


def chance_functions(compiled: Callable[..., Any] = lambda function: function) -> ChanceFunctions:
    """The functions of chance, each made by a compiler or plain, for arrays."""

    @compiled
    def mixed(bits):
        bits = (bits ^ (bits >> S30)) * MIXER_1
        bits = (bits ^ (bits >> S27)) * MIXER_2
        return bits ^ (bits >> S31)

    @compiled
    def hashed(key, number):
        return mixed(key + (number + ONE) * STRIDE)

    @compiled
    def uniform(key, index):
        return (hashed(key, index) >> S11) * 2.0**-53

    @compiled
    def permuted(number, half, keys):
        left, right = number >> half, number & ((ONE << half) - ONE)
        for k in range(ROUNDS):
            left, right = right, left ^ (mixed(right + keys[k]) >> (S64 - half))
        return left << half | right

    return ChanceFunctions(hashed, uniform, permuted)
