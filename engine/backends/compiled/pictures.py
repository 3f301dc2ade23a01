"""Pictures of what neurons say, made and packed by the kernels of kernels/pictures.py."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from engine.backends.compiled.bundles import address_of
from engine.backends.compiled.library import kernel

BLOCK = 8
WORD = 8


class Album:
    """Pictures of layers whose values (n, `columns`) are rows of one array, the first side² of each row: of
    each layer n pictures of resolution × resolution bytes. Made once, drawn often."""

    def __init__(self, layers: Sequence[tuple[int, int]], side: int, columns: int) -> None:
        at = 0
        rows: list[int] = []
        for n, resolution in layers:
            rows += at, columns, n, resolution
            at += n * columns
        self._given = np.array(rows, np.int64)
        self._call = address_of(self._given), len(layers), side
        self._side, self._n_cells = side, [n * resolution**2 for n, resolution in layers]

    def drawn(self, values: NDArray[np.float32]) -> list[bytes]:
        """The pictures of each layer, packed."""
        draw, sums = kernel("pictures", "float32"), np.empty(self._side, np.float32)
        call = (address_of(values), *self._call, address_of(sums))
        return _packed(self._n_cells, lambda *room: draw(*call, *room))


def pictures(layers: Sequence[tuple[NDArray[np.float32], int]], side: int) -> list[bytes]:
    """For each layer the rows of its values (n, side²) as n pictures of resolution × resolution bytes,
    packed: all layers in one call, which costs as much as the pictures of a small one."""
    draw, sums = kernel("pictures", "float32"), np.empty(side, np.float32)
    starts = [address_of(values) for values, _ in layers]
    rows: list[int] = []
    for start, (values, resolution) in zip(starts, layers, strict=True):
        size = values.itemsize
        rows += (start - starts[0]) // size, values.strides[0] // size, len(values), resolution
    given = np.array(rows, np.int64)
    call = (starts[0], address_of(given), len(layers), side, address_of(sums))
    n_cells = [len(values) * resolution**2 for values, resolution in layers]
    return _packed(n_cells, lambda *room: draw(*call, *room))


def pack(pictures: NDArray[np.uint8]) -> bytes:
    """Pictures of bytes (n, r, r), packed."""
    pack, whole = kernel("pack", "float32"), np.ascontiguousarray(pictures)
    address, (n, size, _) = address_of(whole), whole.shape
    return _packed([whole.size], lambda _, *room: pack(address, n, size, *room))[0]


def _packed(n_cells: Sequence[int], call: Callable[[int, int, int, int], None]) -> list[bytes]:
    """What a kernel packs of layers with so many cells each, called with the addresses of its room: for the
    cells of a layer, for the folded ones, for what is packed, and for how many bytes each takes."""
    n_blocks = [-(-n // BLOCK) for n in n_cells]
    n_whole = max(n_blocks) * BLOCK
    cells = WORD * len(n_cells)
    begin = cells + 2 * n_whole
    room = np.empty(begin + sum(n * BLOCK + -(-n // 2) for n in n_blocks), np.uint8)
    address = address_of(room)
    call(address + cells, address + cells + n_whole, address + begin, address)
    ends = accumulate(room[:cells].view(np.int64).tolist(), initial=begin)
    return [room[start:end].tobytes() for start, end in pairwise(ends)]
