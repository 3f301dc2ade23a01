"""Networks of a sweep end where each would end alone."""

import pickle
from itertools import chain

import numpy as np
import pytest

from engine.backends.devices import DeviceName, Devices
from engine.data.rng import SeedRandom
from engine.evaluation.metrics import accuracies_of
from engine.evaluation.snapshot import Decision, decision_of
from engine.experiment.experiment import OPTIONS, OWN_FIELDS, POINT_FIELDS, Experiment
from engine.learning.task import drawn_task
from engine.reasons import ReasonError
from engine.sweeps.beginnings import OF_LEARNING, OF_POINTS
from engine.sweeps.training import (
    LANES,
    PARCEL_SECONDS,
    STOP_RULES,
    Wanted,
    about_seconds,
    groups,
    parcels,
    spread_over,
    train_again,
    train_all,
)
from engine.sweeps.trials import MOST_TRIALS, drawn, grid, likenesses, seeds_of, trials_of
from engine.sweeps.varied import read_varied
from engine.training.trainer import Trainer

WANTED = Wanted((2, 5), (1, 5), 8)
ALL_KINDS = [
    ["learning_rate=0.01|0.3", "hidden=2|3,2", "activation=tanh|relu"],
    ["weights_seed=a|b", "regularization=none|L2", "regularization_rate=0.01|0.1"],
    ["optimizer=sgd|adam|momentum", "batch_size=1|10", "dropout=0|0.2"],
    ["problem=classification|regression", "noise=0|25", "n_points=40|80"],
    ["stop_epoch=0|3", "normalization=none|batch", "schedule=constant|cosine"],
    ["seed=1|2", "data_seed=|5", "features=x;y|x;y;xSquared"],
    ["seed=1|2|3", "weights_seed=a||b", "learning_rate=0.01|0.3"],
    ["seed=1|2", "imbalance=0|30", "input_scaling=none|standard"],
    ["seed=1|2", "loss=huber", "huber_delta=0.1|1", "clip_norm=0|0.5"],
    ["noise=0|20|40", "n_points=40|80", "train_percent=50|70", "seed=1|2"],
    ["dataset=spiral", "turns=1|2", "label_noise=0|20", "outliers=0|10"],
    ["dataset=iris|digits", "input_scaling=standard", "learning_rate=0.003|0.01"],
    ["problem=curve", "learning_rate=0.01|0.02"],
    ["dataset=blobs|pinwheel", "classes=3", "learning_rate=0.01|0.02"],
]
"""Sweeps over fields of all kinds: numbers, shapes, formulas, points, seeds, rules that end a run."""


def train_settings(fields: list[str], n_seeds: int, device: DeviceName, devices: Devices) -> None:
    """Trains a grid in groups, and each of its networks alone; their losses must be equal (compiled: to 1e-9)
    and so must what they decide (compiled: to what is one level of a picture)."""
    begin = Experiment(n_points=60, seed="7", hidden=(3,))
    name, value = fields[0].split("|")[0].split("=")
    if name in ("dataset", "problem"):
        begin = begin.fitting(**{name: value})
    trials = trials_of(begin, grid([read_varied(each) for each in fields]), n_seeds)
    experiments = [trial.experiment for trial in trials]
    for indices in groups(experiments, 8):
        outcomes = train_all([experiments[index] for index in indices], WANTED, devices, device)
        for index, outcome in zip(indices, outcomes, strict=True):
            alone = Trainer(experiments[index], devices.backend(device))
            losses, decisions = [], []
            for epoch in WANTED.stops():
                alone.run(alone.batches_until(epoch))
                losses.append([alone.train_loss, alone.test_loss])
                decisions.append(decision_of(alone, WANTED.side))
            if device == "numpy":
                assert outcome.losses.tolist() == losses[1:]
            np.testing.assert_allclose(outcome.losses, losses[1:], rtol=1e-9, atol=1e-12)
            for got, want in zip(outcome.decisions, (decisions[0], decisions[2]), strict=True):
                check_decisions(got, want, 0 if device == "numpy" else 1 / 127)
            assert outcome.accuracies == accuracies_of(alone)
            assert not outcome.has_diverged


def check_decisions(got: Decision, want: Decision, tolerance: float) -> None:
    for values, expected in ((got.signed, want.signed), (got.confidence, want.confidence)):
        assert (values is None) == (expected is None)
        if values is not None and expected is not None:
            np.testing.assert_allclose(values, expected, rtol=1e-5 if tolerance else 0, atol=tolerance)
    if got.winner is not None and got.confidence is not None:
        assert (got.winner == want.winner)[got.confidence > tolerance].all()


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
        good, bad = train_all([trial.experiment for trial in trials], Wanted((1, 30)), devices, device)
        assert not good.has_diverged
        assert bad.has_diverged
        assert bad.accuracies is None


@pytest.mark.parametrize("device", ["numpy", "numba"])
@pytest.mark.parametrize("rule", [{}, {"stop_epoch": 30}], ids=["together", "alone"])
def test_what_ran_away_has_no_picture_from_then_on_and_its_best_is_of_before(
    device: DeviceName, rule: dict[str, int]
) -> None:
    base = Experiment(problem="regression", seed="3", **rule)
    experiments = [base.changed(learning_rate=rate) for rate in (0.01, 2)]
    devices, wanted = Devices(), Wanted((1, 30), (1, 2, 30), 4, every_epoch=True)
    devices.ready(device, base)
    good, bad = outcomes = train_all(experiments, wanted, devices, device)
    assert [len(each.decisions) for each in outcomes] == [3, 2]
    assert np.isfinite(good.losses).all()
    assert np.isfinite(bad.losses).all(axis=1).tolist() == [True, False]
    assert bad.best_test_loss == bad.losses[0, 1]


def test_the_best_epoch_is_looked_for_in_all_of_them() -> None:
    experiment = Experiment(n_points=60, seed="7", learning_rate=1, noise=50, hidden=(8, 8))
    devices = Devices()
    (outcome,) = train_all([experiment], Wanted((1, 40), every_epoch=True), devices, "numpy")
    alone = Trainer(experiment)
    alone.run(alone.batches_until(40))
    assert outcome.best_test_loss == min(alone.history.test[1:]) < outcome.losses[:, 1].min()


def test_a_network_trained_again_has_its_weights_its_curve_and_its_beginning() -> None:
    for changes, epochs in (
        ({}, 12),
        ({}, 2500),
        ({"batch_size": 7, "dropout": 0.2, "optimizer": "adam"}, 12),
        ({"learning_rate": 100, "activation": "relu"}, 12),
    ):
        experiment = Experiment(n_points=20, seed="7").changed(**changes)
        alone = Trainer(experiment)
        first = alone.state()
        alone.run(alone.batches_until(epochs))
        now, begun = train_again(experiment, epochs, Devices(), "numpy")
        assert pickle.loads(pickle.dumps(now)).as_dict() == alone.state().as_dict()
        assert begun.as_dict() == first.as_dict()


def test_a_network_trained_again_ends_as_it_did_among_others_even_where_rounding_grows() -> None:
    spiral = Experiment(dataset="spiral", hidden=(16, 16), learning_rate=0.3, n_points=100)
    experiments, devices = [spiral.changed(seed=seed) for seed in "12345678"], Devices()
    devices.ready("numba", spiral)
    for experiment, outcome in zip(
        experiments, train_all(experiments, Wanted((600,)), devices, "numba"), strict=True
    ):
        now, _ = train_again(experiment, 600, devices, "numba")
        assert now.progress.losses == tuple(outcome.losses[-1].tolist())
        assert now.history[-1][1:] == now.progress.losses
        room = Trainer(experiment)
        room.restore(now)
        assert (room.train_loss, room.test_loss) == now.progress.losses
        assert room.answers.losses() == pytest.approx(now.progress.losses, rel=1e-9)


def test_looks_are_spread_over_the_epochs_and_closer_in_the_beginning() -> None:
    for epochs, most in ((1, 40), (40, 40), (41, 40), (100, 40), (100_000, 40), (100, 1), (7, 60)):
        looks = spread_over(epochs, most)
        assert looks == tuple(sorted(set(looks)))
        assert looks[-1] == epochs
        assert 1 <= len(looks) <= most
        if 1 < most < epochs:
            assert looks[0] <= epochs / 16
            assert looks[-1] - looks[-2] <= 2 * epochs / most + 1
    assert spread_over(40, 40) == tuple(range(1, 41))


@pytest.mark.parametrize("device", ["numpy", "numba"])
def test_a_network_comes_to_the_same_bits_whoever_else_is_trained_with_it(device: DeviceName) -> None:
    fields = ["learning_rate=0.01|0.1|1", "dropout=0|0.2", "clip_norm=0|1"]
    trials = trials_of(Experiment(n_points=60), grid([read_varied(each) for each in fields]), 3)
    experiments, devices, wanted = [trial.experiment for trial in trials], Devices(), Wanted((3,))
    devices.ready(device, experiments[0])
    for indices in groups(experiments):
        together = train_all([experiments[index] for index in indices], wanted, devices, device)
        for index, outcome in zip(indices, together, strict=True):
            (alone,) = train_all([experiments[index]], wanted, devices, device)
            assert outcome.losses.tolist() == alone.losses.tolist()


def test_points_hang_on_no_field_of_learning() -> None:
    base = Experiment(n_points=40, hidden=(3, 3))
    others = {
        "hidden": (2,), "activation": "relu", "layer_activations": ("relu", "tanh"), "skip": True,
        "normalization": "layer", "initializer": "zeros", "optimizer": "adam", "batch_size": 3,
        "shuffle": True, "schedule": "cosine", "schedule_epochs": 7, "regularization": "L1",
        "weights_seed": "w", "dropout": 0.5, "learning_rate": 3,
    }  # fmt: skip
    assert set(others) <= OF_LEARNING
    assert set(others) >= OF_LEARNING - OWN_FIELDS
    want = drawn_task(base, SeedRandom(base.seed)).data
    for name, value in others.items():
        changed = base.changed(**{name: value})
        assert changed != base, name
        for part, expected in zip(drawn_task(changed, SeedRandom(base.seed)).data, want, strict=True):
            assert (part == expected).all(), name


def test_those_that_differ_in_numbers_alone_are_trained_together() -> None:
    fields = [read_varied("learning_rate=0.001..1:log:9"), read_varied("activation=tanh|relu")]
    experiments = [trial.experiment for trial in trials_of(Experiment(), grid(fields), 2)]
    assert sorted(map(len, groups(experiments))) == [18, 18]  # two activations
    noisy = trials_of(Experiment(), grid([read_varied("noise=0..50:6"), read_varied("gap=0|1|2")]), 5)
    assert sorted(map(len, groups([trial.experiment for trial in noisy]))) == [26, 64]
    assert max(map(len, groups(experiments, 4))) == 4
    assert sorted(chain.from_iterable(groups(experiments))) == list(range(len(experiments)))


@pytest.mark.parametrize("fields", ALL_KINDS, ids=str)
def test_who_is_trained_together_is_known_before_all_experiments_are_made(fields: list[str]) -> None:
    name, value = fields[0].split("|")[0].split("=")
    begin = Experiment().fitting(**{name: value} if name in ("dataset", "problem") else {})
    trials = trials_of(begin, grid([read_varied(each) for each in [*fields[:3], "patience=5|7"]]), 1)
    alike = likenesses(trials)
    assert parcels(alike, 5, 8) == parcels([trial.experiment for trial in trials], 5, 8)
    assert len(set(map(id, alike))) < len(trials)


def test_small_groups_are_given_to_a_worker_together() -> None:
    fields = [read_varied("width=1..20:20"), read_varied("learning_rate=0.01|0.1|1")]
    experiments = [trial.experiment for trial in trials_of(Experiment(n_points=40), grid(fields), 1)]
    found = parcels(experiments, 2, 8)
    assert sorted(chain.from_iterable(found)) == list(range(60))
    assert [len(each) for each in found] == [6] * 10
    mixed, devices, wanted = experiments[:6][::-1], Devices(), Wanted((2,))
    alone = [train_all([each], wanted, devices, "numpy")[0] for each in mixed]
    together = train_all(mixed, wanted, devices, "numpy")
    assert [each.losses.tolist() for each in together] == [each.losses.tolist() for each in alone]


def test_a_worker_gets_as_many_networks_at_once_as_take_some_seconds() -> None:
    rates = [trial.experiment for trial in trials_of(Experiment(), grid([read_varied("noise=0..50:64")]), 2)]
    assert [len(each) for each in parcels(rates, 100)] == [64, 64]
    assert [len(each) for each in parcels(rates, 100_000)] == [8] * 16
    large = [each.changed(hidden=(32,) * 10) for each in rates]
    assert [len(each) for each in parcels(large, 100)] == [16] * 8
    for experiments, epochs in ((rates, 10_000), (large, 100), (rates[:40] + large[:3], 300)):
        found = parcels(experiments, epochs)
        assert sorted(chain.from_iterable(found)) == list(range(len(experiments)))
        for each in found:
            seconds = epochs * sum(about_seconds(experiments[index]) for index in each)
            assert seconds <= PARCEL_SECONDS or len(each) <= LANES


def test_points_and_rules_that_end_a_run_are_fields_of_an_experiment() -> None:
    assert set(OF_POINTS) < OWN_FIELDS | POINT_FIELDS
    assert set(OPTIONS) > POINT_FIELDS
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
