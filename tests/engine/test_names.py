"""The names that programs of one's own import from the engine."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import engine

ROOT = Path(__file__).parent.parent.parent
SOURCE = Path(engine.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", engine._HOMES)
def test_every_name_is_what_its_module_has(name: str) -> None:
    found = getattr(engine, name)
    assert found is getattr(sys.modules[engine._HOMES[name]], name)
    assert found.__module__ == engine._HOMES[name], "it is imported from where it is defined"
    assert name in dir(engine)


def test_types_are_told_the_same_names_from_the_same_modules() -> None:
    (block,) = [node for node in ast.parse(SOURCE).body if isinstance(node, ast.If)]
    told = {alias.name: node.module for node in block.body for alias in node.names}  # type: ignore[attr-defined]
    assert told == engine._HOMES


def test_a_name_that_there_is_not_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Experment'"):
        engine.Experment  # noqa: B018


def test_importing_the_engine_alone_loads_none_of_it() -> None:
    program = (
        "import engine, sys\n"
        "print(*(each for each in sys.modules if each.startswith('engine.')), 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["False"]
