"""`playground devices`, and `--device`: what there is, how fast it is, and what is refused."""

import argparse
import json
from typing import Any, cast

import pytest

from engine.backends import reference
from engine.backends.devices import Devices
from engine.reasons import Reason
from server.commands import cli
from server.commands import devices as devices_command
from server.commands import train as train_command
from tests.backends_at_hand import Frail, backend

UNKNOWN = "device must be one of auto, "


def devices() -> Devices:
    """NumPy, one that has to be prepared first, and one that is not there."""
    prepared: list[bool] = []
    cold = backend(
        is_ready=lambda: bool(prepared),
        warm_up=lambda: prepared.append(True),
        device_name=lambda: "A thing that computes",
    )
    gone = backend(unavailable_reason=lambda: Reason("no_driver"))
    return Devices(cast(Any, {"numpy": reference, "cold": cold, "gone": gone}))


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices_command, "SECONDS", 0.02)


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    devices_command.add_arguments(parser)
    return devices_command.run(parser.parse_args(arguments), devices())


def test_the_table_says_what_each_device_is_and_how_fast_or_why_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run() == 0
    head, numpy, cold, gone = capsys.readouterr().out.splitlines()
    assert head.split("  ")[-1] == "epochs/s of 2-4-2-1"
    assert numpy.startswith("numpy (auto)  CPU, NumPy (the reference)")
    assert float(numpy.split()[-1].replace(",", "")) > 1
    assert cold.startswith("cold          A thing that computes")
    assert float(cold.split()[-1].replace(",", "")) > 1
    assert gone.startswith("gone          ")
    assert gone.endswith("not here: no NVIDIA driver found")


def test_json_is_one_object_and_a_link_names_another_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("#networkShape=3&dataset=xor", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["network"] == [2, 3, 1]
    assert [row["name"] for row in told["devices"] if row["is_auto"]] == ["numpy"]
    rates = {row["name"]: row["epochs_per_second"] for row in told["devices"]}
    assert rates["numpy"] > 1
    assert rates["cold"] > 1
    assert rates["gone"] is None


def test_a_bad_link_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("noise=much") == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["train", "dataset=xor"]])
def test_an_unknown_device_ends_the_command_with_the_list_of_what_there_is(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert cli.main([*command, "--device", "abacus"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert UNKNOWN in err
    assert "got 'abacus'" in err


def test_the_variable_is_refused_in_the_same_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DEVICE", "abacus")
    assert cli.main(["serve", "--port", "0"]) == 2
    assert UNKNOWN in capsys.readouterr().err


def train(device: str, at_hand: Devices, epochs: int = 2) -> int:
    return train_command.train("seed=0.5", [epochs], as_json=True, device=device, devices=at_hand)


def test_a_missing_device_trains_nothing_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert train("gone", devices()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "playground train: device gone cannot be chosen: no NVIDIA driver found; there is auto, numpy, cold\n"
    )


def test_a_device_trains_what_the_reference_trains(capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for device in ("cold", "numpy", "auto"):
        assert train(device, devices()) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert [each.pop("device") for each in told] == ["cold", "numpy", "numpy"]
    assert told[0] == told[1] == told[2]


def test_a_lost_device_is_told_and_the_losses_are_those_of_the_reference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    frail = Frail()
    at_hand = Devices(cast(Any, {"numpy": reference, "frail": frail.backend()}))
    frail.break_off()
    assert train("frail", at_hand) == 0
    out, err = capsys.readouterr()
    assert str(Frail.REASON) in err
    lost = json.loads(out)
    assert train("numpy", at_hand) == 0
    assert lost == json.loads(capsys.readouterr().out)
