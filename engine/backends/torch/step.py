"""One update of many networks in PyTorch, with all that descent.py knows: clipping, an optimizer, a penalty,
frozen parameters. All layers at once: a step changes vectors (n_networks, n_parameters)."""

from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backends import flat
from engine.backends.flat import Blueprint
from engine.backends.torch.formulas import Columns, Setting, TorchFormula, one_or_all
from engine.backends.torch.state import Device, TorchState
from engine.formulas.functions import Functions
from engine.formulas.optimizers import OPTIMIZERS
from engine.network.network import Mask


class Stepper:
    """Takes the steps of networks with these numbers, which learn with the `optimizer`.

    `frozen` masks what no update changes, (n_parameters,), or is None where a person has frozen nothing.
    """

    def __init__(
        self, optimizer: str, numbers: Columns, blueprint: Blueprint, frozen: Mask | None, device: Device
    ) -> None:
        self._device = device
        self._is_sgd = optimizer == "sgd"
        self._direction = _direction(optimizer, numbers, device)
        self._frozen = None if frozen is None else device.sent(frozen[np.newaxis])
        has_scales = bool((blueprint.layers[:, flat.GAINS] >= 0).any())
        longest = numbers["clip_norm"]
        self._counts: Mask = (longest > 0) | (not self._is_sgd) | (frozen is not None) | has_scales
        self._longest = device.column(np.where(longest > 0, longest, np.inf)) if longest.any() else None
        rate, is_weight = numbers["penalty_rate"], blueprint.is_weight
        self._smooth = self._for_weights(rate * numbers["smooth"], is_weight)
        self._sharp = self._for_weights(rate * numbers["sharp"], is_weight)
        self._decay = self._for_weights(numbers["weight_decay"], is_weight)
        kills = one_or_all(numbers["sharp"] > 0)
        self._kills = device.sent(kills[:, np.newaxis] & is_weight) if kills.any() else None

    def take(self, state: TorchState, rate: Setting) -> None:
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

    def _descend(self, state: TorchState, g: Tensor, rate: Setting) -> None:
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
        d = self._directed(g, state)
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

    def _directed(self, g: Tensor, state: TorchState) -> Tensor:
        """The direction d from gradients g; changes the moments."""
        self._direction.go_to_step(state.steps)
        if not state.moments:
            return cast(Tensor, self._direction.of(g))
        d, *moments = self._direction.of(g, *state.moments)
        for moment, new in zip(state.moments, moments, strict=True):
            moment.copy_(new)
        return cast(Tensor, d)

    def _hold(self, state: TorchState, numbers: Tensor, dead: Tensor) -> None:
        """Leaves what is frozen as it was: parameters, moments, whether they are dead."""
        assert self._frozen is not None
        n = self._frozen.shape[1]
        for now, at in ((state.parameters, 0), *((m, 2 + k) for k, m in enumerate(state.moments))):
            now.copy_(torch.where(self._frozen, numbers[:, at * n : (at + 1) * n], now))
        state.dead.copy_(torch.where(self._frozen, dead, state.dead))

    def _for_weights(self, numbers: NDArray[np.float64], is_weight: Mask) -> Tensor | None:
        """A number of each network for its weights, and 0 for all other parameters; None if all are 0."""
        if not numbers.any():
            return None
        return self._device.sent(one_or_all(numbers)[:, np.newaxis] * is_weight)


def _direction(optimizer: str, numbers: Columns, device: Device) -> TorchFormula:
    """The direction d and the new moments, from gradients g and the moments."""
    formula = OPTIMIZERS[optimizer]

    def direction(f: Functions, g: Any, *others: Any) -> Any:
        *moments, t, n = others
        return formula.direction(f, g, tuple(moments), t, n)

    moments = [f"moment{number}" for number in range(formula.n_moments)]
    return TorchFormula(direction, ("g", *moments, "t"), numbers, device.column)


def _clipped(g: Tensor, longest: Setting) -> Tensor:
    """The gradients, made shorter where their norm exceeds the longest allowed."""
    length = torch.sqrt((g * g).sum(dim=1, keepdim=True))
    return g * torch.where(length > longest, longest / length, 1.0)
