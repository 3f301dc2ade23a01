"""Which devices this machine has to compute on, and which one a network is computed on.

A backend is loaded when it is first asked for, so that nobody pays for a library that is not used.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Literal, NamedTuple, cast, get_args

from engine.backends.interface import Backend
from engine.checks import shown
from engine.experiment import Experiment

DeviceName = Literal["auto", "numpy"]
DEVICE_NAMES: tuple[DeviceName, ...] = get_args(DeviceName)

MODULES: dict[DeviceName, str] = {"numpy": "reference"}
"""The module of this folder that computes on each device; "auto" is one of the others."""

PREFERRED: tuple[DeviceName, ...] = ("numpy",)
"""What "auto" takes: the first that is there, ready, and has room for the network. See docs/devices.md."""


class DeviceError(ValueError):
    """A device that there is not, or that has no room for a network; the text is a sentence."""


class Listed(NamedTuple):
    """A device as people see it. `why_not` is empty where it can be chosen; `label` is what it is."""

    name: DeviceName
    label: str
    why_not: str


class Devices:
    """The devices of one process. A device that was lost stays lost until the process starts anew."""

    def __init__(self, backends: Mapping[DeviceName, Backend] | None = None) -> None:
        self._loaded: dict[DeviceName, Backend] = dict(backends or {})
        self._names = tuple(backends or MODULES)
        self._reasons: dict[DeviceName, str] = {}

    @property
    def names(self) -> tuple[DeviceName, ...]:
        """All names that may be chosen, "auto" first."""
        return ("auto", *self._names)

    def listed(self, experiment: Experiment | None = None) -> list[Listed]:
        """All devices but "auto", with the reason where one cannot be chosen (for this experiment). May load
        what is there."""
        rows = []
        for name in self._names:
            reason = self.why_not(name, experiment)
            rows.append(Listed(name, "" if reason else self._backend(name).device_name(), reason))
        return rows

    def why_not(self, name: DeviceName, experiment: Experiment | None = None) -> str:
        """Why a device cannot be chosen (for this experiment), in words; empty if it can."""
        if name == "auto":
            return ""
        backend = self._backend(name)
        if name not in self._reasons:
            self._reasons[name] = backend.why_not()
        reason = self._reasons[name]
        if not reason and experiment is not None:
            reason = backend.misfit(experiment, experiment.sizes)
        return reason

    def check(self, name: object, experiment: Experiment | None = None) -> DeviceName:
        """`name` if it can be chosen (for this experiment); else raises `DeviceError` with what there is."""
        if name not in self.names:
            raise DeviceError(f"device must be one of {', '.join(self.names)}, got {shown(name)}")
        reason = self.why_not(name, experiment)
        if reason:
            there = [other for other in self.names if not self.why_not(other, experiment)]
            raise DeviceError(f"device {name} cannot be chosen: {reason}; there is {', '.join(there)}")
        return name

    def resolved(self, name: DeviceName, experiment: Experiment) -> DeviceName:
        """The device that computes where `name` was chosen: never "auto", and only one that is ready. A
        device that is not ready yet or not there any more is stood in for by the preferred that is."""
        candidates: list[DeviceName] = [name, *PREFERRED]
        for candidate in candidates:
            if candidate in self._names and self._is_usable(candidate, experiment):
                return candidate
        return "numpy"

    def backend(self, name: DeviceName) -> Backend:
        """What computes on a device that was resolved."""
        return self._backend(name)

    def lose(self, name: DeviceName, sentence: str) -> None:
        """The device does not answer any more; nobody is to choose it again."""
        self._reasons[name] = sentence

    def _is_usable(self, name: DeviceName, experiment: Experiment) -> bool:
        return not self.why_not(name, experiment) and self._backend(name).is_ready()

    def _backend(self, name: DeviceName) -> Backend:
        if name not in self._loaded:
            module = import_module(f"engine.backends.{MODULES[name]}")
            self._loaded[name] = cast(Backend, module)
        return self._loaded[name]
