"""Everything that changes while a trainer trains, as plain values that JSON can carry."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import numpy as np

from engine.by_hand import ByHand
from engine.chance import Streams
from engine.deep import Model
from engine.descent import Frozen, LayerMoments
from engine.experiment import Experiment
from engine.history import LossPoint
from engine.network import Array, Layer, Mask
from engine.normalizations import Statistics
from engine.rng import RandomState
from engine.stopping import Best, Stop


_Pair = TypeVar("_Pair")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come. Arrays are never changed in place, so a progress may be kept and gone back to.

    `position` counts the training points visited in this epoch. `gradients` are summed over the `n_gathered`
    points since the last update, for every layer and then every scale; `dead` masks the weights that L1 has put
    to 0 for good. `losses` are (train, test) of the last moment at which they were finite. `moments` are the
    optimizer's after `optimizer_steps`; `order` is that of the training points in this epoch, None for the one they
    are in; `dropped` masks the neurons of each hidden layer dropped in the last batch; `best` is kept by early
    stopping.
    """

    model: Model
    dead: tuple[Mask, ...]
    gradients: tuple[Layer, ...]
    n_gathered: int
    position: int
    epoch: int
    updates: int
    losses: tuple[float, float]
    moments: tuple[LayerMoments, ...]
    optimizer_steps: int
    order: Array | None
    dropped: tuple[Mask, ...]
    best: Best | None
    streams: Streams

    def as_dict(self) -> dict[str, Any]:
        """The progress as lists and numbers."""
        best = self.best
        return {
            "model": _model_listed(self.model),
            "dead": _listed(self.dead),
            "gradients": _pairs_listed(self.gradients),
            "n_gathered": self.n_gathered,
            "position": self.position,
            "epoch": self.epoch,
            "updates": self.updates,
            "losses": list(self.losses),
            "moments": [[_listed(of_weights), _listed(of_biases)] for of_weights, of_biases in self.moments],
            "optimizer_steps": self.optimizer_steps,
            "order": None if self.order is None else self.order.tolist(),
            "dropped": _listed(self.dropped),
            "best": best and {"epoch": best.epoch, "loss": best.loss, "model": _model_listed(best.model)},
            "streams": list(self.streams),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Progress":
        """The progress that `as_dict` wrote."""
        model, best, order = _model(values["model"]), values["best"], values["order"]
        everything = (*model.parameters, *model.scales)
        return cls(
            model=model,
            dead=tuple(
                np.array(mask, dtype=np.bool_).reshape(layer.weights.shape)
                for mask, layer in zip(values["dead"], everything, strict=True)
            ),
            gradients=_pairs(values["gradients"], Layer),
            n_gathered=values["n_gathered"],
            position=values["position"],
            epoch=values["epoch"],
            updates=values["updates"],
            losses=(values["losses"][0], values["losses"][1]),
            moments=tuple(
                (_arrays(of_weights), _arrays(of_biases)) for of_weights, of_biases in values["moments"]
            ),
            optimizer_steps=values["optimizer_steps"],
            order=None if order is None else np.array(order, dtype=np.intp),
            dropped=_masks(values["dropped"]),
            best=best and Best(best["epoch"], best["loss"], _model(best["model"])),
            streams=Streams(*values["streams"]),
        )


@dataclass(frozen=True, slots=True)
class TrainerState:
    """A whole run at one moment: from an equal state it goes on equally, bit for bit.

    `checkpoint` is the last finite progress at an epoch's end (or after a change by hand). `heeded` names the
    stop rules past which training was told to go on.
    """

    experiment: Experiment
    progress: Progress
    checkpoint: Progress
    diverged: bool
    stopped: Stop | None
    heeded: frozenset[str]
    by_hand: ByHand
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
            "stopped": self.stopped and list(self.stopped),
            "heeded": sorted(self.heeded),
            "by_hand": {"off": _listed(self.by_hand.off), "frozen": _pairs_listed(self.by_hand.frozen)},
            "rng": [self.rng.i, self.rng.j, list(self.rng.permutation)],
            "stride": self.stride,
            "history": [list(point) for point in self.history],
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "TrainerState":
        """The state that `as_dict` wrote, or `KeyError`, `TypeError` or `ValueError` if it did not."""
        i, j, permutation = values["rng"]
        frozen = values["by_hand"]["frozen"]
        return cls(
            experiment=Experiment(**values["experiment"]),
            progress=Progress.from_dict(values["progress"]),
            checkpoint=Progress.from_dict(values["checkpoint"]),
            diverged=values["diverged"],
            stopped=values["stopped"] and Stop(*values["stopped"]),
            heeded=frozenset(values["heeded"]),
            by_hand=ByHand(
                _masks(values["by_hand"]["off"]),
                tuple(Frozen(np.array(w, np.bool_), np.array(b, np.bool_)) for w, b in frozen),
            ),
            rng=RandomState(i, j, tuple(permutation)),
            stride=values["stride"],
            history=tuple(LossPoint(*point) for point in values["history"]),
        )


def _model_listed(model: Model) -> dict[str, Any]:
    return {name: _pairs_listed(pairs) for name, pairs in model._asdict().items()}


def _model(values: dict[str, Any]) -> Model:
    return Model(
        _pairs(values["parameters"], Layer),
        _pairs(values["scales"], Layer),
        _pairs(values["remembered"], Statistics),
    )


def _pairs_listed(pairs: Sequence[tuple[Array, Array] | tuple[Mask, Mask]]) -> list[Any]:
    """Layers, statistics or masks, each as two lists."""
    return [_listed(pair) for pair in pairs]


def _pairs(values: Sequence[Any], make: Callable[[Array, Array], _Pair]) -> tuple[_Pair, ...]:
    return tuple(make(*_arrays(pair)) for pair in values)


def _listed(arrays: Sequence[Array] | Sequence[Mask]) -> list[Any]:
    return [array.tolist() for array in arrays]


def _arrays(values: Sequence[Any]) -> tuple[Array, ...]:
    return tuple(np.array(value, dtype=np.float64) for value in values)


def _masks(values: Sequence[Any]) -> tuple[Mask, ...]:
    return tuple(np.array(value, dtype=np.bool_) for value in values)
