"""The process that compiles for another."""

import os
import subprocess
import sys
from pathlib import Path

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
