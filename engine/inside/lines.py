"""Each neuron of the first hidden layer as a line in the plane: w·x + b = 0, with the side on which it is on.

On the line the neuron's sum z is 0. Its normal w points to where z grows, at ‖w‖ a unit of length; the margin
is the strip around it in which the activation is steep. Dragging a line gives weights.

Source: F. Rosenblatt, The Perceptron, 1958; C. Bishop, Pattern Recognition and Machine Learning, 4.1.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from types import SimpleNamespace

import numpy as np

from engine.data.dataset import EXTENT
from engine.data.features import VARIABLES, feature_of
from engine.data.scaling import Scaling
from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS, activation_of
from engine.inside.layers import straight_layer
from engine.inside.reasons import checked_finite, refuse
from engine.network.deep import Model
from engine.network.network import Array, Layer
from engine.training.trainer import Trainer

PLANE = ("x", "y")
"""The features with which neurons are lines."""
REACH = 40.0  # z beyond which no activation has an edge of its margin that could be seen


@dataclass(frozen=True)
class NeuronLine:
    """A neuron of the first hidden layer over the plane: its sum is z = `normal` · x + `offset`.

    `segment` (2, 2) is what the plane from −6 to 6 has of the line z = 0, from end to end, None where it runs
    outside; `edges` the same of the lower and the upper edge of the margin, which is where the slope of the
    activation is at least half of its greatest.
    """

    normal: Array
    offset: float
    segment: Array | None
    edges: tuple[Array | None, Array | None]


def lines_of(experiment: Experiment, model: Model, scaling: Scaling | None = None) -> tuple[NeuronLine, ...]:
    """The neurons of the first hidden layer as lines. Raises `ReasonError` where there is no hidden layer,
    where the points or the network have other inputs than x₁ and x₂, or the layer is normalised so that its
    neurons are no lines."""
    plane = plane_layer(experiment, model, scaling)
    low, high = margin_of(experiment.activations[0], experiment)
    found = []
    for normal, offset in zip(plane.weights, plane.biases.tolist(), strict=True):
        edges = (
            clipped(normal, offset - low) if low else None,
            clipped(normal, offset - high) if high else None,
        )
        found.append(NeuronLine(normal, offset, clipped(normal, offset), edges))
    return tuple(found)


def plane_layer(experiment: Experiment, model: Model, scaling: Scaling | None = None) -> Layer:
    """The first layer as weights (n_neurons, 2) and biases of x₁ and x₂ as they are in the plane: scaling and
    what batch normalisation remembers are in them."""
    if not experiment.hidden:
        raise refuse("no_hidden_layer")
    if experiment.features != PLANE:
        raise refuse("no_line", got=_inputs_shown(experiment.features))
    if experiment.variables != VARIABLES:  # the plane is another one then
        raise refuse("no_line", got=_inputs_shown(experiment.variables))
    checked_finite(model)
    straight = straight_layer(experiment, model, 0)
    if straight is None:
        raise refuse("no_straight_layer")
    if scaling is None:
        return straight
    w = straight.weights / scaling.unit
    return Layer(w, straight.biases - w @ scaling.shift)


def _inputs_shown(features: Sequence[str]) -> str:
    """What they are called on the page, or of many the first and the last."""
    labels = [feature_of(name).label for name in features]
    return ", ".join(labels) or "0" if len(labels) <= 4 else f"{labels[0]} … {labels[-1]}"


def weights_of_line(
    experiment: Experiment,
    model: Model,
    neuron: int,
    one: Array,
    other: Array,
    scaling: Scaling | None = None,
) -> tuple[Array, float]:
    """The weights (2,) and bias that make a neuron of the first hidden layer the line through two places,
    each (2,).

    The neuron stays as steep as it is, ‖w‖ in the plane (1 where all its weights are 0), and the side on
    which it is on is the one nearer to that of before. Raises `ReasonError` as `lines_of` does, where the two
    places are one, and where the layer is normalised: then weights alone say not where its line is.
    """
    if experiment.normalization != "none":
        raise refuse("line_of_normalised")
    layer = plane_layer(experiment, model, scaling)
    if not 0 <= neuron < len(layer.biases):
        raise refuse("no_neuron_of_line", most=len(layer.biases) - 1, got=neuron)
    along = np.asarray(other, np.float64) - one
    length = float(np.hypot(*along))
    if not length > 1e-9:
        raise refuse("line_of_one_point")
    before = layer.weights[neuron]
    normal = np.array([-along[1], along[0]]) / length * (float(np.hypot(*before)) or 1.0)
    if normal @ before < 0:
        normal = -normal
    offset = -float(normal @ one)
    if scaling is None:
        return normal, offset
    return normal * scaling.unit, offset + float(normal @ scaling.shift)


def move_line(trainer: Trainer, neuron: int, one: Sequence[float], other: Sequence[float]) -> None:
    """Gives a neuron of a run the weights and the bias of `weights_of_line`."""
    experiment, model = trainer.experiment, trainer.learner.model
    weights, bias = weights_of_line(
        experiment, model, neuron, np.array(one), np.array(other), trainer.scaling
    )
    for source, weight in enumerate(weights.tolist()):
        trainer.set_weight(1, neuron, source, weight)
    trainer.set_bias(1, neuron, bias)


def clipped(normal: Array, offset: float, extent: float = EXTENT) -> Array | None:
    """The two ends (2, 2) of what a square from −extent to extent has of the line normal · x + offset = 0;
    None if it misses the square or `normal` is 0."""
    size = float(normal @ normal)
    if not (0 < size < inf) or not np.isfinite(offset):
        return None
    foot, along = -offset / size * normal, np.array([-normal[1], normal[0]]) / np.sqrt(size)
    begin, end = -inf, inf  # along the line, how far it is between each pair of the square's sides
    for at, step in zip(foot.tolist(), along.tolist(), strict=True):
        if abs(step) < 1e-12:
            if abs(at) > extent:
                return None
            continue
        first, last = sorted(((-extent - at) / step, (extent - at) / step))
        begin, end = max(begin, first), min(end, last)
    return np.stack([foot + begin * along, foot + end * along]) if begin < end else None


def margin_of(name: str, numbers: object) -> tuple[float, float]:
    """The sums z, low ≤ 0 ≤ high, between which an activation's slope is at least half of its greatest, going
    from 0 outward. Where that never ends the edge is 0, as it is for what jumps: there is no edge to draw."""
    own = tuple((each.name, float(getattr(numbers, each.name))) for each in ACTIVATIONS[name].numbers)
    return _margin(name, own)


@lru_cache(maxsize=64)
def _margin(name: str, numbers: tuple[tuple[str, float], ...]) -> tuple[float, float]:
    if ACTIVATIONS[name].surrogate:
        return 0.0, 0.0
    phi = activation_of(name, SimpleNamespace(**dict(numbers)))

    def slope(z: Array) -> Array:
        return phi.slope(z, phi.of(z))

    half = 0.5 * float(slope(np.linspace(-REACH, REACH, 16_001)).max())

    def edge(side: float) -> float:
        z = side * np.geomspace(1e-6, REACH, 2_000)
        flat = np.nonzero(slope(z) < half)[0]
        if len(flat) == 0 or flat[0] == 0:
            return 0.0
        inner, outer = float(z[flat[0] - 1]), float(z[flat[0]])
        for _ in range(40):
            middle = 0.5 * (inner + outer)
            if float(slope(np.array([middle]))[0]) < half:
                outer = middle
            else:
                inner = middle
        return 0.5 * (inner + outer)

    return edge(-1.0), edge(1.0)
