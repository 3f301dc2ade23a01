"""One update of many networks in PyTorch, with all that descent.py knows: clipping, an optimizer, a penalty,
frozen parameters. All layers at once: a step changes vectors (n_networks, n_parameters)."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backends import flat
from engine.backends.flat import Blueprint
from engine.backends.torch.formulas import TORCH, Setting
from engine.backends.torch.state import Counts, Device, State, one_or_all
from engine.backends.tracing import evaluated, hangs_on, traced
from engine.experiment.experiment import Experiment
from engine.formulas.functions import NUMPY
from engine.formulas.optimizers import OPTIMIZERS
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
        self._is_sgd = experiments[0].optimizer == "sgd"
        self._direction = Direction(experiments[0].optimizer, self._table, device)
        self._frozen = None if frozen is None else device.sent(frozen[np.newaxis])
        has_scales = bool((blueprint.layers[:, flat.GAINS] >= 0).any())
        self._counts: Mask = (
            (self._table[:, flat.CLIP_NORM] > 0) | (not self._is_sgd) | (frozen is not None) | has_scales
        )
        self._longest = self._longest_gradient()
        rate, is_weight = self._table[:, flat.PENALTY_RATE], blueprint.is_weight
        self._smooth = self._for_weights(rate * self._table[:, flat.SMOOTH], is_weight)
        self._sharp = self._for_weights(rate * self._table[:, flat.SHARP], is_weight)
        self._decay = self._for_weights(self._table[:, flat.NUMBERS.index("weight_decay")], is_weight)
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
        d = self._direction.taken(g, state.moments, state.steps)
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


class Direction:
    """The direction of an optimizer's step, for networks with the numbers of `table` (n_networks, of
    `flat.NUMBERS`). What hangs on these and the step alone is worked out on the host in double precision."""

    def __init__(self, optimizer: str, table: NDArray[np.float64], device: Device) -> None:
        formula = OPTIMIZERS[optimizer]
        self._inputs = ("g", *(f"moment {k}" for k in range(formula.n_moments)))

        def direction(f: Any, g: Any, *others: Any) -> Any:
            *moments, t, n = others
            return formula.direction(f, g, tuple(moments), t, n)

        self._formula = traced(direction, (*self._inputs, "t"))
        self._device = device
        self._numbers: dict[Any, Any] = dict(zip(flat.NUMBERS, map(one_or_all, table.T), strict=True))
        self._of_step = [place for place, each in enumerate(self._formula.scalars) if hangs_on(each, "t")]
        self._scalars = self._worked_out(range(len(self._formula.scalars)), np.ones(1, np.int64))

    def taken(self, g: Tensor, moments: Sequence[Tensor], steps: Counts) -> Tensor:
        """d from gradients g (n_networks, n_parameters), from the moments, shaped like g, which it changes in
        place, and from the number of each network's step."""
        if self._of_step:
            self._scalars |= self._worked_out(self._of_step, one_or_all(steps))
        inputs = dict(zip(self._inputs, (g, *moments), strict=True))
        leaves: dict[str, Callable[[Any], Any]] = {
            "input": inputs.__getitem__,
            "scalar": self._scalars.__getitem__,
            "constant": float,
        }
        d: Tensor
        d, *after = evaluated(self._formula.results, TORCH, lambda kind, which: leaves[kind](which))
        for moment, new in zip(moments, after, strict=True):
            moment.copy_(new)
        return d

    def _worked_out(self, places: Sequence[int], steps: Counts) -> dict[int, Setting]:
        """Those of the formula's scalars, for steps (n_networks,) or (1,)."""
        known = self._numbers | {"t": steps}
        scalars = [self._formula.scalars[place] for place in places]
        values = evaluated(scalars, NUMPY, lambda kind, which: known.get(which, which))
        return dict(zip(places, map(self._device.column, values), strict=True))


def _clipped(g: Tensor, longest: Setting) -> Tensor:
    """The gradients, made shorter where their norm exceeds the longest allowed."""
    length = torch.sqrt((g * g).sum(dim=1, keepdim=True))
    return g * torch.where(length > longest, longest / length, 1.0)
