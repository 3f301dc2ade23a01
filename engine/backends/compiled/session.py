"""Sessions of the compiled CPU: a state as the kernels need it, and the results of their runs."""

from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.compiled.bundles import StateRows, Wholes, address_of, words_of
from engine.backends.compiled.drawing import Drawing
from engine.backends.compiled.layout import Arrangement, column_by_column, padded, row_by_row, stand_by_column
from engine.backends.compiled.library import kernel
from engine.backends.compiled.pictures import Album
from engine.backends.compiled.tasks import can_count, task_of
from engine.backends.compiled.workshop import Fitting
from engine.backends.flat import Blueprint, Flat, Integers
from engine.backends.interface import Drawn, EpochEnd, Place, RunResult
from engine.experiment.experiment import Experiment
from engine.formulas.schedules import rate_in_epoch
from engine.learning.by_hand import ByHand
from engine.learning.epochs import Epochs
from engine.learning.learner import Learning
from engine.learning.task import Data
from engine.learning.written import LearntBytes, arrays_of

FEW_POINTS = 2
"""Up to so many points in a batch are computed one by one, with neurons as lanes where that can be."""


class CompiledSession:
    """One network, trained by the kernels. Unless at `every_end` of an epoch, a run finds the losses at its
    last end alone, and tells nothing else of that: to evaluate takes as long as to train."""

    def __init__(
        self,
        experiment: Experiment,
        data: Data,
        learning: Learning,
        hand: ByHand,
        dtype: DTypeLike,
        every_end: bool = True,
    ) -> None:
        self._experiment = experiment
        self._hand = hand
        self._blueprint = flat.blueprint_of(experiment, learning.model)
        is_single = experiment.batch_size <= FEW_POINTS and stand_by_column(self._blueprint)
        self._layout = (column_by_column if is_single else row_by_row)(self._blueprint)
        self._task = task_of(experiment, data, learning, hand, self._blueprint, self._layout, dtype)
        self._task = self._task._replace(plan=self._task.plan._replace(every_end=every_end))
        self._words = words_of(self._task)
        self._now, self._result = (Wholes(np.zeros(n, np.int64)) for n in (len(Place._fields), 7))
        name, precision = "run_singly" if is_single else "run_tiles", np.dtype(dtype).name
        self._kernel = Fitting(kernel(name, precision), name, precision, self._task)
        self._drawing: Drawing | None = None
        self._album: tuple[tuple[tuple[int, ...], int], Album] | None = None  # and for what it was made
        self._counts = can_count(experiment, self._blueprint)
        self._form = _Form(self._layout, self._blueprint)

    def run(self, place: Place, n_batches: int) -> RunResult:
        """See `Session.run`."""
        n_epochs = Epochs(self._task.train.n, self._experiment.batch_size).ended(place.position, n_batches)
        losses = np.empty((n_epochs, 2))
        rates = np.array([rate_in_epoch(self._experiment, place.epoch + n) for n in range(n_epochs + 1)])
        now, result = self._now.values, self._result.values
        now[:], result[:] = place, 0
        self._kernel(
            self._words.address, self._task.state.parameters.address, address_of(rates), self._now.address,
            n_batches, address_of(losses), self._result.address,
        )  # fmt: skip
        *last, n_ended, finite, train_right, test_right = result.tolist()
        epoch_end = None
        if n_ended and not self._task.plan.every_end:
            losses = losses[n_ended - 1 :]
            n_ended = 1
        elif n_ended:
            n_right = (train_right, test_right) if self._counts else None
            kept = self._kept(self._task.epoch_end)
            epoch_end = EpochEnd(Place(*last), kept.learning, n_right, kept.written)
        return RunResult(Place(*now.tolist()), losses[:n_ended], epoch_end, bool(finite))

    def learning(self) -> Learning:
        """See `Session.learning`."""
        return self._kept(self._task.state).learning()

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Session.outputs_at`."""
        outputs = self._outputs(self._drawing_of(x))
        ends = accumulate(self._blueprint.sizes[1:], initial=0)
        return [outputs[start:end] for start, end in pairwise(ends)]

    def drawn_at(self, x: NDArray[np.float32], side: int, resolutions: tuple[int, ...], gap: int) -> Drawn:
        """The network, and what its neurons say to x, the places of a square (side², n_inputs), as packed
        pictures of resolution × resolution bytes, each layer with its own: those of pictures.py."""
        drawing = self._drawing_of(x)
        outputs = self._outputs(drawing)
        if self._album is None or self._album[0] != (resolutions, gap):
            layers = list(zip(self._blueprint.sizes[1:], resolutions, strict=True))
            self._album = (resolutions, gap), Album(layers, side, outputs.strides[0] // outputs.itemsize, gap)
        return Drawn(drawing.parameters, *self._album[1].drawn(outputs))

    def _drawing_of(self, x: NDArray[np.float32]) -> Drawing:
        if self._drawing is None:
            learning = self.learning()
            self._drawing = Drawing(self._experiment, learning, self._hand, self._blueprint, x)
        self._drawing.look_at(x)
        return self._drawing

    def _outputs(self, drawing: Drawing) -> NDArray[np.float32]:
        """Those of all neurons, (n_neurons, n_points)."""
        own, n_hidden = self._task.state, self._blueprint.n_hidden
        return drawing.outputs(
            self._task.plan.numbers.values,
            own.parameters.values[self._layout.places],
            own.means.values[:n_hidden],
            own.variances.values[:n_hidden],
        )

    def _kept(self, state: StateRows) -> "_Kept":
        """A state of the kernels as it is now, in memory of its own."""
        return _Kept(
            np.concatenate([row.values for row in state[:-1]]), state.counts.values.tolist(), self._form
        )


class _Form:
    """How the rows of a state, one behind the other, become a learning."""

    def __init__(self, layout: Arrangement, blueprint: Blueprint) -> None:
        self._layout, self.blueprint = layout, blueprint

    def flat(self, numbers: NDArray[Any]) -> Flat:
        """The numbers of the rows where flat.py has them; `dead` has those that are 0 for a dead weight."""
        n, n_vectors = padded(self._layout.length), 3 + self.blueprint.n_moments
        vectors = numbers[: n_vectors * n].reshape(n_vectors, n).take(self._layout.places, axis=1)
        parameters, gradients, alive, *_ = vectors
        remembered = numbers[n_vectors * n :].reshape(2, -1)[:, : self.blueprint.n_hidden]
        return Flat(parameters, gradients, vectors[3:], alive, remembered, 0, 0)

    @cached_property
    def order(self) -> list[Integers]:
        """Where in the rows the arrays of a learning stand: before its masks, the masks, and behind them."""
        n_vectors, n_hidden = 3 + self.blueprint.n_moments, self.blueprint.n_hidden
        n = n_vectors * padded(self._layout.length) + 2 * padded(n_hidden)
        places = flat.unpack(self.flat(np.arange(n)), self.blueprint)
        parts = places.model, places.dead, (places.gradients, places.moments)
        return [np.concatenate([each.ravel() for each in arrays_of(part)]).astype(np.int64) for part in parts]


class _Kept:
    """A state of the kernels as it was."""

    def __init__(self, numbers: NDArray[Any], counts: list[int], form: _Form) -> None:
        self._numbers, self._counts, self._form = numbers, counts, form

    def learning(self) -> Learning:
        """The state as a learning."""
        n_accumulated, steps = self._counts
        there = self._form.flat(self._numbers)
        there = there._replace(dead=there.dead == 0, n_accumulated=n_accumulated, steps=steps)
        return flat.unpack(there, self._form.blueprint)

    def written(self) -> LearntBytes:
        """The same as bytes: no array of it has to be made for that."""
        before, masks, behind = (self._numbers.take(places) for places in self._form.order)
        numbers = (before.astype(np.float64), masks == 0, behind.astype(np.float64))
        return LearntBytes(b"".join([each.tobytes() for each in numbers]), *self._counts)
