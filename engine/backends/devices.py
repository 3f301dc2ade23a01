"""Which devices this machine has to compute on, and which one a network is computed on.

A backend is loaded when it is first asked for, so that nobody pays for a library that is not used.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from threading import Lock, Thread
from typing import Literal, NamedTuple, cast, get_args

from engine.backends.interface import Backend, DeviceLost
from engine.experiment.checks import shown
from engine.experiment.experiment import Experiment
from engine.reasons import Reason, ReasonError, Value, one_line

DeviceName = Literal["auto", "numpy", "numba", "cuda", "torch"]
DEVICE_NAMES: tuple[DeviceName, ...] = get_args(DeviceName)

MODULES: dict[DeviceName, str] = {
    "numpy": "reference",
    "numba": "compiled.backend",
    "cuda": "cuda.backend",
    "torch": "torch.backend",
}
"""The module of this folder that computes on each device; "auto" is one of the others."""

PREFERRED: tuple[DeviceName, ...] = ("numba", "numpy")
"""What "auto" takes: the first that is there, ready, and has room for the network. See docs/devices.md."""


LABELS = {
    "numpy": "CPU, NumPy (the reference)",
    "numba": "CPU, compiled by Numba",
    "cuda": "NVIDIA GPU",
    "torch": "PyTorch, on the best device it finds",
}
"""What each device is as long as nobody has loaded what could tell more."""


class DeviceError(ReasonError):
    """A device that there is not, or that has no room for a network."""

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(Reason(code, **values), "device")


class Listed(NamedTuple):
    """A device as people see it. `unavailable_reason` is None where it can be chosen; `label` names it."""

    name: DeviceName
    label: str
    unavailable_reason: Reason | None


class Devices:
    """The devices of one process. A device that was lost stays lost until the process starts anew.

    `told` is called for each device that was prepared, with None or the reason why it never will be ready, in
    the thread that prepared it.
    """

    def __init__(self, backends: Mapping[DeviceName, Backend] | None = None) -> None:
        self._loaded: dict[DeviceName, Backend] = dict(backends or {})
        self._names = tuple(backends or MODULES)
        self._reasons: dict[DeviceName, Reason | None] = {}
        self._prepared: set[DeviceName] = set()
        self._threads: list[Thread] = []
        self._lock = Lock()
        self.told: Callable[[DeviceName, Reason | None], object] = lambda name, unavailable_reason: None

    @property
    def names(self) -> tuple[DeviceName, ...]:
        """All names that may be chosen, "auto" first."""
        return ("auto", *self._names)

    def listed(self, experiment: Experiment | None = None) -> list[Listed]:
        """All devices but "auto", with the reason where one cannot be chosen (for this experiment)."""
        return [
            Listed(name, self.label(name), self.unavailable_reason(name, experiment)) for name in self._names
        ]

    def label(self, name: DeviceName) -> str:
        """What a device is, in words: by its own name ("NVIDIA H200") once what can tell it is loaded. A
        list that somebody looks at loads no library."""
        if not self.unavailable_reason(name) and self._backend(name).is_ready():
            return self._backend(name).device_name()
        return LABELS.get(name, name)

    def unavailable_reason(self, name: DeviceName, experiment: Experiment | None = None) -> Reason | None:
        """Why a device cannot be chosen (for this experiment); None if it can."""
        if name == "auto":
            return None
        backend = self._backend(name)
        if name not in self._reasons:
            self._reasons[name] = backend.unavailable_reason()
        reason = self._reasons[name]
        if reason is None and experiment is not None:
            reason = backend.unsupported_reason(experiment, experiment.sizes)
        return reason

    def check(self, name: object, experiment: Experiment | None = None) -> DeviceName:
        """`name` if it can be chosen (for this experiment); else raises `DeviceError` with what there is."""
        if name not in self.names:
            raise DeviceError("unknown_device", allowed=", ".join(self.names), got=shown(name))
        reason = self.unavailable_reason(name, experiment)
        if reason:
            there = [other for other in self.names if not self.unavailable_reason(other, experiment)]
            raise DeviceError("device_unavailable", device=name, reason=reason, allowed=", ".join(there))
        return name

    def resolved(self, name: DeviceName, experiment: Experiment) -> DeviceName:
        """The device that computes where `name` was chosen: never "auto", and only one that is ready. A
        device that is not ready yet or not there any more is stood in for by the preferred that is."""
        for candidate in (name, *self.preferred):
            if candidate in self._names and self._is_usable(candidate, experiment):
                return candidate
        return "numpy"

    def is_ready(self, name: DeviceName) -> bool:
        """Whether a device can compute at once."""
        return not self.unavailable_reason(name) and self._backend(name).is_ready()

    def prepare(self, name: DeviceName) -> None:
        """Lets a device load and compile what it needs, in a thread that nobody waits for; for "auto", what
        that prefers."""
        names = self.preferred if name == "auto" else [name]
        with self._lock:
            new = [each for each in names if each in self._names and each not in self._prepared]
            self._prepared.update(new)
        if new:
            thread = Thread(target=self._prepare_all, args=(new,), name="preparing devices", daemon=True)
            self._threads.append(thread)
            thread.start()

    @property
    def is_preparing(self) -> bool:
        """Whether a thread is still at it."""
        return any(thread.is_alive() for thread in self._threads)

    @property
    def preferred(self) -> list[DeviceName]:
        """What "auto" takes, the first first; not all may be there."""
        return [name for name in PREFERRED if name in self._names]

    def warm_up(self, name: DeviceName) -> bool:
        """Loads and compiles what a device needs; returns whether there was anything to do. A device that
        cannot be prepared is lost."""
        if self.unavailable_reason(name) or self._backend(name).is_ready():
            return False
        try:
            self._backend(name).warm_up()
        except Exception as error:  # whatever a driver or a compiler throws: it is not to be had
            reason = error.reason if isinstance(error, DeviceLost) else one_line(error)
            self.lose(name, Reason("not_prepared", error=reason))
        return True

    def ready(self, chosen: str, experiment: Experiment) -> DeviceName:
        """The device that computes this experiment where that one was chosen, loaded, however long it takes;
        `DeviceError` for one that cannot."""
        name = self.check(chosen, experiment)
        for each in self.preferred if name == "auto" else [name]:
            self.warm_up(each)
            if not self.unavailable_reason(each, experiment):
                return each
        self.check(name, experiment)
        return "numpy"

    def _prepare_all(self, names: list[DeviceName]) -> None:
        for name in names:
            if self.warm_up(name):
                self.told(name, self.unavailable_reason(name))
        for name in self._names:  # a driver may be slow to answer: whoever asks later does not wait for it
            self.unavailable_reason(name)

    def backend(self, name: DeviceName) -> Backend:
        """What computes on a device that was resolved."""
        return self._backend(name)

    def lose(self, name: DeviceName, reason: Reason) -> None:
        """The device does not answer any more; nobody is to choose it again."""
        self._reasons[name] = reason

    def _is_usable(self, name: DeviceName, experiment: Experiment) -> bool:
        return self.is_ready(name) and not self.unavailable_reason(name, experiment)

    def _backend(self, name: DeviceName) -> Backend:
        if name not in self._loaded:
            module = import_module(f"engine.backends.{MODULES[name]}")
            self._loaded[name] = cast(Backend, module)
        return self._loaded[name]
