"""A run: an experiment's points and network, trained batch by batch. Owns all that changes."""

import numpy as np

from engine import by_hand
from engine.by_hand import ByHand
from engine.chance import Chance, Order
from engine.datasets import make_data
from engine.experiment import LIVE_FIELDS, Experiment, ExperimentError
from engine.features import feature_matrix
from engine.history import LossHistory
from engine.inspection import Inspection, inspect
from engine.learner import Learner, first_learning
from engine.metrics import Metrics, accuracy, scores
from engine.network import Array, Layer, Mask
from engine.outputs import targets
from engine.rng import SeedRandom
from engine.scaling import INPUT_SCALINGS, Scaling
from engine.schedules import rate_in_epoch
from engine.snapshot import Snapshot, take
from engine.stopping import RULES, Best, Stop, better, reached
from engine.trainer_state import Progress, TrainerState, fits

__all__ = ["Progress", "Trainer", "TrainerState"]


class Trainer:
    """A run of an experiment.

    `learner` is the network that learns, `epoch` counts whole visits of the training points, `updates` the
    changes of the parameters; `dropped` masks the hidden neurons dropped in the last batch, `hand` is what a
    person has switched off or frozen. A run whose loss or weights stop being finite has `diverged`: it goes
    back to the last epoch's end and stays there until `reset`, `restore` or a weight set by hand. A run that
    a stop rule ends is `stopped` until `go_on`, `reset`, `restore` or a change of the rules.
    """

    experiment: Experiment
    learner: Learner
    epoch: int
    updates: int
    dropped: tuple[Mask, ...]
    hand: ByHand
    diverged: bool
    stopped: Stop | None
    history: LossHistory
    _position: int
    _order: Order | None
    _best: Best | None
    _losses: tuple[float, float] | None
    _heeded: frozenset[str]
    _checkpoint: Progress

    def __init__(self, experiment: Experiment) -> None:
        self._begin(experiment)
        self.reset()

    def step(self) -> None:
        """Trains on one batch: to the next multiple of batch_size in the epoch, or to the epoch's end."""
        if self.halted:
            return
        self._visit_batch()
        if self._position == 0:
            self._end_epoch()
        elif not self.learner.has_finite_parameters():
            self._go_back()

    def run_epoch(self) -> None:
        """Trains to the end of the present epoch."""
        if self.halted:
            return
        self._visit_batch()
        while self._position:
            self._visit_batch()
        self._end_epoch()

    def reset(self) -> None:
        """Begins again with new first weights, from where the random streams stand; the points stay.

        What was switched off or frozen is free again.
        """
        self.hand = ByHand()
        self.learner = Learner(self.experiment, first_learning(self.experiment, self._rng), self.hand)
        self.epoch = self.updates = self._position = 0
        self._put_in_order(None)
        self.dropped = ()
        self._best = None
        self.diverged = False
        self.stopped = None
        self._heeded = frozenset()
        self._losses = None
        self.history = LossHistory()
        self.history.record(0, self.train_loss, self.test_loss)
        self._checkpoint = self._progress()

    def change(self, experiment: Experiment) -> None:
        """Goes on with another experiment that differs in `LIVE_FIELDS` only (otherwise `ExperimentError`).

        Weights that L1 has killed come to life when the regularisation changes, another optimizer begins
        without memory, and a changed stop rule holds anew.
        """
        differences = self.experiment.differences(experiment)
        for name in differences:
            if name not in LIVE_FIELDS:
                raise ExperimentError(name, f"{name} cannot change while training goes on")
        if "regularization" in differences:
            self.learner.revive()
        if "optimizer" in differences:
            self.learner.forget_moments(experiment)
        if not RULES.isdisjoint(differences):
            self.stopped, self._heeded = None, frozenset()
        if not experiment.early_stopping:
            self._best = None
        if not experiment.dropout:
            self.dropped = ()
        self.experiment = experiment
        self._changed_by_hand()

    def go_on(self) -> None:
        """Lets a stopped run train on; the rule that stopped it counts again once it no longer holds.

        After early stopping, a new best epoch is looked for.
        """
        if self.stopped is None:
            return
        self._heeded |= {self.stopped.reason}
        if self.stopped.reason == "early-stopping":
            self._best = None
        self.stopped = None

    def set_weight(self, layer: int, neuron: int, source: int, value: float) -> None:
        """Sets the weight from `source` of the layer before to `neuron` of `layer` (1..L); it lives again."""
        self.learner.replace_layer(
            layer, by_hand.with_weight(self.parameters, layer, neuron, source, value), (neuron, source)
        )
        self.diverged = False
        self._changed_by_hand()

    def set_bias(self, layer: int, neuron: int, value: float) -> None:
        """Sets the bias of `neuron` of `layer` (1..L)."""
        self.learner.replace_layer(layer, by_hand.with_bias(self.parameters, layer, neuron, value), None)
        self.diverged = False
        self._changed_by_hand()

    def switch_neuron(self, layer: int, neuron: int, on: bool) -> None:
        """Switches a hidden neuron off, so that it says 0 and learns nothing, or on again as it was."""
        self.hand = by_hand.switched(self.hand, self.parameters, layer, neuron, on)
        self._changed_by_hand()

    def freeze_weight(self, layer: int, neuron: int, source: int, frozen: bool) -> None:
        """Freezes a weight, so that no update changes it, or lets it learn again."""
        self.hand = by_hand.with_weight_frozen(self.hand, self.parameters, layer, neuron, source, frozen)
        self._changed_by_hand()

    def freeze_bias(self, layer: int, neuron: int, frozen: bool) -> None:
        """Freezes a bias, so that no update changes it, or lets it learn again."""
        self.hand = by_hand.with_bias_frozen(self.hand, self.parameters, layer, neuron, frozen)
        self._changed_by_hand()

    @property
    def parameters(self) -> tuple[Layer, ...]:
        """The layers as they are now."""
        return self.learner.model.parameters

    @property
    def halted(self) -> bool:
        """Whether steps do nothing: the run has diverged or stopped."""
        return self.diverged or self.stopped is not None

    @property
    def train_loss(self) -> float:
        """The mean loss over the training points with the present parameters, without penalty."""
        return self._present_losses()[0]

    @property
    def test_loss(self) -> float:
        """The mean loss over the test points with the present parameters."""
        return self._present_losses()[1]

    @property
    def learning_rate(self) -> float:
        """The learning rate of the present epoch, as the schedule has it."""
        return rate_in_epoch(self.experiment, self.epoch)

    @property
    def best_epoch(self) -> int | None:
        """The epoch with the least test loss so far, if early stopping looks for it."""
        return None if self._best is None else self._best.epoch

    def metrics(self) -> Metrics:
        """How good the network is on training and test points."""
        with np.errstate(all="ignore"):
            says, data = self._says, self.data
            train = scores(self.experiment, says(self._train_x), data.train.label, self.train_loss)
            test = scores(self.experiment, says(self._test_x), data.test.label, self.test_loss)
        return Metrics(train, test, self.test_loss - self.train_loss)

    def inspection(self, bins: int = 30) -> Inspection:
        """How weights, potentials, activations and gradients are spread over the training points, taken as
        one batch with nothing dropped."""
        n = len(self._train_x)
        with np.errstate(all="ignore"):
            lesson = self.learner.study(self._train_x, self._train_y)
            mean = [Layer(w / n, b / n) for w, b in lesson.gradients[: len(self.parameters)]]
            return inspect(self.parameters, lesson.passed, mean, bins)

    def snapshot(self, resolution: int = 100) -> Snapshot:
        """What a viewer needs, in memory of its own; leaves no trace in the run."""
        return take(self, resolution)

    def state(self) -> TrainerState:
        """Everything that changes; `restore` goes on from it, bit for bit."""
        return TrainerState(
            experiment=self.experiment,
            progress=self._progress(),
            checkpoint=self._checkpoint,
            diverged=self.diverged,
            stopped=self.stopped,
            heeded=self._heeded,
            by_hand=self.hand,
            rng=self._rng.state(),
            stride=self.history.stride,
            history=tuple(self.history.points()),
        )

    def fits(self, state: TrainerState) -> bool:
        """Whether a state of this trainer's experiment has arrays of the right shapes; to be asked before
        `restore` where it comes from outside."""
        return fits(state, self._progress(), len(self._train_x))

    def restore(self, state: TrainerState) -> None:
        """Goes on from `state`, with its experiment; its points are drawn anew where they may be others."""
        if set(self.experiment.differences(state.experiment)) - LIVE_FIELDS:
            self._begin(state.experiment)
        self.experiment = state.experiment
        self._rng = SeedRandom.from_state(state.rng)
        self.hand = state.by_hand
        self.learner = Learner(state.experiment, state.progress.learning, state.by_hand)
        self._set_progress(state.progress)
        self._checkpoint = state.checkpoint
        self.diverged = state.diverged
        self.stopped = state.stopped
        self._heeded = state.heeded
        self.history = LossHistory(state.stride, state.history)

    def _begin(self, experiment: Experiment) -> None:
        """Seeds the random streams, draws the points and scales the inputs."""
        self.experiment = experiment
        self._rng = SeedRandom(experiment.seed)
        self.data = make_data(experiment, self._rng)
        if experiment.weights_seed:
            self._rng = SeedRandom(experiment.weights_seed)
        self._chance = Chance(experiment)
        self._train_x = feature_matrix(experiment.features, self.data.train.x)
        self._test_x = feature_matrix(experiment.features, self.data.test.x)
        find_scaling = INPUT_SCALINGS[experiment.input_scaling]
        self.scaling: Scaling | None = None
        if find_scaling is not None:
            self.scaling = find_scaling(self._train_x)
            self._train_x, self._test_x = self.scaling(self._train_x), self.scaling(self._test_x)
        self._train_y = targets(experiment, self.data.train.label)
        self._test_y = targets(experiment, self.data.test.label)

    def _visit_batch(self) -> None:
        """Gathers the gradients of one batch's points, and updates the parameters if the batch is full.

        The points left over at the end of an epoch are too few for an update: their gradients stay gathered
        and count in the mean of the next epoch's first update. `position` is 0 again at the epoch's end.
        """
        experiment = self.experiment
        if self._position == 0:
            self._begin_epoch()
        n_train = len(self._train_x)
        stop = (self._position // experiment.batch_size + 1) * experiment.batch_size
        batch = slice(self._position, min(stop, n_train))
        if experiment.dropout:
            self.dropped = self._chance.dropped(experiment.hidden, experiment.dropout)
        with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges is told at the epoch's end
            self.learner.gather(self._x[batch], self._y[batch], self.dropped)
            if stop <= n_train:
                self.learner.update(self.learning_rate)
                self.updates += 1
        self._losses = None
        self._position = batch.stop % n_train

    def _begin_epoch(self) -> None:
        """Finds an order of the points where they are shuffled; where not, they have the data's."""
        if self.experiment.shuffle:
            self._put_in_order(self._chance.order(len(self._train_x)))
        elif self._order is not None:
            self._put_in_order(None)

    def _put_in_order(self, order: Order | None) -> None:
        self._order = order
        self._x = self._train_x if order is None else self._train_x[order]
        self._y = self._train_y if order is None else self._train_y[order]

    def _end_epoch(self) -> None:
        """Counts and records the epoch, or goes back if it has diverged; then heeds the stop rules."""
        self.epoch += 1
        losses = self._computed_losses()
        if not (np.isfinite(losses).all() and self.learner.is_finite()):
            self._go_back()
            return
        self._losses = losses
        self.history.record(self.epoch, *losses)
        self._heed_rules(losses[1])
        self._checkpoint = self._progress()

    def _heed_rules(self, test_loss: float) -> None:
        """Stops if a rule holds past which training was not told to go on."""
        if self.experiment.early_stopping:
            self._best = better(self._best, self.epoch, test_loss, self.learner.model)
        stops = list(reached(self.experiment, self.epoch, test_loss, self._test_accuracy, self._best))
        self._heeded &= {stop.reason for stop in stops}
        self.stopped = next((stop for stop in stops if stop.reason not in self._heeded), None)
        if self.stopped is not None and self.stopped.reason == "early-stopping" and self._best is not None:
            self.learner.take_back(self._best.model)
            self._losses = None

    def _test_accuracy(self) -> float:
        return accuracy(self.experiment, self._says(self._test_x), self.data.test.label)

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
            return (
                self.learner.mean_loss(self._train_x, self._train_y),
                self.learner.mean_loss(self._test_x, self._test_y),
            )

    def _says(self, x: Array) -> Array:
        """What the output neurons say to inputs x, shape (n_points, n_outputs)."""
        with np.errstate(all="ignore"):
            return self.learner.evaluate(x).outputs[-1]

    def _progress(self) -> Progress:
        return Progress(
            learning=self.learner.learning(),
            position=self._position,
            epoch=self.epoch,
            updates=self.updates,
            losses=self._present_losses(),
            order=self._order,
            dropped=self.dropped,
            best=self._best,
            streams=self._chance.streams(),
        )

    def _set_progress(self, progress: Progress) -> None:
        self.learner.go_to(progress.learning)
        self._position = progress.position
        self.epoch = progress.epoch
        self.updates = progress.updates
        self._losses = progress.losses
        self.dropped = progress.dropped
        self._best = progress.best
        self._chance.go_to(progress.streams)
        self._put_in_order(progress.order)

    def _changed_by_hand(self) -> None:
        """The run goes on from here, and comes back to here should it diverge."""
        self.learner.heed(self.experiment, self.hand)
        self._losses = None
        self._checkpoint = self._progress()
