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

A grid's byte is round(clamp(value, -1, 1) * 127) + 127: 0 is -1, 127 is zero, 254 is +1; 255 is not finite.

Types of frames:

    1 STATE    (newest wins) NOW, LOSSES (the last 128), WEIGHTS, BIASES and GRIDS of each layer, and where
               they apply ACCURACY, BEST and DROPPED
    2 NEURON   (newest wins) GRID
    3 FEATURES GRIDS of all seven features, layer 0, size 50
    4 POINTS   POINTS twice
    5 HISTORY  LOSSES, all of them
    6 PROBE    (newest wins) POINT, POTENTIALS and OUTPUTS of each layer, TARGETS if it is a point of a set

In a STATE the output's grid has 100 cells a side (50 when small), those of hidden neurons have 50 (20 when
small, or when there are more than 100 of them).
"""

import functools
import struct
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.datasets import Data
from engine.features import FEATURES
from engine.history import LossHistory
from engine.snapshot import Snapshot, feature_grids
from server.messages import GridSize

MAGIC = 0x504E
VERSION = 1
HEADER = struct.Struct("<HBBHHIIII")
SECTION = struct.Struct("<HHHHI")
RESOLUTION = 100
FEATURE_RESOLUTION = 50
RECENT_LOSSES = 128
MANY_NEURONS = 100
OUTPUT_RESOLUTION: dict[GridSize, int] = {"large": 100, "small": 50}
TILE_RESOLUTION: dict[GridSize, int] = {"large": 50, "small": 20}

Floats = npt.NDArray[np.floating]


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
    tile, output = TILE_RESOLUTION[size], OUTPUT_RESOLUTION[size]
    if sum(len(grids) for grids in snapshot.grids[:-1]) > MANY_NEURONS:
        tile = TILE_RESOLUTION["small"]
    now = single([snapshot.train_loss, snapshot.test_loss]).tobytes()
    sections = [Section(SectionKind.NOW, 0, 2, 1, now), losses_section(history, RECENT_LOSSES)]
    last = len(snapshot.parameters)
    layers = zip(snapshot.parameters, snapshot.grids, strict=True)
    for layer, ((weights, biases), grids) in enumerate(layers, 1):
        n_out, n_in = weights.shape
        resolution = output if layer == last else tile
        sections += [
            Section(SectionKind.WEIGHTS, layer, n_out, n_in, single(weights).tobytes()),
            Section(SectionKind.BIASES, layer, n_out, 1, single(biases).tobytes()),
            Section(SectionKind.GRIDS, layer, n_out, resolution, tiles(grids, resolution)),
        ]
    return encode(FrameType.STATE, stamp, [*sections, *_where_they_apply(snapshot, accuracy)])


def _where_they_apply(snapshot: Snapshot, accuracy: tuple[float, float] | None) -> Iterable[Section]:
    """Yields the sections that only some runs have."""
    if accuracy is not None:
        yield Section(SectionKind.ACCURACY, 0, 2, 1, single(accuracy).tobytes())
    if snapshot.best_epoch is not None:
        yield Section(SectionKind.BEST, 0, 1, 1, struct.pack("<I", snapshot.best_epoch & 0xFFFFFFFF))
    for layer, dropped in enumerate(snapshot.dropped, 1):
        yield Section(SectionKind.DROPPED, layer, len(dropped), 1, dropped.astype(np.uint8).tobytes())


def neuron_frame(stamp: Stamp, snapshot: Snapshot, layer: int, neuron: int) -> bytes:
    """Returns one neuron's picture at full resolution; layer 0 is the features."""
    grid = feature_grids(RESOLUTION)[neuron] if layer == 0 else snapshot.grids[layer - 1][neuron]
    section = Section(SectionKind.GRID, layer, neuron, RESOLUTION, quantise(grid).tobytes())
    return encode(FrameType.NEURON, stamp, [section])


@functools.cache
def features_frame() -> bytes:
    """Returns the pictures of all features, which never change."""
    grids = tiles(feature_grids(RESOLUTION), FEATURE_RESOLUTION)
    section = Section(SectionKind.GRIDS, 0, len(FEATURES), FEATURE_RESOLUTION, grids)
    return encode(FrameType.FEATURES, Stamp(), [section])


def points_frame(stamp: Stamp, data: Data) -> bytes:
    """Returns the points a network is trained and tested with."""
    sections = []
    for layer, points in enumerate((data.train, data.test)):
        table = single(np.column_stack([points.x, points.label]))
        sections.append(Section(SectionKind.POINTS, layer, len(table), 3, table.tobytes()))
    return encode(FrameType.POINTS, stamp, sections)


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
    shrunk: Floats = grids.reshape(n, resolution, side, resolution, side).mean(axis=(2, 4))
    return shrunk


def quantise(values: Floats) -> npt.NDArray[np.uint8]:
    """Returns one byte per value, as the top of this file says."""
    known = np.isfinite(values)
    scaled = np.rint(np.clip(np.where(known, values, 0), -1, 1) * 127) + 127
    return np.where(known, scaled, 255).astype(np.uint8)


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
