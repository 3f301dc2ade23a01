"""A run that does not learn says why; one that does says nothing."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from engine.evaluation.diagnosis import diagnose
from engine.evaluation.stuck import power_of_ten
from engine.experiment.links import parse_link
from engine.reasons import Reason
from engine.training.trainer import Trainer

SHOWN: dict[str, tuple[str, int]] = {
    "no_features": ("x=false&y=false", 0),
    "one_target": ("dataset=xor&percTrainData=1&seed=0.108", 0),
    "cut_by_l1": ("regularization=L1&regularizationRate=0.1", 10),
    "rate_zero": ("learningRate=0", 0),
    "rate_too_large": ("dataset=circle&networkShape=4,2&activation=relu&learningRate=3", 25),
    "overshot": ("dataset=circle&networkShape=4,2&learningRate=10", 30),
    "alike": ("dataset=circle&networkShape=4,2&initZero=true", 20),
    "dead": ("dataset=spiral&networkShape=4,4&activation=relu&learningRate=3", 30),
    "saturated": (
        "dataset=xor&networkShape=4,4&activation=sigmoid&steepness=20&xSquared=true&ySquared=true",
        90,
    ),
    "vanishing": ("dataset=circle&networkShape=4,4,4,4,4,4&activation=sigmoid", 30),
    "rate_too_small": ("dataset=circle&learningRate=0.00001", 20),
}
"""For each reason a link that has it, and the epoch at which it is found."""

ORIGINAL = [
    run["hash"] for run in json.loads((Path(__file__).parents[1] / "training" / "parity.json").read_text())
]
PRESETS = [
    f"dataset={dataset}&activation={activation}&networkShape={shape}&learningRate={rate}"
    for dataset in ("circle", "xor", "gauss", "spiral")
    for activation, shape, rate in (
        ("tanh", "4,2", "0.03"),
        ("relu", "4,2", "0.03"),
        ("sigmoid", "8", "0.1"),
        ("tanh", "8,8", "0.1"),
        ("relu", "6,4", "0.01"),
    )
]
OTHERS = [
    "problem=regression&regDataset=reg-plane",
    "problem=regression&regDataset=reg-gauss&networkShape=6,3",
    "dataset=spiral&xSquared=true&ySquared=true&xTimesY=true&sinX=true&sinY=true&networkShape=8,8",
    "dataset=circle&noise=50&batchSize=1",
    "dataset=gauss&noise=50&batchSize=30&percTrainData=10",
    "dataset=xor&regularization=L1&regularizationRate=0.001",
    "dataset=circle&regularization=L2&regularizationRate=0.003",
    "dataset=circle&networkShape=16&dropout=0.3",
    "dataset=xor&optimizer=adam&learningRate=0.01",
    "dataset=pinwheel&classes=3&loss=cross-entropy&networkShape=8",
    "problem=curve&curveDataset=sine&networkShape=8",
]
SLOW = [
    "dataset=circle&learningRate=0.001",
    "dataset=circle&learningRate=0.0003",
    "dataset=gauss&learningRate=0.0001",
    "dataset=xor&learningRate=0.001",
    "dataset=spiral&networkShape=8,8&learningRate=0.003",
    "dataset=circle&networkShape=8,8,8&activation=sigmoid",
]


def begun(link: str) -> Trainer:
    """A link's run before its first step; the seed is 0.5 where it names none."""
    return Trainer(parse_link(f"seed=0.5&{link}").experiment)


def found(link: str, epoch: int) -> Reason | None:
    """What is said of a link's run after so many epochs."""
    trainer = begun(link)
    trainer.run(trainer.batches_until(epoch))
    return diagnose(trainer)


def alarms(link: str, epochs: int) -> Iterator[str]:
    """What is said at the end of each epoch."""
    trainer = begun(link)
    while trainer.epoch < epochs and not trainer.halted:
        diagnosis = diagnose(trainer)
        if diagnosis is not None:
            yield f"{trainer.epoch}: {diagnosis}"
        trainer.run_epoch()


@pytest.mark.parametrize("code", SHOWN)
def test_each_reason_is_found_in_a_run_that_has_it(code: str) -> None:
    diagnosis = found(*SHOWN[code])
    assert diagnosis is not None
    assert diagnosis.code == code, str(diagnosis)
    assert "{" not in str(diagnosis)
    assert str(diagnosis).endswith(".")


def test_a_run_that_has_diverged_says_so_itself() -> None:
    trainer = begun("problem=regression&networkShape=4,2&activation=relu&learningRate=10")
    trainer.run(trainer.batches_until(5))
    assert trainer.diverged
    assert diagnose(trainer) is None


def test_a_run_without_points_says_so() -> None:
    trainer = begun("")
    data = trainer.task.data
    none = data._replace(train_x=data.train_x[:0], train_y=data.train_y[:0])
    trainer.task = replace(trainer.task, data=none)
    assert diagnose(trainer) == Reason("no_points")


def test_an_output_that_a_person_has_saturated_is_not_put_down_to_the_rate() -> None:
    trainer = begun("dataset=circle&networkShape=4,2")
    trainer.set_bias(3, 0, 500)
    trainer.run(trainer.batches_until(20))
    diagnosis = diagnose(trainer)
    assert diagnosis == Reason("output_saturated_only", activation="tanh")


def test_one_neuron_is_spoken_of_as_one() -> None:
    trainer = begun("dataset=circle&networkShape=4,1")
    trainer.set_bias(2, 0, 500)
    trainer.run(trainer.batches_until(20))
    assert diagnose(trainer) == Reason("saturated_only", layer=2, activation="tanh")
    trainer = begun("dataset=circle&networkShape=4,1&activation=relu")
    trainer.set_bias(2, 0, -500)
    trainer.run(trainer.batches_until(20))
    assert diagnose(trainer) == Reason("dead_only", layer=2)


def test_sizes_that_mean_nothing_to_the_digit_are_powers_of_ten() -> None:
    assert [power_of_ten(value) for value in (3.2e-8, 0.02, 1, 4e12, 0)] == [
        "10⁻⁷",
        "10⁻²",
        "10⁰",
        "10¹³",
        "0",
    ]
    vanishing = found(*SHOWN["vanishing"])
    assert vanishing is not None
    assert vanishing.values["last"] == "10⁻²"


@pytest.mark.parametrize("link", [*ORIGINAL, *PRESETS, *OTHERS])
def test_a_run_that_learns_is_left_alone(link: str) -> None:
    assert list(alarms(link, 60)) == []


@pytest.mark.parametrize("link", SLOW)
def test_a_run_that_learns_slowly_is_left_alone(link: str) -> None:
    assert list(alarms(link, 150)) == []


def test_a_line_that_cannot_do_better_is_not_put_down_to_anything() -> None:
    assert list(alarms("dataset=xor&networkShape=", 100)) == []
    assert list(alarms("dataset=circle&networkShape=2", 100)) == []


def test_values_are_those_of_the_network() -> None:
    alike = found(*SHOWN["alike"])
    assert alike is not None
    assert alike.values == {"n_neurons": 4, "layer": 1}
    trainer = begun(SHOWN["dead"][0])
    trainer.run(trainer.batches_until(SHOWN["dead"][1]))
    dead = diagnose(trainer)
    assert dead is not None
    said = trainer.learner.evaluate(trainer.data.train.x).outputs
    n_dead = int((~said[int(dead.values["layer"])].any(axis=0)).sum())
    assert (dead.values["n_dead"], dead.values["n_neurons"]) == (n_dead, 4)
    killed = begun(SHOWN["cut_by_l1"][0])
    killed.run_epoch()
    while diagnose(killed) is None:
        killed.run_epoch()
    cut = diagnose(killed)
    assert cut is not None
    n_zero = sum(int(np.count_nonzero(layer.weights == 0)) for layer in killed.parameters)
    assert (cut.values["n_zero"], cut.values["n_weights"]) == (n_zero, 18)


def test_a_reason_goes_when_what_it_names_is_mended() -> None:
    trainer = begun(SHOWN["alike"][0])
    trainer.run(trainer.batches_until(20))
    assert diagnose(trainer) is not None
    for layer in (1, 2, 3):
        trainer.set_weight(layer, 0, 0, 0.5)
    assert diagnose(trainer) is None
    trainer = begun(SHOWN["rate_zero"][0])
    assert diagnose(trainer) is not None
    trainer.change(trainer.experiment.changed(learning_rate=0.03))
    assert diagnose(trainer) is None


@pytest.mark.parametrize("code", SHOWN)
def test_a_diagnosis_leaves_no_trace(code: str) -> None:
    looked_at, alone = begun(SHOWN[code][0]), begun(SHOWN[code][0])
    for _ in range(3):
        for trainer in (looked_at, alone):
            trainer.run(3)
        diagnose(looked_at)
    assert looked_at.state().as_dict() == alone.state().as_dict()


def test_a_look_costs_less_than_training_an_epoch() -> None:
    trainer = begun("dataset=circle&networkShape=4,2&initZero=true")
    trainer.run(trainer.batches_until(30))
    assert fastest(lambda: diagnose(trainer)) < fastest(trainer.run_epoch)


def fastest(act: Callable[[], object]) -> float:
    """The least of some times that it takes, in seconds."""
    times = []
    for _ in range(7):
        start = perf_counter()
        act()
        times.append(perf_counter() - start)
    return min(times)
