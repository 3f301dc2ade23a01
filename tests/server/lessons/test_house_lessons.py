"""The lessons of the playground: each is whole in every language, and what it promises comes true."""

from pathlib import Path

import pytest

from server.lessons.folder import lesson_folders
from server.lessons.lesson import read_lesson
from server.lessons.shelf import HOUSE
from server.lessons.solving import trained, unsolved
from server.web.pages.explanations import LANGUAGES
from server.web.pages.lessons import surroundings

FOLDERS = lesson_folders(HOUSE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_lesson_has_no_faults_and_its_solutions_solve_it(folder: Path) -> None:
    lesson = read_lesson(folder, surroundings())
    assert [str(each) for each in lesson.faults] == []
    assert [str(each) for each in unsolved(lesson)] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_lesson_says_about_as_much_in_every_language(folder: Path) -> None:
    lesson = read_lesson(folder, surroundings())
    english, *others = (lesson.as_shown(language)["steps"] for language in LANGUAGES)
    for other in others:
        for one, two in zip(english, other, strict=True):
            assert 0.6 < len(str(two)) / len(str(one)) < 1.6, one["title"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_lesson_has_something_to_do_in_most_steps_and_names_its_course(folder: Path) -> None:
    lesson = read_lesson(folder, surroundings())
    for text in lesson.texts.values():
        assert text.front["source"]["course"]
        idle = [step.title for step in text.steps if not step.blocks]
        assert len(idle) <= len(text.steps) / 4


def test_the_lessons_are_numbered_from_1_without_gaps() -> None:
    numbers = [int(folder.name.partition("-")[0]) for folder in FOLDERS]
    assert numbers == [*range(1, len(FOLDERS) + 1)]
    assert len(FOLDERS) >= 3


SEEDS = ("0.1", "0.2", "0.3", "0.4", "0.5")


def losses_with(rate: str) -> list[float]:
    """What the sweep of the lesson about them finds with a learning rate."""
    link = f"dataset=spiral&networkShape=8,8&sinX=true&sinY=true&learningRate={rate}"
    return [trained(f"{link}&seed={seed}", 100).test_loss for seed in SEEDS]


def told(rate: str) -> list[float]:
    """Mean, best and worst test loss of a learning rate, as that lesson tells them."""
    text = (HOUSE / "14-choosing-by-a-sweep" / "en.md").read_text(encoding="utf-8")
    (row,) = (line for line in text.splitlines() if line.startswith(f"| {rate} |"))
    return [float(cell) for cell in row.strip("|").split("|")[1:]]


@pytest.mark.parametrize("rate", ["0.03", "0.1"])
def test_the_table_of_the_sweep_says_what_its_runs_do(rate: str) -> None:
    losses = losses_with(rate)
    assert told(rate) == pytest.approx([sum(losses) / len(losses), min(losses), max(losses)], abs=0.0006)


@pytest.mark.parametrize("rate", ["0.3", "1"])
def test_large_rates_of_the_sweep_are_a_matter_of_luck_on_every_processor(rate: str) -> None:
    """Their losses are others where NumPy computes with other instructions: a last digit grows."""
    _, _, worst_of_a_good_rate = told("0.1")
    losses = losses_with(rate)
    for best, worst in (told(rate)[1:], (min(losses), max(losses))):
        assert best < worst_of_a_good_rate < worst / 3
