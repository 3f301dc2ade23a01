"""What docs/scale.md reckons with: the queue of rooms is simulated as it was measured, and needs are sums."""

import pytest

from benchmarks.scale_model import COSTS, MEASURED, Crowd, Point, needs, pictures_of_followers, simulated

WITHIN = 0.2


@pytest.mark.parametrize("measured", MEASURED, ids=lambda point: f"{point.rooms} on {point.processes}")
def test_the_simulation_gives_what_was_measured(measured: Point) -> None:
    worked_out = simulated(measured.rooms, measured.processes)
    assert worked_out.pictures == pytest.approx(measured.pictures, rel=WITHIN)
    assert worked_out.epochs == pytest.approx(measured.epochs, rel=WITHIN)


def test_as_many_rooms_on_twice_the_processes_have_what_half_of_them_have() -> None:
    assert simulated(100, 2)[2:] == simulated(50, 1)[2:]


def test_dearer_pictures_are_fewer_and_training_goes_on() -> None:
    dear = simulated(100, costs=COSTS._replace(picture=2 * COSTS.picture))
    assert dear.pictures < 0.6 * simulated(100).pictures
    assert dear.epochs == pytest.approx(60, rel=0.02)


def test_followers_have_all_pictures_until_one_core_is_full() -> None:
    assert pictures_of_followers(100, 30) == 30
    full = pictures_of_followers(10_000, 30)
    assert full * 10_000 * COSTS.follower == pytest.approx(1, rel=0.01)


def test_what_a_crowd_needs_grows_with_it() -> None:
    some, many = needs(Crowd(1_000)), needs(Crowd(100_000))
    assert many == pytest.approx([100 * each for each in some])


def test_who_only_looks_on_needs_no_memory_of_rooms_and_next_to_no_core() -> None:
    watching = needs(Crowd(1_000, in_classes=0, following=1))
    working = needs(Crowd(1_000, in_classes=1, following=0))
    assert watching.cores < working.cores / 4
    assert watching.memory < working.memory / 4


def test_fewer_pictures_need_fewer_cores_and_lines() -> None:
    often, seldom = (needs(Crowd(1_000, pictures=n)) for n in (30, 6))
    assert seldom.cores < 0.6 * often.cores
    assert seldom.bytes_a_second < often.bytes_a_second / 3
