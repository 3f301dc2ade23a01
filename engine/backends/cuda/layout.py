"""The layout of the shared memory of a block of threads, which trains one network.

That memory is fast and small (48 to 227 KB), and all that a network needs while it learns is in it, in
numbers of one precision: its state (parameters, accumulated gradients, moments, running statistics of batch
normalisation, in this order, just as in the GPU's main memory), a gate for each hidden neuron, and the rows.
A row has one number for each point of a tile: a neuron's activation, or its δ, and so on. A tile is as many
points as are computed at once, 2ⁿ so that `k >> n` and `k & (2ⁿ − 1)` lead from the number of a (neuron,
point) pair to both without a division. Rows are one number longer than a tile, so that the same point's
numbers in neighbouring rows lie in different banks of the memory. A batch larger than a tile is accumulated
tile by tile; with batch normalisation, whose means are over the batch, it has to be one tile.

Plain NumPy: what fits can be worked out without a GPU.
"""

from collections import namedtuple
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.flat import Blueprint

Places = NDArray[np.uint32]

LARGEST_BITS = 5  # of a tile of 32 points; reasoned: as many as a warp has threads
MOST_THREADS = 256  # of a block; reasoned: enough to hide waiting, and each has 255 registers
WARP = 32


Facts = namedtuple(
    "Facts",
    "n_layers n_inputs n_parameters n_state"
    " gradients moments running_means running_variances gates ones inputs sums"
    " tile tile_bits row loss optimizer normalization"
    " n_train n_points batch_size half_bits shuffles counts_steps keeps",
)
"""What the kernels know of a layout and of the points, all of them np.uint32: numbers of things; where in
shared memory things begin (`ones` is a row of ones, `sums` has a number for each thread); the points of a
tile, their logarithm, the length of a row; the codes; of the data, 0 until it is known, the numbers of
points, and whether they are shuffled, steps are counted, and the state at each epoch's end is kept."""

LayerRow = namedtuple(
    "LayerRow",
    "n_in n_out weights biases gains shifts activation skips first"
    " inputs activations deltas normalized scaled_deltas skip_deltas means inverses alongs",
)
"""A row of the kernels' table of layers: the columns of `Blueprint.layers`, then places in shared memory.
These are the rows of what comes in and of the activations; of φ' and then δ (of z in the last layer); of ẑ;
of δ before normalisation; of δ on its way past a skip connection; the statistics of normalisation and of its
backward pass."""


class Layout(NamedTuple):
    """Places for one kind of network. `layers` (n_layers, 18); `wiring` (2, n_parameters): a parameter's
    gradient is the product of two rows, summed over the points, and these are where they begin. `length`: how
    many numbers of shared memory in all."""

    facts: Facts
    layers: Places
    wiring: Places
    length: int
    threads: int


def row_of(tile: int) -> int:
    """The length of a row for tiles of so many points: odd, for the sake of the banks."""
    return tile + 1 if tile > 1 else 1


def length_of(blueprint: Blueprint, tile: int) -> int:
    """How many numbers of shared memory a network needs for tiles of so many points."""
    return _layers(blueprint, row_of(tile))[1] + MOST_THREADS


def tiles_for(blueprint: Blueprint, batch_size: int) -> list[int]:
    """The tiles that may do for a batch, the smallest first."""
    whole = (batch_size - 1).bit_length()
    return [1 << n for n in ([whole] if blueprint.remembers else range(min(whole, LARGEST_BITS) + 1))]


def tile_for(blueprint: Blueprint, batch_size: int, dtype: DTypeLike, n_bytes: int) -> int:
    """The largest tile with which a network fits into so many bytes; 0 where none does."""
    room = n_bytes // np.dtype(dtype).itemsize
    tiles = tiles_for(blueprint, batch_size)
    return max((tile for tile in tiles if length_of(blueprint, tile) <= room), default=0)


def least_bytes(blueprint: Blueprint, batch_size: int, dtype: DTypeLike) -> int:
    """How many bytes of shared memory a network needs at least."""
    return length_of(blueprint, tiles_for(blueprint, batch_size)[0]) * np.dtype(dtype).itemsize


def threads_for(sizes: Sequence[int], tile: int, pairs_each: int) -> int:
    """How many threads a block has: 32 · 2ⁿ, so that in the widest layer each has about so many pairs."""
    wanted = max(sizes[1:]) * tile // pairs_each
    threads = WARP
    while threads < min(wanted, MOST_THREADS):
        threads *= 2
    return threads


def layout_of(blueprint: Blueprint, tile: int, threads: int) -> Layout:
    """The places for a network, with tiles of so many points."""
    row, n, n_hidden = row_of(tile), blueprint.n_parameters, blueprint.n_hidden
    layers, sums = _layers(blueprint, row)
    gates = blueprint.n_state
    facts = {
        "n_layers": len(layers),
        "n_inputs": blueprint.sizes[0],
        "n_parameters": n,
        "n_state": gates,
        "gradients": n,
        "moments": 2 * n,
        "running_means": (2 + blueprint.n_moments) * n,
        "running_variances": (2 + blueprint.n_moments) * n + n_hidden,
        "gates": gates,
        "ones": gates + n_hidden,
        "inputs": layers[0].inputs,
        "sums": sums,
        "tile": tile,
        "tile_bits": tile.bit_length() - 1,
        "row": row,
        "loss": blueprint.loss,
        "optimizer": blueprint.optimizer,
        "normalization": blueprint.normalization,
    }
    return Layout(
        Facts(*(np.uint32(facts.get(name, 0)) for name in Facts._fields)),
        np.array(layers, np.uint32),
        _wiring(layers, facts["ones"], row),
        sums + MOST_THREADS,
        threads,
    )


def _layers(blueprint: Blueprint, row: int) -> tuple[list[LayerRow], int]:
    """The rows of the table of layers, and where what they have in shared memory ends."""
    rows = []
    inputs = blueprint.n_state + blueprint.n_hidden + row  # behind the state, the gates and the ones
    end = inputs + blueprint.sizes[0] * row
    for columns, places in zip(np.maximum(blueprint.layers, 0).tolist(), blueprint.layers, strict=True):
        n_out = columns[flat.N_OUT]
        size = n_out * row
        layer = LayerRow._make([*columns, inputs, end, end + size, *[0] * 6])
        inputs, end = end, end + 2 * size
        if places[flat.GAINS] >= 0:
            layer = layer._replace(normalized=end, scaled_deltas=end + size)
            end += 2 * size
            n = n_out if blueprint.remembers else row
            layer = layer._replace(means=end, inverses=end + n, alongs=end + 2 * n)
            end += 3 * n
        if layer.skips:
            layer = layer._replace(skip_deltas=end)
            end += size
        rows.append(layer)
    return rows, end


def _wiring(layers: Sequence[LayerRow], ones: int, row: int) -> Places:
    """For each parameter the rows of which its gradient is the product: (the layer's inputs, its δ)."""
    parts, scales = [], []
    for layer in layers:
        neurons = np.arange(layer.n_out) * row
        inputs, deltas = layer.inputs + np.arange(layer.n_in) * row, layer.deltas + neurons
        constants, scaled = np.full_like(neurons, ones), layer.scaled_deltas + neurons
        parts += [(np.tile(inputs, layer.n_out), np.repeat(deltas, layer.n_in)), (constants, deltas)]
        if layer.normalized:
            scales += [(layer.normalized + neurons, scaled), (constants, scaled)]
    columns = zip(*parts, *scales, strict=True)
    return np.stack([np.concatenate(column) for column in columns]).astype(np.uint32)
