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

A grid's byte is round(clamp(value, -1, 1) * 127) + 127: 0 is -1, 127 is zero, 254 is +1; 255 is not finite.
One output neuron that tells two classes apart is shown from -1 to 1, whatever its own range. A confidence's
byte is round(c * 255), c being the lead over the second class from 0 to 1.

Types of frames:

    1 STATE    (newest wins) NOW, LOSSES (the last 128), WEIGHTS, BIASES and GRIDS of each layer (of a curve
               problem CURVES instead of GRIDS), and where they apply DECISION, ACCURACY, BEST and DROPPED
    2 NEURON   (newest wins) GRID; none for a curve problem, whose STATE has all curves in full
    3 FEATURES GRIDS of all seven features, layer 0, size 50; CURVES of the same, where x2 = 0
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
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.class_points import label_of
from engine.datasets import Data
from engine.experiment import Experiment
from engine.features import FEATURES
from engine.history import LossHistory
from engine.snapshot import Snapshot, feature_curves, feature_grids
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

Floats = npt.NDArray[np.floating]
Bytes = npt.NDArray[np.uint8]


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
    """What every frame says about the run it belongs to."""

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
    """Returns what a browser draws while a network trains; `accuracy` is (train, test) of classes."""
    now = single([snapshot.train_loss, snapshot.test_loss]).tobytes()
    sections = [Section(SectionKind.NOW, 0, 2, 1, now), losses_section(history, RECENT_LOSSES)]
    for layer, (weights, biases) in enumerate(snapshot.parameters, 1):
        n_out, n_in = weights.shape
        sections += [
            Section(SectionKind.WEIGHTS, layer, n_out, n_in, single(weights).tobytes()),
            Section(SectionKind.BIASES, layer, n_out, 1, single(biases).tobytes()),
            _layer_section(snapshot, layer, size),
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


def _layer_section(snapshot: Snapshot, layer: int, size: GridSize) -> Section:
    """Returns what the neurons of a layer say: over the plane, or along a curve."""
    if snapshot.curves is not None:
        step = CURVE_STEP if _are_many_curves(snapshot.curves) and layer < len(snapshot.curves) else 1
        return curves_section(layer, snapshot.curves[layer - 1][:, ::step])
    grids = _pictures(snapshot, layer)
    is_alone = layer == len(snapshot.parameters) and len(grids) == 1
    resolution = OUTPUT_RESOLUTION[size] if is_alone else tile_resolution(_n_tiles(snapshot), size)
    return Section(SectionKind.GRIDS, layer, len(grids), resolution, tiles(grids, resolution))


def tile_resolution(n_tiles: int, size: GridSize) -> int:
    """Returns how many cells a side the pictures of so many neurons have."""
    fitting = (side for side in TILE_RESOLUTIONS[size] if n_tiles * side * side <= MOST_TILES_BYTES)
    return next(fitting, TILE_RESOLUTIONS[size][-1])


def _are_many_curves(curves: Sequence[Floats]) -> bool:
    return sum(4 * layer.size for layer in curves[:-1]) > MOST_TILES_BYTES


def _n_tiles(snapshot: Snapshot) -> int:
    """Returns how many neurons are shown by small pictures: all but an only output."""
    n_outputs = len(snapshot.grids[-1])
    return sum(len(layer) for layer in snapshot.grids[:-1]) + (n_outputs if n_outputs > 1 else 0)


def _pictures(snapshot: Snapshot, layer: int) -> Floats:
    """Returns the grids of a layer; that of an only output as what it decides, from -1 to 1."""
    if layer == len(snapshot.grids) and snapshot.decision.signed is not None:
        return snapshot.decision.signed[np.newaxis]
    return snapshot.grids[layer - 1]


def decision_section(winner: Bytes, confidence: Floats, snapshot: Snapshot, size: GridSize) -> Section:
    """Returns who wins where and how clearly. Smaller pictures take one cell of those that they cover."""
    side = len(winner) // OUTPUT_RESOLUTION[size]
    lead = np.rint(confidence[::side, ::side] * 255).astype(np.uint8)
    planes = winner[::side, ::side].tobytes() + lead.tobytes()
    last = len(snapshot.parameters)
    return Section(SectionKind.DECISION, last, len(snapshot.grids[-1]), len(lead), planes)


def curves_section(layer: int, curves: Floats) -> Section:
    """Returns functions of x1, (n, r) from -6 to 6, as they are."""
    return Section(SectionKind.CURVES, layer, len(curves), curves.shape[1], single(curves).tobytes())


def neuron_frame(stamp: Stamp, snapshot: Snapshot, layer: int, neuron: int) -> bytes:
    """Returns one neuron's picture at full resolution; layer 0 is the features."""
    grid = feature_grids(RESOLUTION)[neuron] if layer == 0 else _pictures(snapshot, layer)[neuron]
    section = Section(SectionKind.GRID, layer, neuron, RESOLUTION, quantise(grid).tobytes())
    return encode(FrameType.NEURON, stamp, [section])


@functools.cache
def features_frame() -> bytes:
    """Returns the pictures of all features, which never change."""
    grids = tiles(feature_grids(RESOLUTION), FEATURE_RESOLUTION)
    sections = [
        Section(SectionKind.GRIDS, 0, len(FEATURES), FEATURE_RESOLUTION, grids),
        curves_section(0, feature_curves(RESOLUTION)),
    ]
    return encode(FrameType.FEATURES, Stamp(), sections)


def points_frame(stamp: Stamp, data: Data, experiment: Experiment) -> bytes:
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
    table = np.empty(len(points), [("epoch", "<u4"), ("losses", "<f4", 2)])
    table["epoch"] = [point.epoch for point in points]
    table["losses"] = single([(point.train, point.test) for point in points]).reshape(-1, 2)
    payload = struct.pack("<I", history.stride) + table.tobytes()
    return Section(SectionKind.LOSSES, 0, len(table), 3, payload)


def tiles(grids: Floats, resolution: int) -> bytes:
    """Returns the bytes of grids (n, r, r) at a smaller resolution."""
    return quantise(shrink(grids, resolution)).tobytes()


def shrink(grids: Floats, resolution: int) -> Floats:
    """Returns grids (n, r, r) as (n, resolution, resolution), each cell the mean of those it covers."""
    n, have = len(grids), grids.shape[-1]
    if have == resolution:
        return grids
    side = have // resolution
    cells = grids.reshape(n, resolution, side, resolution, side)
    total = np.zeros((n, resolution, resolution), grids.dtype)
    for row in range(side):  # a third of the time that the mean along two axes takes
        for column in range(side):
            total += cells[:, :, row, :, column]
    total /= side * side
    return total


def quantise(values: Floats) -> Bytes:
    """Returns one byte per value, as the top of this file says."""
    known = np.isfinite(values)
    if known.all():
        return _bytes_of(values)
    return np.where(known, _bytes_of(np.where(known, values, 0)), np.uint8(255))


def _bytes_of(finite: Floats) -> Bytes:
    with np.errstate(over="ignore"):  # what is too large for it is clipped
        scaled = np.multiply(finite, 127)
    np.clip(scaled, -127, 127, out=scaled)
    np.rint(scaled, out=scaled)
    whole = scaled.astype(np.int8)  # a third of the time that the way through uint8 takes
    whole += 127  # beyond 127 it goes on at -128, whose byte is that of 128
    return whole.view(np.uint8)


def single(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Returns values as single floats; what is too large for them becomes the largest there is."""
    most = float(np.finfo(np.float32).max)
    return np.clip(np.asarray(values, np.float64), -most, most).astype("<f4")


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
