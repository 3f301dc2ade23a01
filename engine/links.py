"""Experiments as links: the fragment of a TensorFlow Playground address, read and written.

A fragment is `key=value` pairs joined by `&`. Unknown keys and names are ignored, and the default stays.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import randrange
from typing import Any, NamedTuple, get_args
from urllib.parse import quote, unquote

from engine.experiment import (
    FEATURE_NAMES,
    LIMITS,
    ActivationName,
    DatasetName,
    Experiment,
    ExperimentError,
    ProblemName,
    RegressionDatasetName,
    RegularizationName,
)

MAX_LINK_LENGTH = 4000  # characters

HIDABLE: tuple[str, ...] = (
    "showTestData",
    "discretize",
    "playButton",
    "stepButton",
    "resetButton",
    "learningRate",
    "activation",
    "regularization",
    "regularizationRate",
    "problem",
    "dataset",
    "percTrainData",
    "noise",
    "batchSize",
    "numHiddenLayers",
)
"""The controls a link can hide, by `NAME_hide=true`."""


class LinkError(ValueError):
    """A link that makes no run. `field` is the link's key at fault, or None; the text is a sentence."""

    def __init__(self, field: str | None, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a run is shown; changes nothing in it. `hidden_controls` are names of `HIDABLE`, in its order."""

    show_test_data: bool = False
    discretize: bool = False
    hide_text: bool = False
    hidden_controls: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in ("show_test_data", "discretize", "hide_text"):
            if not isinstance(getattr(self, field), bool):
                raise ValueError(f"{field} must be true or false, got {getattr(self, field)!r:.60}")
        if not isinstance(self.hidden_controls, list | tuple):
            raise ValueError(f"hidden_controls must be a list of names, got {self.hidden_controls!r:.60}")
        for name in self.hidden_controls:
            if name not in HIDABLE:
                raise ValueError(f"hidden_controls must be some of {', '.join(HIDABLE)}, got {name!r:.60}")
        object.__setattr__(
            self, "hidden_controls", tuple(name for name in HIDABLE if name in self.hidden_controls)
        )


class Link(NamedTuple):
    """What a link says: the run and how to show it."""

    experiment: Experiment
    view: View


def random_seed() -> str:
    """A new seed with 5 decimals, like "0.59704"."""
    return f"0.{randrange(100_000):05}"


def parse_link(text: str, new_seed: Callable[[], str] = random_seed) -> Link:
    """The experiment and view of a whole address or a fragment; raises `LinkError`.

    `new_seed` gives the seed of a link that names none.
    """
    if len(text) > MAX_LINK_LENGTH:
        raise LinkError(None, f"a link must have at most {MAX_LINK_LENGTH} characters, got {len(text)}")
    pairs = _pairs(_fragment(text))
    given = {key: value for key, value in pairs.items() if value.strip()}

    fields: dict[str, Any] = {}
    for key, (field, names) in _NAMES.items():
        if given.get(key) in names:
            fields[field] = given[key]
    for key, field in _NUMBERS.items():
        if key in given:
            fields[field] = _number(key, given[key])
    if "noise" in fields:
        fields["noise"] = _clamped_noise(fields["noise"])
    if "batchSize" in given:
        fields["batch_size"] = _whole(_number("batchSize", given["batchSize"]))
    if "networkShape" in pairs:
        sizes = pairs["networkShape"].split(",") if "networkShape" in given else []
        fields["hidden"] = tuple(_whole(_number("networkShape", size)) for size in sizes)
    fields["features"] = tuple(name for name in FEATURE_NAMES if _flag(given, name, name in ("x", "y")))
    fields["zero_weights"] = _flag(given, "initZero", False)
    fields["seed"] = (
        quote(given["seed"], safe=_LEFT_BY_BROWSERS, errors="replace") if "seed" in given else new_seed()
    )

    view = View(
        hidden_controls=tuple(name for name in HIDABLE if pairs.get(f"{name}_hide") == "true"),
        **{field: _flag(given, key, False) for key, field in _VIEW_FLAGS.items()},
    )
    try:
        return Link(Experiment(**fields), view)
    except ExperimentError as error:
        key = _KEY_OF_FIELD.get(error.field, error.field)
        raise LinkError(key, f"{key}: {error}") from None


def write_link(link: Link) -> str:
    """The fragment, without `#`, that `parse_link` reads as an equal link; keys in the original's order."""
    experiment, view = link
    values = {key: str(getattr(experiment, field)) for key, (field, _) in _NAMES.items()}
    values |= {key: _shown_number(getattr(experiment, field)) for key, field in _NUMBERS.items()}
    values |= {key: _shown_flag(getattr(view, field)) for key, field in _VIEW_FLAGS.items()}
    values |= {name: _shown_flag(name in experiment.features) for name in FEATURE_NAMES}
    values |= {
        "batchSize": str(experiment.batch_size),
        "networkShape": ",".join(map(str, experiment.hidden)),
        "seed": experiment.seed,
        "initZero": _shown_flag(experiment.zero_weights),
        "cosX": "false",  # keys that the original writes and never reads
        "cosY": "false",
        "collectStats": "false",
    }
    if experiment.regularization == "none":
        del values["regularization"]  # as the original does
    shown = [f"{key}={values[key]}" for key in _KEYS_IN_ORDER if key in values]
    return "&".join(shown + [f"{name}_hide=true" for name in view.hidden_controls])


_KEYS_IN_ORDER = [
    *(
        "activation",
        "regularization",
        "batchSize",
        "dataset",
        "regDataset",
        "learningRate",
        "regularizationRate",
    ),
    *("noise", "networkShape", "seed", "showTestData", "discretize", "percTrainData"),
    *("x", "y", "xTimesY", "xSquared", "ySquared", "cosX", "sinX", "cosY", "sinY"),
    *("collectStats", "problem", "initZero", "hideText"),
]

_NAMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "activation": ("activation", get_args(ActivationName)),
    "regularization": ("regularization", get_args(RegularizationName)),
    "dataset": ("dataset", get_args(DatasetName)),
    "regDataset": ("regression_dataset", get_args(RegressionDatasetName)),
    "problem": ("problem", get_args(ProblemName)),
}
_NUMBERS = {
    "learningRate": "learning_rate",
    "regularizationRate": "regularization_rate",
    "noise": "noise",
    "percTrainData": "train_percent",
}
_VIEW_FLAGS = {"showTestData": "show_test_data", "discretize": "discretize", "hideText": "hide_text"}
_KEY_OF_FIELD = {
    **{field: key for key, (field, _) in _NAMES.items()},
    **{field: key for key, field in _NUMBERS.items()},
    "batch_size": "batchSize",
    "hidden": "networkShape",
    "zero_weights": "initZero",
}

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LEFT_BY_BROWSERS = (
    "!%$'()*+,/:;?@[\\]^{|}~"  # a browser's address bar writes every other sign of a seed as %XX
)


def _fragment(text: str) -> str:
    """The part after `#` of an address, made whole again where a chat program wrote its signs as %XX."""
    text = text.strip().replace("&amp;", "&")
    if "://" in text and "#" not in text:
        text = re.sub("%23", "#", text, count=1)
        if "#" not in text:
            return ""
    fragment = text.partition("#")[2] if "#" in text else text
    return fragment if "=" in fragment else unquote(fragment)


def _pairs(fragment: str) -> dict[str, str]:
    """The keys and values of a fragment; of doubles the last wins. A seed is never decoded."""
    pairs: dict[str, str] = {}
    for pair in fragment.split("&"):
        parts = pair.split("=")
        if len(parts) > 1:
            key = unquote(parts[0])
            pairs[key] = parts[1] if key == "seed" else unquote(parts[1])
    return pairs


def _flag(given: dict[str, str], key: str, default: bool) -> bool:
    """False if the link says "false", true if it says anything else."""
    return given[key] != "false" if key in given else default


def _number(key: str, text: str) -> float:
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise LinkError(key, f"{key} must be a number, got {text!r:.60}")
    return float(text)


def _whole(value: float) -> float:
    """A whole number as an int, so that the experiment takes it; any other it shall refuse."""
    return int(value) if value.is_integer() else value


def _clamped_noise(noise: float) -> float:
    """The original's way with noise out of its range of 0 to 50, which it lets reach 80."""
    if noise > LIMITS["noise"].high:
        return 50
    return max(noise, LIMITS["noise"].low)


def _shown_flag(value: bool) -> str:
    return "true" if value else "false"


def _shown_number(value: float) -> str:
    """A number as JavaScript writes it: 3 and not 3.0, 0.00001 and not 1e-05."""
    if value == int(value):
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if value >= 1e-6 else text
