"""Forward against reverse mode for the network at hand: GRAPH, FLOW, WORK, TIMES and PASS.

One training point is differentiated, the first. What it costs is counted once for each network; how long it
takes is measured a few times, with a picture each, and the shortest counts: after that nothing is measured.
"""

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import numpy as np

from engine.inside.derivatives.flow import KINDS, FlowNode, flow_of, parameter_place
from engine.inside.derivatives.graph import NetworkGraph, arrays_of
from engine.inside.derivatives.modes import ModeCosts, ResultName, costs_of_modes, times_of_modes
from engine.inside.reasons import checked_finite
from engine.network.network import Array
from engine.training.trainer import Trainer
from server.frames.inside.sections import NO_NUMBER, Choices, Circumstances, Notes, gates_of, section
from server.frames.layout import Section, SectionKind
from server.frames.values import FloatArray

MOST_NODES, MOST_NUMBERS = 32, 320  # of a graph that is drawn
MOST_MEASURED = 5


def modes_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """What each mode has to do for all derivatives, and what flows in one pass of the one that is looked at;
    of a large network the kinds of its operations only."""
    experiment, model, data = trainer.experiment, trainer.learner.model, trainer.task.data
    checked_finite(model)
    gates = gates_of(trainer)
    graph, target = NetworkGraph(experiment, model, data.train_x[:1], gates, training=False), data.train_y[:1]
    of: ResultName = "answers" if choices.get("outputs") == 1 else "loss"
    notes = circumstances.notes
    found = notes.about(("modes", experiment, of, len(gates)))
    if "costs" not in found:
        found["costs"] = costs_of_modes(graph, target, of)
    costs: ModeCosts = found["costs"]
    is_forward = choices.get("forward") == 1
    n_passes = costs.n_parameters if is_forward else costs.n_results
    chosen = min(int(choices.get("pass", 0)), n_passes - 1)
    parameter, result = (chosen, 0) if is_forward else (0, chosen)
    nodes = flow_of(graph, target, parameter, result, of)
    place = parameter_place(arrays_of(model), len(model.parameters), parameter)
    about = [
        costs.n_parameters,
        costs.n_results,
        chosen,
        place.layer,
        KINDS.index(place.kind),
        *(*place.index, 0)[:2],
        nodes[-1].tangent.flat[result],
    ]
    work = np.array([astuple(each) for each in (costs.evaluation, costs.forward, costs.backward)])
    times = _measured(graph, target, of, found, notes)
    return [
        *_graph_sections(nodes),
        Section(SectionKind.WORK, 0, 3, 3, np.minimum(work, 0xFFFFFFFF).astype("<u4").tobytes()),
        section(SectionKind.TIMES, 0, 3, 1, times),
        section(SectionKind.PASS, 0, 1, len(about), np.array(about)),
    ]


def _measured(
    graph: NetworkGraph, target: Array, of: ResultName, found: dict[str, Any], notes: Notes
) -> FloatArray:
    """Returns the shortest seconds that were measured for evaluating, forward and backward, with those of
    this picture as long as there are few; no numbers at first."""
    times: list[tuple[float, ...]] = found.setdefault("times", [])
    if found.setdefault("pictures", 0) and len(times) < MOST_MEASURED:
        times.append(astuple(times_of_modes(graph, target, time.thread_time, of, repeats=1)))
    found["pictures"] += 1
    notes.is_unfinished = len(times) < MOST_MEASURED
    return np.min(times, axis=0) if times else np.full(3, NO_NUMBER)


def _graph_sections(nodes: Sequence[FlowNode]) -> list[Section]:
    """Returns the operations by kind, and the graph itself with its numbers if it is small."""
    counts = Counter(node.name for node in nodes)
    is_small = len(nodes) <= MOST_NODES and sum(node.value.size for node in nodes) <= MOST_NUMBERS
    drawn = nodes if is_small else ()
    shown = [
        {"name": node.name, "layer": node.layer, "sources": node.sources, "shape": _shape(node)}
        for node in drawn
    ]
    text = json.dumps({"counts": counts, "nodes": shown}, separators=(",", ":"))
    numbers = [
        np.concatenate([getattr(node, name).ravel() for node in drawn] or [np.zeros(0)])
        for name in ("value", "tangent", "adjoint")
    ]
    return [
        Section(SectionKind.GRAPH, 0, len(drawn), 0, text.encode()),
        section(SectionKind.FLOW, 0, len(numbers[0]), 3, np.array(numbers)),
    ]


def _shape(node: FlowNode) -> tuple[int, int]:
    """Returns rows and columns: a row for each neuron, with its weights side by side or with one number."""
    n_columns = node.value.shape[1] if node.name == "weights" else 1
    return node.value.size // n_columns, n_columns
