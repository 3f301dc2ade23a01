"""Whatever a host does in whatever order, room and trainer agree in the end."""

import random
from contextlib import ExitStack
from typing import Any

import pytest

from server.rooms.dispatch import make_job, next_work, take_back
from server.runs import timeline, undo
from server.training.carry_out import carry_out
from tests.server.people.decode import Frame
from tests.server.training.test_time import TimeRoom


def something(chance: random.Random) -> tuple[str, dict[str, Any]]:
    """A request that a host may send."""
    changes = chance.choice([
        {"learning_rate": chance.choice([0.03, 0.1, 50])}, {"noise": chance.randrange(50)},
        {"dataset": "xor"},
        {"hidden": [chance.randint(1, 5) for _ in range(chance.randint(0, 3))]}, {"train_percent": 30},
        {"features": chance.choice([["x"], ["x", "y", "sinX"], []])}, {"activation": "linear"},
        {"problem": chance.choice(["classification", "regression"])}, {"batch_size": 50, "optimizer": "adam"},
        {"stop_epoch": chance.choice([0, 5])},
    ])  # fmt: skip
    return chance.choice([
        *[("play", {}), ("change", {"changes": changes}), ("undo", {}), ("redo", {})] * 2,
        ("pause", {}), ("step", {}), ("step", {"unit": "update"}), ("regenerate", {}), ("go_to_best", {}),
        ("reset", {"weights": "same"}), ("reset", {}), ("open_link", {"link": "dataset=gauss"}),
        ("go_to", {"epoch": chance.randrange(12)}), ("go_to", {"epoch": 99}),
        ("set_view", {"changes": {"discretize": chance.random() < 0.5}}),
        ("set_weight", {"layer": chance.randint(1, 3), "neuron": 0, "source": 0, "value": chance.random()}),
        ("set_bias", {"layer": 1, "neuron": chance.randrange(4), "value": 1}),
        ("switch_neuron", {"layer": 1, "neuron": 0, "on": chance.random() < 0.5}),
        ("probe", {"set": "train", "index": chance.randrange(250)}), ("probe", {"x": [1, 1]}),
        ("inspect_neuron", {"layer": 1, "neuron": 0}),
    ])  # fmt: skip


def check(classroom: TimeRoom) -> None:
    """Room and trainer agree, and the frames fit them."""
    room, trainer = classroom.room, classroom.trainer
    state = room.state()
    assert room.run.experiment == trainer.experiment
    assert (room.run.diverged, room.run.epoch) == (trainer.diverged, trainer.epoch)
    epochs = trainer.history.epochs
    end = trainer.epoch if state.last_epoch is None else state.last_epoch
    assert end >= trainer.epoch
    assert epochs == sorted(set(epochs))
    assert not epochs or epochs[-1] <= end
    assert all(each.epoch <= end for each in room.run.timeline.moments)
    assert all(mark.epoch <= end for mark in room.run.marks)
    assert room.run.timeline.n_bytes() <= timeline.MOST_BYTES
    assert len(room.undo.done) <= undo.MOST_ENTRIES
    frames = [each for each in classroom.heard(classroom.watcher) if isinstance(each, Frame)]
    newest = [each for each in frames if each.type == "STATE"][-1:]
    assert all((each.epoch, each.generation) == (trainer.epoch, room.generation) for each in newest)


@pytest.mark.parametrize("seed", range(25))
def test_room_and_trainer_agree_whatever_was_asked_and_however_fast(seed: int) -> None:
    chance = random.Random(seed)
    with ExitStack() as doors:
        classroom = TimeRoom(doors)
        for _ in range(60):
            for _ in range(chance.choice([1, 1, 2, 5])):
                type, fields = something(chance)
                classroom.say(classroom.host, type, **fields)
            classroom.now += chance.choice([0.1, 2])
            if chance.random() < 0.5:
                job = make_job(
                    classroom.room,
                    next_work(classroom.room),
                    epochs=2 * classroom.room.playing,
                    seconds=10,
                    publish=True,
                )
                outcome = carry_out(classroom.training, job)
                type, fields = something(chance)
                classroom.say(classroom.host, type, **fields)
                take_back(classroom.room, outcome)
                assert not outcome.failed
            classroom.work(3 * classroom.room.playing)
            said = [each for each in classroom.heard(classroom.host) if isinstance(each, dict)]
            assert not [each for each in said if each.get("code") == "internal"]
            classroom.work()
            check(classroom)


@pytest.mark.parametrize("seed", range(8))
def test_all_that_was_undone_can_be_redone(seed: int) -> None:
    chance = random.Random(seed)
    with ExitStack() as doors:
        classroom = TimeRoom(doors)

        def known() -> tuple[object, ...]:
            state = classroom.state
            names = ("experiment", "view", "marks", "run", "last_epoch")
            return *(state[name] for name in names), repr(classroom.trainer.state().as_dict())

        states = [known()]
        while len(states) < 10:
            type, fields = something(chance)
            if type in (
                "undo",
                "redo",
                "play",
                "pause",
                "step",
                "probe",
                "inspect_neuron",
                "set_view",
                "go_to",
                "go_to_best",
            ):
                continue
            n = len(classroom.room.undo.done)
            classroom.say(classroom.host, type, **fields)
            classroom.now += 2
            classroom.work()
            if len(classroom.room.undo.done) > n:
                states.append(known())
        for state in reversed(states[:-1]):
            classroom.do("undo")
            assert known() == state
        for state in states[1:]:
            classroom.do("redo")
            assert known() == state
