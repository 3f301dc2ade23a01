"""Moments of a run to go back to: whole states without the loss curve, thinned as the run grows.

A moment is kept after every `interval`-th epoch. When there are too many or they are too large, the interval
doubles and the moments between are dropped, as the loss curve does. The initial weights are always kept, and
while an earlier moment is shown so is the end of the run. Every state here is made by the worker's thread and
never changed after that, so the event loop's thread may hand it on.
"""

import copy
from collections.abc import Callable, Iterable

from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.runs.moments import Moment
from server.runs.states import Slot

MOST_MOMENTS = 400
MOST_BYTES = 8 * 1024 * 1024


class Timeline:
    """The moments of one run. `first` has its initial weights, `end` the end of the run while the moment
    after `shown` epochs is shown."""

    def __init__(self, first: Slot | None) -> None:
        self.first = first
        self.end: Slot | None = None
        self.shown = 0
        self.interval = 1
        self._moments: dict[int, Moment] = {}
        self._n_bytes = 0  # of the moments: they are added too often to be measured anew each time

    def copy(self) -> "Timeline":
        """Returns a timeline of the same moments that changes by itself."""
        other = copy.copy(self)
        other._moments = dict(self._moments)
        return other

    @property
    def moments(self) -> list[Moment]:
        """The moments after the initial weights, earliest first."""
        return list(self._moments.values())

    def add(self, moments: Iterable[Moment], share: float = 1.0) -> None:
        """Keeps moments that come later than all there are, as long as the interval allows; `share` is as for
        `trim`."""
        for each in moments:
            if each.epoch % self.interval == 0:
                self._n_bytes += each.n_bytes
                if each.epoch in self._moments:
                    self._n_bytes -= self._moments[each.epoch].n_bytes
                self._moments[each.epoch] = each
        self.trim(share)

    def trim(self, share: float = 1.0) -> None:
        """Doubles the interval until there are not too many moments and all of it is not too large: no more
        than this share of `MOST_BYTES`."""
        most = share * MOST_BYTES
        while len(self._moments) > MOST_MOMENTS or (self._moments and self.n_bytes() > most):
            self.interval *= 2
            self._keep(lambda epoch: epoch % self.interval == 0)

    def _keep(self, is_kept: Callable[[int], bool]) -> None:
        """Forgets the other moments."""
        self._moments = {epoch: each for epoch, each in self._moments.items() if is_kept(epoch)}
        self._n_bytes = sum(each.n_bytes for each in self._moments.values())

    def n_bytes(self) -> int:
        """Returns what all of it takes."""
        return self._n_bytes + sum(each.n_bytes for each in self._ends())

    def nearest(self, epoch: int) -> Moment | Slot | None:
        """Returns the latest moment not after an epoch, or else the earliest; None when nothing is kept."""
        if self.end is not None and epoch >= self.end.epoch:
            return self.end
        before = [each for each in self._moments if each <= epoch]
        if before:
            return self._moments[before[-1]]
        return self.first or next(iter(self._moments.values()), None)

    def best(self) -> Moment | Slot | None:
        """Returns the moment with the smallest training loss."""
        found: list[tuple[float, Moment | Slot]] = [(each.train_loss, each) for each in self.moments]
        if self.first is not None and self.first.state is not None:
            found.append((self.first.state.progress.losses[0], self.first))
        return min(found, key=lambda each: each[0])[1] if found else self.first

    def look_back(self, at: Moment | Slot, present: Slot) -> Slot:
        """Shows a moment; returns the end of the run: `present`, unless another moment was shown before."""
        end = self.end or present
        self.shown = at.epoch
        self.end = None if at is end else end
        return end

    def cut(self) -> None:
        """Forgets what came later than the moment shown."""
        self.end = None
        self._keep(lambda epoch: epoch <= self.shown)

    def strip(self) -> None:
        """Forgets the moments between the initial weights and the end."""
        self._keep(lambda _: False)

    def parts(self) -> list[Moment | Slot]:
        """Everything that takes memory."""
        return [*self._moments.values(), *self._ends()]

    def _ends(self) -> list[Slot]:
        return [each for each in (self.first, self.end) if each is not None]


def resumed_timeline(trainer: Trainer, first: TrainerState | None) -> Timeline:
    """Returns the timeline of a run that is brought back, of which at most the initial weights are known."""
    if first is not None:
        return Timeline(Slot.of(first))
    return Timeline(Slot(trainer.experiment) if trainer.epoch == trainer.updates == 0 else None)
