"""How the compiled backend comes to its kernels: each test in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(program: str, **environment: str) -> str:
    """What a Python program prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


WARMED = """
from engine.backends import compiled
assert not compiled.is_ready()
compiled.warm_up()
assert compiled.is_ready()
from engine.backends.compiled_kernels import outputs, run_points, run_tiles
print([sum(kernel.stats.cache_misses.values()) for kernel in (run_points, run_tiles, outputs)])
"""


def test_warming_up_lets_another_process_compile_and_the_next_start_finds_it(tmp_path: Path) -> None:
    folder = tmp_path / "kernels"
    assert run(WARMED, NUMBA_CACHE_DIR=str(folder)).strip() == "[0, 0, 0]"
    kept = {path: path.stat().st_mtime_ns for path in folder.rglob("*.nbc")}
    assert len(kept) == 3
    assert run(WARMED, NUMBA_CACHE_DIR=str(folder)).strip() == "[0, 0, 0]"
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.nbc")} == kept


NOT_KEPT = """
from numba.core.caching import CacheImpl
CacheImpl._locator_classes = []  # as where no folder may be written to
from engine.backends import compiled
compiled.warm_up()
assert compiled.is_ready()
from engine.backends.compiled_kernels import keeps_kernels, outputs, run_points, run_tiles
print([len(kernel.signatures) for kernel in (run_points, run_tiles, outputs)], keeps_kernels())
"""


def test_where_nothing_can_be_kept_it_compiles_in_memory() -> None:
    assert run(NOT_KEPT).strip() == "[1, 1, 1] False"


def test_nothing_is_loaded_before_somebody_asks() -> None:
    program = """
import sys
from engine.backends import compiled
compiled.why_not(), compiled.misfit(None, ()), compiled.is_ready()
print([name for name in ("numba", "llvmlite") if name in sys.modules])
"""
    assert run(program).strip() == "[]"
