"""Every press of "step" trains an epoch, whatever is still on its way when it comes."""

import pytest

from server.rooms.dispatch import make_job, next_work, take_back
from server.training.carry_out import carry_out
from tests.server.people.classroom import Classroom


def work_while(classroom: Classroom, *presses: str, epochs: float) -> None:
    """The worker trains so many epochs while the host presses buttons; then whatever is left to step."""
    job = make_job(classroom.room, next_work(classroom.room), epochs=epochs, seconds=10, publish=True)
    for press in presses:
        classroom.say(classroom.host, press)
    take_back(classroom.room, carry_out(classroom.training, job))
    while classroom.room.steps.left or classroom.room.work:
        classroom.work(epochs=classroom.room.steps.left)


def test_steps_that_come_faster_than_they_are_done_are_all_done(classroom: Classroom) -> None:
    for _ in range(3):
        classroom.say(classroom.host, "step")
    assert classroom.room.steps.left == 3
    classroom.say(classroom.host, "pause")
    assert classroom.room.steps.left == 0


@pytest.mark.parametrize(
    ("presses", "epoch"),
    [(("step",), 2), (("step", "step"), 3), (("pause",), 1), (("pause", "step"), 2), (("reset", "step"), 1)],
)
def test_a_step_that_comes_while_another_is_trained_is_done_too(
    classroom: Classroom, presses: tuple[str, ...], epoch: int
) -> None:
    classroom.say(classroom.host, "step")
    work_while(classroom, *presses, epochs=1)
    assert classroom.room.run.epoch == epoch


@pytest.mark.parametrize(("presses", "epoch"), [(("step",), 6), (("pause", "step"), 6), (("pause",), 5)])
def test_a_step_that_comes_while_the_room_plays_is_one_epoch_more_than_was_on_its_way(
    classroom: Classroom, presses: tuple[str, ...], epoch: int
) -> None:
    classroom.say(classroom.host, "play")
    work_while(classroom, *presses, epochs=5)
    assert not classroom.room.playing
    assert classroom.room.run.epoch == epoch


def test_an_update_that_comes_while_a_step_is_trained_is_done_too(classroom: Classroom) -> None:
    classroom.say(classroom.host, "step")
    job = make_job(classroom.room, next_work(classroom.room), epochs=1, seconds=10, publish=True)
    classroom.say(classroom.host, "step", unit="update")
    take_back(classroom.room, carry_out(classroom.training, job))
    classroom.work(epochs=classroom.room.steps.left)
    trainer = classroom.training.trainer
    assert trainer is not None
    assert (trainer.place.epoch, trainer.place.updates) == (1, 25 + 1)
