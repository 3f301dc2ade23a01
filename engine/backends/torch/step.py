"""One update of many networks in PyTorch, with all that descent.py knows: clipping, an optimizer, a penalty,
frozen parameters. All layers at once: a step changes vectors (n_networks, n_parameters)."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backends import flat
from engine.backends.flat import Blueprint
from engine.backends.torch.state import Device, State, one_or_all
from engine.backends.torch.tables import OPTIMIZERS, Corrections, Numbers, Setting
from engine.experiment.experiment import Experiment
from engine.network.network import Mask


class Stepper:
    """Takes the steps of networks whose experiments differ in `OWN_FIELDS` only.

    `frozen` masks what no update changes, (n_parameters,), or is None where a person has frozen nothing.
    """

    def __init__(
        self, experiments: Sequence[Experiment], blueprint: Blueprint, frozen: Mask | None, device: Device
    ) -> None:
        self._device = device
        self._table = np.array([flat.numbers_of(experiment) for experiment in experiments])
        columns = [device.column(column) for column in self._table.T]
        self._numbers: Numbers = dict(zip(flat.NUMBERS, columns, strict=True))
        self._is_sgd = experiments[0].optimizer == "sgd"
        self._optimizer = OPTIMIZERS[experiments[0].optimizer]
        self._frozen = None if frozen is None else device.sent(frozen[np.newaxis])
        has_scales = bool((blueprint.layers[:, flat.GAINS] >= 0).any())
        self._counts: Mask = (
            (self._table[:, flat.CLIP_NORM] > 0) | (not self._is_sgd) | (frozen is not None) | has_scales
        )
        self._longest = self._longest_gradient()
        rate, is_weight = self._table[:, flat.PENALTY_RATE], blueprint.is_weight
        self._smooth = self._for_weights(rate * self._table[:, flat.SMOOTH], is_weight)
        self._sharp = self._for_weights(rate * self._table[:, flat.SHARP], is_weight)
        self._decay = self._for_weights(self._table[:, flat.WEIGHT_DECAY], is_weight)
        kills = one_or_all(self._table[:, flat.SHARP] > 0)
        self._kills = device.sent(kills[:, np.newaxis] & is_weight) if kills.any() else None

    def take(self, state: State, rate: Setting) -> None:
        """Steps downhill with the mean of the gradients that each network has gathered, and forgets them."""
        g = state.gradients / self._device.column(state.n_accumulated)
        before = None if self._frozen is None else state.kept()
        if self._frozen is not None:
            g = torch.where(self._frozen, 0, g)
        if self._longest is not None:
            g = _clipped(g, self._longest)
        state.steps = state.steps + self._counts
        self._descend(state, g, rate)
        if before is not None:
            self._hold(state, before.numbers, before.dead)
        state.gradients.zero_()
        state.n_accumulated = np.zeros_like(state.n_accumulated)

    def _descend(self, state: State, g: Tensor, rate: Setting) -> None:
        """The step of the optimizer down the loss, then that of the penalty, with its slope at the weight
        before both; but under other optimizers than SGD the smooth part of it belongs to the gradient."""
        w, pull = state.parameters, None
        if self._smooth is not None:
            pull = self._smooth * w
            if not self._is_sgd:
                g, pull = g + pull, None
        if self._sharp is not None:
            sharp = self._sharp * torch.sign(w)
            pull = sharp if pull is None else pull + sharp
        d = self._optimizer.direction(g, state.moments, self._numbers, self._corrections(state))
        if self._decay is not None:
            d = d + self._decay * w
        w.sub_(rate * d)
        if self._kills is not None:
            down = w.clone()
            if pull is not None:
                w.sub_(rate * pull)
            state.dead.logical_or_(self._kills & (down * w < 0))
            w.masked_fill_(state.dead & self._kills, 0)
        elif pull is not None:
            w.sub_(rate * pull)

    def _corrections(self, state: State) -> Corrections:
        """1 − β₁ᵗ and 1 − β₂ᵗ, where the optimizer wants to know them."""
        if not self._optimizer.needs_corrections:
            return 1.0, 1.0
        betas = self._table[:, flat.BETA1], self._table[:, flat.BETA2]
        first, second = (self._device.column(1 - beta**state.steps) for beta in betas)
        return first, second

    def _hold(self, state: State, numbers: Tensor, dead: Tensor) -> None:
        """Leaves what is frozen as it was: parameters, moments, whether they are dead."""
        assert self._frozen is not None
        n = self._frozen.shape[1]
        for now, at in ((state.parameters, 0), *((m, 2 + k) for k, m in enumerate(state.moments))):
            now.copy_(torch.where(self._frozen, numbers[:, at * n : (at + 1) * n], now))
        state.dead.copy_(torch.where(self._frozen, dead, state.dead))

    def _longest_gradient(self) -> Setting | None:
        """The longest gradient of each network, infinite where it is not clipped; None if none is."""
        longest = self._table[:, flat.CLIP_NORM]
        return self._device.column(np.where(longest > 0, longest, np.inf)) if longest.any() else None

    def _for_weights(self, numbers: NDArray[np.float64], is_weight: Mask) -> Tensor | None:
        """A number of each network for its weights, and 0 for all other parameters; None if all are 0."""
        if not numbers.any():
            return None
        return self._device.sent(one_or_all(numbers)[:, np.newaxis] * is_weight)


def _clipped(g: Tensor, longest: Setting) -> Tensor:
    """The gradients, made shorter where their norm exceeds the longest allowed."""
    length = torch.sqrt((g * g).sum(dim=1, keepdim=True))
    return g * torch.where(length > longest, longest / length, 1.0)
