"""The arithmetic of epochs and batches, once for all who train."""

from typing import NamedTuple


class Epochs(NamedTuple):
    """Epochs of `n_points` training points, visited in batches that end at the multiples of `batch_size`.

    A position is how many points of an epoch were visited. It need not be such a multiple, as the size may
    change amid an epoch. The points left over at an epoch's end are a batch that is not full: it makes no
    update.
    """

    n_points: int
    batch_size: int

    @property
    def n_batches(self) -> int:
        """How many batches an epoch has, the last perhaps not full."""
        return -(-self.n_points // self.batch_size)

    def end(self, position: int) -> int:
        """Where the batch ends that goes on from a position."""
        return min(self._next(position), self.n_points)

    def is_full(self, position: int) -> bool:
        """Whether that batch makes an update."""
        return self._next(position) <= self.n_points

    def begins(self, position: int) -> list[int]:
        """Where the batches begin that are left of an epoch from a position on."""
        return [position, *range(self._next(position), self.n_points, self.batch_size)]

    def between(self, epoch: int, position: int, later: int, later_position: int = 0) -> int:
        """How many batches there are from a position of an epoch to one of a later epoch."""
        size = self.batch_size
        return (later - epoch) * self.n_batches + later_position // size - position // size

    def ended(self, position: int, n_batches: int) -> int:
        """How many epochs end within so many batches from a position on."""
        return (position // self.batch_size + n_batches) // self.n_batches

    def to_an_end(self, position: int, n_batches: int) -> int:
        """So many batches, or as many less that an epoch ends with the last, if they reach one's end."""
        ended = self.ended(position, n_batches)
        return self.between(0, position, ended) if ended else n_batches

    def after(self, epoch: int, position: int, updates: int, n_batches: int) -> tuple[int, int, int]:
        """Epoch, position and updates so many batches on."""
        ended = self.ended(position, n_batches)
        batch = position // self.batch_size + n_batches - ended * self.n_batches
        made = ended * (self.n_points // self.batch_size) + batch - position // self.batch_size
        return epoch + ended, batch * self.batch_size, updates + made

    def before(self, epoch: int, position: int) -> tuple[int, int]:
        """Epoch and first position of the batch before a place that is not the very first."""
        if position == 0:
            epoch, position = epoch - 1, self.n_points
        return epoch, (position - 1) // self.batch_size * self.batch_size

    def _next(self, position: int) -> int:
        return (position // self.batch_size + 1) * self.batch_size
