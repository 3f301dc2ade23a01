"""Files that follow from the code are as the code is."""

from pathlib import Path

import pytest

from tests.generated import FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_generated_file_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path](), "run `make generate`"
