"""Networks read from their files of numbers alone, and computed here once more, plainly."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.export.features import FURTHER

Array = NDArray[np.float64]

ROOM = {
    **{
        name: getattr(np, name)
        for name in ("exp", "expm1", "log", "log1p", "sqrt", "tanh", "sin", "cos", *FURTHER)
    },
    **{
        name: getattr(np, name) for name in ("abs", "sign", "maximum", "minimum", "where", "ones_like", "sum")
    },
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, 0),
    "step": lambda x: np.where(x > 0, 1.0, 0.0),
}
"""What the formulas in the files are written with."""


def of_json(paths: Sequence[Path]) -> list[Array]:
    """What the networks in these files say to the points beside them."""
    return [_said(json.loads(path.read_text()), _points(path)) for path in paths]


def of_npz(paths: Sequence[Path]) -> list[Array]:
    answers = []
    for path in paths:
        with np.load(path, allow_pickle=False) as archive:
            arrays = dict(archive)
        facts = json.loads(str(arrays.pop("about")))
        facts["scaling"] = {name: arrays.pop(name) for name in ("shift", "unit") if name in arrays}
        for number, layer in enumerate(facts["layers"], 1):
            names = [name for name in arrays if name.removesuffix(f"{number}") in NAMES]
            layer |= {name.removesuffix(f"{number}"): arrays.pop(name) for name in names}
        assert not arrays
        answers.append(_said(facts, _points(path)))
    return answers


NAMES = ("weights", "biases", "gains", "shifts", "mean", "variance", "off")


def _points(path: Path) -> Array:
    return np.loadtxt(path.parent / "x.txt", ndmin=2)


def _said(facts: dict[str, Any], x: Array) -> Array:
    raw = dict(zip(facts["inputs"], x.T, strict=True))
    columns = [_value(each["formula"], raw) for each in facts["features"]]
    a: Array = np.stack(columns, axis=1) if columns else np.empty((len(x), 0))
    if facts["scaling"]:
        a = (a - facts["scaling"]["shift"]) / facts["scaling"]["unit"]
    for layer in facts["layers"]:
        before = a
        z = a @ np.array(layer["weights"]).reshape(len(layer["biases"]), -1).T + np.array(layer["biases"])
        if "gains" in layer:
            mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
            if layer["normalization"] == "batch":
                mean, variance = np.array(layer["mean"]), np.array(layer["variance"])
            z = (z - mean) / np.sqrt(variance + layer["epsilon"])
            z = z * np.array(layer["gains"]) + np.array(layer["shifts"])
        softmax = layer["activation"] == "softmax"
        a = (
            np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
            if softmax
            else _value(layer["formula"], {"z": z})
        )
        a = a + before if layer.get("skip") else a
        a = np.where(layer["off"], 0, a) if "off" in layer else a
    return a


def _value(formula: str, values: dict[str, Array]) -> Array:
    found: Array = eval(formula, {"__builtins__": {}}, {**ROOM, **values})
    return found
