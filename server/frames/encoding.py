"""Snapshots, points and loss histories as bytes: the binary half of the protocol. All numbers little-endian.

Header, 24 bytes: magic u16 = 0x504E ("NP"), version u8 = 1, type u8, flags u16 (bit 0 playing, bit 1
diverged), section count u16, sequence u32, generation u32, epoch u32, updates u32.

Section header, 12 bytes: kind u16, layer u16, count u16, size u16, payload length u32 (without padding). The
payload is padded with zeros to a multiple of 4 bytes, because JavaScript can view floats only there.

Kinds of sections (layer 0 is the features, 1..L the hidden layers and the output, which is L):

    1 NOW      layer 0, count 2, size 1: train loss f32, test loss f32
    2 LOSSES   layer 0, count = points, size 3: stride u32, then per point epoch u32, train f32, test f32
    3 WEIGHTS  layer l, count = neurons, size = inputs: f32 [count][size]
    4 BIASES   layer l, count = neurons, size 1: f32 [count]
    5 GRIDS    layer l, count = neurons, size = r: u8 [count][r][r], row 0 is y = +6, column 0 is x = -6
    6 GRID     layer l, count = index of the neuron, size = 100: u8 [100][100]
    7 POINTS   layer 0 train, 1 test, count = points, size 3: f32 [count][x, y, label]
    8 POINT    layer 0 train, 1 test, count = index of the point, size 6: f32 x, y, label, loss, mean loss of
               its set, share of the sum of their losses; or layer 2 anywhere, count 0, size 2: f32 x, y
    9 POTENTIALS  layer l, count = neurons, size 1: f32 [count], what the activation gets
   10 OUTPUTS  layer 0 (inputs) to L, count = neurons, size 1: f32 [count], what the neurons say
   11 TARGETS  layer L, count = outputs, size 1: f32 [count], what the outputs should say
   12 ACCURACY layer 0, count 2, size 1: train and test accuracy f32, from 0 to 1; of a classification only
   13 BEST     layer 0, count 1, size 1: best epoch u32; with early stopping only
   14 DROPPED  layer l, count = neurons, size 1: u8 [count], 1 where the last batch did without the neuron
   15 DECISION layer L, count = classes, size = r: u8 [2][r][r], the winning class, then its confidence
   16 CURVES   layer l, count = neurons, size = r: f32 [count][r], column 0 is x = -6, the last x = +6
   17 PROBLEM  layer 0, count = classes (0: a number is learnt), size = inputs (1 for a curve, else 2):
               f32 [count], the label of each class
   18 NORMALISED  layer l, count = neurons, size 4: f32 [count][sum, normalised, gain, shift]; gain times
               normalised and the shift make the potential; of normalised layers only

A grid's byte is round(clamp(value, -1, 1) * 127) + 127: 0 is -1, 127 is zero, 254 is +1; 255 is no number. An
f32 beyond 3.4 * 10**38 is infinite with its sign, but in CURVES, which are drawn, the largest there is.
One output neuron that tells two classes apart is shown from -1 to 1, whatever its own range. A confidence's
byte is round(c * 255), c being the lead over the second class from 0 to 1.

Types of frames:

    1 STATE    (newest wins) NOW, LOSSES (the last 128), WEIGHTS, BIASES and GRIDS of each layer (of a curve
               problem CURVES instead of GRIDS), and where they apply DECISION, ACCURACY, BEST and DROPPED
    2 NEURON   (newest wins) GRID; none for a curve problem, whose STATE has all curves in full
    3 FEATURES (once, and when others are formulas) GRIDS of the seven features and of the formulas of the
               experiment, layer 0, size 50; CURVES of the same, where x2 = 0
    4 POINTS   PROBLEM, POINTS twice
    5 HISTORY  LOSSES, all of them
    6 PROBE    (newest wins) POINT, POTENTIALS and OUTPUTS of each layer, TARGETS if it is a point of a set,
               NORMALISED of each normalised layer

In a STATE the grid of the only output and the DECISION of several have 100 cells a side (50 when small);
grids of hidden neurons and of several outputs have 50, 25, 20 or 10 (when small 20 or 10), the most with
which all of them together take no more than 80,000 bytes. Curves have 100 columns; those of hidden neurons
have 34 where all would take more than that.
"""

import functools
import struct
from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import chain
from typing import NamedTuple

import numpy as np

from engine.data.class_points import label_of
from engine.data.datasets import Split
from engine.evaluation.snapshot import Snapshot, feature_curves, feature_grids
from engine.experiment.experiment import Experiment
from engine.training.history import LossHistory, LossPoint
from server.frames.values import ByteArray, FloatArray, drawable, quantise, shrink, single, together
from server.messages import GridSize

MAGIC = 0x504E
VERSION = 1
HEADER = struct.Struct("<HBBHHIIII")
SECTION = struct.Struct("<HHHHI")
RESOLUTION = 100
FEATURE_RESOLUTION = 50
RECENT_LOSSES = 128
OUTPUT_RESOLUTION: dict[GridSize, int] = {"large": 100, "small": 50}
TILE_RESOLUTIONS: dict[GridSize, tuple[int, ...]] = {"large": (50, 25, 20, 10), "small": (20, 10)}
MOST_TILES_BYTES = 80_000  # so that no STATE takes more than LARGEST_STATE_BYTES
LARGEST_STATE_BYTES = 130_000
CURVE_STEP = 3  # so that the last column is still x = +6


class FrameType(IntEnum):
    STATE = 1
    NEURON = 2
    FEATURES = 3
    POINTS = 4
    HISTORY = 5
    PROBE = 6


class SectionKind(IntEnum):
    NOW = 1
    LOSSES = 2
    WEIGHTS = 3
    BIASES = 4
    GRIDS = 5
    GRID = 6
    POINTS = 7
    POINT = 8
    POTENTIALS = 9
    OUTPUTS = 10
    TARGETS = 11
    ACCURACY = 12
    BEST = 13
    DROPPED = 14
    DECISION = 15
    CURVES = 16
    PROBLEM = 17
    NORMALISED = 18


class Stamp(NamedTuple):
    """What every frame carries about the run it belongs to."""

    sequence: int = 0
    generation: int = 0
    epoch: int = 0
    updates: int = 0
    playing: bool = False
    diverged: bool = False


class Section(NamedTuple):
    """One part of a frame; `payload` is not padded yet."""

    kind: SectionKind
    layer: int
    n: int
    size: int
    payload: bytes


def state_frame(
    stamp: Stamp,
    snapshot: Snapshot,
    history: LossHistory,
    size: GridSize,
    accuracy: tuple[float, float] | None = None,
) -> bytes:
    """Returns what a client draws while a network trains; `accuracy` is (train, test) of classes."""
    now = single([snapshot.train_loss, snapshot.test_loss]).tobytes()
    sections = [Section(SectionKind.NOW, 0, 2, 1, now), losses_section(history, RECENT_LOSSES)]
    numbers = iter(together(single, [part for layer in snapshot.parameters for part in layer]))
    pictures = _curves(snapshot.curves) if snapshot.curves is not None else _grids(snapshot, size)
    for layer, ((weights, _), picture) in enumerate(zip(snapshot.parameters, pictures, strict=True), 1):
        n_out, n_in = weights.shape
        sections += [
            Section(SectionKind.WEIGHTS, layer, n_out, n_in, next(numbers)),
            Section(SectionKind.BIASES, layer, n_out, 1, next(numbers)),
            picture,
        ]
    return encode(FrameType.STATE, stamp, [*sections, *_where_they_apply(snapshot, size, accuracy)])


def _where_they_apply(
    snapshot: Snapshot, size: GridSize, accuracy: tuple[float, float] | None
) -> Iterable[Section]:
    """Yields the sections that only some runs have."""
    decision = snapshot.decision
    if decision.winner is not None and decision.confidence is not None:
        yield decision_section(decision.winner, decision.confidence, snapshot, size)
    if accuracy is not None:
        yield Section(SectionKind.ACCURACY, 0, 2, 1, single(accuracy).tobytes())
    if snapshot.best_epoch is not None:
        yield Section(SectionKind.BEST, 0, 1, 1, struct.pack("<I", snapshot.best_epoch & 0xFFFFFFFF))
    for layer, dropped in enumerate(snapshot.dropped, 1):
        yield Section(SectionKind.DROPPED, layer, len(dropped), 1, dropped.astype(np.uint8).tobytes())


def _curves(curves: Sequence[FloatArray]) -> list[Section]:
    """Returns the outputs of each layer's neurons along a curve."""
    step = CURVE_STEP if sum(4 * layer.size for layer in curves[:-1]) > MOST_TILES_BYTES else 1
    hidden = [curves_section(layer, each[:, ::step]) for layer, each in enumerate(curves[:-1], 1)]
    return [*hidden, curves_section(len(curves), curves[-1])]


def _grids(snapshot: Snapshot, size: GridSize) -> list[Section]:
    """Returns the outputs of each layer's neurons over the plane."""
    last, resolution = len(snapshot.grids), tile_resolution(_n_tiles(snapshot), size)
    shown = [
        shrink(grids, OUTPUT_RESOLUTION[size] if layer == last and len(grids) == 1 else resolution)
        for layer, grids in enumerate((_pictures(snapshot, layer) for layer in range(1, last + 1)), 1)
    ]
    return [
        Section(SectionKind.GRIDS, layer, len(grids), grids.shape[-1], payload)
        for layer, (grids, payload) in enumerate(zip(shown, together(quantise, shown), strict=True), 1)
    ]


def tile_resolution(n_tiles: int, size: GridSize) -> int:
    """Returns how many cells a side the pictures of so many neurons have."""
    fitting = (side for side in TILE_RESOLUTIONS[size] if n_tiles * side * side <= MOST_TILES_BYTES)
    return next(fitting, TILE_RESOLUTIONS[size][-1])


def _n_tiles(snapshot: Snapshot) -> int:
    """Returns how many neurons are shown by small pictures: all but an only output."""
    n_outputs = len(snapshot.grids[-1])
    return sum(len(layer) for layer in snapshot.grids[:-1]) + (n_outputs if n_outputs > 1 else 0)


def _pictures(snapshot: Snapshot, layer: int) -> FloatArray:
    """Returns the grids of a layer; that of an only output as what it decides, from -1 to 1."""
    if layer == len(snapshot.grids) and snapshot.decision.signed is not None:
        return snapshot.decision.signed[np.newaxis]
    return snapshot.grids[layer - 1]


def decision_section(
    winner: ByteArray, confidence: FloatArray, snapshot: Snapshot, size: GridSize
) -> Section:
    """Returns who wins where and how clearly. Smaller pictures take one cell of those that they cover."""
    side = len(winner) // OUTPUT_RESOLUTION[size]
    lead = np.rint(confidence[::side, ::side] * 255).astype(np.uint8)
    planes = winner[::side, ::side].tobytes() + lead.tobytes()
    last = len(snapshot.parameters)
    return Section(SectionKind.DECISION, last, len(snapshot.grids[-1]), len(lead), planes)


def curves_section(layer: int, curves: FloatArray) -> Section:
    """Returns functions of x1, (n, r) from -6 to 6, as they are."""
    return Section(SectionKind.CURVES, layer, len(curves), curves.shape[1], drawable(curves).tobytes())


def neuron_frame(
    stamp: Stamp, snapshot: Snapshot, layer: int, neuron: int, formulas: tuple[str, ...] = ()
) -> bytes:
    """Returns one neuron's picture at full resolution; layer 0 is the features, the formulas last."""
    of_features = layer == 0
    grid = (feature_grids(RESOLUTION, formulas) if of_features else _pictures(snapshot, layer))[neuron]
    section = Section(SectionKind.GRID, layer, neuron, RESOLUTION, quantise(grid).tobytes())
    return encode(FrameType.NEURON, stamp, [section])


@functools.lru_cache(maxsize=32)
def features_frame(formulas: tuple[str, ...] = ()) -> bytes:
    """Returns the pictures of the seven features, and of the formulas of an experiment behind them."""
    grids = quantise(shrink(feature_grids(RESOLUTION, formulas), FEATURE_RESOLUTION))
    sections = [
        Section(SectionKind.GRIDS, 0, len(grids), FEATURE_RESOLUTION, grids.tobytes()),
        curves_section(0, feature_curves(RESOLUTION, formulas)),
    ]
    return encode(FrameType.FEATURES, Stamp(), sections)


def points_frame(stamp: Stamp, data: Split, experiment: Experiment) -> bytes:
    """Returns the points a network is trained and tested with, and what their labels mean."""
    sections = [problem_section(experiment)]
    for layer, points in enumerate((data.train, data.test)):
        table = single(np.column_stack([points.x, points.label]))
        sections.append(Section(SectionKind.POINTS, layer, len(table), 3, table.tobytes()))
    return encode(FrameType.POINTS, stamp, sections)


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
    """Returns epoch u32, train f32 and test f32 of each point."""
    layout = "<" + len(points) * "Iff"
    try:
        return struct.pack(layout, *chain.from_iterable(points))
    except OverflowError:  # a loss is too large for a single float
        losses = single([point[1:] for point in points]).tolist()
        return struct.pack(
            layout, *chain.from_iterable((p.epoch, *pair) for p, pair in zip(points, losses, strict=True))
        )


def encode(type: FrameType, stamp: Stamp, sections: Sequence[Section]) -> bytes:
    """Returns the bytes of a frame."""
    return b"".join(_parts(type, stamp, sections))


def _parts(type: FrameType, stamp: Stamp, sections: Sequence[Section]) -> Iterable[bytes]:
    flags = stamp.playing | stamp.diverged << 1
    numbers = (stamp.sequence, stamp.generation, stamp.epoch, stamp.updates)
    yield HEADER.pack(MAGIC, VERSION, type, flags, len(sections), *(each & 0xFFFFFFFF for each in numbers))
    for kind, layer, n, size, payload in sections:
        yield SECTION.pack(kind, layer, n, size, len(payload))
        yield payload
        yield bytes(-len(payload) % 4)
