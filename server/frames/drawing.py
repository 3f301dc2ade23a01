"""What neurons say as pictures of few bytes: by the compiled CPU where it is ready, else with NumPy, to the
byte the same."""

import numpy as np

from engine.backends.compiled import backend as compiled
from engine.backends.compiled import pictures
from server.frames.packing import packed
from server.frames.values import ByteArray, FloatArray, quantise, shrink


def drawn(values: FloatArray, side: int, resolution: int) -> bytes:
    """Returns rows of values (n, side²) as n packed pictures of resolution × resolution bytes, each that of
    the mean of what its cell covers; no number counts as 0, what is infinite as the largest there is."""
    if compiled.is_ready() and values.dtype == np.float32 and values.strides[1] == values.itemsize:
        return pictures.pictures(values, side, resolution)
    return drawn_with_numpy(values, side, resolution)


def drawn_with_numpy(values: FloatArray, side: int, resolution: int) -> bytes:
    """Returns what `drawn` does, without the compiled CPU."""
    finite = np.nan_to_num(values).reshape(-1, side, side)
    with np.errstate(over="ignore", invalid="ignore"):  # the means of the largest numbers there are
        return packed(quantise(shrink(finite, resolution)))


def packed_bytes(cells: ByteArray) -> bytes:
    """Returns pictures of bytes (n, r, r), packed."""
    return pictures.pack(cells) if compiled.is_ready() else packed(cells)
