"""Arrays as frames have them: pictures made smaller, a byte for each of their values, single floats."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating]
ByteArray = npt.NDArray[np.uint8]

LARGEST = float(np.finfo(np.float32).max)  # there is among single floats


def together(make: Callable[[FloatArray], npt.NDArray[Any]], arrays: Sequence[FloatArray]) -> list[bytes]:
    """Returns the bytes that `make` makes of each of several arrays, by one call for all of them: with small
    arrays NumPy's calls take longer than the numbers."""
    values = make(np.concatenate([each.ravel() for each in arrays]))
    ends = accumulate((each.size for each in arrays), initial=0)
    return [values[start:end].tobytes() for start, end in pairwise(ends)]


def shrink(grids: FloatArray, resolution: int) -> FloatArray:
    """Returns grids (n, r, r) as (n, resolution, resolution), each cell the mean of those it covers."""
    n, have = len(grids), grids.shape[-1]
    if have == resolution:
        return grids
    side = have // resolution
    rows = grids.reshape(n, resolution, side, have)
    total = rows[:, :, 0] + rows[:, :, 1]  # whole rows first: a fifth of the time that a mean takes
    for row in range(2, side):
        total += rows[:, :, row]
    cells = total[:, :, 0::side] + total[:, :, 1::side]
    for column in range(2, side):
        cells += total[:, :, column::side]
    cells /= side * side
    return cells


def quantise(values: FloatArray) -> ByteArray:
    """Returns one byte per value: round(clamp(value, -1, 1) * 127) + 127, or 255 for what is no number."""
    if np.isfinite(values).all():
        return _bytes_of(values)
    known = ~np.isnan(values)
    return np.where(known, _bytes_of(np.where(known, values, 0)), np.uint8(255))


def _bytes_of(values: FloatArray) -> ByteArray:
    with np.errstate(over="ignore"):  # what is too large for it is clipped
        scaled = np.multiply(values, 127)
    np.clip(scaled, -127, 127, out=scaled)
    np.rint(scaled, out=scaled)
    whole = scaled.astype(np.int8)  # a third of the time that the way through uint8 takes
    whole += 127  # beyond 127 it goes on at -128, whose byte is that of 128
    return whole.view(np.uint8)


def single(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Returns values as single floats; beyond them, from 3.4 * 10**38 on, it is infinite with its sign."""
    with np.errstate(over="ignore"):
        return np.asarray(values, np.float64).astype("<f4")


def drawable(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Returns the values of a drawing as single floats; what is beyond them becomes the largest there is."""
    return np.clip(np.asarray(values, np.float64), -LARGEST, LARGEST).astype("<f4")
