"""Everything that changes while a trainer trains, as plain values that JSON can carry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np

from engine.backends.interface import EpochEnd, Place
from engine.data.rng import RandomState
from engine.experiment.experiment import Experiment
from engine.formulas.normalizations import Statistics
from engine.learning.by_hand import ByHand
from engine.learning.descent import Frozen
from engine.learning.learner import Learning
from engine.network.deep import Model
from engine.network.network import Array, Layer, Mask
from engine.training.history import LossPoint
from engine.training.stopping import Best, Stop

_Pair = TypeVar("_Pair")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come. Arrays are never changed in place, so a progress may be kept and gone back to.

    `losses` are (train, test) of the last moment at which they were finite; `best` is early stopping's.
    """

    learning: Learning
    place: Place
    losses: tuple[float, float]
    best: Best | None

    def as_dict(self) -> dict[str, Any]:
        """The progress as lists and numbers."""
        best = self.best
        return {
            "learning": _learning_listed(self.learning),
            "place": list(self.place),
            "losses": list(self.losses),
            "best": best and {"epoch": best.epoch, "loss": best.loss, "model": _model_listed(best.model)},
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Progress":
        """The progress that `as_dict` wrote."""
        best = values["best"]
        return cls(
            learning=_learning(values["learning"]),
            place=Place(*values["place"]),
            losses=(values["losses"][0], values["losses"][1]),
            best=best and Best(best["epoch"], best["loss"], _model(best["model"])),
        )


class Checkpoint(NamedTuple):
    """The last finite progress at an epoch's end, or after a change by hand. That of an end is made of what
    the session has kept when somebody asks for it."""

    end: EpochEnd
    losses: tuple[float, float]
    best: Best | None

    @classmethod
    def of(cls, progress: Progress) -> "Checkpoint":
        """A progress to go back to."""
        end = EpochEnd(progress.place, lambda: progress.learning)
        return cls(end, progress.losses, progress.best)

    @property
    def progress(self) -> Progress:
        """The progress, whole."""
        return Progress(self.end.learning, self.end.place, self.losses, self.best)


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
            "experiment": self.experiment.as_dict(),
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
            experiment=Experiment.from_dict(values["experiment"]),
            progress=Progress.from_dict(values["progress"]),
            checkpoint=Progress.from_dict(values["checkpoint"]),
            diverged=values["diverged"],
            stopped=values["stopped"] and Stop(*values["stopped"][:2]),  # once a sentence stood behind
            heeded=frozenset(values["heeded"]),
            by_hand=ByHand(
                _masks(values["by_hand"]["off"]),
                tuple(Frozen(np.array(w, np.bool_), np.array(b, np.bool_)) for w, b in frozen),
            ),
            rng=RandomState(i, j, tuple(permutation)),
            stride=values["stride"],
            history=tuple(LossPoint(*point) for point in values["history"]),
        )


def fits(state: TrainerState, fresh: Progress, n_train: int) -> bool:
    """Whether the arrays of a state, which may come from a file, are those of its experiment: of one shape
    with those of a `fresh` run, which has `n_train` training points."""
    model = fresh.learning.model
    neurons = tuple(biases.shape for _, biases in model.parameters[:-1])
    return (
        all(_progress_fits(progress, fresh, n_train) for progress in (state.progress, state.checkpoint))
        and _shapes(state.by_hand.off) in ((), neurons)
        and _shapes(state.by_hand.frozen) in ((), _shapes(model.parameters))
    )


def _progress_fits(progress: Progress, fresh: Progress, n_train: int) -> bool:
    best = progress.best
    return (
        _shapes(progress.learning) == _shapes(fresh.learning)
        and (best is None or _shapes(best.model) == _shapes(fresh.learning.model))
        and 0 <= progress.place.position < n_train
    )


def _shapes(value: object) -> Any:
    """The shapes of all arrays in nested tuples; None for what is no array."""
    if isinstance(value, tuple):
        return tuple(_shapes(each) for each in value)
    return value.shape if isinstance(value, np.ndarray) else None


def _learning_listed(learning: Learning) -> dict[str, Any]:
    return {
        "model": _model_listed(learning.model),
        "dead": _listed(learning.dead),
        "gradients": _pairs_listed(learning.gradients),
        "n_gathered": learning.n_accumulated,
        "moments": [[_listed(of_w), _listed(of_b)] for of_w, of_b in learning.moments],
        "steps": learning.steps,
    }


def _learning(values: dict[str, Any]) -> Learning:
    model = _model(values["model"])
    shapes = [layer.weights.shape for layer in (*model.parameters, *model.scales)]
    return Learning(
        model=model,
        dead=tuple(
            np.array(mask, dtype=np.bool_).reshape(shape)
            for mask, shape in zip(values["dead"], shapes, strict=True)
        ),
        gradients=_pairs(values["gradients"], Layer),
        n_accumulated=values["n_gathered"],
        moments=tuple((_arrays(of_w), _arrays(of_b)) for of_w, of_b in values["moments"]),
        steps=values["steps"],
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
