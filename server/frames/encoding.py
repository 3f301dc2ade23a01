"""Snapshots, points and loss histories as frames, whose bytes are described in layout.py.

In a STATE the grid of the only output and the DECISION of several have 100 cells a side (50 when small);
grids of hidden neurons and of several outputs have 50, 25, 20 or 10 (when small 20 or 10), the most with
which all of them together take no more than 80,000 bytes. Curves have 100 columns; those of hidden neurons
have 34 where all would take more than that.
"""

import functools
import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, starmap

import numpy as np

from engine.data.class_points import label_of
from engine.data.features import FEATURES
from engine.data.plane import Plane
from engine.evaluation.snapshot import Snapshot, feature_curves, feature_grids, says_what_it_decides
from engine.experiment.experiment import Experiment
from engine.learning.task import Task
from engine.network.network import Layer
from engine.training.history import LossHistory, LossPoint
from server.frames.drawing import drawn, packed_bytes
from server.frames.layout import FrameType, Section, SectionKind, Stamp, encode
from server.frames.values import ByteArray, FloatArray, drawable, single, together
from server.messages import GridSize

RESOLUTION = 100
FEATURE_RESOLUTION = 50
RECENT_LOSSES = 64
_ROW, _ROWS = struct.Struct("<Iff"), struct.Struct("<" + RECENT_LOSSES * "Iff")
OUTPUT_RESOLUTION: dict[GridSize, int] = {"large": 100, "small": 50}
TILE_RESOLUTIONS: dict[GridSize, tuple[int, ...]] = {"large": (50, 25, 20, 10), "small": (20, 10)}
MOST_TILES_BYTES = 80_000  # so that no STATE takes more than LARGEST_STATE_BYTES
LARGEST_STATE_BYTES = 130_000
CURVE_STEP = 3  # so that the last column is still x = +6


def state_frame(
    stamp: Stamp,
    snapshot: Snapshot,
    history: LossHistory,
    size: GridSize,
    accuracy: tuple[float, float] | None = None,
) -> bytes:
    """Returns what a client draws while a network trains; `accuracy` is (train, test) of classes."""
    pictures = _curves(snapshot.curves) if snapshot.curves is not None else _grids(snapshot, size)
    losses = losses_sections((snapshot.train_loss, snapshot.test_loss), history)
    rest = _where_they_apply(snapshot, size, accuracy)
    sections = [*losses, *parameter_sections(snapshot.parameters), *pictures, *rest]
    return encode(FrameType.STATE, stamp, sections)


def losses_sections(now: tuple[float, float], history: LossHistory) -> list[Section]:
    """Returns the present losses (train, test) and those of before that a STATE has."""
    return [
        Section(SectionKind.NOW, 0, 2, 1, single(now).tobytes()),
        losses_section(history, RECENT_LOSSES),
    ]


def parameter_sections(parameters: Sequence[Layer]) -> Iterator[Section]:
    """Yields the weights and biases of each layer."""
    numbers = iter(together(single, [part for layer in parameters for part in layer]))
    for layer, (weights, _) in enumerate(parameters, 1):
        n_out, n_in = weights.shape
        yield Section(SectionKind.WEIGHTS, layer, n_out, n_in, next(numbers))
        yield Section(SectionKind.BIASES, layer, n_out, 1, next(numbers))


def _where_they_apply(
    snapshot: Snapshot, size: GridSize, accuracy: tuple[float, float] | None
) -> Iterable[Section]:
    """Yields the sections that only some runs have."""
    if len(snapshot.outputs[-1]) > 1:
        decision = snapshot.decision
        if decision.winner is not None and decision.confidence is not None:
            yield decision_section(decision.winner, decision.confidence, snapshot, size)
    yield from figures(accuracy, snapshot.best_epoch)
    for layer, dropped in enumerate(snapshot.dropped, 1):
        yield Section(SectionKind.DROPPED, layer, len(dropped), 1, dropped.astype(np.uint8).tobytes())


def figures(accuracy: tuple[float, float] | None, best_epoch: int | None) -> Iterable[Section]:
    """Yields how many points the class is told right of, and early stopping's best epoch, where there are
    such."""
    if accuracy is not None:
        yield Section(SectionKind.ACCURACY, 0, 2, 1, single(accuracy).tobytes())
    if best_epoch is not None:
        yield Section(SectionKind.BEST, 0, 1, 1, struct.pack("<I", best_epoch & 0xFFFFFFFF))


def _curves(curves: Sequence[FloatArray]) -> list[Section]:
    """Returns the outputs of each layer's neurons along a curve."""
    step = CURVE_STEP if sum(4 * layer.size for layer in curves[:-1]) > MOST_TILES_BYTES else 1
    hidden = [curves_section(layer, each[:, ::step]) for layer, each in enumerate(curves[:-1], 1)]
    return [*hidden, curves_section(len(curves), curves[-1])]


def _grids(snapshot: Snapshot, size: GridSize) -> list[Section]:
    """Returns the outputs of each layer's neurons over the plane."""
    tile = tile_resolution(_n_tiles(snapshot), size)
    layers = [(each, tile) for each in snapshot.outputs[:-1]]
    output = _values(snapshot, len(snapshot.outputs))
    layers.append((output, OUTPUT_RESOLUTION[size] if len(output) == 1 else tile))
    payloads = drawn(layers, snapshot.resolution)
    return [
        Section(SectionKind.GRIDS, layer, len(values), resolution, payload)
        for layer, ((values, resolution), payload) in enumerate(zip(layers, payloads, strict=True), 1)
    ]


def tile_resolution(n_tiles: int, size: GridSize) -> int:
    """Returns how many cells a side the pictures of so many neurons have."""
    fitting = (side for side in TILE_RESOLUTIONS[size] if n_tiles * side * side <= MOST_TILES_BYTES)
    return next(fitting, TILE_RESOLUTIONS[size][-1])


def _n_tiles(snapshot: Snapshot) -> int:
    """Returns how many neurons are shown by small pictures: all but an only output."""
    n_outputs = len(snapshot.outputs[-1])
    return sum(len(layer) for layer in snapshot.outputs[:-1]) + (n_outputs if n_outputs > 1 else 0)


def _values(snapshot: Snapshot, layer: int) -> FloatArray:
    """Returns what the neurons of a layer say, (n, n_points); an only output what it decides, -1 to 1."""
    outputs = snapshot.outputs[layer - 1]
    is_hidden = layer < len(snapshot.outputs)
    if is_hidden or says_what_it_decides(snapshot.experiment) or snapshot.decision.signed is None:
        return outputs
    return snapshot.decision.signed.reshape(1, -1)


def decision_section(
    winner: ByteArray, confidence: FloatArray, snapshot: Snapshot, size: GridSize
) -> Section:
    """Returns who wins where and how clearly. Smaller pictures take one cell of those that they cover."""
    side = len(winner) // OUTPUT_RESOLUTION[size]
    lead = np.rint(confidence[::side, ::side] * 255).astype(np.uint8)
    planes = packed_bytes(np.stack([winner[::side, ::side], lead]))
    last = len(snapshot.parameters)
    return Section(SectionKind.DECISION, last, len(snapshot.outputs[-1]), len(lead), planes)


def curves_section(layer: int, curves: FloatArray) -> Section:
    """Returns functions of x1, (n, r) from -6 to 6, as they are."""
    return Section(SectionKind.CURVES, layer, len(curves), curves.shape[1], drawable(curves).tobytes())


def neuron_frame(
    stamp: Stamp,
    snapshot: Snapshot,
    layer: int,
    neuron: int,
    formulas: tuple[str, ...] = (),
    plane: Plane | None = None,
) -> bytes:
    """Returns one neuron's picture at full resolution; layer 0 is the features, the formulas last."""
    values = _feature_values(formulas, plane) if layer == 0 else _values(snapshot, layer)
    [payload] = drawn([(values[neuron : neuron + 1], RESOLUTION)], RESOLUTION)
    section = Section(SectionKind.GRID, layer, neuron, RESOLUTION, payload)
    return encode(FrameType.NEURON, stamp, [section])


@functools.lru_cache(maxsize=32)
def features_frame(formulas: tuple[str, ...] = (), plane: Plane | None = None) -> bytes:
    """Returns the pictures of the seven features, and of the formulas of an experiment behind them."""
    values = _feature_values(formulas, plane)
    [grids] = drawn([(values, FEATURE_RESOLUTION)], RESOLUTION)
    sections = [
        Section(SectionKind.GRIDS, 0, len(values), FEATURE_RESOLUTION, grids),
        *([] if plane else [curves_section(0, feature_curves(RESOLUTION, formulas))]),
    ]
    return encode(FrameType.FEATURES, Stamp(), sections)


def _feature_values(formulas: tuple[str, ...], plane: Plane | None = None) -> FloatArray:
    """Returns the values of all features and of the formulas, (7 + n_formulas, n_points)."""
    return feature_grids(RESOLUTION, formulas, plane).reshape(len(FEATURES) + len(formulas), -1)


def points_frame(stamp: Stamp, task: Task, experiment: Experiment, plane: Plane | None = None) -> bytes:
    """Returns the points a network is trained and tested with, where they are seen, what their labels mean,
    and of a table how far it reaches and one of its rows."""
    sections = [problem_section(experiment)]
    for layer, points in enumerate(task.points):
        places = points.x if plane is None else plane.places(points.x)
        table = single(np.column_stack([places, points.label]))
        sections.append(Section(SectionKind.POINTS, layer, len(table), 3, table.tobytes()))
    return encode(FrameType.POINTS, stamp, [*sections, *_in_units(task)])


def _in_units(task: Task) -> Iterable[Section]:
    """Yields what only the points of a table have, in its units: how far they reach, what
    is in their middle, and a row."""
    if task.units is None:
        return
    train, (x, label) = task.points.train, task.units
    columns = [(train.x, x)] if label is None else [(train.x, x), (train.label[:, np.newaxis], label)]
    for layer, (values, scaling) in enumerate(columns):
        ends = np.stack([values.min(axis=0), values.max(axis=0)]) * scaling.unit + scaling.shift
        yield Section(SectionKind.RANGES, layer, ends.shape[1], 2, single(ends.T).tobytes())
    for kind, inputs in ((SectionKind.MEDIANS, np.median(train.x, axis=0)), (SectionKind.ROW, train.x[0])):
        in_units = single(task.units.inputs(inputs))
        yield Section(kind, 0, len(in_units), 1, in_units.tobytes())


def problem_section(experiment: Experiment) -> Section:
    """Returns how many inputs and classes there are, and the label of each class."""
    classes = experiment.n_classes or 0
    labels = single([label_of(k, classes) for k in range(classes)]).tobytes()
    n_inputs = 1 if experiment.problem == "curve" else 2
    return Section(SectionKind.PROBLEM, 0, classes, n_inputs, labels)


def history_frame(stamp: Stamp, history: LossHistory) -> bytes:
    """Returns the losses since epoch 0."""
    return encode(FrameType.HISTORY, stamp, [losses_section(history, None)])


def losses_section(history: LossHistory, last: int | None) -> Section:
    """Returns the last so many points of a loss history, or (None) all of them."""
    points = history.points() if last is None else history.since(last)
    return Section(SectionKind.LOSSES, 0, len(points), 3, struct.pack("<I", history.stride) + _rows(points))


def _rows(points: Sequence[LossPoint]) -> bytes:
    """Returns epoch u32, train f32 and test f32 of each point. Not as one layout for all: `struct` keeps a
    hundred layouts, and for long curves, each of another length, they would take megabytes."""
    try:
        return _packed(points)
    except OverflowError:  # a loss is too large for a single float
        losses = single([point[1:] for point in points]).tolist()
        return _packed([LossPoint(p.epoch, *pair) for p, pair in zip(points, losses, strict=True)])


def _packed(points: Sequence[LossPoint]) -> bytes:
    whole = len(points) // RECENT_LOSSES * RECENT_LOSSES
    blocks = (points[k : k + RECENT_LOSSES] for k in range(0, whole, RECENT_LOSSES))
    rows = (_ROWS.pack(*chain.from_iterable(block)) for block in blocks)
    return b"".join([*rows, *starmap(_ROW.pack, points[whole:])])
