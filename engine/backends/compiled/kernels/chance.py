"""The chance of engine/learning/chance.py for kernels: the same order of points, the same dropped neurons."""

import numpy as np

from engine.backends.compiled.lanes.rows import called, inlined
from engine.formulas.chance import ROUNDS, chance_functions

hashed, uniform, permuted = chance_functions(inlined)


@called
def put_in_order(order, n_points, keys, key, epoch, half):
    """Fills `order` with n_points indices as the epoch after so many visits them; `keys` has room for the
    keys of the rounds of a Feistel network on numbers of 2 · half bits."""
    key = hashed(key, np.uint64(epoch))
    for k in range(ROUNDS):
        keys[k] = hashed(key, np.uint64(k))
    for index in range(n_points):
        number = permuted(np.uint64(index), np.uint64(half), keys)
        while number >= np.uint64(n_points):
            number = permuted(number, np.uint64(half), keys)
        order[index] = number


@inlined
def drop(gates, at, n, key, epoch, position, layer, share):
    """Closes the gates from `at` on of the neurons of a hidden layer that a batch goes without; the others
    count for them too."""
    key = hashed(hashed(hashed(key, np.uint64(epoch)), np.uint64(position)), np.uint64(layer))
    for index in range(n):
        if uniform(key, np.uint64(index)) < share:
            gates[at + index] = 0.0
        else:
            gates[at + index] /= 1.0 - share
