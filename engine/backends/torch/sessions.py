"""Session and population of the PyTorch backend: they look at the device as seldom as they may."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine.backends.interface import DeviceLost, EpochEnd, Place, PopulationResult, RunResult
from engine.backends.torch.state import Device
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

    Epochs are run ahead without a look at the numbers, and the state at the last end of which all was finite
    is kept on the device. Should the numbers turn out to have run away, that state is what counts.
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
        training, state = self._training, self._training.state
        losses, last, finite = [np.empty((0, 2))], None, True
        kept, is_finite = state.kept(), torch.ones_like(state.finite())
        while n_batches > 0 and finite:
            ends = list[tuple[Place, Any]]()
            seen = [torch.empty((0, 2), device=self._device.place)]
            while n_batches > 0 and len(ends) < EPOCHS_UNSEEN:
                place = training.visit(place)
                n_batches -= 1
                if not place.position:
                    at_end = training.losses()
                    is_finite = is_finite & state.finite() & torch.isfinite(at_end).all(dim=1)
                    kept = state.kept_where(is_finite, kept)
                    seen.append(torch.where(is_finite[:, None], at_end, torch.nan))
                    ends.append((place, state.counts))
            rows = torch.cat(seen).cpu().numpy().astype(np.float64)
            n_good = int(np.isfinite(rows).all(axis=1).sum())
            losses.append(rows[:n_good])
            last = ends[n_good - 1] if n_good else last
            if n_good < len(ends):
                (place, _), finite = ends[n_good], False
        if finite and place.position:
            finite = bool(state.has_finite_parameters().all())
        epoch_end = None
        if last:
            learning = state.learning(0, kept._replace(counts=last[1]))  # at once: the device may be lost
            epoch_end = EpochEnd(last[0], lambda: learning)
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

    def n_right(self) -> None:
        """See `Population.n_right`."""

    def answers_at(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Population.answers_at`."""
        check_inputs(x, self._n_inputs)
        with answering(self._device):
            return self._training.outputs_at(x)[-1]


def check_inputs(x: NDArray[np.float32], n_inputs: int) -> None:
    """Raises `ValueError` unless x has shape (n_points, n_inputs)."""
    if x.ndim != 2 or x.shape[1] != n_inputs:
        raise ValueError(f"x must have shape (n_points, {n_inputs}), got {x.shape}")
