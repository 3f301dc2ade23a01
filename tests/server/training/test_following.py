"""What a lesson asks for is followed by whoever wants to know, with the network's own numbers."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from server.frames.layout import Stamp
from server.frames.members import Member
from server.frames.standing import MOST_TOLD, Followed, LastTold
from server.messages import BadMessage
from server.requests.following import MOST_CONDITIONS
from tests.server.people.classroom import Classroom


@pytest.fixture
def classroom() -> Iterator[Classroom]:
    with ExitStack() as doors:
        yield Classroom(doors)


def standings(classroom: Classroom, member: Member) -> list[dict[str, Any]]:
    heard = classroom.heard(member)
    return [each for each in heard if isinstance(each, dict) and each["type"] == "standing"]


def test_a_standing_comes_at_once_and_with_every_picture_to_who_follows(classroom: Classroom) -> None:
    room = classroom.room
    classroom.heard(classroom.watcher)
    classroom.say(classroom.watcher, "follow_step", conditions=["epoch >= 2 and neurons <= 6", "layers == 1"])
    classroom.work()
    assert standings(classroom, classroom.watcher) == [
        {
            "type": "standing",
            "generation": room.generation,
            "epoch": 0,
            "conditions": [
                [{"holds": False, "value": 0.0}, {"holds": True, "value": 6.0}],
                [{"holds": False, "value": 2.0}],
            ],
            "outcome": None,
        }
    ]
    classroom.work(2)
    (standing,) = standings(classroom, classroom.watcher)
    assert standing["conditions"][0] == [{"holds": True, "value": 2.0}, {"holds": True, "value": 6.0}]
    assert standings(classroom, classroom.host) == []


def test_what_was_met_between_two_pictures_is_told(classroom: Classroom) -> None:
    asked = ["epoch == 3 and test_loss < 9", "epoch == 3 and train_accuracy >= 0", "epoch == 1"]
    classroom.work(2)
    classroom.say(classroom.host, "follow_step", conditions=asked)
    classroom.work()
    classroom.heard(classroom.host)
    classroom.work(6)
    (standing,) = standings(classroom, classroom.host)
    met, of_no_loss, before = standing["conditions"]
    assert met[0] == {"holds": True, "value": 3.0}
    assert met[1]["value"] == classroom.training.trainer.history.test[3]  # type: ignore[union-attr]
    assert [part["holds"] for part in of_no_loss] == [False, True]  # a curve does not know accuracies
    assert before == [{"holds": False, "value": standing["epoch"]}]  # nobody followed it then
    classroom.work(1)
    (standing,) = standings(classroom, classroom.host)
    assert not standing["conditions"][0][0]["holds"]  # once is told once


def test_nothing_is_met_of_before_it_was_followed_or_of_another_run() -> None:
    trainer, told, followed = Trainer(Experiment()), LastTold(), Followed((), "test_loss")
    for _ in range(3):
        trainer.run_epoch()
    now = Stamp(0, 1)
    assert told.untold(followed, now, trainer) == []
    trainer.run_epoch()
    assert [point.epoch for point in told.untold(followed, now, trainer)] == [4]
    assert told.untold(followed, now, trainer) == []
    trainer.run_epoch()
    assert told.untold(followed, now._replace(generation=2), trainer) == []
    for n in range(MOST_TOLD + 1):
        told.untold(Followed((), f"another {n}"), now, trainer)
    trainer.run_epoch()
    assert told.untold(followed, now, trainer) == []  # it was pushed out


def test_what_is_followed_can_be_other_conditions_and_nothing(classroom: Classroom) -> None:
    classroom.say(classroom.host, "follow_step", conditions=["epoch >= 1"])
    classroom.say(classroom.host, "follow_step", outcome="test_loss")
    classroom.work(1)
    assert classroom.training.trainer is not None
    (standing,) = standings(classroom, classroom.host)
    assert standing["conditions"] == []
    assert standing["outcome"] == classroom.training.trainer.test_loss
    classroom.say(classroom.host, "follow_step")
    classroom.work(1)
    assert standings(classroom, classroom.host) == []


def test_a_value_that_the_run_has_not_is_null_and_never_holds(classroom: Classroom) -> None:
    classroom.say(classroom.host, "change", changes={"problem": "regression"})
    classroom.say(
        classroom.host, "follow_step", conditions=["test_accuracy >= 0 or epoch < 0"], outcome="test_accuracy"
    )
    classroom.say(classroom.watcher, "follow_step", conditions=["test_accuracy >= 0"])
    classroom.work()
    (standing,) = standings(classroom, classroom.host)
    assert (standing["conditions"], standing["outcome"]) == ([[{"holds": False, "value": None}]], None)
    (standing,) = standings(classroom, classroom.watcher)
    assert standing["conditions"] == [[{"holds": False, "value": None}]]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"conditions": ["test_loss"]}, "conditions"),
        ({"conditions": ["weights > 1"]}, "conditions"),
        ({"conditions": ["(" * 60 + "epoch" + ")" * 60 + " > 1"]}, "conditions"),
        ({"outcome": "weights"}, "outcome"),
    ],
)
def test_what_cannot_be_followed_is_refused_and_changes_nothing(
    classroom: Classroom, fields: dict[str, Any], field: str
) -> None:
    classroom.heard(classroom.host)
    classroom.say(classroom.host, "follow_step", **fields)
    (error,) = classroom.heard(classroom.host)
    assert isinstance(error, dict)
    assert (error["type"], error["field"]) == ("error", field)
    assert classroom.host.following is None


@pytest.mark.parametrize("conditions", [["epoch > 1"] * (MOST_CONDITIONS + 1), ["epoch > 1" + " " * 400]])
def test_no_more_is_followed_than_a_lesson_can_ask_for(classroom: Classroom, conditions: list[str]) -> None:
    with pytest.raises(BadMessage, match="conditions"):
        classroom.say(classroom.host, "follow_step", conditions=conditions)
