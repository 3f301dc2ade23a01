"""What chance decides, on the GPU: the order of the points, and which neurons are dropped, as in `Chance`.

All words are unsigned, like places (block.py).
"""

import numpy as np
from numba import cuda

from engine.backends.cuda.block import ONE, layer_of
from engine.backends.cuda.numbers import GATES, KEPT
from engine.learning import chance

STRIDE = np.uint64(chance.STRIDE)
MIXER_0, MIXER_1 = (np.uint64(mixer) for mixer in chance.MIXERS)
SHIFT_0, SHIFT_1, SHIFT_2, BITS_LOST, WORD = (np.uint64(n) for n in (30, 27, 31, 11, 64))
UNIT = 2.0**-53


@cuda.jit(device=True)
def mixed(bits):
    """See `chance.mixed`."""
    bits = (bits ^ (bits >> SHIFT_0)) * MIXER_0
    bits = (bits ^ (bits >> SHIFT_1)) * MIXER_1
    return bits ^ (bits >> SHIFT_2)


@cuda.jit(device=True)
def hashed(key, number):
    """See `chance.hashed`, for one number."""
    return mixed(key + (number + ONE) * STRIDE)


@cuda.jit(device=True)
def uniform(key, index):
    """Number `index` of `chance.uniform`."""
    return np.float64(hashed(key, index) >> BITS_LOST) * UNIT


@cuda.jit(device=True)
def keys_of_rounds(key):
    """The keys of an epoch's rounds, from the epoch's own."""
    return (
        hashed(key, np.uint64(0)), hashed(key, np.uint64(1)), hashed(key, np.uint64(2)),
        hashed(key, np.uint64(3)), hashed(key, np.uint64(4)), hashed(key, np.uint64(5)),
    )  # fmt: skip


@cuda.jit(device=True)
def visited(index, n_points, half_bits, keys):
    """Which point is visited at `index` of the epoch with these keys: see `Chance.order`."""
    low = (ONE << half_bits) - ONE
    while True:
        left, right = index >> half_bits, index & low
        for key in keys:
            left, right = right, left ^ (mixed(right + key) >> (WORD - half_bits))
        index = left << half_bits | right
        if index < n_points:
            return index


@cuda.jit(device=True)
def set_order(block, order, key, epoch):
    """Writes the order of the points in an epoch."""
    keys = keys_of_rounds(hashed(key, epoch))
    half_bits, n_train = np.uint64(block.facts.half_bits), np.uint64(block.facts.n_train)
    k = block.thread
    while k < n_train:
        order[k] = visited(k, n_train, half_bits, keys)
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
