"""The files of MNIST and sets like it: what is read of them, and what is refused."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.data.reading.idx import IdxError, read_idx_folder
from engine.data.table import OF_COMMANDS
from tests.engine.data.reading import idx_files
from tests.own_process import allocated, in_a_process_of_its_own

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


@pytest.mark.parametrize("packed", [False, True])
def test_the_four_files_are_a_table_whose_last_rows_are_to_test_with(packed: bool, tmp_path: Path) -> None:
    folder = tmp_path / "Fashion"
    folder.mkdir()
    idx_files.write(folder, packed)
    table = read_idx_folder(folder)
    assert (table.title, table.side, table.classes) == ("Fashion", 6, ("0", "1", "2"))
    assert table.names[:7] == (*(f"row 1 column {c}" for c in range(1, 7)), "row 2 column 1")
    labels = np.concatenate([np.arange(60) % 3, np.arange(20) % 3])
    np.testing.assert_array_equal(table.label, labels)
    np.testing.assert_array_equal(table.x, idx_files.pictures(labels).reshape(80, 36))
    assert table.test is not None
    assert np.flatnonzero(table.test).tolist() == list(range(60, 80))


def test_two_classes_have_the_labels_of_two_and_pictures_need_not_be_square(tmp_path: Path) -> None:
    for prefix in ("train", "t10k"):
        (tmp_path / f"{prefix}-images-idx3-ubyte").write_bytes(idx_files.idx(np.ones((4, 2, 3))))
        (tmp_path / f"{prefix}-labels-idx1-ubyte").write_bytes(idx_files.idx([0, 1, 1, 0]))
    table = read_idx_folder(tmp_path)
    assert table.label.tolist() == [-1, 1, 1, -1] * 2
    assert (table.side, len(table.names)) == (0, 6)


def test_the_largest_set_is_that_of_mnist() -> None:
    assert OF_COMMANDS == (60_000 + 10_000, 28 * 28)


HEAD = struct.pack(">4B3I", 0, 0, 8, 3, 60, 6, 6)
DAMAGED: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "of another type": (IMAGES, lambda b: b[:2] + b"\x0d" + b[3:], r"got \(0, 0, 13, 3\)"),
    "labels": (IMAGES, lambda b: idx_files.idx([1] * 60), r"the bytes \(0, 0, 8, 3\), got \(0, 0, 8, 1\)"),
    "no IDX at all": (LABELS, lambda b: b"label\n1\n2\n", r"must begin with the bytes \(0, 0, 8, 1\)"),
    "empty": (IMAGES, lambda b: b"", "must have a head of 16 bytes, got 0"),
    "cut in its head": (LABELS, lambda b: b[:7], "must have a head of 8 bytes, got 7"),
    "cut": (IMAGES, lambda b: b[:-1], "must have 2160 bytes behind its head, as that says, got only 2159"),
    "too long": (LABELS, lambda b: b + b"\0", "must have 60 bytes behind its head, as that says, got more"),
    "with more rows than there may be": (
        IMAGES,
        lambda b: struct.pack(">4B3I", 0, 0, 8, 3, 2**32 - 1, 6, 6),
        "must have 1 to 70000 items of 1 to 784 numbers, got 4294967295 of 36",
    ),
    "with pictures larger than there may be": (
        IMAGES,
        lambda b: struct.pack(">4B3I", 0, 0, 8, 3, 60, 2**31, 2**31),
        "items of 1 to 784 numbers, got 60 of 4611686018427387904",
    ),
    "without a picture": (IMAGES, lambda b: struct.pack(">4B3I", 0, 0, 8, 3, 0, 6, 6), "got 0 of 36"),
    "of pictures of nothing": (IMAGES, lambda b: struct.pack(">4B3I", 0, 0, 8, 3, 60, 0, 6), "got 60 of 0"),
    "with fewer labels": (
        LABELS,
        lambda b: idx_files.idx([0] * 59),
        "for each of the 60 pictures of train, got 59",
    ),
    "of a class that there is not": (
        LABELS,
        lambda b: b[:-1] + b"\x0a",
        "the labels of train must be between 0 and 9, got 10",
    ),
    "of pictures of another size": (
        IMAGES,
        lambda b: idx_files.idx(np.zeros((60, 5, 6))),
        "of one size, got 5 × 6 and 6 × 6",
    ),
}


@pytest.mark.parametrize("which", DAMAGED)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_is_damaged_is_refused_in_a_sentence(which: str, packed: bool, tmp_path: Path) -> None:
    idx_files.write(tmp_path)
    name, damage, sentence = DAMAGED[which]
    path = tmp_path / name
    content = damage(path.read_bytes())
    path.unlink()
    if packed:
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content))
    else:
        path.write_bytes(content)
    with pytest.raises(IdxError, match=sentence):
        read_idx_folder(tmp_path)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda b: b"1,2,3\n", "is damaged: not a gzipped file"),
        (lambda b: b[: len(b) // 2], "is damaged: compressed file ended"),
        (lambda b: b[:-5] + bytes([b[-5] ^ 1]) + b[-4:], "is damaged: crc check failed"),
        (lambda b: b[:20] + b"\xff" * 20 + b[40:], "is damaged: "),
    ],
)
def test_a_damaged_archive_is_refused_in_a_sentence(
    damage: Callable[[bytes], bytes], sentence: str, tmp_path: Path
) -> None:
    idx_files.write(tmp_path, packed=True)
    path = tmp_path / f"{IMAGES}.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(IdxError, match=sentence):
        read_idx_folder(tmp_path)


def test_of_an_archive_that_swells_no_more_is_unpacked_than_its_head_says(tmp_path: Path) -> None:
    idx_files.write(tmp_path)
    (tmp_path / IMAGES).unlink()
    (tmp_path / f"{IMAGES}.gz").write_bytes(gzip.compress(HEAD + bytes(100_000_000)))
    refusal, most = in_a_process_of_its_own(refusal_and_memory, tmp_path)
    assert "must have 2160 bytes behind its head, as that says, got more" in refusal
    assert most < 2_000_000


def refusal_and_memory(folder: Path) -> tuple[str, int]:
    """Why a folder is refused, and the bytes that its reading had at most."""
    told = []

    def read() -> None:
        with pytest.raises(IdxError) as refused:
            read_idx_folder(folder)
        told.append(str(refused.value))

    _, most = allocated(read)
    return told[0], most


@pytest.mark.parametrize("name", [IMAGES, LABELS, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
def test_a_file_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    idx_files.write(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(IdxError, match=f"must have a file {name} or {name}.gz"):
        read_idx_folder(tmp_path)
