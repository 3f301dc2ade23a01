"""Points and their labels."""

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.data.real_sets import REAL_SETS
from engine.data.rng import SeedRandom
from engine.data.samples import N_SAMPLE, sample
from engine.data.splitting import make_data
from engine.experiment.experiment import Experiment

NAMES = tuple(name for name, each in DATASETS.items() if "table" not in each.heeds)


@pytest.mark.parametrize("name", NAMES)
def test_samples_are_small_finite_and_the_same_each_time(name: str) -> None:
    points = sample(name, noise=50)
    assert points.x.shape == (N_SAMPLE, 2)
    assert points.label.shape == (N_SAMPLE,)
    assert np.isfinite(points.x).all()
    assert (np.abs(points.label) <= (9 if name in REAL_SETS else 4)).all()
    np.testing.assert_array_equal(points.x, sample(name, noise=50).x)


@pytest.mark.parametrize(("percent", "n_train"), [(1, 5), (50, 250), (99, 495), (33.3, 166)])
def test_points_are_split_by_the_percentage(percent: float, n_train: int) -> None:
    experiment = Experiment(train_percent=percent)
    data, _ = make_data(experiment, SeedRandom(experiment.seed))
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
    data, _ = make_data(experiment, SeedRandom("1"))
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
