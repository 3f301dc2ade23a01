"""Networks of one shape that learn side by side in PyTorch: a session is one of them, a population many.

Nothing here waits for the device. The order of the points and the dropped neurons are found on the host, once
an epoch or for some batches at once, and sent over.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backends import codes, flat
from engine.backends.interface import Place
from engine.backends.torch.formulas import Columns, Setting, activation_of, one_or_all, output_of
from engine.backends.torch.network import forward, gather, remember
from engine.backends.torch.state import Device, TorchState
from engine.backends.torch.step import Stepper
from engine.experiment.experiment import Experiment
from engine.formulas.normalizations import AXES
from engine.learning import chance
from engine.learning.by_hand import ByHand
from engine.learning.epochs import Epochs
from engine.learning.learner import Learning
from engine.learning.task import Data
from engine.network.deep import Design

MASKS_AT_ONCE = 2**18
"""Of so many neurons at most it is found at once whether they are dropped, unless one batch has more."""


class TorchTraining:
    """The networks of some experiments that differ in `OWN_FIELDS` only, on one device."""

    def __init__(
        self,
        experiments: Sequence[Experiment],
        data: Data,
        learnings: Sequence[Learning],
        hand: ByHand,
        device: Device,
    ) -> None:
        self._experiments, self._device = experiments, device
        self._rates = flat.Rates(experiments)
        self._epochs = Epochs(len(data.train_x), experiments[0].batch_size)
        self._shuffles = experiments[0].shuffle
        model = learnings[0].model
        self._blueprint = flat.blueprint_of(experiments[0], model)
        self._train_x, self._train_y = device.sent(data.train_x), device.sent(data.train_y)
        self._all_x = device.sent(np.concatenate([data.train_x, data.test_x]))[None]
        self._all_y = device.sent(np.concatenate([data.train_y, data.test_y]))[None]
        table = np.array([flat.numbers_of(experiment) for experiment in experiments])
        self._numbers: Columns = dict(zip(codes.NUMBERS, table.T, strict=True))
        self._design = _design_of(experiments[0], self._numbers, device)
        self._single = device._replace(dtype=np.dtype(np.float32))
        self.state = TorchState(learnings, self._blueprint, device)
        frozen = flat.frozen_of(hand, model) if hand.off or hand.frozen else None
        self._stepper = Stepper(experiments[0].optimizer, self._numbers, self._blueprint, frozen, device)
        self._off = self._by_layer(device.sent(flat.gates_of(hand, self._blueprint))) if hand.off else ()
        self._dropouts = np.array([experiment.dropout for experiment in experiments])
        chances = [chance.Chance(experiment) for experiment in experiments]
        self._batch_keys = np.array([each.batch_key for each in chances], np.uint64)
        self._dropout_keys = np.array([each.dropout_key for each in chances], np.uint64)
        self._epoch: int | None = None
        self._gates_at: dict[int, tuple[Tensor, ...]] = {}

    def visit(self, place: Place) -> Place:
        """Gathers the gradients of one batch's points, and updates the parameters if the batch is full."""
        epoch, position, updates = place
        if epoch != self._epoch:
            self._begin(epoch)
        end = self._epochs.end(position)
        gates = self._gates(position)
        model, state = self.state.model, self.state
        trace = forward(model, self._x[:, position:end], self._design, gates, training=True)
        gather(state.gathered, model, trace, self._y[:, position:end], self._design, gates)
        remember(model, trace)
        state.n_accumulated = state.n_accumulated + (end - position)
        if self._epochs.is_full(position):
            self._stepper.take(state, self._rate)
            updates += 1
        is_last = end == self._epochs.n_points
        return Place(epoch + 1, 0, updates) if is_last else Place(epoch, end, updates)

    def losses(self) -> Tensor:
        """The mean losses (train, test) of the networks as they are now, (n_networks, 2)."""
        trace = forward(self.state.model, self._all_x, self._design, self._off, training=False)
        output: Any = self._design.output
        losses = output.loss(trace.passed.pre_activations[-1], trace.passed.outputs[-1], self._all_y)
        n_train = self._epochs.n_points
        parts = losses[:, :n_train], losses[:, n_train:]
        return torch.stack([part.mean(dim=(1, 2)) * losses.shape[2] for part in parts], dim=1)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """What the neurons of all networks say to inputs x (n_points, n_inputs), computed in float32: for
        each layer (n_networks, n_neurons, n_points)."""
        gates = [gate.float() for gate in self._off]
        x_single = self._single.sent(x)[None]
        trace = forward(self.state.single(), x_single, self._single_design, gates, training=False)
        return [a.mT.contiguous().cpu().numpy() for a in trace.passed.outputs[1:]]

    @cached_property
    def _single_design(self) -> Design:
        """The design in float32."""
        return _design_of(self._experiments[0], self._numbers, self._single)

    def _begin(self, epoch: int) -> None:
        """Puts the training points in the order of an epoch, and finds its learning rate."""
        is_first, self._epoch = self._epoch is None, epoch
        self._gates_at = {}
        self._x, self._y = self._train_x[None], self._train_y[None]
        if self._shuffles:
            keys = one_or_all(self._batch_keys)
            order = chance.orders(keys, epoch, self._epochs.n_points)
            places = torch.tensor(order, device=self._device.place)
            self._x, self._y = self._train_x[places], self._train_y[places]
        if is_first or self._experiments[0].schedule != "constant":
            self._rate: Setting = self._device.column(self._rates.of(epoch, 1)[:, 0])

    def _gates(self, position: int) -> tuple[Tensor, ...]:
        """The gates for the batch that begins at `position`."""
        if not self._dropouts.any() or not self._blueprint.n_hidden:
            return self._off
        if position not in self._gates_at:
            self._gates_at = self._next_gates(position)
        return self._gates_at[position]

    def _next_gates(self, position: int) -> dict[int, tuple[Tensor, ...]]:
        """The gates for this batch and some that follow in the same epoch, by where they begin."""
        assert self._epoch is not None
        keys, shares = self._dropout_keys, self._dropouts
        if len(one_or_all(keys)) == len(one_or_all(shares)) == 1:
            keys, shares = keys[:1], shares[:1]
        n_batches = max(1, MASKS_AT_ONCE // (len(keys) * self._blueprint.n_hidden))
        begins = self._epochs.begins(position)[:n_batches]
        sizes = self._blueprint.sizes[1:-1]
        closed = chance.dropped(keys, self._epoch, begins, sizes, shares)
        opened = self._device.sent(1 / (1 - shares))[:, None]
        gates = torch.where(self._device.sent(closed), 0, opened).unsqueeze(2)
        by_batch = [self._by_layer(of_batch) for of_batch in gates]
        if self._off:
            by_batch = [tuple(g * off for g, off in zip(of, self._off, strict=True)) for of in by_batch]
        return dict(zip(begins, by_batch, strict=True))

    def _by_layer(self, neurons: Tensor) -> tuple[Tensor, ...]:
        """What is told of all hidden neurons (…, n_hidden), told for each hidden layer."""
        return tuple(torch.split(neurons, list(self._blueprint.sizes[1:-1]), dim=-1))


def _design_of(experiment: Experiment, numbers: Columns, device: Device) -> Design:
    """How the layers of networks with these numbers compute."""

    def setting(of_networks: NDArray[np.float64]) -> Setting:
        """Shaped to fit (n_networks, n_points, n_neurons)."""
        column = device.column(of_networks)
        return column if isinstance(column, float) else column.unsqueeze(2)

    phis = {name: activation_of(name, numbers, setting) for name in set(experiment.activations)}
    return Design(
        hidden=tuple(phis[name] for name in experiment.activations),
        output=output_of(experiment, numbers, setting),
        skips=experiment.skips,
        axis=AXES[experiment.normalization],
        is_plain=False,
    )
