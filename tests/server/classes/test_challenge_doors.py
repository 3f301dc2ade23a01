"""No way round the limits of a challenge: what was not trained here, on its points, does not count."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from tests.server.classes.test_classes import has_width
from tests.server.keeping.test_saved_states import state_of
from tests.server.keeping.test_take_away import taken
from tests.server.people.in_class import Page, short_lesson
from tests.server.servers.live import Client, Live, run

LINK = "dataset=circle&networkShape=4&seed=0.5&noise=30"
EPOCH = 7  # at which it is looked whether a network counts

Door = Callable[[Live, Client], Awaitable[None]]


async def steps_to(room: Client, epoch: int) -> None:
    while room.frame is None or room.frame.epoch < epoch:
        await room.ask("step")
        await room.next_frame()


async def other_points(live: Live, room: Client) -> None:
    await steps_to(room, 1)
    await room.ask("change", changes={"noise": 0})
    await steps_to(room, 3)
    await room.ask("change", changes={"noise": 30})


async def weights_from_a_file(live: Live, room: Client) -> None:
    await steps_to(room, 2)
    path, token = f"rooms/{room.welcome['room']}/network", room.welcome["token"]
    _, _, file = await taken(live, f"{path}/json", token)
    await room.ask("reset")
    await room.next_frame(wanted=lambda frame: frame.epoch == 0)
    assert (await taken(live, path, token, file))[0] == 200


async def the_same_weights_again(live: Live, room: Client) -> None:
    await weights_from_a_file(live, room)
    await steps_to(room, 1)
    await room.ask("reset", weights="same")
    await room.next_frame(wanted=lambda frame: frame.epoch == 0)


async def a_run_of_before(live: Live, room: Client) -> None:
    await weights_from_a_file(live, room)
    await steps_to(room, 1)
    assert room.frame is not None
    generation = room.frame.generation
    await room.ask("reset")
    await room.next_frame(wanted=lambda frame: frame.epoch == 0)
    await room.ask("go_to_run", generation=generation)
    await room.next_frame(wanted=lambda frame: frame.epoch >= 1)


async def a_saved_run(live: Live, room: Client) -> None:
    await steps_to(room, 2)
    file = await state_of(live, room)
    path, token = f"rooms/{room.welcome['room']}/state", room.welcome["token"]
    assert (await taken(live, path, token, file))[0] == 200


async def undo_and_redo(live: Live, room: Client) -> None:
    await weights_from_a_file(live, room)
    await room.ask("undo")
    await room.ask("redo")


async def weights_by_hand(live: Live, room: Client) -> None:
    await room.ask("set_weight", layer=1, neuron=0, source=0, value=1.5)


async def a_line_by_hand(live: Live, room: Client) -> None:
    await room.ask("move_line", neuron=0, one=[0, 1], other=[1, 0])


async def boxes_by_hand(live: Live, room: Client) -> None:
    await room.ask("build_boxes", activation="step", n=4)


DOORS: list[Door] = [
    other_points,
    weights_from_a_file,
    the_same_weights_again,
    a_run_of_before,
    a_saved_run,
    undo_and_redo,
    weights_by_hand,
    a_line_by_hand,
    boxes_by_hand,
]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_what_was_learnt_elsewhere_does_not_count_until_one_begins_anew(live: Live, door: Door) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Eve")
            room = await made.room(student)
            await made.teacher.does("begin_challenge", link=LINK, epochs=50)
            await room.settled(partial(has_width, room, 4))
            room.frame = None
            await door(live, room)
            assert await score_at(made.teacher, student, room) is None
            await room.ask("reset")
            room.frame = await room.next_frame(wanted=lambda frame: frame.epoch == 0)
            assert await score_at(made.teacher, student, room) is not None

    run(work())


def test_weights_by_hand_count_where_epochs_do_not(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            room = await made.room(student)
            await made.teacher.does("begin_challenge", link=LINK)
            await room.settled(partial(has_width, room, 4))
            room.frame = None
            await weights_by_hand(live, room)
            assert await score_at(made.teacher, student, room) is not None

    run(work())


async def score_at(teacher: Page, student: Page, room: Client) -> object:
    """Trains on to `EPOCH`; returns the score of the cell that shows it."""
    await steps_to(room, EPOCH)
    person = student.me["person"]
    teacher.cells.pop(person, None)
    await teacher.until(lambda: teacher.cells.get(person, {}).get("epoch", 0) >= EPOCH)
    return teacher.cells[person]["score"]
