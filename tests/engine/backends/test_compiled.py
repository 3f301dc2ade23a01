"""The compiled backend computes what the reference computes, for every option."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from engine.backends import compiled, reference
from engine.backends.interface import Data, Place, Session, Stretch
from engine.by_hand import ByHand
from engine.descent import Frozen
from engine.experiment import Experiment
from engine.learner import Learning, first_learning
from engine.options import OPTIONS
from engine.rng import SeedRandom
from engine.trainer import Trainer
from tests.engine.backends.learnings import learning_amid, some_data, some_hand
from tests.engine.drawn import experiments

BEGINNING = Place(0, 0, 0)
SEEDS = st.integers(0, 2**32 - 1)
pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered in cast")


def batches(experiment: Experiment, data: Data, n_epochs: int) -> int:
    return n_epochs * -(-len(data.train_x) // experiment.batch_size)


def agree(one: Stretch, other: Stretch, tolerance: float) -> None:
    """Both came to the same place with the same losses."""
    assert one.place == other.place
    assert one.finite == other.finite
    assert one.losses == pytest.approx(other.losses, rel=tolerance, abs=tolerance * 1e-3)


def leaves(value: Any) -> list[Any]:
    """All arrays and numbers of nested tuples, in order."""
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, tuple) else [value]


def near(one: Learning, other: Learning, tolerance: float) -> None:
    """All of two learnings, each array measured by its largest number."""
    for got, wanted in zip(leaves(one), leaves(other), strict=True):
        if np.asarray(wanted).dtype == bool:
            assert np.array_equal(got, wanted)
        else:
            most = np.abs(wanted).max(initial=0.0)
            assert np.asarray(got) == pytest.approx(wanted, rel=tolerance, abs=tolerance * max(most, 1e-3))


def compared(
    experiment: Experiment,
    data: Data,
    learning: Learning,
    hand: ByHand = ByHand(),  # noqa: B008  a plain value
    place: Place = BEGINNING,
    n_batches: int = 30,
    tolerance: float = 1e-9,
) -> None:
    """Both backends train on so many batches and come to the same."""
    with np.errstate(all="ignore"):
        session = compiled.open_session(experiment, data, learning, hand)
        wanted = reference.open_session(experiment, data, learning, hand)
        one, other = session.run(place, n_batches), wanted.run(place, n_batches)
    agree(one, other, tolerance)
    if other.finite:
        near(session.learning(), wanted.learning(), tolerance)
    assert (one.ended is None) == (other.ended is None)
    if one.ended is not None and other.ended is not None:
        assert one.ended.place == other.ended.place
        near(one.ended.learning, other.ended.learning, tolerance)


CHOICES = [
    {field: name}
    for field, option in OPTIONS.items()
    if option.kind == "choice" and field not in ("dataset", "regression_dataset", "curve_dataset")
    for name in option.names
]
FITTING: dict[str, dict[str, Any]] = {
    "cross-entropy": {"dataset": "blobs", "classes": 4},
    "curve": {"features": ("x", "xSquared")},
    "L1": {"regularization_rate": 0.05},
    "L2": {"regularization_rate": 0.05},
    "elastic": {"regularization_rate": 0.05},
    "rmsprop": {"learning_rate": 0.003},
}
"""What else goes with a choice, so that it means something."""

MORE: list[dict[str, Any]] = [
    {"shuffle": True},
    {"shuffle": True, "batch_size": 1},
    {"batch_size": 2},
    {"batch_size": 23},
    {"batch_size": 100},
    {"hidden": ()},
    {"features": ()},
    {"features": (), "hidden": ()},
    {"hidden": (5, 9, 13, 3, 17)},
    {"layer_activations": ("relu", "sine"), "steepness": 3.0},
    {"activation": "sigmoid", "steepness": 0.3},
    {"dropout": 0.4},
    {"dropout": 0.4, "shuffle": True, "normalization": "batch", "skip": True, "hidden": (4, 4, 4)},
    {"skip": True, "hidden": (2, 2, 5, 5)},
    {"normalization": "layer", "skip": True, "hidden": (5, 5, 7, 7), "optimizer": "adam"},
    {"normalization": "batch", "batch_size": 11, "optimizer": "adamw", "weight_decay": 0.2, "epsilon": 1e-4},
    {"normalization": "batch", "batch_size": 200},
    {"clip_norm": 0.05},
    {"clip_norm": 0.05, "optimizer": "adam", "regularization": "elastic", "regularization_rate": 0.1},
    {"optimizer": "adam", "regularization": "L1", "regularization_rate": 0.05},
    {"regularization": "elastic", "regularization_rate": 0.05, "l1_ratio": 0.0},
    {"loss": "huber", "huber_delta": 0.2},
    {"loss": "cross-entropy", "dataset": "circle"},
    {"loss": "square", "dataset": "rings", "classes": 5},
    {"loss": "hinge", "dataset": "rings", "classes": 5},
    {"loss": "binary-cross-entropy", "dataset": "rings", "classes": 5},
]


@pytest.mark.parametrize("changes", [*CHOICES, *MORE], ids=str)
def test_every_option_gives_the_reference_s_numbers(changes: dict[str, Any]) -> None:
    fitting = {} if len(changes) > 1 else FITTING.get(str(next(iter(changes.values()))), {})
    experiment = Experiment(learning_rate=0.03, batch_size=4).fitting(**{**fitting, **changes})
    rng = np.random.default_rng(5)
    data = some_data(experiment, rng)
    learning = first_learning(experiment, SeedRandom("weights"))
    compared(experiment, data, learning, n_batches=batches(experiment, data, 20))


def well_conditioned(experiment: Experiment, data: Data, learning: Learning, hand: ByHand, place: Place,
                     n_batches: int) -> bool:  # fmt: skip
    """Whether NumPy's own two precisions agree, so that roundings hardly matter."""
    with np.errstate(all="ignore"):
        sessions = [
            reference.open_session(experiment, data, learning, hand, dtype)
            for dtype in (np.float64, np.float32)
        ]
        one, other = (session.run(place, n_batches) for session in sessions)
    pairs = zip(*(leaves(session.learning()) for session in sessions), strict=True)
    return one.finite and other.finite and all(np.allclose(a, b, rtol=1e-3, atol=1e-4) for a, b in pairs)


@settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(experiment=experiments(), seed=SEEDS, n_batches=st.integers(0, 12))
def test_any_experiment_goes_on_from_any_state_like_the_reference(
    experiment: Experiment, seed: int, n_batches: int
) -> None:
    rng = np.random.default_rng(seed)
    experiment = experiment.changed(
        learning_rate=min(experiment.learning_rate, 0.1),
        regularization_rate=min(experiment.regularization_rate, 0.1),
        steepness=min(experiment.steepness, 3.0),
        epsilon=max(experiment.epsilon, 1e-4),
    )
    data, learning, hand = some_data(experiment, rng), learning_amid(experiment, rng), some_hand(experiment, rng)
    stops = range(0, len(data.train_x), experiment.batch_size)
    place = Place(int(rng.integers(0, 50)), int(rng.choice(stops)), 7)
    if well_conditioned(experiment, data, learning, hand, place, n_batches):
        event("compared")
        compared(experiment, data, learning, hand, place, n_batches, tolerance=1e-8)
