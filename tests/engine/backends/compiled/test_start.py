"""How the compiled backend comes to its kernels: in processes and caches of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.backends.compiled.machine_code import MachineCode, from_file, to_file

ROOT = Path(__file__).parents[4]


def run(program: str, cache: Path, **environment: str) -> str:
    """What a Python program prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache), **environment},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


DRAWING = """
import sys
import numpy as np
from engine.backends.compiled.library import load
load(["outputs.float32"])
assert not any(name.startswith("numba") for name in sys.modules)
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with one kernel, made by another process for one that has no compiler in it."""
    cache = tmp_path_factory.mktemp("cache")
    run(DRAWING, cache)
    return cache


def folder_in(cache: Path) -> Path:
    """The folder of kernels, made if need be."""
    folder = cache / "neural-network-playground" / "kernels"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def kernels_in(cache: Path) -> list[Path]:
    return sorted(folder_in(cache).iterdir())


def test_what_was_compiled_is_kept_and_the_next_start_compiles_nothing(filled: Path) -> None:
    (kept,) = kernels_in(filled)
    before = kept.read_bytes()
    nothing_to_start = "import sys; sys.executable = ''" + DRAWING
    run(nothing_to_start, filled)
    assert kernels_in(filled) == [kept]
    assert kept.read_bytes() == before


def test_a_damaged_kernel_is_made_anew(filled: Path, tmp_path: Path) -> None:
    (kept,) = kernels_in(filled)
    place = folder_in(tmp_path) / kept.name
    place.write_bytes(kept.read_bytes()[:-100])
    run(DRAWING, tmp_path)
    assert from_file(place.read_bytes()) is not None


def test_beside_a_pipe_in_its_place_a_kernel_is_kept_and_the_next_start_compiles_nothing(
    filled: Path, tmp_path: Path
) -> None:
    (kept,) = kernels_in(filled)
    place = folder_in(tmp_path) / kept.name
    os.mkfifo(place)
    logged = "import logging, sys; logging.basicConfig(stream=sys.stdout)" + DRAWING
    assert f"{place} is not used: it is no ordinary file." in run(logged, tmp_path)
    run("import sys; sys.executable = ''" + DRAWING, tmp_path)
    assert place.is_fifo()


def test_where_nothing_can_be_kept_it_compiles_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "neural-network-playground").write_text("in the way of the folder")
    run(DRAWING, tmp_path)


def test_what_cannot_be_compiled_says_why(tmp_path: Path) -> None:
    program = """
from engine.backends.compiled import library
try:
    library._make(["outputs.float12"])
except library.KernelError as error:
    print(error)
"""
    assert "the kernels could not be compiled: AttributeError" in run(program, tmp_path)


def test_machine_code_that_cannot_be_loaded_ends_another_process(tmp_path: Path) -> None:
    program = """
from pathlib import Path
from engine.backends.compiled import library, machine_code
import sys, tempfile
folder = Path(tempfile.mkdtemp())
(folder / "outputs.float32").write_bytes(machine_code.to_file(machine_code.MachineCode("outputs", b"none")))
try:
    library._run(60, "engine.backends.compiled.library", str(folder), "outputs.float32")
except library.KernelError as error:
    print(error)
"""
    assert "the kernels could not be compiled: " in run(program, tmp_path, TMPDIR=str(tmp_path))


@pytest.mark.parametrize("at", [0, 15, 80, -1])
def test_a_file_that_changed_in_any_place_is_none(at: int) -> None:
    file = bytearray(to_file(MachineCode("kernel", bytes(range(256)))))
    assert from_file(bytes(file)) == MachineCode("kernel", bytes(range(256)))
    file[at] ^= 1
    assert from_file(bytes(file)) is None


def test_every_kernel_has_a_source(tmp_path: Path) -> None:
    program = """
from engine.backends.compiled.bundles import KERNELS
from engine.backends.compiled.compiler import SOURCES
print(set(KERNELS) == set(SOURCES))
"""
    assert run(program, tmp_path).strip() == "True"


def test_nothing_is_loaded_before_a_session_is_opened(tmp_path: Path) -> None:
    program = """
import sys
from engine.backends.compiled import backend as compiled, population, session
compiled.unavailable_reason(), compiled.unsupported_reason(None, ()), compiled.is_ready()
print([name for name in ("numba", "llvmlite") if name in sys.modules])
"""
    assert run(program, tmp_path).strip() == "[]"
