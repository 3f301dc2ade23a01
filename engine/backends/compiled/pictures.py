"""Pictures of what neurons say, made and packed by the kernels of kernels/pictures.py."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.backends.compiled.bundles import address_of
from engine.backends.compiled.library import kernel

BLOCK = 8
WORD = 8
ALIGNED = 4  # bytes


class Packed(NamedTuple):
    """Pictures of layers, packed: those of each stand in `bytes` at (begin, end) of `places`, one layer
    behind the other, each after so many bytes as were left free, and filled up with zeros to a multiple of
    4."""

    bytes: NDArray[np.uint8]
    places: list[tuple[int, int]]


class Album:
    """Pictures of layers whose values (n, `columns`) are rows of one array, the first side² of each row: of
    each layer n pictures of resolution × resolution bytes, after so many as are left free (`gap`). Made once,
    drawn often."""

    def __init__(self, layers: Sequence[tuple[int, int]], side: int, columns: int, gap: int) -> None:
        at = 0
        rows: list[int] = []
        for n, resolution in layers:
            rows += at, columns, n, resolution
            at += n * columns
        self._given = np.array(rows, np.int64)
        self._call = address_of(self._given), len(layers), side, gap
        self._n_cells, self._gap = [n * resolution**2 for n, resolution in layers], gap
        self._sums = np.empty(side, np.float32)

    def drawn(self, values: NDArray[np.float32]) -> Packed:
        """The pictures of each layer."""
        draw = kernel("pictures", "float32")
        call = (address_of(values), *self._call, address_of(self._sums))
        return _packed(self._n_cells, self._gap, lambda *room: draw(*call, *room))


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
    call = (starts[0], address_of(given), len(layers), side, 0, address_of(sums))
    n_cells = [len(values) * resolution**2 for values, resolution in layers]
    packed = _packed(n_cells, 0, lambda *room: draw(*call, *room))
    return [packed.bytes[begin:end].tobytes() for begin, end in packed.places]


def pack(pictures: NDArray[np.uint8]) -> bytes:
    """Pictures of bytes (n, r, r), packed."""
    pack, whole = kernel("pack", "float32"), np.ascontiguousarray(pictures)
    address, (n, size, _) = address_of(whole), whole.shape
    packed = _packed([whole.size], 0, lambda _, *room: pack(address, n, size, *room))
    return packed.bytes[: packed.places[0][1]].tobytes()


def _packed(n_cells: Sequence[int], gap: int, call: Callable[[int, int, int, int], None]) -> Packed:
    """What a kernel packs of layers with so many cells each, called with the addresses of its room: for the
    cells of a layer, for the folded ones, for what is packed, and for how many bytes each takes."""
    n_blocks = [-(-n // BLOCK) for n in n_cells]
    n_whole = max(n_blocks) * BLOCK
    cells = WORD * len(n_cells)
    first = cells + 2 * n_whole
    room = np.empty(first + sum(gap + n * BLOCK + -(-n // 2) + ALIGNED for n in n_blocks), np.uint8)
    address = address_of(room)
    call(address + cells, address + cells + n_whole, address + first, address)
    places, end = [], 0
    for length in room[:cells].view(np.int64).tolist():
        begin = end + gap
        places.append((begin, begin + length))
        end = begin + length + -length % ALIGNED
    return Packed(room[first : first + end], places)
