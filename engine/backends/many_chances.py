"""What chance.py decides, for many networks and batches at once: the same numbers, told with arrays of keys.

A key for each network, as 64-bit words of shape (n_networks,).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.learning.chance import ROUNDS, STRIDE, Words, half_bits, mixed
from engine.network.network import Array, Mask

Orders = NDArray[np.intp]
_STRIDE = np.uint64(STRIDE)


def orders(keys: Words, epoch: int, n_points: int) -> Orders:
    """`Chance.order` for each key: (n_networks, n_points)."""
    half = half_bits(n_points)
    of_rounds = [hashed(keys, epoch, number)[:, np.newaxis] for number in range(ROUNDS)]
    order = np.repeat(np.arange(n_points, dtype=np.uint64)[np.newaxis], len(keys), axis=0)
    outside = np.ones(order.shape, np.bool_)
    while outside.any():
        rows = np.nonzero(outside)[0]
        order[outside] = _permuted(order[outside], half, [round_keys[rows, 0] for round_keys in of_rounds])
        outside = order >= n_points
    return order.astype(np.intp)


def dropped(keys: Words, epoch: int, positions: Sequence[int], sizes: Sequence[int], shares: Array) -> Mask:
    """`Chance.dropped` for each key with its share (n_networks,), for the batches that begin at these
    positions: (n_batches, n_networks, neurons of all hidden layers)."""
    begins = np.array(positions, np.uint64)[:, np.newaxis]
    of_layers = []
    for layer, n in enumerate(sizes):
        of_batches = mixed(hashed(keys, epoch)[np.newaxis] + (begins + np.uint64(1)) * _STRIDE)
        of_layer = hashed(of_batches, layer)[:, :, np.newaxis]
        bits = mixed(of_layer + np.arange(1, n + 1, dtype=np.uint64) * _STRIDE)
        numbers = (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
        of_layers.append(numbers < shares[:, np.newaxis])
    return np.concatenate([np.zeros((len(positions), len(keys), 0), np.bool_), *of_layers], axis=2)


def hashed(keys: Words, *numbers: int) -> Words:
    """`chance.hashed` of each key with the same numbers."""
    for number in numbers:
        keys = mixed(keys + np.uint64((number + 1) * STRIDE % 2**64))
    return keys


def _permuted(numbers: Words, half: int, keys: Sequence[Words]) -> Words:
    """Numbers of 2·half bits through a Feistel network, each with keys of its own for the rounds."""
    left, right = numbers >> np.uint64(half), numbers & np.uint64((1 << half) - 1)
    for key in keys:
        left, right = right, left ^ (mixed(right + key) >> np.uint64(64 - half))
    return left << np.uint64(half) | right
