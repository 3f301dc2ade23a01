"""How a layer sees the plane: its neurons as axes, the points in them, and squared paper bent by the weights.

A layer maps each point x to what its neurons say, a⁽ˡ⁾(x). The next neuron can only cut that space by one
straight line, w·a + b = 0. Training bends the paper until such a cut is enough.

Source: C. Olah, Neural Networks, Manifolds, and Topology, 2014.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.data.dataset import EXTENT
from engine.data.features import feature_matrix
from engine.data.plane import Look
from engine.evaluation.snapshot import plane_of
from engine.experiment.experiment import Experiment
from engine.formulas.normalizations import EPSILON
from engine.inside.projection import Projection, of_neurons, principal_components, procrustes
from engine.inside.reasons import checked_number, refuse
from engine.inside.said import said_by_layers
from engine.network.deep import Model
from engine.network.network import Array, Layer, Mask
from engine.training.trainer import Trainer

MOST_LINES = 49
MOST_STEPS = 200


class LayerCuts(NamedTuple):
    """Where neurons of the next layer change sides, in the axes of a view: `normals` (n_cuts, n_axes) · place
    + `offsets` (n_cuts,) = 0.

    `neurons` has for each cut the neuron, or the two outputs between which it is the border of what each
    wins. The neuron is on, or the first of the two wins, where the left side is positive.
    """

    neurons: tuple[tuple[int, ...], ...]
    normals: Array
    offsets: Array


@dataclass(frozen=True)
class LayerSight:
    """What a layer sees, in n_axes numbers for each place; it is drawn as it stands.

    `points` (n_points, n_axes), `paper` (n_lines, n_steps, n_axes) lines of the plane's squared paper, `cuts`
    of the next layer. The projection says how what the neurons say became places.
    """

    layer: int
    projection: Projection
    points: Array
    paper: Array
    cuts: LayerCuts


def squared_paper(n_lines: int = 13, n_steps: int = 49) -> Array:
    """Lines of the plane from −6 to 6, first those of one x₁, then those of one x₂: places (2 · n_lines,
    n_steps, 2)."""
    checked_number("the number of lines", n_lines, 2, MOST_LINES)
    checked_number("the number of steps along a line", n_steps, 2, MOST_STEPS)
    at, along = (np.linspace(-EXTENT, EXTENT, n) for n in (n_lines, n_steps))
    upright = np.stack(np.broadcast_arrays(at[:, np.newaxis], along), axis=-1)
    return np.concatenate([upright, upright[..., ::-1]])


def plane_inputs(trainer: Trainer, places: Array, look: Look = ()) -> Array:
    """What a run's network gets at places (…, 2) of the plane: (…, n_inputs)."""
    flat, plane = places.reshape(-1, 2).astype(np.float64), plane_of(trainer, look)
    inputs = feature_matrix(trainer.experiment.features, flat if plane is None else plane.inputs(flat))
    if trainer.scaling is not None:
        inputs = trainer.scaling(inputs)
    return inputs.reshape(*places.shape[:-1], -1)


def sight_of_layer(
    experiment: Experiment,
    model: Model,
    layer: int,
    inputs: Array,
    paper: Array,
    neurons: tuple[int, ...] = (),
    n_axes: int = 2,
    previous: Array | None = None,
    off: Sequence[Mask] = (),
) -> LayerSight:
    """How a layer 0..L (0: the inputs, L: the outputs) sees points and squared paper.

    `inputs` (n_points, n_inputs) and `paper` (n_lines, n_steps, n_inputs) as the network gets them. `neurons`
    are the two or three on the axes; without them these are the first `n_axes` principal components, turned
    so that the points are nearest to where they were seen, `previous` (n_points, n_axes): from frame to frame
    components change their signs and places, and the picture would jump. `off` masks what is switched off.
    Raises `ReasonError` where there is no such layer or too few neurons, or the numbers have run away.
    """
    n_layers = len(model.parameters)
    if n_layers == 1 and layer not in (0, 1):
        raise refuse("no_hidden_layer")
    if not 0 <= layer <= n_layers:
        raise refuse("no_such_layer", most=n_layers, got=layer)
    said = said_by_layers(experiment, model, inputs, off)[layer]
    n = said.shape[1]
    if n == 1:
        raise refuse("one_neuron", layer=layer)
    n_axes = len(neurons) or n_axes
    chosen = set(neurons)
    if n_axes not in (2, 3) or n_axes > n or len(chosen) != len(neurons) or not chosen <= set(range(n)):
        got = ", ".join(map(str, neurons)) or n_axes
        raise refuse("neurons_chosen", n=n, layer=layer, got=got)
    if neurons:
        projection = of_neurons(said, neurons)
    else:
        projection = principal_components(said, n_axes)
        if previous is not None and previous.shape == (len(said), n_axes):
            projection = projection.turned(procrustes(projection.of(said), previous))
    bent = said_by_layers(experiment, model, paper.reshape(-1, paper.shape[-1]), off)[layer]
    return LayerSight(
        layer,
        projection,
        projection.of(said),
        projection.of(bent.reshape(*paper.shape[:-1], n)),
        cuts_of(experiment, model, layer, projection),
    )


def cuts_of(
    experiment: Experiment, model: Model, layer: int, projection: Projection, unit: float = 1.0
) -> LayerCuts:
    """Where the neurons of the layer after `layer` change sides, in the plane of a projection; of more than
    one output also the border between each two.

    What w·a + b = 0 is at a = centre + axesᵀ c: (axes w)·c + w·centre + b = 0. Of more neurons than axes it
    is where the cut meets the plane that is seen. Layer normalisation cuts by no straight line, so that there
    is none but those of the outputs; behind these nothing is cut. A length of 1 in the plane is `unit` in
    what the neurons say.
    """
    straight = straight_layer(experiment, model, layer) if layer < len(model.parameters) else None
    if straight is None:
        return LayerCuts((), np.zeros((0, len(projection.axes))), np.zeros(0))
    normals = straight.weights @ projection.axes.T * unit
    offsets = straight.weights @ projection.centre + straight.biases
    n = len(offsets)
    if layer + 1 < len(model.parameters) or n == 1:
        return LayerCuts(tuple((i,) for i in range(n)), normals, offsets)
    first, second = np.triu_indices(n, 1)
    pairs = tuple(zip(first.tolist(), second.tolist(), strict=True))
    return LayerCuts(pairs, normals[first] - normals[second], offsets[first] - offsets[second])


def straight_layer(experiment: Experiment, model: Model, layer: int) -> Layer | None:
    """The layer after `layer` as weights and biases of what its activation gets; None where that is bent."""
    w, b = model.parameters[layer]
    if layer + 1 == len(model.parameters) or experiment.normalization == "none":
        return Layer(w, b)
    if not model.remembered:
        return None
    (gains, shifts), (mean, variance) = model.scales[layer], model.remembered[layer]
    factor = gains / np.sqrt(variance + EPSILON)
    return Layer(w * factor[:, np.newaxis], (b - mean) * factor + shifts)


@dataclass(frozen=True)
class MorphFrame:
    """What a layer sees, brought to one size and turned to the layer before: `points` (n_points, n_axes) and
    `paper` (n_lines, n_steps, n_axes), and the `cuts` of the next layer. A length of 1 there is `unit` in
    what the neurons say; `shares` (n_axes,) of the variance are seen."""

    points: Array
    paper: Array
    cuts: LayerCuts
    unit: float
    shares: Array


def morph_frames(
    experiment: Experiment,
    model: Model,
    inputs: Array,
    paper: Array,
    off: Sequence[Mask] = (),
    n_axes: int = 2,
) -> tuple[MorphFrame, ...]:
    """How each layer sees points and paper, from the inputs to the outputs; between two of them a picture
    goes straight, see `between`.

    Each layer is seen in its first two or three principal components (fewer neurons on a line, or in a
    plane), around the middle of its points and in the unit of their mean distance from it, √(mean ‖y‖²), and
    turned by Procrustes to be as near as can be to the layer before: what moves then is what the layer does,
    and nothing turns for nothing.
    """
    of_points = said_by_layers(experiment, model, inputs, off)
    of_paper = said_by_layers(experiment, model, paper.reshape(-1, paper.shape[-1]), off)
    return morph_frames_of(experiment, model, of_points, of_paper, paper.shape[1], n_axes)


def morph_frames_of(
    experiment: Experiment,
    model: Model,
    of_points: Sequence[Array],
    of_paper: Sequence[Array],
    n_steps: int,
    n_axes: int = 2,
) -> tuple[MorphFrame, ...]:
    """The same of what each layer says of the points, (n_points, n_neurons), and of the paper, (n_lines ·
    n_steps, n_neurons); see `said_by_layers`."""
    frames: list[MorphFrame] = []
    for layer, (a, bent) in enumerate(zip(of_points, of_paper, strict=True)):
        n = a.shape[1]
        if n < n_axes:
            a, bent = (np.pad(each, ((0, 0), (0, n_axes - n))) for each in (a, bent))
        projection = principal_components(a, n_axes)
        seen = projection.of(a)
        unit = float(np.sqrt((seen**2).sum(axis=1).mean())) or 1.0
        if frames:
            rotation = procrustes(seen, frames[-1].points)
            projection, seen = projection.turned(rotation), seen @ rotation
        lines = projection.of(bent).reshape(-1, n_steps, n_axes)
        as_said = projection._replace(centre=projection.centre[:n], axes=projection.axes[:, :n])
        cuts = cuts_of(experiment, model, layer, as_said, unit)
        frames.append(MorphFrame(seen / unit, lines / unit, cuts, unit, projection.shares))
    return tuple(frames)


def between(frames: Sequence[MorphFrame], t: float) -> tuple[Array, Array]:
    """Points and paper at t, from 0, the inputs, to the number of layers: straight from frame to frame."""
    t = min(max(t, 0.0), len(frames) - 1.0)
    first = min(int(t), len(frames) - 2)
    one, other, s = frames[first], frames[first + 1], t - first
    return (1 - s) * one.points + s * other.points, (1 - s) * one.paper + s * other.paper
