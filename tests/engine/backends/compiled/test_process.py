"""The process that compiles for another."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Event

ROOT = Path(__file__).parents[4]


def test_who_compiles_for_another_ends_when_that_is_gone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine.backends.compiled.compiler", str(tmp_path), "run_tiles.float64"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()
        try:
            assert process.wait(60) == 1
        finally:
            process.kill()
    assert not list(tmp_path.iterdir())


def test_of_processes_that_begin_together_one_compiles_for_all(tmp_path: Path) -> None:
    """The other has no Python to start a compiler with: it can only find what was kept."""
    program = "import sys; from engine.backends.compiled import library; {}library.load(['pack.float64'])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)}
    folder = tmp_path / "neural-network-playground" / "kernels"
    with subprocess.Popen([sys.executable, "-c", program.format("")], env=environment) as first:
        looking = Event()
        while not (folder.parent / "compiling").exists():
            assert first.poll() is None
            looking.wait(0.01)
        other = program.format("sys.executable = ''; ")
        subprocess.run([sys.executable, "-c", other], env=environment, check=True, timeout=200)
        assert first.wait(60) == 0
    assert len([each for each in folder.iterdir() if each.name.startswith("pack")]) == 1
