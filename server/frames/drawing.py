"""What neurons say as pictures of few bytes: by the compiled CPU where it is ready, else with NumPy, to the
byte the same."""

from collections.abc import Sequence

import numpy as np

from engine.backends.compiled import backend as compiled
from engine.backends.compiled import pictures
from server.frames.packing import packed
from server.frames.values import ByteArray, FloatArray, quantise, shrink


def drawn(layers: Sequence[tuple[FloatArray, int]], side: int) -> list[bytes]:
    """Returns for each layer rows of values (n, side²) as n packed pictures of resolution × resolution bytes,
    each that of the mean of what its cell covers; no number counts as 0, what is infinite as the largest
    there is."""
    if compiled.is_ready() and all(_is_plain(values) for values, _ in layers):
        return pictures.pictures(layers, side)
    return [drawn_with_numpy(values, side, resolution) for values, resolution in layers]


def _is_plain(values: FloatArray) -> bool:
    """Whether the kernels can draw them: single floats, side by side."""
    return values.dtype == np.float32 and values.strides[1] == values.itemsize


def drawn_with_numpy(values: FloatArray, side: int, resolution: int) -> bytes:
    """Returns what `drawn` does of a layer, without the compiled CPU."""
    finite = np.nan_to_num(values).reshape(-1, side, side)
    with np.errstate(over="ignore", invalid="ignore"):  # the means of the largest numbers there are
        return packed(quantise(shrink(finite, resolution)))


def packed_bytes(cells: ByteArray) -> bytes:
    """Returns pictures of bytes (n, r, r), packed."""
    return pictures.pack(cells) if compiled.is_ready() else packed(cells)
