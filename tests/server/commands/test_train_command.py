"""`playground train`: what it prints and what it refuses."""

import argparse
import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.evaluation.metrics import metrics_of
from engine.experiment.links import parse_link
from engine.export.description import describe
from engine.export.table import exported
from engine.training.trainer import Trainer
from server.commands import train

LINK = "dataset=gauss&percTrainData=5&networkShape=3,2&seed=0.25&noise=10"
EXPLODING = "problem=regression&activation=linear&learningRate=10&seed=0.5"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return train.run(parser.parse_args(arguments))


def test_a_table_of_losses_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(LINK, "--epochs", "3,1") == 0
    out, err = capsys.readouterr()
    assert err == ""
    rows = [line.split() for line in out.splitlines()[1:]]
    trainer = Trainer(parse_link(LINK).experiment)
    expected = []
    for epoch in (0, 1, 3):
        while trainer.epoch < epoch:
            trainer.run_epoch()
        expected.append([str(epoch), f"{trainer.train_loss:.8g}", f"{trainer.test_loss:.8g}"])
    assert rows == expected


DIGITS = (
    "dataset=digits&networkShape=24&activation=relu&initializer=he&loss=cross-entropy&optimizer=adam"
    "&learningRate=0.003&inputScaling=standard&percTrainData=70&seed=0.5"
)


def test_of_digits_by_hand_95_percent_are_read_that_it_has_not_seen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    begun = time.process_time()
    assert run(DIGITS, "--epochs", "10", "--json", "--device", "numpy") == 0
    assert time.process_time() - begun < 10
    report = json.loads(capsys.readouterr().out)
    assert (report["n_train"], report["n_test"]) == (1257, 540)
    assert report["metrics"]["test"]["accuracy"] >= 0.95


def test_json_is_one_object_with_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("https://playground.tensorflow.org/#" + LINK, "--epochs", "0,1,2", "--json") == 0
    out, err = capsys.readouterr()
    assert err == ""
    report = json.loads(out)
    trainer = Trainer(parse_link(LINK).experiment)
    trainer.run_epoch()
    trainer.run_epoch()
    names = ["n_train", "n_test", "points", "losses", "weights", "biases"]
    assert list(report) == [*names, "metrics", "learning_rate", "best_epoch", "stopped", "device"]
    assert (report["n_train"], report["n_test"]) == (25, 475)
    assert [len(report["points"][part]) for part in ("train", "test")] == [25, 475]
    assert report["points"]["train"][0] == [*trainer.data.train.x[0], trainer.data.train.label[0]]
    assert [row[0] for row in report["losses"]] == [0, 1, 2]
    assert report["losses"][-1] == [2, trainer.train_loss, trainer.test_loss]
    assert report["weights"] == [layer.weights.tolist() for layer in trainer.parameters]
    assert report["biases"] == [layer.biases.tolist() for layer in trainer.parameters]


def test_a_run_that_does_not_learn_says_why_and_one_that_does_says_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("dataset=circle&initZero=true&seed=0.5", "--epochs", "20") == 0
    assert (
        capsys.readouterr()
        .out.splitlines()[-1]
        .startswith("the run does not learn: All 4 neurons of layer 1 are alike")
    )
    assert run("dataset=circle&seed=0.5", "--epochs", "20") == 0
    assert "learn" not in capsys.readouterr().out


def test_a_stopped_run_says_whose_weights_are_better(capsys: pytest.CaptureFixture[str]) -> None:
    link = "dataset=spiral&noise=50&networkShape=8,8&learningRate=0.3"
    link += "&earlyStopping=true&patience=400&stopEpoch=100"
    assert run(link + "&seed=0.5", "--epochs", "200") == 0
    trainer = Trainer(parse_link(link + "&seed=0.5").experiment)
    trainer.run(trainer.batches_until(200))
    assert capsys.readouterr().out.splitlines()[-1] == (
        "the run stopped after epoch 100: Epoch 100 is reached. The weights are those of epoch 100; "
        f"at epoch {trainer.best_epoch} the test loss was smaller."
    )


def test_a_diverged_run_is_told_and_its_losses_are_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(EXPLODING, "--epochs", "50,60", "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["losses"][1:] == [[50, None, None], [60, None, None]]
    assert "NaN" not in out
    assert "diverged" in err
    assert run(EXPLODING, "--epochs", "50") == 0
    assert "diverged" in capsys.readouterr().out


def test_every_option_of_a_link_is_trained(capsys: pytest.CaptureFixture[str]) -> None:
    link = (
        "dataset=blobs&classes=4&loss=cross-entropy&optimizer=adam&normalization=layer&dropout=0.1&shuffle=true"
        "&schedule=cosine&scheduleEpochs=4&layerActivations=gelu&skip=true&inputScaling=standard&seed=0.3"
    )
    assert run(link, "--epochs", "2", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    trainer = Trainer(parse_link(link).experiment)
    trainer.run_epoch()
    trainer.run_epoch()
    assert report["metrics"] == metrics_of(trainer).as_dict()
    assert report["learning_rate"] == trainer.learning_rate == pytest.approx(0.03 * 0.55)
    assert report["gains"] == [scale.weights.tolist() for scale in trainer.learner.model.scales]
    assert [len(layer) for layer in report["shifts"]] == [4, 2]


def test_a_network_is_fed_with_formulas_of_the_link(capsys: pytest.CaptureFixture[str]) -> None:
    link = "networkShape=&x=false&y=false&formulas=x1^2+x2^2&inputScaling=standard&seed=0.5"
    assert run(link, "--epochs", "50", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert [len(layer[0]) for layer in report["weights"]] == [1]
    assert report["losses"][-1][2] < 0.02


def test_a_formula_that_is_none_is_refused_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("formulas=2x1", "--epochs", "1") == 2
    assert "position 2: a sign such as + or * must stand before x1" in capsys.readouterr().err


def test_a_run_that_stops_by_itself_says_when_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    link = LINK + "&stopEpoch=3"
    assert run(link, "--epochs", "1,5,9") == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in out[1:-1]] == ["0", "1", "3"]
    assert out[-1] == "the run stopped after epoch 3: Epoch 3 is reached."
    assert run(link, "--epochs", "3", "--json") == 0
    text, err = capsys.readouterr()
    stopped = {"reason": "epoch", "epoch": 3, "sentence": "Epoch 3 is reached.", "better_epoch": None}
    assert json.loads(text)["stopped"] == stopped
    assert [row[0] for row in json.loads(text)["losses"]] == [0, 3]
    assert "stopped" in err


@pytest.mark.parametrize(
    "epochs", ["", "a", "1,,2", "1.5", "-1", "1000001", "9" * 5000, "1e3", "²", ",".join(["1"] * 1001)]
)
def test_bad_epochs_are_refused_in_one_line(epochs: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(LINK, f"--epochs={epochs}") == 2
    assert_one_line(capsys, "epoch")


@pytest.mark.parametrize(
    "link", ["noise=loud", "batchSize=0", "optimizer=x", "dataset=nope", "skip=yes", "x" * 5000]
)
def test_a_bad_link_is_refused_in_one_line(link: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(link) == 2
    assert_one_line(capsys, "must")


@pytest.mark.skipif(importlib.util.find_spec("server.commands.cli") is None, reason="there is no command yet")
def test_the_command_trains() -> None:
    command = [sys.executable, "-m", "server", "train", LINK, "--epochs", "1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["n_train"] == 25
    bad = subprocess.run([*command[:3], "train", "noise=loud"], capture_output=True, text=True)
    assert (bad.returncode, bad.stdout, len(bad.stderr.splitlines())) == (2, "", 1)


def assert_one_line(capsys: pytest.CaptureFixture[str], word: str) -> None:
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert word in err
    assert len(err) < 400


@pytest.mark.parametrize("target", ["json", "npz"])
def test_training_begins_with_the_weights_of_a_file(
    target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "weights"
    link = LINK + "&batchSize=25"  # all points: no gradients are left over at the end of an epoch
    trainer = Trainer(parse_link(link).experiment)
    trainer.run(trainer.batches_until(4))
    path.write_bytes(exported(describe(trainer), target).content)
    assert run(link, "--epochs", "0,1", "--json", "--weights", str(path)) == 0
    losses = json.loads(capsys.readouterr().out)["losses"]
    assert losses[0] == [0, trainer.train_loss, trainer.test_loss]
    trainer.run_epoch()
    assert losses[1] == [1, trainer.train_loss, trainer.test_loss]


def test_weights_that_do_not_fit_or_are_none_are_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "weights"
    path.write_bytes(exported(describe(Trainer(parse_link("seed=0.5").experiment)), "json").content)
    assert run(LINK, "--weights", str(path)) == 2
    assert_one_line(
        capsys, "--weights: the weights are of a network of 2-4-2-1 neurons, this one has 2-3-2-1"
    )
    path.write_text("hello")
    assert run(LINK, "--weights", str(path)) == 2
    assert_one_line(capsys, "--weights: the file is neither weights in JSON nor an archive")
    assert run(LINK, "--weights", str(tmp_path / "none")) == 2
    assert_one_line(capsys, "cannot be read: no such file or directory")
