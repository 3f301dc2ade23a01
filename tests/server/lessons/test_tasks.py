"""A task falls into parts, each a sentence with its present value."""

import math

import pytest

from engine.expressions.tokens import ExpressionError
from server.lessons.names import NAMES, values_of
from server.lessons.solving import trained
from server.lessons.tasks import holds, parts_of_task, read_check, sentence, standing_of_task
from server.web.pages.explanations import LANGUAGES


def said(check: str, language: str) -> list[str]:
    return [sentence(part, language) for part in parts_of_task(read_check(check))]


@pytest.mark.parametrize(
    ("check", "english", "german"),
    [
        (
            "test_loss < 0.05 and neurons <= 4 and epoch <= 300",
            ["test loss below 0.05", "at most 4 neurons", "at most 300 epochs"],
            ["Testfehler unter 0,05", "höchstens 4 Neuronen", "höchstens 300 Epochen"],
        ),
        (
            "0.9 <= test_accuracy",
            ["test accuracy at least 90\u00a0%"],
            ["Testgenauigkeit mindestens 90\u00a0%"],
        ),
        ("layers == 1", ["exactly 1 hidden layer"], ["genau 1 verdeckte Schicht"]),
        ("2*2 > neurons", ["fewer than 4 neurons"], ["weniger als 4 Neuronen"]),
        ("layers == 0", ["no hidden layers"], ["0 verdeckte Schichten"]),
        ("noise >= 25", ["noise at least 25\u00a0%"], ["Rauschen mindestens 25\u00a0%"]),
        ("learning_rate > -3", ["learning rate above −3"], ["Lernrate über −3"]),
        ("diverged == 1", ["the run has diverged"], ["das Training ist divergiert"]),
        ("diverged < 1", ["the run has not diverged"], ["das Training ist nicht divergiert"]),
        (
            "gap < 0.1 or layers != 1",
            ["gap between the losses below 0.1 or other than 1 hidden layer"],
            ["Abstand der Fehler unter 0,1 oder nicht 1 verdeckte Schicht"],
        ),
        ("not epoch > 5", ["not: more than 5 epochs"], ["nicht: mehr als 5 Epochen"]),
        (
            "test_loss - train_loss <= 0.1",
            ["test loss − training loss ≤ 0.1"],
            ["Testfehler − Trainingsfehler ≤ 0,1"],
        ),
    ],
)
def test_a_task_is_said_part_by_part(check: str, english: list[str], german: list[str]) -> None:
    assert said(check, "en") == english
    assert said(check, "de") == german


def test_every_name_is_called_something_in_every_language() -> None:
    for name, each in NAMES.items():
        assert set(each.called) == set(LANGUAGES), name
        for language in LANGUAGES:
            assert said(f"{name} == 1", language) != [f"{name} = 1"]


def test_a_part_has_its_present_value_and_whether_it_holds() -> None:
    values = {**dict.fromkeys(NAMES, 0.0), "test_loss": 0.076, "neurons": 3.0, "test_accuracy": math.nan}
    check = read_check("neurons <= 4 and 0.05 > test_loss and test_accuracy > 0.5 and 2*neurons == 6")
    assert standing_of_task(check, values, "en") == [
        ("at most 4 neurons", True, 3.0),
        ("test loss below 0.05", False, 0.076),
        ("test accuracy above 50\u00a0%", False, None),
        ("2 · neurons = 6", True, 6.0),
    ]


def test_values_are_those_of_the_run() -> None:
    run = trained("dataset=circle&networkShape=3,2&noise=10&batchSize=5&learningRate=0.1&seed=0.5", 2)
    values = values_of(run)
    assert (values["epoch"], values["updates"]) == (2, 100)
    assert (values["layers"], values["neurons"], values["features"]) == (2, 5, 2)
    assert values["parameters"] == (2 * 3 + 3) + (3 * 2 + 2) + (2 + 1)
    assert (values["train_points"], values["test_points"]) == (250, 250)
    assert values["test_loss"] == run.test_loss
    assert values["gap"] == run.test_loss - run.train_loss
    assert (values["noise"], values["batch_size"], values["learning_rate"]) == (10, 5, 0.1)
    assert 0 < values["train_accuracy"] <= 1
    assert values["diverged"] == 0
    assert set(values) == set(NAMES)


def test_a_rate_counts_only_with_a_penalty() -> None:
    link = "dataset=gauss&networkShape=&regularizationRate=0.1&seed=0.5"
    assert values_of(trained(link, 0))["regularization_rate"] == 0
    assert values_of(trained(link + "&regularization=L2", 0))["regularization_rate"] == 0.1


def test_where_a_number_is_learnt_nothing_is_told_right() -> None:
    values = values_of(trained("problem=regression&networkShape=&seed=0.5", 0))
    assert not holds(read_check("test_accuracy >= 0 or test_accuracy < 0"), values)


def test_a_run_that_has_diverged_says_so() -> None:
    run = trained("problem=regression&networkShape=4&activation=linear&learningRate=100&seed=0.5", 50)
    assert holds(read_check("diverged == 1"), values_of(run))


@pytest.mark.parametrize("check", ["x1 > 0", "epoch", "epoch.real > 0", "epoch > (lambda: 1)()", "a" * 300])
def test_nothing_else_can_be_named(check: str) -> None:
    with pytest.raises(ExpressionError):
        read_check(check)
