"""The folder in which compiled kernels are kept."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.backends.compiled import cache

ROOT = Path(__file__).parents[4]
KERNEL = "outputs.float32"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where kernels are kept in this test; it is there already, and open to all."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.folder().mkdir(parents=True)
    cache.folder().chmod(0o777)
    return cache.folder()


def test_what_is_kept_can_be_read_again_by_its_owner_only(folder: Path) -> None:
    assert cache.read(KERNEL) is None
    cache.keep(KERNEL, b"machine code")
    assert cache.read(KERNEL) == b"machine code"
    (file,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


def test_the_oldest_kernels_are_removed_and_nothing_that_is_not_ours(folder: Path) -> None:
    old = [folder / f"outputs.float32.{number:024x}" for number in range(cache.MAX_FILES + 3)]
    others = [folder / "a letter", folder / "outputs.float32", folder / f"outputs.float32.{'x' * 24}"]
    for number, path in enumerate([*others, *old]):
        path.touch()
        os.utime(path, (number, number))
    cache.keep(KERNEL, b"machine code")
    left = set(folder.iterdir())
    assert set(others) < left
    assert set(old) & left == set(old[4:])
    assert len(left) == len(others) + cache.MAX_FILES


def test_a_folder_of_another_user_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    cache.keep(KERNEL, b"machine code")
    assert cache.read(KERNEL) is None
    assert list(folder.iterdir()) == []
    (sentence,) = warnings_in(caplog)
    assert f"{folder.parent} is not used: it belongs to another user" in sentence


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, lambda path: os.symlink("nowhere", path)])
def test_what_is_no_file_in_the_place_of_a_kernel_is_left_alone_and_the_kernel_kept_beside_it(
    put: Callable[[Path], None], folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache.keep(KERNEL, b"machine code")
    (place,) = folder.iterdir()
    place.unlink()
    put(place)
    before = place.lstat()
    assert cache.read(KERNEL) is None
    cache.keep(KERNEL, b"machine code")
    assert cache.read(KERNEL) == b"machine code"
    assert place.lstat() == before
    (beside,) = set(folder.iterdir()) - {place}
    (sentence,) = warnings_in(caplog)
    assert sentence == f"{place} is not used: it is no ordinary file. Its kernel is kept in {beside.name}."

    beside.unlink()
    put(beside)
    cache.keep(KERNEL, b"machine code")
    assert cache.read(KERNEL) is None
    assert set(folder.iterdir()) == {place, beside}
    assert warnings_in(caplog)[1:] == [
        f"{beside} is not used: it is no ordinary file. Kernels are compiled again at every start."
    ]


def test_kernels_beside_their_places_are_counted_and_removed_with_the_others(folder: Path) -> None:
    old = [folder / f"outputs.float32.{number:024x}.beside" for number in range(cache.MAX_FILES + 3)]
    for number, path in enumerate(old):
        path.touch()
        os.utime(path, (number, number))
    cache.keep(KERNEL, b"machine code")
    assert set(old) & set(folder.iterdir()) == set(old[4:])


def warnings_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The warnings that were logged."""
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


def test_the_sources_are_exactly_what_the_compiler_imports_of_the_engine() -> None:
    program = f"import sys, {cache.COMPILER}; print(*(n for n in sys.modules if n.split('.')[0] == 'engine'))"
    assert set(cache.sources()) == set(printed(program, ROOT).split())


def test_a_comment_costs_a_new_compilation_only_where_kernels_are_made_from_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "engine", tmp_path / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    program = "from engine.backends.compiled import cache; print(cache._key())"
    before = printed(program, tmp_path)
    for module, is_made_anew in (("training/stopping", False), ("backends/compiled/kernels/layers", True)):
        with (tmp_path / "engine" / f"{module}.py").open("a") as file:
            file.write("# a comment\n")
        assert (printed(program, tmp_path) != before) == is_made_anew


def printed(program: str, root: Path) -> str:
    """What a Python program prints that has the engine of this folder."""
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(root)}, cwd=root, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
