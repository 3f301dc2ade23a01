"""The chance of chance.py for kernels: bit for bit the same order of points and the same dropped neurons."""

from typing import Any

import numpy as np

from engine.backends.compiled.lanes.rows import called
from engine.learning import chance

# Numba makes a float of an unsigned and a signed number together; so all of these are unsigned.
STRIDE = np.uint64(chance.STRIDE)
MIXER_1, MIXER_2 = map(np.uint64, chance.MIXERS)
ONE, S11, S27, S30, S31, S64 = map(np.uint64, (1, 11, 27, 30, 31, 64))
ROUNDS = chance.ROUNDS


@called
def mixed(bits):
    """64 bits mixed so that each of them changes each of the result."""
    bits = (bits ^ (bits >> S30)) * MIXER_1
    bits = (bits ^ (bits >> S27)) * MIXER_2
    return bits ^ (bits >> S31)


@called
def hashed(key, number):
    """64 bits from a key and one more number."""
    return mixed(key + (np.uint64(number) + ONE) * STRIDE)


@called
def put_in_order(order, n_points, keys, key, epoch, half):
    """Fills `order` with n_points indices as the epoch after so many visits them; `keys` has room for the
    keys of the rounds of a Feistel network on numbers of 2 · half bits."""
    n, bits = np.uint64(n_points), np.uint64(half)
    left: Any
    right: Any
    key = hashed(key, epoch)
    for k in range(ROUNDS):
        keys[k] = hashed(key, k)
    low, rest = (ONE << bits) - ONE, S64 - bits
    for index in range(n_points):
        number: Any = np.uint64(index)
        while True:
            left, right = number >> bits, number & low
            for k in range(ROUNDS):
                left, right = right, left ^ (mixed(right + keys[k]) >> rest)
            number = left << bits | right
            if number < n:
                break
        order[index] = number


@called
def drop(gates, at, n, key, epoch, position, layer, share):
    """Closes the gates from `at` on of the neurons of a hidden layer that a batch goes without; the others
    count for them too."""
    key = hashed(hashed(hashed(key, epoch), position), layer)
    for index in range(n):
        uniform = np.float64(hashed(key, index) >> S11) * 2.0**-53
        if uniform < share:
            gates[at + index] = 0.0
        else:
            gates[at + index] /= 1.0 - share
