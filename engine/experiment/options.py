"""Every option of an experiment, once: its kind, what is allowed, its key in a link, whether it is live.

Checks, links, limits and the tests of the documents are made from `OPTIONS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from engine.experiment.checks import (
    Limit,
    checked_choice,
    checked_flag,
    checked_list,
    checked_number,
    checked_seed,
    checked_whole,
)

ProblemName = Literal["classification", "regression", "curve"]
DatasetName = Literal["circle", "xor", "gauss", "spiral", "blobs", "rings", "pinwheel"]
RegressionDatasetName = Literal["reg-plane", "reg-gauss"]
CurveDatasetName = Literal["step", "box", "sine", "polynomial"]
AnyDatasetName = DatasetName | RegressionDatasetName | CurveDatasetName
FeatureName = Literal["x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY"]
ActivationName = Literal[
    "relu", "tanh", "sigmoid", "linear",
    "leaky-relu", "elu", "gelu", "silu", "softplus", "sine", "saturated", "step",
]  # fmt: skip
LossName = Literal["square", "absolute", "huber", "hinge", "binary-cross-entropy", "cross-entropy"]
InitializerName = Literal["original", "zeros", "uniform", "xavier-uniform", "xavier-normal", "he"]
OptimizerName = Literal["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]
ScheduleName = Literal["constant", "step", "exponential", "cosine", "warm-up", "cyclic"]
RegularizationName = Literal["none", "L1", "L2", "elastic"]
InputScalingName = Literal["none", "min-max", "standard"]
NormalizationName = Literal["none", "batch", "layer"]

FEATURE_NAMES: tuple[FeatureName, ...] = get_args(FeatureName)
CURVE_FEATURES: tuple[FeatureName, ...] = ("x", "xSquared", "sinX")
"""The features that depend on x₁ alone."""

LAYERS = Limit(0, 10)  # hidden layers
NEURONS = Limit(1, 32)  # in one hidden layer
SEED_LENGTH = Limit(1, 64)  # characters

Kind = Literal["choice", "number", "whole", "flag", "seed", "features", "sizes", "activations"]


@dataclass(frozen=True, slots=True)
class Option:
    """One field of an experiment. `names` are the allowed ones, `limit` the allowed numbers."""

    kind: Kind
    link: str
    check: Callable[[str, object], Any]
    """The value as an experiment keeps it, or `ExperimentError`; called with the field's name and a value."""
    live: bool = False
    names: tuple[str, ...] = ()
    limit: Limit | None = None


def _choice(names: Any, link: str, live: bool = False) -> Option:
    allowed: tuple[str, ...] = get_args(names)
    return Option("choice", link, lambda field, v: checked_choice(field, v, allowed), live, allowed)


def _number(low: float, high: float, link: str, live: bool = False) -> Option:
    limit = Limit(low, high)
    return Option("number", link, lambda field, v: checked_number(field, v, limit), live, limit=limit)


def _whole(low: int, high: int, link: str, live: bool = False) -> Option:
    limit = Limit(low, high)
    return Option("whole", link, lambda field, v: checked_whole(v, field, limit), live, limit=limit)


def _flag(link: str, live: bool = False) -> Option:
    return Option("flag", link, checked_flag, live)


def _seed(link: str, may_be_empty: bool = True) -> Option:
    length = Limit(0, SEED_LENGTH.high) if may_be_empty else SEED_LENGTH
    return Option("seed", link, lambda field, v: checked_seed(field, v, length))


def _checked_features(field: str, value: object) -> tuple[FeatureName, ...]:
    """The features in the order of `FEATURE_NAMES`, each once."""
    given = checked_list(field, value)
    for name in given:
        checked_choice(field, name, FEATURE_NAMES)
    return tuple(name for name in FEATURE_NAMES if name in given)


def _checked_sizes(field: str, value: object) -> tuple[int, ...]:
    """The sizes of the hidden layers."""
    given = checked_list(field, value)
    checked_whole(len(given), field, LAYERS, of="layers_")
    return tuple(checked_whole(n, field, NEURONS, of="neurons_") for n in given)


def _checked_activations(field: str, value: object) -> tuple[str, ...]:
    """The activations of the first hidden layers."""
    given = checked_list(field, value)
    checked_whole(len(given), field, LAYERS, of="names_")
    return tuple(checked_choice(field, name, get_args(ActivationName)) for name in given)


OPTIONS: dict[str, Option] = {
    # the problem and its points
    "problem": _choice(ProblemName, "problem"),
    "dataset": _choice(DatasetName, "dataset"),
    "regression_dataset": _choice(RegressionDatasetName, "regDataset"),
    "curve_dataset": _choice(CurveDatasetName, "curveDataset"),
    "classes": _whole(2, 8, "classes"),
    "noise": _number(0, 80, "noise"),  # percent
    "train_percent": _number(1, 99, "percTrainData"),  # percent of all points
    # what the network is fed and how it is built
    "features": Option("features", "", _checked_features, names=FEATURE_NAMES),
    "input_scaling": _choice(InputScalingName, "inputScaling"),
    "hidden": Option("sizes", "networkShape", _checked_sizes),
    "activation": _choice(ActivationName, "activation", live=True),
    "layer_activations": Option(
        "activations", "layerActivations", _checked_activations, live=True, names=get_args(ActivationName)
    ),
    "steepness": _number(0.1, 20, "steepness", live=True),
    "normalization": _choice(NormalizationName, "normalization"),
    "skip": _flag("skip", live=True),
    "initializer": _choice(InitializerName, "initializer"),
    # what is learnt, and how
    "loss": _choice(LossName, "loss"),
    "huber_delta": _number(0.01, 10, "huberDelta", live=True),
    "batch_size": _whole(1, 1200, "batchSize", live=True),  # points
    "shuffle": _flag("shuffle", live=True),
    "optimizer": _choice(OptimizerName, "optimizer", live=True),
    "momentum": _number(0, 0.999, "momentum", live=True),
    "rms_decay": _number(0, 0.999, "rmsDecay", live=True),
    "beta1": _number(0, 0.9999, "beta1", live=True),
    "beta2": _number(0, 0.9999, "beta2", live=True),
    "epsilon": _number(1e-12, 1, "epsilon", live=True),
    "weight_decay": _number(0, 10, "weightDecay", live=True),
    "learning_rate": _number(0, 100, "learningRate", live=True),
    "schedule": _choice(ScheduleName, "schedule", live=True),
    "schedule_epochs": _whole(1, 1_000_000, "scheduleEpochs", live=True),
    "schedule_factor": _number(0, 1, "scheduleFactor", live=True),
    "clip_norm": _number(0, 1000, "clipNorm", live=True),  # 0: not clipped
    # against overfitting
    "regularization": _choice(RegularizationName, "regularization", live=True),
    "regularization_rate": _number(0, 100, "regularizationRate", live=True),
    "l1_ratio": _number(0, 1, "l1Ratio", live=True),
    "dropout": _number(0, 0.9, "dropout", live=True),  # share of the hidden neurons
    "early_stopping": _flag("earlyStopping", live=True),
    "patience": _whole(1, 100_000, "patience", live=True),  # epochs
    # when to stop; 0: never
    "stop_epoch": _whole(0, 1_000_000, "stopEpoch", live=True),
    "stop_loss": _number(0, 1000, "stopLoss", live=True),
    "stop_accuracy": _number(0, 100, "stopAccuracy", live=True),  # percent
    # where chance comes from; empty: made from the main seed
    "seed": _seed("seed", may_be_empty=False),
    "data_seed": _seed("dataSeed"),
    "split_seed": _seed("splitSeed"),
    "weights_seed": _seed("weightsSeed"),
    "batch_seed": _seed("batchSeed"),
    "dropout_seed": _seed("dropoutSeed"),
}

LIMITS: dict[str, Limit] = {
    **{field: option.limit for field, option in OPTIONS.items() if option.limit is not None},
    "layers": LAYERS,
    "neurons": NEURONS,
    "seed_length": SEED_LENGTH,
    "weight": Limit(-1000, 1000),  # a weight or bias set by hand
}

LIVE_FIELDS: frozenset[str] = frozenset(field for field, option in OPTIONS.items() if option.live)
"""Fields that may change while training goes on; a change of any other begins the run anew."""
