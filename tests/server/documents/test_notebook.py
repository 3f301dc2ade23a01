"""The notebook in docs/ runs from its first cell to its last, against a real server."""

import os
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.server.servers.live import SECONDS, Live

NOTEBOOK = ROOT / "docs" / "python.ipynb"


def test_the_notebook_runs_and_what_is_drawn_is_there(
    live: Live, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("PLAYGROUND_ADDRESS", live.http)
    monkeypatch.setenv("PYTHONPATH", str(NOTEBOOK.parent.parent))
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
        os.makedirs(tmp_path / name, mode=0o700)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    nbclient.NotebookClient(notebook, timeout=SECONDS, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 4
    assert [output for output in outputs if output.output_type == "error"] == []


def test_the_notebook_is_stored_without_outputs() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert text.count('"outputs": []') == text.count('"cell_type": "code"') > 5
    assert text.count('"execution_count": null') == text.count('"cell_type": "code"')
