"""A run: an experiment's points and network, trained batch by batch. Owns all that changes."""

import numpy as np

from engine.activations import ACTIVATIONS, OUTPUT_ACTIVATIONS
from engine.datasets import Data, Points, make_data
from engine.experiment import LIMITS, LIVE_FIELDS, Experiment, ExperimentError, checked_index, checked_number
from engine.features import feature_matrix
from engine.history import LossHistory
from engine.initializers import first_parameters
from engine.losses import LOSSES
from engine.network import (
    Array,
    Layer,
    Mask,
    added,
    all_alive,
    all_finite,
    backward,
    descend,
    forward,
    zeros_like,
)
from engine.penalties import PENALTIES
from engine.rng import SeedRandom
from engine.snapshot import Snapshot, neuron_grids
from engine.trainer_state import Progress, TrainerState

__all__ = ["Progress", "Trainer", "TrainerState"]

_LOSS = LOSSES["square"]


class Trainer:
    """A run of an experiment.

    `parameters` are the layers as they are now, `epoch` counts whole visits of the training points, `updates`
    the changes of the parameters. A run whose loss or weights stop being finite has `diverged`: it goes
    back to the last epoch's end and stays there until `reset`, `restore` or a weight set by hand.
    """

    experiment: Experiment
    data: Data
    parameters: tuple[Layer, ...]
    epoch: int
    updates: int
    diverged: bool
    history: LossHistory
    _dead: tuple[Mask, ...]
    _gradients: tuple[Layer, ...]
    _n_gathered: int
    _position: int
    _losses: tuple[float, float] | None
    _checkpoint: Progress

    def __init__(self, experiment: Experiment) -> None:
        self._begin(experiment)
        self.reset()

    def step(self) -> None:
        """Trains on one batch: to the next multiple of batch_size in the epoch, or to the epoch's end."""
        if self.diverged:
            return
        self._visit_batch()
        if self._position == 0:
            self._end_epoch()
        elif not all_finite(self.parameters):
            self._go_back()

    def run_epoch(self) -> None:
        """Trains to the end of the present epoch."""
        if self.diverged:
            return
        self._visit_batch()
        while self._position:
            self._visit_batch()
        self._end_epoch()

    def reset(self) -> None:
        """Begins again with new first weights, from where the random stream stands; the points stay."""
        experiment = self.experiment
        sizes = (len(experiment.features), *experiment.hidden, 1)
        parameters = first_parameters(sizes, "zero" if experiment.zero_weights else "uniform", self._rng)
        self._set_progress(
            Progress(
                parameters=parameters,
                dead=all_alive(parameters),
                gradients=zeros_like(parameters),
                n_gathered=0,
                position=0,
                epoch=0,
                updates=0,
                losses=(0.0, 0.0),  # no loss was ever computed
            )
        )
        self.diverged = False
        self.history = LossHistory()
        self._losses = None
        self.history.record(0, self.train_loss, self.test_loss)
        self._checkpoint = self._progress()

    def change(self, experiment: Experiment) -> None:
        """Goes on with another experiment that differs in `LIVE_FIELDS` only (otherwise `ExperimentError`).

        Weights that L1 has killed come to life when the regularisation changes.
        """
        for name in self.experiment.differences(experiment):
            if name not in LIVE_FIELDS:
                raise ExperimentError(name, f"{name} cannot change while training goes on")
        if experiment.regularization != self.experiment.regularization:
            self._dead = all_alive(self.parameters)
        self.experiment = experiment
        self._losses = None
        self._checkpoint = self._progress()

    def set_weight(self, layer: int, neuron: int, source: int, value: float) -> None:
        """Sets the weight from `source` of the layer before to `neuron` of `layer` (1..L); it lives again."""
        value = checked_number("weight", value, LIMITS["weight"])
        weights, biases = self._layer(layer)
        checked_index("neuron", neuron, 0, weights.shape[0] - 1)
        checked_index("source", source, 0, weights.shape[1] - 1)
        weights = weights.copy()
        weights[neuron, source] = value
        dead = self._dead[layer - 1].copy()
        dead[neuron, source] = False
        self._replace_layer(layer, Layer(weights, biases), dead)

    def set_bias(self, layer: int, neuron: int, value: float) -> None:
        """Sets the bias of `neuron` of `layer` (1..L)."""
        value = checked_number("weight", value, LIMITS["weight"])
        weights, biases = self._layer(layer)
        checked_index("neuron", neuron, 0, len(biases) - 1)
        biases = biases.copy()
        biases[neuron] = value
        self._replace_layer(layer, Layer(weights, biases), self._dead[layer - 1])

    @property
    def train_loss(self) -> float:
        """The mean loss over the training points with the present parameters, without penalty."""
        return self._present_losses()[0]

    @property
    def test_loss(self) -> float:
        """The mean loss over the test points with the present parameters."""
        return self._present_losses()[1]

    def snapshot(self, resolution: int = 100) -> Snapshot:
        """What a viewer needs, in memory of its own; leaves no trace in the run."""
        return Snapshot(
            epoch=self.epoch,
            updates=self.updates,
            train_loss=self.train_loss,
            test_loss=self.test_loss,
            diverged=self.diverged,
            parameters=tuple(Layer(w.copy(), b.copy()) for w, b in self.parameters),
            grids=neuron_grids(self.experiment, self.parameters, resolution),
        )

    def state(self) -> TrainerState:
        """Everything that changes; `restore` goes on from it, bit for bit."""
        return TrainerState(
            experiment=self.experiment,
            progress=self._progress(),
            checkpoint=self._checkpoint,
            diverged=self.diverged,
            rng=self._rng.state(),
            stride=self.history.stride,
            history=tuple(self.history.points()),
        )

    def restore(self, state: TrainerState) -> None:
        """Goes on from `state`, with its experiment; its points are drawn anew where they may be others."""
        if set(self.experiment.differences(state.experiment)) - LIVE_FIELDS:
            self._begin(state.experiment)
        self.experiment = state.experiment
        self._rng = SeedRandom.from_state(state.rng)
        self._set_progress(state.progress)
        self._checkpoint = state.checkpoint
        self.diverged = state.diverged
        self.history = LossHistory(state.stride, state.history)

    def _begin(self, experiment: Experiment) -> None:
        """Seeds the random stream and draws the points."""
        self.experiment = experiment
        self._rng = SeedRandom(experiment.seed)
        self.data: Data = make_data(experiment, self._rng)
        self._train_x = feature_matrix(experiment.features, self.data.train.x)
        self._test_x = feature_matrix(experiment.features, self.data.test.x)

    def _visit_batch(self) -> None:
        """Gathers the gradients of one batch's points, and updates the parameters if the batch is full.

        The points left over at the end of an epoch are too few for an update: their gradients stay gathered
        and count in the mean of the next epoch's first update. `position` is 0 again at the epoch's end.
        """
        experiment = self.experiment
        n_train = len(self._train_x)
        stop = (self._position // experiment.batch_size + 1) * experiment.batch_size
        batch = slice(self._position, min(stop, n_train))
        hidden = ACTIVATIONS[experiment.activation]
        output = ACTIVATIONS[OUTPUT_ACTIVATIONS[experiment.problem]]
        with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges is told at the epoch's end
            outputs = forward(self.parameters, self._train_x[batch], hidden, output)
            gradients = backward(
                self.parameters, outputs, self.data.train.label[batch], hidden, output, _LOSS
            )
            self._gradients = added(self._gradients, gradients) if self._n_gathered else gradients
            self._n_gathered += batch.stop - batch.start
            if stop <= n_train:
                self._update()
        self._losses = None
        self._position = batch.stop % n_train

    def _update(self) -> None:
        """Steps downhill with the mean of the gradients gathered since the last update."""
        experiment = self.experiment
        penalty = PENALTIES[experiment.regularization]
        steps = [
            descend(
                layer,
                Layer(gradient.weights / self._n_gathered, gradient.biases / self._n_gathered),
                dead,
                experiment.learning_rate,
                penalty,
                experiment.regularization_rate,
            )
            for layer, gradient, dead in zip(self.parameters, self._gradients, self._dead, strict=True)
        ]
        self.parameters = tuple(layer for layer, _ in steps)
        self._dead = tuple(dead for _, dead in steps)
        self._gradients = zeros_like(self.parameters)
        self._n_gathered = 0
        self.updates += 1

    def _end_epoch(self) -> None:
        """Counts and records the epoch, or goes back if it has diverged."""
        self.epoch += 1
        losses = self._computed_losses()
        if not (np.isfinite(losses).all() and all_finite(self.parameters)):
            self._go_back()
            return
        self._losses = losses
        self.history.record(self.epoch, *losses)
        self._checkpoint = self._progress()

    def _go_back(self) -> None:
        self._set_progress(self._checkpoint)
        self.diverged = True

    def _present_losses(self) -> tuple[float, float]:
        if self._losses is None:
            losses = self._computed_losses()
            # Overflow amid an epoch: its end will tell; till then the last finite losses are shown.
            self._losses = losses if np.isfinite(losses).all() else self._checkpoint.losses
        return self._losses

    def _computed_losses(self) -> tuple[float, float]:
        """The mean losses (train, test) of the present parameters, finite or not."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self._mean_loss(self._train_x, self.data.train), self._mean_loss(
                self._test_x, self.data.test
            )

    def _mean_loss(self, x: Array, points: Points) -> float:
        hidden = ACTIVATIONS[self.experiment.activation]
        output = ACTIVATIONS[OUTPUT_ACTIVATIONS[self.experiment.problem]]
        a = forward(self.parameters, x, hidden, output)[-1]
        return float(_LOSS.of(a[:, 0], points.label).mean())

    def _progress(self) -> Progress:
        return Progress(
            parameters=self.parameters,
            dead=self._dead,
            gradients=self._gradients,
            n_gathered=self._n_gathered,
            position=self._position,
            epoch=self.epoch,
            updates=self.updates,
            losses=self._present_losses(),
        )

    def _set_progress(self, progress: Progress) -> None:
        self.parameters = progress.parameters
        self._dead = progress.dead
        self._gradients = progress.gradients
        self._n_gathered = progress.n_gathered
        self._position = progress.position
        self.epoch = progress.epoch
        self.updates = progress.updates
        self._losses = progress.losses

    def _layer(self, layer: int) -> Layer:
        """Layer 1..L, or `ExperimentError`."""
        if isinstance(layer, bool) or not isinstance(layer, int) or not 1 <= layer <= len(self.parameters):
            raise ExperimentError(
                "layer", f"layer must be between 1 and {len(self.parameters)}, got {layer!r:.60}"
            )
        return self.parameters[layer - 1]

    def _replace_layer(self, layer: int, new: Layer, dead: Mask) -> None:
        """Puts a layer changed by hand in its place; a run that had diverged may go on."""
        at = layer - 1
        self.parameters = (*self.parameters[:at], new, *self.parameters[at + 1 :])
        self._dead = (*self._dead[:at], dead, *self._dead[at + 1 :])
        self.diverged = False
        self._losses = None
        self._checkpoint = self._progress()
