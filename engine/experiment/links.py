"""Experiments as links: the fragment of a TensorFlow Playground address, read and written.

A fragment is `key=value` pairs joined by `&`. Unknown keys, and unknown names under the original's keys, are
ignored, and the default stays. What the original has no key for has one of our own (option_links.py).
"""

import re
from collections.abc import Callable
from random import randrange
from typing import Any, NamedTuple
from urllib.parse import unquote

from engine.data.datasets import table_behind
from engine.data.table import Table
from engine.experiment import option_links
from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import LIMITS, OPTIONS, Experiment
from engine.experiment.fitting import ACTIVE, learnt_from
from engine.experiment.inside import INSIDE_LINK, OF_THE_ROOM, without
from engine.experiment.option_links import (
    ORIGINAL_KEYS,
    LinkError,
    TableOf,
    read_flag,
    read_number,
    read_whole,
    write_number,
)
from engine.experiment.options import FEATURE_NAMES
from engine.experiment.view import HIDABLE, LISTS, SWITCHES, View
from engine.reasons import Reason

__all__ = [
    "MAX_LINK_LENGTH",
    "Link",
    "LinkError",
    "parse_link",
    "random_seed",
    "write_link",
]

MAX_LINK_LENGTH = 4000  # characters


class Link(NamedTuple):
    """What a link says: the run and how to show it."""

    experiment: Experiment
    view: View


def random_seed() -> str:
    """A new seed with 5 decimals, like "0.59704"."""
    return f"0.{randrange(100_000):05}"


def parse_link(
    text: str,
    new_seed: Callable[[], str] = random_seed,
    table_of: TableOf = lambda digest: None,
    table: Table | None = None,
) -> Link:
    """The experiment and view of a whole address or a fragment; raises `LinkError`.

    `new_seed` gives the seed of a link that names none, `table_of` the table that one names by its digest.
    With a `table` that is learnt, whatever points the link names.
    """
    if len(text) > MAX_LINK_LENGTH:
        raise LinkError(Reason("link_too_long", high=MAX_LINK_LENGTH, got=len(text)))
    pairs = pairs_of(fragment_of(text))
    given = {key: value for key, value in pairs.items() if value.strip()}

    fields: dict[str, Any] = {}
    for key, field in _NAMES.items():
        if given.get(key) in OPTIONS[field].names:
            fields[field] = given[key]
    for key, field in _NUMBERS.items():
        if key in given:
            fields[field] = read_number(key, given[key])
    if "noise" in fields:
        fields["noise"] = _clamped_noise(fields["noise"])
    if "batchSize" in given:
        fields["batch_size"] = read_whole("batchSize", given["batchSize"])
    if "networkShape" in pairs:
        sizes = pairs["networkShape"].split(",") if "networkShape" in given else []
        fields["hidden"] = tuple(read_whole("networkShape", size) for size in sizes)
    if read_flag(given, "initZero", False):
        fields["initializer"] = "zeros"
    fields["seed"] = option_links.read_seed(given["seed"]) if "seed" in given else new_seed()
    own = option_links.read(given, table_of)
    formulas = own.pop("features", ())
    fields |= own
    if table is not None:
        fields |= {**learnt_from(table), "table": table}
    fields["features"] = tuple(
        name for name in FEATURE_NAMES if read_flag(given, name, name in _default_features(fields))
    )
    if OPTIONS["features"].link not in pairs:
        formulas = option_links.further_inputs(_table_in(fields))
    fields["features"] += formulas

    seen: dict[str, Any] = {field: read_flag(given, key, False) for key, field in SWITCHES.items()}
    seen["hidden_controls"] = tuple(name for name in HIDABLE if pairs.get(f"{name}_hide") == "true")
    seen |= {key: tuple(given[key].split(",")) for key in LISTS if key in given}
    try:
        return Link(Experiment(**fields), View(**seen))
    except ExperimentError as error:
        is_shared = error.field in ("features", *LISTS)  # whose names are keys of their own
        key = error.field if is_shared else OPTIONS[error.field].link
        raise LinkError(Reason("in_link", key=key, reason=error.reason), key) from None


def write_link(link: Link) -> str:
    """The fragment, without `#`, that `parse_link` reads as an equal link, but for what is known in its room
    alone; keys in the original's order."""
    experiment, view = link
    values = {key: str(getattr(experiment, field)) for key, field in _NAMES.items()}
    values |= {key: write_number(getattr(experiment, field)) for key, field in _NUMBERS.items()}
    values |= {key: _shown_flag(getattr(view, field)) for key, field in SWITCHES.items()}
    values |= {name: _shown_flag(name in experiment.features) for name in FEATURE_NAMES}
    values |= {
        "batchSize": str(experiment.batch_size),
        "networkShape": ",".join(map(str, experiment.hidden)),
        "seed": experiment.seed,
        "initZero": _shown_flag(experiment.initializer == "zeros"),
        "cosX": "false",  # keys that the original writes and never reads
        "cosY": "false",
        "collectStats": "false",
    }
    if experiment.regularization == "none":
        del values["regularization"]  # as the original does
    shown = [f"{key}={values[key]}" for key in ORIGINAL_KEYS if key in values]
    own = option_links.write(experiment)
    own += [f"{key}=true" for key in SWITCHES if key not in ORIGINAL_KEYS and values[key] == "true"]
    lists = {key: getattr(view, key) for key in LISTS}
    lists[INSIDE_LINK] = without(view.inside, OF_THE_ROOM)
    own += [f"{key}={','.join(texts)}" for key, texts in lists.items() if texts]
    return "&".join(shown + own + [f"{name}_hide=true" for name in view.hidden_controls])


_NAMES = {OPTIONS[field].link: field for field in (
    "activation", "regularization", "dataset", "regression_dataset", "problem"
)}  # fmt: skip
_NUMBERS = {OPTIONS[field].link: field for field in (
    "learning_rate", "regularization_rate", "noise", "train_percent"
)}  # fmt: skip
_SEEDS = {option.link for option in OPTIONS.values() if option.kind == "seed"}


def fragment_of(text: str) -> str:
    """The part after `#` of an address, made whole again where a chat program wrote its signs as %XX."""
    text = text.strip().replace("&amp;", "&")
    is_address = "://" in text.partition("=")[0]  # a value may have these signs too
    if is_address and "#" not in text:
        text = re.sub("%23", "#", text, count=1)
        if "#" not in text:
            return ""
    fragment = text.partition("#")[2] if "#" in text else text
    return fragment if "=" in fragment else unquote(fragment)


def pairs_of(fragment: str) -> dict[str, str]:
    """The keys and values of a fragment; of doubles the last wins. A seed is never decoded."""
    pairs: dict[str, str] = {}
    for pair in fragment.split("&"):
        parts = pair.split("=")
        if len(parts) > 1:
            key = unquote(parts[0])
            pairs[key] = parts[1] if key in _SEEDS else unquote(parts[1])
    return pairs


def _default_features(fields: dict[str, Any]) -> tuple[str, ...]:
    """The features of a link that names none."""
    table = _table_in(fields)
    is_line = fields.get("problem") == "curve" or (table is not None and len(table.names) == 1)
    return ("x",) if is_line else ("x", "y")


def _table_in(fields: dict[str, Any]) -> Table | None:
    """The table whose rows are the points of a link."""
    field = ACTIVE[fields.get("problem", OPTIONS["problem"].default)]
    return table_behind(fields.get(field, OPTIONS[field].default), fields.get("table"))


def _clamped_noise(noise: float) -> float:
    """The original's way with noise out of its range of 0 to 50, which it lets reach 80."""
    if noise > LIMITS["noise"].high:
        return 50
    return max(noise, LIMITS["noise"].low)


def _shown_flag(value: bool) -> str:
    return "true" if value else "false"
