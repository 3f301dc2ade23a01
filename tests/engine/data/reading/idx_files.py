"""Small IDX files, as MNIST's are."""

import gzip
import struct
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike


def idx(numbers: ArrayLike) -> bytes:
    """The bytes of such a file, with these numbers from 0 to 255."""
    array = np.array(numbers, np.uint8)
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def pictures(labels: ArrayLike, side: int = 6) -> np.ndarray:
    """Pictures of a bar, (n, side, side), which lies the lower the higher the label is."""
    made = np.zeros((len(labels), side, side), np.uint8)
    for picture, label in zip(made, labels, strict=True):
        picture[label] = 200
    return made


def write(folder: Path, packed: bool = False, n_train: int = 60, n_test: int = 20) -> None:
    """The four files of a set of three classes in a folder."""
    for prefix, n in (("train", n_train), ("t10k", n_test)):
        labels = np.arange(n) % 3
        for name, numbers in (("images-idx3", pictures(labels)), ("labels-idx1", labels)):
            content, path = idx(numbers), folder / f"{prefix}-{name}-ubyte"
            if packed:
                path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content))
            else:
                path.write_bytes(content)
