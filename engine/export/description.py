"""A network as a plain list of steps, from raw inputs to outputs: what every target writes down.

A formula is followed once (engine/backends/tracing.py) with the numbers of the experiment put in, so that it
stands in a step as a small tree of the inputs and of constants. A new activation is thereby known to every
target without another word.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.backends.tracing import Expression, evaluated, traced
from engine.data.table import Table
from engine.data.units import Units
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, write_link
from engine.experiment.view import View
from engine.export.features import feature_formulas
from engine.formulas.activations import ACTIVATIONS, PLAIN
from engine.formulas.functions import NUMPY
from engine.formulas.losses import SOFTMAX
from engine.formulas.normalizations import EPSILON
from engine.learning.task import Task
from engine.network.deep import Model
from engine.network.network import Array, Mask
from engine.network.outputs import output_activation, output_of
from engine.training.trainer import Trainer

Z = "z"
"""What the input of an activation's formula is called."""

OWN_UNITS = "own_units"
"""What the last step is called where numbers of a table are learnt: not an activation that networks have."""


class FeatureStep(NamedTuple):
    """What the network is fed: a formula of the raw inputs for each of its inputs, with their names."""

    names: tuple[str, ...]
    formulas: tuple[Expression, ...]


class ScalingStep(NamedTuple):
    """(a − shift) / unit, each of shape (n_inputs,)."""

    shift: Array
    unit: Array


class DenseStep(NamedTuple):
    """a Wᵀ + b with weights (n_out, n_in) and biases (n_out,) of `layer` 1..L."""

    layer: int
    weights: Array
    biases: Array


class BatchNormStep(NamedTuple):
    """(z − mean) / √(variance + ε) · gains + shifts with what is remembered, each (n_neurons,)."""

    layer: int
    mean: Array
    variance: Array
    gains: Array
    shifts: Array
    epsilon: float = EPSILON


class LayerNormStep(NamedTuple):
    """(z − mean) / √(variance + ε) · gains + shifts with the mean and the variance over a point's neurons."""

    layer: int
    gains: Array
    shifts: Array
    epsilon: float = EPSILON


class ActivationStep(NamedTuple):
    """a = φ(z), number by number. `name` is the activation's, `function` is one that programs can have: equal
    where the formula is."""

    name: str
    function: str
    formula: Expression


class SkipStep(NamedTuple):
    """a + what came into the layer."""

    layer: int


class GateStep(NamedTuple):
    """a · gate, 0 for the neurons that are switched off and else 1; shape (n_neurons,)."""

    layer: int
    gate: Array


class SoftmaxStep(NamedTuple):
    """exp(z) as shares of 1."""


Step = (
    FeatureStep
    | ScalingStep
    | DenseStep
    | BatchNormStep
    | LayerNormStep
    | ActivationStep
    | SkipStep
    | GateStep
    | SoftmaxStep
)


class Origin(NamedTuple):
    """The table that a network has learnt from: its title, what its columns and classes are called, the side
    of the picture that its inputs are (0: they are none), and in which `unit`, from which `shift` on, numbers
    are learnt: an answer of 1 is shift + unit (None: there are classes, or the plane's own values)."""

    title: str
    names: tuple[str, ...]
    classes: tuple[str, ...]
    side: int
    shift: float | None
    unit: float | None


class Description(NamedTuple):
    """A network as it is now.

    `inputs` are the raw ones, `sizes` the number of neurons of every layer with its inputs first. `labels`
    are what points of the classes are labelled, in the order of the outputs; of one output, the first is that
    of what lies below the `middle`. They are empty where a number is learnt. `low` and `high` are the targets
    of the outputs. `link` is the experiment's, `dataset` what its points are called; of a `table` there is
    more to tell.
    """

    inputs: tuple[str, ...]
    sizes: tuple[int, ...]
    steps: tuple[Step, ...]
    labels: tuple[int, ...]
    low: float
    high: float
    link: str
    dataset: str
    epoch: int
    table: "Origin | None" = None

    @property
    def n_outputs(self) -> int:
        """How many outputs there are."""
        return self.sizes[-1]

    @property
    def middle(self) -> float:
        """What divides two classes that share one output."""
        return 0.5 * (self.low + self.high)

    @property
    def activations(self) -> dict[str, Expression]:
        """The formulas of all activations, by the names of their functions."""
        return {step.function: step.formula for step in self.steps if isinstance(step, ActivationStep)}


def describe(trainer: Trainer) -> Description:
    """The network of a run as it is now: nothing dropped, but some neurons perhaps off."""
    experiment = trainer.experiment
    return Description(
        inputs=experiment.variables,
        sizes=experiment.sizes,
        steps=tuple(_steps(experiment, trainer.task, trainer.learner.model, trainer.hand.off)),
        labels=labels_of(experiment),
        low=output_of(experiment).low,
        high=output_of(experiment).high,
        link=write_link(Link(experiment, View())),
        dataset=experiment.active_dataset,
        epoch=trainer.epoch,
        table=_origin(experiment.active_table, trainer.task.units),
    )


def _origin(table: Table | None, units: Units | None) -> Origin | None:
    if table is None:
        return None
    label = None if units is None else units.label
    shift, unit = (None, None) if label is None else (float(label.shift[0]), float(label.unit[0]))
    return Origin(table.title, table.names, table.classes, table.side, shift, unit)


def labels_of(experiment: Experiment) -> tuple[int, ...]:
    """How points of each class are labelled; empty where a number is learnt."""
    if experiment.n_classes is None:
        return ()
    return (-1, 1) if experiment.n_classes == 2 else tuple(range(experiment.n_classes))


def folded(formula: Callable[..., Any], inputs: Sequence[str], n: Any = None) -> Expression:
    """A formula with these numbers as a tree of its inputs and of constants."""
    scalars, (result,) = traced(formula, inputs, n)
    values = evaluated(scalars, NUMPY, lambda kind, value: np.float64(value))
    return _with_values(result, values)


def _with_values(each: Expression, values: Sequence[Any]) -> Expression:
    """The tree with the values of its scalars."""
    if each.operation == "scalar":
        return Expression("constant", float(values[each.arguments[0]]))
    if each.is_leaf:
        return each
    return Expression(each.operation, *(_with_values(argument, values) for argument in each.arguments))


def _steps(experiment: Experiment, task: Task, model: Model, off: Sequence[Mask]) -> list[Step]:
    """The steps, those left out that change nothing."""
    steps: list[Step] = [FeatureStep(experiment.features, feature_formulas(experiment, task.units))]
    if task.scaling is not None:
        steps.append(ScalingStep(task.scaling.shift, task.scaling.unit))
    functions: dict[str, Expression] = {}
    for l, name in enumerate(experiment.activations):
        steps.append(DenseStep(l + 1, *model.parameters[l]))
        if model.remembered:
            steps.append(BatchNormStep(l + 1, *model.remembered[l], *model.scales[l]))
        elif model.scales:
            steps.append(LayerNormStep(l + 1, *model.scales[l]))
        steps += _activated(name, experiment, functions)
        if experiment.skips[l]:
            steps.append(SkipStep(l + 1))
        if off and off[l].any():
            steps.append(GateStep(l + 1, np.where(off[l], 0.0, 1.0)))
    steps.append(DenseStep(len(model.parameters), *model.parameters[-1]))
    output = output_activation(experiment)
    steps += [SoftmaxStep()] if output == SOFTMAX else _activated(output, PLAIN, functions)
    return steps + _in_own_units(task.units)


def _in_own_units(units: Units | None) -> list[Step]:
    """The step that brings numbers to the units that the labels of a table have."""
    if units is None or units.label is None:
        return []
    shift, unit = float(units.label.shift[0]), float(units.label.unit[0])
    return [ActivationStep(OWN_UNITS, OWN_UNITS, folded(lambda f, z, n: z * unit + shift, [Z]))]


def _activated(name: str, n: Any, functions: dict[str, Expression]) -> list[Step]:
    """The step of an activation with these numbers, unless it leaves z as it is. `functions` has those of
    before: two activations of one name may differ in their numbers."""
    formula = folded(ACTIVATIONS[name].of, [Z], n)
    if formula.is_leaf and formula.operation == "input":
        return []
    function = name.replace("-", "_")
    if not _are_same(functions.setdefault(function, formula), formula):
        function = f"{function}_of_output"
        functions[function] = formula
    return [ActivationStep(name, function, functions[function])]


def _are_same(one: Any, other: Any) -> bool:
    """Whether two trees say the same."""
    if not (isinstance(one, Expression) and isinstance(other, Expression)):
        return bool(one == other)
    return (
        one.operation == other.operation
        and len(one.arguments) == len(other.arguments)
        and all(map(_are_same, one.arguments, other.arguments))
    )


def skipped_layers(description: Description) -> set[int]:
    """The layers into which something comes that is added again behind them."""
    return {step.layer for step in description.steps if isinstance(step, SkipStep)}


def is_constant(formula: Expression) -> bool:
    """Whether no input has a part in a formula."""
    if formula.is_leaf:
        return formula.operation == "constant"
    return all(map(is_constant, formula.arguments))
