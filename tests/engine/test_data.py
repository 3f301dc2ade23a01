"""Random numbers, points and the loss curve."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.datasets import DATASETS, sample
from engine.data.rng import RandomState, SeedRandom
from engine.experiment.experiment import Experiment
from engine.learning.task import make_data
from engine.training.history import MAX_POINTS, LossHistory
from engine.training.trainer import Trainer

NAMES = tuple(DATASETS)


@given(st.text(max_size=400))
def test_any_seed_gives_numbers_from_0_to_1_and_the_same_again(seed: str) -> None:
    one, other = SeedRandom(seed), SeedRandom(seed)
    numbers = [one.random() for _ in range(5)]
    assert all(0 <= number < 1 for number in numbers)
    assert numbers == [other.random() for _ in range(5)]


def test_other_seeds_give_other_numbers() -> None:
    assert len({SeedRandom(seed).random() for seed in ("", "0", "1", "0.1", "0.10", "é", "x" * 300)}) == 7


def test_random_numbers_are_spread_evenly() -> None:
    rng = SeedRandom("0.5")
    numbers = [rng.uniform(-2, 2) for _ in range(4000)]
    assert min(numbers) < -1.99
    assert max(numbers) > 1.99
    assert abs(sum(numbers) / 4000) < 0.1


def test_a_stream_goes_on_from_its_state() -> None:
    rng = SeedRandom("0.5")
    rng.random()
    other = SeedRandom.from_state(rng.state())
    assert [rng.random() for _ in range(9)] == [other.random() for _ in range(9)]


def test_a_state_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="permutation"):
        SeedRandom.from_state(RandomState(0, 0, (0,) * 256))


@pytest.mark.parametrize("name", NAMES)
def test_samples_are_small_finite_and_the_same_each_time(name: str) -> None:
    points = sample(name, noise=50)
    assert points.x.shape == (150, 2)
    assert points.label.shape == (150,)
    assert np.isfinite(points.x).all()
    assert (np.abs(points.label) <= 4).all()
    np.testing.assert_array_equal(points.x, sample(name, noise=50).x)


@pytest.mark.parametrize(("percent", "n_train"), [(1, 5), (50, 250), (99, 495), (33.3, 166)])
def test_points_are_split_by_the_percentage(percent: float, n_train: int) -> None:
    experiment = Experiment(train_percent=percent)
    data = make_data(experiment, SeedRandom(experiment.seed))
    assert (len(data.train.label), len(data.test.label)) == (n_train, 500 - n_train)


def test_the_noiseless_shapes_are_as_described() -> None:
    rng = SeedRandom("1")
    assert all(
        (x * x + y * y < 2.5**2) == (label == 1) for x, y, label in DATASETS["circle"].draw(200, 0, rng)
    )
    assert all((x * y >= 0) == (label == 1) for x, y, label in DATASETS["xor"].draw(200, 0, rng))
    assert all(abs(x) > 0.3 and abs(y) > 0.3 for x, y, _ in DATASETS["xor"].draw(200, 0, rng))
    assert all(label == (x + y) / 10 for x, y, label in DATASETS["reg-plane"].draw(200, 0, rng))
    assert {label for _, _, label in DATASETS["spiral"].draw(200, 0, rng)} == {1.0, -1.0}


def test_the_bumps_have_their_signs() -> None:
    points = DATASETS["reg-gauss"].draw(2000, 0, SeedRandom("1"))
    for centre_x, centre_y, sign in ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (0, -2.5, 1), (4, -2.5, -1)):
        near = [z for x, y, z in points if (x - centre_x) ** 2 + (y - centre_y) ** 2 < 1]
        assert near
        assert all(z * sign >= 0.5 for z in near)


@pytest.mark.parametrize("classes", [2, 3, 5, 8])
@pytest.mark.parametrize("name", ["blobs", "rings", "pinwheel"])
def test_classes_have_their_labels_and_equal_shares(name: str, classes: int) -> None:
    experiment = Experiment(dataset=name, classes=classes, noise=20)
    data = make_data(experiment, SeedRandom("1"))
    labels, counts = np.unique(np.concatenate([data.train.label, data.test.label]), return_counts=True)
    assert labels.tolist() == ([-1, 1] if classes == 2 else list(range(classes)))
    assert counts.sum() == 500
    assert np.ptp(counts) <= 1


def test_noiseless_rings_lie_around_each_other_and_blobs_apart() -> None:
    rings = sample("rings", 400, classes=4)
    distance = np.hypot(*rings.x.T)
    for k in range(3):
        assert distance[rings.label == k].max() < distance[rings.label == k + 1].min()
    blobs = sample("blobs", 400, classes=3)
    centres = np.stack([blobs.x[blobs.label == k].mean(axis=0) for k in range(3)])
    np.testing.assert_allclose(np.hypot(*centres.T), 3.5, atol=0.3)


def test_curves_are_functions_of_x1_and_noise_moves_their_values() -> None:
    functions = {
        "step": lambda x: np.where(x >= 0, 1, -1),
        "box": lambda x: np.where(np.abs(x) <= 2, 1, -1),
        "sine": np.sin,
    }
    for name, function in functions.items():
        calm, noisy = sample(name, 300), sample(name, 300, noise=50)  # type: ignore[arg-type]
        np.testing.assert_allclose(calm.label, function(calm.x[:, 0]))
        assert (calm.x[:, 1] == 0).all()
        assert np.std(noisy.label - function(noisy.x[:, 0])) == pytest.approx(0.5, rel=0.15)
    u = sample("polynomial", 300).x[:, 0] / 6
    rest = sample("polynomial", 300).label - (4 * u**3 - 3 * u)
    assert np.std(rest) == pytest.approx(0.1, rel=0.15)


def test_noise_does_not_move_the_circles_points() -> None:
    calm, noisy = (DATASETS["circle"].draw(100, noise, SeedRandom("3")) for noise in (0, 0.5))
    assert [point[:2] for point in calm] == [point[:2] for point in noisy]
    assert calm != noisy


def test_a_short_history_keeps_everything() -> None:
    history = recorded(MAX_POINTS)
    assert history.stride == 1
    assert history.epochs == list(range(MAX_POINTS))


def test_a_long_history_is_thinned_by_doubling_its_stride() -> None:
    for n_epochs in (MAX_POINTS + 1, 2 * MAX_POINTS, 10 * MAX_POINTS + 7):
        history = recorded(n_epochs)
        assert MAX_POINTS / 2 <= len(history) <= MAX_POINTS
        assert history.epochs == list(range(0, n_epochs, history.stride))
        assert history.train == [-float(epoch) for epoch in history.epochs]
        assert history.test == [2.0 * epoch for epoch in history.epochs]


def test_the_last_points_can_be_had() -> None:
    history = recorded(10)
    assert [point.epoch for point in history.since(3)] == [7, 8, 9]
    assert history.since(100) == history.points()
    assert history.since(0) == []


def test_a_run_records_its_losses() -> None:
    trainer = Trainer(Experiment(train_percent=2))
    for _ in range(4):
        trainer.run_epoch()
    assert trainer.history.epochs == [0, 1, 2, 3, 4]
    assert trainer.history.since(1)[0] == (4, trainer.train_loss, trainer.test_loss)


def recorded(n_epochs: int) -> LossHistory:
    history = LossHistory()
    for epoch in range(n_epochs):
        history.record(epoch, -float(epoch), 2.0 * epoch)
    return history
