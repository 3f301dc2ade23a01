"""Pictures of what neurons say, made and packed by the kernels of kernels/pictures.py."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.backends.compiled.library import kernel

BLOCK = 8
WORD = 8


def pictures(values: NDArray[np.float32], side: int, resolution: int) -> bytes:
    """The rows of `values` (n, side²) as n pictures of resolution × resolution bytes, packed."""
    draw, n = kernel("pictures", "float32"), len(values)
    sums = np.empty(side, np.float32)
    columns = values.strides[0] // values.itemsize
    given = values.ctypes.data, columns, n, side, resolution, sums.ctypes.data
    return _packed(n * resolution**2, lambda *room: draw(*given, *room))


def pack(pictures: NDArray[np.uint8]) -> bytes:
    """Pictures of bytes (n, r, r), packed."""
    pack, whole = kernel("pack", "float32"), np.ascontiguousarray(pictures)
    address, (n, size, _) = whole.ctypes.data, whole.shape
    return _packed(whole.size, lambda _, *room: pack(address, n, size, *room))


def _packed(n_cells: int, call: Callable[[int, int, int, int], None]) -> bytes:
    """What a kernel packs that is called with the addresses of its room: for the cells, for the folded ones,
    for what is packed, and for the number of bytes that this takes."""
    n_blocks = -(-n_cells // BLOCK)
    n_whole = n_blocks * BLOCK
    begin = WORD + 2 * n_whole
    room = np.empty(begin + n_whole + -(-n_blocks // 2), np.uint8)
    address = room.ctypes.data
    call(address + WORD, address + WORD + n_whole, address + begin, address)
    return room[begin : begin + int(room[:WORD].view(np.int64)[0])].tobytes()
