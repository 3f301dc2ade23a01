"""What a viewer sees of a run: numbers, parameters and a picture of what every neuron says over the plane."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import EXTENT
from engine.data.features import feature_matrix
from engine.data.plane import Look, Plane
from engine.experiment.experiment import Experiment
from engine.experiment.options import FEATURE_NAMES
from engine.formulas.losses import LOSSES
from engine.learning.descent import Frozen
from engine.learning.task import Task
from engine.network.network import Layer, Mask
from engine.network.outputs import output_of
from engine.training.stopping import Stop
from engine.training.trainer import Trainer

Grid = NDArray[np.float32]


class Decision(NamedTuple):
    """What to paint behind the points, each of shape (resolution, resolution).

    One output: `signed`, from -1 to 1 where there are two classes (a regression's value as it is). One output
    for each class: the `winner`'s index (uint8) and its `confidence`, the lead over the second from 0 to 1.
    """

    signed: Grid | None = None
    winner: NDArray[np.uint8] | None = None
    confidence: Grid | None = None


@dataclass(frozen=True)
class Snapshot:
    """A run at one moment; shares no memory with the trainer.

    `outputs` has, for each hidden layer and then the output, an array (n_neurons, n_points) of what the
    neurons say at the points of a grid of `resolution` × `resolution`, or of a curve problem along x₁, as it
    was computed: perhaps not finite. Everything else is. `curves` has for a curve problem the neurons as
    functions of x₁, (n_neurons, resolution) from -6 to 6, else None.

    `dropped` and `off` mask the neurons of each hidden layer, `frozen` the parameters of each layer; they are
    empty where there are none, as `scales` (gains and shifts) is without normalisation.
    """

    experiment: Experiment
    resolution: int
    epoch: int
    updates: int
    train_loss: float
    test_loss: float
    diverged: bool
    parameters: tuple[Layer, ...]
    outputs: tuple[Grid, ...]
    curves: tuple[Grid, ...] | None
    learning_rate: float
    scales: tuple[Layer, ...]
    dropped: tuple[Mask, ...]
    off: tuple[Mask, ...]
    frozen: tuple[Frozen, ...]
    best_epoch: int | None
    stopped: Stop | None

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The pictures of each layer, (n_neurons, resolution, resolution): row 0 is y = +6 (top), column 0 is
        x = -6 (left)."""
        return tuple(self._grids_of(layer) for layer in range(len(self.outputs)))

    @cached_property
    def decision(self) -> Decision:
        """What to paint behind the points."""
        return decision(self.experiment, self._grids_of(-1))

    def _grids_of(self, layer: int) -> Grid:
        if self.curves is not None:
            return np.repeat(self.curves[layer][:, np.newaxis, :], self.resolution, axis=1)
        outputs = self.outputs[layer]
        return _finite(outputs).reshape(len(outputs), self.resolution, self.resolution)


def snapshot_of(trainer: Trainer, resolution: int = 100, look: Look = ()) -> Snapshot:
    """What a viewer needs of a run as it is now, in memory of its own; leaves no trace in the run. More than
    two inputs are looked at through a plane."""
    experiment, model = trainer.experiment, trainer.learner.model
    outputs = trainer.outputs_at(inputs_seen(experiment, trainer.task, resolution, look))
    return Snapshot(
        experiment=experiment,
        resolution=resolution,
        epoch=trainer.epoch,
        updates=trainer.updates,
        train_loss=trainer.train_loss,
        test_loss=trainer.test_loss,
        diverged=trainer.diverged,
        parameters=_copied(model.parameters),
        outputs=tuple(outputs),
        curves=tuple(map(_finite, outputs)) if experiment.problem == "curve" else None,
        learning_rate=trainer.learning_rate,
        scales=_copied(model.scales),
        dropped=tuple(mask.copy() for mask in trainer.dropped),
        off=tuple(mask.copy() for mask in trainer.hand.off),
        frozen=_copied(trainer.hand.frozen),
        best_epoch=trainer.best_epoch,
        stopped=trainer.stopped,
    )


def decision_of(trainer: Trainer, resolution: int, look: Look = ()) -> Decision:
    """What a run decides now over a plane of `resolution` × `resolution` places; leaves no trace in the run.
    The answers may be infinite where it has diverged."""
    x = inputs_seen(trainer.experiment, trainer.task, resolution, look)
    return decided(trainer.experiment, trainer.outputs_at(x)[-1], resolution)


def decided(experiment: Experiment, answers: Grid, resolution: int) -> Decision:
    """What a network decides whose output neurons say `answers` (n_outputs, n_points) to `inputs_seen`."""
    if experiment.problem == "curve":
        answers = np.repeat(answers[:, np.newaxis, :], resolution, axis=1)
    return decision(experiment, _finite(answers).reshape(-1, resolution, resolution))


def decision(experiment: Experiment, grids: Grid) -> Decision:
    """What the pictures (n_outputs, resolution, resolution) of the output neurons come to."""
    output = output_of(experiment)
    middle, reach = 0.5 * (output.low + output.high), 0.5 * (output.high - output.low)
    if len(grids) == 1:
        return Decision(signed=grids[0] if middle == 0 else (grids[0] - middle) / reach)
    second, first = np.partition(grids, -2, axis=0)[-2:]
    lead = np.clip((first - second) / (2 * reach), 0, 1)
    return Decision(winner=grids.argmax(axis=0).astype(np.uint8), confidence=lead)


def says_what_it_decides(experiment: Experiment) -> bool:
    """Whether what output neurons say goes from -1 to 1, as what is decided does."""
    loss = LOSSES[experiment.loss]
    return loss.low == -loss.high


def plane_of(trainer: Trainer, look: Look = ()) -> Plane | None:
    """The plane through which a run's inputs are looked at; None where there are two, which are the plane."""
    return _plane(trainer.task, look)


def inputs_seen(experiment: Experiment, task: Task, resolution: int, look: Look = ()) -> Grid:
    """What a network gets at the places of a grid, row by row from the top, or of a curve problem along x₁:
    (n_points, n_inputs), in float32, as what comes of it is only looked at."""
    features = experiment.features
    if experiment.problem == "curve":
        x = inputs_on_line(features, resolution)
    else:
        x = inputs_on_grid(features, resolution, _plane(task, look))
    if task.scaling is None:
        return x
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return task.scaling(x)


def feature_grids(resolution: int, formulas: tuple[str, ...] = (), plane: Plane | None = None) -> Grid:
    """The raw values of the seven features and of formulas over the plane, in this order; shape
    (7 + n_formulas, resolution, resolution)."""
    values = np.ascontiguousarray(inputs_on_grid(FEATURE_NAMES + formulas, resolution, plane).T)
    return values.reshape(-1, resolution, resolution)


def feature_curves(resolution: int, formulas: tuple[str, ...] = ()) -> Grid:
    """The same along x₁ from left to right where x₂ = 0, shape (7 + n_formulas, resolution)."""
    return np.ascontiguousarray(inputs_on_line(FEATURE_NAMES + formulas, resolution).T)


@lru_cache(maxsize=32)
def inputs_on_grid(features: tuple[str, ...], resolution: int, plane: Plane | None = None) -> Grid:
    """The inputs at the grid's points, row by row from the top: (resolution², n_features), read-only."""
    along = np.linspace(-EXTENT, EXTENT, resolution)
    x, y = np.meshgrid(along, along[::-1])
    places = np.stack([x.ravel(), y.ravel()], axis=1)
    return _read_only(feature_matrix(features, places if plane is None else plane.inputs(places)))


@lru_cache(maxsize=32)
def inputs_on_line(features: tuple[str, ...], resolution: int) -> Grid:
    """The inputs along x₁ from left to right: (resolution, n_features), read-only."""
    along = np.linspace(-EXTENT, EXTENT, resolution)
    return _read_only(feature_matrix(features, np.stack([along, np.zeros_like(along)], axis=1)))


def _plane(task: Task, look: Look) -> Plane | None:
    return None if task.spread is None else task.spread.plane(look, task.units)


def _read_only(inputs: NDArray[np.floating]) -> Grid:
    with np.errstate(over="ignore"):  # a formula may have a pole between the points that were looked at
        single: Grid = inputs.astype(np.float32)
    single.flags.writeable = False
    return single


def _finite(values: Grid) -> Grid:
    """The values, with the largest number in the place of what is infinite and 0 of what is none."""
    return values if np.isfinite(values).all() else np.nan_to_num(values)


Pair = TypeVar("Pair", Layer, Frozen)


def _copied(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    return tuple(type(pair)(pair[0].copy(), pair[1].copy()) for pair in pairs)
