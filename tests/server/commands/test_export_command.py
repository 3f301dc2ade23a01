"""`playground export`: what it writes and what it refuses."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from engine.experiment.links import parse_link
from engine.export.description import describe
from engine.export.table import TARGETS, exported
from engine.training.trainer import Trainer
from server.commands import export

LINK = "dataset=gauss&percTrainData=5&networkShape=3,2&seed=0.25&noise=10"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    export.add_arguments(parser)
    return export.run(parser.parse_args(arguments))


@pytest.mark.parametrize("target", TARGETS)
def test_the_trained_network_is_written_into_the_file(target: str, tmp_path: Path) -> None:
    out = tmp_path / "network"
    assert (
        run("https://playground.tensorflow.org/#" + LINK, "--epochs", "3", "--to", target, f"--out={out}")
        == 0
    )
    trainer = Trainer(parse_link(LINK).experiment)
    trainer.run(trainer.batches_until(3))
    assert out.read_bytes() == exported(describe(trainer), target).content


def test_the_command_writes_to_standard_output_and_its_script_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "server", "export", LINK, "--epochs", "2", "--to", "numpy"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    script = done.stdout + "print(predict([[0.5, -1.5], [2, 3]]).shape)\n"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout == "(2, 1)\n"


@pytest.mark.parametrize("epochs", ["", "a", "1,2", "1.5", "-1", "1000001", "9" * 5000])
def test_a_bad_number_of_epochs_is_refused_in_one_line(
    epochs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(LINK, f"--epochs={epochs}", "--to", "numpy") == 2
    assert_one_line(capsys, "epoch")


@pytest.mark.parametrize("link", ["noise=loud", "batchSize=0", "dataset=nope", "x" * 5000])
def test_a_bad_link_is_refused_in_one_line(link: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(link, "--to", "numpy") == 2
    assert_one_line(capsys, "must")


def test_a_file_that_cannot_be_written_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(LINK, "--epochs", "0", "--to", "json", "--out", str(tmp_path / "no" / "file")) == 2
    assert_one_line(capsys, "cannot be written: no such file or directory")


def test_a_network_that_has_diverged_is_written_as_it_last_was_and_it_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    exploding = "problem=regression&activation=linear&learningRate=10&seed=0.5"
    assert run(exploding, "--to", "json", "--out", str(tmp_path / "network.json")) == 0
    assert "NaN" not in (tmp_path / "network.json").read_text()
    assert "the run diverged" in capsys.readouterr().err


def test_without_its_library_a_target_is_refused_with_the_name_of_the_extra() -> None:
    program = "import sys; sys.modules['onnx'] = None; from server.__main__ import main; sys.exit(main())"
    arguments = ["export", LINK, "--epochs", "0", "--to", "onnx", "--out", "nowhere.onnx"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True)
    wanted = "playground export: onnx is not installed: it comes with the extra [onnx]\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", wanted)
    assert not Path("nowhere.onnx").exists()


def assert_one_line(capsys: pytest.CaptureFixture[str], word: str) -> None:
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("playground export: ")
    assert word in err
    assert len(err) < 400
