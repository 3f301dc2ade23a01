"""Runs recorded from TensorFlow Playground: the same points, first weights, losses and final weights."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.dataset import Points
from engine.experiment.links import parse_link
from engine.network.network import Layer
from engine.training.trainer import Trainer

RECORDED: list[dict[str, Any]] = json.loads(Path(__file__).with_name("parity.json").read_text())


@pytest.fixture(params=RECORDED, ids=["circle", "xor", "gauss", "reg-gauss"])
def recorded(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One run of the original."""
    run: dict[str, Any] = request.param
    return run


@pytest.fixture
def trainer(recorded: dict[str, Any]) -> Trainer:
    """The trainer of the recorded run's link, before its first step."""
    return Trainer(parse_link(recorded["hash"]).experiment)


def test_the_points_are_the_originals(recorded: dict[str, Any], trainer: Trainer) -> None:
    assert len(trainer.data.train.label) == recorded["n_train"]
    assert len(trainer.data.test.label) == recorded["n_test"]
    assert_points(trainer.data.train, recorded["first_train"])
    assert_points(trainer.data.test, recorded["first_test"])


def test_the_first_weights_are_the_originals(recorded: dict[str, Any], trainer: Trainer) -> None:
    assert_parameters(trainer.parameters, recorded["initial"], rtol=0)


def test_the_losses_and_final_weights_are_the_originals(recorded: dict[str, Any], trainer: Trainer) -> None:
    for epoch, train_loss, test_loss in recorded["losses"]:
        while trainer.epoch < epoch:
            trainer.run_epoch()
        assert (trainer.train_loss, trainer.test_loss) == pytest.approx((train_loss, test_loss), rel=1e-6)
    assert_parameters(trainer.parameters, recorded["final"], rtol=1e-6)


def test_steps_and_epochs_give_the_same_run(recorded: dict[str, Any], trainer: Trainer) -> None:
    stepped = Trainer(trainer.experiment)
    trainer.run_epoch()
    trainer.run_epoch()
    while stepped.epoch < 2:
        stepped.step()
    assert stepped.updates == trainer.updates
    assert stepped.train_loss == trainer.train_loss
    for one, other in zip(stepped.parameters, trainer.parameters, strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)


@pytest.mark.parametrize("regularization", ["none", "L1", "L2"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "linear"])
def test_every_run_follows_the_rules_told_point_by_point(activation: str, regularization: str) -> None:
    """Against a second telling of the rules, in loops over points, neurons and links."""
    link = (
        f"activation={activation}&regularization={regularization}&regularizationRate=0.03&learningRate=0.1"
        "&batchSize=9&networkShape=3,2&dataset=gauss&noise=20&percTrainData=5&seed=0.4&sinX=true&y=false"
    )
    trainer = Trainer(parse_link(link).experiment)
    told = ToldNetwork(trainer.parameters, activation, regularization)
    inputs = [[x, float(np.sin(x))] for x in trainer.data.train.x[:, 0].tolist()]
    for _ in range(30):
        trainer.run_epoch()
        told.epoch(inputs, trainer.data.train.label.tolist(), batch_size=9, rate=0.1, penalty_rate=0.03)
    for layer, links in zip(trainer.parameters, told.weights, strict=True):
        np.testing.assert_allclose(layer.weights, links, rtol=1e-9, atol=1e-12)
    for layer, biases in zip(trainer.parameters, told.biases, strict=True):
        np.testing.assert_allclose(layer.biases, biases, rtol=1e-9)
    dead = sum(told.dead.values())
    assert dead == sum(int((layer.weights == 0).sum()) for layer in trainer.parameters)
    assert (dead > 0) == (regularization == "L1")


class ToldNetwork:
    """The original's rules in the plainest words, for one output tanh neuron."""

    def __init__(self, parameters: tuple[Layer, ...], activation: str, regularization: str) -> None:
        self.weights = [layer.weights.tolist() for layer in parameters]
        self.biases = [layer.biases.tolist() for layer in parameters]
        self.dead: dict[tuple[int, int, int], bool] = {}
        self.activation, self.regularization = activation, regularization
        self.clear()

    def clear(self) -> None:
        self.weight_sums: dict[tuple[int, int, int], float] = {}
        self.bias_sums: dict[tuple[int, int], float] = {}
        self.gathered = 0

    def value(self, layer: int, z: float) -> tuple[float, float]:
        """The output of a neuron and its slope."""
        name = "tanh" if layer == len(self.weights) - 1 else self.activation
        if name == "tanh":
            return float(np.tanh(z)), 1 - float(np.tanh(z)) ** 2
        if name == "sigmoid":
            a = 1 / (1 + float(np.exp(-z)))
            return a, a * (1 - a)
        if name == "relu":
            return max(z, 0.0), float(z > 0)
        return z, 1.0

    def epoch(
        self,
        inputs: list[list[float]],
        labels: list[float],
        batch_size: int,
        rate: float,
        penalty_rate: float,
    ) -> None:
        for visited, (x, label) in enumerate(zip(inputs, labels, strict=True), start=1):
            self.accumulate(x, label)
            if visited % batch_size == 0:
                self.update(rate, penalty_rate)

    def accumulate(self, x: list[float], label: float) -> None:
        outputs, slopes = [x], []
        for layer, (rows, biases) in enumerate(zip(self.weights, self.biases, strict=True)):
            pairs = [
                self.value(layer, bias + sum(w * a for w, a in zip(row, outputs[-1], strict=True)))
                for row, bias in zip(rows, biases, strict=True)
            ]
            outputs.append([a for a, _ in pairs])
            slopes.append([slope for _, slope in pairs])
        blame = [outputs[-1][0] - label]
        for layer in reversed(range(len(self.weights))):
            blame_before = [0.0] * len(outputs[layer])
            for i, row in enumerate(self.weights[layer]):
                delta = blame[i] * slopes[layer][i]
                self.bias_sums[layer, i] = self.bias_sums.get((layer, i), 0.0) + delta
                for j, w in enumerate(row):
                    link = (layer, i, j)
                    self.weight_sums[link] = self.weight_sums.get(link, 0.0) + delta * outputs[layer][j]
                    blame_before[j] += w * delta
            blame = blame_before
        self.gathered += 1

    def update(self, rate: float, penalty_rate: float) -> None:
        for (layer, i, j), total in self.weight_sums.items():
            if self.dead.get((layer, i, j)):
                continue
            old = self.weights[layer][i][j]
            slope = {"none": 0.0, "L1": float(np.sign(old)), "L2": old}[self.regularization]
            down = old - rate * total / self.gathered
            new = down - rate * penalty_rate * slope
            if self.regularization == "L1" and down * new < 0:
                self.dead[layer, i, j], new = True, 0.0
            self.weights[layer][i][j] = new
        for (layer, i), total in self.bias_sums.items():
            self.biases[layer][i] -= rate * total / self.gathered
        self.clear()


def assert_points(points: Points, expected: list[dict[str, float]]) -> None:
    table = [[point["x"], point["y"]] for point in expected]
    np.testing.assert_allclose(points.x[: len(expected)], table, rtol=1e-13)
    np.testing.assert_allclose(points.label[: len(expected)], [p["label"] for p in expected], rtol=1e-12)


def assert_parameters(parameters: tuple[Layer, ...], expected: dict[str, Any], rtol: float) -> None:
    assert len(parameters) == len(expected["weights"])
    for before, after in pairwise(parameters):
        assert before.weights.shape[0] == after.weights.shape[1]
    for layer, weights, biases in zip(parameters, expected["weights"], expected["biases"], strict=True):
        np.testing.assert_allclose(layer.weights, weights, rtol=rtol)
        np.testing.assert_allclose(layer.biases, biases, rtol=rtol)
