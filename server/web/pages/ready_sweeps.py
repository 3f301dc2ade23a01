"""The sweeps that one click starts, from docs/words/sweeps.toml: what varies, and what there is to see."""

import math
from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import numpy as np

from engine.data.dataset import EXTENT
from engine.experiment.experiment import Experiment
from engine.experiment.strict_links import parse_strictly
from engine.expressions.evaluation import evaluate
from engine.expressions.parsing import parse
from engine.learning.beginning import beginning_of
from engine.sweeps.varied import read_varied
from server.frames.cells import SIDE
from server.sweeps.live.orders import Order
from server.web.pages.words import Source, source, table

SHOWN_POINTS = 250
"""Of those that are shown with the pictures, at most."""
FRESH_POINTS = 600
FRESH_SEED = "fresh"
"""Draws points that none of the networks learned from or was tested with."""


class ReadySweep(TypedDict):
    """A sweep that one click starts, of so many networks, each of which has `n_points` numbers to learn from:
    its training points times its outputs. `text` says what there is to see. Of some there are `points`
    [x₁, x₂, label] to be shown with the pictures, and of a curve its `truth`: the values without noise at the
    columns of a picture, from left to right."""

    key: str
    title: str
    text: str
    sources: list[Source]
    order: dict[str, Any]
    n_networks: int
    n_points: int
    points: NotRequired[list[list[float]]]
    truth: NotRequired[list[float]]


def ready_sweeps(language: str) -> list[ReadySweep]:
    """Returns them in a language, in their order; `KeyError` for a language that has none."""
    return [_ready(key, said, language) for key, said in table("sweeps").items()]


def _ready(key: str, said: Mapping[str, Any], language: str) -> ReadySweep:
    experiment = parse_strictly(said["link"]).experiment
    fields = [read_varied(each) for each in said["vary"]]
    learnt = beginning_of(experiment).task.points.train
    found = ReadySweep(
        key=key,
        title=said[language]["title"],
        text=said[language]["text"],
        sources=[source(each) for each in said["sources"]],
        order=_order(key, said),
        n_networks=math.prod(len(each.values) for each in fields) * said["seeds"],
        n_points=len(learnt.x) * experiment.n_outputs,
    )
    if "points" in said:
        found["points"] = _points(experiment, said["points"])
    if experiment.curve_dataset == "function" and experiment.problem == "curve":
        found["truth"] = truth_of(experiment)
    return found


def _order(key: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the server is asked for, as JSON has it."""
    told = {name: said[name] for name in ("seeds", "epochs", "measure", "pictures") if name in said}
    order = Order(link=f"#{said['link']}", vary=tuple(said["vary"]), ready=key, **told)
    return {**order.as_dict(), "vary": said["vary"]}


def _points(experiment: Experiment, which: str) -> list[list[float]]:
    """Those that the networks learn from ("training"), or "fresh" ones."""
    if which == "fresh":
        fresh = experiment.changed(data_seed=FRESH_SEED, n_points=2 * FRESH_POINTS)
        points, most = beginning_of(fresh).task.points.train, FRESH_POINTS
    else:
        points, most = beginning_of(experiment).task.points.train, SHOWN_POINTS
    rows = np.column_stack([points.x, points.label])[:most]
    return [[round(value, 3) for value in row] for row in rows.tolist()]


def truth_of(experiment: Experiment) -> list[float]:
    """Returns the values that a typed curve has without noise, at the columns of a network's picture."""
    x1 = np.linspace(-EXTENT, EXTENT, SIDE)
    values = np.broadcast_to(evaluate(parse(experiment.function, ["x1"]), {"x1": x1}), SIDE)
    return [round(float(value), 6) for value in values]
