"""What chance decides, on the GPU: the order of the points, and which neurons are dropped, as in `Chance`.

All words are unsigned, like places (block.py).
"""

import numpy as np
from numba import cuda

from engine.backends.cuda.block import ONE, layer_of
from engine.backends.cuda.numbers import GATES, KEPT
from engine.formulas.chance import chance_functions

hashed, uniform, permuted = chance_functions(cuda.jit(device=True))


@cuda.jit(device=True)
def keys_of_rounds(key):
    """The keys of an epoch's rounds, from the epoch's own."""
    return (
        hashed(key, np.uint64(0)), hashed(key, np.uint64(1)), hashed(key, np.uint64(2)),
        hashed(key, np.uint64(3)), hashed(key, np.uint64(4)), hashed(key, np.uint64(5)),
    )  # fmt: skip


@cuda.jit(device=True)
def set_order(block, order, key, epoch):
    """Writes the order of the points in an epoch."""
    keys = keys_of_rounds(hashed(key, epoch))
    half_bits, n_train = np.uint64(block.facts.half_bits), np.uint64(block.facts.n_train)
    k = block.thread
    while k < n_train:
        number = permuted(k, half_bits, keys)
        while number >= n_train:
            number = permuted(number, half_bits, keys)
        order[k] = number
        k += block.n_threads


@cuda.jit(device=True)
def set_gates(block, dropout, key, epoch, position):
    """Sets the gates of hidden neurons for a batch, to 0 for those that are off, or dropped, each with
    probability `dropout`."""
    s, facts, numbers = block.shared, block.facts, block.numbers
    batch_key = hashed(hashed(key, epoch), position)
    for l in range(facts.n_layers - ONE):
        layer, layer_key = layer_of(block, l), hashed(batch_key, l)
        k = block.thread
        while k < layer.n_out:
            gate = numbers[np.uint64(GATES) + layer.first + k]
            if dropout > 0.0:
                gate *= s.dtype.type(0) if uniform(layer_key, k) < dropout else numbers[KEPT]
            s[facts.gates + layer.first + k] = gate
            k += block.n_threads
