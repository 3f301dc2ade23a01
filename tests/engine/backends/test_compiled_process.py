"""The process that compiles for another."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent
COMPILE = "from engine.backends import compiled; compiled.compile_for_another()"


def test_who_compiles_for_another_ends_when_that_is_gone(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", COMPILE], env=environment, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()
        try:
            assert process.wait(60) == 1
        finally:
            process.kill()
    assert not list(tmp_path.rglob("*.nbc"))
