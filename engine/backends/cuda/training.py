"""Networks that learn on an NVIDIA GPU: their memory there, and the launches that a run is cut into.

A launch holds the GPU until it ends. So that the display and other users of the GPU need not wait, a run is
cut into launches of about `LAUNCH_SECONDS`, by the duration of the last one.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numba import cuda
from numba.cuda.core import config
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.cuda import device as cuda_device
from engine.backends.cuda.kernels import outputs_kernel, training_kernel
from engine.backends.cuda.layout import WARP, Layout, layout_of, threads_for, tile_for
from engine.backends.cuda.tables import (
    EPOCHS_FINITE,
    N_ACCUMULATED,
    N_REPORTED,
    PARAMETERS_FINITE,
    STEPS,
    Changing,
    Fixed,
    Launch,
    tables_of,
)  # fmt: skip
from engine.backends.interface import DeviceLost, EpochEnd, Place, PopulationResult, RunResult
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.epochs import Epochs
from engine.learning.learner import Learning
from engine.learning.task import Data
from engine.reasons import Reason, one_line

KEPT = 1  # the row of the state at the last epoch's end, of a session
LAUNCH_SECONDS = 0.002
FIRST_BATCHES = 8  # of the first launch, before any has been measured
MOST_GROWTH = 4.0  # from one launch to the next, since one measure may be wrong
SIMULATED_THREADS = 4  # of a block where Numba's simulator runs them: enough to wait for one another
MOST_OUTPUT_BLOCKS = 512  # for one network; reasoned: some for each of the 132 multiprocessors of an H200
PAIRS_ALONE, PAIRS_AMONG = 1, 4
"""How many (neuron, point) pairs of the widest layer a thread has: of a network alone, which leaves most of
the GPU idle anyway, and of one among many, where few threads wait for one another less. Reasoned, not
measured."""


class Advance(NamedTuple):
    """The result of some batches: `counts` (n_networks, 5) after the last launch; the losses reported,
    (n_networks, n_reported, 2); how many epochs of the first network ended with finite numbers, if all are
    reported, and its place."""

    counts: NDArray[np.int64]
    losses: NDArray[np.float64]
    n_ended: int
    place: Place


class CudaTraining:
    """Networks of one shape on the GPU. `keeps`: the state at the end of every epoch is kept there."""

    def __init__(
        self,
        experiments: Sequence[Experiment],
        data: Data,
        learnings: Sequence[Learning],
        hand: ByHand,
        dtype: DTypeLike,
        keeps: bool,
    ) -> None:
        config.CUDA_LOW_OCCUPANCY_WARNINGS = 0  # that one network leaves most of a GPU idle is no news
        settings = experiments[0]
        self.n_networks = len(experiments)
        self.epochs = Epochs(len(data.train_x), settings.batch_size)
        self.blueprint = flat.blueprint_of(settings, learnings[0].model)
        self._keeps = keeps
        self._batches = FIRST_BATCHES
        self._enlarged: list[Any] = []
        self._real: Any = np.float32 if np.dtype(dtype) == np.float32 else np.float64
        self._rates = flat.Rates(experiments)
        with lost_if_it_fails():
            self._layout, self._outputs_layout = self._fitted(self._real), self._fitted(np.float32)
            self._facts, fixed, changing = tables_of(
                experiments, data, learnings, hand, self._layout, self.blueprint, keeps, self._real
            )
            self._fixed = Fixed(*map(cuda.to_device, fixed))
            self._changing = Changing(*map(cuda.to_device, changing))
            output_tables = self._outputs_layout.layers, fixed.numbers.astype(np.float32)
            self._output_tables = tuple(map(cuda.to_device, output_tables))
            self._train = training_kernel(self._real, self._is_one_warp())
            self._outputs = outputs_kernel(np.float32)
            self._launch(Place(0, 0, 0), 0, 0)  # of no batch: compiles

    def advance(self, place: Place, n_batches: int, report_from: int) -> Advance:
        """Trains so many batches from `place` on, with the losses at the ends of epochs after `report_from`;
        fewer where `keeps` and the numbers of an epoch's end are not finite."""
        counts, losses = self._counts_now(), np.empty((self.n_networks, 0, 2))
        reported, n_ended, goes_on = [losses], 0, True
        while n_batches and goes_on:
            n = min(n_batches, self._batches)
            before = time.perf_counter()
            with lost_if_it_fails():
                counts, losses = self._launch(place, n, report_from)
            self._measure(n, time.perf_counter() - before)
            reported.append(losses[:, : int(counts[:, N_REPORTED].max())])
            goes_on = not self._keeps or bool(counts[0, EPOCHS_FINITE])
            n_epochs = int(counts[0, N_REPORTED])
            n_ended += n_epochs if goes_on else n_epochs - 1
            place = self.after(place, n) if goes_on else self.end_of(place, n_epochs)
            n_batches -= n
        return Advance(counts, np.concatenate(reported, axis=1), n_ended, place)

    def learning(self, row: int) -> Learning:
        """The learning in a row of the state: of a network, or what was kept at an epoch's end."""
        with lost_if_it_fails():
            arrays = (self._changing.state, self._changing.dead, self._changing.counts)
            state, dead, counts = (each[row : row + 1].copy_to_host()[0] for each in arrays)
        return flat.unpack_row(state, dead, int(counts[N_ACCUMULATED]), int(counts[STEPS]), self.blueprint)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The outputs of all neurons at inputs x (n_points, n_inputs), layer by layer, each of shape
        (n_networks, n_neurons, n_points)."""
        layout, n_points = self._outputs_layout, len(x)
        columns = np.ascontiguousarray(x.T, np.float32) if x.shape[1] else np.zeros((1, n_points), np.float32)
        tiles = -(-n_points // int(layout.facts.tile))
        blocks = (1 if cuda_device.is_simulated() else min(tiles, MOST_OUTPUT_BLOCKS), self.n_networks)
        with lost_if_it_fails():
            out = cuda.device_array((self.n_networks, sum(self.blueprint.sizes[1:]), n_points), np.float32)
            arguments = layout.facts, *self._output_tables, self._changing.state, cuda.to_device(columns), out
            self._start(self._outputs, arguments, blocks, layout)
            outputs = np.asarray(out.copy_to_host())
        ends = np.cumsum(self.blueprint.sizes[1:])[:-1]
        return [np.ascontiguousarray(layer) for layer in np.split(outputs, ends, axis=1)]

    def after(self, place: Place, n_batches: int) -> Place:
        """Where a run is so many batches on."""
        return Place(*self.epochs.after(*place, n_batches))

    def end_of(self, place: Place, n_epochs: int) -> Place:
        """The end of the epoch number `n_epochs` from a place on, 1 being the one it is in."""
        return self.after(place, self.epochs.between(0, place.position, n_epochs))

    def _fitted(self, real: Any) -> Layout:
        """The layout for numbers of a kind; `unsupported_reason` was asked before, so there is one."""
        points = self.epochs.end(0)
        tile = tile_for(self.blueprint, points, real, cuda_device.shared_bytes())
        if not tile:
            raise ValueError("the network is too wide for the GPU kernel")
        threads = SIMULATED_THREADS
        if not cuda_device.is_simulated():
            threads = threads_for(self.blueprint.sizes, tile, PAIRS_ALONE if self._keeps else PAIRS_AMONG)
        return layout_of(self.blueprint, tile, threads)

    def _is_one_warp(self) -> bool:
        """Whether blocks are single warps and many, so that a kernel of their own is worth its compiling."""
        return not self._keeps and self._layout.threads == WARP

    def _launch(
        self, place: Place, n_batches: int, report_from: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Trains so many batches at once; returns counts (n_networks, 5) and losses (n_networks, n, 2), of
        which so many are reported as the counts say."""
        n_epochs = self.after(place, n_batches).epoch - place.epoch + 1
        n_reported = max(1, min(n_epochs - 1, place.epoch + n_epochs - 1 - report_from))
        losses = cuda.device_array((self.n_networks, n_reported, 2), np.float64)
        rates = self._rates.of(place.epoch, n_epochs).astype(self._real)
        launch = Launch(place.epoch, place.position, n_batches, report_from, cuda.to_device(rates), losses)
        arguments = self._facts, self._fixed, self._changing, launch
        self._start(self._train, arguments, (self.n_networks,), self._layout)
        return self._counts_now(), losses.copy_to_host()

    def _counts_now(self) -> NDArray[np.int64]:
        """The counts of all networks (n_networks, 5)."""
        with lost_if_it_fails():
            return np.asarray(self._changing.counts.copy_to_host()[: self.n_networks])

    def _start(
        self, kernel: Any, arguments: tuple[Any, ...], blocks: tuple[int, ...], layout: Layout
    ) -> None:
        """Launches a kernel with the shared memory that a layout needs."""
        real = self._real if layout is self._layout else np.float32
        n_bytes = layout.length * np.dtype(real).itemsize
        if (
            n_bytes > cuda_device.PLAIN_BYTES
            and kernel not in self._enlarged
            and not cuda_device.is_simulated()
        ):
            cuda_device.allow_shared_memory(kernel, arguments)
            self._enlarged.append(kernel)
        kernel[blocks, layout.threads, 0, n_bytes](*arguments)

    def _measure(self, n_batches: int, seconds: float) -> None:
        """Makes the next launch as long as it should be."""
        wanted = n_batches * min(MOST_GROWTH, LAUNCH_SECONDS / max(seconds, 1e-9))
        self._batches = max(1, int(wanted))


class CudaSession:
    """One network on the GPU."""

    def __init__(
        self, experiment: Experiment, data: Data, learning: Learning, hand: ByHand, dtype: DTypeLike
    ) -> None:
        self._training = CudaTraining([experiment], data, [learning], hand, dtype, keeps=True)

    def run(self, place: Place, n_batches: int) -> RunResult:
        """See `Session.run`."""
        training = self._training
        result = training.advance(place, n_batches, report_from=place.epoch)
        epochs_finite, parameters_finite = (
            bool(result.counts[0, n]) for n in (EPOCHS_FINITE, PARAMETERS_FINITE)
        )
        epoch_end = None
        if result.n_ended:
            kept = training.learning(KEPT)  # at once: it may be lost
            epoch_end = EpochEnd(training.end_of(place, result.n_ended), lambda: kept)
        finite = epochs_finite and (parameters_finite or not result.place.position)
        return RunResult(result.place, result.losses[0, : result.n_ended], epoch_end, finite)

    def learning(self) -> Learning:
        """See `Session.learning`."""
        return self._training.learning(0)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Session.outputs_at`."""
        return [layer[0] for layer in self._training.outputs_at(x)]


class CudaPopulation:
    """Many networks on the GPU, each in a block of its own."""

    def __init__(
        self,
        experiments: Sequence[Experiment],
        data: Data,
        learnings: Sequence[Learning],
        dtype: DTypeLike,
    ) -> None:
        self._training = CudaTraining(experiments, data, learnings, ByHand(), dtype, keeps=False)

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """See `Population.run`."""
        training = self._training
        n_batches = n_epochs * training.epochs.n_batches
        result = training.advance(Place(epoch, 0, 0), n_batches, report_from=epoch + n_epochs - 1)
        has_losses = (result.counts[:, EPOCHS_FINITE] != 0) & (result.counts[:, N_REPORTED] != 0)
        losses = np.full((training.n_networks, 2), np.nan)
        losses[has_losses] = result.losses[has_losses, -1]
        return PopulationResult(losses)

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        return self._training.learning(index)

    def n_right(self) -> None:
        """See `Population.n_right`."""

    def answers_at(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Population.answers_at`."""
        return self._training.outputs_at(x)[-1]


@contextmanager
def lost_if_it_fails() -> Iterator[None]:
    """Whatever a GPU's driver refuses means that it is of no use any more."""
    try:
        yield
    except ValueError:
        raise
    except Exception as error:
        raise DeviceLost(Reason("gpu_lost", error=one_line(error))) from error
