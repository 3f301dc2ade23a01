"""All that is wrong with a lesson is told, with file and line."""

import os
from pathlib import Path

import pytest

from server.lessons.folder import LONGEST_LINE, MOST_FILES, MOST_MB, MOST_PICTURE_KB, MOST_TEXT_KB
from server.lessons.reasons import MOST_FAULTS
from server.lessons.steps import MOST_STEPS
from tests.server.lessons.written import FRONT, LINK, PNG, STEP, WHOLE, block, faults, read, step, write

TASK = 'check = "epoch >= 1"\nsolution = { epochs = 1 }'
QUESTION = 'ask = "What?"\nchoices = [{ text = "a", right = true }, { text = "b" }]'
PREDICTION = 'ask = "What?"\nnumber = 0.1\ntolerance = 0.1\noutcome = "test_loss"\nepochs = 1'


def check(folder: Path, english: str, *wanted: str) -> None:
    """The faults of a lesson begin so, line by line."""
    found = faults(folder, english)
    assert len(found) == len(wanted), found
    for fault, beginning in zip(found, wanted, strict=True):
        assert fault.startswith(f"01-small/en.md:{beginning}"), fault


def test_a_whole_lesson_has_none(tmp_path: Path) -> None:
    assert read(write(tmp_path)).faults == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("## A step\n", "1: a lesson must begin with +++"),
        ("+++\ntitle = 3\n", "1: a lesson must begin with +++"),
        (FRONT.replace('"A title"', "A title") + STEP, "2: this is no TOML"),
        (FRONT.replace('title = "A title"\n', "") + STEP, "2: the front matter must have title"),
        (FRONT.replace("minutes = 5", "minutes = 0") + STEP, "3: minutes must be a whole number from 1"),
        (FRONT.replace('"beginner"', '"begginer"') + STEP, "4: level cannot be 'begginer'; perhaps beginner"),
        (FRONT.replace("level", "levle") + STEP, "4: the front matter has no 'levle'; perhaps level"),
        (FRONT.replace('["One thing"]', "[]") + STEP, "5: learnt must have 1 to 8 entries, got 0"),
        (FRONT, "6: a lesson must have steps"),
        (FRONT + "\nBefore.\n" + STEP, "8: what stands before the first ##"),
        (FRONT + "\n## A *step*\n\nText.\n", "8: the title of a step must be plain text"),
        (FRONT + "\n## A step\n\n# Higher\n", "10: the title stands in the front matter"),
        (FRONT + "\n## A step\n", "8: this step has nothing in it"),
    ],
)
def test_what_is_wrong_with_the_form_is_told(tmp_path: Path, text: str, wanted: str) -> None:
    assert faults(tmp_path, text)[0].startswith(f"01-small/en.md:{wanted}"), faults(tmp_path, text)


@pytest.mark.parametrize(
    ("kind", "content", "wanted"),
    [
        ("tusk", TASK, "14: there is no block 'tusk'"),
        ("task", "check = ", "15: this is no TOML"),
        ("task", 'a = "b"\nc = [\n"', "17: this is no TOML"),
        ("task", "a = " + "[" * 1500, "15: this is no TOML"),
        ("task", 'check = "epoch >= 1"', "15: task must have solution"),
        ("task", TASK.replace("epoch >=", "epochs >="), "15: check: position 1: epochs is not known"),
        ("task", TASK.replace("epoch >= 1", "epoch"), "15: check: position 1: something true or false"),
        ("task", TASK.replace("epoch >= 1", "__import__"), "15: check: position 1: __import__ is not known"),
        ("task", TASK.replace("epochs = 1", "epochs = 1_000_000"), "16: epochs must be a whole number"),
        (
            "task",
            TASK.replace("{ ", '{ change = { hiden = "3" }, '),
            "14: hiden cannot change so: 'hiden' cannot vary; perhaps hidden is meant",
        ),
        ("task", TASK.replace("{ ", '{ change = { hidden = "99" }, '), "14: hidden cannot change so"),
        ("task", TASK.replace("{ ", '{ change = { hidden = "1|2" }, '), "14: hidden must become one value"),
        (
            "task",
            TASK.replace("{ ", '{ link = "#seed=1", change = { noise = 1 }, '),
            "15: solution must have",
        ),
        ("question", 'ask = "What?"', "15: question must have either choices or number"),
        ("question", QUESTION.replace("right = true", "right = false"), "15: exactly one of the choices"),
        ("question", QUESTION.replace('{ text = "b" }', "3"), "16: choices must be a table"),
        ("question", QUESTION.replace('text = "b"', 'txt = "b"'), "16: choices has no 'txt'; perhaps text"),
        ("question", 'ask = "What?"\nnumber = inf\ntolerance = 0', "16: number must be a finite number"),
        ("question", 'ask = "What?"\nnumber = 1', "15: number must have tolerance beside it"),
        ("question", f'ask = "{"x" * 1501}"\nnumber = 1\ntolerance = 0', "15: ask must have 1 to 1500 signs"),
        ("prediction", PREDICTION.replace('"test_loss"', '"test_los"'), "18: outcome cannot be 'test_los'"),
        ("puzzle", 'name = "xxor"', "15: name cannot be 'xxor'; perhaps xor"),
        ("hint", 'text = ""', "15: text must have 1 to 1500 signs"),
        ("hint", "text = 1", "15: text must be a text"),
    ],
)
def test_what_is_wrong_with_a_block_is_told(tmp_path: Path, kind: str, content: str, wanted: str) -> None:
    found = faults(tmp_path, block(kind, content))
    assert any(each.startswith(f"01-small/en.md:{wanted}") for each in found), found


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ('link = "#dataset=gaus&seed=0.5"', "11: this link does not open: dataset must be one of"),
        ('link = "#datset=gauss&seed=0.5"', "11: this link does not open: a link has no key 'datset'"),
        ('link = "#dataset=gauss"', "11: the link must name its seed"),
        ('show = ["hiden"]', "11: show cannot be 'hiden'; perhaps hidden"),
        ('show = ["hidden", "hidden"]', "11: show has hidden twice"),
        ('light = "hidden"', "11: light must be a list"),
    ],
)
def test_what_is_wrong_with_a_set_up_is_told(tmp_path: Path, content: str, wanted: str) -> None:
    check(tmp_path, block("set-up", content, link=False), wanted)


def test_a_solution_needs_something_to_begin_with(tmp_path: Path) -> None:
    check(tmp_path, block("task", TASK, link=False), "10: a link must set the playground up")
    assert read(write(tmp_path, WHOLE + f"\n## Next\n\n```task\n{TASK}\n```\n")).faults == ()


def test_a_prediction_needs_a_link_in_its_own_step(tmp_path: Path) -> None:
    after = WHOLE + f"\n## Next\n\n```prediction\n{PREDICTION}\n```\n"
    check(tmp_path, after, "21: a step with a prediction must set the playground up")


@pytest.mark.parametrize(
    ("kinds", "is_allowed"),
    [
        (("question", "task"), True),
        (("hint", "question", "hint", "task"), True),
        (("task", "question"), False),
        (("task", "task"), False),
        (("question", "question", "task"), False),
        (("question", "puzzle"), False),
        (("task", "set-up"), False),
        (("set-up", "set-up"), False),
    ],
)
def test_a_step_has_one_thing_to_do(tmp_path: Path, kinds: tuple[str, ...], is_allowed: bool) -> None:
    blocks = {
        "task": TASK,
        "question": QUESTION,
        "hint": 'text = "So."',
        "puzzle": 'name = "xor"',
        "set-up": f'link = "{LINK}"',
    }
    shown = "\n\n".join(f"```{kind}\n{blocks[kind]}\n```" for kind in kinds)
    before = "" if "set-up" in kinds else f"## Before\n\n```set-up\n{blocks['set-up']}\n```\n"
    found = [
        each
        for each in faults(tmp_path, FRONT + before + f"\n## Step\n\n{shown}\n")
        if "link must" not in each
    ]
    assert (found == []) == is_allowed, found


def test_a_block_in_a_list_is_told_of(tmp_path: Path) -> None:
    check(tmp_path, step('- one\n\n  ```hint\n  text = "a"\n  ```'), "12: a block must not stand in a list")


def test_all_faults_are_told_and_not_the_first_alone(tmp_path: Path) -> None:
    bad = block("task", TASK.replace("epoch >=", "epochs >=").replace("{ ", "{ more = 1, "))
    bad = bad.replace("minutes = 5", "minutes = 500") + "\n[a](javascript:x)\n"
    lines = [int(each.split(":")[1]) for each in faults(tmp_path, bad)]
    assert sorted(lines) == [3, 15, 16, 19]


def test_faults_without_end_end(tmp_path: Path) -> None:
    found = faults(tmp_path, step("\n".join(f"[a](javascript:{n})" for n in range(1000))))
    assert len(found) == MOST_FAULTS + 1
    assert found[-1].endswith("there is more that is wrong")


def test_languages_must_say_the_same(tmp_path: Path) -> None:
    shorter = WHOLE.replace("## First step", "## Erster Schritt").replace("Some *text*", "Etwas *Text*")
    assert faults(tmp_path, WHOLE, shorter) == []
    for other, wanted in (
        (WHOLE.replace("minutes = 5", "minutes = 6"), "de.md:1: minutes is another than in en"),
        (WHOLE.replace("0.1 and", "0.2 and"), "de.md:16: check of this task is another than in en (line 16)"),
        (WHOLE.replace("epochs = 2", "epochs = 3"), "de.md:16: solution of this task is another"),
        (WHOLE.replace("seed=0.2", "seed=0.3"), "de.md:10: link of this set-up is another"),
        (WHOLE + "\n## More\n\nText.\n", "de.md: this language has 2 steps, en has 1"),
        (WHOLE + '\n```hint\ntext = "a"\n```\n', "de.md:8: step 1 has set-up, task, hint here and"),
    ):
        assert any(each.startswith(f"01-small/{wanted}") for each in faults(tmp_path, WHOLE, other)), wanted
    (tmp_path / "01-small" / "de.md").unlink()
    assert [str(each) for each in read(tmp_path / "01-small").faults] == [
        "01-small/de.md: the lesson is missing in this language"
    ]


def test_a_missing_language_and_an_empty_step_are_told_of_beside_other_faults(tmp_path: Path) -> None:
    lesson = write(tmp_path, WHOLE.replace("minutes = 5", "minutes = 0") + "\n## Empty\n")
    (lesson / "de.md").unlink()
    assert [str(each).partition(": ")[0] for each in read(lesson).faults] == [
        "01-small/en.md:3",
        "01-small/en.md:21",
        "01-small/de.md",
    ]


def test_a_picture_that_nobody_sees_or_that_is_none_is_told_of(tmp_path: Path) -> None:
    assert faults(tmp_path, WHOLE, a_png=PNG) == ["01-small/a.png: no language shows this picture"]
    assert faults(tmp_path, WHOLE, a_png=b"<svg/>") == ["01-small/a.png: this is no png picture"]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(WHOLE)
    lesson = write(tmp_path)
    (lesson / "en.md").unlink()
    (lesson / "en.md").symlink_to(secret)
    (lesson / "more").symlink_to(tmp_path)
    os.mkfifo(lesson / "a.png")
    found = [str(each) for each in read(lesson).faults]
    assert "01-small/en.md: this is no plain file: links and folders do not belong in a lesson" in found
    assert "01-small/a.png: this is no plain file: links and folders do not belong in a lesson" in found
    assert any(each.startswith("01-small: a file must be named") and "'more'" in each for each in found)


@pytest.mark.parametrize(
    "name", ["a.svg", "a.html", "b.js", "fr.md", ".hidden", "UP.PNG", "a b.png", "..png"]
)
def test_other_files_are_refused(tmp_path: Path, name: str) -> None:
    lesson = write(tmp_path)
    (lesson / name).write_bytes(PNG)
    assert len(read(lesson).faults) == 1


def test_a_folder_that_is_too_large_is_refused(tmp_path: Path) -> None:
    lesson = write(tmp_path / "texts", "x\n" * (501 * MOST_TEXT_KB))
    assert str(read(lesson).faults[0]) == f"01-small/de.md: it must have at most {MOST_TEXT_KB} KB"
    lesson = write(tmp_path / "pictures", a_png=PNG + bytes(1000 * MOST_PICTURE_KB))
    assert str(read(lesson).faults[0]) == f"01-small/a.png: it must have at most {MOST_PICTURE_KB} KB"
    large = PNG + bytes(1000 * MOST_PICTURE_KB - len(PNG))
    lesson = write(tmp_path / "all", **{f"p{n}_png": large for n in range(2 * MOST_MB + 1)})
    assert f"01-small: the files of a lesson must have at most {MOST_MB} MB together" in map(
        str, read(lesson).faults
    )
    lesson = write(tmp_path / "many", **{f"p{n}_png": b"" for n in range(MOST_FILES)})
    assert str(read(lesson).faults[0]) == f"01-small: a lesson must have at most {MOST_FILES} files"


def test_a_lesson_without_end_is_refused(tmp_path: Path) -> None:
    found = faults(tmp_path, FRONT + "\n## Step\n\nText.\n" * (MOST_STEPS + 1))
    assert f"a lesson must have at most {MOST_STEPS} steps" in found[0]
    (found,) = faults(tmp_path, step("x" * (LONGEST_LINE + 1)))
    assert found == f"01-small/en.md:10: a line must have at most 2000 signs, got {LONGEST_LINE + 1}"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    lesson = write(tmp_path)
    (lesson / "en.md").write_bytes(b"\xff\xfe" + WHOLE.encode("utf-16-le"))
    assert str(read(lesson).faults[0]) == "01-small/en.md: it must be text in UTF-8"
    assert faults(tmp_path, step("turned \u202e around")) == [
        "01-small/en.md:10: there must be no signs that nobody sees, got U+202E"
    ]


def test_signs_that_nobody_sees_are_refused_as_toml_writes_them_too(tmp_path: Path) -> None:
    told = "there must be no signs that nobody sees, got U+0001"
    assert faults(tmp_path, WHOLE.replace("A title", "A \\u0001 title")) == [f"01-small/en.md:2: {told}"]
    assert faults(tmp_path, WHOLE.replace("One thing", "One \\u0001 thing")) == [f"01-small/en.md:5: {told}"]
