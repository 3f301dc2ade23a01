"""What chance decides while training: the order of the points and the neurons that are dropped.

Nothing is stored and nothing depends on what was drawn before: each decision is a function of a seed and of
where the run stands. So every backend visits the same points and drops the same neurons, and a device can
work that out for itself, in any order. A key for each network, as 64-bit words of shape (n_networks,).
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.experiment.experiment import Experiment
from engine.formulas.chance import ROUNDS, chance_functions
from engine.network.network import Array, Mask

Orders = NDArray[np.intp]
"""In which order the training points are visited: their indices, each once, (n_networks, n_points)."""

Words = NDArray[np.uint64]

_hashed, _uniform, _permuted = chance_functions()


class Chance:
    """The chance of an experiment: a 64-bit key for its batches and one for dropout, each from a seed of its
    own or one made from the main seed."""

    def __init__(self, experiment: Experiment) -> None:
        self.batch_key = key_of(experiment.batch_seed or f"{experiment.seed} batches")
        self.dropout_key = key_of(experiment.dropout_seed or f"{experiment.seed} dropout")

    def order(self, epoch: int, n_points: int) -> NDArray[np.intp]:
        """The order of the points in the epoch after so many: each index once."""
        order: NDArray[np.intp] = orders(words(self.batch_key), epoch, n_points)[0]
        return order

    def dropped(self, epoch: int, position: int, sizes: Sequence[int], share: float) -> tuple[Mask, ...]:
        """For each hidden layer which neurons the batch goes without that begins at `position` of an epoch,
        each with probability `share`."""
        neurons = dropped(words(self.dropout_key), epoch, [position], sizes, np.array([share]))[0, 0]
        return tuple(np.split(neurons, np.cumsum(sizes, dtype=int)[:-1])) if sizes else ()


def orders(keys: Words, epoch: int, n_points: int) -> Orders:
    """The order of the points in the epoch after so many, for each key.

    A Feistel network is a bijection of all numbers of 2h bits; where it leads to a number that is no
    index it goes on from there, which keeps it a bijection of the indices.
    """
    half, of_epoch = np.uint64(half_bits(n_points)), hashed(keys, epoch)
    of_rounds = [hashed(of_epoch, number) for number in range(ROUNDS)]
    order = np.tile(np.arange(n_points, dtype=np.uint64), (len(keys), 1))
    outside = np.ones(order.shape, np.bool_)
    while outside.any():
        rows = np.nonzero(outside)[0]
        order[outside] = _permuted(order[outside], half, [key[rows] for key in of_rounds])
        outside = order >= n_points
    return order.astype(np.intp)


def dropped(keys: Words, epoch: int, positions: Sequence[int], sizes: Sequence[int], shares: Array) -> Mask:
    """Which neurons are dropped, for each key with its share (n_networks,), by the batches that begin at
    these positions: (n_batches, n_networks, neurons of all hidden layers)."""
    of_batches = _hashed(hashed(keys, epoch), words(positions)[:, np.newaxis])[:, :, np.newaxis]
    neurons = [_uniform(_hashed(of_batches, words(layer)), words(range(n))) for layer, n in enumerate(sizes)]
    none = np.zeros((len(positions), len(keys), 0))
    dropped: Mask = np.concatenate([none, *neurons], axis=2) < shares[:, np.newaxis]
    return dropped


def key_of(seed: str) -> int:
    """64 bits from a text."""
    return int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:8], "little")


def half_bits(n_points: int) -> int:
    """The least h > 0 with n_points ≤ 2²ʰ."""
    return max(1, ((n_points - 1).bit_length() + 1) // 2)


def hashed(keys: Words, *numbers: int) -> Words:
    """64 bits from each key and some numbers ≥ 0, one after the other."""
    for number in numbers:
        keys = _hashed(keys, words(number))
    return keys


def words(numbers: ArrayLike) -> Words:
    """Numbers ≥ 0 as words, in an array even if it is one number: what is none warns of 2⁶⁴."""
    return np.atleast_1d(np.asarray(numbers, np.uint64))
