"""Planes through the weights of a network, along which its loss is looked at.

A place of the plane is θ = θ* + α · across + β · up with the present weights θ*: all weights, biases and
scales of the network as one vector. Two kinds of directions are of use.

Random ones, each neuron's part (its weights and bias, or its gain and shift) made as long as the neuron's
own: d ← d / ‖d‖ · ‖θ‖, since a step of one length means much to small weights and nothing to large ones.

Those of the run's own path: the plane through the present weights that is nearest to where the run has been.
With the moments minus θ* as rows of M = U S Vᵀ it is spanned by the first two rows of Vᵀ; of the sum of
the squared distances from θ* it holds (s₁² + s₂²) / Σ s². A high share is no proof that the plane shows what
matters: even a random walk of many dimensions has one.

Sources: H. Li and others, Visualizing the Loss Landscape of Neural Nets, 2018; J. Antognini, J.
Sohl-Dickstein, PCA of high dimensional random walks with comparison to neural network training, 2018, for
the caution.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.experiment.experiment import Experiment
from engine.inside.derivatives.graph import arrays_of
from engine.inside.reasons import checked_finite, checked_number, refuse
from engine.network.deep import Model
from engine.network.network import Array, Layer

MOST_MOMENTS = 2_000
MEANING = ("problem", "features", "input_scaling", "activations", "normalization", "skips", "loss")
"""What two experiments must have in common so that their weights can be compared."""
LEAST_SHARE = 1e-12  # of a second direction in which a path goes more than rounding


@dataclass(frozen=True)
class LossPlane:
    """A plane through the network `centre`: directions `across` and `up` (n_parameters,), and how far it is
    drawn, `reach` ((from, to) across, (from, to) up).

    Of a path, `walked` (n_moments, 2) is where its moments are seen, and `shares` (2,) how much of it each
    direction holds; else both are None.
    """

    centre: Model
    across: Array
    up: Array
    reach: tuple[tuple[float, float], tuple[float, float]]
    walked: Array | None = None
    shares: Array | None = None

    def vectors(self, places: Array) -> Array:
        """θ at places (n, 2) of the plane: (n, n_parameters)."""
        vectors: Array = vector_of(self.centre) + places @ np.stack([self.across, self.up])
        return vectors


def random_plane(model: Model, rng: "np.random.Generator") -> LossPlane:
    """A plane of two random directions, drawn from −1 to 1: there each neuron is as far from itself as it is
    from 0."""
    checked_finite(model)
    across, up = (_as_long_as(model, rng) for _ in range(2))
    return LossPlane(model, across, up, ((-1.0, 1.0), (-1.0, 1.0)))


def path_plane(model: Model, path: Sequence[Model], margin: float = 0.25) -> LossPlane:
    """The plane through `model` nearest to the moments of a run, in order, drawn so far that all of them are
    in it with a margin as a share of their width.

    Raises `ReasonError` where they have been at fewer than three different places, or on one line.
    """
    checked_number("the number of moments", len(path), 0, MOST_MOMENTS)
    for each in (model, *path):
        checked_finite(each)
        checked_alike(model, each)
    origin = vector_of(model)
    away = np.array([vector_of(each) for each in path]).reshape(len(path), len(origin)) - origin
    _, s, directions = np.linalg.svd(away, full_matrices=False)
    if len(s) < 2 or s[1] ** 2 <= LEAST_SHARE * float((s**2).sum()):
        raise refuse("path_too_short", got=len(np.unique(np.vstack([away, 0 * origin]), axis=0)))
    walked = away @ directions[:2].T
    signs = np.where(walked[np.abs(walked).argmax(axis=0), [0, 1]] > 0, -1.0, 1.0)
    walked = walked * signs  # what is farthest lies to the left, and below
    across, up = directions[:2] * signs[:, np.newaxis]
    with_centre = np.vstack([walked, np.zeros(2)])
    low, high = with_centre.min(axis=0), with_centre.max(axis=0)
    room = margin * (high - low)
    reach = [(float(a), float(b)) for a, b in zip(low - room, high + room, strict=True)]
    return LossPlane(model, across, up, (reach[0], reach[1]), walked, s[:2] ** 2 / float((s**2).sum()))


def weights_plane(model: Model, one: int, other: int, reach: float = 2.0) -> LossPlane:
    """The plane of two parameters by their places in the vector, the others as they are."""
    checked_finite(model)
    directions = np.eye(len(vector_of(model)))
    if not (one != other and 0 <= one < len(directions) and 0 <= other < len(directions)):
        raise refuse("parameters_chosen", most=len(directions) - 1, one=one, other=other)
    return LossPlane(model, directions[one], directions[other], ((-reach, reach), (-reach, reach)))


def vector_of(model: Model) -> Array:
    """All that a network learns as one vector (n_parameters,), in the order of `graph.arrays_of`."""
    return np.concatenate([array.ravel() for array in arrays_of(model)])


def model_of(model: Model, vectors: Array) -> Model:
    """A vector (n_parameters,) as a network of the shape of `model`, with what that one remembers; or a whole
    population of networks (n, n_parameters), whose arrays have it as their first axis: weights (n, n_out,
    n_in), all others (n, 1, n_neurons)."""
    layers, at = [], 0
    for w, b in (*model.parameters, *model.scales):
        parts = []
        for array in (w, b):
            part = vectors[..., at : at + array.size]
            is_row = array.ndim == 1 and vectors.ndim > 1
            parts.append(part.reshape(*vectors.shape[:-1], *((1,) if is_row else ()), *array.shape))
            at += array.size
        layers.append(Layer(*parts))
    n = len(model.parameters)
    return model._replace(parameters=tuple(layers[:n]), scales=tuple(layers[n:]))


def checked_alike(model: Model, other: Model) -> None:
    """Raises `ReasonError` unless two networks have one shape."""
    shapes = [[array.shape for array in arrays_of(each)] for each in (model, other)]
    if shapes[0] != shapes[1]:
        one, two = ("-".join(str(len(b)) for _, b in each.parameters) for each in (model, other))
        raise refuse("shapes_differ", one=one, other=two)


def checked_same_kind(experiment: Experiment, other: Experiment) -> None:
    """Raises `ReasonError` unless the weights of two experiments mean the same: they have one shape, and are
    fed, bent and judged in one way."""
    if experiment.sizes != other.sizes:
        one, two = ("-".join(map(str, each.sizes[1:])) for each in (experiment, other))
        raise refuse("shapes_differ", one=one, other=two)
    for field in MEANING:
        values = [getattr(each, field) for each in (experiment, other)]
        if values[0] != values[1]:
            raise refuse("kinds_differ", one=_said(values[0]), other=_said(values[1]))


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _as_long_as(model: Model, rng: "np.random.Generator") -> Array:
    """A random direction in which each neuron's part is as long as what the neuron has."""
    parts = []
    for w, b in (*model.parameters, *model.scales):
        own = np.column_stack([w, b])  # a row for each neuron
        drawn = rng.normal(size=own.shape)
        drawn *= np.linalg.norm(own, axis=1, keepdims=True) / np.linalg.norm(drawn, axis=1, keepdims=True)
        parts += [drawn[:, :-1].reshape(w.shape).ravel(), drawn[:, -1]]
    return np.concatenate(parts)
