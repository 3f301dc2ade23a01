"""Where else than at the present weights a room looks: the way of its run, moments and other runs."""

import json

import numpy as np
import pytest

from server.rooms.looked_at import MOST_OF_PATH, looked_at
from tests.server.people.classroom import Classroom
from tests.server.people.decode import Frame


def do(classroom: Classroom, type: str, **fields: object) -> None:
    """The host asks for something, and the worker does it."""
    classroom.say(classroom.host, type, **fields)
    classroom.work()


def train(classroom: Classroom, epochs: int) -> None:
    classroom.work(epochs=epochs)


def seen(classroom: Classroom, *inside: str) -> Frame:
    """The frame of a view that is chosen now."""
    classroom.heard(classroom.watcher)
    do(classroom, "set_view", changes={"inside": list(inside)})
    return [each for each in classroom.heard(classroom.watcher) if getattr(each, "type", "") == "INSIDE"][-1]


def test_the_way_of_a_run_begins_at_its_first_weights(classroom: Classroom) -> None:
    train(classroom, 5)
    path = np.reshape(seen(classroom, "landscape").section("PATH").values, (-1, 4))
    assert path[:, 2].tolist() == [0, 1, 2, 3, 4, 5]
    train(classroom, MOST_OF_PATH)
    assert [each and each.epoch for each in looked_at(classroom.room)][:: MOST_OF_PATH - 1] == [
        0,
        MOST_OF_PATH + 5,
    ]


def test_a_cut_leads_between_moments_that_are_named_by_their_epochs(classroom: Classroom) -> None:
    train(classroom, 4)
    assert seen(classroom, "cut").section("ENDS").values == [0, 4]
    assert seen(classroom, "cut", "from:2", "to:3").section("ENDS").values == [2, 3]
    assert seen(classroom, "cut", "from_best:1", "to:0").section("ENDS").values == [4, 0]
    do(classroom, "go_to", epoch=1)
    assert seen(classroom, "cut", "from:900").section("ENDS").values == [4, 1]


def test_a_cut_leads_to_the_end_of_another_run_as_long_as_it_is_known(classroom: Classroom) -> None:
    train(classroom, 3)
    generation = classroom.room.generation
    do(classroom, "reset")
    train(classroom, 2)
    frame = seen(classroom, "cut", f"from_run:{generation}")
    assert frame.section("ENDS").values == [3, 2]
    assert frame.section("HILLS").values[0] >= 0
    assert "from_run" not in classroom.room.state().link
    unknown = seen(classroom, "cut", f"to_run:{generation + 500}")
    assert json.loads(bytes(unknown.section("REASON").values))["code"] == "moment_gone"


@pytest.mark.parametrize("choice", ["turn:90", "tilt:20", "surface:1", "walked:2"])
def test_what_is_only_drawn_in_another_way_is_not_computed_again(classroom: Classroom, choice: str) -> None:
    train(classroom, 3)
    seen(classroom, "landscape")
    do(classroom, "set_view", changes={"inside": ["landscape", choice]})
    heard = classroom.heard(classroom.watcher)
    assert [each["view"]["inside"] for each in heard if isinstance(each, dict)] == [["landscape", choice]]
    assert not [each for each in heard if getattr(each, "type", "") == "INSIDE"]
