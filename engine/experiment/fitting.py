"""What fits together in an experiment: what does not is refused, and what nobody named goes along."""

from typing import Any

import numpy as np

from engine.data.datasets import DATASETS, LEAST_POINTS, table_behind
from engine.data.features import ALL_VARIABLES, CURVE_FEATURES, VARIABLES, feature_of, inputs_of
from engine.data.holes import hole_at, is_steady
from engine.data.rng import SeedRandom
from engine.data.splitting import make_data
from engine.data.table import Table
from engine.experiment.checks import ExperimentError, shown
from engine.formulas.losses import LOSSES

REGRESSION_LOSSES: tuple[str, ...] = tuple(name for name, loss in LOSSES.items() if loss.compares_numbers)
"""The losses that can compare numbers; the others need classes."""

ACTIVE: dict[str, str] = {
    "classification": "dataset",
    "regression": "regression_dataset",
    "curve": "curve_dataset",
}
"""Which field names the dataset of each problem."""


def misfits(experiment: Any) -> list[ExperimentError]:
    """What cannot go together: an error for each field at fault."""
    e = experiment
    found = []
    if e.problem != "classification" and e.loss not in REGRESSION_LOSSES:
        allowed = ", ".join(REGRESSION_LOSSES)
        found.append(
            ExperimentError("loss", "loss_of_classes", problem=e.problem, allowed=allowed, got=shown(e.loss))
        )
    if e.active_table is None and "table" in DATASETS[e.active_dataset].heeds:
        found.append(ExperimentError("table", "no_own_data"))
    elif e.active_table is not None and (e.active_table.n_classes is None) == (e.problem == "classification"):
        code = "table_of_numbers" if e.problem == "classification" else "table_of_classes"
        found.append(ExperimentError("table", code, got=shown(e.active_table.title)))
    there = set(e.variables)
    strange = [name for name in e.features if not feature_of(name).variables <= there]
    if strange and e.problem == "curve":
        allowed = ", ".join(CURVE_FEATURES)
        found.append(
            ExperimentError("features", "features_of_planes", allowed=allowed, got=shown(strange[0]))
        )
    elif strange:
        n, last = len(e.variables), e.variables[-1]
        found.append(
            ExperimentError("features", "features_of_more", n=n, allowed=last, got=shown(strange[0]))
        )
    if len(e.layer_activations) > len(e.hidden):
        n_given, n_layers = len(e.layer_activations), len(e.hidden)
        found.append(
            ExperimentError("layer_activations", "activations_without_layers", high=n_layers, got=n_given)
        )
    if e.normalization == "batch" and e.batch_size < 2:
        found.append(ExperimentError("batch_size", "batch_of_one", got=e.batch_size))
    if e.normalization == "layer" and 1 in e.hidden:
        found.append(ExperimentError("hidden", "layer_of_one"))
    if 0 < e.n_points < LEAST_POINTS:
        found.append(ExperimentError("n_points", "too_few_points", low=LEAST_POINTS, got=e.n_points))
    if e.stop_accuracy and e.problem != "classification":
        found.append(ExperimentError("stop_accuracy", "accuracy_of_numbers", got=e.stop_accuracy))
    return found or _holes(e)


def _holes(experiment: Any) -> list[ExperimentError]:
    """An error for each formula that has no value at a point of the dataset."""
    e = experiment
    doubtful = [name for name in e.formulas if not is_steady(name)]
    if not doubtful:
        return []
    split, _ = make_data(e, SeedRandom(e.seed))
    points = np.concatenate([half.x for half in split])
    holes = ((name, hole_at(name, points)) for name in doubtful)
    return [
        ExperimentError("features", "bad_formula", got=shown(name), reason=hole)
        for name, hole in holes
        if hole is not None
    ]


def _features_kept(old: Any, changes: dict[str, Any]) -> tuple[str, ...]:
    """The features that the points have."""
    now = {name: changes.get(name, getattr(old, name)) for name in ("problem", "table", *ACTIVE.values())}
    there = set(variables_of(now["problem"], table_behind(now[ACTIVE[now["problem"]]], now["table"])))
    return tuple(name for name in old.features if feature_of(name).variables <= there) or ("x",)


def variables_of(problem: str, table: Table | None) -> tuple[str, ...]:
    """What a point consists of, as formulas name it."""
    if problem == "curve":
        return VARIABLES[:1]
    return VARIABLES if table is None else ALL_VARIABLES[: len(table.names)]


def learnt_from(table: Table) -> dict[str, Any]:
    """The fields with which a table is learnt, but for itself."""
    if table.n_classes is None:
        return {"problem": "regression", "regression_dataset": "reg-own"}
    return {"problem": "classification", "dataset": "own"}


def going_along(old: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """What else changes with the points, where nobody says otherwise: a table is learnt when it is given, and
    where it has other columns than what was there each of them is a feature."""
    table, along = changes.get("table", old.table), dict[str, Any]()
    if "table" in changes and isinstance(table, Table) and _POINTS_OF.isdisjoint(changes):
        along = learnt_from(table)
    now = {**along, **changes}
    field = ACTIVE.get(str(now.get("problem", old.problem)), "dataset")
    dataset = str(now.get(field, getattr(old, field)))
    if dataset not in DATASETS or not isinstance(table, Table | None):
        return along  # which is refused for it
    new = table_behind(dataset, table)
    if new is None:
        return along
    before = () if old.active_table is None else old.active_table.names
    is_plane = len(new.names) == len(old.variables) == 2
    if new.names != before and not is_plane:
        along["features"] = inputs_of(len(new.names))
    return along


_POINTS_OF = frozenset({"problem", "dataset", "regression_dataset"})


ADAPTED: dict[str, Any] = {
    "loss": lambda old, changes: "square",
    "features": lambda old, changes: _features_kept(old, changes),
    "layer_activations": lambda old, changes: old.layer_activations[: len(changes.get("hidden", old.hidden))],
    "stop_accuracy": lambda old, changes: 0.0,
}
"""What takes the place of a field that does not fit any more, from the old experiment and the changes; in the
order in which misfits are found."""
