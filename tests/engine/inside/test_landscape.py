"""Landscapes of the loss, against the loss of each network by itself; sharpness against the whole Hessian."""

import time
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends import reference
from engine.experiment.experiment import Experiment
from engine.inside.derivatives.graph import NetworkGraph, gradients_backward
from engine.inside.landscape.directions import (
    checked_same_kind,
    model_of,
    path_plane,
    random_plane,
    vector_of,
    weights_plane,
)
from engine.inside.landscape.losses import (
    coarse_to_fine,
    landscape,
    loss_cut,
    losses_at,
    losses_by,
    losses_of,
    places_of,
)
from engine.inside.landscape.sharpness import sharpness
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learner, fresh_learning
from engine.network.deep import Model, open_gates
from engine.network.network import Layer, all_alive
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from tests.engine.inside.networks import random_model

SEEDS = st.integers(0, 2**32 - 1)
CASES = [
    {},
    {"hidden": ()},
    {"hidden": (3, 3, 3), "skip": True, "normalization": "batch"},
    {"hidden": (3, 3), "normalization": "layer", "activation": "relu"},
    {"dataset": "blobs", "classes": 4, "loss": "cross-entropy", "hidden": (3,)},
    {"loss": "binary-cross-entropy", "hidden": (2,)},
    {"problem": "regression", "loss": "huber"},
]


def mean_loss(experiment: Experiment, model: Model, x: np.ndarray, y: np.ndarray) -> float:
    """The loss as training has it."""
    learning = fresh_learning(model, all_alive((*model.parameters, *model.scales)), experiment)
    return Learner(experiment, learning, ByHand()).mean_loss(x, y)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def trained(epochs: int = 30, **fields: object) -> tuple[Trainer, list[Model]]:
    """A run, and where it has been after each epoch, the beginning first."""
    trainer = Trainer(Experiment(**fields))  # type: ignore[arg-type]
    path = [trainer.learner.model]
    for _ in range(epochs):
        trainer.run_epoch()
        path.append(trainer.learner.model)
    return trainer, path


@pytest.mark.parametrize("fields", CASES, ids=str)
def test_a_landscape_is_the_loss_of_each_network_by_itself(fields: dict) -> None:
    trainer = Trainer(Experiment(**fields))
    experiment, data = trainer.experiment, trainer.task.data
    model = random_model(experiment, 1)
    plane = random_plane(model, rng())
    found = landscape(experiment, plane, data.train_x, data.train_y, 5)
    assert found.across.tolist() == found.up.tolist() == [-1, -0.5, 0, 0.5, 1]
    for row, beta in enumerate(found.up):
        for column, alpha in enumerate(found.across):
            vector = vector_of(model) + alpha * plane.across + beta * plane.up
            wanted = mean_loss(experiment, model_of(model, vector), data.train_x, data.train_y)
            assert found.losses[row, column] == pytest.approx(wanted, rel=1e-12)


def test_what_is_switched_off_is_off_in_the_landscape_on_the_cut_and_for_the_sharpness() -> None:
    trainer = Trainer(Experiment())
    trainer.switch_neuron(1, 2, False)
    experiment, model, (x, y, *_) = trainer.experiment, trainer.learner.model, trainer.task.data
    gates = open_gates((), trainer.hand.off, 0.0, np.float64)
    here = np.zeros((1, 2))
    plane = random_plane(model, rng())
    assert losses_at(experiment, plane, here, x, y, gates)[0] == pytest.approx(trainer.train_loss)
    assert losses_at(experiment, plane, here, x, y)[0] != pytest.approx(trainer.train_loss)
    cut = loss_cut(experiment, model, model, x, y, gates=gates)
    assert cut.losses == pytest.approx(trainer.train_loss)
    direction = sharpness(experiment, model, x, y, gates, n_products=500).direction
    (w, b), *_ = model_of(model, direction).parameters
    assert np.append(w[2], b[2]) == pytest.approx(0, abs=1e-6), "what is off bends nothing"


@pytest.mark.parametrize("fields", [{}, CASES[4]], ids=str)
def test_a_population_of_a_backend_says_the_same(fields: dict) -> None:
    trainer = Trainer(Experiment(**fields, shuffle=True, dropout=0.2, regularization="L1"))
    model = trainer.learner.model
    plane = random_plane(model, rng())
    vectors = plane.vectors(places_of(np.linspace(-1, 1, 3), np.linspace(-1, 1, 3)))
    by_itself = losses_of(trainer.experiment, model, vectors, *trainer.task.data[:2])
    together = losses_by(reference, trainer.experiment, model, vectors, trainer.task.data)
    np.testing.assert_allclose(together, by_itself, rtol=1e-10)
    with pytest.raises(ValueError, match="must not be batch"):
        losses_by(reference, Experiment(normalization="batch"), model, vectors, trainer.task.data)


def test_a_landscape_of_the_default_network_takes_less_than_a_second() -> None:
    trainer = Trainer(Experiment())
    plane = random_plane(trainer.learner.model, rng())
    times = []
    for _ in range(3):
        began = time.thread_time()
        landscape(trainer.experiment, plane, *trainer.task.data[:2])
        times.append(time.thread_time() - began)
    assert min(times) < 1


@pytest.mark.parametrize("normalization", ["none", "layer"])
@settings(deadline=None, max_examples=10)
@given(seed=SEEDS)
def test_in_a_random_direction_each_neuron_goes_as_far_as_it_is_from_0(seed: int, normalization: str) -> None:
    experiment = Experiment(hidden=(4, 3), normalization=normalization)
    model = random_model(experiment, seed)
    plane = random_plane(model, np.random.default_rng(seed))
    for direction in (plane.across, plane.up):
        moved = model_of(model, direction)
        for (w, b), (dw, db) in zip(
            (*model.parameters, *model.scales), (*moved.parameters, *moved.scales), strict=True
        ):
            own, gone = (np.linalg.norm(np.column_stack(pair), axis=1) for pair in ((w, b), (dw, db)))
            np.testing.assert_allclose(gone, own)
    assert abs(plane.across @ plane.up) < 0.999 * np.linalg.norm(plane.across) * np.linalg.norm(plane.up)


def test_a_network_comes_back_from_its_vector() -> None:
    experiment = Experiment(hidden=(4, 3), normalization="batch")
    model = random_model(experiment, 1)
    back = model_of(model, vector_of(model))
    np.testing.assert_array_equal(vector_of(back), vector_of(model))
    assert [w.shape for w, _ in back.parameters] == [w.shape for w, _ in model.parameters]
    assert back.remembered is model.remembered


def test_the_plane_of_a_path_is_the_nearest_to_it() -> None:
    trainer, path = trained()
    plane = path_plane(path[-1], path)
    away = np.array([vector_of(each) for each in path]) - vector_of(path[-1])
    assert plane.walked is not None
    assert plane.shares is not None
    span = np.stack([plane.across, plane.up])
    np.testing.assert_allclose(span @ span.T, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(plane.walked, away @ span.T, atol=1e-9)
    left = ((away - plane.walked @ span) ** 2).sum() / (away**2).sum()
    assert plane.shares.sum() == pytest.approx(1 - left)
    squares = np.linalg.eigvalsh(away.T @ away)[::-1]
    np.testing.assert_allclose(plane.shares, squares[:2] / squares.sum(), rtol=1e-6)
    for axis, (low, high) in enumerate(plane.reach):
        assert low < plane.walked[:, axis].min()
        assert plane.walked[:, axis].max() < high
    assert plane.walked[-1].tolist() == [0, 0]
    here = losses_at(trainer.experiment, plane, np.zeros((1, 2)), *trainer.task.data[:2])
    assert here[0] == pytest.approx(trainer.train_loss)


def test_two_weights_make_a_plane_too() -> None:
    model = random_model(Experiment(), 1)
    plane = weights_plane(model, 0, 5)
    moved = plane.vectors(np.array([[1.5, -0.5]]))[0] - vector_of(model)
    assert np.nonzero(moved)[0].tolist() == [0, 5]
    with pytest.raises(ReasonError, match="two different parameters between 0 and 24, got 3 and 3"):
        weights_plane(model, 3, 3)


@pytest.mark.parametrize("n", [2, 9, 41])
def test_from_coarse_to_fine_every_place_comes_once(n: int) -> None:
    rounds = coarse_to_fine(n)
    assert sorted(np.concatenate(rounds).tolist()) == list(range(n * n))
    assert len(rounds[0]) == len(range(0, n, 8)) ** 2


def test_a_cut_goes_from_one_network_to_the_other() -> None:
    trainer, path = trained(60)
    experiment, (x, y, *_) = trainer.experiment, trainer.task.data
    cut = loss_cut(experiment, path[0], path[-1], x, y)
    assert (cut.t[0], cut.t[-1]) == (-0.25, 1.25)
    for t, wanted in ((0, path[0]), (1, path[-1])):
        assert cut.losses[cut.t == t][0] == pytest.approx(mean_loss(experiment, wanted, x, y))
    half = 0.5 * (vector_of(path[0]) + vector_of(path[-1]))
    wanted = mean_loss(experiment, model_of(path[0], half), x, y)
    assert cut.losses[np.abs(cut.t - 0.5).argmin()] == pytest.approx(wanted)
    assert loss_cut(experiment, path[-1], path[-1], x, y).barrier == pytest.approx(0, abs=1e-12)


def test_a_hill_between_two_minima_is_a_barrier() -> None:
    trainer, _ = trained(200, hidden=(3,), learning_rate=0.3)
    experiment, (x, y, *_) = trainer.experiment, trainer.task.data
    model = trainer.learner.model
    (w, b), (v, c) = model.parameters
    order = [1, 2, 0]  # the same network with its neurons in another order
    other = model._replace(parameters=(Layer(w[order], b[order]), Layer(v[:, order], c)))
    assert mean_loss(experiment, other, x, y) == pytest.approx(trainer.train_loss)
    cut = loss_cut(experiment, model, other, x, y)
    inside = (cut.t >= 0) & (cut.t <= 1)
    assert cut.barrier == pytest.approx(cut.losses[inside].max() - trainer.train_loss, abs=1e-9)
    assert cut.barrier > 0.05


def test_with_batch_normalisation_a_cut_mixes_what_both_remember() -> None:
    trainer, path = trained(5, hidden=(3,), normalization="batch")
    experiment, (x, y, *_) = trainer.experiment, trainer.task.data
    cut = loss_cut(experiment, path[1], path[-1], x, y, n=5)
    for t, wanted in ((0, path[1]), (1, path[-1])):
        assert cut.losses[cut.t == t][0] == pytest.approx(mean_loss(experiment, wanted, x, y))


def hessian(experiment: Experiment, model: Model, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The Hessian of the mean loss by differences of gradients."""
    origin, h = vector_of(model), 1e-5

    def slope(vector: np.ndarray) -> np.ndarray:
        at = model_of(model, vector)
        layers = gradients_backward(NetworkGraph(experiment, at, x, training=False), y)
        return np.concatenate([array.ravel() for layer in layers for array in layer]) / len(x)

    columns = [(slope(origin + h * e) - slope(origin - h * e)) / (2 * h) for e in np.eye(len(origin))]
    return np.stack(columns)


@pytest.mark.parametrize(
    "fields", [{"hidden": (3,)}, {"hidden": (2, 2), "normalization": "layer"}, CASES[4]], ids=str
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_sharpness_is_the_greatest_eigenvalue_of_the_hessian(fields: dict, seed: int) -> None:
    trainer = Trainer(Experiment(**fields))
    experiment, (x, y, *_) = trainer.experiment, trainer.task.data
    model = random_model(experiment, seed)
    found = sharpness(experiment, model, x[:40], y[:40], n_products=1000)
    whole = hessian(experiment, model, x[:40], y[:40])
    assert found.settled
    assert found.eigenvalue == pytest.approx(np.linalg.eigvalsh(whole)[-1], rel=1e-2)
    assert found.direction @ whole @ found.direction == pytest.approx(found.eigenvalue, rel=1e-3)
    assert found.greatest_rate == 2 / found.eigenvalue
    again = sharpness(experiment, model, x[:40], y[:40], start=found.direction, n_products=1000)
    assert again.n_products < found.n_products


def test_gradient_descent_grows_above_its_greatest_rate_and_falls_below() -> None:
    experiment = Experiment(problem="regression", hidden=())
    trainer = Trainer(experiment)
    x, y, *_ = trainer.task.data
    found = sharpness(experiment, trainer.learner.model, x, y, n_products=1000)
    rows = np.hstack([x, np.ones((len(x), 1))])
    assert found.eigenvalue == pytest.approx(np.linalg.eigvalsh(rows.T @ rows / len(x))[-1], rel=1e-3)
    for factor, grows in ((0.99, False), (1.01, True)):
        run = Trainer(
            experiment.changed(batch_size=min(1200, len(x)), learning_rate=factor * found.greatest_rate)
        )
        for _ in range(200):
            run.run_epoch()
        early = run.train_loss
        for _ in range(200):
            run.run_epoch()
        assert (run.train_loss > early) == grows


def test_on_a_saddle_that_falls_as_it_rises_the_way_up_counts() -> None:
    experiment = Experiment(problem="regression", hidden=(1,), activation="sine", features=("x",))
    model = random_model(experiment, 1, 0.0)
    x, y = np.ones((1, 1)), np.ones((1, 1))
    found = sharpness(experiment, model, x, y)
    whole = np.linalg.eigvalsh(hessian(experiment, model, x, y))
    assert found.eigenvalue == pytest.approx(whole[-1], rel=1e-2)
    assert whole[0] == pytest.approx(-whole[-1], rel=1e-6)


def test_what_has_no_landscape_gets_a_sentence() -> None:
    experiment = Experiment(hidden=(3,))
    model, other = random_model(experiment, 1), random_model(Experiment(hidden=(4, 2)), 1)
    gone = random_model(experiment, 1, np.inf)
    x, y = np.ones((2, 2)), np.ones((2, 1))
    with pytest.raises(ReasonError, match="have run away"):
        random_plane(gone, rng())
    with pytest.raises(ReasonError, match="have run away"):
        sharpness(experiment, gone, x, y)
    with pytest.raises(ReasonError, match="one shape, got 3-1 and 4-2-1"):
        loss_cut(experiment, model, other, x, y)
    with pytest.raises(ReasonError, match="not on one line; so far it has 1"):
        path_plane(model, [model, model])
    with pytest.raises(ReasonError, match="at most 121, got 200"):
        landscape(experiment, random_plane(model, rng()), x, y, 200)
    flat = random_model(Experiment(hidden=(3,), activation="relu"), 1, 0.0)
    with pytest.raises(ReasonError, match="the loss is flat here"):
        sharpness(Experiment(hidden=(3,), activation="relu", loss="hinge"), flat, x, -y)


def test_far_out_where_numbers_run_away_the_loss_is_infinite() -> None:
    experiment = Experiment(hidden=(3,), activation="linear", problem="regression")
    plane = random_plane(random_model(experiment, 1), rng())
    found = losses_at(
        experiment, plane, np.array([[1e200, 0.0], [0.0, 0.0]]), np.ones((2, 2)), np.ones((2, 1))
    )
    assert found[0] == inf
    assert np.isfinite(found[1])


def test_networks_that_compute_in_another_way_are_not_compared() -> None:
    experiment = Experiment(hidden=(3,))
    checked_same_kind(experiment, experiment.changed(seed="0.7", learning_rate=1.0, dataset="xor"))
    for changes, says in (
        ({"hidden": (4,)}, "the two networks must have one shape, got 3-1 and 4-1"),
        ({"activation": "relu"}, "the two networks must compute in the same way, got tanh and relu"),
        ({"features": ("x", "xSquared")}, "in the same way, got x, y and x, xSquared"),
    ):
        with pytest.raises(ReasonError, match=says):
            checked_same_kind(experiment, experiment.changed(**changes))
