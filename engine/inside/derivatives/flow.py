"""What flows along the graph of a network in one pass of each mode: a derivative beside every number.

    forward, along a parameter p:    ẋ = ∂x/∂p    from p through all that depends on it to the results
    backward, from a result r:       x̄ = ∂r/∂x    from r through all that it depends on to the parameters

A pass forward ends with one column of the table of derivatives, those of all results by p; a pass backward
with one row, those of r by all parameters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.autodiff import Dual, Tape, Taped, plain
from engine.inside.derivatives.graph import NetworkGraph, answered, arrays_of, unit_direction
from engine.inside.derivatives.modes import MOVES, ResultName, one_of
from engine.network.network import Array

KINDS = ("weights", "biases", "gains", "shifts")
"""What the arrays are that a network learns."""


@dataclass(frozen=True, slots=True)
class ParameterPlace:
    """Where a parameter stands: at `index` of array number `array` of `arrays_of`, which belongs to a `layer`
    1..L; `kind` says what that array is."""

    array: int
    index: tuple[int, ...]
    layer: int
    kind: str


@dataclass(frozen=True)
class FlowNode:
    """An operation by its name, or one of `KINDS`, with its result, and both derivatives there, of its shape:
    ẋ is `tangent`, x̄ `adjoint`.

    `layer` is that of the network for which it computes, 1..L, and L + 1 for the loss. `sources` are the
    nodes that it takes its numbers from (constants, such as the point, are none).
    """

    name: str
    layer: int
    sources: tuple[int, ...]
    value: Array
    tangent: Array
    adjoint: Array


def parameter_place(arrays: Sequence[Array], n_layers: int, parameter: int) -> ParameterPlace:
    """Returns where a parameter stands that was counted through all arrays. Raises IndexError if there is
    none."""
    left = parameter
    for i, array in enumerate(arrays):
        if 0 <= left < array.size:
            index = tuple(int(k) for k in np.unravel_index(left, array.shape))
            return ParameterPlace(i, index, *_array_place(i, n_layers))
        left -= array.size
    raise IndexError(f"parameter must be between 0 and {sum(a.size for a in arrays) - 1}, got {parameter}")


def flow_of(
    graph: NetworkGraph, target: Array, parameter: int, result: int = 0, of: ResultName = "loss"
) -> tuple[FlowNode, ...]:
    """Returns the operations from the parameters to the loss or the answers in their order, with the numbers
    of a pass forward by one parameter and of a pass backward from one result.

    `target` (n_points, n_outputs) is what the loss compares with; parameters are counted through the arrays
    of `arrays_of`, results row by row. What only brings numbers to other places is left out. Raises
    IndexError where there is no such parameter or result.
    """
    arrays = arrays_of(graph.model)
    n_layers = len(graph.model.parameters)
    place = parameter_place(arrays, n_layers, parameter)
    tape = Tape()
    directions = unit_direction(arrays, arrays[place.array], place.index)
    taped = [tape.write(Dual(a, direction)) for a, direction in zip(arrays, directions, strict=True)]
    z = graph.sums(*taped)
    if of == "loss":
        a = graph.compared(z)
        n_of_layers = len(tape.lines)
        y = graph.loss_of(z, a, target)
    else:
        y = answered(graph.experiment, z)
        n_of_layers = len(tape.lines)
    bars = tape.back(y, one_of(y, result)) if isinstance(y, Taped) else {}
    layers = _layers(tape, n_layers, len(arrays), n_of_layers)
    names = [
        line.operation.name if line.operation else _array_place(index, n_layers)[1]
        for index, line in enumerate(tape.lines)
    ]
    return _computing(tape, names, layers, bars)


def _array_place(array: int, n_layers: int) -> tuple[int, str]:
    """Returns the layer and the kind of an array of `arrays_of`."""
    is_scale = array >= 2 * n_layers
    return (array - 2 * n_layers * is_scale) // 2 + 1, KINDS[2 * is_scale + array % 2]


def _layers(tape: Tape, n_layers: int, n_arrays: int, n_of_layers: int) -> list[int]:
    """Returns for every line the layer for which it computes: the last of those of its sources."""
    layers: list[int] = []
    for index, line in enumerate(tape.lines):
        if index < n_arrays:
            layers.append(_array_place(index, n_layers)[0])
        elif index >= n_of_layers:
            layers.append(n_layers + 1)
        else:
            layers.append(max(layers[each.index] for each in line.x if isinstance(each, Taped)))
    return layers


def _computing(
    tape: Tape, names: Sequence[str], layers: Sequence[int], bars: dict[int, Any]
) -> tuple[FlowNode, ...]:
    """Returns the lines of a tape that compute something, each with the sources that do."""
    nodes: list[FlowNode] = []
    node_of: list[int] = []
    for index, line in enumerate(tape.lines):
        sources = tuple(node_of[each.index] for each in line.x if isinstance(each, Taped))
        value, name = np.asarray(plain(line.y)), names[index]
        if name in MOVES or (name == "sum" and value.size == nodes[sources[0]].value.size):
            node_of.append(sources[0])
            continue
        tangent = line.y.tangent if isinstance(line.y, Dual) else 0.0
        node_of.append(len(nodes))
        nodes.append(
            FlowNode(
                name,
                layers[index],
                sources,
                value,
                np.broadcast_to(plain(tangent), value.shape),
                np.broadcast_to(plain(bars.get(index, 0.0)), value.shape),
            )
        )
    return tuple(nodes)
