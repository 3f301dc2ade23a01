"""Populations of the compiled backend are their networks, each by itself."""

import os

import numpy as np
import pytest
from hypothesis import assume, given, settings
from numpy.typing import NDArray

from engine.backends import flat, reference
from engine.backends.compiled import backend as compiled
from engine.backends.interface import Population
from engine.data.rng import SeedRandom
from engine.experiment.experiment import OPTIONS, Experiment
from engine.inside.landscape.directions import random_plane
from engine.inside.landscape.losses import losses_by, losses_of, places_of
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learner, Learning, initial_learning
from engine.learning.task import drawn_task
from engine.training.answers import Answers
from tests.engine.backends.experiments import (
    BASE,
    check_same,
    opened,
    precisions_agree,
    some_of_a_population,
    tame_experiments,
)
from tests.engine.backends.learnings import with_weight

RUNAWAY = BASE.changed(problem="regression", hidden=(), learning_rate=0.2)
"""Its numbers grow until they run away in epoch 262."""

TOGETHER = [
    *(BASE.changed(activation=name) for name in OPTIONS["activation"].names),
    *(BASE.fitting(loss=name) for name in OPTIONS["loss"].names),
    BASE.changed(dataset="rings", classes=5, loss="cross-entropy", schedule="cosine", schedule_epochs=6),
    BASE.changed(hidden=(5, 5, 6), skip=True, train_percent=30, batch_size=40),
    BASE.changed(hidden=(3, 1, 5), batch_size=1),
    *(BASE.changed(batch_size=n) for n in (3, 5, 17)),
    BASE.changed(problem="regression", features=()),
    *(BASE.changed(optimizer=name) for name in OPTIONS["optimizer"].names),
    *(
        BASE.changed(regularization=name, regularization_rate=0.05, l1_ratio=0.4, optimizer=optimizer)
        for name in OPTIONS["regularization"].names
        for optimizer in ("sgd", "adam")
    ),
]
"""What is trained in the lanes of one kernel."""


def learnings_of(experiments: list[Experiment]) -> list[Learning]:
    """First weights of its own for each network."""
    return [initial_learning(each, SeedRandom(f"weights {index}")) for index, each in enumerate(experiments)]


def kind_of(population: Population) -> str:
    return type(population).__name__


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "experiment",
    TOGETHER,
    ids=lambda e: f"{e.activation} {e.loss} {e.hidden} {e.batch_size} {e.optimizer} {e.regularization}",
)
def test_networks_that_go_together_come_to_what_each_comes_to_alone(
    experiment: Experiment, dtype: type
) -> None:
    experiments = [experiment.changed(learning_rate=0.03 / (1 + n)) for n in range(19)]
    data, learnings = opened(experiment)[0], learnings_of(experiments)
    got = compiled.open_population(experiments, data, learnings, dtype)
    want = reference.open_population(experiments, data, learnings, dtype)
    assert kind_of(got) == "Together"
    for population in (got, want):
        population.run(0, 3)
    check_same(got.run(3, 4).losses, want.run(3, 4).losses, dtype)
    for index in (0, 7, 8, 18):
        pair = (flat.pack(population.learning(index)) for population in (got, want))
        check_same(*pair, dtype)


@settings(max_examples=8)
@given(experiment=tame_experiments())
def test_any_population_is_its_networks_each_by_itself(experiment: Experiment) -> None:
    experiments = some_of_a_population(experiment, 3)
    assume(all(map(precisions_agree, experiments)))
    data, learnings = opened(experiment)[0], [opened(each)[1] for each in experiments]
    want, got = (each.open_population(experiments, data, learnings) for each in (reference, compiled))
    for population in (want, got):
        population.run(0, 3)
    check_same(got.run(3, 4).losses, want.run(3, 4).losses)
    for index in range(3):
        check_same(got.learning(index), want.learning(index))
    x = np.random.default_rng(0).normal(size=(9, data.train_x.shape[1])).astype(np.float32)
    check_same(got.answers_at(x), want.answers_at(x), np.float32)


def test_every_network_of_a_kernel_has_numbers_of_its_own() -> None:
    base = BASE.changed(optimizer="adam", regularization="elastic", activation="sigmoid")
    rng = np.random.default_rng(0)
    own = ("beta1", "beta2", "epsilon", "weight_decay", "l1_ratio", "regularization_rate", "steepness")
    experiments = [base.changed(**{name: 0.3 + 0.6 * float(rng.random()) for name in own}) for _ in range(11)]
    data, learnings = opened(base)[0], learnings_of(experiments)
    got, want = (each.open_population(experiments, data, learnings) for each in (compiled, reference))
    assert kind_of(got) == "Together"
    check_same(got.run(0, 5).losses, want.run(0, 5).losses)
    x = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    check_same(got.answers_at(x), want.answers_at(x), np.float32)
    for index in range(11):
        check_same(got.learning(index), want.learning(index))


def test_those_that_can_go_together_and_the_others_are_one_population() -> None:
    experiments = [BASE.changed(dropout=0.2 * (n % 2), clip_norm=n % 3) for n in range(12)]
    data, learnings = opened(BASE)[0], learnings_of(experiments)
    got, want = (each.open_population(experiments, data, learnings) for each in (compiled, reference))
    assert kind_of(got) == "Parted"
    check_same(got.run(0, 4).losses, want.run(0, 4).losses)


@pytest.mark.parametrize(
    "changes", [{"shuffle": True}, {"dropout": 0.2}, {"normalization": "batch"}, {"clip_norm": 1}], ids=str
)
def test_what_cannot_go_together_goes_in_turn(changes: dict[str, object]) -> None:
    experiments = [BASE.changed(**changes)] * 2
    data, learning = opened(experiments[0])
    assert kind_of(compiled.open_population(experiments, data, [learning] * 2)) == "InTurn"


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "changes", [{}, {"dataset": "rings", "classes": 5, "loss": "cross-entropy"}, {"loss": "hinge"}], ids=str
)
def test_a_population_counts_the_points_that_its_networks_tell_right(
    changes: dict[str, object], dtype: type
) -> None:
    experiment = BASE.fitting(**changes)
    task = drawn_task(experiment, SeedRandom("0.5"))
    learnings = learnings_of([experiment] * 19)
    population = compiled.open_population([experiment] * 19, task.data, learnings, dtype)
    population.run(0, 5)
    n_right = population.n_right()
    assert n_right is not None
    for index, counted in enumerate(n_right):
        learner = Learner(experiment, population.learning(index), ByHand())
        shares = counted / [len(task.data.train_x), len(task.data.test_x)]
        assert shares.tolist() == pytest.approx(Answers(learner, task).accuracies(), abs=1e-12)


@pytest.mark.parametrize("changes", [{"problem": "regression"}, {"dataset": "rings", "classes": 3}], ids=str)
def test_where_sums_do_not_tell_the_class_nothing_is_counted(changes: dict[str, object]) -> None:
    experiment = BASE.fitting(**changes)
    data, learning = opened(experiment)
    assert compiled.open_population([experiment] * 2, data, [learning] * 2).n_right() is None


def test_parts_of_a_population_are_counted_together_or_not_at_all() -> None:
    experiments = [BASE.changed(seed=seed, n_points=n) for seed in "ab" for n in (40, 60)]
    tasks = [drawn_task(each, SeedRandom(each.seed)) for each in experiments]
    data, learnings = [task.data for task in tasks], learnings_of(experiments)
    population = compiled.open_population(experiments, data, learnings)
    assert kind_of(population) == "Parted"
    alone = [
        compiled.open_population([each], own, [learning]).n_right()
        for each, own, learning in zip(experiments, data, learnings, strict=True)
    ]
    assert np.array_equal(population.n_right(), np.concatenate(alone))
    with_one_in_turn = [each.changed(dropout=0.2 * (n == 0)) for n, each in enumerate(experiments)]
    assert compiled.open_population(with_one_in_turn, data, learnings).n_right() is None


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_numbers_that_run_away_stay_in_their_network(optimizer: str) -> None:
    base = RUNAWAY.changed(optimizer=optimizer, momentum=0)
    experiments = [base.changed(learning_rate=rate) for rate in (0.003, 10, 0.001)]
    data, learning = opened(base)
    population = compiled.open_population(experiments, data, [learning] * 3)
    got = population.run(0, 100).losses
    want = reference.open_population(experiments, data, [learning] * 3).run(0, 100).losses
    assert np.isnan(got[1]).all()
    check_same(got[[0, 2]], want[[0, 2]])
    for index in (0, 2):
        assert np.isfinite(population.learning(index).model.parameters[0].weights).all()


def test_what_has_run_away_once_is_not_told_again() -> None:
    data, learning = opened(RUNAWAY)
    population = compiled.open_population([RUNAWAY] * 2, data, [learning, with_weight(learning, np.inf)])
    for epoch in range(3):
        assert np.isnan(population.run(epoch, 1).losses).any(axis=1).tolist() == [False, True]


@pytest.mark.parametrize("changes", [{}, {"dropout": 0.2, "shuffle": True, "optimizer": "adam"}], ids=str)
def test_a_population_at_a_rate_of_0_is_the_landscape_of_the_loss(changes: dict[str, object]) -> None:
    experiment = BASE.changed(**changes)
    data, learning = opened(experiment)
    plane = random_plane(learning.model, np.random.default_rng(0))
    vectors = plane.vectors(places_of(np.linspace(-1, 1, 4), np.linspace(-1, 1, 5)))
    got = losses_by(compiled, experiment, learning.model, vectors, data)
    want = losses_of(experiment, learning.model, vectors, data.train_x, data.train_y)
    np.testing.assert_allclose(got, want, rtol=1e-10)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not tell cores apart")
def test_a_population_comes_to_the_same_on_one_core_as_on_all() -> None:
    experiments = [BASE.changed(learning_rate=0.03 / (1 + n)) for n in range(25)]
    data, learnings = opened(BASE)[0], learnings_of(experiments)
    cores = os.sched_getaffinity(0)
    on_all = compiled.open_population(experiments, data, learnings)
    try:
        os.sched_setaffinity(0, {min(cores)})
        on_one = compiled.open_population(experiments, data, learnings)
    finally:
        os.sched_setaffinity(0, cores)
    for epoch in range(0, 6, 2):
        assert (on_all.run(epoch, 2).losses == on_one.run(epoch, 2).losses).all()
    for index in range(25):
        check_same(on_all.learning(index), on_one.learning(index))


def test_networks_that_differ_in_more_than_they_may_are_refused_in_a_sentence() -> None:
    data, learning = opened(BASE)
    with pytest.raises(ValueError, match="must agree in activation; number 1 does not"):
        compiled.open_population([BASE, BASE.changed(activation="relu")], data, [learning] * 2)


def test_a_large_population_says_what_each_of_it_says() -> None:
    experiments = [BASE.changed(learning_rate=0.001 * (1 + n)) for n in range(17)]
    data, learnings = opened(BASE)[0], learnings_of(experiments)
    x: NDArray[np.float32] = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    got, want = (each.open_population(experiments, data, learnings) for each in (compiled, reference))
    check_same(got.answers_at(x), want.answers_at(x), np.float32)


@pytest.mark.parametrize("hidden", [(4, 3), (21, 22)])
def test_how_a_network_is_trained_hangs_on_itself_alone(hidden: tuple[int, ...]) -> None:
    experiments = [BASE.changed(hidden=hidden, learning_rate=0.01 * (1 + n)) for n in range(9)]
    data, learnings = opened(experiments[0])[0], learnings_of(experiments)
    together = compiled.open_population(experiments, data, learnings)
    losses = [together.run(epoch, 2).losses for epoch in (0, 2)]
    for index in (0, 8):
        alone = compiled.open_population(experiments[index : index + 1], data, learnings[index : index + 1])
        assert kind_of(alone) == kind_of(together)
        for epoch, want in zip((0, 2), losses, strict=True):
            assert alone.run(epoch, 2).losses.tolist() == want[index : index + 1].tolist()
