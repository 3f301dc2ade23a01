"""An experiment is everything that decides a run: equal experiments give equal runs."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, NamedTuple, get_args

ProblemName = Literal["classification", "regression"]
DatasetName = Literal["circle", "xor", "gauss", "spiral"]
RegressionDatasetName = Literal["reg-plane", "reg-gauss"]
FeatureName = Literal["x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY"]
ActivationName = Literal["relu", "tanh", "sigmoid", "linear"]
RegularizationName = Literal["none", "L1", "L2"]

FEATURE_NAMES: tuple[FeatureName, ...] = get_args(FeatureName)


class Limit(NamedTuple):
    """The smallest and the largest allowed value, both included."""

    low: float
    high: float


LIMITS: dict[str, Limit] = {
    "noise": Limit(0, 80),  # percent
    "train_percent": Limit(1, 99),  # percent of all points
    "batch_size": Limit(1, 1200),  # points
    "learning_rate": Limit(0, 100),
    "regularization_rate": Limit(0, 100),
    "layers": Limit(0, 10),  # hidden layers
    "neurons": Limit(1, 32),  # in one hidden layer
    "seed_length": Limit(1, 64),  # characters
    "weight": Limit(-1000, 1000),  # a weight or bias set by hand
}

LIVE_FIELDS: frozenset[str] = frozenset(
    {"learning_rate", "regularization", "regularization_rate", "batch_size", "activation"}
)
"""Fields that may change while training goes on; a change of any other begins the run anew."""

# Printable ASCII that every browser leaves as it is in a link and that does not divide the link's parts.
_SEED = re.compile(r"[!$%'()*+,\-./0-9:;?@A-Z\[\\\]^_a-z{|}~]*")


class ExperimentError(ValueError):
    """A value that no run can have. `field` names the setting at fault; the text is a sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """Everything that decides a run, checked when it is made (`ExperimentError`).

    `noise` and `train_percent` are percentages, `hidden` the number of neurons of each hidden layer.
    `features` are kept in the order of `FEATURE_NAMES`, each once.
    """

    problem: ProblemName = "classification"
    dataset: DatasetName = "circle"
    regression_dataset: RegressionDatasetName = "reg-plane"
    noise: float = 0.0
    train_percent: float = 50.0
    batch_size: int = 10
    features: tuple[FeatureName, ...] = ("x", "y")
    hidden: tuple[int, ...] = (4, 2)
    activation: ActivationName = "tanh"
    learning_rate: float = 0.03
    regularization: RegularizationName = "none"
    regularization_rate: float = 0.0
    zero_weights: bool = False
    seed: str = "0.5"

    def __post_init__(self) -> None:
        for field, names in _CHOICES.items():
            _check_choice(field, getattr(self, field), names)
        for field in ("noise", "train_percent", "learning_rate", "regularization_rate"):
            object.__setattr__(self, field, checked_number(field, getattr(self, field), LIMITS[field]))
        _check_whole(self.batch_size, "batch_size", "batch_size", LIMITS["batch_size"])
        object.__setattr__(self, "features", _in_order(self.features))
        object.__setattr__(self, "hidden", _checked_hidden(self.hidden))
        if not isinstance(self.zero_weights, bool):
            raise ExperimentError(
                "zero_weights", f"zero_weights must be true or false, got {_shown(self.zero_weights)}"
            )
        _check_seed(self.seed)

    @property
    def active_dataset(self) -> DatasetName | RegressionDatasetName:
        """The dataset of the present problem."""
        return self.dataset if self.problem == "classification" else self.regression_dataset

    def changed(self, **changes: Any) -> "Experiment":
        """This experiment with some fields changed; `ExperimentError` for an unknown field or a bad value."""
        known = {field.name for field in fields(self)}
        for name in changes:
            if name not in known:
                raise ExperimentError(name, f"an experiment has no field {_shown(name)}")
        return replace(self, **changes)

    def differences(self, other: "Experiment") -> list[str]:
        """The names of the fields in which this experiment and another differ."""
        return [
            field.name for field in fields(self) if getattr(self, field.name) != getattr(other, field.name)
        ]


_CHOICES: dict[str, tuple[str, ...]] = {
    "problem": get_args(ProblemName),
    "dataset": get_args(DatasetName),
    "regression_dataset": get_args(RegressionDatasetName),
    "activation": get_args(ActivationName),
    "regularization": get_args(RegularizationName),
}


def checked_number(field: str, value: object, limit: Limit) -> float:
    """`value` as a float, or `ExperimentError` if it is no finite number within `limit`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExperimentError(field, f"{field} must be a number, got {_shown(value)}")
    if not limit.low <= value <= limit.high:  # false for NaN too
        raise ExperimentError(
            field, f"{field} must be between {limit.low:g} and {limit.high:g}, got {_shown(value)}"
        )
    return float(value)


def checked_index(field: str, index: int, first: int, last: int) -> None:
    """Raises `ExperimentError` unless `index` is a whole number from `first` to `last`."""
    if last < first:
        raise ExperimentError(field, f"there is no {field} to choose here, got {_shown(index)}")
    _check_whole(index, field, field, Limit(first, last))


def _check_whole(value: object, field: str, what: str, limit: Limit) -> None:
    """Raises `ExperimentError` unless `value` is an integer within `limit`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ExperimentError(field, f"{what} must be a whole number, got {_shown(value)}")
    if not limit.low <= value <= limit.high:
        raise ExperimentError(
            field, f"{what} must be between {limit.low:g} and {limit.high:g}, got {_shown(value)}"
        )


def _check_choice(field: str, value: object, names: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in names:
        raise ExperimentError(field, f"{field} must be one of {', '.join(names)}, got {_shown(value)}")


def _in_order(features: object) -> tuple[FeatureName, ...]:
    """The features in the order of `FEATURE_NAMES`, each once."""
    if not isinstance(features, list | tuple):
        raise ExperimentError("features", f"features must be a list of names, got {_shown(features)}")
    for name in features:
        _check_choice("features", name, FEATURE_NAMES)
    return tuple(name for name in FEATURE_NAMES if name in features)


def _checked_hidden(hidden: object) -> tuple[int, ...]:
    """The sizes of the hidden layers as a tuple."""
    if not isinstance(hidden, list | tuple):
        raise ExperimentError("hidden", f"hidden must be a list of layer sizes, got {_shown(hidden)}")
    layers: Iterable[int] = hidden
    _check_whole(len(hidden), "hidden", "the number of hidden layers", LIMITS["layers"])
    for n_neurons in layers:
        _check_whole(n_neurons, "hidden", "the number of neurons in a hidden layer", LIMITS["neurons"])
    return tuple(layers)


def _check_seed(seed: object) -> None:
    if not isinstance(seed, str):
        raise ExperimentError("seed", f"seed must be a text, got {_shown(seed)}")
    _check_whole(len(seed), "seed", "the number of characters in seed", LIMITS["seed_length"])
    if not _SEED.fullmatch(seed):
        sentence = f"seed must be letters, digits and signs that a link can carry, got {_shown(seed)}"
        raise ExperimentError("seed", sentence)


def _shown(value: object) -> str:
    """The value as an error shows it: a strange one cut short."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 128:
        return "a very large number"
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "infinity"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
