"""Going to where an earlier run of the room ended."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from server.runs import endings
from tests.server.training.test_time import TimeRoom


@pytest.fixture
def classroom() -> Iterator[TimeRoom]:
    with ExitStack() as doors:
        yield TimeRoom(doors)


def weights(classroom: TimeRoom) -> list[bytes]:
    return [each.tobytes() for layer in classroom.trainer.parameters for each in layer]


def test_a_run_goes_on_from_where_it_ended(classroom: TimeRoom) -> None:
    classroom.do("set_view", changes={"show_test_data": True})
    classroom.train(7)
    ended, generation = weights(classroom), classroom.state["generation"]
    curve, link = classroom.trainer.state().history, classroom.state["link"]
    classroom.do("open_link", link="dataset=xor&networkShape=3&seed=0.5&showTestData=false")
    classroom.train(5)
    classroom.do("go_to_run", generation=generation)
    assert (weights(classroom), classroom.trainer.epoch) == (ended, 7)
    assert classroom.trainer.state().history == curve
    assert (classroom.state["link"], classroom.state["playing"]) == (link, False)
    classroom.train(3)
    went_on = weights(classroom)
    classroom.do("open_link", link=link, run=1)
    classroom.train(10)
    assert weights(classroom) == went_on
    classroom.do("go_to_run", generation=generation)
    assert weights(classroom) == ended


def test_it_is_another_run_which_begins_again_with_its_own_first_weights_and_can_be_undone(
    classroom: TimeRoom,
) -> None:
    first = weights(classroom)
    classroom.train(7)
    generation = classroom.state["generation"]
    classroom.do("reset")
    classroom.train(2)
    second, run = weights(classroom), classroom.state["run"]
    classroom.do("go_to_run", generation=generation)
    assert classroom.state["run"] > run
    assert classroom.state["generation"] > generation
    classroom.do("reset", weights="same")
    assert weights(classroom) == first
    classroom.do("undo")
    classroom.do("undo")
    assert weights(classroom) == second


def test_a_run_ends_where_it_was_before_somebody_looked_back_and_went_on(classroom: TimeRoom) -> None:
    classroom.train(9)
    ended, generation = weights(classroom), classroom.state["generation"]
    classroom.do("go_to", epoch=4)
    classroom.do("change", changes={"learning_rate": 0.1})
    classroom.train(3)
    classroom.do("go_to_run", generation=generation)
    assert (weights(classroom), classroom.trainer.epoch) == (ended, 9)
    assert classroom.trainer.experiment.learning_rate == 0.03


def test_marks_are_those_of_the_run(classroom: TimeRoom) -> None:
    classroom.train(3)
    classroom.do("change", changes={"learning_rate": 0.1})
    classroom.train(3)
    generation, marks = classroom.state["generation"], classroom.state["marks"]
    classroom.do("reset")
    assert classroom.state["marks"] == []
    classroom.do("go_to_run", generation=generation)
    assert classroom.state["marks"] == marks != []


def test_of_an_unknown_run_it_is_said_that_it_can_be_started_again(classroom: TimeRoom) -> None:
    error = classroom.refusal("go_to_run", generation=1000)
    assert error["reason"]["code"] == "run_gone"
    assert "can be started again" in error["message"]


def test_how_runs_ended_is_known_of_the_last_ones_only(classroom: TimeRoom) -> None:
    for _ in range(endings.MOST_RUNS + 5):
        classroom.train(1)
        classroom.do("reset")
    assert len(classroom.room.endings) == endings.MOST_RUNS
    large = "seed=0.5&optimizer=adam&earlyStopping=true&batchSize=1000&networkShape=" + ",".join(["32"] * 10)
    for member in classroom.room.members:
        member.visible = False  # so that no pictures are drawn
    for _ in range(endings.MOST_RUNS + 5):
        classroom.do("open_link", link=large)
        classroom.train(1)
        assert classroom.room.endings.n_bytes <= endings.MOST_BYTES
    assert 5 < len(classroom.room.endings) < endings.MOST_RUNS
