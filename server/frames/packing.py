"""Pictures as few bytes, from which they come back exactly. The layout is in layout.py.

Pictures of a network are smooth: a cell is almost what its neighbours to the left and above let expect, and
what is left over needs some two bits of eight. NumPy does it here in some thirty calls for all pictures
together; the compiled CPU does the same in one (engine/backends/compiled/pictures.py), to the byte.
"""

import numpy as np
import numpy.typing as npt

from server.frames.values import ByteArray

BLOCK = 8  # cells that take equally many bits: then so many bits each are so many bytes together

Words = npt.NDArray[np.uint64]


def packed(pictures: ByteArray) -> bytes:
    """Returns pictures (n, r, r) as bytes."""
    cells = _folded(_surprises(pictures)).ravel()
    padded = np.zeros(-(-cells.size // BLOCK) * BLOCK, np.uint8)
    padded[: cells.size] = cells
    blocks = padded.view("<u8")
    widths = _widths(blocks)
    numbers = _joined(blocks, widths).view(np.uint8).reshape(-1, BLOCK)
    taken = np.arange(BLOCK) < widths[:, np.newaxis]
    return _nibbles(widths).tobytes() + numbers[taken].tobytes()


def _surprises(pictures: ByteArray) -> ByteArray:
    """Returns each cell less what is expected: left + above − left above. Beyond the edges all is 0, and
    numbers go round at 256."""
    down = pictures.copy()
    down[:, 1:] -= pictures[:, :-1]
    along = down.copy()
    along[:, :, 1:] -= down[:, :, :-1]
    return along


def _folded(surprises: ByteArray) -> ByteArray:
    """Returns 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 …, so that what is small has few bits."""
    signed = surprises.view(np.int8)
    return ((signed << 1) ^ (signed >> 7)).view(np.uint8)


def _widths(blocks: Words) -> ByteArray:
    """Returns how many bits the largest of each eight cells has, 0 to 8."""
    ored = blocks | blocks >> np.uint64(32)
    ored |= ored >> np.uint64(16)
    ored |= ored >> np.uint64(8)
    return N_BITS[ored.astype(np.uint8)]


def _joined(blocks: Words, widths: ByteArray) -> Words:
    """Returns the bits of each eight cells, the first cell's lowest: eight times as many as each has."""
    joined, width = blocks, widths.astype(np.uint64)
    for n_bits, low in ((8, 0x00FF00FF00FF00FF), (16, 0x0000FFFF0000FFFF), (32, 0x00000000FFFFFFFF)):
        mask = np.uint64(low)
        joined = (joined & mask) | ((joined >> np.uint64(n_bits) & mask) << width)
        width = width + width
    return joined.astype("<u8")


def _nibbles(widths: ByteArray) -> ByteArray:
    """Returns two widths in each byte, the first one lower."""
    pairs = np.zeros(-(-len(widths) // 2) * 2, np.uint8)
    pairs[: len(widths)] = widths
    return np.bitwise_or(pairs[0::2], np.left_shift(pairs[1::2], 4), dtype=np.uint8)


def unpacked(payload: bytes, n: int, size: int) -> ByteArray:
    """Returns the pictures (n, size, size) that `packed` made these bytes of; ValueError where they are not
    exactly as long as those are."""
    n_cells = n * size * size
    n_blocks = -(-n_cells // BLOCK)
    n_nibbles = -(-n_blocks // 2)
    if len(payload) < n_nibbles:
        raise ValueError(f"{n} pictures of {size} × {size} must have {n_nibbles} bytes, got {len(payload)}")
    pairs = np.frombuffer(payload, np.uint8, n_nibbles)
    widths = np.stack([pairs & 15, pairs >> 4], axis=1).ravel()[:n_blocks]
    wanted = n_nibbles + int(widths.sum(dtype=np.int64))
    if len(payload) != wanted or (widths > BLOCK).any():
        raise ValueError(f"{n} pictures of {size} × {size} must have {wanted} bytes, got {len(payload)}")
    joined = np.zeros((n_blocks, BLOCK), np.uint8)
    joined[np.arange(BLOCK) < widths[:, np.newaxis]] = np.frombuffer(payload, np.uint8, offset=n_nibbles)
    width = widths.astype(np.uint64)[:, np.newaxis]
    folded = joined.view("<u8") >> np.arange(BLOCK, dtype=np.uint64) * width
    folded &= (np.uint64(1) << width) - np.uint64(1)
    cells = folded.ravel()[:n_cells].astype(np.uint8)
    surprises = (cells >> 1 ^ -(cells & 1)).reshape(n, size, size)
    return np.cumsum(np.cumsum(surprises, axis=1, dtype=np.uint8), axis=2, dtype=np.uint8)


N_BITS = np.array([n.bit_length() for n in range(256)], np.uint8)
