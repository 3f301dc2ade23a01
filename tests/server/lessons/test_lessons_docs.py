"""docs/lessons.md tells of all blocks and names, and its lesson is one."""

import re
import textwrap
from pathlib import Path

from engine.inside.puzzles import PUZZLES
from server.lessons import folder
from server.lessons.blocks import BLOCKS
from server.lessons.names import NAMES
from server.lessons.solving import unsolved
from server.lessons.steps import FRONT, LEVELS
from tests.server.lessons.written import read, write

DOC = (Path(__file__).parents[3] / "docs" / "lessons.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    part = DOC.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def test_every_name_is_told_of_in_its_order() -> None:
    assert rows("Names") == [[f"`{name}`", each.means] for name, each in NAMES.items()]


def test_every_field_of_every_block_is_told_of_and_what_must_be_there_is_bold() -> None:
    wanted = {
        (f"`{kind}`", f"**`{key}`**" if field.is_needed else f"`{key}`")
        for kind, fields in BLOCKS.items()
        for key, field in fields.items()
    }
    assert {(kind, field) for kind, field, _ in rows("Blocks")} == wanted


def test_front_matter_levels_and_puzzles_are_told_of() -> None:
    text = DOC.split("\n## The file\n")[1]
    for name in (*FRONT, *LEVELS):
        assert re.search(rf"`{name}\b", text), name
    for name in PUZZLES:
        assert f"`{name}`" in DOC


def test_the_limits_are_those_that_hold() -> None:
    said = (
        f"{folder.MOST_FILES} files and {folder.MOST_MB} MB, a text {folder.MOST_TEXT_KB} KB",
        f"a picture {folder.MOST_PICTURE_KB} KB, a line {folder.LONGEST_LINE:,} signs",
    )
    assert all(each in DOC for each in said)


def test_the_lesson_of_the_ten_minutes_is_whole_and_comes_true(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^ *````\n(.*?)^ *````\n", DOC, re.DOTALL | re.MULTILINE)
    lesson = read(write(tmp_path, textwrap.dedent(shown)))
    assert lesson.faults == ()
    assert [str(each) for each in unsolved(lesson)] == []
