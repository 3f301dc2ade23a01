"""How many epochs a room may train by now, and when its next frame is due."""

import math
from collections.abc import Iterable
from itertools import cycle, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.training.pace import MOST_SECONDS, Beat, Pace, TrainingSpeed


def test_the_first_epoch_is_free_and_the_next_is_due_in_time() -> None:
    pace = Pace(TrainingSpeed(10), now=0)
    pace.begin(0)
    assert pace.may_train
    pace.spend(1, 25)
    assert not pace.may_train
    assert pace.next_at() == 0.1
    pace.earn(0.1)
    assert pace.may_train


def test_a_second_is_worth_its_epochs() -> None:
    pace = Pace(TrainingSpeed(60), now=0)
    trained = 0
    for step in range(1, 1001):
        pace.earn(step / 1000)
        if pace.may_train:
            pace.spend(1, 25)
            trained += 1
    assert 59 <= trained <= 60


def test_what_could_not_be_used_is_lost() -> None:
    pace = Pace(TrainingSpeed(100), now=0)
    pace.earn(3600)
    assert pace.credit == 1 + 100 * MOST_SECONDS


def test_as_fast_as_can_be_has_no_end() -> None:
    pace = Pace(TrainingSpeed(None), now=0)
    pace.earn(1)
    pace.spend(1000, 25000)
    pace.earn(2)
    assert pace.credit == math.inf
    pace.change(TrainingSpeed(5), now=3)
    assert pace.credit == 1


def test_updates_are_counted_where_the_speed_is_in_updates() -> None:
    pace = Pace(TrainingSpeed(1, "update"), now=0)
    pace.begin(0)
    pace.spend(epochs=0, updates=1)
    assert not pace.may_train
    assert pace.next_at() == 1
    pace.earn(0.5)
    assert not pace.may_train
    pace.earn(1)
    assert pace.may_train


def test_another_unit_is_another_speed() -> None:
    assert TrainingSpeed(60) != TrainingSpeed(60, "update")


def frames_of(beat: Beat, late: Iterable[float], seconds: float = 9.99) -> list[float]:
    """The moments of the frames sent, if somebody looks each time so much after one was due."""
    sent: list[float] = []
    for each in late:
        now = beat.due_at + each
        if now >= seconds:
            break
        assert beat.is_due(now)
        assert not beat.is_due(now)
        sent.append(now)
    return sent


@given(late=st.lists(st.floats(0, 0.0165), min_size=1, max_size=20))
def test_ten_seconds_have_their_frames_however_late_somebody_looks(late: list[float]) -> None:
    assert len(frames_of(Beat(1 / 30, 0), cycle(late))) == 300


@given(late=st.lists(st.floats(0, 0.2), min_size=1, max_size=20))
def test_there_are_never_more_frames_than_there_shall_be_and_no_two_are_close(late: list[float]) -> None:
    sent = frames_of(Beat(1 / 30, 0), cycle(late))
    for number, (before, after) in enumerate(pairwise(sent), 1):
        assert after - before > 0.0166
        assert number <= 30 * after + 1e-6


def test_after_a_stall_it_goes_on_without_a_burst() -> None:
    sent = frames_of(Beat(0.1, 0), [0, 0, 2.03, *[0] * 20], 4)
    assert sent[:4] == pytest.approx([0, 0.1, 2.23, 2.33])
    assert len(sent) == 2 + 18
