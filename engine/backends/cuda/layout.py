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
from engine.experiment.experiment import Experiment
from engine.formulas.normalizations import AXES
from engine.formulas.optimizers import OPTIMIZERS

Places = NDArray[np.uint32]

LARGEST_TILE = 32  # points; reasoned: as many as a warp has threads
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


class Needs(NamedTuple):
    """What decides how much shared memory there must be. `sizes` of all layers, inputs first."""

    sizes: tuple[int, ...]
    n_skipped: int
    is_normalised: bool
    axis: int | None
    n_moments: int

    @property
    def n_hidden(self) -> int:
        """How many hidden neurons there are."""
        return sum(self.sizes[1:-1])

    @property
    def n_parameters(self) -> int:
        """How many parameters there are, scales included."""
        layers = sum(n_out * (n_in + 1) for n_in, n_out in zip(self.sizes, self.sizes[1:], strict=False))
        return layers + 2 * self.n_hidden * self.is_normalised

    @property
    def n_state(self) -> int:
        """How many numbers change while learning."""
        running = 2 * self.n_hidden * (self.axis == AXES["batch"])
        return (2 + self.n_moments) * self.n_parameters + running

    @property
    def n_rows(self) -> int:
        """How many rows there are: of ones, the inputs, two for each neuron, and what lies between layers."""
        neurons = sum(self.sizes[1:])
        return 1 + self.sizes[0] + 2 * neurons + 2 * self.n_hidden * self.is_normalised + self.n_skipped

    def n_statistics(self, tile: int) -> int:
        """How many means a normalisation takes: for each hidden neuron, or each layer and point."""
        if not self.is_normalised:
            return 0
        return self.n_hidden if self.axis == AXES["batch"] else (len(self.sizes) - 2) * row_of(tile)

    def length(self, tile: int) -> int:
        """How many numbers of shared memory are needed for tiles of so many points."""
        return (
            self.n_state
            + self.n_hidden
            + self.n_rows * row_of(tile)
            + 3 * self.n_statistics(tile)
            + MOST_THREADS
        )


def needs_of(experiment: Experiment, sizes: Sequence[int]) -> Needs:
    """What a network of these sizes needs that learns as the experiment says."""
    hidden = tuple(sizes[1:-1])
    axis = AXES[experiment.normalization]
    return Needs(
        tuple(sizes),
        sum(n for n, skip in zip(hidden, experiment.skips, strict=True) if skip),
        axis is not None,
        axis,
        OPTIMIZERS[experiment.optimizer].n_moments,
    )


def row_of(tile: int) -> int:
    """The length of a row for tiles of so many points: odd, for the sake of the banks."""
    return tile + 1 if tile > 1 else 1


def tile_for(needs: Needs, batch_size: int, dtype: DTypeLike, n_bytes: int) -> int:
    """The largest tile with which a network fits into so many bytes; 0 where none does."""
    whole = 1 << (batch_size - 1).bit_length()
    tiles = (
        [whole]
        if needs.axis == AXES["batch"]
        else [1 << n for n in range(LARGEST_TILE.bit_length()) if 1 << n <= whole]
    )
    fitting = [tile for tile in tiles if needs.length(tile) * np.dtype(dtype).itemsize <= n_bytes]
    return max(fitting, default=0)


def least_bytes(needs: Needs, batch_size: int, dtype: DTypeLike) -> int:
    """How many bytes of shared memory a network needs at least."""
    tile = 1 << (batch_size - 1).bit_length() if needs.axis == AXES["batch"] else 1
    return needs.length(tile) * np.dtype(dtype).itemsize


def threads_for(sizes: Sequence[int], tile: int, pairs_each: int) -> int:
    """How many threads a block has: 32 · 2ⁿ, so that in the widest layer each has about so many pairs."""
    wanted = max(sizes[1:]) * tile // pairs_each
    threads = WARP
    while threads < min(wanted, MOST_THREADS):
        threads *= 2
    return threads


def layout_of(blueprint: Blueprint, needs: Needs, tile: int, threads: int) -> Layout:
    """The places for a network, with tiles of so many points."""
    row, n_parameters = row_of(tile), needs.n_parameters
    running_means = (2 + needs.n_moments) * n_parameters
    gates = needs.n_state
    ones = gates + needs.n_hidden
    inputs = ones + row
    layers, end = _layers(blueprint, inputs, row)
    n_statistics = needs.n_statistics(tile)
    for l, layer in enumerate(layers):
        first = end + (layer.first if needs.axis == AXES["batch"] else l * row)
        statistics = (first + number * n_statistics for number in range(3))
        layers[l] = layer._replace(**dict(zip(("means", "inverses", "alongs"), statistics, strict=True)))
    sums = end + 3 * n_statistics
    facts = {
        "n_layers": len(layers),
        "n_inputs": needs.sizes[0],
        "n_parameters": n_parameters,
        "n_state": needs.n_state,
        "gradients": n_parameters,
        "moments": 2 * n_parameters,
        "running_means": running_means,
        "running_variances": running_means + needs.n_hidden,
        "gates": gates,
        "ones": ones,
        "inputs": inputs,
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
        _wiring(layers, ones, row),
        sums + MOST_THREADS,
        threads,
    )


def _layers(blueprint: Blueprint, inputs: int, row: int) -> tuple[list[LayerRow], int]:
    """The rows of the table of layers without statistics, and where what they have in shared memory ends."""
    rows = []
    end = inputs + blueprint.sizes[0] * row
    for l, columns in enumerate(np.maximum(blueprint.layers, 0).tolist()):
        size = columns[flat.N_OUT] * row
        layer = LayerRow._make([*columns, inputs, end, end + size, *[0] * 6])
        inputs, end = end, end + 2 * size
        if blueprint.layers[l, flat.GAINS] >= 0:
            layer = layer._replace(normalized=end, scaled_deltas=end + size)
            end += 2 * size
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
