"""All that changes of many networks in PyTorch: one tensor, a row for each network.

So keeping a state is one copy, and a look at whether everything is finite one operation.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backends import flat
from engine.backends.flat import Blueprint
from engine.backends.torch.formulas import Counts, Setting, one_or_all
from engine.backends.torch.network import views
from engine.learning.learner import Learning


class Device(NamedTuple):
    """Where tensors are and in which precision they compute."""

    place: torch.device
    dtype: np.dtype[Any]

    def sent(self, numbers: NDArray[Any]) -> Tensor:
        """Numbers in this precision, or masks, on the device."""
        kind = np.bool_ if numbers.dtype == np.bool_ else self.dtype
        tensor = torch.tensor(np.asarray(numbers, kind))
        return tensor.to(self.place, non_blocking=self.place.type == "cuda")  # which copies them first

    def column(self, numbers: NDArray[Any]) -> Setting:
        """A number of each network: just that number where all have the same, else (n_networks, 1)."""
        if len(one_or_all(numbers)) == 1:
            return float(numbers[0])
        return self.sent(np.asarray(numbers, np.float64)[:, np.newaxis])


class KeptState(NamedTuple):
    """A state as it once was: copies on the device, and points accumulated and steps."""

    numbers: Tensor
    dead: Tensor
    counts: tuple[Counts, Counts]


class TorchState:
    """The networks as they are now.

    `numbers` has in each row parameters, gradients, moments, and what batch normalisation remembers; what
    has a name of its own is a view. `dead` (n_networks, n_parameters) masks the weights that L1 has killed;
    `n_accumulated` and `steps` (n_networks,) count as a `Learning` does. They are replaced, never changed.
    """

    def __init__(self, learnings: Sequence[Learning], blueprint: Blueprint, device: Device) -> None:
        self._blueprint = blueprint
        packed = [flat.pack(learning, device.dtype) for learning in learnings]
        self.numbers = device.sent(np.stack([flat.row_of(each, blueprint) for each in packed]))
        self.dead = device.sent(np.stack([each.dead for each in packed]))
        self.n_accumulated: Counts = np.array([each.n_accumulated for each in packed], np.int64)
        self.steps: Counts = np.array([each.steps for each in packed], np.int64)
        n, n_vectors = blueprint.n_parameters, 2 + blueprint.n_moments
        vectors = [self.numbers[:, at * n : (at + 1) * n] for at in range(n_vectors)]
        self.parameters, self.gradients, *self.moments = vectors
        self.remembered: Tensor | None = None
        if blueprint.remembers:
            self.remembered = self.numbers[:, n_vectors * n :].view(len(learnings), 2, blueprint.n_hidden)
        self.model = views(self.parameters, self.remembered, blueprint)
        self.gathered = views(self.gradients, None, blueprint)

    @property
    def counts(self) -> tuple[Counts, Counts]:
        """How many points are accumulated, and steps taken."""
        return self.n_accumulated, self.steps

    def kept(self) -> KeptState:
        """A copy of the present state."""
        return KeptState(self.numbers.clone(), self.dead.clone(), self.counts)

    def kept_where(self, is_finite: Tensor, before: KeptState) -> KeptState:
        """The present state of the networks that are finite, and of the others what was kept before."""
        now, then = (self.numbers, before.numbers), (self.dead, before.dead)
        numbers, dead = (torch.where(is_finite[:, None], *pair) for pair in (now, then))
        return KeptState(numbers, dead, self.counts)

    def learning(self, index: int, kept: KeptState | None = None) -> Learning:
        """One network as it is now, or as it was kept."""
        numbers, dead, counts = kept or KeptState(self.numbers, self.dead, self.counts)
        row, is_dead = numbers[index].cpu().numpy(), dead[index].cpu().numpy()
        n_accumulated, steps = (int(count[index]) for count in counts)
        return flat.unpack_row(row, is_dead, n_accumulated, steps, self._blueprint)

    def single(self) -> Any:
        """The models in float32, to be looked at."""
        remembered = None if self.remembered is None else self.remembered.float()
        return views(self.parameters.float(), remembered, self._blueprint)

    def finite(self) -> Tensor:
        """Whether all that was learnt, gathered and remembered is finite, (n_networks,)."""
        return _all_finite(self.numbers)

    def has_finite_parameters(self) -> Tensor:
        """Whether all parameters are finite, (n_networks,)."""
        return _all_finite(self.parameters)


def _all_finite(numbers: Tensor) -> Tensor:
    """Whether all numbers of a row are finite: what is not gives NaN times 0. (`isfinite` and `all` take five
    times as long, and longer.)"""
    return (numbers * 0).sum(dim=1) == 0
