"""One update as it is shown is the update that a run takes, to the bit."""

from typing import Any

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.inside.gradient_noise import gradient_noise
from engine.inside.one_update import next_update, update_of
from engine.network.network import Layer, all_finite
from engine.training.trainer import Trainer

EXPERIMENTS: list[dict[str, Any]] = [
    {},
    {"hidden": ()},
    {"batch_size": 1, "hidden": (5, 3), "activation": "sigmoid"},
    {"batch_size": 7, "shuffle": True, "optimizer": "adam"},
    {"optimizer": "momentum", "regularization": "L2", "regularization_rate": 0.01},
    {"regularization": "L1", "regularization_rate": 0.1, "clip_norm": 0.5},
    {"dataset": "blobs", "classes": 4, "loss": "cross-entropy", "hidden": (6,)},
    {"normalization": "batch", "hidden": (4, 4), "skip": True},
    {"normalization": "layer", "hidden": (4, 4)},
    {"dropout": 0.3, "hidden": (8,)},
    {"problem": "regression", "activation": "relu", "schedule": "step"},
]


def trained(**fields: Any) -> Trainer:
    trainer = Trainer(Experiment(**fields))
    trainer.run(7)
    return trainer


def assert_same(layers: tuple[Layer, ...], others: tuple[Layer, ...]) -> None:
    for (w, b), (v, c) in zip(layers, others, strict=True):
        np.testing.assert_array_equal(w, v)
        np.testing.assert_array_equal(b, c)


@pytest.mark.parametrize("fields", EXPERIMENTS)
def test_the_next_update_is_the_one_that_the_run_takes_to_the_bit(fields: dict[str, Any]) -> None:
    trainer = trained(**fields)
    for _ in range(3):
        seen = next_update(trainer)
        assert_same(seen.before, trainer.parameters)
        trainer.step()
        assert_same(seen.after, trainer.parameters)
        assert all_finite(seen.after)


@pytest.mark.parametrize("fields", EXPERIMENTS)
def test_looking_leaves_no_trace(fields: dict[str, Any]) -> None:
    trainer, other = trained(**fields), trained(**fields)
    next_update(trainer)
    update_of(trainer, 3)
    trainer.run(5)
    other.run(5)
    assert_same(trainer.parameters, other.parameters)


def test_what_is_left_over_at_the_end_of_an_epoch_makes_no_update() -> None:
    trainer = Trainer(Experiment(batch_size=15, hidden=(2,)))  # 250 points: 10 are left over
    trainer.run(16)
    seen = next_update(trainer)
    assert len(seen.points) == 10
    assert not seen.is_taken
    assert_same(seen.before, seen.after)
    trainer.step()
    seen = next_update(trainer)
    trainer.step()
    assert_same(seen.after, trainer.parameters)  # with the ten that were gathered


def test_the_update_of_one_point_is_that_of_a_batch_of_one() -> None:
    trainer = Trainer(Experiment(batch_size=1, hidden=(3, 2)))
    trainer.run(4)
    seen = update_of(trainer, 4)
    assert seen.points == (4,)
    trainer.step()
    assert_same(seen.after, trainer.parameters)


@pytest.mark.parametrize("fields", EXPERIMENTS[:7])
def test_every_delta_and_gradient_is_what_the_chain_rule_says(fields: dict[str, Any]) -> None:
    trainer = trained(**fields)
    seen = update_of(trainer, 0)
    hidden = trainer.learner.design.hidden
    for l in range(len(seen.deltas) - 1, 0, -1):
        back = (seen.deltas[l] @ seen.before[l].weights) * hidden[l - 1].slope(
            seen.pre_activations[l - 1], seen.outputs[l]
        )
        np.testing.assert_allclose(seen.deltas[l - 1], back, rtol=1e-14)
    for l, (weights, biases) in enumerate(seen.gradients):
        np.testing.assert_allclose(weights, np.outer(seen.deltas[l][0], seen.outputs[l][0]), rtol=1e-14)
        np.testing.assert_allclose(biases, seen.deltas[l][0], rtol=1e-14)


@pytest.mark.parametrize("fields", EXPERIMENTS[:3])
def test_a_gradient_is_what_finite_differences_say(fields: dict[str, Any]) -> None:
    trainer = trained(**fields)
    seen, learner = update_of(trainer, 5), trainer.learner
    x, target = trainer.task.data.train_x[5:6], trainer.task.data.train_y[5:6]
    (w, b), h = seen.before[0], 1e-6
    losses = []
    for by in (h, -h):
        moved = w.copy()
        moved[0, 0] += by
        learner.replace_layer(1, Layer(moved, b), None)
        losses.append(learner.mean_loss(x, target))
    assert seen.gradients[0].weights[0, 0] == pytest.approx((losses[0] - losses[1]) / (2 * h), abs=1e-6)


@pytest.mark.parametrize("fields", [EXPERIMENTS[i] for i in (0, 1, 6)])
def test_the_noise_of_a_batch_is_how_far_its_gradients_are_from_that_of_all_points(
    fields: dict[str, Any],
) -> None:
    trainer = trained(**fields)
    seen = next_update(trainer)
    assert seen.n_whole == 250
    every = [update_of(trainer, i).gradients for i in range(250)]
    whole = np.mean([np.concatenate([each.ravel() for layer in g for each in layer]) for g in every], axis=0)
    own = np.array([
        np.concatenate([each.ravel() for layer in every[i] for each in layer]) for i in seen.points
    ])  # fmt: skip
    lengths, length = np.linalg.norm(own, axis=1), np.linalg.norm(whole)
    noise = seen.noise
    np.testing.assert_allclose(noise.lengths, lengths, rtol=1e-9)
    np.testing.assert_allclose(noise.cosines, own @ whole / (lengths * length), rtol=1e-8)
    mean = own.mean(axis=0)
    assert noise.batch_length == pytest.approx(np.linalg.norm(mean), rel=1e-9)
    assert noise.batch_cosine == pytest.approx(mean @ whole / (np.linalg.norm(mean) * length), rel=1e-8)
    assert noise.whole_length == pytest.approx(length, rel=1e-9)


def test_a_batch_of_all_points_has_no_noise_and_one_that_learns_nothing_has_no_direction() -> None:
    everything = Trainer(Experiment(train_percent=10, batch_size=50, hidden=(3,)))
    seen = next_update(everything)
    assert seen.noise.batch_cosine == pytest.approx(1)
    assert seen.noise.batch_length == pytest.approx(seen.noise.whole_length)
    flat = gradient_noise([np.zeros((2, 1))], [np.ones((2, 3))], [Layer(np.ones((1, 3)), np.ones(1))])
    assert flat.cosines.tolist() == flat.lengths.tolist() == [0, 0]
    assert (flat.batch_cosine, flat.batch_length) == (0, 0)


def test_of_a_large_network_the_gradient_of_all_is_that_of_some() -> None:
    wide = next_update(Trainer(Experiment(hidden=(32,) * 10)))
    assert 50 <= wide.n_whole < 250


def test_a_point_that_is_not_there_is_refused_in_a_sentence() -> None:
    with pytest.raises(IndexError, match="index must be between 0 and 249, got 250"):
        update_of(Trainer(Experiment()), 250)
