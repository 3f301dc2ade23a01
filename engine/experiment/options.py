"""What an option of an experiment is: its kind, what is allowed, where people meet it; and how one is written
down, as a field of `Experiment` or as a number of a formula."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple, NoReturn

from engine.data.features import ALL_VARIABLES, FEATURES, feature_of
from engine.data.holes import hole_in_plane, hole_on_line
from engine.data.table import MOST_INPUTS, Table
from engine.experiment.checks import (
    ExperimentError,
    Limit,
    checked_choice,
    checked_flag,
    checked_list,
    checked_number,
    checked_seed,
    checked_whole,
    shown,
)
from engine.expressions.grammar import Kind as Wanted
from engine.expressions.parsing import parse
from engine.expressions.tokens import ExpressionError
from engine.expressions.writing import written
from engine.formulas.activations import ACTIVATIONS
from engine.formulas.functions import Entry, numbers_in
from engine.formulas.losses import LOSSES
from engine.formulas.optimizers import OPTIMIZERS
from engine.formulas.penalties import PENALTIES
from engine.formulas.schedules import SCHEDULES

FEATURE_NAMES: tuple[str, ...] = tuple(FEATURES)

LAYERS = Limit(0, 10)  # hidden layers
NEURONS = Limit(1, 32)  # in one hidden layer
N_FORMULAS = Limit(0, 8)  # among the features, besides those that have names
SEED_LENGTH = Limit(1, 64)  # characters

LEARNING_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
"""The usual ones, rising: for lists, and where a lower one is looked for."""

Kind = Literal[
    "choice", "number", "whole", "flag", "seed", "expression", "features", "sizes", "activations",
    "table",
]  # fmt: skip
Group = Literal["", "points", "task", "network", "descent", "overfitting", "seeds"]
Check = Callable[[str, object], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One field of an experiment.

    `check` gives the value as an experiment keeps it, or raises `ExperimentError`; it is called with the
    field's name and a value. `names` are the allowed ones, `limit` the allowed numbers. A `live` option may
    change while training goes on, an `own` one may differ between the networks of a population. In the page
    it stands in a `group` of the settings that unfold ("" where it has a place of its own), and there only
    if each field of `shown_when` has one of the values named ("activations": one of the layers has it).
    """

    kind: Kind
    link: str
    default: Any
    check: Check
    live: bool = False
    own: bool = False
    group: Group = ""
    shown_when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    limit: Limit | None = None


def option(kind: Kind, default: Any, check: Check, link: str, **more: Any) -> Any:
    """A field of `Experiment` that is such an option; see `Option`."""
    made = Option(kind=kind, link=link, default=default, check=check, **more)
    return field(default=default, metadata={"option": made})


def choice(default: str, names: Iterable[str], link: str, **more: Any) -> Any:
    """One of some names, such as those of a table."""
    allowed = tuple(names)
    return option("choice", default, lambda f, v: checked_choice(f, v, allowed), link, names=allowed, **more)


def number(default: float, low: float, high: float, link: str, **more: Any) -> Any:
    """A number between two."""
    limit = Limit(low, high)
    return option("number", default, lambda f, v: checked_number(f, v, limit), link, limit=limit, **more)


def whole(default: int, low: int, high: int, link: str, **more: Any) -> Any:
    """A whole number between two."""
    limit = Limit(low, high)
    return option("whole", default, lambda f, v: checked_whole(v, f, limit), link, limit=limit, **more)


def flag(link: str, **more: Any) -> Any:
    """Yes or no; no by default."""
    return option("flag", False, checked_flag, link, **more)


def seeding(default: str, link: str) -> Any:
    """A seed; one that is empty by default may be, and is then made from the main seed."""
    length = SEED_LENGTH if default else Limit(0, SEED_LENGTH.high)
    return option("seed", default, lambda f, v: checked_seed(f, v, length), link, own=True, group="seeds")


def expression(default: str, names: tuple[str, ...], wanted: Wanted, link: str, **more: Any) -> Any:
    """An expression of these names, a number or something that is true or false."""
    return option("expression", default, lambda f, v: checked_expression(f, v, names, wanted), link, **more)


def checked_expression(field: str, value: object, names: tuple[str, ...], wanted: Wanted) -> str:
    """An expression as it is kept: without what means nothing. A number is finite from -6 to 6."""
    if not isinstance(value, str):
        raise ExperimentError(field, "not_a_text", got=shown(value))
    try:
        text = _as_kept(value, names, wanted)
    except ExpressionError as error:
        raise ExperimentError(field, "bad_expression", got=shown(value), reason=error.reason) from None
    hole = hole_on_line(text) if wanted == "number" else None
    if hole is not None:
        raise ExperimentError(field, "bad_expression", got=shown(value), reason=hole)
    return text


@lru_cache(maxsize=256)
def _as_kept(text: str, names: tuple[str, ...], wanted: Wanted) -> str:
    """An expression read and written back: remembered, since every new experiment checks it again."""
    return written(parse(text, names, wanted))


def checked_table(field: str, value: object) -> Table | None:
    """A table, or None."""
    if value is not None and not isinstance(value, Table):
        raise ExperimentError(field, "not_a_table", got=shown(value))
    return value


def checked_features(field: str, value: object) -> tuple[str, ...]:
    """The features with names, in the order of `FEATURE_NAMES`, then formulas as they came; each once."""
    given = checked_list(field, value)
    texts = dict.fromkeys(text if isinstance(text, str) else _no_feature(field, text) for text in given)
    n_read = len(texts.keys() - _INPUTS)
    if n_read > MOST_INPUTS + N_FORMULAS.high:
        checked_whole(n_read, field, N_FORMULAS, of="formulas_")
    found = dict.fromkeys(_checked_feature(field, text) for text in texts)
    formulas = [name for name in found if not feature_of(name).is_input and name not in FEATURES]
    checked_whole(len(formulas), field, N_FORMULAS, of="formulas_")
    named = [name for name in FEATURE_NAMES if name in found]
    return (*named, *(name for name in found if name not in FEATURES))


_INPUTS = frozenset(ALL_VARIABLES)


def _checked_feature(field: str, text: str) -> str:
    """The name of a feature, or a formula as it is kept."""
    try:
        name = feature_of(text).name
    except ExpressionError as error:
        if text.isidentifier():
            _no_feature(field, text)
        raise ExperimentError(field, "bad_formula", got=shown(text), reason=error.reason) from None
    hole = None if name in FEATURES else hole_in_plane(name)
    if hole is not None:
        raise ExperimentError(field, "bad_formula", got=shown(text), reason=hole)
    return name


def _no_feature(field: str, value: object) -> NoReturn:
    raise ExperimentError(field, "not_a_feature", allowed=", ".join(FEATURE_NAMES), got=shown(value))


def checked_sizes(field: str, value: object) -> tuple[int, ...]:
    """The sizes of the hidden layers."""
    given = checked_list(field, value)
    checked_whole(len(given), field, LAYERS, of="layers_")
    return tuple(checked_whole(n, field, NEURONS, of="neurons_") for n in given)


def checked_activations(field: str, value: object) -> tuple[str, ...]:
    """The activations of the first hidden layers."""
    given = checked_list(field, value)
    checked_whole(len(given), field, LAYERS, of="names_")
    return tuple(checked_choice(field, name, tuple(ACTIVATIONS)) for name in given)


class Formulas(NamedTuple):
    """A table of formulas that a field chooses from, the group that their numbers stand in, and by what the
    page sees whether a formula is in use: the field itself, or the activations of all layers."""

    table: Mapping[str, Entry]
    group: Group
    seen_by: str


FORMULAS: dict[str, Formulas] = {
    "activation": Formulas(ACTIVATIONS, "network", "activations"),
    "loss": Formulas(LOSSES, "task", "loss"),
    "optimizer": Formulas(OPTIMIZERS, "descent", "optimizer"),
    "schedule": Formulas(SCHEDULES, "descent", "schedule"),
    "regularization": Formulas(PENALTIES, "overfitting", "regularization"),
}


def formula_numbers(chosen_by: str) -> dict[str, Any]:
    """The numbers of the formulas that a field chooses from, as fields of `Experiment`."""
    formulas = FORMULAS[chosen_by]
    fields = {}
    for each, names in numbers_in(formulas.table).items():
        more = {"live": True, "group": formulas.group, "shown_when": {formulas.seen_by: names}}
        if each.is_whole:
            fields[each.name] = whole(int(each.default), int(each.low), int(each.high), each.link, **more)
        else:
            fields[each.name] = number(each.default, each.low, each.high, each.link, own=True, **more)
    return fields
