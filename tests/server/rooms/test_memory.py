"""What memory rooms may take is reckoned before they grow."""

import contextlib
from contextlib import ExitStack

import pytest

from engine.data.features import FEATURES
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, parse_link
from engine.experiment.view import View
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.messages import CloseCode, Refused
from server.rooms.memory import MEGABYTE, NETWORKS_SHARE, PAST_BYTES, Memory, need_of
from server.rooms.rooms import GIVE_WAY_SECONDS, NO_MEMORY, Rooms
from server.runs.states import size_of
from server.settings import Settings
from tests.server.people.attack import NOISE_BYTES, Server, server
from tests.server.people.classroom import Classroom
from tests.server.people.crowd import LARGEST as LARGEST_LINK
from tests.server.people.lean import come, leave, now
from tests.server.servers.live import run, socket_to

N_LARGEST = 100
TRAINING_SECONDS = 20  # at most: a machine that has much else to do comes less far
LARGEST = Experiment(hidden=(32,) * 10, features=tuple(FEATURES), optimizer="adam", early_stopping=True)


@pytest.mark.parametrize("experiment", [Experiment(), LARGEST])
def test_a_room_is_reckoned_to_need_several_of_its_states(experiment: Experiment) -> None:
    assert need_of(experiment) > 3 * size_of(Trainer(experiment).state())


@pytest.mark.parametrize("n", [1, 30, 100, 200, 1000])
def test_what_rooms_are_and_keep_is_never_more_than_there_is(n: int) -> None:
    memory, taken = Memory(600), []
    with contextlib.suppress(ReasonError):
        for number in range(n):
            memory.take(str(number), LARGEST)
            taken.append(number)
    networks = len(taken) * need_of(LARGEST)
    assert networks <= NETWORKS_SHARE * 600 * MEGABYTE
    assert networks + len(taken) * memory.share * PAST_BYTES <= 600 * MEGABYTE
    assert memory.share > 0
    for number in taken:
        memory.give_back(str(number))
    assert memory.share == 1


def test_a_room_that_would_grow_too_much_is_told_so_and_stays_as_it_is() -> None:
    with ExitStack() as doors:
        classroom = Classroom(doors)
        room = classroom.room
        room.memory = Memory(1)
        room.grow(room.run.experiment)
        classroom.heard(classroom.host)
        state, shape = room.state(), {"hidden": LARGEST.hidden, "features": LARGEST.features}
        for type, fields in (
            ("change", {"changes": shape}),
            ("open_link", {"link": "networkShape=32,32,32,32,32,32,32"}),
        ):
            classroom.say(classroom.host, type, id=1, **fields)
            (answer,) = classroom.heard(classroom.host)
            assert isinstance(answer, dict)
            assert answer["reason"] == {"code": "no_memory", "values": {"most": 1}}
            assert room.state() == state
        classroom.say(classroom.host, "change", id=2, changes={"hidden": [4]})
        classroom.work()
        assert "done" in classroom.kinds_heard(classroom.host)


def test_where_there_is_no_memory_left_rooms_that_nobody_needs_give_way() -> None:
    now = 1000.0
    rooms = Rooms(Settings(max_memory_mb=16), lambda: now)
    n = int(NETWORKS_SHARE * 16 * MEGABYTE / need_of(LARGEST))
    for _ in range(n):
        rooms.make(Link(LARGEST, View()))
    with pytest.raises(Refused, match="no memory") as refused:
        rooms.make(Link(LARGEST, View()))
    assert refused.value.code == CloseCode.FULL
    rooms.expire()
    now += GIVE_WAY_SECONDS
    rooms.make(Link(LARGEST, View()))
    assert len(rooms) == n


def test_what_a_room_keeps_of_its_past_becomes_less_when_others_come() -> None:
    with ExitStack() as doors:
        classroom = Classroom(doors)
        rooms = Rooms(Settings(max_memory_mb=32))
        room = classroom.room
        rooms.bring_back(room, 0)
        for _ in range(100):
            classroom.work(epochs=1)
        whole = room.run.timeline.n_bytes()
        n = int(0.9 * NETWORKS_SHARE * 32 * MEGABYTE / need_of(Experiment()))
        for _ in range(n):
            rooms.make()
        assert room.share < 0.1
        assert room.run.timeline.n_bytes() <= max(room.share * PAST_BYTES, whole / 2)


def test_a_hundred_of_the_largest_rooms_stay_below_the_limit_and_the_next_is_refused() -> None:
    few_points = LARGEST_LINK.replace("percTrainData=90", "percTrainData=10&batchSize=30&optimizer=adam")
    need = need_of(parse_link(few_points).experiment)
    most = int((N_LARGEST + 0.5) * need / NETWORKS_SHARE / MEGABYTE) + 1

    async def work(school: Server) -> None:
        hosts = [await come(school.port, {"link": few_points})]
        before, largest = school.memory(), 0
        hosts += [await come(school.port, {"link": few_points}) for _ in range(N_LARGEST - 1)]
        for host in hosts:
            host.send({"type": "set_speed", "epochs_per_second": None})
            host.send({"type": "play"})

        latest = now() + TRAINING_SECONDS

        def have_trained() -> bool:
            nonlocal largest
            largest = max(largest, school.memory())
            return sum(host.epoch for host in hosts) >= 1.5 * N_LARGEST or now() > latest

        await school.until(have_trained, seconds=2 * TRAINING_SECONDS)
        assert largest - before <= most * MEGABYTE + NOISE_BYTES
        async with socket_to(school) as late:
            await late.send("hello", link=few_points)
            assert await late.closed() == CloseCode.FULL
            assert late.socket.close_reason == NO_MEMORY
        assert school.n_rooms() == N_LARGEST
        await leave(hosts)

    with server(f"--max-memory-mb={most}") as school:
        run(work(school), seconds=150)
