"""A room whose run has diverged offers what was tried and helps."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from engine.backends import reference
from engine.training.trainer import Trainer
from server.rooms.dispatch import make_job, next_work, seeks_remedies
from server.runs.states import Slot
from server.training.carry_out import carry_out
from server.training.remedy_search import SECONDS, RemedySearch, SoughtRemedies
from tests.server.people.classroom import Classroom

DIVERGING = {
    "problem": "regression",
    "hidden": [8, 8],
    "activation": "relu",
    "learning_rate": 10,
    "seed": "0.3",
}


@pytest.fixture
def classroom() -> Iterator[Classroom]:
    with ExitStack() as doors:
        made = Classroom(doors)
        made.say(made.host, "change", changes=DIVERGING)
        made.work()
        made.work(epochs=50)
        assert made.room.run.diverged
        yield made


def test_a_remedy_is_offered_when_it_is_known_to_help(classroom: Classroom) -> None:
    assert classroom.room.state().remedies == {}
    while seeks_remedies(classroom.room):
        classroom.work()
    rate = classroom.room.state().remedies["learning_rate"]
    classroom.say(classroom.host, "go_to_best")
    classroom.say(classroom.host, "change", changes={"learning_rate": rate})
    classroom.work()
    assert classroom.room.state().remedies == {}
    classroom.work(epochs=50)
    trainer = classroom.training.present()
    assert (trainer.epoch, trainer.diverged) == (50, False)
    assert trainer.train_loss < trainer.history.train[0]


def test_it_is_looked_for_again_after_a_change(classroom: Classroom) -> None:
    while seeks_remedies(classroom.room):
        classroom.work()
    classroom.say(classroom.host, "change", changes={"clip_norm": 1})
    assert classroom.room.state().remedies == {}
    classroom.work()
    assert classroom.room.run.diverged
    assert classroom.room.state().remedies != {}


def test_what_a_search_takes_beyond_its_slice_counts_as_asked_for(classroom: Classroom) -> None:
    for seconds, is_within in ((60.0, True), (0.0, False)):
        classroom.say(classroom.host, "change", changes={"clip_norm": 1})
        classroom.say(classroom.host, "change", changes={"clip_norm": 0})
        classroom.work()
        job = make_job(classroom.room, next_work(classroom.room), seconds=seconds, seek_remedies=True)
        assert job.seek_remedies is not None
        outcome = carry_out(classroom.training, job)
        assert (outcome.work_seconds == 0) is is_within


def test_nothing_is_looked_for_while_nobody_sees_the_room(classroom: Classroom) -> None:
    assert seeks_remedies(classroom.room)
    for member in (classroom.host, classroom.watcher):
        member.visible = False
    assert not seeks_remedies(classroom.room)


def test_a_search_is_given_up_in_time(classroom: Classroom) -> None:
    now = [0.0]

    def slow() -> float:
        now[0] += 1.0
        return now[0]

    slot = Slot.of(Trainer(classroom.room.run.experiment).state())
    search = RemedySearch(SoughtRemedies(slot, 10), reference, slow)
    slices = 1
    while not search.go_on(0.5):
        slices += 1
    assert search.found == {}
    assert slices <= SECONDS
    empty = RemedySearch(SoughtRemedies(Slot(classroom.room.run.experiment), 10), reference, slow)
    assert empty.go_on(0.5)
