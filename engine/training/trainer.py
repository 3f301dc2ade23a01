"""A run: an experiment's points and network, trained batch by batch. Owns all that changes."""

import sys

import numpy as np
from numpy.typing import NDArray

from engine.backends import reference
from engine.backends.computing import Computing, Opening
from engine.backends.interface import Backend, DeviceLost, Drawn, Place, RunResult
from engine.data.plane import Spread
from engine.data.rng import RandomState, SeedRandom
from engine.data.scaling import Scaling
from engine.data.splitting import Split
from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import LIVE_FIELDS, Experiment
from engine.formulas.schedules import rate_in_epoch
from engine.learning import by_hand
from engine.learning.beginning import beginning_of
from engine.learning.by_hand import ByHand
from engine.learning.chance import Chance
from engine.learning.epochs import Epochs
from engine.learning.learner import Learner, Learning, initial_learning
from engine.learning.task import Task
from engine.network.deep import Model
from engine.network.network import Layer, Mask
from engine.reasons import Reason, ReasonError
from engine.training.answers import Answers
from engine.training.history import LossHistory
from engine.training.stopping import Best, Stop, Watch, reason_of
from engine.training.trainer_state import Checkpoint, Progress, TrainerState, fits


class Trainer:
    """A run of an experiment, computed by a `backend` that may be exchanged at any time.

    `place` is how far it has come, `hand` what a person has switched off or frozen. A run whose loss or
    weights stop being finite has `diverged`: it goes back to the last epoch's end and stays there until
    `reset`, `restore` or a weight set by hand. A run that a stop rule ends is `stopped` until `go_on`,
    `reset`, `restore` or a change of the rules.
    """

    experiment: Experiment
    task: Task
    place: Place
    hand: ByHand
    diverged: bool
    history: LossHistory
    _computing: Computing
    _watch: Watch
    _losses: tuple[float, float] | None
    _n_right: tuple[int, int] | None
    _asked: Answers | None
    _checkpoint: Checkpoint

    def __init__(self, experiment: Experiment, backend: Backend = reference) -> None:
        self._backend = backend
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
            with self._whole_if_lost():
                result = self._computing.train(self.place, n)
            self._take_in(result)
            n_batches -= n

    def batches_until(self, epoch: int) -> int:
        """How many batches there are until so many epochs are done."""
        return self._epochs.between(self.epoch, self.place.position, epoch)

    def batches_to_an_end(self, n_batches: int) -> int:
        """So many batches, or as many less that an epoch ends with the last, if they reach one's end."""
        return self._epochs.to_an_end(self.place.position, n_batches)

    def compute_with(self, backend: Backend) -> None:
        """Goes on with another backend, from the very state that there is."""
        self._backend = backend
        with self._whole_if_lost():
            self._computing.switch_to(backend)

    def opening(self) -> Opening:
        """What a copy of the run is opened on, that goes on from here and of which the run knows nothing."""
        learning = self.learner.learning()
        return Opening(self.experiment, self.task.data, learning, self.hand, self.place)

    def reset(self) -> None:
        """Begins again with new first weights, from where the random streams stand; the points stay.

        What was switched off or frozen is free again.
        """
        self.hand = ByHand()
        self._compute(initial_learning(self.experiment, self._rng))
        self.place = Place(0, 0, 0)
        self.diverged = False
        self._watch = Watch()
        self._is_another()
        self.history = LossHistory()
        self.history.record(0, self.train_loss, self.test_loss)
        self._look_for_best_anew()
        self._checkpoint = Checkpoint.of(self._progress())

    def change(self, experiment: Experiment) -> None:
        """Goes on with another experiment that differs in `LIVE_FIELDS` only (otherwise `ExperimentError`).

        Weights that L1 has killed come to life when the regularisation changes, another optimizer begins
        without memory, a changed stop rule holds anew, and the best epoch is looked for anew after a change
        of what is not `COMPARABLE`.
        """
        differences = self.experiment.differences(experiment)
        for name in differences:
            if name not in LIVE_FIELDS:
                raise ExperimentError(name, "not_live")
        if "regularization" in differences:
            self.learner.revive()
        if "optimizer" in differences:
            self.learner.forget_moments(experiment)
        is_new_search = self._watch.change(self.experiment, experiment)
        self.experiment = experiment
        self._changed_by_hand(is_new_search)

    def go_on(self) -> None:
        """Lets a stopped run train on; the rule that stopped it counts again once it no longer holds.

        After early stopping, a new best epoch is looked for.
        """
        self._watch.go_on()

    def use_best(self) -> None:
        """Puts the weights of the best epoch in the place of the present ones; `ReasonError` if there are
        none that are better."""
        best = self._watch.best
        if best is None or self.better_epoch is None:
            raise ReasonError(Reason("none_better"))
        self._take_back(best)

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

    def set_model(self, model: Model, off: tuple[Mask, ...] = ()) -> None:
        """Puts a network of the same shape in the place of the present one, with these neurons of each hidden
        layer off; all weights live, and the optimizer begins without memory."""
        with self._whole_if_lost():
            learner = self._computing.close()
        learner.take_back(model)
        learner.revive()
        self.hand = self.hand._replace(off=off)
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
    def backend(self) -> Backend:
        """What computes."""
        return self._backend

    @property
    def data(self) -> Split:
        """The points to train and to test with."""
        return self.task.points

    @property
    def spread(self) -> Spread | None:
        """How points of more than two inputs lie; None where there are two."""
        return self.task.spread

    @property
    def scaling(self) -> Scaling | None:
        """How the inputs are scaled; None where they are not."""
        return self.task.scaling

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
        experiment = self.experiment
        if not experiment.dropout or self.place[:2] == (0, 0):
            return ()
        epoch, first = self._epochs.before(self.place.epoch, self.place.position)
        return Chance(experiment).dropped(epoch, first, experiment.hidden, experiment.dropout)

    @property
    def learner(self) -> Learner:
        """The network that learns, as it is now."""
        with self._whole_if_lost():
            return self._computing.learner

    @property
    def parameters(self) -> tuple[Layer, ...]:
        """The layers as they are now."""
        return self.learner.model.parameters

    @property
    def stopped(self) -> Stop | None:
        """The stop rule that ended the run, if one did."""
        return self._watch.stopped

    @property
    def stop_reason(self) -> Reason | None:
        """Why the run stopped, with the values of the rule that ended it; None if none did."""
        stop = self.stopped
        return None if stop is None else reason_of(stop, self.experiment, self.best_epoch)

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

    def accuracies(self) -> tuple[float, float]:
        """The shares of training and test points whose class is told right, where there are classes."""
        if self._n_right is None:
            return self.answers.accuracies()
        train, test = self._n_right
        return train / len(self.data.train.label), test / len(self.data.test.label)

    @property
    def learning_rate(self) -> float:
        """The learning rate of the present epoch, as the schedule has it."""
        return rate_in_epoch(self.experiment, self.epoch)

    @property
    def best_epoch(self) -> int | None:
        """The epoch with the least test loss so far, if early stopping looks for it."""
        return None if self._watch.best is None else self._watch.best.epoch

    @property
    def better_epoch(self) -> int | None:
        """The best epoch, where its weights, which `use_best` puts back, have a smaller test loss than the
        present ones."""
        best = self._watch.best
        return best.epoch if best is not None and best.loss < self.test_loss else None

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """What the neurons of every layer say to inputs x (n_points, n_inputs), nothing dropped but some
        perhaps off: (n_neurons, n_points) for each layer. Leaves no trace."""
        with self._whole_if_lost():
            return self._computing.outputs_at(x)

    def drawn_at(
        self, x: NDArray[np.float32], side: int, resolutions: tuple[int, ...], gap: int
    ) -> Drawn | None:
        """The parameters as single floats, and the same as packed pictures, each layer after so many free
        bytes, where what computes draws such; None where it does not. See `CompiledSession.drawn_at`."""
        with self._whole_if_lost():
            return self._computing.drawn_at(x, side, resolutions, gap)

    @property
    def checkpoint(self) -> Checkpoint:
        """The last finite progress at an epoch's end, or after a change by hand, to which a run goes back."""
        return self._checkpoint

    @property
    def now(self) -> Checkpoint:
        """The present progress: the checkpoint itself where the run stands at it. Costs less than `state`."""
        is_checkpoint = self._checkpoint.end.place == self.place
        return self._checkpoint if is_checkpoint else Checkpoint.of(self._progress())

    @property
    def heeded(self) -> frozenset[str]:
        """The stop rules past which training was told to go on."""
        return self._watch.passed

    @property
    def random_state(self) -> RandomState:
        """Where the stream of random numbers stands."""
        return self._rng.state()

    def state(self) -> TrainerState:
        """Everything that changes; `restore` goes on from it, bit for bit."""
        checkpoint = self._checkpoint.progress
        is_checkpoint = checkpoint.place == self.place  # which then is the very same: one copy does
        return TrainerState(
            experiment=self.experiment,
            progress=checkpoint if is_checkpoint else self._progress(),
            checkpoint=checkpoint,
            diverged=self.diverged,
            stopped=self.stopped,
            heeded=self.heeded,
            by_hand=self.hand,
            rng=self.random_state,
            stride=self.history.stride,
            history=tuple(self.history.points()),
        )

    def fits(self, state: TrainerState) -> bool:
        """Whether a state of this trainer's experiment has arrays of the right shapes; to be asked before
        `restore` where it comes from outside."""
        return fits(state, self._progress(), len(self.data.train.label))

    def restore(self, state: TrainerState) -> None:
        """Goes on from `state`, with its experiment; its points are drawn anew where they may be others."""
        if set(self.experiment.differences(state.experiment)) - LIVE_FIELDS:
            self._begin(state.experiment)
        self.experiment = state.experiment
        self._rng = SeedRandom.from_state(state.rng)
        self.hand = state.by_hand
        self._compute(state.progress.learning)
        self._set_progress(state.progress)
        self._checkpoint = Checkpoint.of(state.checkpoint)
        self.diverged = state.diverged
        self._watch = Watch(state.stopped, state.heeded, state.progress.best)
        self.history = LossHistory(state.stride, state.history)

    def _begin(self, experiment: Experiment) -> None:
        """Seeds the random streams, draws the points and scales the inputs."""
        self.experiment = experiment
        self.task, self._rng = beginning_of(experiment)

    @property
    def _epochs(self) -> Epochs:
        return Epochs(len(self.data.train.label), self.experiment.batch_size)

    def _compute(self, learning: Learning) -> None:
        """Goes on with another network."""
        learner = Learner(self.experiment, learning, self.hand)
        self._computing = Computing(learner, self.task.data, self._backend)

    def _batches_unwatched(self) -> int:
        """How many batches may be trained until a stop rule has to be looked at."""
        epoch = self._watch.next_look(self.experiment, self.epoch)
        return sys.maxsize if epoch is None else self.batches_until(epoch)

    def _whole_if_lost(self) -> "_WholeIfLost":
        """Goes back to where the run last was whole, if the device is lost within."""
        return _WholeIfLost(self)

    def _take_in(self, result: RunResult) -> None:
        """Records what a session came to, or goes back if it has diverged; then heeds the stop rules."""
        for epoch, (train, test) in enumerate(result.losses.tolist(), self.epoch + 1):
            self.history.record(epoch, train, test)
        self.place = result.place
        self._is_another()
        if result.epoch_end is not None:
            self._checkpoint = Checkpoint(result.epoch_end, (train, test), self._watch.best)
        if not result.finite:
            self._go_back()
        elif result.epoch_end is not None and self.place.position == 0:
            self._is_another((train, test), result.epoch_end.n_right)
            self._heed_rules(test)

    def _heed_rules(self, test_loss: float) -> None:
        """Lets a stop rule stop the run; early stopping puts the best weights back."""
        watch = self._watch
        watch.look(
            self.experiment, self.epoch, test_loss,
            lambda: self.answers.test_accuracy(), lambda: self.learner.model,
        )  # fmt: skip
        if watch.best is not self._checkpoint.best:
            self._checkpoint = self._checkpoint._replace(best=watch.best)
        if watch.stopped is not None and watch.stopped.reason == "early-stopping" and watch.best is not None:
            self._take_back(watch.best)

    def _take_back(self, best: Best) -> None:
        """The weights of the best epoch are there again; a device may have rounded its loss otherwise."""
        self._computing.close().take_back(best.model)
        self._is_another()
        self._watch.best = best._replace(loss=self.test_loss)
        self._checkpoint = Checkpoint.of(self._progress())

    def _look_for_best_anew(self) -> None:
        """The present network is the best so far, if an epoch has just ended."""
        is_first = self.experiment.early_stopping and self.place.position == 0
        self._watch.look_anew(Best(self.epoch, self.test_loss, self.learner.model) if is_first else None)

    def _go_back(self) -> None:
        self._set_progress(self._checkpoint.progress)
        self.diverged = True

    def _present_losses(self) -> tuple[float, float]:
        if self._losses is None:
            losses = self.answers.losses()
            # Overflow amid an epoch: its end will tell; till then the last finite losses are shown.
            self._losses = losses if np.isfinite(losses).all() else self._checkpoint.losses
        return self._losses

    @property
    def answers(self) -> Answers:
        """What the present network says to its points."""
        if self._asked is None:
            self._asked = Answers(self.learner, self.task)
        return self._asked

    def _is_another(
        self, losses: tuple[float, float] | None = None, n_right: tuple[int, int] | None = None
    ) -> None:
        """The network is another one now, with these mean losses and so many right answers if they are known
        already."""
        self._losses, self._n_right, self._asked = losses, n_right, None

    def _progress(self) -> Progress:
        return Progress(self.learner.learning(), self.place, self._present_losses(), self._watch.best)

    def _set_progress(self, progress: Progress) -> None:
        self._computing.go_to(progress.learning)
        self._is_another(progress.losses)
        self.place, self._watch.best = progress.place, progress.best

    def _changed_by_hand(self, is_new_search: bool = True) -> None:
        """The run goes on from here, and comes back to here should it diverge."""
        with self._whole_if_lost():
            self._computing.close().heed(self.experiment, self.hand)
        self._is_another()
        if is_new_search:
            self._look_for_best_anew()
        self._checkpoint = Checkpoint.of(self._progress())


class _WholeIfLost:
    """A context in which a device may be lost. A generator would take five times as long, and there are some
    with every picture."""

    __slots__ = ("_trainer",)

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, DeviceLost):
            self._trainer._set_progress(self._trainer._checkpoint.progress)
