"""Programs that follow a room read its frames as the tests' own decoder does, and believe no damaged one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.frames.layout import HEADER, FrameType, SectionKind, Stamp, encode
from server.frames.packing import packed, unpacked
from server.frames.reading import decode, losses_in, numbers_in, pictures_in
from tests.paths import GOLDEN
from tests.server.people import decode as apart

FRAMES = sorted(GOLDEN.glob("*.bin"))
PICTURES = {SectionKind[kind] for kind in apart.OF_PICTURES}
OTHERS = {SectionKind[kind] for kind in ("DROPPED", "BEST", "POINT", "PROBLEM")}
OF_VIEWS = {SectionKind[kind] for kind in ("PARAMETERS", "VERDICT", "NOISE")}  # several tables in one
STATE = next(path for path in FRAMES if path.name == "state.bin").read_bytes()


@pytest.mark.parametrize("path", FRAMES, ids=lambda path: path.stem)
def test_both_decoders_read_the_same(path: Path) -> None:
    frame, other = decode(path.read_bytes()), apart.decode(path.read_bytes())
    assert frame is not None
    assert frame.type.name == other.type
    assert frame.stamp == Stamp(
        other.sequence, other.generation, other.epoch, other.updates, other.playing, other.diverged
    )
    assert len(frame.sections) == len(other.sections)
    for section, same in zip(frame.sections, other.sections, strict=True):
        assert (section.kind.name, section.layer, section.n, section.size) == (
            same.kind, same.layer, same.count, same.size,
        )  # fmt: skip
        if section.kind in PICTURES:
            assert pictures_in(section).ravel().tolist() == same.values
        elif section.kind is SectionKind.LOSSES:
            assert losses_in(section) == same.values[1:]
        elif section.kind in OF_VIEWS:
            assert np.frombuffer(section.payload, "<f4").tolist() == same.values
        elif section.kind not in OTHERS:
            assert numbers_in(section).ravel().tolist() == same.values


@given(n=st.integers(0, 4), size=st.integers(1, 21), low=st.integers(0, 255), seed=st.integers(0, 2**32))
def test_pictures_are_unpacked_as_they_were(n: int, size: int, low: int, seed: int) -> None:
    cells = np.random.default_rng(seed).integers(low, 255, (n, size, size), np.uint8, endpoint=True)
    assert np.array_equal(unpacked(packed(cells), n, size), cells)


@given(length=st.integers(0, len(STATE) - 1))
def test_a_frame_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=r"must have at least|ends"):
        decode(STATE[:length])


@given(at=st.integers(HEADER.size, len(STATE) - 1), byte=st.integers(0, 255))
def test_a_damaged_frame_is_read_or_refused_in_a_sentence(at: int, byte: int) -> None:
    try:
        frame = decode(STATE[:at] + bytes([byte]) + STATE[at + 1 :])
        assert frame is not None
        for section in frame.sections:
            (pictures_in if section.kind in PICTURES else numbers_in)(section)
    except ValueError as error:
        assert "must have" in str(error) or "ends" in str(error)  # noqa: PT017


def test_pictures_said_to_be_huge_take_no_memory() -> None:
    with pytest.raises(ValueError, match="65535 pictures of 65535 × 65535 must have"):
        unpacked(bytes(100), 65535, 65535)


def test_frames_and_sections_of_kinds_to_come_are_passed_over() -> None:
    unknown_type = bytearray(STATE)
    unknown_type[3] = 99
    assert decode(bytes(unknown_type)) is None
    unknown_section = bytearray(STATE)
    unknown_section[HEADER.size] = 99
    frame = decode(bytes(unknown_section))
    assert frame is not None
    assert frame.of(SectionKind.NOW) == []
    assert len(frame.of(SectionKind.WEIGHTS)) == 3


def test_frames_of_another_version_are_refused() -> None:
    frame = bytearray(encode(FrameType.STATE, Stamp(), []))
    frame[2] = 3
    with pytest.raises(ValueError, match="must be of version 2, got 3"):
        decode(bytes(frame))
