"""The pieces into which lines cut the plane, and those on which a whole network is one straight function.

On one side of its line a neuron is on, on the other off: each piece has a code of ons and offs, and is
convex. n lines in general position make at most 1 + n + n(n − 1)/2 pieces. A network of straight pieces (ReLU
and the like) of any depth cuts each piece further by the kinks of the next layer, which are straight lines
within the piece; inside the pieces that are left it is one linear function of x.

Sources: R. Buck, Partition of Space, 1943; G. Montúfar and others, On the Number of Linear Regions of Deep
Neural Networks, 2014.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import EXTENT
from engine.data.scaling import Scaling
from engine.experiment.experiment import Experiment
from engine.formulas.activations import LEAK
from engine.inside.layers import straight_layer
from engine.inside.lines import plane_layer
from engine.inside.reasons import refuse
from engine.network.composed import design_of, evaluate
from engine.network.deep import Model
from engine.network.network import Array, Layer, Mask

Places = NDArray[np.intp]
"""On which piece of its activation each neuron of a layer is, (n_neurons,)."""

MOST_REGIONS = 5_000
LEAST_AREA = 1e-9  # of a piece that is more than rounding


class Pieces(NamedTuple):
    """An activation of straight pieces: between `kinks` it is `slopes` · z + `heights`, left to right."""

    kinks: tuple[float, ...]
    slopes: tuple[float, ...]
    heights: tuple[float, ...]


STRAIGHT: dict[str, Pieces] = {
    "relu": Pieces((0.0,), (0.0, 1.0), (0.0, 0.0)),
    "leaky-relu": Pieces((0.0,), (LEAK, 1.0), (0.0, 0.0)),
    "saturated": Pieces((-1.0, 1.0), (0.0, 1.0, 0.0), (-1.0, 0.0, 1.0)),
    "step": Pieces((0.0,), (0.0, 0.0), (0.0, 1.0)),
    "linear": Pieces((), (1.0,), (0.0,)),
}
"""The activations of straight pieces, which a test holds to the formulas."""


@dataclass(frozen=True)
class PlaneRegion:
    """A convex piece of the plane: `corners` (n_corners, 2) in order, its `area` and its `centre` (2,), which
    is inside; and for each layer that cut it, on which piece of its activation each neuron is: 0 off and 1
    on, for most."""

    corners: Array
    code: tuple[tuple[int, ...], ...]
    area: float
    centre: Array


@dataclass(frozen=True)
class LinearRegion(PlaneRegion):
    """A piece on which the sums of the outputs are `function`: weights (n_outputs, 2), biases of x₁, x₂."""

    function: Layer


def regions_of_lines(
    experiment: Experiment, model: Model, scaling: Scaling | None = None, extent: float = EXTENT
) -> tuple[PlaneRegion, ...]:
    """The pieces into which the lines of the first hidden layer cut the plane, whatever its activation: a
    neuron is on where its sum is positive."""
    plane = plane_layer(experiment, model, scaling)
    return tuple(_region(corners, (code,)) for corners, code in _cut(_square(extent), plane, (0.0,)))


def linear_regions(
    experiment: Experiment,
    model: Model,
    scaling: Scaling | None = None,
    gates: Sequence[Array] = (),
    extent: float = EXTENT,
    most: int = MOST_REGIONS,
) -> tuple[LinearRegion, ...]:
    """The pieces on which a network of straight pieces is one linear function, with their codes; how many
    there are is their count. `gates` has a factor (n_neurons,) for each hidden layer, or is empty.

    Raises `ReasonError` for other activations or inputs, and for more than `most`.
    """
    first = plane_layer(experiment, model, scaling)
    for l, name in enumerate(experiment.activations, 1):
        if name not in STRAIGHT:
            raise refuse("no_pieces", allowed=", ".join(STRAIGHT), layer=l, got=name)
    to_inputs = Layer(np.eye(2), np.zeros(2))
    if scaling is not None:
        to_inputs = Layer(np.diag(1 / scaling.unit), -scaling.shift / scaling.unit)
    # a piece: its corners, its code so far, and what the last layer says as a function of x
    pieces: list[tuple[Array, tuple[Places, ...], Layer]] = [(_square(extent), (), to_inputs)]
    for l, (name, skip) in enumerate(zip(experiment.activations, experiment.skips, strict=True)):
        straight = first if l == 0 else straight_layer(experiment, model, l)
        if straight is None:
            raise refuse("no_straight_layer")
        kinks, slopes, heights = STRAIGHT[name].kinks, *map(np.array, STRAIGHT[name][1:])
        further: list[tuple[Array, tuple[Places, ...], Layer]] = []
        for corners, code, before in pieces:
            z = straight if l == 0 else _after(straight, before)
            for part, own in _cut(corners, z, kinks):
                slope = slopes[own]
                said = Layer(z.weights * slope[:, np.newaxis], z.biases * slope + heights[own])
                if skip:
                    said = Layer(said.weights + before.weights, said.biases + before.biases)
                if gates:
                    said = Layer(said.weights * gates[l][:, np.newaxis], said.biases * gates[l])
                further.append((part, (*code, own), said))
            if len(further) > most:
                raise refuse("too_many_regions", most=most)
        pieces = further
    return tuple(
        LinearRegion(**vars(_region(corners, code)), function=_after(model.parameters[-1], said))
        for corners, code, said in pieces
    )


def answers_in(
    experiment: Experiment,
    model: Model,
    regions: Sequence[PlaneRegion],
    scaling: Scaling | None = None,
    off: Sequence[Mask] = (),
) -> list[Array]:
    """What every layer makes of regions: what its neurons say at the centre of each, [x, a⁽¹⁾, …, a⁽ᴸ⁾], each
    (n_regions, n_neurons). With unit steps that is so all over a region, which the next layer's neurons join:
    a half-space, an intersection of some, a union of these."""
    centres = np.stack([region.centre for region in regions])
    inputs = centres if scaling is None else scaling(centres)
    return evaluate(model, inputs, design_of(experiment), off).outputs


def most_regions_of_lines(n_lines: int) -> int:
    """Into how many pieces so many lines can cut a plane: 1 + n + n(n − 1)/2."""
    return 1 + n_lines + n_lines * (n_lines - 1) // 2


def _after(layer: Layer, before: Layer) -> Layer:
    """W (A x + c) + b as one layer of x."""
    return Layer(layer.weights @ before.weights, layer.weights @ before.biases + layer.biases)


def _square(extent: float) -> Array:
    return extent * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


def _cut(corners: Array, sums: Layer, kinks: Sequence[float]) -> list[tuple[Array, Places]]:
    """The parts of a convex piece between the lines on which the sums z = W x + b of a layer have a kink,
    each with the piece of the activation that every neuron is on."""
    z = corners @ sums.weights.T + sums.biases
    places = (z[..., np.newaxis] > np.array(kinks)).sum(axis=2)  # of each corner, for each neuron
    least, greatest = places.min(axis=0), places.max(axis=0)
    parts = [(corners, least)]
    for i in np.nonzero(least < greatest)[0].tolist():  # only these have a kink in the piece
        cut: list[tuple[Array, Places]] = []
        for part, code in parts:
            rest: Array | None = part
            for place, kink in enumerate(kinks):
                if rest is not None:
                    below, rest = _halves(rest, rest @ sums.weights[i] + (sums.biases[i] - kink))
                    if below is not None:
                        cut.append((below, _with(code, i, place)))
            if rest is not None:
                cut.append((rest, _with(code, i, len(kinks))))
        parts = cut
    return parts


def _with(code: Places, index: int, place: int) -> Places:
    changed = code.copy()
    changed[index] = place
    return changed


def _halves(corners: Array, z: Array) -> tuple[Array | None, Array | None]:
    """A convex piece cut where z, linear and known at its corners (n_corners,), is 0: where z ≤ 0, and where
    z > 0; None in the place of a part that has no area."""
    if (z <= 0).all():
        return corners, None
    if (z > 0).all():
        return None, corners
    above = z > 0
    before = above[np.arange(len(z)) - 1]
    up, down = (int(each.argmax()) for each in (above & ~before, ~above & before))  # where it changes
    n = len(z)
    inner, outer = (np.arange(a, a + (b - a) % n) % n for a, b in ((up, down), (down, up)))
    ends = [_crossing(corners, z, at - 1, at) for at in (up, down)]
    halves = (
        np.vstack([corners[outer], ends[0], ends[1]]),
        np.vstack([corners[inner], ends[1], ends[0]]),
    )
    first, second = (half if _area(half) > LEAST_AREA else None for half in halves)
    if first is None and second is None:
        return corners, None
    if first is None:
        return None, corners
    return (first, second) if second is not None else (corners, None)


def _crossing(corners: Array, z: Array, one: int, other: int) -> Array:
    """Where z is 0 on the way from one corner to another."""
    place: Array = corners[one] + z[one] / (z[one] - z[other]) * (corners[other] - corners[one])
    return place


def _area(corners: Array) -> float:
    """The area of a polygon, ½ |Σ (xᵢ yᵢ₊₁ − xᵢ₊₁ yᵢ)| seen from its first corner."""
    x, y = (corners - corners[0]).T
    return 0.5 * abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1]))


def _region(corners: Array, code: tuple[Places, ...]) -> PlaneRegion:
    return PlaneRegion(
        corners, tuple(tuple(own.tolist()) for own in code), _area(corners), corners.mean(axis=0)
    )
