"""Reads frames, written apart from server/frames/layout.py so that each checks the other."""

import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Any

TYPES = {1: "STATE", 2: "NEURON", 3: "FEATURES", 4: "POINTS", 5: "HISTORY", 6: "PROBE", 7: "INSIDE"}
KINDS = {1: "NOW", 2: "LOSSES", 3: "WEIGHTS", 4: "BIASES", 5: "GRIDS", 6: "GRID", 7: "POINTS"}
KINDS |= {
    8: "POINT",
    9: "POTENTIALS",
    10: "OUTPUTS",
    11: "TARGETS",
    12: "ACCURACY",
    13: "BEST",
    14: "DROPPED",
    15: "DECISION",
    16: "CURVES",
    17: "PROBLEM",
    18: "NORMALISED",
    19: "RANGES",
    20: "ROW",
    21: "MEDIANS",
    32: "PLACES",
    33: "PAPER",
    34: "CUTS",
    35: "SHOWN",
    40: "INPUTS",
    41: "NEURONS",
    42: "PARAMETERS",
    43: "VERDICT",
    44: "COSINES",
    50: "LINES",
    51: "REGIONS",
    52: "CODES",
    53: "CORNERS",
    54: "COUNT",
    56: "LANDSCAPE",
    57: "SLICE",
    58: "PATH",
    63: "REASON",
    64: "RULE",
    65: "BOUND",
    66: "CLASH",
    67: "PARTS",
    68: "FUNCTION",
    69: "SURFACE",
    70: "ERRORS",
    72: "GRAPH",
    73: "FLOW",
    74: "WORK",
    75: "TIMES",
    76: "PASS",
    79: "NOISE",
    80: "PUZZLE",
    81: "WRONG",
    82: "ANSWERS",
    83: "JOINS",
    84: "MARGIN",
    90: "DEPTHS",
    91: "PAPER_DEPTHS",
    92: "CUT_DEPTHS",
    94: "CUT",
    95: "ENDS",
    96: "HILLS",
}
OF_PICTURES = ("GRIDS", "GRID", "DECISION")
OF_BYTES = (*OF_PICTURES, "DROPPED", "CODES", "SURFACE", "REASON", "GRAPH", "PUZZLE", "JOINS")


@dataclass(frozen=True)
class Section:
    kind: str
    layer: int
    count: int
    size: int
    payload: bytes

    @cached_property
    def values(self) -> list[Any]:
        """What it says; read when somebody asks, since pictures take Python a hundredth of a second."""
        if self.kind in OF_PICTURES:
            n_pictures = {"GRIDS": self.count, "GRID": 1, "DECISION": 2}[self.kind]
            return unpack(self.payload, n_pictures, self.size)
        return read(self.kind, self.payload)


@dataclass(frozen=True)
class Frame:
    type: str
    playing: bool
    diverged: bool
    sequence: int
    generation: int
    epoch: int
    updates: int
    sections: list[Section]

    def section(self, kind: str, layer: int = 0) -> Section:
        """Returns the one section of a kind and layer."""
        (found,) = [each for each in self.sections if (each.kind, each.layer) == (kind, layer)]
        return found


def decode(frame: bytes) -> Frame:
    """Returns what a frame says."""
    magic, version, type, flags, n, sequence, generation, epoch, updates = struct.unpack_from(
        "<HBBHHIIII", frame
    )
    assert (magic, version) == (0x504E, 2)
    sections, at = [], 24
    for _ in range(n):
        kind, layer, count, size, length = struct.unpack_from("<HHHHI", frame, at)
        assert at % 4 == 0
        sections.append(Section(KINDS[kind], layer, count, size, frame[at + 12 : at + 12 + length]))
        at += 12 + length + -length % 4
    assert at == len(frame)
    return Frame(
        TYPES[type], bool(flags & 1), bool(flags & 2), sequence, generation, epoch, updates, sections
    )


def unpack(payload: bytes, n: int, size: int) -> list[int]:
    """Returns the bytes of so many pictures, one cell after the other."""
    n_cells = n * size * size
    n_blocks = -(-n_cells // 8)
    at = -(-n_blocks // 2)
    numbers: list[int] = []
    for block in range(n_blocks):
        width = payload[block // 2] >> 4 * (block % 2) & 15
        assert width <= 8
        bits = int.from_bytes(payload[at : at + width], "little")
        numbers += [bits >> i * width & (1 << width) - 1 for i in range(8)]
        at += width
    assert at == len(payload)
    cells: list[int] = []
    for k, number in enumerate(numbers[:n_cells]):
        row, column = divmod(k % (size * size), size)
        left = cells[k - 1] if column else 0
        above = cells[k - size] if row else 0
        between = cells[k - size - 1] if row and column else 0
        surprise = -(number + 1) // 2 if number % 2 else number // 2
        cells.append((left + above - between + surprise) % 256)
    return cells


def read(kind: str, payload: bytes) -> list[Any]:
    """Returns the values of a section: bytes, floats, epochs, or for losses the stride and then rows."""
    if kind in OF_BYTES:
        return list(payload)
    if kind in ("BEST", "WORK"):
        return list(struct.unpack(f"<{len(payload) // 4}I", payload))
    if kind in ("PLACES", "PAPER"):
        whole = struct.unpack(f"<{len(payload) // 2 - 2}h", payload[4:])
        return [struct.unpack_from("<f", payload)[0], *whole]
    if kind in ("DEPTHS", "PAPER_DEPTHS"):
        return list(struct.unpack(f"<{len(payload) // 2}h", payload))
    if kind == "LOSSES":
        stride = struct.unpack_from("<I", payload)[0]
        return [stride, *struct.iter_unpack("<Iff", payload[4:])]
    return list(struct.unpack(f"<{len(payload) // 4}f", payload))
