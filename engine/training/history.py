"""The loss curve, thinned as it grows so that it never holds more than `MAX_POINTS`."""

from collections.abc import Iterable
from typing import NamedTuple

MAX_POINTS = 1000


def stride_after(epochs: int) -> int:
    """The stride of a curve that was recorded from epoch 0 to this one."""
    stride = 1
    while epochs // stride + 1 > MAX_POINTS:
        stride *= 2
    return stride


class LossPoint(NamedTuple):
    """The mean losses after an epoch."""

    epoch: int
    train: float
    test: float


class LossHistory:
    """Losses after epochs that are multiples of `stride`; epochs rise.

    Past `MAX_POINTS` points the stride doubles and every second point goes: a curve of any length keeps its
    shape.
    """

    def __init__(self, stride: int = 1, points: Iterable[LossPoint] = ()) -> None:
        self.stride = stride
        self._points = list(points)

    def __len__(self) -> int:
        return len(self._points)

    @property
    def epochs(self) -> list[int]:
        """The epochs of the points."""
        return [point.epoch for point in self._points]

    @property
    def train(self) -> list[float]:
        """The training losses of the points."""
        return [point.train for point in self._points]

    @property
    def test(self) -> list[float]:
        """The test losses of the points."""
        return [point.test for point in self._points]

    def record(self, epoch: int, train: float, test: float) -> None:
        """Keeps the losses after `epoch`, if it is a multiple of the stride."""
        if epoch % self.stride:
            return
        self._points.append(LossPoint(epoch, train, test))
        if len(self._points) > MAX_POINTS:
            self.stride *= 2
            self._points = [point for point in self._points if point.epoch % self.stride == 0]

    def since(self, n: int) -> list[LossPoint]:
        """The last `n` points, oldest first (all of them, if there are fewer)."""
        return self._points[-n:] if n > 0 else []

    def points(self) -> list[LossPoint]:
        """All points, oldest first."""
        return list(self._points)
