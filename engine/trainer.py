"""A run: an experiment's points and network, trained batch by batch. Owns all that changes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine import by_hand
from engine.backends import reference
from engine.backends.interface import Backend, DeviceLost, Place, Session, Stretch
from engine.by_hand import ByHand
from engine.chance import Chance
from engine.experiment import LIVE_FIELDS, Experiment, ExperimentError
from engine.history import LossHistory
from engine.inspection import Inspection, inspect
from engine.learner import Learner, first_learning
from engine.metrics import Metrics, accuracy, scores
from engine.network import Array, Layer, Mask
from engine.rng import SeedRandom
from engine.schedules import rate_in_epoch
from engine.snapshot import Snapshot, take
from engine.stopping import RULES, Best, Stop, better, reached
from engine.task import drawn_task
from engine.trainer_state import Progress, TrainerState, fits

__all__ = ["Progress", "Trainer", "TrainerState"]


class Trainer:
    """A run of an experiment, computed by a `backend` that may be exchanged at any time.

    `place` is how far it has come, `hand` what a person has switched off or frozen. A run whose loss or
    weights stop being finite has `diverged`: it goes back to the last epoch's end and stays there until
    `reset`, `restore` or a weight set by hand. A run that a stop rule ends is `stopped` until `go_on`,
    `reset`, `restore` or a change of the rules.

    While it trains, the state is a session's; in between it is the `learner`'s, which takes it out of there
    when somebody asks. What changes the state closes the session.
    """

    experiment: Experiment
    place: Place
    hand: ByHand
    diverged: bool
    stopped: Stop | None
    history: LossHistory
    _learner: Learner
    _learner_is_behind: bool
    _session: Session | None
    _best: Best | None
    _losses: tuple[float, float] | None
    _heeded: frozenset[str]
    _checkpoint: Progress

    def __init__(self, experiment: Experiment, backend: Backend = reference) -> None:
        self.backend = backend
        self._begin(experiment)
        self.reset()

    def step(self) -> None:
        """Trains on one batch: to the next multiple of batch_size in the epoch, or to the epoch's end."""
        self.run(1)

    def run_epoch(self) -> None:
        """Trains to the end of the present epoch."""
        self.run(self.batches_until(self.epoch + 1))

    def run(self, n_batches: int) -> None:
        """Trains on so many batches, over the ends of epochs; less if the run diverges or a rule stops it.

        Raises `DeviceLost`, with the run back where it last was whole, when the device is gone; so does
        everything that looks at the state.
        """
        while n_batches > 0 and not self.halted:
            n = min(n_batches, self._batches_unwatched())
            self._take_in(self._trained(n))
            n_batches -= n

    def batches_until(self, epoch: int) -> int:
        """How many batches there are until so many epochs are done."""
        size = self.experiment.batch_size
        return (epoch - self.epoch) * -(-len(self._data.train_x) // size) - self.place.position // size

    def compute_with(self, backend: Backend) -> None:
        """Goes on with another backend, from the very state that there is."""
        if backend is not self.backend:
            self._close_session()
            self.backend = backend

    def reset(self) -> None:
        """Begins again with new first weights, from where the random streams stand; the points stay.

        What was switched off or frozen is free again.
        """
        self.hand = ByHand()
        self._set_learner(Learner(self.experiment, first_learning(self.experiment, self._rng), self.hand))
        self.place = Place(0, 0, 0)
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
    def epoch(self) -> int:
        """How many times all training points were visited."""
        return self.place.epoch

    @property
    def updates(self) -> int:
        """How many times the parameters were changed."""
        return self.place.updates

    @property
    def dropped(self) -> tuple[Mask, ...]:
        """The neurons of each hidden layer that the last batch went without; empty without dropout."""
        epoch, position, _ = self.place
        size, n = self.experiment.batch_size, len(self._data.train_x)
        if not self.experiment.dropout or (epoch, position) == (0, 0):
            return ()
        if position == 0:
            epoch, position = epoch - 1, n
        first = (position - 1) // size * size
        chance = Chance(self.experiment)
        return chance.dropped(epoch, first, self.experiment.hidden, self.experiment.dropout)

    @property
    def learner(self) -> Learner:
        """The network that learns, as it is now."""
        if self._learner_is_behind and self._session is not None:
            with self._whole_if_lost():
                self._learner.go_to(self._session.learning())
            self._learner_is_behind = False
        return self._learner

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
            train = scores(self.experiment, says(self._data.train_x), data.train.label, self.train_loss)
            test = scores(self.experiment, says(self._data.test_x), data.test.label, self.test_loss)
        return Metrics(train, test, self.test_loss - self.train_loss)

    def inspection(self, bins: int = 30) -> Inspection:
        """How weights, potentials, activations and gradients are spread over the training points, taken as
        one batch with nothing dropped."""
        n = len(self._data.train_x)
        with np.errstate(all="ignore"):
            lesson = self.learner.study(self._data.train_x, self._data.train_y)
            mean = [Layer(w / n, b / n) for w, b in lesson.gradients[: len(self.parameters)]]
            return inspect(self.parameters, lesson.passed, mean, bins)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """What the neurons of every layer say to inputs x (n_points, n_inputs), nothing dropped but some
        perhaps off: (n_neurons, n_points) for each layer. Leaves no trace."""
        with self._whole_if_lost():
            return self._opened().outputs_at(x)

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
        return fits(state, self._progress(), len(self._data.train_x))

    def restore(self, state: TrainerState) -> None:
        """Goes on from `state`, with its experiment; its points are drawn anew where they may be others."""
        if set(self.experiment.differences(state.experiment)) - LIVE_FIELDS:
            self._begin(state.experiment)
        self.experiment = state.experiment
        self._rng = SeedRandom.from_state(state.rng)
        self.hand = state.by_hand
        self._set_learner(Learner(state.experiment, state.progress.learning, state.by_hand))
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
        self.data, self.scaling, self._data = drawn_task(experiment, self._rng)
        if experiment.weights_seed:
            self._rng = SeedRandom(experiment.weights_seed)

    def _set_learner(self, learner: Learner) -> None:
        """Goes on with another network; no session has it yet."""
        self._learner, self._learner_is_behind, self._session = learner, False, None

    def _close_session(self) -> None:
        """Takes the state out of the session; another is opened when there is something to train."""
        self._set_learner(self.learner)

    def _batches_unwatched(self) -> int:
        """How many batches may be trained until a stop rule has to be looked at."""
        e = self.experiment
        if e.early_stopping or e.stop_loss or e.stop_accuracy:
            return self.batches_until(self.epoch + 1)
        if e.stop_epoch and "epoch" not in self._heeded:
            return self.batches_until(max(self.epoch + 1, e.stop_epoch))
        return sys.maxsize

    def _trained(self, n_batches: int) -> Stretch:
        """Lets the session train; there is one afterwards, and the learner is behind it."""
        with self._whole_if_lost():
            session = self._opened()
            self._learner_is_behind = True
            return session.run(self.place, n_batches)

    @contextmanager
    def _whole_if_lost(self) -> Iterator[None]:
        """Goes back to where the run last was whole, if the device is lost within."""
        try:
            yield
        except DeviceLost:
            self._set_progress(self._checkpoint)
            raise

    def _opened(self) -> Session:
        """The session, opened on the present state if there is none."""
        if self._session is None:
            self._session = self.backend.open_session(
                self.experiment, self._data, self._learner.learning(), self.hand
            )
        return self._session

    def _take_in(self, stretch: Stretch) -> None:
        """Records what a session came to, or goes back if it has diverged; then heeds the stop rules."""
        for epoch, (train, test) in enumerate(stretch.losses.tolist(), self.epoch + 1):
            self.history.record(epoch, train, test)
        self.place, self._losses = stretch.place, None
        if stretch.ended is not None:
            place, learning = stretch.ended
            self._checkpoint = Progress(learning, place, (train, test), self._best)
        if not stretch.finite:
            self._go_back()
        elif stretch.ended is not None and self.place.position == 0:
            self._losses = train, test
            self._heed_rules(test)

    def _heed_rules(self, test_loss: float) -> None:
        """Stops if a rule holds past which training was not told to go on."""
        if self.experiment.early_stopping:
            self._best = better(self._best, self.epoch, test_loss, self.learner.model)
            self._checkpoint = replace(self._checkpoint, best=self._best)
        stops = list(reached(self.experiment, self.epoch, test_loss, self._test_accuracy, self._best))
        self._heeded &= {stop.reason for stop in stops}
        self.stopped = next((stop for stop in stops if stop.reason not in self._heeded), None)
        if self.stopped is not None and self.stopped.reason == "early-stopping" and self._best is not None:
            self._close_session()
            self._learner.take_back(self._best.model)
            self._losses = None
            self._checkpoint = self._progress()

    def _test_accuracy(self) -> float:
        return accuracy(self.experiment, self._says(self._data.test_x), self.data.test.label)

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
        data, learner = self._data, self.learner
        with np.errstate(over="ignore", invalid="ignore"):
            return learner.mean_loss(data.train_x, data.train_y), learner.mean_loss(data.test_x, data.test_y)

    def _says(self, x: Array) -> Array:
        """What the output neurons say to inputs x, shape (n_points, n_outputs)."""
        with np.errstate(all="ignore"):
            return self.learner.evaluate(x).outputs[-1]

    def _progress(self) -> Progress:
        return Progress(self.learner.learning(), self.place, self._present_losses(), self._best)

    def _set_progress(self, progress: Progress) -> None:
        self._session, self._learner_is_behind = None, False
        self._learner.go_to(progress.learning)
        self.place, self._losses, self._best = progress.place, progress.losses, progress.best

    def _changed_by_hand(self) -> None:
        """The run goes on from here, and comes back to here should it diverge."""
        self._close_session()
        self._learner.heed(self.experiment, self.hand)
        self._losses = None
        self._checkpoint = self._progress()
