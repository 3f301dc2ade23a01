"""The IDX files of MNIST, Fashion-MNIST and sets like them to a `Table`: pictures, the class of each, and
which are to test with. A file may be packed by gzip.

Source of the format: Y. LeCun, C. Cortes, C. Burges, The MNIST Database of Handwritten Digits (1998). A file
is two zero bytes, the type of its numbers (8: bytes), how many dimensions there are, the size of each as a
big-endian number of 32 bits, and the numbers.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.class_points import label_of
from engine.data.reading.choices import clean_title
from engine.data.table import MOST_CLASSES, OF_COMMANDS, Table

Bytes = NDArray[np.uint8]


class IdxError(ValueError):
    """Why files are no pictures with their classes, in a sentence."""


HALVES = ("train", "t10k")
"""How the files of the pictures to train with begin, and those of the pictures to test with."""


def read_idx_folder(folder: Path) -> Table:
    """The table of the four files in a folder. Raises `IdxError` for those that are not what they should be,
    and OSError. No more is read of a file than its own head says, and no more than a table may hold."""
    halves = [_read_half(folder, prefix) for prefix in HALVES]
    (images, _), (test_images, _) = halves
    if images.shape[1:] != test_images.shape[1:]:
        sizes = (" × ".join(map(str, each.shape[1:])) for each in (images, test_images))
        raise IdxError("the pictures of both sets must be of one size, got {} and {}".format(*sizes))
    labels = np.concatenate([label for _, label in halves])
    n_classes = max(2, int(labels.max(initial=0)) + 1)
    n_rows, n_columns = images.shape[1:]
    return Table(
        title=clean_title(folder.resolve().name),
        names=tuple(f"row {r} column {c}" for r in range(1, n_rows + 1) for c in range(1, n_columns + 1)),
        x=np.concatenate([each.reshape(len(each), -1) for each, _ in halves]),
        label=np.array([label_of(k, n_classes) for k in range(n_classes)])[labels],
        classes=tuple(map(str, range(n_classes))),
        test=np.arange(len(labels)) >= len(images),
        side=n_rows if n_rows == n_columns else 0,
        limits=OF_COMMANDS,
    )


def _read_half(folder: Path, prefix: str) -> tuple[Bytes, Bytes]:
    """Pictures (n, rows, columns) and the class of each, (n,)."""
    images = _read(_found(folder, f"{prefix}-images-idx3-ubyte"), 3)
    labels = _read(_found(folder, f"{prefix}-labels-idx1-ubyte"), 1)
    n, n_labels, most = len(images), len(labels), int(labels.max(initial=0))
    if n != n_labels:
        raise IdxError(f"there must be a label for each of the {n} pictures of {prefix}, got {n_labels}")
    if most >= MOST_CLASSES:
        raise IdxError(f"the labels of {prefix} must be between 0 and {MOST_CLASSES - 1}, got {most}")
    return images, labels


def _found(folder: Path, name: str) -> Path:
    """The file of such a name, as it is or packed."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise IdxError(f"the folder {str(folder)!r} must have a file {name} or {name}.gz")


def _read(path: Path, n_dimensions: int) -> Bytes:
    """The numbers of a file, of so many dimensions."""
    head = struct.Struct(f">4B{n_dimensions}I")
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            begun = file.read(head.size)
            shape = _shape_in(begun, head, path.name)
            size = math.prod(shape)
            numbers = file.read(size + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IdxError(f"{path.name} is damaged: {str(error).lower()}") from None
    if len(numbers) != size:
        got = f"only {len(numbers)}" if len(numbers) < size else "more"
        raise IdxError(f"{path.name} must have {size} bytes behind its head, as that says, got {got}")
    return np.frombuffer(numbers, np.uint8).reshape(shape)


def _shape_in(begun: bytes, head: struct.Struct, name: str) -> tuple[int, ...]:
    """The sizes that the beginning of a file tells of, if a table can hold so much."""
    if len(begun) < head.size:
        raise IdxError(f"{name} must have a head of {head.size} bytes, got {len(begun)}")
    numbers = head.unpack(begun)
    magic, shape = numbers[:4], numbers[4:]
    wanted = (0, 0, 8, len(shape))
    if magic != wanted:
        raise IdxError(f"{name} must begin with the bytes {wanted}, got {magic}")
    n, n_inputs = shape[0], math.prod(shape[1:])
    if not 1 <= n <= OF_COMMANDS.rows or not 1 <= n_inputs <= OF_COMMANDS.inputs:
        raise IdxError(
            f"{name} must have 1 to {OF_COMMANDS.rows} items of 1 to {OF_COMMANDS.inputs} numbers, "
            f"got {n} of {n_inputs}"
        )
    return shape
