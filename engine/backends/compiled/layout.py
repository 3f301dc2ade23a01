"""Where the numbers of a network stand in the vectors that the kernels work on."""

from typing import NamedTuple

import numpy as np

from engine.backends.codes import SOFTMAX, code
from engine.backends.compiled.bundles import PADDED_TO
from engine.backends.flat import ACTIVATION, BIASES, FIRST, N_IN, N_OUT, SKIP, WEIGHTS, Blueprint, Integers

ABREAST = 4
"""So many neurons are computed at once where the points are taken one by one."""

NOTHING_BETWEEN = code("normalization", "none")


class Arrangement(NamedTuple):
    """`layers` has the columns of `bundles.Layers`; parameter k stands at `places[k]` of a vector of which
    `length` numbers are in use."""

    layers: Integers
    places: Integers
    length: int


def row_by_row(blueprint: Blueprint) -> Arrangement:
    """As flat.py has it: weight [i, j] of a layer with n inputs at i · n + j."""
    rows = blueprint.layers
    layers = np.column_stack([rows, rows[:, N_IN], np.ones(len(rows), np.int64)])
    return Arrangement(layers, np.arange(blueprint.n_parameters), blueprint.n_parameters)


def column_by_column(blueprint: Blueprint) -> Arrangement:
    """For each layer and each input the weights of all neurons side by side, then their biases, each filled
    up with places that nothing stands in: so neurons are lanes."""
    layers, places, at = [], np.empty(blueprint.n_parameters, np.int64), 0
    for row in blueprint.layers.tolist():
        n_in, n_out, weights, biases = row[N_IN], row[N_OUT], row[WEIGHTS], row[BIASES]
        column = padded(n_out, ABREAST)
        from_input = at + column * np.arange(n_in)
        places[weights:biases] = (np.arange(n_out)[:, np.newaxis] + from_input).ravel()
        places[biases : biases + n_out] = at + column * n_in + np.arange(n_out)
        layers.append([n_in, n_out, at, at + column * n_in, *row[BIASES + 1 :], 1, column])
        at += column * (n_in + 1)
    return Arrangement(np.array(layers, np.int64), places, at)


def rows_of_gradients(blueprint: Blueprint, pitch: int, inputs_at: int) -> tuple[Integers, Integers]:
    """Where in the workspace of a panel δ and the activations begin of which each parameter's gradient is
    made, rows `pitch` long: the neurons', row after row, and from `inputs_at` on the inputs', one of ones and
    one of zeros. Filled up to whole eights."""
    of_delta, of_input = [], []
    ones = inputs_at + int(blueprint.layers[0, N_IN]) * pitch
    before = inputs_at
    for row in blueprint.layers.tolist():
        n_in, neurons = row[N_IN], pitch * (row[FIRST] + np.arange(row[N_OUT]))
        of_delta += [*np.repeat(neurons, n_in), *neurons]
        of_input += [*np.tile(before + pitch * np.arange(n_in), row[N_OUT]), *[ones] * row[N_OUT]]
        before = row[FIRST] * pitch
    missing = padded(len(of_delta)) - len(of_delta)
    return (
        np.array([*of_delta, *[0] * missing], np.int64),
        np.array([*of_input, *[ones + pitch] * missing], np.int64),
    )


def stand_by_column(blueprint: Blueprint) -> bool:
    """Whether neurons can be lanes: one output, and nothing between the layers but gates."""
    *hidden, last = blueprint.layers.tolist()
    return (
        last[N_OUT] == 1
        and last[ACTIVATION] != SOFTMAX
        and blueprint.normalization == NOTHING_BETWEEN
        and not any(row[SKIP] for row in hidden)
    )


def padded(n: int, to: int = PADDED_TO) -> int:
    """n, rounded up to a multiple."""
    return -(-n // to) * to
