"""A switch of the view is one field: with it in a copy of the engine, links carry it, a host flips it for
everybody in the room, and the page knows its default."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.paths import ROOT

PROGRAM = """
import engine, sys
from contextlib import ExitStack
from pathlib import Path
assert Path(engine.__file__).parent.parent == Path(sys.argv[1]), "this is not the copy"
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.strict_links import parse_strictly
from engine.experiment.view import View
from server.web.pages.catalogue import catalogue
from tests.server.people.classroom import Classroom

def said(items, type):
    return [each for each in items if isinstance(each, dict) and each["type"] == type]

link = write_link(Link(Experiment(), View(compact=True)))
assert "&compact=true" in link
assert parse_link(link).view == parse_strictly(link).view == View(compact=True)
assert "compact" not in write_link(Link(Experiment(), View()))
assert catalogue()["view"]["compact"] is False
with ExitStack() as doors:
    room = Classroom(doors)
    room.heard(room.watcher)
    room.say(room.host, "set_view", changes={"compact": True})
    (state,) = said(room.heard(room.watcher), "state")
    assert state["view"]["compact"] is True
    room.say(room.host, "set_view", id=1, changes={"compact": 1})
    (error,) = said(room.heard(room.host), "error")
    assert (error["code"], error["field"]) == ("invalid", "compact"), error
"""


def test_a_switch_is_one_field(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "engine", tmp_path / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "engine" / "experiment" / "view.py"
    text = path.read_text(encoding="utf-8")
    last = '    hide_text: bool = switch("hideText")\n'
    assert text.count(last) == 1
    path.write_text(text.replace(last, last + '    compact: bool = switch("compact")\n'), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, str(tmp_path)],
        capture_output=True, text=True, timeout=60, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
