"""Pictures come back from few bytes exactly, and NumPy and the compiled CPU make the same ones."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.backends.compiled import backend as compiled
from engine.backends.compiled import pictures
from server.frames.drawing import drawn, drawn_with_numpy, packed_bytes
from server.frames.packing import packed
from server.frames.values import quantise
from tests.server.people.decode import unpack

Bytes = NDArray[np.uint8]
SIDE = 100
EXTREMES = (np.nan, np.inf, -np.inf, 3e38, -3e38, 1e-45, 0.5 / 127, -1.5 / 127)


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    compiled.warm_up()


@st.composite
def any_pictures(draw: st.DrawFn) -> Bytes:
    """Some pictures of any size, whose cells are within one of many ranges."""
    n, size, seed = draw(st.integers(0, 4)), draw(st.integers(1, 21)), draw(st.integers(0, 2**32))
    low = draw(st.integers(0, 255))
    high = draw(st.integers(low, 255))
    cells = np.random.default_rng(seed).integers(low, high, (n, size, size), np.uint8, endpoint=True)
    return cells


WAYS: dict[str, Callable[[Bytes], bytes]] = {"numpy": packed, "compiled": pictures.pack}


@pytest.mark.parametrize("way", WAYS)
@given(cells=any_pictures())
def test_pictures_come_back_as_they_were(way: str, cells: Bytes) -> None:
    made = WAYS[way](cells)
    assert unpack(made, len(cells), cells.shape[1]) == cells.ravel().tolist()


@given(cells=any_pictures())
def test_both_ways_make_the_same_bytes(cells: Bytes) -> None:
    assert pictures.pack(cells) == packed(cells) == packed_bytes(cells)
    assert pictures.pack(cells[:, ::-1]) == packed(cells[:, ::-1])


@pytest.mark.parametrize("resolution", [100, 50, 25, 20, 10])
@given(seed=st.integers(0, 2**32), scale=st.sampled_from([1e-3, 1, 30, 1e37]), n_extreme=st.integers(0, 60))
def test_what_is_drawn_is_the_same_to_the_byte(
    resolution: int, seed: int, scale: float, n_extreme: int
) -> None:
    rng = np.random.default_rng(seed)
    outputs = (rng.standard_normal((3, SIDE * SIDE + 16)) * scale).astype(np.float32)
    outputs[rng.integers(0, 3, n_extreme), rng.integers(0, SIDE * SIDE, n_extreme)] = rng.choice(
        EXTREMES, n_extreme
    )
    values = outputs[:, : SIDE * SIDE]
    layers = [(values, resolution), (values[1:], SIDE)]
    assert pictures.pictures(layers, SIDE) == [drawn_with_numpy(each, SIDE, size) for each, size in layers]


def test_no_number_counts_as_zero_and_what_is_infinite_as_the_largest() -> None:
    values = np.zeros((1, SIDE * SIDE), np.float32)
    values[0, :4] = np.nan, np.inf, -np.inf, 0.5
    [picture] = drawn([(values, SIDE)], SIDE)
    assert unpack(picture, 1, SIDE)[:5] == [127, 254, 0, 191, 127]


def test_smooth_pictures_take_a_third_of_their_bytes() -> None:
    x, y = np.meshgrid(np.linspace(-6, 6, SIDE), np.linspace(6, -6, SIDE))
    values = np.tanh(0.7 * x - 0.4 * y + 0.3)
    assert len(packed(quantise(values[np.newaxis]))) < SIDE * SIDE / 3


def test_the_example_of_the_document_is_true() -> None:
    assert packed(np.array([[[0x7F, 0x7F], [0x80, 0x80]]], np.uint8)).hex(" ") == "08 fe 00 02 00 00 00 00 00"
