"""The bundles of arrays and numbers that kernels work on, and the kernels themselves by name.

Handing a kernel dozens of arrays would take longer than many runs do. So Python puts the addresses of
all arrays into one row of words, once, and a kernel takes its bundles from there (`bundle_of` in
kernels/rows.py). Nothing here needs a compiler.
"""

from ctypes import addressof, c_char
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

PADDED_TO = 16
"""The length of every vector is a multiple of this, so that lanes of any width fit."""

PANEL = 64
"""How many points of a batch are computed at once."""

TOGETHER_PANEL = 16
"""The same where many networks are trained together."""

N_SUMS = 4
"""What it is told of each network then, summed over points: the training and the test losses, and how many
training and test points it tells right."""

LINE = 64
"""Bytes of a processor's cache line, where every array begins: lanes that reach over two take longer."""


def zeros(n: int, dtype: DTypeLike) -> NDArray[Any]:
    """So many zeros that begin at a cache line."""
    n_bytes = n * np.dtype(dtype).itemsize
    room = np.zeros(n_bytes + LINE, np.uint8)
    begin = -room.ctypes.data % LINE
    return room[begin : begin + n_bytes].view(dtype)


def address_of(values: NDArray[Any]) -> int:
    """Where an array begins, in a quarter of the time that `ctypes.data` takes, where that can be."""
    try:
        return addressof(c_char.from_buffer(cast(Any, values)))
    except (TypeError, ValueError, BufferError):  # read-only, empty, or not in one piece
        address: int = values.ctypes.data
        return address


class Row:
    """An array of one dimension for a kernel, which gets no more of it than where it begins: cheap to hand
    on, and indices are not checked. `values` is the array."""

    def __init__(self, values: NDArray[Any]) -> None:
        self.values = np.ascontiguousarray(values)
        self.address = address_of(self.values)


class Reals(Row):
    """A row in the precision of the computation."""


class Each(Reals):
    """A row that has a number for each network, where a kernel trains many."""


class Doubles(Row):
    """A row of double precision."""


class EachDouble(Doubles):
    """A row of double precision that has a number for each network, where a kernel trains many."""


class Wholes(Row):
    """A row of whole numbers."""


class Words(Row):
    """A row of 64 bits without a sign."""


class Bytes(Row):
    """A row of bytes."""


class Layers(NamedTuple):
    """The columns of `flat.Blueprint.layers`, and two more: weight [i, j] of a layer is the parameter
    `weights` + i · `row` + j · `column`."""

    n_in: Wholes
    n_out: Wholes
    weights: Wholes
    biases: Wholes
    gains: Wholes
    shifts: Wholes
    activation: Wholes
    skip: Wholes
    first: Wholes
    row: Wholes
    column: Wholes


class Plan(NamedTuple):
    """What does not change while a kernel runs.

    `numbers` are those of flat.py; `is_weight` and `free` are masks as numbers, as long as the vectors of the
    state; `off` has the gates without dropout; `n_parameters` is how many places of a vector are in use,
    `n_padded` and `n_state` how long one vector of the state is and all are. `panel` is how many points of a
    batch are computed before their gradients are summed, `evaluated` how many at once where nothing is
    learnt. Where all gradients are summed together `pitch` is the length of a row of the panel, else 0; the
    gradient of parameter k is the product of the rows of δ at `of_delta[k]` and of activations at
    `of_input[k]`, of which those from `inputs_at` on are the inputs; `room` is how much the panel takes of
    each, or 0 where that is much.
    `is_plain`: an update is a step of SGD, with L2 or without, and nothing else; where many networks are
    trained together, without. `every_end`: the losses are found at the end of each epoch, not at the last
    alone.
    """

    layers: Layers
    numbers: EachDouble
    is_weight: Reals
    free: Reals
    off: Reals
    n_layers: int
    n_hidden: int
    n_parameters: int
    n_padded: int
    n_state: int
    loss: int
    optimizer: int
    normalization: int
    has_gates: int
    has_skips: int
    is_plain: int
    takes_steps: int
    shuffle: int
    half_bits: int
    batch_size: int
    panel: int
    evaluated: int
    pitch: int
    inputs_at: int
    room: int
    of_delta: Wholes
    of_input: Wholes
    every_end: int
    keys: Words
    """Of the batches and of dropout."""


class PointRows(NamedTuple):
    """Inputs (n_inputs, columns) and targets (n_outputs, columns), row after row, of n points and then
    zeros."""

    x: Reals
    y: Reals
    columns: int
    n: int


class StateRows(NamedTuple):
    """What changes: vectors of all parameters, padded with zeros; of `moments` as many as the optimizer has,
    one behind the other; `alive` is 0 where a weight is dead; means and variances that batch normalisation
    remembers. All this stands in one array, from `parameters` on. `counts`: points accumulated, steps."""

    parameters: Each
    gradients: Each
    alive: Reals
    moments: Reals
    means: Reals
    variances: Reals
    counts: Wholes


class Workspace(NamedTuple):
    """Room for the activations of a panel of points; for the slopes and then δ; for `upstream`, the
    pre-activations and then ∂loss/∂a; for what normalisation keeps for the way back; for the gates, the order
    of an epoch, the keys of its rounds, and the points in this order."""

    activations: Reals
    slopes: Reals
    upstream: Reals
    normalized: Reals
    inverses: Reals
    gates: Reals
    order: Wholes
    keys: Words
    shuffled: PointRows


class KernelTask(NamedTuple):
    """All that a run needs; `epoch_end` is the state at the last end of an epoch, if that was finite."""

    plan: Plan
    state: StateRows
    epoch_end: StateRows
    work: Workspace
    train: PointRows
    test: PointRows


def _words(bundle: tuple[Any, ...]) -> list[int]:
    """The words of a bundle: addresses of its rows, and its numbers."""
    words: list[int] = []
    for part in bundle:
        words += (
            _words(part)
            if isinstance(part, tuple)
            else [part.address if isinstance(part, Row) else int(part)]
        )
    return words


def words_of(bundle: tuple[Any, ...]) -> Row:
    """The words of a bundle as a row. The bundle must live as long."""
    return Wholes(np.array(_words(bundle), dtype=np.int64))


Facts = dict[str, int | list[int]]
"""Numbers of a `KernelTask` that a kernel knows when it is compiled, by their place ("plan.n_layers")."""

KERNELS: dict[str, tuple[type, ...]] = {
    # words of a KernelTask, parameters, rates, place, n_batches, losses, result
    "run_singly": (Wholes, Reals, Doubles, Wholes, int, Doubles, Wholes),
    "run_tiles": (Wholes, Reals, Doubles, Wholes, int, Doubles, Wholes),
    # words of a KernelTask, parameters, activations, columns
    "outputs": (Wholes, Reals, Reals, int),
    # values, layers, n_layers, side, gap, sums, cells, folded, packed, n_packed
    "pictures": (Reals, Wholes, int, int, int, Reals, Bytes, Bytes, Bytes, Wholes),
    # cells, n, resolution, folded, packed, n_packed
    "pack": (Bytes, int, int, Bytes, Bytes, Wholes),
    # words of KernelTasks, n_words, n_groups, parameters, rates, n_epochs, sums
    "run_8": (Wholes, int, int, Reals, Reals, int, Reals),
    "run_16": (Wholes, int, int, Reals, Reals, int, Reals),
}
"""What each kernel is called with. `Reals` have the precision it was compiled for."""
