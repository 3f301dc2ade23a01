"""Where everything stands in the shared memory of the CUDA kernels; needs neither Numba nor a GPU."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.backends import flat
from engine.backends.cuda import layout as cuda_layout
from engine.backends.cuda import numbers as cuda_numbers
from engine.backends.cuda.layout import (
    LARGEST_BITS,
    LayerRow,
    layout_of,
    length_of,
    row_of,
    threads_for,
    tile_for,
)
from engine.experiment.experiment import Experiment
from tests.engine.backends.experiments import tame_experiments
from tests.engine.backends.learnings import learning_amid

PLENTY = 10**9


def laid_out(experiment: Experiment, tile: int) -> Any:
    learning = learning_amid(experiment, np.random.default_rng(0))
    blueprint = flat.blueprint_of(experiment, learning.model)
    return layout_of(blueprint, tile, 32), blueprint, learning


def taken(layout: Any, blueprint: Any, tile: int) -> list[tuple[int, int]]:
    """All parts of shared memory: (first, how many)."""
    fact = {name: int(value) for name, value in layout.facts._asdict().items()}
    row = row_of(tile)
    parts = [(0, fact["n_state"]), (fact["gates"], blueprint.n_hidden), (fact["ones"], row)]
    parts += [(fact["inputs"], blueprint.sizes[0] * row), (fact["sums"], cuda_layout.MOST_THREADS)]
    for layer in (LayerRow(*columns) for columns in layout.layers.tolist()):
        n = layer.n_out
        parts += [(layer.activations, n * row), (layer.deltas, n * row)]
        if layer.normalized:
            parts += [(layer.normalized, n * row), (layer.scaled_deltas, n * row)]
            statistics = n if blueprint.remembers else row
            parts += [(first, statistics) for first in (layer.means, layer.inverses, layer.alongs)]
        if layer.skips:
            parts.append((layer.skip_deltas, n * row))
    return sorted((first, n) for first, n in parts if n)


@given(experiment=tame_experiments(), bits=st.integers(0, 5))
def test_everything_has_a_place_of_its_own_and_all_the_memory_is_used(
    experiment: Experiment, bits: int
) -> None:
    layout, blueprint, _ = laid_out(experiment, 1 << bits)
    end = 0
    for first, n in taken(layout, blueprint, 1 << bits):
        assert first == end, "nothing overlaps and nothing is left free"
        end += n
    assert end == layout.length == length_of(blueprint, 1 << bits)


@given(experiment=tame_experiments())
def test_the_needs_are_those_of_the_model(experiment: Experiment) -> None:
    layout, blueprint, learning = laid_out(experiment, 4)
    packed = flat.pack(learning)
    assert blueprint == flat.blueprint_for(experiment, experiment.sizes)._replace(layers=blueprint.layers)
    assert blueprint.n_parameters == len(packed.parameters)
    assert layout.facts.n_state == blueprint.n_state == len(flat.row_of(packed, blueprint))
    assert layout.wiring.shape == (2, blueprint.n_parameters)


def test_a_tile_is_the_largest_that_fits_and_not_larger_than_a_batch() -> None:
    experiment = Experiment()
    needs = flat.blueprint_for(experiment, experiment.sizes)
    assert [tile_for(needs, n, np.float32, PLENTY) for n in (1, 2, 10, 30, 32, 500)] == [1, 2, 16, 32, 32, 32]
    exactly = length_of(needs, 8) * 4
    assert tile_for(needs, 10, np.float32, exactly) == 8
    assert tile_for(needs, 10, np.float32, exactly - 1) == 4
    assert tile_for(needs, 10, np.float64, exactly) < 8
    assert tile_for(needs, 10, np.float32, 100) == 0


def test_with_batch_normalisation_a_batch_is_one_tile() -> None:
    experiment = Experiment(normalization="batch", batch_size=40)
    needs = flat.blueprint_for(experiment, experiment.sizes)
    assert tile_for(needs, 40, np.float64, PLENTY) == 64 > 1 << LARGEST_BITS
    assert tile_for(needs, 40, np.float64, length_of(needs, 64) * 8 - 1) == 0


@pytest.mark.parametrize(
    ("sizes", "tile", "pairs", "threads"),
    [
        ((2, 4, 2, 1), 16, 1, 64),
        ((2, 4, 2, 1), 16, 4, 32),
        ((7, 8, 8, 1), 16, 1, 128),
        ((9, 64, 2), 32, 1, 256),
    ],
)
def test_threads_are_whole_warps_in_powers_of_two(sizes: Any, tile: int, pairs: int, threads: int) -> None:
    assert threads_for(sizes, tile, pairs) == threads


@given(value=st.floats(1e-320, 1e-30), dtype=st.sampled_from([np.float32, np.float64]))
def test_no_number_that_is_not_zero_becomes_it(value: float, dtype: type) -> None:
    assume(value > 0)
    experiment = Experiment(clip_norm=value, regularization="elastic", l1_ratio=value)
    exact = cuda_numbers.numbers_of(experiment)
    numbers = cuda_numbers.in_precision(exact, dtype)
    assert numbers[cuda_numbers.CLIP_NORM] > 0
    assert numbers[cuda_numbers.SHARP] > 0
    assert ((numbers == 0) == (exact == 0)).all()
