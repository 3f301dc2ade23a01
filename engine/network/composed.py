"""An experiment's network put together: its design, what it says, and what it learns from a batch.

Where nothing lies between the layers, the plain network of `network.py` does it; else that of `deep.py`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from engine.experiment.experiment import Experiment
from engine.formulas.activations import activation_of
from engine.formulas.normalizations import AXES, Statistics
from engine.network import deep, network
from engine.network.deep import Design, Model
from engine.network.network import Array, Layer, Mask, Pass
from engine.network.outputs import output_of


def design_of(experiment: Experiment) -> Design:
    """How the layers of an experiment's network compute."""
    skips, axis = experiment.skips, AXES[experiment.normalization]
    return Design(
        hidden=tuple(activation_of(name, experiment) for name in experiment.activations),
        output=output_of(experiment),
        skips=skips,
        axis=axis,
        is_plain=axis is None and not any(skips),
    )


def evaluate(model: Model, x: Array, design: Design, off: Sequence[Mask]) -> Pass:
    """What every layer says to inputs x (n_points, n_inputs); nothing is dropped, but some may be off."""
    if design.is_plain and not off:
        return network.forward(model.parameters, x, design.hidden, design.output)
    return deep.forward(model, x, design, deep.open_gates((), off, 0.0, x.dtype), training=False).passed


class Lesson(NamedTuple):
    """What a batch teaches: what every layer said, the gradient of the loss summed over the points (for every
    layer, then for every scale), and what batch normalisation remembers after it."""

    passed: Pass
    gradients: tuple[Layer, ...]
    remembered: tuple[Statistics, ...] = ()


def learn(model: Model, x: Array, target: Array, design: Design, gates: Sequence[Array]) -> Lesson:
    """The lesson of a batch: inputs x (n_points, n_inputs) and targets (n_points, n_outputs).

    `gates` has a factor (n_neurons,) for each hidden layer, or is empty where nothing is dropped or off.
    """
    if design.is_plain and not gates:
        passed = network.forward(model.parameters, x, design.hidden, design.output)
        return Lesson(
            passed, network.backward(model.parameters, passed, target, design.hidden, design.output)
        )
    trace = deep.forward(model, x, design, gates, training=True)
    gradients = deep.backward(model, trace, target, design, gates)
    return Lesson(trace.passed, gradients, deep.remembering(model, trace))
