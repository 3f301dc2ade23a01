"""The experiment whose network some weights are: what their file says of it, and the rest as in another."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from engine.data.features import FEATURES
from engine.experiment.experiment import LIMITS, Experiment
from engine.experiment.links import parse_link
from engine.experiment.option_links import TableOf
from engine.export.weights import Weights, about, check_fits
from engine.formulas.activations import ACTIVATIONS
from engine.reasons import Reason, ReasonError


def experiment_for(content: bytes, weights: Weights, base: Experiment, table_of: TableOf) -> Experiment:
    """Returns the experiment of the file's own link, if it has the weights' shape; else one of that shape
    that is otherwise like `base`. `table_of` knows tables by their digest. Raises ReasonError where there is
    none."""
    told = about(content)
    for start, changes in _tries(told, weights, base, table_of):
        try:
            made = start.fitting(**changes)
            check_fits(weights, made)
        except ReasonError:
            continue
        return made
    raise ReasonError(Reason("no_room_for_weights", got="-".join(map(str, weights.sizes))))


def _tries(
    told: dict[str, Any], weights: Weights, base: Experiment, table_of: TableOf
) -> Iterator[tuple[Experiment, dict[str, Any]]]:
    """Experiments to begin with, and what has to change in each; the likeliest first."""
    if isinstance(link := told.get("link"), str):
        with suppress(ReasonError):  # of a table that nobody here has, perhaps
            yield parse_link(link, table_of=table_of).experiment, {}
    shape = {"hidden": weights.sizes[1:-1], "normalization": weights.normalization, **_layers(told, weights)}
    features = {"features": tuple(FEATURES)[: weights.sizes[0]]}
    outputs = _outputs(weights.sizes[-1])
    for start in (base, Experiment(seed=base.seed)):
        for also in ({}, features, outputs, {**features, **outputs}):
            yield start, {**shape, **also}


def _layers(told: dict[str, Any], weights: Weights) -> dict[str, Any]:
    """The activations and skip connections that the file says of its hidden layers."""
    layers = told.get("layers")
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        return {}
    hidden = layers[:-1]
    names = tuple(layer.get("activation") for layer in hidden)
    found: dict[str, Any] = {"skip": any(layer.get("skip") is True for layer in hidden)}
    are_known = all(isinstance(name, str) and name in ACTIVATIONS for name in names)
    if names and are_known and len(names) == len(weights.sizes) - 2:
        found |= {"activation": names[0], "layer_activations": names if len(set(names)) > 1 else ()}
    return found


def _outputs(n: int) -> dict[str, Any]:
    """A problem with so many outputs."""
    if n == 1:
        return {"problem": "classification", "dataset": "circle", "loss": "square"}
    classes = LIMITS["classes"]
    if not classes.low <= n <= classes.high:
        return {}
    return {"problem": "classification", "dataset": "blobs", "classes": n, "loss": "cross-entropy"}
