"""What the page may offer: choices and limits, from the engine's own tables so that they agree.

What options and choices are called, and what they mean, stands in docs/options.md and its translations.
"""

import dataclasses
import functools
from typing import Any

from engine.data.datasets import DATASETS
from engine.data.features import FEATURES
from engine.data.samples import n_classes_of, sample
from engine.experiment.experiment import LIMITS, OPTIONS, Experiment
from engine.experiment.options import LEARNING_RATES, Option
from engine.experiment.view import HIDABLE, View
from engine.training.transfer import TRANSFERABLE
from server.version import version

REGULARIZATION_RATES = (0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)

DIGITS = 1  # of coordinates in thumbnails: a tenth of the plane's unit is less than a pixel
N_CLASSES = Experiment().classes  # in the first thumbnails


@functools.cache
def catalogue() -> dict[str, Any]:
    """Returns what the page is made from, ready for JSON."""
    return {
        "defaults": {name: option.default for name, option in OPTIONS.items()},
        "view": dataclasses.asdict(View()),
        "limits": {name: list(limit) for name, limit in LIMITS.items()},
        "options": {field: _option(field, option) for field, option in OPTIONS.items()},
        "choices": {
            "learning_rate": list(LEARNING_RATES),
            "regularization_rate": list(REGULARIZATION_RATES),
        },
        "datasets": [_dataset(name, N_CLASSES) for name in DATASETS],
        "features": [
            {
                "name": name,
                "label": feature.label,
                "formula": feature.formula,
                "of_curve": feature.of_curve,
            }
            for name, feature in FEATURES.items()
        ],
        "hidable": list(HIDABLE),
        "version": version(),
    }


def _option(name: str, option: Option) -> dict[str, Any]:
    return {
        "kind": option.kind,
        "group": option.group,
        "shown_when": {field: list(values) for field, values in option.shown_when.items()},
        "live": name in TRANSFERABLE,
        "names": list(option.names),
        "limit": None if option.limit is None else list(option.limit),
    }


@functools.cache
def samples(classes: int) -> list[dict[str, Any]]:
    """Returns the datasets that can have so many classes, as in the catalogue."""
    return [_dataset(name, classes) for name, dataset in DATASETS.items() if dataset.has_classes]


def _dataset(name: str, classes: int) -> dict[str, Any]:
    points = sample(name, classes=classes)
    rows = [[*(round(float(each), DIGITS) for each in x), _label(float(label))]
            for x, label in zip(points.x, points.label, strict=True)]  # fmt: skip
    problem, has_classes = DATASETS[name].problem, DATASETS[name].has_classes
    return {
        "name": name,
        "problem": problem,
        "n_classes": n_classes_of(name, classes),
        "has_classes": has_classes,
        "sample": rows,
    }


def _label(value: float) -> float | int:
    """Returns a label as a thumbnail needs it; whole ones without a point."""
    return int(value) if value.is_integer() else round(value, 2)
