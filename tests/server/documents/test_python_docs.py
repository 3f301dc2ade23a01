"""What docs/python.md says runs as it stands, and names all that there is."""

import re

import pytest

import engine
from server.client import LiveRoom
from tests.paths import ROOT
from tests.server.servers.live import Live

TEXT = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)


def test_there_are_programs_to_run() -> None:
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_every_program_runs_as_it_stands(live: Live, block: str, capfd: pytest.CaptureFixture[str]) -> None:
    for library in ("torch", "matplotlib"):
        if f"import {library}" in block:
            pytest.importorskip(library)
    exec(block.replace("http://127.0.0.1:8000/", live.http), {})
    assert capfd.readouterr().out.strip()


def test_every_name_of_the_engine_is_explained() -> None:
    part = TEXT.split("## A live room")[0]
    assert [name for name in engine._HOMES if f"`{name}`" not in part] == []


def test_all_that_a_room_can_do_is_explained() -> None:
    part = TEXT.split("## A live room")[1]
    public = [name for name in vars(LiveRoom) if not name.startswith("_") and name != "close"]
    assert [name for name in public if not re.search(rf"[`(]{name}\b", part)] == []
