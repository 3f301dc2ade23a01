"""Everything that changes while a trainer trains, as plain values that JSON can carry."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from engine.experiment import Experiment
from engine.history import LossPoint
from engine.network import Layer, Mask
from engine.rng import RandomState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come. Arrays are never changed in place, so a progress may be kept and gone back to.

    `position` counts the training points visited in this epoch. `gradients` are summed over the `n_gathered`
    points since the last update. `dead` masks the weights that L1 has put to 0 for good. `losses` are (train,
    test) of the last moment at which they were finite.
    """

    parameters: tuple[Layer, ...]
    dead: tuple[Mask, ...]
    gradients: tuple[Layer, ...]
    n_gathered: int
    position: int
    epoch: int
    updates: int
    losses: tuple[float, float]

    def as_dict(self) -> dict[str, Any]:
        """The progress as lists and numbers."""
        return {
            "parameters": _listed(self.parameters),
            "dead": [mask.tolist() for mask in self.dead],
            "gradients": _listed(self.gradients),
            "n_gathered": self.n_gathered,
            "position": self.position,
            "epoch": self.epoch,
            "updates": self.updates,
            "losses": list(self.losses),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Progress":
        """The progress that `as_dict` wrote."""
        parameters = _layers(values["parameters"])
        return cls(
            parameters=parameters,
            dead=tuple(
                np.array(mask, dtype=np.bool_).reshape(layer.weights.shape)
                for mask, layer in zip(values["dead"], parameters, strict=True)
            ),
            gradients=_layers(values["gradients"]),
            n_gathered=values["n_gathered"],
            position=values["position"],
            epoch=values["epoch"],
            updates=values["updates"],
            losses=(values["losses"][0], values["losses"][1]),
        )


@dataclass(frozen=True, slots=True)
class TrainerState:
    """A whole run at one moment: from an equal state it goes on equally, bit for bit.

    `checkpoint` is the last finite progress at an epoch's end (or after a change by hand).
    """

    experiment: Experiment
    progress: Progress
    checkpoint: Progress
    diverged: bool
    rng: RandomState
    stride: int
    history: tuple[LossPoint, ...]

    def as_dict(self) -> dict[str, Any]:
        """The state as values that JSON can carry."""
        return {
            "experiment": asdict(self.experiment),
            "progress": self.progress.as_dict(),
            "checkpoint": self.checkpoint.as_dict(),
            "diverged": self.diverged,
            "rng": [self.rng.i, self.rng.j, list(self.rng.permutation)],
            "stride": self.stride,
            "history": [list(point) for point in self.history],
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "TrainerState":
        """The state that `as_dict` wrote, or `KeyError`, `TypeError` or `ValueError` if it did not."""
        i, j, permutation = values["rng"]
        return cls(
            experiment=Experiment(**values["experiment"]),
            progress=Progress.from_dict(values["progress"]),
            checkpoint=Progress.from_dict(values["checkpoint"]),
            diverged=values["diverged"],
            rng=RandomState(i, j, tuple(permutation)),
            stride=values["stride"],
            history=tuple(LossPoint(*point) for point in values["history"]),
        )


def _listed(layers: Sequence[Layer]) -> list[dict[str, Any]]:
    return [{"weights": layer.weights.tolist(), "biases": layer.biases.tolist()} for layer in layers]


def _layers(values: Sequence[dict[str, Any]]) -> tuple[Layer, ...]:
    layers = []
    for value in values:
        biases = np.array(value["biases"], dtype=np.float64)
        layers.append(Layer(np.array(value["weights"], dtype=np.float64).reshape(len(biases), -1), biases))
    return tuple(layers)
