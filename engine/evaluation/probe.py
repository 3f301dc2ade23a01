"""What a network computes for one point, number by number, so that a person can check it by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from engine.data.features import feature_matrix
from engine.data.plane import Look
from engine.evaluation.snapshot import plane_of
from engine.formulas.normalizations import normalised, normalised_by
from engine.network.network import Array
from engine.network.outputs import targets
from engine.training.trainer import Trainer

SetName = Literal["train", "test"]


@dataclass(frozen=True)
class Verdict:
    """How right the network is about a point whose label is known.

    `targets` is what the outputs should say, shape (n_outputs,). `loss` is the point's, `mean_loss` that of
    all points of its set, `share` what the point adds to the sum of their losses, from 0 to 1.
    """

    label: float
    targets: Array
    loss: float
    mean_loss: float
    share: float


class Normalisation(NamedTuple):
    """What lies between the sums of a layer and its activation: n = γ ẑ + β; each of shape (n_neurons,)."""

    sums: Array
    normal: Array
    gains: Array
    shifts: Array


@dataclass(frozen=True)
class ProbedPoint:
    """One point on its way through a network; shares no memory with the trainer, and all of it is finite.

    `outputs` has what every layer says, [inputs, a⁽¹⁾, …, a⁽ᴸ⁾], `pre_activations` what its activation gets,
    [z⁽¹⁾, …, z⁽ᴸ⁾]; each of shape (n_neurons,). Inputs are scaled, as the network gets them. Where the layers
    are normalised, `normalisations` has the way from the sums to the pre_activations of each hidden layer.
    `row` has the point's own inputs, (n_inputs,), in the units of a table; None where points have none.
    """

    x: tuple[float, float]
    pre_activations: tuple[Array, ...]
    outputs: tuple[Array, ...]
    verdict: Verdict | None = None
    normalisations: tuple[Normalisation, ...] = ()
    row: Array | None = None


def n_points(trainer: Trainer) -> dict[SetName, int]:
    """How many points there are to train and to test with."""
    return {"train": len(trainer.data.train.label), "test": len(trainer.data.test.label)}


def probe_anywhere(trainer: Trainer, x: tuple[float, float], look: Look = ()) -> ProbedPoint:
    """What the network says at a place of the plane; leaves no trace in the run."""
    plane, place = plane_of(trainer, look), np.array([x], dtype=np.float64)
    return _probed(trainer, place if plane is None else plane.inputs(place), place)


def probe_inputs(trainer: Trainer, inputs: Sequence[float], look: Look = ()) -> ProbedPoint:
    """What the network says to inputs that somebody made, of a table in its own units. Raises ValueError
    unless there are as many as points have here."""
    n = len(trainer.experiment.variables)
    if len(inputs) != n:
        raise ValueError(f"inputs must be {n} numbers, got {len(inputs)}")
    units, plane = trainer.task.units, plane_of(trainer, look)
    given = np.zeros((1, trainer.data.train.x.shape[1]))  # what is a line has a second coordinate of 0
    given[0, :n] = inputs
    point = given if units is None else units.places(given)
    return _probed(trainer, point, point if plane is None else plane.places(point))


def row_of(trainer: Trainer, point: Array) -> Array | None:
    """The inputs (n_inputs,) of a point (n_coordinates,), in the units of its table; None if it has none."""
    units = trainer.task.units
    if units is None:
        return None
    return units.inputs(point.astype(np.float64))[: len(trainer.experiment.variables)]


def _probed(trainer: Trainer, coordinates: Array, place: Array) -> ProbedPoint:
    """What the network says to one point (1, n_inputs), which is seen at a place (1, 2)."""
    inputs = feature_matrix(trainer.experiment.features, coordinates)
    if trainer.scaling is not None:
        inputs = trainer.scaling(inputs)
    with np.errstate(all="ignore"):
        passed = trainer.learner.evaluate(inputs)
        between = _normalisations(trainer, passed.outputs)
    return ProbedPoint(
        (float(place[0, 0]), float(place[0, 1])),
        _finite(passed.pre_activations),
        _finite(passed.outputs),
        normalisations=between,
        row=row_of(trainer, coordinates[0]),
    )


def probe_point(trainer: Trainer, name: SetName, index: int, look: Look = ()) -> ProbedPoint:
    """What the network says of a point to train or to test with. Raises IndexError if there is none."""
    points = trainer.data.train if name == "train" else trainer.data.test
    n = len(points.label)
    if not 0 <= index < n:
        raise IndexError(f"index must be between 0 and {n - 1}, got {index}")
    plane, point = plane_of(trainer, look), points.x[index : index + 1]
    probe = _probed(trainer, point, point if plane is None else plane.places(point))
    target = targets(trainer.experiment, points.label[index : index + 1]).astype(np.float64)
    z, a = probe.pre_activations[-1][np.newaxis], probe.outputs[-1][np.newaxis]
    with np.errstate(all="ignore"):
        losses = trainer.learner.design.output.loss(z, a, target)
    loss = float(np.nan_to_num(losses.sum()))
    mean = trainer.train_loss if name == "train" else trainer.test_loss
    share = min(1.0, loss / (mean * n)) if mean > 0 else 0.0
    verdict = Verdict(float(points.label[index]), target[0], loss, mean, share)
    return replace(probe, verdict=verdict)


def _normalisations(trainer: Trainer, outputs: Sequence[Array]) -> tuple[Normalisation, ...]:
    """From the sums of a point to its pre-activations, for each hidden layer; () without normalisation."""
    model, axis = trainer.learner.model, trainer.learner.design.axis
    if axis is None:
        return ()
    found = []
    for l, scale in enumerate(model.scales):
        w, b = model.parameters[l]
        z = outputs[l] @ w.T + b
        normal = normalised_by(z, model.remembered[l]) if model.remembered else normalised(z, axis).z
        found.append(
            Normalisation(*_finite([z, normal, scale.weights[np.newaxis], scale.biases[np.newaxis]]))
        )
    return tuple(found)


def _finite(arrays: list[Array]) -> tuple[Array, ...]:
    """The first row of each array, in memory of its own."""
    return tuple(np.nan_to_num(array[0].copy()) for array in arrays)
