"""Networks to take away: every activation, loss, normalisation, scaling and feature."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.features import CURVE_FEATURES, FEATURES, feature_matrix
from engine.data.scaling import INPUT_SCALINGS
from engine.experiment.experiment import Experiment
from engine.experiment.fitting import REGRESSION_LOSSES
from engine.export.description import Description, describe
from engine.formulas.activations import ACTIVATIONS
from engine.formulas.losses import LOSSES
from engine.formulas.normalizations import AXES
from engine.training.trainer import Trainer
from tests.engine import tables

SMALL = Experiment(dataset="gauss", noise=20, train_percent=7, hidden=(4, 3), learning_rate=0.1, seed="0.3")
SKIPS: dict[str, Any] = {"hidden": (3, 3), "skip": True, "features": ("x", "y", "sinX")}
OFF = ((1, 0), (1, 2), (2, 1))
"""Neurons (layer, neuron) that a case may have switched off."""


FORMULAS = (
    "x1^3 - 2*x2^2/(1 + x2^2) - -3",
    "max(min(x1, x2, 1), -1, sin(1)*x2)",
    "tan(x1/5) + tanh(x1) - cos(x2)",
    "exp(-(x1^2 + x2^2)/8)",
    "log(abs(x1*x2) + 1)^0.5",
    "sqrt(x1^2 + pi)*sign(x2)",
    "floor(x1) + ceil(x2/e)",
    "sin(3*x1)",
)
"""All operators and functions of expressions, in as many formulas as there may be."""


class Case(NamedTuple):
    """A network by its name: its description, and what the engine says (n, n_outputs) to raw inputs x."""

    name: str
    description: Description
    x: NDArray[np.float64]
    wanted: NDArray[np.float64]


def experiments() -> Iterator[tuple[str, Experiment, tuple[tuple[int, int], ...]]]:
    """Names, experiments, and the neurons that are off in them."""
    for name in ACTIVATIONS:
        yield f"activation {name}", SMALL.changed(activation=name, steepness=1.7), ()
    for name, loss in LOSSES.items():
        yield f"loss {name}", SMALL.changed(loss=name), ()
        yield f"loss {name}, four classes", SMALL.changed(loss=name, dataset="blobs", classes=4), ()
        if loss.compares_numbers:
            yield f"loss {name} of numbers", SMALL.changed(loss=name, problem="regression"), ()
    for name in AXES:
        yield f"normalization {name}", SMALL.changed(normalization=name), ()
        yield f"normalization {name}, skips", SMALL.changed(normalization=name, **SKIPS), OFF
    for name in INPUT_SCALINGS:
        yield f"scaling {name}", SMALL.changed(input_scaling=name, features=tuple(FEATURES)), ()
    for name in FEATURES:
        yield f"feature {name}", SMALL.changed(features=(name,)), ()
    yield "formulas", SMALL.changed(features=("x", *FORMULAS)), ()
    for problem, names in (("curve", CURVE_FEATURES), ("curve", ("x",)), ("regression", ("x", "y"))):
        assert "square" in REGRESSION_LOSSES
        yield f"{problem} of {len(names)}", SMALL.changed(problem=problem, features=names), OFF
    for table in (tables.CLASSES, tables.NUMBERS, tables.PAINTED):
        own = SMALL.fitting(table=table)
        yield f"own data: {table.title}", own.changed(features=(*own.features, "x1*x2 - x1^2")), ()
    yield "no features", SMALL.changed(features=()), ()
    yield "no hidden layers", SMALL.changed(hidden=()), ()
    yield "one neuron", SMALL.changed(hidden=(1,)), ()
    steep = {"activation": "sigmoid", "steepness": 3.0, "loss": "binary-cross-entropy"}
    yield "steep neurons before an output of the same name", SMALL.changed(**steep), OFF
    mixed = ("relu", "leaky-relu", "sine", "step", "linear")
    deep = SMALL.changed(hidden=(5, 5, 4, 4, 3), layer_activations=mixed, skip=True, dropout=0.3)
    yield "many activations", deep, OFF


def made(name: str, experiment: Experiment, off: tuple[tuple[int, int], ...] = (), n_epochs: int = 3) -> Case:
    """The case of an experiment that has learnt for some epochs."""
    trainer = Trainer(experiment)
    trainer.run(trainer.batches_until(n_epochs))
    for layer, neuron in off:
        trainer.switch_neuron(layer, neuron, on=False)
    description = describe(trainer)
    x = np.random.default_rng(5).uniform(-6, 6, (25, max(2, len(description.inputs))))
    x = x[:, : len(description.inputs)]
    units = trainer.task.units
    answers = said(trainer, x)
    if units is not None and units.label is not None:
        answers = answers * units.label.unit + units.label.shift
    return Case(name, description, x if units is None else units.inputs(x), answers)


def said(trainer: Trainer, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the engine's network says at places x."""
    plane = np.zeros((len(x), max(2, x.shape[1])))
    plane[:, : x.shape[1]] = x
    inputs = feature_matrix(trainer.experiment.features, plane)
    if trainer.scaling is not None:
        inputs = trainer.scaling(inputs)
    return trainer.learner.evaluate(inputs).outputs[-1]


def all_cases() -> list[Case]:
    """All of them, in their order."""
    return [made(*each) for each in experiments()]
