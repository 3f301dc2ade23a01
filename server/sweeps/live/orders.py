"""What somebody asks a server to sweep: read from JSON that may be anything, and checked before anything is
allocated."""

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.data.table import Table
from engine.experiment.checks import shown
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.view import View
from engine.sweeps.reasons import refuse as refuse_plan
from engine.sweeps.trials import MOST_SEEDS, checked_count
from engine.sweeps.varied import MOST_FIELDS, MOST_LETTERS, read_varied
from server.sweeps.live.reasons import refuse
from server.sweeps.plan import MOST_LOOKS, MOST_PICTURES, SweepPlan, planned
from server.sweeps.strategies import epochs_of_hyperband, rungs

MOST_BYTES = 32_000
"""Of an order as JSON."""
MOST_PICTURES_IN_ALL = 20_000
"""Of all networks of a sweep: each takes about two kilobytes."""
LONGEST_NAME = 40
LARGEST_NUMBER = 2**53
"""Far beyond all that is allowed, and still a number that others can read."""

TableOf = Callable[[str], Table | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for, in words that a command line has too. `pictures` says how many pictures of each
    network are wanted, spread over its epochs; `ready` which ready-made sweep it is."""

    link: str
    vary: tuple[str, ...]
    seeds: int = 1
    epochs: int = 100
    strategy: str = "grid"
    measure: str = "test_loss"
    trials: int | None = None
    device: str = "auto"
    pictures: int = 1
    ready: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return dataclasses.asdict(self)


class Kind(NamedTuple):
    """What a value of an order must be, in words and as a check."""

    wanted: str
    is_it: Callable[[Any], bool]


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) < LARGEST_NUMBER


def _is_text(value: Any) -> bool:
    """Whether it is a text that can be told again: JSON may have halves of characters."""
    return isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)


TEXT = Kind("a text", _is_text)
WHOLE = Kind("a whole number", _is_whole)
KINDS: dict[str, Kind] = {
    "link": TEXT,
    "vary": Kind(
        f"a list of 1 to {MOST_FIELDS} texts such as learning_rate=0.001..1:log:7",
        lambda value: (
            isinstance(value, list)
            and 1 <= len(value) <= MOST_FIELDS
            and all(_is_text(each) and len(each) <= MOST_LETTERS for each in value)
        ),
    ),
    "seeds": WHOLE,
    "epochs": WHOLE,
    "strategy": TEXT,
    "measure": TEXT,
    "trials": Kind("a whole number or null", lambda value: value is None or _is_whole(value)),
    "device": TEXT,
    "pictures": Kind(
        f"a whole number from 1 to {MOST_PICTURES}",
        lambda value: _is_whole(value) and 1 <= value <= MOST_PICTURES,
    ),
    "ready": Kind(
        "the name of a ready-made sweep or null",
        lambda value: value is None or (_is_text(value) and len(value) <= LONGEST_NAME),
    ),
}
"""Of each field of an order."""


def read_order(body: bytes) -> Order:
    """Returns the order in some JSON; `ReasonError` for what is none."""
    given = read_object(body)
    for name in given:
        if name not in KINDS:
            raise refuse("order_unknown", got=shown(name), allowed=", ".join(KINDS))
    for name in ("link", "vary"):
        if name not in given:
            raise refuse("order_missing", field=name)
    for name, value in given.items():
        if not KINDS[name].is_it(value):
            raise refuse("order_value", field=name, wanted=KINDS[name].wanted, got=shown(value))
    return Order(**{**given, "vary": tuple(given["vary"])})


def read_object(body: bytes) -> dict[str, Any]:
    """Returns the JSON object in some bytes; `ReasonError` for anything else."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):  # of what is no UTF-8, too
        given = None
    if not isinstance(given, dict):
        raise refuse("order_no_object")
    return given


def read_seeds(body: bytes) -> int:
    """Returns how many more seeds are asked for; `ReasonError` for what is no such number."""
    n = read_object(body).get("n")
    if type(n) is not int or n < 1:
        raise refuse("order_value", field="n", wanted="a whole number above 0", got=shown(n))
    return n


def plan_of(order: Order, table_of: TableOf, most_epochs: int) -> tuple[Order, SweepPlan]:
    """Returns an order whose link says all that was left to chance, and its plan. `ReasonError` for what
    cannot be."""
    experiment = parse_link(order.link, table_of=table_of).experiment
    plan = planned_order(order, experiment)
    check_size(plan, most_epochs)
    return dataclasses.replace(order, link=write_link(Link(experiment, View()))), plan


def planned_order(order: Order, experiment: Experiment) -> SweepPlan:
    """Returns the plan of an order for the experiment of its link. `ReasonError` for what cannot be."""
    return planned(
        experiment,
        [read_varied(each) for each in order.vary],
        n_seeds=order.seeds,
        epochs=order.epochs,
        strategy=order.strategy,
        measure=order.measure,
        n_settings=order.trials,
        n_looks=MOST_LOOKS,
        n_pictures=order.pictures,
    )


def with_more_seeds(plan: SweepPlan, n: int, most_epochs: int) -> SweepPlan:
    """Returns a plan that repeats every setting so many times more; `ReasonError` for too many."""
    larger = dataclasses.replace(plan, more_seeds=plan.more_seeds + n)
    if any(each.name == "seed" for each in plan.fields):
        raise refuse_plan("varied_twice", field="seed")
    checked_count("seeds", larger.n_seeds + larger.more_seeds, MOST_SEEDS)
    checked_count("trials", larger.n_trials)
    check_size(larger, most_epochs)
    return larger


def check_size(plan: SweepPlan, most_epochs: int) -> None:
    """Raises `ReasonError` for a sweep that is too much for a server."""
    if (n := plan.n_trials * plan.n_pictures) > MOST_PICTURES_IN_ALL:
        raise refuse("sweep_pictures", most=MOST_PICTURES_IN_ALL, got=n)
    if (n := n_epochs(plan)) > most_epochs:
        raise refuse("sweep_epochs", most=most_epochs, got=n)


def n_epochs(plan: SweepPlan) -> int:
    """Returns for how many epochs all networks are trained together; about, where it is decided on the way
    who goes on, and begins anew."""
    if plan.strategy != "hyperband":
        return plan.n_trials * plan.epochs
    n_seeds = plan.n_trials // plan.n_settings
    return n_seeds * epochs_of_hyperband(rungs(plan.epochs), plan.n_settings)
