"""The PyTorch backend comes to what the reference comes to. Skipped where PyTorch is not installed."""

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from engine.backends import reference
from engine.backends.interface import Place
from engine.backends.torch import backend as gpu_torch
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from tests.engine.backends.experiments import (
    BASE,
    START,
    batches,
    check_experiment,
    check_same,
    check_session,
    is_steady,
    opened,
    precisions_agree,
    ran,
    single_precision_will_do,
    some_of_a_population,
    tame_experiments,
    walk,
)
from tests.engine.backends.learnings import learning_amid, some_data, some_hand, wide_task, with_weight

pytestmark = pytest.mark.skipif(
    gpu_torch.unavailable_reason() is not None, reason=str(gpu_torch.unavailable_reason())
)

WALK = dict(walk())
RICH = BASE.changed(
    hidden=(4, 4, 3), skip=True, normalization="batch", dropout=0.3, shuffle=True, optimizer="adam",
    clip_norm=1,
)  # fmt: skip
RUNAWAY = BASE.changed(problem="regression", hidden=(), learning_rate=0.2)
"""Its numbers grow until they run away in epoch 262."""


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", WALK)
def test_every_choice_of_every_option_is_computed_like_the_reference(name: str, dtype: type) -> None:
    if not precisions_agree(WALK[name]):
        pytest.skip("a chaotic run, whose last digits decide")
    check_experiment(gpu_torch, WALK[name], dtype)


def test_nearly_all_runs_of_the_walk_can_be_compared() -> None:
    assert sum(map(precisions_agree, WALK.values())) >= 0.95 * len(WALK)


@settings(max_examples=15, phases=[Phase.generate])
@given(experiment=tame_experiments())
def test_experiments_at_random_are_computed_like_the_reference(experiment: Experiment) -> None:
    data, learning = opened(experiment)
    assume(precisions_agree(experiment))
    assume(is_steady(experiment, data, learning, ByHand(), batches(experiment, data)))
    check_experiment(gpu_torch, experiment)
    if single_precision_will_do(experiment):
        check_experiment(gpu_torch, experiment, np.float32)


@settings(max_examples=40)
@given(experiment=tame_experiments(), seed=st.integers(0, 2**32 - 1), n_batches=st.integers(1, 9))
def test_it_goes_on_amid_a_run_with_neurons_off_and_weights_frozen_and_dead(
    experiment: Experiment, seed: int, n_batches: int
) -> None:
    rng = np.random.default_rng(seed)
    learning, hand, data = (
        learning_amid(experiment, rng),
        some_hand(experiment, rng),
        some_data(experiment, rng),
    )
    assume(is_steady(experiment, data, learning, hand, n_batches))
    check_session(gpu_torch, experiment, data, learning, hand, n_batches=n_batches)


@pytest.mark.parametrize("experiment", [BASE, RICH], ids=["plain", "rich"])
def test_pieces_come_to_the_same_as_one_run(experiment: Experiment) -> None:
    data, learning = opened(experiment)
    n = batches(experiment, data)
    whole, pieces = (gpu_torch.open_session(experiment, data, learning, ByHand()) for _ in range(2))
    at_once = whole.run(START, n)
    place, losses = START, []
    for size in (1, 2, 0, 5, n - 8):
        result = pieces.run(place, size)
        place = result.place
        losses.append(result.losses)
        if size < 4:
            assert result.epoch_end is None
        pieces = gpu_torch.open_session(experiment, data, pieces.learning(), ByHand())
    assert place == at_once.place
    np.testing.assert_array_equal(np.concatenate(losses), at_once.losses)
    check_same(pieces.learning(), whole.learning())
    assert result.epoch_end is not None
    assert at_once.epoch_end is not None
    check_same(result.epoch_end, at_once.epoch_end)


def test_more_epochs_than_are_run_without_a_look_are_told_all_the_same() -> None:
    data, learning = opened(BASE)
    check_session(gpu_torch, BASE, data, learning, n_batches=batches(BASE, data, 150) + 2)


@pytest.mark.parametrize("begin", [START, Place(0, 20, 2)], ids=["from the start", "amid an epoch"])
def test_numbers_that_run_away_are_told_where_the_reference_tells_it(begin: Place) -> None:
    data, learning = opened(RUNAWAY)
    sessions = [each.open_session(RUNAWAY, data, learning, ByHand()) for each in (reference, gpu_torch)]
    want, got = (session.run(begin, batches(RUNAWAY, data, 300)) for session in sessions)
    assert not want.finite
    assert want.epoch_end is not None
    assert len(want.losses) > 2 * 64, "later than the second look"
    assert (got.place, got.finite) == (want.place, False)
    assert len(got.losses) == len(want.losses)
    np.testing.assert_allclose(got.losses[:20], want.losses[:20], rtol=1e-9)
    assert got.epoch_end is not None
    assert got.epoch_end.place == want.epoch_end.place
    assert np.isfinite(got.epoch_end.learning.model.parameters[0].weights).all()


def test_numbers_that_run_away_right_after_a_look_leave_the_state_of_that_look() -> None:
    data, learning = opened(RUNAWAY)
    n_epochs = len(ran(reference, RUNAWAY, data, learning, n_batches=batches(RUNAWAY, data, 300))[0].losses)
    session = gpu_torch.open_session(RUNAWAY, data, learning, ByHand())
    place = session.run(START, batches(RUNAWAY, data, n_epochs % 64)).place
    result = session.run(place, batches(RUNAWAY, data, 300))
    assert len(result.losses) == n_epochs // 64 * 64
    assert not result.finite
    assert result.epoch_end is not None
    assert result.epoch_end.place.epoch == n_epochs


def test_numbers_that_run_away_in_the_first_epoch_leave_no_state_behind() -> None:
    data, learning = opened(RUNAWAY)
    learning = with_weight(learning, 1e308)
    for n_batches in (2, 40):
        want, got = (
            each.open_session(RUNAWAY, data, learning, ByHand()).run(START, n_batches)
            for each in (reference, gpu_torch)
        )
        assert got.place == want.place
        assert not want.finite
        assert not got.finite
        assert got.epoch_end is want.epoch_end is None
        assert got.losses.shape == (0, 2)


@pytest.mark.parametrize("experiment", [BASE, RICH], ids=["plain", "rich"])
def test_outputs_are_those_of_the_reference_and_leave_no_trace(experiment: Experiment) -> None:
    data, learning = opened(experiment)
    x = np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)
    off = ByHand(off=(np.arange(4) == 1, *(np.zeros(n, bool) for n in experiment.hidden[1:])))
    sessions = [each.open_session(experiment, data, learning, off) for each in (reference, gpu_torch)]
    for session in sessions:
        session.run(START, 13)
    before = sessions[1].learning()
    want, got = (session.outputs_at(x) for session in sessions)
    assert [(a.shape, a.dtype, a.flags.c_contiguous) for a in got] == [(a.shape, a.dtype, True) for a in want]
    check_same(tuple(got), tuple(want), np.float32)
    assert not got[0][1].any()
    check_same(sessions[1].learning(), before)


def test_inputs_of_another_width_are_refused_in_a_sentence() -> None:
    session = gpu_torch.open_session(BASE, *opened(BASE), ByHand())
    with pytest.raises(ValueError, match=r"x must have shape \(n_points, 2\), got \(4, 3\)"):
        session.outputs_at(np.zeros((4, 3), np.float32))


@settings(max_examples=8)
@given(experiment=tame_experiments())
def test_a_population_is_its_networks_each_by_itself(experiment: Experiment) -> None:
    experiments = some_of_a_population(experiment, 3)
    data, _ = opened(experiment)
    learnings = [opened(each)[1] for each in experiments]
    assume(all(map(precisions_agree, experiments)))
    want, got = (each.open_population(experiments, data, learnings) for each in (reference, gpu_torch))
    for population in (want, got):
        population.run(0, 3)
    check_same(got.run(3, 4).losses, want.run(3, 4).losses)
    for index in range(3):
        check_same(got.learning(index), want.learning(index))
    x = np.random.default_rng(0).normal(size=(9, data.train_x.shape[1])).astype(np.float32)
    check_same(got.answers_at(x), want.answers_at(x), np.float32)


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_networks_of_a_population_may_be_amid_different_runs(optimizer: Any) -> None:
    rng = np.random.default_rng(5)
    experiment = RICH.changed(optimizer=optimizer, regularization="elastic", regularization_rate=0.1)
    experiments = [
        experiment.changed(l1_ratio=ratio, clip_norm=longest, dropout=share, batch_seed=seed)
        for ratio, longest, share, seed in ((0, 0, 0.2, "1"), (0.5, 0.3, 0, "2"), (1, 0, 0.2, ""))
    ]
    learnings = [learning_amid(experiment, rng) for _ in experiments]
    data = some_data(experiment, rng)
    want, got = (each.open_population(experiments, data, learnings) for each in (reference, gpu_torch))
    check_same(got.run(7, 2).losses, want.run(7, 2).losses)
    for index in range(3):
        check_same(got.learning(index), want.learning(index))


def test_a_frozen_weight_is_not_killed() -> None:
    experiment = BASE.changed(regularization="L1", regularization_rate=1)
    rng = np.random.default_rng(0)
    learning, hand = learning_amid(experiment, rng), some_hand(experiment, rng)
    learning = with_weight(learning, 0.001)
    data = some_data(experiment, rng)
    assert (hand.frozen[0].weights & ~learning.dead[0]).any()
    check_session(gpu_torch, experiment, data, learning, hand, n_batches=3)


def test_numbers_that_run_away_stay_in_their_network() -> None:
    experiments = [RUNAWAY.changed(learning_rate=rate) for rate in (0.003, 10, 0.001)]
    data, learning = opened(RUNAWAY)
    population = gpu_torch.open_population(experiments, data, [learning] * 3)
    got = population.run(0, 100).losses
    want = reference.open_population(experiments, data, [learning] * 3).run(0, 100).losses
    assert np.isnan(got[1]).all()
    check_same(got[[0, 2]], want[[0, 2]])
    assert np.isfinite(population.learning(2).model.parameters[0].weights).all()


def test_what_has_run_away_once_is_not_told_again() -> None:
    data, learning = opened(RUNAWAY)
    population = gpu_torch.open_population([RUNAWAY] * 2, data, [learning, with_weight(learning, np.inf)])
    for epoch in range(3):
        assert np.isnan(population.run(epoch, 1).losses).any(axis=1).tolist() == [False, True]


def test_networks_wider_than_an_experiment_may_be_are_computed_too() -> None:
    check_session(gpu_torch, *wide_task())
