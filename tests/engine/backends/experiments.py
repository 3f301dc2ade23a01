"""What every backend must compute like the reference: each choice of each option, and experiments at random.

A new option is walked over by itself: `walk` is made from `OPTIONS`.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import DTypeLike, NDArray

from engine.backends import reference
from engine.backends.interface import Backend, EpochEnd, Place, RunResult
from engine.data.rng import SeedRandom
from engine.experiment.experiment import OPTIONS, OWN_FIELDS, Experiment
from engine.experiment.options import Option
from engine.formulas.normalizations import EPSILON
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning, initial_learning
from engine.learning.task import Data, drawn_task
from tests.engine import drawn, tables

START = Place(0, 0, 0)
N_EPOCHS = 20
TOLERANCES: dict[Any, float] = {np.float64: 1e-9, np.float32: 1e-4}
"""How far a backend may be from the reference after `N_EPOCHS`, as a share of an array's greatest number."""

BASE = Experiment(dataset="gauss", noise=20, train_percent=7, hidden=(4, 3))
"""35 points to train on in batches of 10: 5 are left over."""

BESIDE: dict[str, dict[str, Any]] = {
    "dataset": {"table": tables.CLASSES, "dataset": "gauss", "problem": "classification"},
    "regression_dataset": {
        "table": tables.NUMBERS,
        "problem": "regression",
        "regression_dataset": "reg-plane",
    },
    "curve_dataset": {"problem": "curve", "features": ("x", "sinX")},
    "classes": {"dataset": "blobs", "loss": "cross-entropy"},
    "turns": {"dataset": "spiral"},
    "gap": {"dataset": "circle"},
    "rule": {"dataset": "rule"},
    "function": {"problem": "curve", "curve_dataset": "function", "features": ("x", "sinX")},
    "steepness": {"activation": "sigmoid"},
    "normalization": {"hidden": (4, 4), "skip": True},
    "skip": {"hidden": (4, 4)},
    "loss": {"dataset": "blobs"},
    "huber_delta": {"loss": "huber"},
    "optimizer": {
        "clip_norm": 0.5,
        "weight_decay": 0.3,
        "regularization": "elastic",
        "regularization_rate": 0.03,
    },
    "momentum": {"optimizer": "momentum"},
    "rms_decay": {"optimizer": "rmsprop"},
    "beta1": {"optimizer": "adam"},
    "beta2": {"optimizer": "adamw"},
    "epsilon": {"optimizer": "adam"},
    "weight_decay": {"optimizer": "adamw"},
    "schedule": {"schedule_epochs": 7},
    "schedule_epochs": {"schedule": "cyclic"},
    "schedule_factor": {"schedule": "step", "schedule_epochs": 4},
    "regularization": {"regularization_rate": 0.1},
    "regularization_rate": {"regularization": "L1"},
    "l1_ratio": {"regularization": "elastic", "regularization_rate": 0.1},
    "batch_seed": {"shuffle": True},
    "dropout_seed": {"dropout": 0.3},
}
"""What must stand beside an option so that it makes a difference."""


def walk() -> Iterator[tuple[str, Experiment]]:
    """Every choice of every option in `OPTIONS`, and some numbers of those that are numbers, with a name."""
    for field, option in OPTIONS.items():
        beside = BASE.fitting(**BESIDE.get(field, {}))
        for value in values(field, option):
            yield f"{field}={value!r:.40}", beside.fitting(**{field: value})


def values(field: str, option: Option) -> Sequence[Any]:
    """What to try of an option."""
    default = getattr(BASE, field)
    match option.kind:
        case "choice":
            return option.names
        case "flag":
            return (False, True)
        case "number":
            assert option.limit is not None
            between = default / 2 if default else 0.4 * min(1, option.limit.high)
            return (option.limit.low, between)
        case "whole":
            assert option.limit is not None
            low, high = int(option.limit.low), int(option.limit.high)
            return (low, max(low, default // 2), high)
        case "expression":
            return (default, *drawn.EXPRESSIONS[field][1:])
        case "seed":
            return ("another",)
        case "features":
            return ((), *((name,) for name in option.names), option.names)
        case "sizes":
            return ((), (1,), (32,), (3, 5), (2,) * 10)
        case "table":
            return (tables.CLASSES, tables.NUMBERS, tables.PAINTED, tables.PAINTED_NUMBERS)
        case "activations":
            return (("relu",), ("sine", "softplus"))


def tame_experiments() -> st.SearchStrategy[Experiment]:
    """Experiments of every kind that are small and learn slowly enough for their runs to be compared."""

    def tamed(fields: dict[str, Any]) -> dict[str, Any]:
        return {
            "hidden": tuple(1 + n % 6 for n in fields["hidden"][:4]),
            "train_percent": 3 + fields["train_percent"] // 10,
            "batch_size": 1 + fields["batch_size"] % 40,
            "learning_rate": fields["learning_rate"] / 1000,
            "regularization_rate": fields["regularization_rate"] / 100,
            "weight_decay": fields["weight_decay"] / 10,
            "steepness": fields["steepness"] / 10 + 0.1,
            "epsilon": 1e-8 + fields["epsilon"] / 10,
        }

    return drawn.experiments(tamed)


def some_of_a_population(experiment: Experiment, n: int) -> list[Experiment]:
    """Networks of a population that differ in all of `OWN_FIELDS` that are numbers, and in their seeds."""

    def own(field: str, index: int) -> Any:
        option, value = OPTIONS[field], getattr(experiment, field)
        if option.kind == "seed":
            return f"{index}"
        if option.kind != "number":
            return value
        assert option.limit is not None
        return min(max(option.limit.low, value * (1 - 0.1 * index)), option.limit.high)

    return [experiment.changed(**{field: own(field, index) for field in OWN_FIELDS}) for index in range(n)]


def opened(experiment: Experiment) -> tuple[Data, Learning]:
    """The points and the first state of an experiment."""
    rng = SeedRandom(experiment.seed)
    return drawn_task(experiment, rng).data, initial_learning(experiment, rng)


def batches(experiment: Experiment, data: Data, n_epochs: int = N_EPOCHS) -> int:
    """How many batches so many whole epochs have."""
    return n_epochs * -(-len(data.train_x) // experiment.batch_size)


def ran(
    backend: Backend,
    experiment: Experiment,
    data: Data,
    learning: Learning,
    hand: ByHand = ByHand(),  # noqa: B008 a value
    dtype: DTypeLike = np.float64,
    n_batches: int | None = None,
) -> tuple[RunResult, Learning]:
    """What comes of a session that runs `N_EPOCHS`, or so many batches."""
    session = backend.open_session(experiment, data, learning, hand, dtype)
    result = session.run(START, batches(experiment, data) if n_batches is None else n_batches)
    return result, session.learning()


def check_session(
    backend: Backend,
    experiment: Experiment,
    data: Data,
    learning: Learning,
    hand: ByHand = ByHand(),  # noqa: B008 a value
    dtype: DTypeLike = np.float64,
    n_batches: int | None = None,
) -> None:
    """A session of the backend comes to the same as one of the reference."""
    got, want = (
        ran(each, experiment, data, learning, hand, dtype, n_batches) for each in (backend, reference)
    )
    check_same(got, want, dtype)


def is_steady(experiment: Experiment, data: Data, learning: Learning, hand: ByHand, n_batches: int) -> bool:
    """Whether the reference comes to the same when inputs, weights and biases differ in their last digits:
    if not, it is the rounding that decides, which no two ways to compute have in common. Batch
    normalization of values that hardly differ is such a case."""
    want = ran(reference, experiment, data, learning, hand, n_batches=n_batches)
    for seed in range(2):
        rng = np.random.default_rng(seed)
        moved = data._replace(train_x=shaken(data.train_x, rng), test_x=shaken(data.test_x, rng))
        nearby = learning._replace(model=shaken(learning.model, rng))
        got = ran(reference, experiment, moved, nearby, hand, n_batches=n_batches)
        if differences(got, want, TOLERANCES[np.float64]):
            return False
    return True


def shaken(values: Any, rng: np.random.Generator) -> Any:
    """Nested tuples of arrays with every float a little larger or smaller."""
    if isinstance(values, tuple):
        parts = [shaken(each, rng) for each in values]
        return type(values)(*parts) if hasattr(values, "_fields") else tuple(parts)
    if not isinstance(values, np.ndarray) or values.dtype.kind != "f":
        return values
    return values + rng.choice((-1, 1), values.shape) * (1e-14 * np.abs(values) + 1e-16)


def check_experiment(backend: Backend, experiment: Experiment, dtype: DTypeLike = np.float64) -> None:
    """The same for an experiment from its beginning."""
    check_same(ran(backend, experiment, *opened(experiment), dtype=dtype), wanted(experiment, dtype), dtype)


def check_same(got: Any, want: Any, dtype: DTypeLike = np.float64) -> None:
    """Nested tuples of arrays and numbers differ by no more than the precision allows."""
    found = differences(got, want, TOLERANCES[np.dtype(dtype).type])
    assert not found, found


def precisions_agree(experiment: Experiment) -> bool:
    """Whether the reference comes to the same in float32 as in float64: if not, the run is chaotic and its
    last digits decide."""
    single, double = wanted(experiment, np.float32), wanted(experiment, np.float64)
    return double[0].finite and not differences(single, double, TOLERANCES[np.float32])


def single_precision_will_do(experiment: Experiment) -> bool:
    """Whether another way to compute may be compared in float32: the reference's own rounding takes a quarter
    of the tolerance at most, and batch normalisation gets values that differ. Where they do not, it divides
    their rounding by the root of its ε, and through a kink that decides what is learnt."""
    single, double = wanted(experiment, np.float32), wanted(experiment, np.float64)
    variances = [variance for _, variance in double[1].model.remembered]
    return (
        double[0].finite
        and not differences(single, double, TOLERANCES[np.float32] / 4)
        and all(variance.min(initial=1) > EPSILON for variance in variances)
    )


@lru_cache(maxsize=1000)
def wanted(experiment: Experiment, dtype: DTypeLike) -> tuple[RunResult, Learning]:
    """What comes of the reference, from the experiment's beginning."""
    return ran(reference, experiment, *opened(experiment), dtype=dtype)


def differences(got: Any, want: Any, tolerance: float, path: str = "") -> list[str]:
    """In what nested tuples of arrays and numbers differ by more than a tolerance, in words; but in how many
    answers are right, which not every session counts."""
    if isinstance(got, EpochEnd) and isinstance(want, EpochEnd):
        got, want = ((end.place, end.learning) for end in (got, want))
    if isinstance(want, tuple):
        if not isinstance(got, tuple) or len(got) != len(want):
            return [f"{path} is {got!r:.60}"]
        names = getattr(want, "_fields", range(len(want)))
        pairs = zip(names, got, want, strict=True)
        return [each for name, g, w in pairs for each in differences(g, w, tolerance, f"{path}.{name}")]
    if isinstance(want, np.ndarray) and want.dtype.kind == "f":
        return _far_apart(got, want, tolerance, path)
    same = np.array_equal(got, want) if isinstance(want, np.ndarray) else got == want
    return [] if same else [f"{path} is {got!r:.60}, not {want!r:.60}"]


def _far_apart(got: NDArray[Any], want: NDArray[Any], tolerance: float, path: str) -> list[str]:
    if got.shape != want.shape:
        return [f"{path} has shape {got.shape}, not {want.shape}"]
    scale = max(1e-3, np.abs(want).max(initial=0))
    off = np.abs(got - want).max(initial=0) / scale
    return [] if off <= tolerance else [f"{path} is off by {off:.1e}"]
