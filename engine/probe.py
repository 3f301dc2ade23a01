"""What a network computes for one point, number by number, so that a person can check it by hand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.features import feature_matrix
from engine.network import Array
from engine.outputs import targets

if TYPE_CHECKING:
    from engine.trainer import Trainer

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


@dataclass(frozen=True)
class Probe:
    """One point on its way through a network; shares no memory with the trainer, and all of it is finite.

    `outputs` has what every layer says, [inputs, a⁽¹⁾, …, a⁽ᴸ⁾], `potentials` the sums that its activation
    gets, [z⁽¹⁾, …, z⁽ᴸ⁾]; each of shape (n_neurons,). Inputs are scaled, as the network gets them.
    """

    x: tuple[float, float]
    potentials: tuple[Array, ...]
    outputs: tuple[Array, ...]
    verdict: Verdict | None = None


def n_points(trainer: "Trainer") -> dict[SetName, int]:
    """How many points there are to train and to test with."""
    return {"train": len(trainer.data.train.label), "test": len(trainer.data.test.label)}


def probe_anywhere(trainer: "Trainer", x: tuple[float, float]) -> Probe:
    """What the network says at a place of the plane; leaves no trace in the run."""
    inputs = feature_matrix(trainer.experiment.features, np.array([x], dtype=np.float64))
    if trainer.scaling is not None:
        inputs = trainer.scaling(inputs)
    with np.errstate(all="ignore"):
        passed = trainer.learner.evaluate(inputs)
    return Probe((float(x[0]), float(x[1])), _finite(passed.potentials), _finite(passed.outputs))


def probe_point(trainer: "Trainer", name: SetName, index: int) -> Probe:
    """What the network says of a point to train or to test with. Raises IndexError if there is none."""
    points = trainer.data.train if name == "train" else trainer.data.test
    n = len(points.label)
    if not 0 <= index < n:
        raise IndexError(f"index must be between 0 and {n - 1}, got {index}")
    probe = probe_anywhere(trainer, (float(points.x[index, 0]), float(points.x[index, 1])))
    target = targets(trainer.experiment, points.label[index : index + 1]).astype(np.float64)
    z, a = probe.potentials[-1][np.newaxis], probe.outputs[-1][np.newaxis]
    with np.errstate(all="ignore"):
        losses = trainer.learner.design.output.loss(z, a, target)
    loss = float(np.nan_to_num(losses.sum()))
    mean = trainer.train_loss if name == "train" else trainer.test_loss
    share = min(1.0, loss / (mean * n)) if mean > 0 else 0.0
    verdict = Verdict(float(points.label[index]), target[0], loss, mean, share)
    return Probe(probe.x, probe.potentials, probe.outputs, verdict)


def _finite(arrays: list[Array]) -> tuple[Array, ...]:
    """The first row of each array, in memory of its own."""
    return tuple(np.nan_to_num(array[0].copy()) for array in arrays)
