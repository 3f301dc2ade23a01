"""Moments to go back to, and what the host did to be taken back."""

import gc
import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from server.keeping.kept import from_bytes, to_bytes
from server.keeping.notes import note_of, resumed_room
from server.rooms.dispatch import make_job, next_work
from server.runs import beginnings, timeline, undo
from server.runs.marks import MOST_MARKS
from server.runs.moments import Moment, moment_of
from server.runs.states import Slot, size_of, without_curve
from server.runs.timeline import Timeline, resumed_timeline
from server.training.carry_out import carry_out
from server.training.jobs import Job
from server.training.room_trainer import RoomTrainer
from server.training.work import Begin
from tests.own_process import in_a_process_of_its_own
from tests.server.people.classroom import Classroom
from tests.server.people.decode import Frame

LARGEST = Experiment(
    hidden=(32,) * 10, features=("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY")
)


class TimeRoom(Classroom):
    """A classroom with a clock that stands still."""

    def __init__(self, doors: ExitStack) -> None:
        super().__init__(doors)
        self.now = 0.0
        self.room.undo = undo.UndoStack(lambda: self.now)

    @property
    def trainer(self) -> Trainer:
        assert self.training.trainer is not None
        return self.training.trainer

    def train(self, epochs: int) -> None:
        """Plays for so many epochs."""
        self.do("play")
        self.work(epochs)
        self.do("pause")

    def do(self, type: str, **fields: Any) -> list[dict[str, Any] | Frame]:
        """Says something as the host, lets the worker work; returns what the watcher heard of it."""
        self.heard(self.watcher)
        self.heard(self.host)
        self.say(self.host, type, id=1, **fields)
        self.work()
        answers = [each for each in self.heard(self.host) if isinstance(each, dict)]
        assert not [each for each in answers if each["type"] == "error"], answers
        return self.heard(self.watcher)

    def refusal(self, type: str, **fields: Any) -> dict[str, Any]:
        self.heard(self.host)
        self.say(self.host, type, id=1, **fields)
        self.work()
        (error,) = [
            each for each in self.heard(self.host) if isinstance(each, dict) and each["type"] == "error"
        ]
        return error

    @property
    def state(self) -> dict[str, Any]:
        return json.loads(self.room.state().model_dump_json())  # type: ignore[no-any-return]


@pytest.fixture
def classroom() -> Iterator[TimeRoom]:
    with ExitStack() as doors:
        yield TimeRoom(doors)


def after(epochs: int, experiment: Experiment | None = None) -> Trainer:
    """A run that was never interrupted."""
    trainer = Trainer(experiment or Experiment())
    for _ in range(epochs):
        trainer.run_epoch()
    return trainer


def same(one: Trainer, other: Trainer) -> bool:
    """Whether two runs are equal, bit for bit."""
    return repr(one.state().as_dict()) == repr(other.state().as_dict())


def frames(heard: list[dict[str, Any] | Frame], type: str) -> list[Frame]:
    return [each for each in heard if isinstance(each, Frame) and each.type == type]


def test_one_can_look_around_at_a_moment_with_the_whole_curve(classroom: TimeRoom) -> None:
    classroom.train(20)
    generation = classroom.room.generation
    (shown,) = frames(classroom.do("go_to", epoch=7), "STATE")
    past = after(7)
    assert (shown.epoch, shown.updates, shown.generation) == (7, past.updates, generation)
    assert shown.section("WEIGHTS", 1).values == pytest.approx(past.parameters[0].weights.ravel(), rel=1e-6)
    assert shown.section("NOW").values == pytest.approx([past.train_loss, past.test_loss], rel=1e-6)
    assert shown.section("LOSSES").values[-1][0] == 20
    assert classroom.state["last_epoch"] == 20
    (later,) = frames(classroom.do("go_to", epoch=12), "STATE")
    assert later.epoch == 12
    (end,) = frames(classroom.do("go_to", epoch=10**6), "STATE")
    assert end.epoch == 20
    assert classroom.state["last_epoch"] is None
    assert same(classroom.trainer, after(20))


@pytest.mark.parametrize("experiment", [
    Experiment(),
    Experiment(batch_size=7, regularization="L1", regularization_rate=0.03, noise=20, dataset="spiral"),
])  # fmt: skip
def test_going_on_from_a_moment_is_the_run_that_had_gone_through_it(
    classroom: TimeRoom, experiment: Experiment
) -> None:
    classroom.do("change", changes={name: getattr(experiment, name) for name in
                                    Experiment().differences(experiment)})  # fmt: skip
    classroom.train(30)
    classroom.do("go_to", epoch=11)
    classroom.train(19)
    assert same(classroom.trainer, after(30, experiment))


def test_going_on_cuts_the_curve_of_everybody(classroom: TimeRoom) -> None:
    classroom.train(20)
    classroom.do("go_to", epoch=5)
    generation = classroom.room.generation
    heard = classroom.do("step", unit="update")
    (history,) = frames(heard, "HISTORY")
    assert history.generation == generation + 1
    assert [row[0] for row in history.section("LOSSES").values[1:]] == list(range(6))
    assert classroom.state["last_epoch"] is None
    assert [each.epoch for each in classroom.room.run.timeline.moments] == [1, 2, 3, 4, 5]
    assert classroom.do("go_to", epoch=20) == [] or classroom.trainer.epoch == 5


@pytest.mark.parametrize(("type", "fields"), [
    ("play", {}),
    ("step", {}),
    ("change", {"changes": {"learning_rate": 0.3}}),
    ("set_bias", {"layer": 1, "neuron": 0, "value": 1}),
])  # fmt: skip
def test_whatever_goes_on_from_a_moment_can_be_undone_with_what_came_later(
    classroom: TimeRoom, type: str, fields: dict[str, Any]
) -> None:
    classroom.train(20)
    classroom.do("go_to", epoch=5)
    classroom.do(type, **fields)
    assert classroom.state["last_epoch"] is None
    classroom.do("undo")
    assert (classroom.trainer.epoch, classroom.state["last_epoch"]) == (5, 20)
    assert classroom.state["experiment"]["learning_rate"] == 0.03
    classroom.do("go_to", epoch=20)
    assert same(classroom.trainer, after(20))


def test_only_the_host_may_travel(classroom: TimeRoom) -> None:
    for type, fields in [("go_to", {"epoch": 0}), ("undo", {}), ("redo", {}), ("go_to_best", {})]:
        classroom.heard(classroom.watcher)
        classroom.say(classroom.watcher, type, **fields)
        (error,) = [each for each in classroom.heard(classroom.watcher) if isinstance(each, dict)]
        assert error["code"] == "forbidden"


def test_the_first_weights_can_be_had_again_and_new_ones_too(classroom: TimeRoom) -> None:
    classroom.train(5)
    classroom.do("reset", weights="same")
    assert same(classroom.trainer, after(0))
    assert classroom.state["run"] == 2
    first = classroom.trainer.parameters[0].weights
    classroom.do("reset", weights="new")
    second = classroom.trainer.parameters[0].weights
    assert (second != first).any()
    classroom.train(2)
    classroom.do("reset", weights="same")
    assert (classroom.trainer.parameters[0].weights == second).all()


def test_an_earlier_run_is_opened_with_its_own_first_weights(classroom: TimeRoom) -> None:
    def weights() -> list[Any]:
        return [layer.weights.tolist() for layer in classroom.trainer.parameters]

    classroom.do("reset")
    second, run, link = weights(), classroom.state["run"], classroom.state["link"]
    classroom.train(5)
    classroom.do("change", changes={"dataset": "xor"})
    classroom.train(5)
    classroom.do("open_link", link=link, run=run)
    assert weights() == second
    assert (classroom.state["link"], classroom.trainer.experiment.dataset) == (link, "circle")
    assert classroom.trainer.history.epochs == [0]
    classroom.do("open_link", link=link, run=1000)
    assert weights() != second
    classroom.do("undo")
    assert weights() == second


def test_first_weights_are_known_of_the_last_runs_only(classroom: TimeRoom) -> None:
    for _ in range(2 * beginnings.MOST_RUNS):
        classroom.do("reset")
    known = [run for run in range(100) if classroom.room.beginnings.of(run)]
    last = classroom.state["run"]
    assert known == list(range(last - beginnings.MOST_RUNS + 1, last + 1))
    classroom.do("open_link", link="seed=0.5&networkShape=" + ",".join(["32"] * 10))
    for _ in range(2 * beginnings.MOST_RUNS):
        classroom.do("reset")
    a_run = max(slot.n_bytes for slot in classroom.room.beginnings.slots)
    assert classroom.room.beginnings.n_bytes <= beginnings.MOST_BYTES + a_run


def test_what_is_set_by_hand_before_the_first_update_belongs_to_the_first_weights(
    classroom: TimeRoom,
) -> None:
    classroom.do("set_bias", layer=1, neuron=0, value=0.75)
    classroom.train(3)
    classroom.do("reset", weights="same")
    assert classroom.trainer.parameters[0].biases[0] == 0.75
    classroom.do("go_to", epoch=0)
    assert classroom.trainer.parameters[0].biases[0] == 0.75


def test_the_same_weights_begin_with_the_present_settings(classroom: TimeRoom) -> None:
    classroom.train(3)
    classroom.do("change", changes={"activation": "relu", "learning_rate": 0.1})
    classroom.do("reset", weights="same")
    assert same(classroom.trainer, after(0, Experiment(activation="relu", learning_rate=0.1)))
    classroom.train(4)
    assert same(classroom.trainer, after(4, Experiment(activation="relu", learning_rate=0.1)))


def test_a_live_change_leaves_a_mark_and_a_drag_leaves_one(classroom: TimeRoom) -> None:
    classroom.do("change", changes={"learning_rate": 0.1})
    assert classroom.state["marks"] == []
    classroom.train(4)
    for rate in (0.2, 0.3, 0.4):
        classroom.now += 0.5
        classroom.do("change", changes={"learning_rate": rate})
    classroom.train(2)
    classroom.now += 5
    classroom.do("change", changes={"batch_size": 5})
    marks = [
        {"epoch": 4, "changes": {"learning_rate": [0.1, 0.4]}},
        {"epoch": 6, "changes": {"batch_size": [10, 5]}},
    ]
    assert classroom.state["marks"] == marks
    classroom.do("go_to", epoch=5)
    assert classroom.state["experiment"]["batch_size"] == 10
    assert classroom.state["marks"] == marks
    classroom.train(1)
    assert classroom.state["marks"] == marks[:1]
    classroom.do("undo")
    assert classroom.state["marks"] == marks
    classroom.do("reset")
    assert classroom.state["marks"] == []


def test_other_points_come_while_training_goes_on(classroom: TimeRoom) -> None:
    classroom.do("play")
    classroom.work(3)
    heard = classroom.do("change", changes={"noise": 30, "train_percent": 20})
    (points,) = frames(heard, "POINTS")
    assert points.section("POINTS", 0).count == 100
    assert (points.generation, classroom.room.playing) == (1, True)
    assert classroom.state["marks"][0]["changes"] == {"noise": [0, 30], "train_percent": [50, 20]}
    classroom.work(2)
    assert classroom.trainer.epoch == 5


def test_another_shape_keeps_curve_and_weights_while_training_goes_on(classroom: TimeRoom) -> None:
    classroom.do("play")
    classroom.work(3)
    weights = classroom.trainer.parameters[0].weights
    heard = classroom.do("change", changes={"hidden": [5, 2], "features": ["x", "y", "sinX"]})
    (history,), (state,) = frames(heard, "HISTORY"), frames(heard, "STATE")
    assert (history.generation, state.generation, classroom.room.run.number) == (2, 2, 1)
    assert (state.epoch, history.section("LOSSES").count) == (3, 4)
    assert state.section("WEIGHTS", 1).values[:2] == pytest.approx(weights[0], rel=1e-6)
    assert classroom.state["marks"][0]["changes"]["hidden"] == [[4, 2], [5, 2]]
    assert classroom.room.playing
    classroom.work(2)
    assert classroom.trainer.epoch == 5


def test_one_can_look_back_past_a_change_of_shape_and_of_points(classroom: TimeRoom) -> None:
    classroom.train(3)
    classroom.do("change", changes={"hidden": [3], "noise": 10})
    classroom.train(3)
    after_both = repr(classroom.trainer.state().as_dict())
    heard = classroom.do("go_to", epoch=2)
    assert len(frames(heard, "POINTS")) == len(frames(heard, "HISTORY")) == 1
    assert frames(heard, "STATE")[0].section("WEIGHTS", 1).count == 4
    assert classroom.state["experiment"]["noise"] == 0
    classroom.do("go_to", epoch=6)
    assert repr(classroom.trainer.state().as_dict()) == after_both
    classroom.do("go_to", epoch=2)
    classroom.train(4)
    assert same(classroom.trainer, after(6))


def test_the_same_first_weights_fit_another_shape(classroom: TimeRoom) -> None:
    first = after(0).parameters
    classroom.train(3)
    classroom.do("change", changes={"hidden": [5, 2]})
    for _ in range(2):
        classroom.do("reset", weights="same")
        assert (classroom.trainer.parameters[0].weights[:4] == first[0].weights).all()
        assert (classroom.trainer.parameters[2].weights == first[2].weights).all()
        assert classroom.trainer.history.epochs == [0]
        begun = classroom.trainer.parameters[0].weights[4].tolist()
    classroom.train(1)
    classroom.do("reset", weights="same")
    assert classroom.trainer.parameters[0].weights[4].tolist() == begun


def test_marks_are_bounded(classroom: TimeRoom) -> None:
    for n in range(MOST_MARKS + 5):
        classroom.train(1)
        classroom.now += 2
        classroom.do("change", changes={"batch_size": 1 + n % 2})
    assert len(classroom.state["marks"]) == MOST_MARKS
    assert classroom.state["marks"][-1]["epoch"] == MOST_MARKS + 5


def test_a_drag_that_comes_back_leaves_no_mark(classroom: TimeRoom) -> None:
    classroom.train(1)
    for rate in (0.3, 0.03):
        classroom.do("change", changes={"learning_rate": rate})
    assert classroom.state["marks"] == []


ACTIONS: list[tuple[str, dict[str, Any]]] = [
    ("change", {"changes": {"learning_rate": 0.3}}),
    ("change", {"changes": {"dataset": "xor", "seed": "0.9"}}),
    ("change", {"changes": {"hidden": [3, 3, 3], "noise": 50}}),
    ("open_link", {"link": "dataset=spiral&seed=1&discretize=true"}),
    ("regenerate", {}),
    ("reset", {"weights": "new"}),
    ("reset", {"weights": "same"}),
    ("set_weight", {"layer": 1, "neuron": 0, "source": 1, "value": 2}),
    ("set_bias", {"layer": 3, "neuron": 0, "value": 2}),
    ("build_boxes", {"activation": "step", "n": 4}),
]


@pytest.mark.parametrize(("type", "fields"), ACTIONS)
def test_what_the_host_did_is_undone_and_redone(
    classroom: TimeRoom, type: str, fields: dict[str, Any]
) -> None:
    def known() -> tuple[object, ...]:
        state = classroom.state
        names = ("experiment", "view", "link", "marks", "run", "last_epoch")
        return *(state[name] for name in names), repr(classroom.trainer.state().as_dict())

    classroom.train(6)
    before = known()
    classroom.do(type, **fields)
    done = known()
    assert done != before
    assert (classroom.state["can_undo"], classroom.state["can_redo"]) == (True, False)
    heard = classroom.do("undo")
    assert known() == before
    assert frames(heard, "HISTORY")[0].section("LOSSES").count == 7
    assert (classroom.state["can_undo"], classroom.state["can_redo"]) == (False, True)
    classroom.do("redo")
    assert known() == done
    classroom.do("undo")
    assert known() == before
    classroom.do("set_bias", layer=1, neuron=0, value=3)
    assert not classroom.state["can_redo"]
    assert "nothing to redo" in classroom.refusal("redo")["message"]


def test_boxes_are_built_while_the_run_goes_on_and_leave_a_mark(classroom: TimeRoom) -> None:
    classroom.do("open_link", link="problem=curve&networkShape=3&seed=0.5")
    classroom.train(6)
    classroom.do("build_boxes", activation="sigmoid", n=5)
    experiment = classroom.state["experiment"]
    assert (experiment["hidden"], experiment["activation"], experiment["features"]) == (
        [10],
        "sigmoid",
        ["x"],
    )
    assert classroom.trainer.epoch == 6
    assert set(classroom.state["marks"][0]["changes"]) == {"hidden", "activation"}
    weights, _ = classroom.trainer.parameters[0]
    assert (weights == weights[0]).all()
    built = classroom.trainer.train_loss
    assert built < 0.1
    classroom.train(5)
    assert classroom.trainer.epoch == 11
    classroom.do("undo")
    assert classroom.state["experiment"]["hidden"] == [3]


def test_boxes_that_need_another_kind_of_layers_begin_another_run_and_are_undone_in_one(
    classroom: TimeRoom,
) -> None:
    classroom.do("open_link", link="problem=curve&networkShape=3&seed=0.5&normalization=batch")
    classroom.train(3)
    classroom.do("build_boxes", activation="relu", n=8)
    assert classroom.state["experiment"]["normalization"] == "none"
    assert classroom.trainer.epoch == 0
    built = classroom.trainer.train_loss
    assert built < 0.05
    classroom.train(2)
    classroom.do("reset", weights="same")
    assert classroom.trainer.train_loss == built
    classroom.do("undo")
    classroom.do("undo")
    assert classroom.state["experiment"]["normalization"] == "batch"
    assert classroom.trainer.epoch == 3


def test_boxes_that_cannot_be_built_leave_the_room_as_it_is(classroom: TimeRoom) -> None:
    classroom.do("open_link", link="dataset=blobs&classes=4&seed=0.5")
    before = classroom.state
    assert "boxes add up to one number" in classroom.refusal("build_boxes", activation="step", n=3)["message"]
    assert classroom.state["experiment"] == before["experiment"]
    assert classroom.state["can_undo"] == before["can_undo"]


def test_an_undone_view_leaves_the_run_alone(classroom: TimeRoom) -> None:
    classroom.do("set_view", changes={"discretize": True})
    classroom.train(5)
    generation = classroom.room.generation
    classroom.do("undo")
    assert not classroom.state["view"]["discretize"]
    assert (classroom.trainer.epoch, classroom.room.generation) == (5, generation)
    classroom.do("redo")
    assert classroom.state["view"]["discretize"]


def test_a_drag_is_undone_in_one(classroom: TimeRoom) -> None:
    for value in (0.1, 0.2, 0.3):
        classroom.now += 0.9
        classroom.do("set_weight", layer=1, neuron=0, source=0, value=value)
    classroom.now += 1.1
    classroom.do("set_weight", layer=1, neuron=0, source=0, value=0.4)
    classroom.do("undo")
    assert classroom.trainer.parameters[0].weights[0, 0] == 0.3
    classroom.do("undo")
    assert same(classroom.trainer, after(0))


def test_choices_are_undone_one_by_one_however_quick_they_are(classroom: TimeRoom) -> None:
    for features in (["x"], ["x", "y", "x1^3"], ["x", "y"]):
        classroom.do("change", changes={"features": features})
    for features in (("x", "y", "x1^3"), ("x",), ("x", "y")):
        classroom.do("undo")
        assert classroom.room.run.experiment.features == features


@pytest.mark.parametrize(
    ("field", "chosen", "steps"),
    [
        ("inside", ["perceptron"], [["perceptron", "at:1"], ["perceptron", "at:2"]]),
        ("look", ["x1", "x2"], [["x1", "x2", "x3:1"], ["x1", "x2", "x3:2"]]),
    ],
)
def test_what_is_done_in_a_view_is_undone_before_the_choice_of_the_view(
    classroom: TimeRoom, field: str, chosen: list[str], steps: list[list[str]]
) -> None:
    for value in (chosen, *steps):  # all within a second
        classroom.do("set_view", changes={field: value})
    for value in (chosen, []):
        classroom.do("undo")
        assert classroom.state["view"][field] == value


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("show_test_data", [True, False]),
        ("discretize", [True, False, True]),
        ("hidden_controls", [["noise"], ["noise", "dataset"], ["dataset"]]),
    ],
)
def test_switches_of_a_view_are_undone_one_by_one_however_quick_they_are(
    classroom: TimeRoom, field: str, values: list[object]
) -> None:
    seen = [classroom.state["view"][field]]
    for value in values:
        classroom.do("set_view", changes={field: value})
        seen.append(classroom.state["view"][field])
    for value in reversed(seen[:-1]):
        classroom.do("undo")
        assert classroom.state["view"][field] == value


def test_what_could_not_be_done_leaves_nothing_to_undo(classroom: TimeRoom) -> None:
    classroom.refusal("set_weight", layer=9, neuron=0, source=0, value=1)
    assert not classroom.state["can_undo"]


def test_requests_that_come_together_are_undone_one_by_one(classroom: TimeRoom) -> None:
    """The states are remembered where they arise, though the worker gets all of it at once."""
    classroom.train(3)
    for type, fields in [
        ("reset", {}),
        ("change", {"changes": {"dataset": "xor"}}),
        ("undo", {}),
        ("undo", {}),
    ]:
        classroom.say(classroom.host, type, **fields)
    classroom.work()
    assert same(classroom.trainer, after(3))


def test_the_piles_are_bounded(classroom: TimeRoom) -> None:
    for _ in range(undo.MOST_ENTRIES + 5):
        classroom.do("reset")
    assert len(classroom.room.undo.done) == undo.MOST_ENTRIES


def test_the_piles_are_bounded_with_the_largest_network(classroom: TimeRoom) -> None:
    classroom.do(
        "change", changes={"hidden": LARGEST.hidden, "features": LARGEST.features, "batch_size": 250}
    )
    for _ in range(8):
        classroom.train(10)
        classroom.do("reset")
    pasts = [entry.past for entry in classroom.room.undo.done if entry.past is not None]
    free = {id(part) for part in classroom.room.run.timeline.parts()}
    assert undo.MOST_BYTES / 2 < classroom.room.undo.n_bytes(free) <= undo.MOST_BYTES
    assert [bool(past.timeline.moments) for past in (pasts[1], pasts[-1])] == [False, True]
    for _ in range(8):
        classroom.do("undo")
    assert (classroom.trainer.epoch, classroom.trainer.experiment.hidden) == (10, LARGEST.hidden)
    classroom.do("go_to", epoch=4)
    assert classroom.trainer.epoch == 0


def test_a_run_that_ran_away_goes_back_to_its_best_moment(classroom: TimeRoom) -> None:
    classroom.do("open_link", link="problem=regression&activation=linear&learningRate=0.001&seed=0.5")
    classroom.train(5)
    classroom.do("change", changes={"learning_rate": 10})
    classroom.do("play")
    classroom.work(10**4)
    assert classroom.state["diverged"]
    assert not classroom.state["playing"]
    classroom.do("go_to_best")
    best = min(classroom.room.run.timeline.moments, key=lambda each: each.train_loss)
    assert classroom.trainer.epoch == best.epoch
    assert not classroom.state["diverged"]
    classroom.do("change", changes={"learning_rate": 0.001})
    classroom.train(3)
    assert classroom.trainer.epoch == best.epoch + 3
    assert not classroom.state["diverged"]


def test_a_run_that_runs_away_at_once_goes_back_to_its_first_weights(classroom: TimeRoom) -> None:
    classroom.do("open_link", link="problem=regression&activation=linear&learningRate=100&seed=0.5")
    classroom.do("play")
    classroom.work(10**4)
    assert classroom.state["diverged"]
    classroom.do("go_to_best")
    assert classroom.trainer.epoch == 0
    assert classroom.state["diverged"] is False


def test_a_restart_while_somebody_looks_back_keeps_the_end_of_the_run(classroom: TimeRoom) -> None:
    classroom.train(9)
    classroom.do("go_to", epoch=4)
    outcome = carry_out(classroom.training, Job(keep=lambda outcome: None))
    assert outcome.kept is not None
    assert repr(outcome.kept.as_dict()) == repr(after(9).state().as_dict())


def test_first_weights_and_marks_outlive_the_server(classroom: TimeRoom) -> None:
    classroom.train(4)
    classroom.do("change", changes={"hidden": [4, 3], "learning_rate": 0.1})
    classroom.train(2)
    classroom.room.id = "aB3_-xYz"
    note = note_of(classroom.room)
    outcome = carry_out(
        classroom.training, make_job(classroom.room, next_work(classroom.room), keep=lambda outcome: None)
    )
    kept, trainer = from_bytes(to_bytes(note(trainer=outcome.kept, first=outcome.kept_first)))
    with ExitStack() as doors:
        again = TimeRoom(doors)
        again.room = resumed_room(kept, trainer)
        again.host, again.watcher = again.join("host"), again.join("watcher")
        again.work()
        assert json.dumps(again.state["marks"]) == json.dumps(classroom.state["marks"])
        assert len(again.state["marks"]) == 1
        again.do("go_to", epoch=0)
        assert (again.trainer.parameters[0].weights == after(0).parameters[0].weights).all()
        again.do("go_to", epoch=6)
        again.do("reset", weights="same")
        classroom.do("reset", weights="same")
        assert same(again.trainer, classroom.trainer)


@pytest.mark.parametrize(("experiment", "epochs"), [(Experiment(), 0), (Experiment(batch_size=1200), 3)])
def test_a_slice_may_be_counted_in_updates(experiment: Experiment, epochs: int) -> None:
    """Where a batch is larger than all points there is no update; then every epoch counts."""
    training = RoomTrainer()
    carry_out(training, Job(work=(Begin(experiment, Slot(experiment)),)))
    outcome = carry_out(training, Job(updates=3.9, seconds=60))
    assert (outcome.epochs, max(outcome.updates, outcome.epochs)) == (epochs, 3)


def test_the_speed_is_told_in_its_unit(classroom: TimeRoom) -> None:
    classroom.do("set_speed", updates_per_second=1)
    assert (classroom.state["speed"], classroom.state["speed_unit"]) == (1, "update")
    classroom.do("set_speed", epochs_per_second=None)
    assert (classroom.state["speed"], classroom.state["speed_unit"]) == (None, "epoch")
    for fields in ({}, {"epochs_per_second": 2, "updates_per_second": 3}):
        assert "either" in classroom.refusal("set_speed", **fields)["message"]


def test_the_first_weights_of_a_run_that_is_brought_back_are_not_known(classroom: TimeRoom) -> None:
    classroom.train(3)
    classroom.room.run.timeline = resumed_timeline(classroom.trainer, None)
    assert "not known" in classroom.refusal("reset", weights="same")["message"]
    assert "no earlier moment" in classroom.refusal("go_to", epoch=0)["message"]


def fake_moments(epochs: range, of: Trainer) -> Iterator[Moment]:
    moment = moment_of(of)
    for epoch in epochs:
        yield moment._replace(epoch=epoch)


@pytest.mark.parametrize(
    "fields",
    [
        {"optimizer": "adam", "early_stopping": True, "hidden": (5, 3)},
        {"normalization": "batch", "hidden": (4, 4)},
        {"hidden": ()},
    ],
)
def test_the_network_of_a_moment_is_that_of_its_state(fields: dict[str, Any]) -> None:
    trainer = Trainer(Experiment(**fields))
    trainer.run(7)
    moment = moment_of(trainer)
    alone, whole = moment.model, moment.state.progress.learning.model
    for one, other in zip(alone, whole, strict=True):
        for layer, same in zip(one, other, strict=True):
            for array, wanted in zip(layer, same, strict=True):
                np.testing.assert_array_equal(array, wanted)


def test_a_timeline_is_thinned_as_the_run_grows() -> None:
    kept = Timeline(Slot(Experiment()))
    for moment in fake_moments(range(1, 5001), Trainer(Experiment(hidden=()))):
        if moment.epoch % kept.interval == 0:
            kept.add([moment])
    epochs = [each.epoch for each in kept.moments]
    assert kept.interval == 16
    assert epochs == list(range(16, 5001, 16))
    assert len(epochs) <= timeline.MOST_MOMENTS
    nearest = kept.nearest(100)
    assert isinstance(nearest, Moment)
    assert nearest.epoch == 96
    assert kept.nearest(15) is kept.first


def test_a_timeline_of_the_largest_network_stays_within_its_bytes() -> None:
    training = RoomTrainer()
    first = Slot(LARGEST)
    kept = Timeline(first)
    carry_out(training, Job(work=(Begin(LARGEST, first),)))
    trainer = training.trainer
    assert trainer is not None
    one = moment_of(trainer)
    arrays = sum(layer.weights.nbytes + layer.biases.nbytes for layer in trainer.parameters)
    assert one.n_bytes > arrays
    n = timeline.MOST_BYTES // one.n_bytes
    assert n >= 20
    for moment in fake_moments(range(1, 4 * n), trainer):
        kept.add([moment])
        assert kept.n_bytes() <= timeline.MOST_BYTES
        assert kept.n_bytes() == sum(each.n_bytes for each in kept.parts())
    assert kept.interval == 4
    assert len(kept.moments) >= n // 2


@pytest.mark.parametrize("experiment", [
    Experiment(dropout=0.2, optimizer="adam"),
    Experiment(normalization="batch", early_stopping=True, stop_epoch=3),
    Experiment(hidden=(), dataset="blobs", classes=4, batch_size=30, regularization="L1"),
])  # fmt: skip
def test_a_moment_is_the_state_of_then(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    if experiment.hidden:
        trainer.switch_neuron(1, 2, on=False)
    moments, states = [], []
    for _ in range(3):
        trainer.run_epoch()
        trainer.run(int(experiment.early_stopping))  # also amid an epoch
        moments.append(moment_of(trainer))
        states.append(without_curve(trainer.state()))
    for moment, state in reversed(list(zip(moments, states, strict=True))):
        trainer.restore(moment.state)
        assert without_curve(trainer.state()).as_dict() == state.as_dict()
        assert (moment.epoch, moment.experiment) == (state.progress.place.epoch, experiment)


def test_a_moment_takes_little_memory_and_is_one_object() -> None:
    n_objects, sizes, size_of_state = in_a_process_of_its_own(objects_of_moments, 20)
    assert n_objects <= 2 * 20
    assert len(set(sizes)) == 1
    assert sizes[0] < size_of_state / 4


def objects_of_moments(n: int) -> tuple[int, list[int], int]:
    """How many objects there are more after so many moments, their sizes, and that of the whole state."""
    trainer = Trainer(Experiment(dropout=0.2, optimizer="adam"))
    for _ in range(3):
        trainer.run_epoch()
    first = moment_of(trainer)  # with what is made once
    gc.collect()
    before = len(gc.get_objects())
    moments = [moment_of(trainer) for _ in range(n)]
    more = len(gc.get_objects()) - before
    return more, [each.n_bytes for each in (first, *moments)], size_of(without_curve(trainer.state()))


def test_the_size_of_a_state_counts_each_of_its_parts_once() -> None:
    state = Trainer(Experiment()).state()
    assert size_of((state, state)) - size_of((state,)) == 8
