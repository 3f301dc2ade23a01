"""Networks of a sweep end where each would end alone."""

from itertools import chain

import numpy as np
import pytest

from engine.backends.devices import DeviceName, Devices
from engine.evaluation.metrics import accuracies_of
from engine.experiment.experiment import OPTIONS, OWN_FIELDS, Experiment
from engine.reasons import ReasonError
from engine.sweeps.training import OF_POINTS, STOP_RULES, groups, train_all
from engine.sweeps.trials import MOST_TRIALS, drawn, grid, seeds_of, trials_of
from engine.sweeps.varied import read_varied
from engine.training.trainer import Trainer

EPOCHS = (2, 5)
ALL_KINDS = [
    ["learning_rate=0.01|0.3", "hidden=2|3,2", "activation=tanh|relu"],
    ["weights_seed=a|b", "regularization=none|L2", "regularization_rate=0.01|0.1"],
    ["optimizer=sgd|adam|momentum", "batch_size=1|10", "dropout=0|0.2"],
    ["problem=classification|regression", "noise=0|25", "n_points=40|80"],
    ["stop_epoch=0|3", "normalization=none|batch", "schedule=constant|cosine"],
    ["seed=1|2", "data_seed=|5", "features=x;y|x;y;xSquared"],
]
"""Sweeps over fields of all kinds: numbers, shapes, formulas, points, seeds, rules that end a run."""


def train_settings(fields: list[str], n_seeds: int, device: DeviceName, devices: Devices) -> None:
    """Trains a grid in groups, and each of its networks alone; they must be equal (compiled: to 1e-9)."""
    begin = Experiment(n_points=60, seed="7", hidden=(3,))
    trials = trials_of(begin, grid([read_varied(each) for each in fields]), n_seeds)
    experiments = [trial.experiment for trial in trials]
    for indices in groups(experiments, 8):
        outcomes = train_all([experiments[index] for index in indices], EPOCHS, devices, device)
        for index, outcome in zip(indices, outcomes, strict=True):
            alone = Trainer(experiments[index], devices.backend(device))
            for epoch, losses in zip(EPOCHS, outcome.losses, strict=True):
                alone.run(alone.batches_until(epoch))
                expected = [alone.train_loss, alone.test_loss]
                if device == "numpy":
                    assert losses.tolist() == expected
                else:
                    np.testing.assert_allclose(losses, expected, rtol=1e-9, atol=1e-12)
            assert outcome.accuracies == accuracies_of(alone)
            assert not outcome.has_diverged


@pytest.mark.parametrize("fields", ALL_KINDS, ids=str)
def test_every_network_of_a_sweep_ends_where_it_ends_alone_to_the_bit(fields: list[str]) -> None:
    train_settings(fields, 1, "numpy", Devices())


@pytest.mark.parametrize("fields", ALL_KINDS, ids=str)
def test_compiled_networks_of_a_sweep_end_where_they_end_alone(fields: list[str]) -> None:
    devices = Devices()
    assert devices.ready("auto", Experiment()) == "numba"
    train_settings(fields, 1, "numba", devices)


def test_a_network_that_runs_away_has_no_losses_and_leaves_the_others_alone() -> None:
    trials = trials_of(
        Experiment(problem="regression", seed="3"), grid([read_varied("learning_rate=0.01|100")]), 1
    )
    for device in ("numpy", "numba"):
        devices = Devices()
        devices.ready(device, Experiment())
        good, bad = train_all([trial.experiment for trial in trials], (1, 30), devices, device)
        assert not good.has_diverged
        assert bad.has_diverged
        assert bad.accuracies is None


def test_those_that_differ_in_numbers_alone_are_trained_together() -> None:
    fields = [read_varied("learning_rate=0.001..1:log:9"), read_varied("activation=tanh|relu")]
    experiments = [trial.experiment for trial in trials_of(Experiment(), grid(fields), 2)]
    assert sorted(map(len, groups(experiments))) == [9, 9, 9, 9]  # two activations, two seeds
    assert max(map(len, groups(experiments, 4))) == 4
    assert sorted(chain.from_iterable(groups(experiments))) == list(range(len(experiments)))


def test_points_and_rules_that_end_a_run_are_fields_of_an_experiment() -> None:
    assert set(OF_POINTS) < OWN_FIELDS
    assert set(STOP_RULES) < set(OPTIONS)
    assert {name for name in OPTIONS if name.startswith("stop_")} < set(STOP_RULES)


def test_equal_seeds_draw_equal_settings_and_more_begin_with_the_same() -> None:
    fields = [read_varied("learning_rate=0.001..1:log"), read_varied("hidden=2|4|8")]
    few, many = drawn(fields, 5, "s"), drawn(fields, 50, "s")
    assert many[:5] == few
    assert drawn(fields, 5, "t") != few
    rates = [setting["learning_rate"] for setting in many]
    assert 0.001 <= min(rates) < 0.01
    assert 0.1 < max(rates) <= 1
    assert {setting["hidden"] for setting in many} == {(2,), (4,), (8,)}


def test_seeds_differ_and_begin_with_the_one_there_is() -> None:
    for seed in ("0.5", "x" * 64):
        seeds = seeds_of(seed, 100)
        assert seeds[0] == seed
        assert len(set(seeds)) == 100
        assert max(map(len, seeds)) <= 64


def test_too_many_trials_are_refused_before_there_is_one() -> None:
    wide = [read_varied(f"{name}=0..1:64") for name in ("learning_rate", "regularization_rate", "stop_loss")]
    with pytest.raises(ReasonError, match=f"between 1 and {MOST_TRIALS}, got 262144"):
        grid(wide)
    with pytest.raises(ReasonError, match="got 1000000000"):
        drawn(wide, 10**9, "s")
    with pytest.raises(ReasonError, match="number of seeds must be between 1 and 100, got 0"):
        trials_of(Experiment(), [{}], 0)


def test_fields_that_cannot_vary_together_are_refused() -> None:
    for fields, sentence in (
        ([], "at least one field must vary"),
        (["noise=1|2"] * 2, "noise varies twice"),
        (["hidden=2|4", "width=1|2"], "hidden cannot vary together"),
        ([f"{name}=1|2" for name in ("noise", "width", "depth", "batch_size", "seed")], "at most 4 fields"),
    ):
        with pytest.raises(ReasonError, match=sentence):
            grid([read_varied(each) for each in fields])
    with pytest.raises(ReasonError, match="seed varies twice"):
        trials_of(Experiment(), grid([read_varied("seed=1|2")]), 2)
