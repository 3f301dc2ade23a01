"""A room's rules, with no server and no clock."""

from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest

from engine.evaluation.metrics import parameter_count
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, write_link
from server.frames.members import MOST_WITH_LARGE_PICTURES, Member, Neuron
from server.messages.outbox import Outbox
from server.requests.request import MOST_WORK
from server.rooms.dispatch import make_job, next_work, take_back
from server.training.carry_out import carry_out
from server.training.work import Adjust, Begin, Remember
from tests.server.people.classroom import Classroom
from tests.server.people.decode import Frame


def test_a_newcomer_gets_everything_in_order(classroom: Classroom) -> None:
    late = classroom.join("watcher")
    classroom.work()
    heard = classroom.kinds_heard(late)
    assert heard[0] == "welcome"
    assert sorted(heard[1:]) == ["FEATURES", "HISTORY", "POINTS", "STATE", "state"]
    assert heard[-1] == "STATE"


def test_everybody_gets_the_same_bytes(classroom: Classroom) -> None:
    classroom.say(classroom.host, "step")
    classroom.work()
    frames = [[each for each in iter(member.outbox.take, None) if isinstance(each, bytes)]
              for member in (classroom.host, classroom.watcher)]  # fmt: skip
    assert frames[0][-1] is frames[1][-1]


def test_a_request_is_answered_after_the_state_that_shows_it(classroom: Classroom) -> None:
    classroom.say(classroom.host, "change", id=5, changes={"noise": 10})
    assert classroom.heard(classroom.host) == []
    classroom.work()
    kinds = classroom.kinds_heard(classroom.host)
    assert kinds.index("state") < kinds.index("done")
    assert {"POINTS", "STATE"} <= set(kinds)


def test_only_the_host_may_control(classroom: Classroom) -> None:
    before = classroom.room.state()
    for request in ("play", "pause", "step", "reset", "regenerate"):
        classroom.say(classroom.watcher, request, id=1)
    heard = classroom.heard(classroom.watcher)
    assert [each["code"] for each in heard if isinstance(each, dict)] == ["forbidden"] * 5
    assert classroom.room.state() == before
    assert not classroom.room.work


@pytest.mark.parametrize(
    ("changes", "begins_anew"),
    [
        ({"learning_rate": 0.3}, False),
        ({"regularization": "L2", "batch_size": 5}, False),
        ({"activation": "relu"}, False),
        ({"noise": 0}, False),
        ({"hidden": [4, 2, 1], "features": ["x"]}, False),
        ({"noise": 20, "train_percent": 30}, False),
        ({"learning_rate": 0.3, "dataset": "xor"}, True),
        ({"seed": "0.7"}, True),
    ],
)
def test_some_changes_go_on_and_some_begin_anew(
    classroom: Classroom, changes: dict[str, object], begins_anew: bool
) -> None:
    classroom.room.playing = True
    classroom.say(classroom.host, "change", changes=changes)
    assert (classroom.room.run.number == 2) == begins_anew
    assert classroom.room.playing != begins_anew
    assert isinstance(classroom.room.work[-1], Begin) == begins_anew


def test_reset_gives_new_weights_for_the_same_experiment(classroom: Classroom) -> None:
    before = classroom.training.trainer
    assert before is not None
    weights = before.parameters[0].weights.copy()
    classroom.say(classroom.host, "reset")
    classroom.work()
    assert classroom.room.generation == 2
    assert (before.parameters[0].weights != weights).any()
    assert classroom.room.run.experiment == Experiment()


def test_regenerate_takes_a_new_seed(classroom: Classroom) -> None:
    classroom.say(classroom.host, "regenerate")
    assert classroom.room.run.experiment == Experiment(seed="0.25")


def test_a_look_at_a_neuron_that_is_gone_ends(classroom: Classroom) -> None:
    classroom.say(classroom.watcher, "inspect_neuron", layer=2, neuron=1)
    classroom.say(classroom.host, "change", changes={"hidden": [4, 1]})
    classroom.work()
    assert classroom.watcher.looking_at is None


def test_the_view_is_everybodys(classroom: Classroom) -> None:
    changes = {"discretize": True, "hidden_controls": ["noise", "playButton"]}
    classroom.say(classroom.host, "set_view", id=1, changes=changes)
    state, *_ = classroom.heard(classroom.watcher)
    assert isinstance(state, dict)
    assert state["view"]["discretize"]
    assert state["view"]["hidden_controls"] == ["playButton", "noise"]
    assert "noise_hide=true" in state["link"]


def test_a_view_into_the_network_comes_with_every_picture_while_somebody_shows_it(
    classroom: Classroom,
) -> None:
    def inside(member: Member) -> list[str]:
        classroom.say(classroom.host, "step")
        classroom.work()
        return [each.type for each in classroom.heard(member) if isinstance(each, Frame)]

    assert "INSIDE" not in inside(classroom.watcher)
    classroom.say(classroom.host, "set_view", changes={"inside": ["hidden", "at:1"]})
    classroom.work()
    assert "INSIDE" in [each.type for each in classroom.heard(classroom.watcher) if isinstance(each, Frame)]
    assert "INSIDE" in inside(classroom.watcher)
    classroom.say(classroom.host, "set_view", changes={"inside": []})
    assert "INSIDE" not in inside(classroom.watcher)


def test_a_view_that_is_unfinished_on_a_pause_comes_again_until_it_is_whole(classroom: Classroom) -> None:
    classroom.say(classroom.host, "set_view", changes={"inside": ["hidden"]})
    n_frames = 0
    while "inside" in classroom.watcher.wants:
        classroom.work()
        heard = [each for each in classroom.heard(classroom.watcher) if isinstance(each, Frame)]
        n_frames += [each.type for each in heard].count("INSIDE")
        assert n_frames < 9
    assert n_frames > 1
    shown = [each.values[3] for each in heard[-1].sections if each.kind == "SHOWN"]
    assert len(shown) > 2
    assert not np.isnan(shown).any()


def test_a_room_with_too_much_to_do_says_so(classroom: Classroom) -> None:
    for _ in range(MOST_WORK):
        classroom.say(classroom.host, "set_weight", layer=1, neuron=0, source=0, value=1)
    classroom.say(classroom.host, "reset", id=1)
    heard = [each for each in classroom.heard(classroom.host) if isinstance(each, dict)]
    assert [each["code"] for each in heard if each["type"] == "error"] == ["too_fast"]


def test_what_a_later_beginning_overtakes_is_not_done() -> None:
    made: list[Experiment] = []

    with ExitStack() as doors:
        classroom = Classroom(doors)
        original = classroom.training._make_trainer
        classroom.training._make_trainer = lambda experiment: made.append(experiment) or original(experiment)  # type: ignore[func-returns-value]
        for n in range(1, 20):
            classroom.say(classroom.host, "change", id=n, changes={"seed": str(n)})
        classroom.work()
        assert [each.seed for each in made] == ["19"]
        assert classroom.kinds_heard(classroom.host).count("done") == 19


def test_of_a_slider_that_is_dragged_the_newest_value_is_worked_out(classroom: Classroom) -> None:
    classroom.work(epochs=1)
    for noise in range(1, 20):
        classroom.say(classroom.host, "change", id=noise, changes={"noise": noise})
    assert [type(each) for each in classroom.room.work] == [Remember, Adjust]
    classroom.work()
    assert classroom.kinds_heard(classroom.host).count("done") == 19
    assert classroom.training.experiment.noise == 19
    (mark,) = classroom.room.run.marks
    assert mark.changes == {"noise": (0, 19)}
    classroom.say(classroom.host, "undo")
    classroom.work()
    assert classroom.training.experiment.noise == 0


def test_a_run_that_nobody_has_seen_is_no_step_of_the_undo(classroom: Classroom) -> None:
    for n in range(1, 20):
        classroom.say(classroom.host, "regenerate", id=n)
    assert [type(each) for each in classroom.room.work] == [Remember, Begin]
    classroom.work()
    classroom.say(classroom.host, "undo")
    classroom.work()
    assert classroom.room.run.number == 1
    assert not classroom.room.undo.done


def test_the_worker_has_one_request_of_a_room_at_a_time(classroom: Classroom) -> None:
    for n in range(5):
        classroom.say(classroom.host, "set_weight", layer=1, neuron=0, source=0, value=n)
    jobs = 0
    while classroom.room.work:
        job = make_job(classroom.room, next_work(classroom.room), epochs=10, seconds=1, publish=True)
        assert sum(each.member is not None for each in job.work) == 1
        assert bool(job.recipients) == bool(job.epochs) == (not classroom.room.work)
        take_back(classroom.room, carry_out(classroom.training, job))
        jobs += 1
    assert jobs == 5
    assert classroom.training.trainer is not None


def test_watchers_are_counted_and_leave(classroom: Classroom) -> None:
    with classroom.room.joined("watcher", Outbox()):
        assert classroom.room.state().watchers == 2
    assert classroom.room.state().watchers == 1


def test_tokens_open_what_they_should(classroom: Classroom) -> None:
    room = classroom.room
    assert (room.role_of(room.host_token), room.role_of(room.watch_token)) == ("host", "watcher")
    for wrong in ("", room.host_token + "x", room.host_token[:-1], "\u00fc", "x" * 1_000_000):
        assert room.role_of(wrong) is None


def test_parameters_are_counted() -> None:
    assert parameter_count(Experiment()) == 25
    assert parameter_count(Experiment(hidden=(), features=())) == 1


def probes(heard: list[dict[str, Any] | Frame]) -> list[tuple[int, int]]:
    """Set (0 training, 1 test, 2 elsewhere) and index of each PROBE frame."""
    found = [each.sections[0] for each in heard if isinstance(each, Frame) and each.type == "PROBE"]
    return [(section.layer, section.count) for section in found]


def test_a_probe_comes_at_once_and_with_every_frame_to_who_asked(classroom: Classroom) -> None:
    classroom.say(classroom.watcher, "probe", set="test", index=3)
    classroom.work()
    assert probes(classroom.heard(classroom.watcher)) == [(1, 3)]
    classroom.say(classroom.host, "step")
    classroom.work(1)
    assert probes(classroom.heard(classroom.watcher)) == [(1, 3)]
    assert probes(classroom.heard(classroom.host)) == []
    classroom.say(classroom.watcher, "probe", x=[6, -6.5])
    classroom.work()
    assert probes(classroom.heard(classroom.watcher)) == [(2, 0)]
    classroom.say(classroom.watcher, "probe")
    classroom.say(classroom.host, "step")
    classroom.work(1)
    assert probes(classroom.heard(classroom.watcher)) == []


def test_a_probe_of_inputs_somebody_made_lasts_as_long_as_points_have_as_many(classroom: Classroom) -> None:
    classroom.say(classroom.host, "change", changes={"dataset": "iris"})
    classroom.work()
    classroom.heard(classroom.watcher)
    classroom.say(classroom.watcher, "probe", inputs=[5.1, 3.5, 1.4, 0.2])
    classroom.work()
    (frame,) = [
        each
        for each in classroom.heard(classroom.watcher)
        if isinstance(each, Frame) and each.type == "PROBE"
    ]
    assert frame.section("POINT", 3).count == 0
    assert frame.section("ROW").values == pytest.approx([5.1, 3.5, 1.4, 0.2], rel=1e-6)
    classroom.say(classroom.host, "change", changes={"dataset": "digits"})
    classroom.work()
    assert probes(classroom.heard(classroom.watcher)) == []
    assert classroom.watcher.probing is None


ONE_OF_THEM = "probe must name a point of a set, x or inputs, one of them"


def test_a_probe_of_a_point_that_is_no_more_ends(classroom: Classroom) -> None:
    classroom.say(classroom.watcher, "probe", set="train", index=249)
    classroom.say(classroom.host, "change", changes={"train_percent": 10})
    classroom.work()
    assert probes(classroom.heard(classroom.watcher)) == []
    assert classroom.watcher.probing is None


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"set": "train", "index": 250}, "index", "index must be between 0 and 249, got 250"),
        ({"set": "train"}, "index", "index must be a whole number when set is given"),
        ({"index": 1}, "set", "set must be train or test when index is given"),
        ({"set": "test", "index": 1, "x": [0, 0]}, "x", ONE_OF_THEM),
        ({"x": [0, 0], "inputs": [0, 0]}, "inputs", ONE_OF_THEM),
        ({"inputs": [1, 2, 3]}, "inputs", "inputs must be 2 numbers, as many as points have here, got 3"),
    ],
)
def test_a_probe_that_makes_no_sense_is_refused(
    classroom: Classroom, fields: dict[str, Any], field: str, sentence: str
) -> None:
    classroom.say(classroom.watcher, "probe", **fields)
    (error,) = classroom.heard(classroom.watcher)
    assert isinstance(error, dict)
    assert (error["field"], error["message"]) == (field, sentence)


def test_the_outputs_of_all_classes_can_be_looked_at_and_no_more(classroom: Classroom) -> None:
    classroom.say(classroom.host, "change", changes={"dataset": "blobs", "classes": 5})
    classroom.work()
    assert classroom.room.state().n_outputs == 5
    assert classroom.room.state().n_classes == 5
    classroom.heard(classroom.host)
    classroom.say(classroom.host, "inspect_neuron", id=1, layer=3, neuron=4)
    classroom.say(classroom.host, "inspect_neuron", id=2, layer=3, neuron=5)
    classroom.work()
    heard = classroom.heard(classroom.host)
    (picture,) = [each for each in heard if isinstance(each, Frame) and each.type == "NEURON"]
    assert picture.sections[0].count == 4
    (error,) = [each for each in heard if isinstance(each, dict) and each["type"] == "error"]
    assert (error["id"], error["field"]) == (2, "neuron")


def test_the_weights_of_every_output_can_be_set(classroom: Classroom) -> None:
    classroom.say(classroom.host, "change", changes={"dataset": "blobs", "classes": 5})
    classroom.say(classroom.host, "set_weight", layer=3, neuron=4, source=1, value=0.75)
    classroom.work()
    frames = [each for each in classroom.heard(classroom.host) if isinstance(each, Frame)]
    weights = frames[-1].section("WEIGHTS", 3)
    assert (weights.count, weights.values[4 * weights.size + 1]) == (5, 0.75)


def test_a_change_of_the_problem_takes_along_what_does_not_fit(classroom: Classroom) -> None:
    classroom.say(classroom.host, "change", changes={"features": ["x", "y"], "loss": "hinge"})
    classroom.say(classroom.host, "change", id=7, changes={"problem": "curve"})
    classroom.work()
    assert "error" not in classroom.kinds_heard(classroom.host)
    experiment = classroom.room.run.experiment
    assert (experiment.problem, experiment.features, experiment.loss) == ("curve", ("x",), "square")
    assert classroom.room.state().n_classes is None


def test_formulas_are_seen_by_all_and_go_with_the_undo(classroom: Classroom) -> None:
    def pictures(member: Member) -> list[int]:
        frames = [each for each in classroom.heard(member) if isinstance(each, Frame)]
        return [each.section("GRIDS").count for each in frames if each.type == "FEATURES"]

    classroom.say(classroom.host, "change", changes={"features": ["x", "(x1-x2)^2", "x1^3"]})
    classroom.work()
    state = classroom.room.state()
    assert state.experiment["features"] == ("x", "(x1 - x2)^2", "x1^3")
    assert state.link.endswith("&formulas=(x1-x2)^2;x1^3")
    assert pictures(classroom.host) == pictures(classroom.watcher) == [9]
    classroom.say(classroom.host, "inspect_neuron", layer=0, neuron=8)
    classroom.say(classroom.host, "change", changes={"hidden": [3]})
    classroom.work()
    assert classroom.host.looking_at == Neuron(0, 8)
    assert pictures(classroom.watcher) == []
    for expected in ([], [7]):
        classroom.say(classroom.host, "undo")
        classroom.work()
        assert pictures(classroom.watcher) == expected
    assert classroom.host.looking_at is None
    assert classroom.room.state().link == write_link(Link(classroom.room.run.experiment, classroom.room.view))
    assert "formulas" not in classroom.room.state().link


def test_a_formula_that_is_none_is_refused_with_its_reason_and_nothing_changes(classroom: Classroom) -> None:
    classroom.work()
    before = classroom.room.state()
    for text, code in (("x1 +", "formula_ends"), ("log(x1)", "value_not_finite")):
        classroom.say(classroom.host, "change", id=7, changes={"features": ["x", text]})
        errors = [each for each in classroom.heard(classroom.host) if isinstance(each, dict)]
        (error,) = [each for each in errors if each["type"] == "error"]
        assert (error["field"], error["reason"]["code"]) == ("features", "bad_formula")
        assert error["reason"]["values"]["reason"]["code"] == code
    assert classroom.room.state() == before


def test_a_feature_of_the_second_input_is_refused_to_a_curve(classroom: Classroom) -> None:
    classroom.say(classroom.host, "change", changes={"problem": "curve"})
    classroom.say(classroom.host, "change", id=7, changes={"features": ["x", "y"]})
    classroom.work()
    errors = [each for each in classroom.heard(classroom.host) if not isinstance(each, Frame)]
    assert [each["field"] for each in errors if each["type"] == "error"] == ["features"]


def test_a_neuron_of_a_curve_is_seen_in_the_state_alone(classroom: Classroom) -> None:
    classroom.say(classroom.host, "change", changes={"problem": "curve"})
    classroom.say(classroom.host, "inspect_neuron", id=1, layer=1, neuron=0)
    classroom.work()
    kinds = classroom.kinds_heard(classroom.host)
    assert "STATE" in kinds
    assert "done" in kinds
    assert "NEURON" not in kinds


def test_past_fifty_members_watchers_get_small_pictures_and_hosts_large_ones(classroom: Classroom) -> None:
    def size(member: Member) -> int:
        classroom.work(epochs=1)
        states = [
            each for each in classroom.heard(member) if isinstance(each, Frame) and each.type == "STATE"
        ]
        return states[-1].section("GRIDS", 3).size

    with ExitStack() as crowd:
        for _ in range(MOST_WITH_LARGE_PICTURES - 1):
            crowd.enter_context(classroom.room.joined("watcher", Outbox()))
        assert (size(classroom.host), size(classroom.watcher)) == (100, 50)
    assert size(classroom.watcher) == 100
