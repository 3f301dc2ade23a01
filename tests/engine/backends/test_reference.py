"""The reference backend: sessions of one network, populations of many."""

import numpy as np
import pytest

from engine.backends import reference
from engine.backends.interface import Place
from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.chance import Chance
from engine.learning.learner import Learning, initial_learning
from engine.learning.task import Data, drawn_task

SMALL = Experiment(dataset="gauss", train_percent=5, noise=10)  # 25 points to train on
START = Place(0, 0, 0)


def opened(experiment: Experiment) -> tuple[Data, Learning]:
    rng = SeedRandom(experiment.seed)
    return drawn_task(experiment, rng).data, initial_learning(experiment, rng)


def test_shuffled_points_are_visited_in_the_order_of_chance() -> None:
    data, learning = opened(SMALL)
    shuffled = reference.open_session(SMALL.changed(shuffle=True), data, learning, ByHand())
    shuffled.run(START, 3)
    order = Chance(SMALL).order(0, len(data.train_x))
    sorted_data = data._replace(train_x=data.train_x[order], train_y=data.train_y[order])
    plain = reference.open_session(SMALL, sorted_data, learning, ByHand())
    plain.run(START, 3)
    for one, other in zip(
        shuffled.learning().model.parameters, plain.learning().model.parameters, strict=True
    ):
        assert (one.weights == other.weights).all()


def test_a_stretch_over_many_epochs_tells_the_losses_of_each_and_where_it_is() -> None:
    data, learning = opened(SMALL)
    result = reference.open_session(SMALL, data, learning, ByHand()).run(START, 3 * 4 + 1)
    assert result.place == Place(4, 10, 9)  # two full batches an epoch, and the one after it
    assert result.losses.shape == (4, 2)
    assert result.epoch_end is not None
    assert result.epoch_end.place == Place(4, 0, 8)
    assert result.finite


def test_a_session_may_compute_in_float32_and_gives_float64() -> None:
    experiment = SMALL.changed(
        dropout=0.2, normalization="batch", optimizer="momentum", hidden=(4, 4), skip=True
    )
    data, learning = opened(experiment)
    single = reference.open_session(experiment, data, learning, ByHand(), np.float32)
    double = reference.open_session(experiment, data, learning, ByHand())
    losses = [session.run(START, 9).losses for session in (single, double)]
    np.testing.assert_allclose(*losses, rtol=1e-4)
    assert (losses[0] != losses[1]).any()
    assert single.learning().model.parameters[0].weights.dtype == np.float64


def test_outputs_are_told_by_layer_and_neuron_with_what_is_off_at_nothing() -> None:
    data, learning = opened(SMALL)
    off = ByHand(off=(np.array([True, False, False, False]), np.zeros(2, bool)))
    x = np.linspace(-6, 6, 20, dtype=np.float32).reshape(10, 2)
    outputs = reference.open_session(SMALL, data, learning, off).outputs_at(x)
    assert [a.shape for a in outputs] == [(4, 10), (2, 10), (1, 10)]
    assert not outputs[0][0].any()
    assert outputs[0][1].all()


def test_a_population_is_its_networks_each_by_itself() -> None:
    experiments = [SMALL.changed(learning_rate=rate, seed=seed) for rate, seed in ((0.03, "1"), (0.3, "2"))]
    data, _ = opened(SMALL)
    learnings = [opened(each)[1] for each in experiments]
    population = reference.open_population(experiments, data, learnings)
    population.run(0, 2)
    losses = population.run(2, 3).losses
    for index, (experiment, learning) in enumerate(zip(experiments, learnings, strict=True)):
        alone = reference.open_session(experiment, data, learning, ByHand())
        assert (alone.run(START, 5 * 3).losses[-1] == losses[index]).all()
        assert (
            population.learning(index).model.parameters[0].weights
            == alone.learning().model.parameters[0].weights
        ).all()


def test_numbers_that_run_away_stay_in_their_network() -> None:
    experiments = [
        SMALL.changed(problem="regression", activation="linear", learning_rate=rate) for rate in (0.003, 10)
    ]
    data, learning = opened(experiments[0])
    population = reference.open_population(experiments, data, [learning, learning])
    losses = population.run(0, 400).losses
    assert np.isfinite(losses[0]).all()
    assert np.isnan(losses[1]).all()
    assert np.isfinite(population.run(400, 1).losses[0]).all()


def test_networks_of_different_shape_or_kind_are_no_population() -> None:
    data, learning = opened(SMALL)
    with pytest.raises(ValueError, match="must agree in batch_size; number 1 does not"):
        reference.open_population([SMALL, SMALL.changed(batch_size=3)], data, [learning] * 2)
    with pytest.raises(ValueError, match="must have one shape; number 1 has another"):
        reference.open_population([SMALL] * 2, data, [learning, opened(SMALL.changed(hidden=(3,)))[1]])
    with pytest.raises(ValueError, match="got 1 and 2"):
        reference.open_population([SMALL], data, [learning] * 2)
