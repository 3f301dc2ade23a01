"""Frames read again: what encoding.py wrote, for programs that follow a room. The bytes are described in
layout.py; a damaged frame raises ValueError before memory is taken for what it says of itself."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.training.history import LossPoint
from server.frames.layout import HEADER, MAGIC, SECTION, VERSION, FrameType, Section, SectionKind, Stamp
from server.frames.packing import unpacked

N_PICTURES = {SectionKind.GRID: 1, SectionKind.DECISION: 2}
"""How many pictures a section has; others have one for each neuron."""

PLAYING, DIVERGED = 1, 2


class DecodedFrame(NamedTuple):
    """A frame: its type, what every frame carries, and its sections without those of unknown kinds."""

    type: FrameType
    stamp: Stamp
    sections: tuple[Section, ...]

    def of(self, kind: SectionKind) -> list[Section]:
        """The sections of a kind, layer by layer."""
        return [section for section in self.sections if section.kind == kind]


def decode_header(frame: bytes) -> tuple[FrameType, Stamp] | None:
    """Returns a frame's type and what it carries of its run; None for a type that is not known."""
    if len(frame) < HEADER.size:
        raise ValueError(f"a frame must have at least {HEADER.size} bytes, got {len(frame)}")
    magic, version, type, flags, _, sequence, generation, epoch, updates = HEADER.unpack_from(frame)
    if (magic, version) != (MAGIC, VERSION):
        raise ValueError(f"a frame must be of version {VERSION}, got {version} behind {magic:#x}")
    if type not in list(FrameType):
        return None
    playing, diverged = bool(flags & PLAYING), bool(flags & DIVERGED)
    return FrameType(type), Stamp(sequence, generation, epoch, updates, playing, diverged)


def decode(frame: bytes) -> DecodedFrame | None:
    """Returns what a frame says; None for one of a type that is not known."""
    header = decode_header(frame)
    if header is None:
        return None
    n_sections = HEADER.unpack_from(frame)[4]
    sections, at = [], HEADER.size
    for _ in range(n_sections):
        if at + SECTION.size > len(frame):
            raise ValueError(f"a frame of {len(frame)} bytes ends before its section at {at}")
        kind, layer, n, size, length = SECTION.unpack_from(frame, at)
        at += SECTION.size
        end = at + length + -length % 4
        if end > len(frame):
            raise ValueError(f"a frame of {len(frame)} bytes ends within the {end - at} bytes at {at}")
        if kind in list(SectionKind):
            sections.append(Section(SectionKind(kind), layer, n, size, frame[at : at + length]))
        at = end
    return DecodedFrame(*header, tuple(sections))


def numbers_in(section: Section) -> npt.NDArray[np.float32]:
    """Returns the single floats of a section, (n, size)."""
    _check_length(section, 4 * section.n * section.size)
    return np.frombuffer(section.payload, "<f4").reshape(section.n, section.size)


def losses_in(section: Section) -> list[LossPoint]:
    """Returns the points of a loss curve, oldest first."""
    _check_length(section, 4 + 12 * section.n)
    rows = np.frombuffer(section.payload, np.dtype("<u4, <f4, <f4"), offset=4)
    return [LossPoint(*row) for row in rows.tolist()]


def pictures_in(section: Section) -> npt.NDArray[np.uint8]:
    """Returns the bytes of a section's pictures, (n_pictures, size, size)."""
    return unpacked(section.payload, N_PICTURES.get(section.kind, section.n), section.size)


def _check_length(section: Section, wanted: int) -> None:
    if len(section.payload) != wanted:
        got = len(section.payload)
        raise ValueError(f"section {section.kind.name} must have {wanted} bytes, got {got}")
