"""Backends for tests: the reference under another name, with some of it changed, and one that can be lost."""

import math
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

from engine.backends import reference
from engine.backends.interface import DeviceLost, Place, RunResult
from engine.reasons import Reason

FUNCTIONS = (
    "unavailable_reason",
    "unsupported_reason",
    "device_name",
    "is_ready",
    "warm_up",
    "open_session",
    "open_population",
)


def backend(**changes: Any) -> Any:
    """The reference, with some of its functions changed."""
    return SimpleNamespace(**{name: getattr(reference, name) for name in FUNCTIONS} | changes)


class Frail:
    """The reference on a device of its own, which keeps the state to itself. It is gone when `break_off` is
    called, or a session was asked to do more than so many things: from then on it answers nothing, not even
    with what it last knew."""

    REASON = Reason("gpu_lost", error="it was frail")

    def __init__(self, dies_at: float = math.inf) -> None:
        self._dies_at = dies_at
        self._is_gone = Event()

    def break_off(self) -> None:
        """The device is gone."""
        self._is_gone.set()

    def backend(self) -> Any:
        """The backend that computes on it."""
        return backend(open_session=self._open, device_name=lambda: "A frail thing")

    def _open(self, *arguments: Any) -> Any:
        if self._is_gone.is_set():
            raise DeviceLost(self.REASON)
        return _FrailSession(self, reference.open_session(*arguments))

    def answer(self, n_asked: int) -> None:
        """Raises `DeviceLost` when the device is gone, as it is after so much was asked."""
        if n_asked > self._dies_at:
            self.break_off()
        if self._is_gone.is_set():
            raise DeviceLost(self.REASON)


class _FrailSession:
    def __init__(self, device: Frail, inner: Any) -> None:
        self._device, self._inner, self._n_asked = device, inner, 0

    def _answer(self) -> None:
        self._n_asked += 1
        self._device.answer(self._n_asked)

    def run(self, place: Place, n_batches: int) -> RunResult:
        self._answer()
        return cast(RunResult, self._inner.run(place, n_batches))

    def learning(self) -> Any:
        self._answer()
        return self._inner.learning()

    def outputs_at(self, x: Any) -> Any:
        self._answer()
        return self._inner.outputs_at(x)
