"""Session and population of the PyTorch backend: they look at the device as seldom as they may."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backends.interface import DeviceLost, EpochEnd, Place, PopulationResult, RunResult
from engine.backends.torch.state import Device, KeptState
from engine.backends.torch.training import TorchTraining
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning
from engine.learning.task import Data
from engine.reasons import Reason

EPOCHS_UNSEEN = 64
"""After so many epochs at most it is looked whether the numbers have run away."""


@contextmanager
def answering(device: Device) -> Iterator[None]:
    """What the device refuses, or that it is gone, becomes `DeviceLost`. No gradients of PyTorch's own."""
    try:
        with torch.inference_mode():
            yield
    except RuntimeError as error:  # also what it raises for want of memory
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise DeviceLost(Reason("torch_lost", place=str(device.place), error=reason[:200])) from error


class TorchSession:
    """One network, trained in PyTorch.

    Epochs are run ahead without a look at the numbers. Should these turn out to have run away, the session
    goes back to where it looked last and visits the same batches again, up to the epoch where it happened.
    """

    def __init__(
        self, experiment: Experiment, data: Data, learning: Learning, hand: ByHand, device: Device
    ) -> None:
        self._device, self._n_inputs = device, data.train_x.shape[1]
        with answering(device):
            self._training = TorchTraining([experiment], data, [learning], hand, device)

    def run(self, place: Place, n_batches: int) -> RunResult:
        """See `Session.run`."""
        with answering(self._device):
            return self._run(place, n_batches)

    def learning(self) -> Learning:
        """See `Session.learning`."""
        with answering(self._device):
            return self._training.state.learning(0)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Session.outputs_at`."""
        check_inputs(x, self._n_inputs)
        with answering(self._device):
            return [layer[0] for layer in self._training.outputs_at(x)]

    def _run(self, place: Place, n_batches: int) -> RunResult:
        losses = [np.empty((0, 2))]
        ended: tuple[Place, KeptState] | None = None
        while n_batches > 0:
            before, begin = self._training.state.kept(), place
            n_ahead = self._batches_ahead(place, n_batches)
            place, seen, last = self._run_ahead(place, n_ahead)
            bad = ~np.isfinite(seen).all(axis=1)
            if bad.any():
                n_good = int(bad.argmax())
                self._training.state.go_to(before)
                place, again = self._run_to_end_of(begin, n_good)
                return self._result(place, [*losses, seen[:n_good]], again or ended, finite=False)
            losses.append(seen)
            ended = last or ended
            n_batches -= n_ahead
        finite = not place.position or bool(self._training.state.has_finite_parameters().all())
        return self._result(place, losses, ended, finite)

    def _batches_ahead(self, place: Place, n_batches: int) -> int:
        """How many batches to visit before the next look."""
        most = self._training.batches_left(place)
        most += (EPOCHS_UNSEEN - 1) * self._training.batches_left(Place(0, 0, 0))
        return min(n_batches, most)

    def _run_ahead(
        self, place: Place, n_batches: int
    ) -> tuple[Place, NDArray[np.float64], tuple[Place, KeptState] | None]:
        """Visits so many batches without a look. The place then; the losses at each epoch's end, (n_epochs,
        2), NaN where something was not finite; place and state at the last end."""
        training, rows, last = self._training, list[Tensor](), None
        for _ in range(n_batches):
            place = training.visit(place)
            n_batches -= 1
            if not place.position:
                rows.append(torch.where(training.state.finite()[:, None], training.losses(), torch.nan))
                if n_batches < training.batches_left(place):
                    last = place, training.state.kept()
        losses = torch.cat(rows).cpu().numpy() if rows else np.empty((0, 2))
        return place, losses.astype(np.float64), last

    def _run_to_end_of(self, place: Place, n_good: int) -> tuple[Place, tuple[Place, KeptState] | None]:
        """Visits the batches of the next `n_good` epochs and of the one after them. The place then, and place
        and state at the last good end."""
        last = None
        for number in range(n_good + 1):
            for _ in range(self._training.batches_left(place)):
                place = self._training.visit(place)
            if number == n_good - 1:
                last = place, self._training.state.kept()
        return place, last

    def _result(
        self,
        place: Place,
        losses: list[NDArray[np.float64]],
        ended: tuple[Place, KeptState] | None,
        finite: bool,
    ) -> RunResult:
        epoch_end = ended and EpochEnd(ended[0], self._training.state.learning(0, ended[1]))
        return RunResult(place, np.concatenate(losses), epoch_end, finite)


class TorchPopulation:
    """Many networks, trained side by side in PyTorch. Whether the numbers of one have run away is seen at
    each epoch's end in all that it has learnt and gathered, and in its losses at the end of a run."""

    def __init__(
        self, experiments: Sequence[Experiment], data: Data, learnings: Sequence[Learning], device: Device
    ) -> None:
        self._device, self._n_inputs = device, data.train_x.shape[1]
        with answering(device):
            self._training = TorchTraining(experiments, data, learnings, ByHand(), device)
            self._finite = self._training.state.finite()

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """See `Population.run`."""
        training, place = self._training, Place(epoch, 0, 0)
        with answering(self._device):
            while place.epoch < epoch + n_epochs:
                place = training.visit(place)
                if not place.position:
                    self._finite = self._finite & training.state.finite()
            losses = training.losses()
            self._finite = self._finite & torch.isfinite(losses).all(dim=1)
            losses = torch.where(self._finite[:, None], losses, torch.nan)
            return PopulationResult(losses.cpu().numpy().astype(np.float64))

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        with answering(self._device):
            return self._training.state.learning(index)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Population.outputs_at`."""
        check_inputs(x, self._n_inputs)
        with answering(self._device):
            return self._training.outputs_at(x)


def check_inputs(x: NDArray[np.float32], n_inputs: int) -> None:
    """Raises `ValueError` unless x has shape (n_points, n_inputs)."""
    if x.ndim != 2 or x.shape[1] != n_inputs:
        raise ValueError(f"x must have shape (n_points, {n_inputs}), got {x.shape}")
