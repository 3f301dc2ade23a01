"""Which devices there are, and which one computes."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from engine.backends import reference
from engine.backends.devices import DeviceError, Devices
from engine.experiment.experiment import Experiment
from engine.reasons import Reason


def device(
    unavailable_reason: Reason | None = None, unsupported_reason: Reason | None = None, ready: bool = True
) -> Any:
    """A backend that is there or not, as told; it computes nothing."""
    return SimpleNamespace(
        unavailable_reason=lambda: unavailable_reason,
        unsupported_reason=lambda experiment, sizes: unsupported_reason,
        device_name=lambda: "A thing that computes",
        is_ready=lambda: ready,
    )


def with_another(**facts: Any) -> Devices:
    return Devices(cast(Any, {"numpy": reference, "other": device(**facts)}))


def test_the_reference_is_always_there_and_auto_takes_it_where_nothing_is_faster() -> None:
    devices = Devices()
    assert devices.names[0] == "auto"
    assert devices.check("numpy") == "numpy"
    assert devices.resolved("numpy", Experiment()) == "numpy"
    listed = {row.name: row for row in devices.listed()}
    assert listed["numpy"].label == "CPU, NumPy (the reference)"
    assert listed["numpy"].unavailable_reason is None


def test_a_device_that_is_chosen_computes() -> None:
    devices = with_another()
    assert devices.check("other") == "other"
    assert devices.resolved(cast(Any, "other"), Experiment()) == "other"
    assert devices.listed()[1].label == "A thing that computes"


@pytest.mark.parametrize("name", ["abacus", "", None, 3])
def test_an_unknown_device_is_refused_with_the_list_of_what_there_is(name: object) -> None:
    with pytest.raises(DeviceError, match="device must be one of auto, numpy, other, got "):
        with_another().check(name)


def test_a_device_that_is_not_there_says_why_and_what_is() -> None:
    devices = with_another(unavailable_reason=Reason("no_driver"))
    with pytest.raises(
        DeviceError, match="device other cannot be chosen: no NVIDIA driver found; there is auto, numpy"
    ):
        devices.check("other")
    assert devices.listed()[1].unavailable_reason == Reason("no_driver")


def test_a_network_that_has_no_room_is_refused_before_anything_is_allocated() -> None:
    devices = with_another(unsupported_reason=Reason("too_wide", shape="2-4-2-1", wanted=300, have=227))
    assert devices.check("other") == "other"
    with pytest.raises(DeviceError, match="too wide"):
        devices.check("other", Experiment())
    assert devices.resolved(cast(Any, "other"), Experiment()) != "other"


def test_a_device_that_is_not_ready_is_stood_in_for() -> None:
    assert with_another(ready=False).resolved(cast(Any, "other"), Experiment()) == "numpy"


def test_a_device_that_was_lost_is_not_chosen_again() -> None:
    devices = with_another()
    devices.lose(cast(Any, "other"), Reason("gpu_lost", error="it fell from the bus"))
    assert devices.resolved(cast(Any, "other"), Experiment()) == "numpy"
    with pytest.raises(DeviceError, match="it fell from the bus"):
        devices.check("other")
