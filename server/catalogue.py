"""What the page may offer: choices, limits and names, from the engine's own tables so that they agree."""

import dataclasses
from importlib import metadata
from typing import Any, get_args

from engine.datasets import DATASETS, sample
from engine.experiment import (
    LIMITS,
    LIVE_FIELDS,
    ActivationName,
    Experiment,
    ProblemName,
    RegressionDatasetName,
    RegularizationName,
)
from engine.features import FEATURES
from engine.links import HIDABLE
from server.messages import CLOSE_SENTENCES, PROTOCOL

PACKAGE = "nn-playground"

LABELS: dict[str, str] = {
    "relu": "ReLU",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "linear": "Linear",
    "none": "None",
    "L1": "L1",
    "L2": "L2",
    "classification": "Classification",
    "regression": "Regression",
    "circle": "Circle",
    "xor": "Exclusive or",
    "gauss": "Gaussian",
    "spiral": "Spiral",
    "reg-plane": "Plane",
    "reg-gauss": "Multi Gaussian",
    "showTestData": "Show test data",
    "discretize": "Discretise output",
    "playButton": "Play button",
    "stepButton": "Step button",
    "resetButton": "Reset button",
    "learningRate": "Learning rate",
    "activation": "Activation",
    "regularization": "Regularisation",
    "regularizationRate": "Regularisation rate",
    "problem": "Problem type",
    "dataset": "Which dataset",
    "percTrainData": "Ratio of training to test data",
    "noise": "Noise level",
    "batchSize": "Batch size",
    "numHiddenLayers": "Number of hidden layers",
}
LEARNING_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
REGULARIZATION_RATES = (0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)


def catalogue() -> dict[str, Any]:
    """Returns what the page is made from, ready for JSON."""
    return {
        "protocol": PROTOCOL,
        "defaults": dataclasses.asdict(Experiment()),
        "limits": {name: list(limit) for name, limit in LIMITS.items()},
        "live_fields": sorted(LIVE_FIELDS),
        "choices": {
            "activation": _choices(get_args(ActivationName)),
            "regularization": _choices(get_args(RegularizationName)),
            "problem": _choices(get_args(ProblemName)),
            "learning_rate": list(LEARNING_RATES),
            "regularization_rate": list(REGULARIZATION_RATES),
        },
        "datasets": [_dataset(name) for name in DATASETS],
        "features": [{"name": name, "label": feature.label} for name, feature in FEATURES.items()],
        "hidable": [{"name": name, "label": LABELS[name]} for name in HIDABLE],
        "version": version(),
        "close_codes": {str(int(code)): sentence for code, sentence in CLOSE_SENTENCES.items()},
    }


def version() -> str:
    """Returns the version of the installed package; "0" in a checkout that was never installed."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return "0"


def _choices(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"value": name, "label": LABELS[name]} for name in names]


def _dataset(name: Any) -> dict[str, Any]:
    points = sample(name)
    problem = "regression" if name in get_args(RegressionDatasetName) else "classification"
    rows = [[round(float(x), 2), round(float(y), 2), round(float(label), 2)]
            for (x, y), label in zip(points.x, points.label, strict=True)]  # fmt: skip
    return {"name": name, "label": LABELS[name], "problem": problem, "sample": rows}
