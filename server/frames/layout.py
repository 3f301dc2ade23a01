"""Snapshots, points and loss histories as bytes: the binary half of the protocol. All numbers little-endian.

Header, 24 bytes: magic u16 = 0x504E ("NP"), version u8 = 2, type u8, flags u16 (bit 0 playing, bit 1
diverged), section count u16, sequence u32, generation u32, epoch u32, updates u32.

Section header, 12 bytes: kind u16, layer u16, count u16, size u16, payload length u32 (without padding). The
payload is padded with zeros to a multiple of 4 bytes, because JavaScript can view floats only there.

Kinds of sections (layer 0 is the features, 1..L the hidden layers and the output, which is L):

    1 NOW      layer 0, count 2, size 1: train loss f32, test loss f32
    2 LOSSES   layer 0, count = points, size 3: stride u32, then per point epoch u32, train f32, test f32
    3 WEIGHTS  layer l, count = neurons, size = inputs: f32 [count][size]
    4 BIASES   layer l, count = neurons, size 1: f32 [count]
    5 GRIDS    layer l, count = neurons, size = r: pictures [count][r][r], row 0 is y = +6, column 0 is x = -6
    6 GRID     layer l, count = index of the neuron, size = 100: pictures [1][100][100]
    7 POINTS   layer 0 train, 1 test, count = points, size 3: f32 [count][x, y, label]
    8 POINT    layer 0 train, 1 test, count = index of the point, size 6: f32 x, y, label, loss, mean loss of
               its set, share of the sum of their losses; or layer 2 anywhere, 3 inputs that somebody made,
               count 0, size 2: f32 x, y
    9 POTENTIALS  layer l, count = neurons, size 1: f32 [count], what the activation gets
   10 OUTPUTS  layer 0 (inputs) to L, count = neurons, size 1: f32 [count], what the neurons say
   11 TARGETS  layer L, count = outputs, size 1: f32 [count], what the outputs should say
   12 ACCURACY layer 0, count 2, size 1: train and test accuracy f32, from 0 to 1; of a classification only
   13 BEST     layer 0, count 1, size 1: best epoch u32; with early stopping only
   14 DROPPED  layer l, count = neurons, size 1: u8 [count], 1 where the last batch did without the neuron
   15 DECISION layer L, count = classes, size = r: pictures [2][r][r], the winning class, then its confidence
   16 CURVES   layer l, count = neurons, size = r: f32 [count][r], column 0 is x = -6, the last x = +6
   17 PROBLEM  layer 0, count = classes (0: a number is learnt), size = inputs (1 for a curve, else 2):
               f32 [count], the label of each class
   18 NORMALISED  layer l, count = neurons, size 4: f32 [count][sum, normalised, gain, shift]; gain times
               normalised and the shift make the potential; of normalised layers only
   19 RANGES   layer 0 the inputs of a table, 1 its label (if a number is learnt), count = numbers, size 2:
               f32 [count][smallest, largest] of the training points in the units of the table; these two are
               at -6 and 6, those of the label at -1 and 1
   20 ROW      layer 0, count = inputs, size 1: f32 [count], a point's inputs in the units of its table
   21 MEDIANS  layer 0, count = inputs, size 1: f32 [count], of the training points in the units of the table

Pictures have a byte for each cell, and come packed. From each byte is taken what its neighbours let expect:
the one to the left and the one above, less the one between them (0 beyond the picture's edges). That is
counted modulo 256, from -128 to 127, and folded, so that 0, -1, 1, -2 … are 0, 1, 2, 3 …. These numbers of a
section, row by row and picture by picture, are taken by eights, the last filled up with zeros. First stands
the width of each eight, the number of bits of the largest of them, from 0 to 8: two in a byte, the first in
its lower half. Then come the eights, each in as many bytes as its width says: number i has the bits from i
times the width on, counted from the lowest bit of the first byte. Each section stands by itself, since frames
may be dropped.

A grid's byte is round(clamp(value, -1, 1) * 127) + 127: 0 is -1, 127 is zero, 254 is +1; 255 is no number. An
f32 beyond 3.4 * 10**38 is infinite with its sign, but in CURVES, which are drawn, the largest there is.
One output neuron that tells two classes apart is shown from -1 to 1, whatever its own range. A confidence's
byte is round(c * 255), c being the lead over the second class from 0 to 1.

Types of frames:

    1 STATE    (newest wins) NOW, LOSSES (the last 64), WEIGHTS, BIASES and GRIDS of each layer (of a curve
               problem CURVES instead of GRIDS), and where they apply DECISION, ACCURACY, BEST and DROPPED
    2 NEURON   (newest wins) GRID; none for a curve problem, whose STATE has all curves in full
    3 FEATURES (once, and when others are formulas) GRIDS of the seven features and of the formulas of the
               experiment, layer 0, size 50; CURVES of the same, where x2 = 0
    4 POINTS   PROBLEM, POINTS twice; of a table RANGES, MEDIANS, and ROW of the first training point
    5 HISTORY  LOSSES, all of them
    6 PROBE    (newest wins) POINT, POTENTIALS and OUTPUTS of each layer, TARGETS if it is a point of a set,
               NORMALISED of each normalised layer, ROW if the points are a table's
    7 INSIDE   (newest wins) the sections of the view into the network that is shown (inside/frame.py)
"""

import struct
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

MAGIC = 0x504E
VERSION = 2
HEADER = struct.Struct("<HBBHHIIII")
SECTION = struct.Struct("<HHHHI")
PADDING = (b"", bytes(3), bytes(2), bytes(1))


class FrameType(IntEnum):
    STATE = 1
    NEURON = 2
    FEATURES = 3
    POINTS = 4
    HISTORY = 5
    PROBE = 6
    INSIDE = 7


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
    RANGES = 19
    ROW = 20
    MEDIANS = 21
    PLACES = 32  # from here on those of the views into the network, inside/frame.py
    PAPER = 33
    CUTS = 34
    SHOWN = 35
    INPUTS = 40
    NEURONS = 41
    PARAMETERS = 42
    VERDICT = 43
    COSINES = 44
    LINES = 50
    REGIONS = 51
    CODES = 52
    CORNERS = 53
    COUNT = 54
    LANDSCAPE = 56
    SLICE = 57
    PATH = 58
    REASON = 63
    RULE = 64
    BOUND = 65
    CLASH = 66
    PARTS = 67
    FUNCTION = 68
    SURFACE = 69
    ERRORS = 70
    GRAPH = 72
    FLOW = 73
    WORK = 74
    TIMES = 75
    PASS = 76
    NOISE = 79
    PUZZLE = 80
    WRONG = 81
    ANSWERS = 82
    JOINS = 83
    MARGIN = 84
    DEPTHS = 90
    PAPER_DEPTHS = 91
    CUT_DEPTHS = 92
    CUT = 94
    ENDS = 95
    HILLS = 96


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


def encode(type: FrameType, stamp: Stamp, sections: Sequence[Section]) -> bytes:
    """Returns the bytes of a frame."""
    return b"".join([header(type, stamp, len(sections)), *written(sections)])


def header(type: FrameType, stamp: Stamp, n_sections: int) -> bytes:
    """Returns the bytes that a frame begins with."""
    flags = stamp.playing | stamp.diverged << 1
    numbers = (stamp.sequence, stamp.generation, stamp.epoch, stamp.updates)
    return HEADER.pack(MAGIC, VERSION, type, flags, n_sections, *[each & 0xFFFFFFFF for each in numbers])


def written(sections: Iterable[Section]) -> list[bytes]:
    """Returns the bytes of sections, in parts to be joined."""
    parts: list[bytes] = []
    for kind, layer, n, size, payload in sections:
        length = len(payload)
        parts += SECTION.pack(kind, layer, n, size, length), payload, PADDING[length % 4]
    return parts
