"""A network as JSON, which can be brought back: layer by layer, with what stands between them."""

import json
from typing import Any

from engine.export.description import (
    OWN_UNITS,
    ActivationStep,
    BatchNormStep,
    DenseStep,
    Description,
    FeatureStep,
    GateStep,
    LayerNormStep,
    ScalingStep,
    SkipStep,
    SoftmaxStep,
)
from engine.export.features import FURTHER
from engine.export.writing import Syntax, written
from engine.formulas.functions import Functions

FORMAT = "neural-network-playground"
VERSION = 1

SYNTAX = Syntax(
    functions={
        **{name: f"{name}({{0}})" for name in (*Functions._fields, *FURTHER)},
        **{name: f"{name}({{0}}, {{1}})" for name in ("maximum", "minimum")},
        "where": "where({0}, {1}, {2})",
        "**": "({0}) ** ({1})",
    },
    helpers={},
)
"""Formulas as engine/formulas/functions.py calls them."""


def write(description: Description) -> str:
    """The file. Its layers have "weights" (n_out, n_in) and "biases"; with a normalisation "gains" and
    "shifts", of batches also "mean" and "variance"; the activation with its formula; whether there is a
    "skip" connection; and "off", whether each neuron is switched off, where one is."""
    return json.dumps(listed(description), allow_nan=False, separators=(",", ":")) + "\n"


def listed(description: Description) -> dict[str, Any]:
    """The description as values that JSON can carry."""
    facts: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "link": description.link,
        "epoch": description.epoch,
        "inputs": list(description.inputs),
        "features": [],
        "scaling": None,
        "labels": list(description.labels),
        "table": description.table and description.table._asdict(),
        "layers": [],
    }
    for step in description.steps:
        layer = facts["layers"][-1] if facts["layers"] else {}
        match step:
            case FeatureStep(names, formulas):
                pairs = zip(names, formulas, strict=True)
                facts["features"] = [{"name": name, "formula": written(each, SYNTAX)} for name, each in pairs]
            case ScalingStep(shift, unit):
                facts["scaling"] = {"shift": shift.tolist(), "unit": unit.tolist()}
            case DenseStep(_, weights, biases):
                facts["layers"].append(
                    {
                        "weights": weights.tolist(),
                        "biases": biases.tolist(),
                        "activation": "linear",
                        "formula": "z",
                    }
                )
            case BatchNormStep() | LayerNormStep():
                is_batch = isinstance(step, BatchNormStep)
                layer["normalization"] = "batch" if is_batch else "layer"
                layer["epsilon"] = step.epsilon
                parts = ("mean", "variance", "gains", "shifts") if is_batch else ("gains", "shifts")
                layer |= {name: getattr(step, name).tolist() for name in parts}
            case ActivationStep(name, _, formula):
                layer["formula"] = written(formula, SYNTAX)
                if name != OWN_UNITS:
                    layer["activation"] = name
            case SoftmaxStep():
                layer |= {"activation": "softmax", "formula": "exp(z) / sum(exp(z))"}
            case SkipStep():
                layer["skip"] = True
            case GateStep(_, gate):
                layer["off"] = (gate == 0).tolist()
    return facts
