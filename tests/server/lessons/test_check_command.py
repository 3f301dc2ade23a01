"""`playground lessons check FOLDER`."""

from pathlib import Path

import pytest

from server.commands import cli
from tests.server.lessons.written import FRONT, WHOLE, block, step, write

HARD = WHOLE.replace("test_loss < 0.1", "test_loss < 0.000001 and neurons >= 1")
GAUSS = 'link = "#dataset=gauss&networkShape=&seed=0.2"'


def check(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = cli.main(["lessons", "check", str(folder)])
    return code, capsys.readouterr().out.splitlines()


def prediction(content: str) -> str:
    return block("prediction", f'ask = "What?"\nepochs = 2\n{content}')


def test_a_lesson_without_faults_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ["01-small: 1 steps in en, de, nothing is wrong"]
    assert check(write(tmp_path), capsys) == (0, told)
    assert check(tmp_path, capsys) == (0, told)


def test_faults_of_all_lessons_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, FRONT)
    write(tmp_path / "more").rename(tmp_path / "02-other")
    code, lines = check(tmp_path, capsys)
    assert code == 1
    assert lines == [
        "01-small/en.md:6: a lesson must have steps: each begins with ## and its title",
        "01-small/de.md:6: a lesson must have steps: each begins with ## and its title",
        "02-other: 1 steps in en, de, nothing is wrong",
    ]


def test_a_solution_is_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = check(write(tmp_path, HARD), capsys)
    assert code == 1
    assert [line.partition(" (")[0] for line in lines] == [
        f"01-small/en.md:16: the solution does not fulfil the task: after 2 epochs {part} does not hold"
        for part in ("test_loss < 0.000001", "neurons >= 1")
    ]


def test_a_task_that_is_done_at_once_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    easy = WHOLE.replace("test_loss < 0.1 and epoch >= 1", "epoch <= 5")
    assert check(write(tmp_path, easy), capsys) == (
        1,
        ["01-small/en.md:16: the task is done before anybody has done anything"],
    )


def test_a_change_is_what_is_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    solved = HARD.replace("test_loss < 0.000001", "test_loss < 1").replace(
        "{ epochs", '{ change = { hidden = "2", learning_rate = 0.1 }, epochs'
    )
    assert check(write(tmp_path, solved), capsys)[0] == 0


def choices(one: str, other: str) -> str:
    """Returns two choices, each of which is right when something holds."""
    return f'outcome = "epoch"\nchoices = [{{text = "a", when = "{one}"}}, {{text = "b", when = "{other}"}}]'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('outcome = "epoch"\nnumber = 2\ntolerance = 0', ""),
        ('outcome = "epoch"\nnumber = 3\ntolerance = 0.5', "after 2 epochs epoch is 2, and not 3 ± 0.5"),
        (
            'outcome = "train_accuracy"\nnumber = 0.5\ntolerance = 0.1',
            "is 100\u00a0%, and not 50\u00a0% ± 10\u00a0%",
        ),
        (
            choices("epoch < 5", "epoch > 5"),
            "",
        ),
        (
            choices("epoch < 2", "epoch > 2"),
            "after 2 epochs epoch is 2: 0 of the choices hold, and one must",
        ),
        (
            choices("epoch < 3", "epoch > 1"),
            "after 2 epochs epoch is 2: 2 of the choices hold, and one must",
        ),
    ],
)
def test_a_prediction_is_trained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, fault: str
) -> None:
    code, lines = check(write(tmp_path, prediction(content)), capsys)
    assert code == (1 if fault else 0), lines
    assert not fault or fault in lines[0]


def test_a_prediction_of_no_number_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = prediction('outcome = "test_accuracy"\nnumber = 1\ntolerance = 1')
    numbers = text.replace("dataset=gauss", "problem=regression")
    assert "after 2 epochs test_accuracy is no number" in check(write(tmp_path, numbers), capsys)[1][0]


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_lessons_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "empty").mkdir()
    assert cli.main(["lessons", "check", str(tmp_path / name)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("playground lessons check: ")
    assert said.count("\n") == 1


def test_a_step_may_be_text_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(write(tmp_path, step("Text.")), capsys)[0] == 0
