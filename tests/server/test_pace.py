"""How many epochs a room may train by now."""

import math

from server.pace import MOST_SECONDS, Pace, Speed


def test_the_first_epoch_is_free_and_the_next_is_due_in_time() -> None:
    pace = Pace(Speed(10), now=0)
    pace.begin(0)
    assert pace.may_train
    pace.spend(1, 25)
    assert not pace.may_train
    assert pace.next_at() == 0.1
    pace.earn(0.1)
    assert pace.may_train


def test_a_second_is_worth_its_epochs() -> None:
    pace = Pace(Speed(60), now=0)
    trained = 0
    for step in range(1, 1001):
        pace.earn(step / 1000)
        if pace.may_train:
            pace.spend(1, 25)
            trained += 1
    assert 59 <= trained <= 60


def test_what_could_not_be_used_is_lost() -> None:
    pace = Pace(Speed(100), now=0)
    pace.earn(3600)
    assert pace.credit == 1 + 100 * MOST_SECONDS


def test_as_fast_as_can_be_has_no_end() -> None:
    pace = Pace(Speed(None), now=0)
    pace.earn(1)
    pace.spend(1000, 25000)
    pace.earn(2)
    assert pace.credit == math.inf
    pace.change(Speed(5), now=3)
    assert pace.credit == 1


def test_updates_are_counted_where_the_speed_is_in_updates() -> None:
    pace = Pace(Speed(1, "update"), now=0)
    pace.begin(0)
    pace.spend(epochs=0, updates=1)
    assert not pace.may_train
    assert pace.next_at() == 1
    pace.earn(0.5)
    assert not pace.may_train
    pace.earn(1)
    assert pace.may_train


def test_another_unit_is_another_speed() -> None:
    assert Speed(60) != Speed(60, "update")
