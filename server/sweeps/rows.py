"""What is told of each network of a sweep: a row of the table, with the link that trains it again."""

import csv
import io
import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from engine.evaluation.metrics import parameter_count
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, write_link
from engine.experiment.view import View
from engine.sweeps.training import Wanted, spread_over
from engine.sweeps.trials import Setting, SweepTrial
from engine.sweeps.varied import told_value
from server.frames.cells import SIDE
from server.sweeps.plan import Measure, SweepPlan

RESULTS = (
    *("epochs", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "best_test_loss"),
    "n_parameters",
)

USUAL_VIEW = View()
"""How the networks of a sweep are shown."""


class WorkerResult(NamedTuple):
    """What became of a network: see `Trained`. Its `losses` (train, test) belong to the epochs `looks`, its
    `pictures`, each the bytes of a cell of this `kind`, to `picture_epochs`; one that ran away has none from
    then on."""

    looks: tuple[int, ...]
    losses: tuple[tuple[float, float], ...]
    best_test_loss: float
    accuracies: tuple[float, float] | None
    kind: str
    picture_epochs: tuple[int, ...]
    pictures: tuple[bytes, ...]


class SweepRow(NamedTuple):
    """A network: of which setting and seed, after how many epochs, its losses and its shares of points told
    right (None where it ran away, or there are no classes), its smallest test loss where that is asked for,
    the `value` of the plan's measure, how many weights and biases it has, and outputs, and the link of its
    experiment.

    The curves are its losses after the epochs `looks` (None from where it ran away), the pictures, see
    `picture_of`, what it decided after `picture_epochs`: those until it ran away."""

    setting: int
    values: Setting
    repeat: int
    seed: str
    epochs: int
    train_loss: float | None
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    best_test_loss: float | None
    value: float | None
    n_parameters: int
    n_outputs: int
    link: str
    looks: tuple[int, ...]
    train_curve: tuple[float | None, ...]
    test_curve: tuple[float | None, ...]
    kind: str
    picture_epochs: tuple[int, ...]
    pictures: tuple[bytes, ...]


def wanted_of(plan: SweepPlan, epochs: int) -> Wanted:
    """What must be known of each network of a plan that is trained for so many epochs."""
    pictured = spread_over(epochs, plan.n_pictures) if plan.n_pictures else ()
    return Wanted(spread_over(epochs, plan.n_looks), pictured, SIDE, plan.measure == "best_test_loss")


def row_of(measure: Measure, trial: SweepTrial, experiment: Experiment, outcome: WorkerResult) -> SweepRow:
    """The row of a trial, of its experiment and of what became of it."""
    train, test = outcome.losses[-1]
    told = outcome.accuracies or (None, None)
    is_best_told = measure == "best_test_loss"
    results: dict[str, Any] = {
        "train_loss": _or_none(train),
        "test_loss": _or_none(test),
        "train_accuracy": told[0],
        "test_accuracy": told[1],
        "best_test_loss": _or_none(outcome.best_test_loss) if is_best_told else None,
    }
    link = write_link(Link(experiment, USUAL_VIEW))
    train_curve, test_curve = zip(*outcome.losses, strict=True)
    return SweepRow(
        *(trial.setting, trial.values, trial.repeat, experiment.seed, outcome.looks[-1]),
        **results,
        value=results[measure],
        n_parameters=parameter_count(experiment),
        n_outputs=experiment.n_outputs,
        link=link,
        looks=outcome.looks,
        train_curve=tuple(loss if math.isfinite(loss) else None for loss in train_curve),
        test_curve=tuple(loss if math.isfinite(loss) else None for loss in test_curve),
        kind=outcome.kind,
        picture_epochs=outcome.picture_epochs,
        pictures=outcome.pictures,
    )


def header(plan: SweepPlan) -> list[str]:
    """The names of the columns: what varies, the seed, the results, and the link."""
    names = [each.name for each in plan.fields if each.name != "seed"]
    return [*names, "seed", *(each for each in RESULTS if _is_told(plan, each)), "link"]


def cells(plan: SweepPlan, row: SweepRow) -> list[Any]:
    """The values of a row under these columns; None where there is none."""
    fields = [
        told_value(name, row.values[name]) for name in (each.name for each in plan.fields) if name != "seed"
    ]
    return [*fields, row.seed, *(getattr(row, each) for each in RESULTS if _is_told(plan, each)), row.link]


def as_csv(plan: SweepPlan, rows: Iterable[SweepRow]) -> str:
    """The rows as a file for a spreadsheet. A text that one would take for a formula has a ' before it."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header(plan))
    for row in rows:
        writer.writerow([_escaped(each) for each in cells(plan, row)])
    return file.getvalue()


def as_records(plan: SweepPlan, rows: Iterable[SweepRow]) -> Any:
    """The rows as a pandas DataFrame, or without pandas as a NumPy record array; NaN where nothing is."""
    names = header(plan)
    numbers = set(RESULTS)
    columns = {
        name: [float("nan") if cell is None else cell for cell in column] if name in numbers else list(column)
        for name, column in zip(names, zip(*(_values(plan, row) for row in rows), strict=True), strict=True)
    }
    try:
        import pandas
    except ImportError:
        records: Any = np.rec  # whose types know nothing of a list of names
        return records.fromarrays([np.array(each) for each in columns.values()], names=names)
    return pandas.DataFrame(columns)


def _values(plan: SweepPlan, row: SweepRow) -> list[Any]:
    """As `cells`, with numbers as numbers."""
    told = cells(plan, row)
    for index, name in enumerate(each for each in header(plan)):
        value = row.values.get(name)
        if isinstance(value, int | float):
            told[index] = value
    return told


def _is_told(plan: SweepPlan, name: str) -> bool:
    if name == "best_test_loss":
        return plan.measure == name
    return "accuracy" not in name or plan.experiment.n_classes is not None


def _or_none(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _escaped(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell
