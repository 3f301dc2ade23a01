"""Everybody in a room is told why its run does not learn; finding it out costs the others next to nothing."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from engine.experiment.links import parse_link
from server.messages import ReasonShown
from server.messages.outbox import Outbox
from server.rooms.dispatch import wants_diagnosis
from server.rooms.rooms import Rooms
from server.rooms.runner import DIAGNOSIS_SECONDS, DIAGNOSIS_SHARE, Runner
from server.settings import Settings
from server.training.room_trainer import RoomTrainer
from tests.server.people.classroom import Classroom
from tests.server.rooms.test_runner import tell
from tests.server.servers.live import run

RATE_ZERO = ReasonShown(code="rate_zero", values={})


@pytest.fixture
def doors() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def stuck_told(classroom: Classroom) -> list[object]:
    """What the states that a watcher has got say of the reason, oldest first."""
    heard = classroom.heard(classroom.watcher)
    return [each["stuck"] for each in heard if isinstance(each, dict) and each["type"] == "state"]


def test_everybody_is_told_when_the_reason_changes_and_not_again(doors: ExitStack) -> None:
    classroom = Classroom(doors)
    classroom.say(classroom.host, "change", changes={"learning_rate": 0})
    classroom.work()
    classroom.heard(classroom.watcher)
    classroom.work(epochs=1, diagnose=True)
    assert stuck_told(classroom) == [{"code": "rate_zero", "values": {}}]
    classroom.work(epochs=1, diagnose=True)
    assert stuck_told(classroom) == []
    classroom.say(classroom.host, "change", changes={"learning_rate": 0.03})
    classroom.work(diagnose=True)
    assert stuck_told(classroom)[-1] is None


def test_another_run_and_an_earlier_moment_are_not_put_down_to_anything(doors: ExitStack) -> None:
    classroom = Classroom(doors)
    classroom.say(classroom.host, "change", changes={"learning_rate": 0})
    classroom.work(epochs=3, diagnose=True)
    assert classroom.room.run.stuck == RATE_ZERO
    classroom.say(classroom.host, "go_to", epoch=1)
    assert classroom.room.run.stuck is None
    classroom.work(diagnose=True)
    assert classroom.room.run.stuck is None
    classroom.say(classroom.host, "go_to", epoch=3)
    classroom.work(diagnose=True)
    assert classroom.room.run.stuck == RATE_ZERO
    classroom.say(classroom.host, "reset")
    assert classroom.room.run.stuck is None


def test_nothing_is_looked_for_while_nothing_changes_or_nobody_sees_it(doors: ExitStack) -> None:
    classroom = Classroom(doors)
    classroom.work(epochs=1, diagnose=True)
    assert not wants_diagnosis(classroom.room)
    classroom.work(epochs=1)
    assert wants_diagnosis(classroom.room)
    for member in (classroom.host, classroom.watcher):
        member.visible = False
    assert not wants_diagnosis(classroom.room)


def test_a_room_is_looked_at_once_a_second_and_all_together_take_their_share_at_most() -> None:
    now = [0.0]
    took = 0.02

    def ticking() -> float:
        """A processor's time of which a diagnosis takes 20 ms."""
        ticks[0] += took
        return ticks[0]

    ticks = [0.0]

    async def work() -> None:
        settings = Settings()
        rooms = Rooms(settings)
        runner = Runner(rooms, settings, lambda: now[0], lambda: RoomTrainer(effort=ticking))
        with ExitStack() as doors:
            made = [rooms.make(parse_link("learningRate=0")) for _ in range(3)]
            members = [doors.enter_context(room.joined("host", Outbox())) for room in made]
            await runner._round()
            assert [room.run.stuck for room in made] == [RATE_ZERO] * 3
            tell(made[0], members[0], runner, "change", changes={"learning_rate": 0.03})
            later = DIAGNOSIS_SECONDS + took * len(made) / DIAGNOSIS_SHARE
            for now[0] in (0.5, DIAGNOSIS_SECONDS, later - 0.01):
                await runner._round()
                assert made[0].run.stuck == RATE_ZERO
            now[0] = later + 0.01
            await runner._round()
            assert made[0].run.stuck is None
        await runner.stop()

    run(work())
