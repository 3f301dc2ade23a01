"""Frames say what they should, byte for byte, and the golden ones are those the page is tested with."""

import dataclasses
import json
import warnings
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.data.features import CURVE_FEATURES
from engine.evaluation.probe import probe_anywhere, probe_inputs, probe_point
from engine.evaluation.snapshot import plane_of, snapshot_of
from engine.experiment.experiment import Experiment
from engine.experiment.inside import VIEWS as OF_ROOMS
from engine.experiment.links import parse_link
from engine.experiment.options import FEATURE_NAMES
from engine.inside.boxes import curve_boxes, curve_through
from engine.inside.joins import JOIN_NAMES
from engine.inside.lines import lines_of
from engine.inside.one_update import next_update
from engine.inside.perceptron import after_visits, first_state, signed_examples
from engine.inside.puzzles import PUZZLES, puzzle_experiment, standing_of
from engine.inside.said import said_by_layers
from engine.inside.separability import separabilities
from engine.network.network import Layer
from engine.training.history import LossHistory, LossPoint
from engine.training.trainer import Trainer
from server.frames import encoding as frames
from server.frames.inside.frame import VIEWS, inside_frame
from server.frames.inside.landscape import FEWEST_CELLS, MOST_CELLS
from server.frames.inside.modes import MOST_MEASURED
from server.frames.inside.sections import Notes, Visited
from server.frames.layout import Stamp
from server.frames.probes import ProbePoint, probe_frame
from server.frames.values import quantise, shrink
from server.messages import GridSize
from tests.engine.tables import PAINTED
from tests.own_process import allocated, in_a_process_of_its_own
from tests.paths import GOLDEN
from tests.server.people.decode import OF_BYTES, Frame, Section, decode

STAMP = Stamp(sequence=7, generation=3, epoch=2, updates=50, playing=True)


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    made = Trainer(Experiment())
    made.run_epoch()
    made.run_epoch()
    return made


BLOBS = Experiment(dataset="blobs", classes=5, loss="cross-entropy", noise=10, hidden=(3,), seed="0.7")
CURVE = Experiment(problem="curve", curve_dataset="box", features=("x", "sinX"), hidden=(3,), seed="0.7")
TABLE = Experiment(
    problem="regression", regression_dataset="reg-housing", hidden=(2,), n_points=20, seed="0.7"
)
MADE = ProbePoint(None, inputs=(30.0, 20.0, 5.0, 1.0, 1000.0, 3.0, 35.0, -120.0))


def state_of(trainer: Trainer, size: GridSize = "large") -> Frame:
    return decode(frames.state_frame(STAMP, snapshot_of(trainer, frames.RESOLUTION), trainer.history, size))


def golden_frames(trainer: Trainer) -> dict[str, bytes]:
    snapshot = snapshot_of(trainer, frames.RESOLUTION)
    blobs, curve, table = Trainer(BLOBS), Trainer(CURVE), Trainer(TABLE)
    blobs.run_epoch()
    curve.run_epoch()
    return {
        "state": frames.state_frame(STAMP, snapshot, trainer.history, "large"),
        "neuron": frames.neuron_frame(STAMP, snapshot, 1, 2),
        "points": frames.points_frame(STAMP, trainer.task, trainer.experiment),
        "features": frames.features_frame(),
        "history": frames.history_frame(STAMP, trainer.history),
        "probe": probe_frame(STAMP, ProbePoint("train", 3), probe_point(trainer, "train", 3)),
        "classes-state": frames.state_frame(
            STAMP, snapshot_of(blobs, frames.RESOLUTION), blobs.history, "small"
        ),
        "classes-points": frames.points_frame(STAMP, blobs.task, BLOBS),
        "curve-state": frames.state_frame(
            STAMP, snapshot_of(curve, frames.RESOLUTION), curve.history, "large"
        ),
        "curve-points": frames.points_frame(STAMP, curve.task, CURVE),
        "table-points": frames.points_frame(STAMP, table.task, TABLE, plane_of(table)),
        "table-probe": probe_frame(STAMP, MADE, probe_inputs(table, MADE.inputs)),
        "inside-update": inside_frame(STAMP, trainer, ("update", "at:2")),
    }


NAMES = (
    "state", "neuron", "points", "features", "history", "probe",
    "classes-state", "classes-points", "curve-state", "curve-points", "table-points", "table-probe",
    "inside-update",
)  # fmt: skip


def description(frame: Frame) -> dict[str, object]:
    """What the decoder of the page must find; of long sections the length, the sum and the first values."""
    sections = [
        {
            "kind": each.kind,
            "layer": each.layer,
            "count": each.count,
            "size": each.size,
            "n_values": len(each.values),
            "first_values": each.values[:8],
            "sum": sum(each.values) if each.kind in OF_BYTES else None,
        }
        for each in frame.sections
    ]
    header = {each.name: getattr(frame, each.name) for each in dataclasses.fields(frame)[:-1]}
    return {**header, "sections": sections}


def numbers(section: Section) -> NDArray[np.float64]:
    """All values of a section in one row."""
    return np.hstack([np.empty(0), *section.values])


@pytest.mark.parametrize("name", NAMES)
def test_golden_frames_are_what_the_server_writes(name: str, trainer: Trainer) -> None:
    made = golden_frames(trainer)[name]
    file = GOLDEN / f"{name}.bin"
    if not file.exists():
        file.write_bytes(made)
        (GOLDEN / f"{name}.json").write_text(json.dumps(description(decode(made)), indent=1) + "\n")
    golden, found = decode(file.read_bytes()), decode(made)
    assert json.loads(json.dumps(description(golden))) == json.loads((GOLDEN / f"{name}.json").read_text())
    assert dataclasses.replace(found, sections=[]) == dataclasses.replace(golden, sections=[])
    for one, other in zip(found.sections, golden.sections, strict=True):
        assert (one.kind, one.layer, one.count, one.size) == (
            other.kind,
            other.layer,
            other.count,
            other.size,
        )
        tolerance = 1 if one.kind in OF_BYTES else 1e-5
        near = np.abs(numbers(one) - numbers(other)) <= tolerance
        # where two classes are level, another way to add may let the other one win
        assert near.mean() >= 0.999 if one.kind == "DECISION" else near.all()


def test_a_state_frame_holds_the_network_as_it_is(trainer: Trainer) -> None:
    snapshot = snapshot_of(trainer, frames.RESOLUTION)
    frame = decode(frames.state_frame(STAMP, snapshot, trainer.history, "large"))
    assert (frame.type, frame.playing, frame.diverged) == ("STATE", True, False)
    assert (frame.sequence, frame.generation, frame.epoch, frame.updates) == (7, 3, 2, 50)
    for layer, (weights, biases) in enumerate(trainer.parameters, 1):
        assert frame.section("WEIGHTS", layer).values == pytest.approx(weights.ravel().tolist(), rel=1e-6)
        assert frame.section("BIASES", layer).values == pytest.approx(biases.tolist(), rel=1e-6)
    now = frame.section("NOW").values
    assert now == pytest.approx([trainer.train_loss, trainer.test_loss], rel=1e-6)
    assert [row[0] for row in frame.section("LOSSES").values[1:]] == [0, 1, 2]
    output = frame.section("GRIDS", 3).values
    assert output == quantise(snapshot.grids[-1]).ravel().tolist()


@pytest.mark.parametrize(("hidden", "sides"), [
    ((16, 16), {"large": 50, "small": 20}),
    ((16, 17), {"large": 25, "small": 20}),
    ((32, 32, 32, 32), {"large": 25, "small": 20}),
    ((32, 32, 32, 32, 1), {"large": 20, "small": 20}),
    ((25,) * 8, {"large": 20, "small": 20}),
    ((25,) * 8 + (1,), {"large": 10, "small": 10}),
])  # fmt: skip
def test_the_more_neurons_the_smaller_their_pictures(
    hidden: tuple[int, ...], sides: dict[GridSize, int]
) -> None:
    trainer = Trainer(Experiment(hidden=hidden))
    for size, side in sides.items():
        frame = state_of(trainer, size)
        assert {frame.section("GRIDS", layer).size for layer in range(1, len(hidden) + 1)} == {side}
        assert frame.section("GRIDS", len(hidden) + 1).size == frames.OUTPUT_RESOLUTION[size]


def test_no_state_is_too_long() -> None:
    """The longest are of networks with as many neurons as a size of tiles allows, or as there may be, whose
    pictures are noise, so that nothing can be packed."""
    rng = np.random.default_rng(0)
    features, blobs, curve = FEATURE_NAMES, {"dataset": "blobs", "classes": 8}, {"problem": "curve"}
    lengths = {}
    for hidden, fields in [
        ((24,), blobs), ((30, 30, 30, 30), blobs), ((32,) * 6, blobs), ((32,) * 10, blobs),
        ((32,) * 6 + (8,), curve), ((32,) * 10, curve), ((32,) * 6 + (8,), {}),
    ]:  # fmt: skip
        fed = CURVE_FEATURES if fields == curve else features
        experiment = Experiment(hidden=hidden, features=fed, dropout=0.5, **fields)  # type: ignore[arg-type]
        trainer = Trainer(experiment)
        for epoch in range(frames.RECENT_LOSSES):
            trainer.history.record(epoch, 0.5, 0.25)
        drawn = snapshot_of(trainer, frames.RESOLUTION)
        noise = [rng.uniform(-5, 5, each.shape).astype(np.float32) for each in drawn.outputs]
        if len(noise[-1]) > 1:  # any class may win, by any lead
            noise[-1] = np.where(rng.permuted(np.eye(8)[:, [0] * 10_000], axis=0) > 0, abs(noise[-1]) / 5, 0)
        snapshot = dataclasses.replace(drawn, best_epoch=1, outputs=tuple(noise))
        state = frames.state_frame(STAMP, snapshot, trainer.history, "large", (0.5, 0.5))
        lengths[hidden, *fields.values()] = len(state)
    assert max(lengths.values()) <= frames.LARGEST_STATE_BYTES, lengths
    assert max(lengths.values()) > 0.9 * frames.LARGEST_STATE_BYTES, "the bound is lax"


def test_many_curves_have_fewer_columns_but_both_ends() -> None:
    trainer = Trainer(dataclasses.replace(CURVE, hidden=(32,) * 7))
    frame, curves = state_of(trainer), snapshot_of(trainer, frames.RESOLUTION).curves
    assert curves is not None
    sent = np.reshape(frame.section("CURVES", 7).values, (32, 34))
    np.testing.assert_allclose(sent[:, [0, -1]], curves[6][:, [0, -1]], rtol=1e-6)
    assert frame.section("CURVES", 8).size == 100


def test_a_state_has_the_last_losses_and_a_history_all() -> None:
    trainer = Trainer(Experiment())
    history = LossHistory()
    for epoch in range(500):
        history.record(epoch, 0.5, 0.25)
    state = decode(frames.state_frame(STAMP, snapshot_of(trainer), history, "small")).section("LOSSES")
    whole = decode(frames.history_frame(STAMP, history)).section("LOSSES")
    assert (state.count, state.values[1][0], state.values[-1]) == (64, 436, (499, 0.5, 0.25))
    assert (whole.count, whole.values[0], whole.values[1]) == (500, 1, (0, 0.5, 0.25))


def test_histories_of_every_length_leave_nothing_in_memory() -> None:
    left, _ = in_a_process_of_its_own(allocated, histories_of_many_lengths)
    assert left < 0.2e6  # the points themselves take some 100 bytes each


def histories_of_many_lengths() -> LossHistory:
    """A history whose frame was made at each of 200 lengths."""
    history = LossHistory()
    for epoch in range(1000):
        history.record(epoch, 0.5, 0.25)
        if epoch >= 800:
            frames.history_frame(STAMP, history)
    return history


def test_several_outputs_send_who_wins_and_how_clearly_beside_their_small_pictures() -> None:
    trainer = Trainer(BLOBS)
    trainer.run_epoch()
    for size, side, tile in (("large", 100, 50), ("small", 50, 20)):
        frame = state_of(trainer, size)
        assert (frame.section("GRIDS", 2).count, frame.section("GRIDS", 2).size) == (5, tile)
        decision = frame.section("DECISION", 2)
        assert (decision.count, decision.size) == (5, side)
        winner, lead = np.reshape(decision.values, (2, side, side))
        wanted = snapshot_of(trainer, frames.RESOLUTION).decision
        assert wanted.winner is not None
        assert wanted.confidence is not None
        step = 100 // side
        assert (winner == wanted.winner[::step, ::step]).all()
        np.testing.assert_allclose(lead / 255, wanted.confidence[::step, ::step], atol=0.5 / 255 + 1e-6)


def test_one_output_that_gives_a_probability_is_shown_from_minus_one_to_one() -> None:
    trainer = Trainer(Experiment(loss="binary-cross-entropy"))
    trainer.run_epoch()
    snapshot = snapshot_of(trainer, frames.RESOLUTION)
    shares = snapshot.grids[-1][0]
    assert 0 <= shares.min() < 0.5 < shares.max() <= 1
    sent = np.reshape(state_of(trainer).section("GRIDS", 3).values, (100, 100))
    np.testing.assert_allclose((sent - 127) / 127, 2 * shares - 1, atol=0.5 / 127 + 1e-6)
    looked_at = decode(frames.neuron_frame(STAMP, snapshot, 3, 0)).section("GRID", 3)
    assert looked_at.values == sent.ravel().tolist()


def test_the_state_of_a_curve_has_every_neurons_curve_and_no_picture() -> None:
    trainer = Trainer(CURVE)
    trainer.run_epoch()
    curves = snapshot_of(trainer, frames.RESOLUTION).curves
    assert curves is not None
    for size in get_args(GridSize):
        frame = state_of(trainer, size)
        assert "GRIDS" not in [each.kind for each in frame.sections]
        for layer, wanted in enumerate(curves, 1):
            section = frame.section("CURVES", layer)
            assert (section.count, section.size) == wanted.shape
            assert section.values == wanted.ravel().tolist()


@pytest.mark.parametrize(
    ("experiment", "n_inputs", "labels"),
    [
        (Experiment(), 2, [-1, 1]),
        (Experiment(dataset="rings", classes=2), 2, [-1, 1]),
        (Experiment(dataset="xor", loss="cross-entropy"), 2, [-1, 1]),
        (BLOBS, 2, [0, 1, 2, 3, 4]),
        (Experiment(problem="regression"), 2, []),
        (CURVE, 1, []),
    ],
)
def test_the_points_say_what_their_labels_mean(
    experiment: Experiment, n_inputs: int, labels: list[float]
) -> None:
    trainer = Trainer(experiment)
    frame = decode(frames.points_frame(STAMP, trainer.task, experiment))
    problem = frame.section("PROBLEM")
    assert (problem.count, problem.size, problem.values) == (len(labels), n_inputs, labels)
    points = np.reshape(frame.section("POINTS").values, (-1, 3))
    assert not labels or set(points[:, 2]) == set(labels)
    assert n_inputs == 2 or not points[:, 1].any()


def test_the_features_come_as_pictures_and_as_curves() -> None:
    frame = decode(frames.features_frame())
    curves = np.reshape(frame.section("CURVES").values, (7, 100))
    x = np.linspace(-6, 6, 100)
    np.testing.assert_allclose(curves[[0, 2, 5]], [x, x * x, np.sin(x)], rtol=1e-6, atol=1e-6)
    assert not curves[[1, 3, 4, 6]].any()


def test_formulas_stand_behind_the_seven_features_in_pictures_curves_and_in_full() -> None:
    formulas = ("x1^3", "x1 - x2")
    frame = decode(frames.features_frame(formulas))
    seven = decode(frames.features_frame())
    grids, curves = frame.section("GRIDS"), frame.section("CURVES")
    assert (grids.count, curves.count) == (9, 9)
    assert grids.values[: 7 * 2500] == seven.section("GRIDS").values
    x = np.linspace(-6, 6, 100)
    np.testing.assert_allclose(np.reshape(curves.values, (9, 100))[7:], [x**3, x], rtol=1e-6, atol=1e-6)
    trainer = Trainer(Experiment(features=formulas))
    full = decode(frames.neuron_frame(STAMP, snapshot_of(trainer, 100), 0, 8, formulas)).section("GRID")
    top_left, bottom_left, top_right = (full.values[i] for i in (0, 9900, 99))
    assert (top_left, bottom_left, top_right) == (0, 127, 127)


@given(st.floats(-1e6, 1e6))
def test_a_byte_is_as_near_to_its_value_as_it_can_be(value: float) -> None:
    byte = int(quantise(np.array([value]))[0])
    assert 0 <= byte <= 254
    assert abs((byte - 127) / 127 - min(1, max(-1, value))) <= 0.5 / 127 + 1e-12


def test_zero_is_the_middle_and_what_is_no_number_has_its_own_byte() -> None:
    values = np.array([0.0, -1, 1, -7, 7, np.nan, np.inf, -np.inf])
    assert quantise(values).tolist() == [127, 0, 254, 0, 254, 255, 254, 0]
    huge = np.array([3e38, -3e38], np.float32)
    assert quantise(huge).tolist() == [254, 0]


def test_values_too_large_for_a_single_float_are_infinite_and_those_that_are_drawn_the_largest() -> None:
    trainer = Trainer(Experiment(hidden=()))
    history = LossHistory(1, [LossPoint(0, 0.5, 0.25), LossPoint(1, 1e200, 3.4028235e38), LossPoint(2, 3, 4)])
    huge = (Layer(np.array([[1e300, -1e300]]), np.array([1e39])),)
    snapshot = dataclasses.replace(snapshot_of(trainer), parameters=huge, train_loss=1e200)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = decode(frames.state_frame(STAMP, snapshot, history, "large"))
        drawn = frames.curves_section(1, np.array([[1e300, -1e300, 7]]))
    assert frame.section("WEIGHTS", 1).values == [np.inf, -np.inf]
    assert frame.section("BIASES", 1).values == [np.inf]
    assert frame.section("NOW").values[0] == np.inf
    largest = float(np.finfo(np.float32).max)
    rows = [(0, 0.5, 0.25), (1, np.inf, largest), (2, 3, 4)]
    assert frame.section("LOSSES").values == [1, *rows]
    assert np.frombuffer(drawn.payload, "<f4").tolist() == [largest, -largest, 7]


def test_a_tile_is_the_mean_of_what_it_covers() -> None:
    grids = np.arange(2 * 100 * 100, dtype=np.float32).reshape(2, 100, 100)
    small = shrink(grids, 20)
    assert small.shape == (2, 20, 20)
    assert small[1, 3, 4] == pytest.approx(grids[1, 15:20, 20:25].mean())


def test_a_probe_holds_the_numbers_of_its_point(trainer: Trainer) -> None:
    probe = probe_point(trainer, "test", 4)
    assert probe.verdict is not None
    frame = decode(probe_frame(STAMP, ProbePoint("test", 4), probe))
    (point,) = [each for each in frame.sections if each.kind == "POINT"]
    assert (frame.type, frame.epoch, point.layer, point.count, point.size) == ("PROBE", 2, 1, 4, 6)
    verdict = probe.verdict
    expected = [*probe.x, verdict.label, verdict.loss, verdict.mean_loss, verdict.share]
    assert point.values == pytest.approx(expected, rel=1e-6)
    for layer, outputs in enumerate(probe.outputs):
        assert frame.section("OUTPUTS", layer).values == pytest.approx(outputs.tolist(), rel=1e-6)
    for layer, pre_activations in enumerate(probe.pre_activations, 1):
        assert frame.section("POTENTIALS", layer).values == pytest.approx(pre_activations.tolist(), rel=1e-6)
    assert frame.section("TARGETS", 3).values == [verdict.label]


def test_a_probe_shows_the_way_through_a_normalisation() -> None:
    normalised = Trainer(Experiment(normalization="batch"))
    normalised.run_epoch()
    frame = decode(probe_frame(STAMP, ProbePoint("train", 0), probe_point(normalised, "train", 0)))
    for layer in (1, 2):
        section = frame.section("NORMALISED", layer)
        pre_activations = frame.section("POTENTIALS", layer).values
        assert (section.count, section.size) == (len(pre_activations), 4)
        rows = np.reshape(section.values, (-1, 4))
        made = [gain * normal + shift for _, normal, gain, shift in rows]
        assert made == pytest.approx(pre_activations, rel=1e-5)


def test_a_probe_of_a_place_has_no_loss(trainer: Trainer) -> None:
    frame = decode(probe_frame(STAMP, ProbePoint(None, x=(1, 2)), probe_anywhere(trainer, (1, 2))))
    point = frame.section("POINT", 2)
    assert (point.count, point.size, point.values) == (0, 2, [1, 2])
    assert not [each for each in frame.sections if each.kind == "TARGETS"]


def test_every_view_that_a_room_may_name_has_its_frame_and_nothing_else() -> None:
    assert VIEWS.keys() == OF_ROOMS.keys()


def test_of_one_class_a_layer_is_seen_though_nothing_is_to_be_told_apart() -> None:
    one_class = dataclasses.replace(PAINTED, test=PAINTED.label < 0)
    alone = Trainer(Experiment(dataset="own", table=one_class))
    frame = decode(inside_frame(STAMP, alone, ("hidden", "at:1")))
    assert np.isnan(frame.section("SHOWN", 1).values[3])
    assert frame.section("PLACES", 1).count > 0


def test_the_layers_take_turns_until_it_is_known_of_each_how_well_it_tells_the_classes_apart(
    trainer: Trainer,
) -> None:
    notes = Notes()

    def shown() -> list[float]:
        frame = decode(inside_frame(STAMP, trainer, ("hidden", "at:1"), notes=notes))
        return [frame.section("SHOWN", l).values[3] for l in range(4)]

    first = shown()
    assert (np.isnan(first).sum(), np.isnan(first[1])) == (2, False)
    assert notes.is_unfinished
    wanted = separabilities(
        trainer.experiment,
        trainer.learner.model,
        trainer.task.data.train_x,
        trainer.data.train.label,
    )
    assert shown() == pytest.approx([each.value for each in wanted], abs=0.005)  # in single precision
    assert not notes.is_unfinished
    before = shown()
    trainer.run_epoch()
    after, again = shown(), shown()
    assert [one == other for one, other in zip(before, after, strict=True)].count(False) <= 2
    assert not notes.is_unfinished
    assert again[1] == after[1]


def test_an_update_holds_the_numbers_of_its_first_point_and_the_steps_of_all_weights(
    trainer: Trainer,
) -> None:
    seen = next_update(trainer)
    frame = decode(inside_frame(STAMP, trainer, ("update",)))
    assert frame.type == "INSIDE"
    assert frame.section("INPUTS").values == pytest.approx(seen.outputs[0][0], rel=1e-6)
    for l, (before, gradient, after) in enumerate(zip(seen.before, seen.gradients, seen.after, strict=True)):
        neurons = np.reshape(frame.section("NEURONS", l + 1).values, (3, -1))
        wanted = [seen.pre_activations[l][0], seen.outputs[l + 1][0], seen.deltas[l][0]]
        np.testing.assert_allclose(neurons, wanted, rtol=1e-6)
        section = frame.section("PARAMETERS", l + 1)
        layers = np.reshape(section.values, (3, section.count, section.size))
        for found, (weights, biases) in zip(layers, (before, gradient, after), strict=True):
            np.testing.assert_allclose(found[:, :-1], weights, rtol=1e-6)
            np.testing.assert_allclose(found[:, -1], biases, rtol=1e-6)
    loss, rate, is_taken, point, *targets = frame.section("VERDICT", len(seen.before)).values
    assert (loss, rate) == pytest.approx((seen.losses[0], 0.03), rel=1e-6)
    assert (is_taken, point, targets) == (1, seen.points[0], [seen.targets[0, 0]])
    assert frame.section("COSINES").values == pytest.approx(seen.noise.cosines, rel=1e-6)
    cosine, length, of_all, n_whole, *lengths = frame.section("NOISE").values
    noise = seen.noise
    assert lengths == pytest.approx(noise.lengths, rel=1e-6)
    assert (cosine, length) == pytest.approx((noise.batch_cosine, noise.batch_length), rel=1e-6)
    assert (of_all, n_whole) == pytest.approx((noise.whole_length, 250), rel=1e-6)


def test_an_update_by_a_point_that_is_no_longer_there_is_one_by_the_last(trainer: Trainer) -> None:
    frame = decode(inside_frame(STAMP, trainer, ("update", "point:4000")))
    assert frame.section("VERDICT", 3).values[3] == 249


def test_lines_come_with_the_regions_that_they_cut_or_with_why_there_are_none(trainer: Trainer) -> None:
    lines = lines_of(trainer.experiment, trainer.learner.model)
    frame = decode(inside_frame(STAMP, trainer, ("lines",)))
    rows = np.reshape(frame.section("LINES", 1).values, (4, 7))
    np.testing.assert_allclose(rows[:, :2], [line.normal for line in lines], rtol=1e-6)
    regions = np.reshape(frame.section("REGIONS").values, (-1, 3))
    assert regions[:, 2].sum() == pytest.approx(144)
    count, codes = frame.section("COUNT"), frame.section("CODES")
    assert (count.count, count.size) == (len(regions), 11)
    for (x, y, _), code in zip(regions, np.reshape(codes.values, (-1, 4)), strict=True):
        assert [line.normal @ [x, y] + line.offset > 0 for line in lines] == [each == 1 for each in code]
    bare = decode(inside_frame(STAMP, Trainer(Experiment(hidden=())), ("lines",)))
    assert json.loads(bytes(bare.section("REASON").values))["code"] == "no_hidden_layer"


def test_while_training_goes_on_regions_of_many_neurons_wait_for_a_pause() -> None:
    wide = Trainer(Experiment(hidden=(20,)))
    playing, paused = (
        decode(inside_frame(STAMP._replace(playing=each), wide, ("lines",))) for each in (True, False)
    )
    assert [each.kind for each in playing.sections] == ["LINES", "MARGIN"]
    assert paused.section("REGIONS").count > 20


def test_the_margin_of_a_neuron_is_told_as_the_sums_at_its_edges(trainer: Trainer) -> None:
    low, high = decode(inside_frame(STAMP, trainer, ("lines",))).section("MARGIN", 1).values
    assert [1 - np.tanh(z) ** 2 for z in (low, high)] == pytest.approx([0.5, 0.5])  # at 0 tanh rises by 1
    assert (low, high) == pytest.approx((-high, high))
    steps = Trainer(Experiment(activation="step"))
    assert decode(inside_frame(STAMP, steps, ("lines",))).section("MARGIN", 1).values == [0, 0]


def test_a_table_has_what_each_further_layer_makes_of_each_region() -> None:
    steps = Trainer(Experiment(hidden=(3, 2), activation="step"))
    frame = decode(inside_frame(STAMP, steps, ("lines", "table:1")))
    regions = np.reshape(frame.section("REGIONS").values, (-1, 3))
    codes = np.reshape(frame.section("CODES").values, (-1, 3)) > 0
    (_, _), (w, b), (v, c) = steps.parameters
    second = (codes @ w.T + b > 0).astype(float)
    for layer, wanted in ((2, second), (3, np.tanh(second @ v.T + c))):
        section = frame.section("ANSWERS", layer)
        assert (section.count, section.size) == (len(regions), wanted.shape[1])
        np.testing.assert_allclose(np.reshape(section.values, wanted.shape), wanted, rtol=1e-6)
    joins = np.reshape(frame.section("JOINS", 2).values, (2, 4))
    for (name, *sides), is_on in zip(joins.tolist(), second.T > 0, strict=True):
        holds = [codes[:, i] == (side == 2) for i, side in enumerate(sides) if side != 1]
        if JOIN_NAMES[name] in ("half-plane", "intersection", "union"):
            whether = np.any if JOIN_NAMES[name] == "union" else np.all
            assert (whether(holds, axis=0) == is_on).all()
    smooth = decode(inside_frame(STAMP, Trainer(Experiment(hidden=(3,))), ("lines", "table:1")))
    assert not [each for each in smooth.sections if each.kind == "JOINS"]


@pytest.mark.parametrize("hidden", [(11, 2), (4, 9)])
def test_of_many_lines_or_neurons_there_is_no_table(hidden: tuple[int, int]) -> None:
    wide = Trainer(Experiment(hidden=hidden))
    frame = decode(inside_frame(STAMP._replace(playing=False), wide, ("lines", "table:1")))
    listed = [each.layer for each in frame.sections if each.kind == "ANSWERS"]
    assert listed == ([] if hidden == (11, 2) else [3])


def test_a_puzzle_says_what_is_wrong_and_where_and_how_to_open_each() -> None:
    trainer = Trainer(puzzle_experiment("xor"))
    frame = decode(inside_frame(STAMP, trainer, ("puzzle",)))
    told = json.loads(bytes(frame.section("PUZZLE").values))
    standing = standing_of(trainer)
    wrong = np.reshape(frame.section("WRONG").values, (-1, 2))
    np.testing.assert_allclose(wrong, trainer.data.train.x[standing.is_wrong], rtol=1e-6)
    assert (told["name"], told["n_points"], told["n_wrong"]) == ("xor", 36, len(wrong))
    assert told["stage"] == standing.stage == "codes"
    for name, link in told["links"].items():
        opened = parse_link(link)
        assert opened.experiment == puzzle_experiment(name)
        assert opened.view.inside == ("puzzle",)
    assert frame.section("LINES", 1).count == 2


@pytest.mark.parametrize(
    ("experiment", "code"),
    [
        (Experiment(hidden=()), "no_hidden_layer"),
        (Experiment(dataset="digits", features=("x", "y")), "no_line"),
        (Experiment(problem="curve", features=("x",)), "no_classes"),
    ],
)
def test_where_there_is_nothing_to_wire_a_puzzle_can_be_opened_all_the_same(
    experiment: Experiment, code: str
) -> None:
    frame = decode(inside_frame(STAMP, Trainer(experiment), ("puzzle",)))
    told = json.loads(bytes(frame.section("PUZZLE").values))
    assert (told["name"], sorted(told["links"])) == (None, sorted(PUZZLES))
    assert json.loads(bytes(frame.section("REASON").values))["code"] == code


def present(trainer: Trainer) -> Visited:
    """Where a run is now."""
    return Visited(trainer.epoch, trainer.experiment, trainer.learner.model)


def test_a_layer_in_a_space_has_a_third_number_for_each_place() -> None:
    trainer = Trainer(Experiment(hidden=(4, 2)))
    flat = decode(inside_frame(STAMP, trainer, ("hidden", "at:1", "across:3", "up:1")))
    deep = decode(inside_frame(STAMP, trainer, ("hidden", "at:1", "across:3", "up:1", "deep:4")))
    kinds = {"DEPTHS", "PAPER_DEPTHS", "CUT_DEPTHS"}
    assert kinds.isdisjoint(each.kind for each in flat.sections)
    assert deep.section("SHOWN", 1).values[:2] == [3, 1]
    depths = deep.section("DEPTHS", 1)
    assert (depths.count, depths.size) == (250, 4)
    inputs = trainer.task.data.train_x[:250]
    said = said_by_layers(trainer.experiment, trainer.learner.model, inputs)[1]
    reach = deep.section("PLACES", 1).values[0]
    np.testing.assert_allclose(np.array(depths.values) / 8191 * reach, said[:, 3], atol=1e-3)
    assert deep.section("PAPER_DEPTHS", 1).count == deep.section("PAPER", 1).count
    assert deep.section("CUT_DEPTHS", 1).count == deep.section("CUTS", 1).count == 2
    a, b, _ = np.reshape(deep.section("CUTS", 1).values, (2, 3))[0]
    w = trainer.learner.model.parameters[1].weights[0]
    assert [a, b, *deep.section("CUT_DEPTHS", 1).values[:1]] == pytest.approx(w[[2, 0, 3]] * reach, rel=1e-5)
    assert deep.section("DEPTHS", 2).size == 0  # of two neurons: principal components, in a plane


def test_a_cut_has_the_losses_of_its_ends_for_both_sets_and_how_high_the_hill_is() -> None:
    trainer = Trainer(Experiment(hidden=(3,)))
    first, before = present(trainer), (trainer.train_loss, trainer.test_loss)
    for _ in range(5):
        trainer.run_epoch()
    frame = decode(inside_frame(STAMP, trainer, ("cut",), (first, None)))
    after = (trainer.train_loss, trainer.test_loss)
    for layer in (0, 1):
        rows = dict(np.reshape(frame.section("CUT", layer).values, (-1, 2)).tolist())
        assert (min(rows), max(rows)) == (-0.25, 1.25)
        assert (rows[0], rows[1]) == pytest.approx((before[layer], after[layer]), rel=1e-5)
        above = max(loss - (1 - t) * rows[0] - t * rows[1] for t, loss in rows.items() if 0 <= t <= 1)
        assert frame.section("HILLS").values[layer] == pytest.approx(max(0, above), abs=1e-5)
    assert frame.section("ENDS").values == [0, 5]


def test_a_cut_has_no_end_that_is_gone_or_of_another_kind(trainer: Trainer) -> None:
    gone = decode(inside_frame(STAMP, trainer, ("cut",)))
    assert json.loads(bytes(gone.section("REASON").values))["code"] == "moment_gone"
    other = present(Trainer(trainer.experiment.changed(hidden=(3,))))
    unlike = decode(inside_frame(STAMP, trainer, ("cut",), (other, None)))
    assert json.loads(bytes(unlike.section("REASON").values))["code"] == "shapes_differ"


def test_a_landscape_has_the_present_loss_in_its_middle_and_the_path_of_the_run() -> None:
    trainer = Trainer(Experiment(hidden=(3,)))
    path, losses_then = [], []
    for _ in range(6):
        path.append(present(trainer))
        losses_then.append(trainer.train_loss)
        trainer.run_epoch()
    frame = decode(inside_frame(STAMP._replace(playing=False), trainer, ("landscape",), path))
    section = frame.section("LANDSCAPE")
    assert (section.count, section.size, len(section.values)) == (41, 41, 41 * 41)
    left, right, low, high, share, eigenvalue, rate, loss = frame.section("SLICE").values
    assert left < 0 < right
    assert low < 0 < high
    assert 0.5 < share <= 1
    assert eigenvalue > 0
    assert rate == pytest.approx(0.03)
    assert loss == pytest.approx(trainer.train_loss, rel=1e-5)
    rows = np.reshape(frame.section("PATH").values, (-1, 4))
    assert rows[:, 2].tolist() == [0, 1, 2, 3, 4, 5]
    assert rows[:, 3] == pytest.approx(losses_then, rel=1e-5)
    assert (rows[:, 0] >= left).all()
    losses = np.reshape(section.values, (41, 41))
    across, up = np.linspace(left, right, 41), np.linspace(low, high, 41)
    here = losses[np.abs(up).argmin(), np.abs(across).argmin()]
    assert here == pytest.approx(trainer.train_loss, rel=0.2)  # of the nearest place that was computed


def test_one_pass_backward_stands_against_a_pass_forward_for_each_parameter(trainer: Trainer) -> None:
    notes = Notes()
    frame = decode(inside_frame(STAMP, trainer, ("modes", "forward:1", "pass:3"), notes=notes))
    evaluation, forward, backward = np.reshape(frame.section("WORK").values, (3, 3))
    assert (forward[0], backward[0]) == (25, 1)
    assert evaluation[1] < backward[1] < forward[1] / 10
    assert frame.section("PASS").values[:7] == [25, 1, 3, 1, 0, 1, 1]
    graph = json.loads(bytes(frame.section("GRAPH").values))
    values, tangents, adjoints = np.reshape(frame.section("FLOW").values, (3, -1))
    assert sum(rows * columns for rows, columns in (node["shape"] for node in graph["nodes"])) == len(values)
    assert graph["counts"]["matmul"] == 3
    assert tangents[:25].tolist() == [float(k == 3) for k in range(25)]
    assert tangents[-1] == pytest.approx(adjoints[3])
    assert frame.section("PASS").values[7] == pytest.approx(tangents[-1])


def test_times_are_measured_with_some_pictures_and_then_no_more(trainer: Trainer) -> None:
    notes = Notes()

    def times() -> list[float]:
        return decode(inside_frame(STAMP, trainer, ("modes",), notes=notes)).section("TIMES").values

    assert np.isnan(times()).all()
    assert notes.is_unfinished
    shown = [times() for _ in range(MOST_MEASURED)]
    assert (np.diff(shown, axis=0) <= 0).all()  # the shortest counts
    assert 0 < shown[-1][0] < shown[-1][2] < shown[-1][1]
    assert not notes.is_unfinished
    assert times() == shown[-1]


def test_a_large_network_has_its_operations_by_kind_and_a_pass_that_there_is_not_is_the_last() -> None:
    wide = Trainer(Experiment(hidden=(32, 32), dataset="blobs", classes=3, loss="cross-entropy"))
    for inside, n in ((("modes", "forward:1", "pass:99999"), 1250), (("modes", "pass:7"), 0)):
        frame = decode(inside_frame(STAMP, wide, inside))
        assert frame.section("PASS").values[2] == n
        assert frame.section("FLOW").values == []
        assert json.loads(bytes(frame.section("GRAPH").values))["nodes"] == []
    of_outputs = decode(inside_frame(STAMP, wide, ("modes", "outputs:1", "pass:7")))
    assert of_outputs.section("PASS").values[:3] == [1251, 3, 2]
    assert of_outputs.section("WORK").values[6] == 3


def test_while_training_goes_on_the_landscape_is_coarse_and_a_random_one_has_no_path(
    trainer: Trainer,
) -> None:
    frame = decode(inside_frame(STAMP, trainer, ("landscape", "random:1")))
    assert frame.section("LANDSCAPE").size == 15
    assert np.isnan(frame.section("SLICE").values[4:6]).all()
    assert [each.kind for each in frame.sections] == ["LANDSCAPE", "SLICE"]


def test_a_large_network_has_a_landscape_on_a_pause_only_and_a_coarser_one() -> None:
    large = Trainer(Experiment(hidden=(32,) * 10))
    playing, paused = (
        decode(inside_frame(STAMP._replace(playing=each), large, ("landscape", "random:1")))
        for each in (True, False)
    )
    assert json.loads(bytes(playing.section("REASON").values))["code"] == "waits_for_pause"
    assert FEWEST_CELLS <= paused.section("LANDSCAPE").size < MOST_CELLS


def test_a_run_that_has_been_nowhere_has_no_landscape_of_its_path(trainer: Trainer) -> None:
    frame = decode(inside_frame(STAMP, trainer, ("landscape",)))
    assert json.loads(bytes(frame.section("REASON").values))["code"] == "path_too_short"


def test_the_perceptron_rule_is_seen_after_so_many_examples_with_its_bound() -> None:
    trainer = Trainer(Experiment(dataset="gauss", seed="0.5"))
    train = trainer.data.train
    z = signed_examples(train.x, train.label)
    state = after_visits(first_state(z), z, 1)
    frame = decode(inside_frame(STAMP, trainer, ("perceptron", "at:1")))
    before, now, best = np.reshape(frame.section("LINES").values, (3, 7))
    assert before.tolist()[:3] == [0, 0, 0]
    assert np.isnan(before[3:]).all()
    np.testing.assert_allclose(now[:3], state.weights, rtol=1e-6)
    visits, mistakes, right, is_done, end, earlier, later, *example = frame.section("RULE").values
    assert (visits, mistakes, right, is_done) == (1, 1, 0, 0)
    assert end > len(train.x)
    assert np.isnan(earlier)
    assert np.isnan(later) or later > 1
    assert example == pytest.approx([*train.x[0], 1], rel=1e-6)
    reach, gap, bound = frame.section("BOUND").values
    assert bound == pytest.approx((reach / gap) ** 2, rel=1e-5)
    assert (z @ best[:3] >= gap * (1 - 1e-5)).all()
    assert frame.section("CLASH").count == 0
    last = decode(inside_frame(STAMP, trainer, ("perceptron", "at:5000"))).section("RULE").values
    assert (last[0], last[2], last[3]) == (end, len(train.x), 1)


def test_where_classes_clash_the_perceptron_has_no_bound_but_the_points() -> None:
    trainer = Trainer(Experiment(dataset="xor"))
    frame = decode(inside_frame(STAMP, trainer, ("perceptron",)))
    assert np.isnan(frame.section("BOUND").values[2])
    clash = np.reshape(frame.section("CLASH").values, (-1, 3))
    assert set(clash[:, 2]) == {-1, 1}
    assert len(frame.section("LINES").values) == 14
    several = decode(inside_frame(STAMP, Trainer(BLOBS), ("perceptron",)))
    assert json.loads(bytes(several.section("REASON").values))["code"] == "not_two_classes"


def test_boxes_come_with_their_function_and_the_error_of_every_number() -> None:
    trainer = Trainer(CURVE)
    points = trainer.data.train
    built = curve_boxes(curve_through(points.x[:, 0], points.label), 6)
    frame = decode(inside_frame(STAMP, trainer, ("boxes", "n:6")))
    rows = np.reshape(frame.section("PARTS").values, (6, 4))
    np.testing.assert_allclose(rows[:, :3], np.array(built.parts), rtol=1e-6)
    np.testing.assert_allclose(rows[:, 3], rows[:, 2], rtol=1e-6)
    said = frame.section("FUNCTION").values
    x = np.linspace(-6, 6, len(said))[:, np.newaxis]
    np.testing.assert_allclose(said, built.at(x), rtol=1e-6)
    assert frame.section("ERRORS").count == 16
    pieces = decode(inside_frame(STAMP, trainer, ("boxes", "n:32", "of:2")))
    assert (pieces.section("PARTS").count, pieces.section("ERRORS").count) == (32, 32)
    usual = decode(inside_frame(STAMP, trainer, ("boxes",)))
    assert usual.section("PARTS").count == 10


def test_towers_come_as_a_picture_of_the_plane() -> None:
    frame = decode(inside_frame(STAMP, Trainer(Experiment(dataset="xor")), ("boxes", "n:4")))
    rows = np.reshape(frame.section("PARTS").values, (4, 6))
    np.testing.assert_allclose(np.sign(rows[:, 4]), [1, -1, -1, 1])
    surface = frame.section("SURFACE")
    picture = np.reshape(np.hstack(surface.values), (surface.size, surface.size))
    assert (picture[0, 0], picture[0, -1], picture[-1, 0], picture[-1, -1]) == (0, 254, 254, 0)
    several = decode(inside_frame(STAMP, Trainer(BLOBS), ("boxes",)))
    assert json.loads(bytes(several.section("REASON").values))["code"] == "boxes_of_classes"
