"""Streams of random numbers. `SeedRandom` is ARC4, seeded with a text as the `seedrandom` library does it.

Source: R. Rivest's RC4 of 1987. The way from bytes to a number is that of TensorFlow Playground's library, so
that the same seed gives the same points and the same first weights. What the original never draws comes from
elsewhere: what concerns the rows of a table from `RowsRandom`, which has thousands of numbers at once, and
the order of batches and the neurons that dropout drops from `chance.py`.

Source of `RowsRandom`: M. O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms
for Random Number Generation (2014), in NumPy, which promises the same bits for ever.
"""

import hashlib
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_WIDTH = 256  # values of a byte
_N_BITS = 53  # of a float
_LEAST = 2 ** (_N_BITS - 1)  # the least whole number of so many bits


class RandomState(NamedTuple):
    """Where a stream stands: the two indices and the 256 permuted bytes of ARC4."""

    i: int
    j: int
    permutation: tuple[int, ...]


class SeedRandom:
    """A stream of random numbers; equal seeds give equal streams."""

    def __init__(self, seed: str) -> None:
        self._i = 0
        self._j = 0
        self._s = _scheduled(_mixed_key(seed))
        self._told: RandomState | None = None
        self._integer(_WIDTH)  # the first 256 bytes of ARC4 are weak and thrown away

    def random(self) -> float:
        """The next number in [0, 1), with 53 significant bits: 7 bytes after the point, and one more as long
        as these have fewer; what a float has no room for is cut off."""
        bits, n_bits = self._integer(7), 56
        while bits < _LEAST:
            bits, n_bits = bits << 8 | self._integer(1), n_bits + 8
        surplus = bits.bit_length() - _N_BITS
        return math.ldexp(bits >> surplus, surplus - n_bits)

    def uniform(self, a: float, b: float) -> float:
        """The next number scaled to [a, b)."""
        return self.random() * (b - a) + a

    def numbers(self, n_rows: int, n: int) -> NDArray[np.float64]:
        """The next numbers in [0, 1), so many for each row: shape (n_rows, n)."""
        return np.array([self.random() for _ in range(n_rows * n)]).reshape(n_rows, n)

    def normal(self, mean: float, variance: float) -> float:
        """A normally distributed number by Marsaglia's polar method; the second of each pair is not kept."""
        s = 2.0
        while s > 1 or s == 0:
            v1 = 2 * self.random() - 1
            v2 = 2 * self.random() - 1
            s = v1 * v1 + v2 * v2
        return mean + math.sqrt(variance) * math.sqrt(-2 * math.log(s) / s) * v1

    def state(self) -> RandomState:
        """Where the stream stands; `from_state` goes on from there. One object until the next is drawn."""
        if self._told is None:
            self._told = RandomState(self._i, self._j, tuple(self._s))
        return self._told

    @classmethod
    def from_state(cls, state: RandomState) -> "SeedRandom":
        """The stream that goes on from `state`."""
        if sorted(state.permutation) != list(range(_WIDTH)) or not (
            0 <= state.i < _WIDTH and 0 <= state.j < _WIDTH
        ):
            raise ValueError(
                "the state of a random stream must be two bytes and a permutation of all 256 bytes"
            )
        stream = cls.__new__(cls)
        stream._i, stream._j, stream._s, stream._told = state.i, state.j, list(state.permutation), state
        return stream

    def _integer(self, n_bytes: int) -> int:
        """The next `n_bytes` bytes as one big-endian number."""
        i, j, s, value = self._i, self._j, self._s, 0
        for _ in range(n_bytes):
            i = (i + 1) & 255
            t = s[i]
            j = (j + t) & 255
            s[i] = u = s[j]
            s[j] = t
            value = value << 8 | s[(t + u) & 255]
        self._i, self._j, self._told = i, j, None
        return value


class RowsRandom:
    """A stream of random numbers for the rows of a table, all at once; equal seeds give equal streams."""

    def __init__(self, seed: str) -> None:
        digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
        self._words = np.random.PCG64(int.from_bytes(digest[:16], "little"))

    def numbers(self, n_rows: int, n: int) -> NDArray[np.float64]:
        """The next numbers in [0, 1), so many for each row: shape (n_rows, n)."""
        numbers: NDArray[np.float64] = np.ldexp(self._words.random_raw(n_rows * n) >> 11, -53)
        return numbers.reshape(n_rows, n)

    def order(self, n_rows: int) -> NDArray[np.intp]:
        """An order of so many rows. With another row at the end that of the others is the same."""
        return np.argsort(self._words.random_raw(n_rows), kind="stable")


def _mixed_key(seed: str) -> list[int]:
    """The key (at most 256 bytes) of a text: its UTF-16 units smeared over the bytes; `[0]` for no text."""
    units = seed.encode("utf-16-le", "surrogatepass")
    key: list[int] = []
    smear = 0
    for position in range(len(units) // 2):
        code = units[2 * position] | units[2 * position + 1] << 8
        slot = position & 255
        if slot == len(key):
            key.append(0)
        smear ^= key[slot] * 19  # stays below 2**13: no 32-bit overflow to imitate
        key[slot] = (smear + code) & 255
    return key or [0]


def _scheduled(key: list[int]) -> list[int]:
    """The bytes 0..255 permuted by the key (the key schedule of ARC4)."""
    s = list(range(_WIDTH))
    j = 0
    for i in range(_WIDTH):
        j = (j + key[i % len(key)] + s[i]) & 255
        s[i], s[j] = s[j], s[i]
    return s
