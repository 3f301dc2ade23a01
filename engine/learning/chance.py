"""What chance decides while training: the order of the points and the neurons that are dropped.

Nothing is stored and nothing depends on what was drawn before: each decision is a function of a seed and of
where the run stands. So every backend visits the same points and drops the same neurons, and a device can
work that out for itself, in any order.

Sources: G. Steele and others, Fast Splittable Pseudorandom Number Generators, 2014, for `mixed`; J. Black,
P. Rogaway, Ciphers with Arbitrary Finite Domains, 2002, for a bijection by a Feistel network and walking.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.experiment.experiment import Experiment
from engine.network.network import Mask

Order = NDArray[np.intp]
"""In which order the training points are visited: their indices, each once."""

Words = NDArray[np.uint64]

STRIDE = 0x9E3779B97F4A7C15  # 2⁶⁴ divided by the golden ratio, odd
MIXERS = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
ROUNDS = 6  # of the Feistel network
_MOST = 2**64 - 1


class Chance:
    """The chance of an experiment: a 64-bit key for its batches and one for dropout, each from a seed of its
    own or one made from the main seed."""

    def __init__(self, experiment: Experiment) -> None:
        self.batch_key = key_of(experiment.batch_seed or f"{experiment.seed} batches")
        self.dropout_key = key_of(experiment.dropout_seed or f"{experiment.seed} dropout")

    def order(self, epoch: int, n_points: int) -> Order:
        """The order of the points in the epoch after so many: each index once.

        A Feistel network is a bijection of all numbers of 2h bits; where it leads to a number that is no
        index it goes on from there, which keeps it a bijection of the indices.
        """
        half = half_bits(n_points)
        keys = [hashed(self.batch_key, epoch, number) for number in range(ROUNDS)]
        order = np.arange(n_points, dtype=np.uint64)
        outside = np.ones(n_points, dtype=np.bool_)
        while outside.any():
            order[outside] = _permuted(order[outside], half, keys)
            outside = order >= n_points
        return order.astype(np.intp)

    def dropped(self, epoch: int, position: int, sizes: Sequence[int], share: float) -> tuple[Mask, ...]:
        """For each hidden layer which neurons the batch goes without that begins at `position` of an epoch,
        each with probability `share`."""
        return tuple(
            uniform(hashed(self.dropout_key, epoch, position, layer), n) < share
            for layer, n in enumerate(sizes)
        )


def key_of(seed: str) -> int:
    """64 bits from a text."""
    return int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:8], "little")


def half_bits(n_points: int) -> int:
    """The least h > 0 with n_points ≤ 2²ʰ."""
    return max(1, ((n_points - 1).bit_length() + 1) // 2)


def hashed(key: int, *numbers: int) -> int:
    """64 bits from a key and some numbers ≥ 0: h ← mixed(h + (number + 1) · STRIDE), one after the other."""
    for number in numbers:
        key = int(mixed(np.array([(key + (number + 1) * STRIDE) & _MOST], dtype=np.uint64))[0])
    return key


def uniform(key: int, n: int) -> NDArray[np.float64]:
    """n numbers from 0 to 1, each from the upper 53 bits of hashed(key, index)."""
    numbers = np.arange(1, n + 1, dtype=np.uint64)
    bits = mixed(np.uint64(key) + numbers * np.uint64(STRIDE))
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53


def mixed(bits: Words) -> Words:
    """Each word so mixed that every bit of it has a say in every bit of the result; a bijection."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(MIXERS[0])
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(MIXERS[1])
    return bits ^ (bits >> np.uint64(31))


def _permuted(numbers: Words, half: int, keys: Sequence[int]) -> Words:
    """Numbers of 2·half bits through the Feistel network: l, r ← r, l ⊕ the upper bits of mixed(r + key)."""
    left, right = numbers >> np.uint64(half), numbers & np.uint64((1 << half) - 1)
    for key in keys:
        left, right = right, left ^ (mixed(right + np.uint64(key)) >> np.uint64(64 - half))
    return left << np.uint64(half) | right
