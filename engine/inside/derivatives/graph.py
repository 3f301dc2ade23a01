"""A network as a graph of the operations of autodiff.py: the same formulas, other kinds of number in them.

What it computes is said in network.py and deep.py, whose gradients were derived by hand; here they come from
the chain rule alone. So each can be held to the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import autodiff
from engine.autodiff import F, Taped, by_element, plain
from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS, PLAIN
from engine.formulas.functions import NUMPY
from engine.formulas.losses import LOSSES, SOFTMAX
from engine.formulas.normalizations import AXES, normalised, normalised_by
from engine.network.deep import Model
from engine.network.network import Array, Layer
from engine.network.outputs import output_activation

Loss = Callable[..., Any]


def arrays_of(model: Model) -> list[Array]:
    """All that a network learns: W⁽¹⁾, b⁽¹⁾, …, then γ⁽¹⁾, β⁽¹⁾, … where there is normalisation."""
    return [array for layer in (*model.parameters, *model.scales) for array in layer]


def layers_of(arrays: Sequence[Any]) -> tuple[Layer, ...]:
    """The same as pairs, which may be gradients: for every layer, then for every scale."""
    return tuple(map(Layer, arrays[::2], arrays[1::2]))


@dataclass(frozen=True)
class NetworkGraph:
    """A network of an experiment's design at a model, as functions of the arrays that it learns.

    `inputs` (n_points, n_inputs) are what it gets, `gates` a factor (n_neurons,) for each hidden layer, or
    empty. While `training`, batch normalisation looks at these points, else at what the model remembers.
    """

    experiment: Experiment
    model: Model
    inputs: Array
    gates: tuple[Array, ...] = ()
    training: bool = True

    def sums(self, *arrays: Any) -> Any:
        """z⁽ᴸ⁾ of the output layer, (n_points, n_outputs)."""
        experiment, layers = self.experiment, layers_of(arrays)
        axis, n = AXES[experiment.normalization], len(self.model.parameters)
        a: Any = self.inputs
        for l, (name, skip) in enumerate(zip(experiment.activations, experiment.skips, strict=True)):
            z = layers[l].of(a)
            if axis is not None:
                remembered = () if self.training else self.model.remembered
                normal = normalised_by(z, remembered[l]) if remembered else normalised(z, axis).z
                z = normal * layers[n + l].weights + layers[n + l].biases
            said = activated(name, z, experiment)
            if skip:
                said = said + a
            a = said * self.gates[l] if self.gates else said
        return layers[n - 1].of(a)

    def answers(self, *arrays: Any) -> Any:
        """What the outputs say, (n_points, n_outputs)."""
        return answered(self.experiment, self.sums(*arrays))

    def loss(self, target: Array) -> Loss:
        """The loss, summed over points and outputs, as a function of the arrays; target (n_points,
        n_outputs)."""

        def loss(*arrays: Any) -> Any:
            z = self.sums(*arrays)
            return self.loss_of(z, self.compared(z), target)

        return loss

    def compared(self, z: Any) -> Any:
        """What the loss compares with the target: the answers to sums z (n_points, n_outputs); None where it
        is a formula of the sums themselves."""
        return None if LOSSES[self.experiment.loss].joined else answered(self.experiment, z)

    def loss_of(self, z: Any, a: Any, target: Array) -> Any:
        """The loss of sums z and what is `compared` of them."""
        experiment = self.experiment
        each = LOSSES[experiment.loss].of(F, z, a, target, experiment)
        if output_activation(experiment) == SOFTMAX:
            each = log_sum_exp(z) + each.sum(axis=1, keepdims=True)
        return each.sum()


def activated(name: str, z: Any, numbers: Any) -> Any:
    """φ(z). Where an activation learns with another slope than its own, the graph has that one too."""
    formula = ACTIVATIONS[name]
    if not formula.surrogate:
        return formula.of(F, z, numbers)
    operation = by_element(
        name, lambda z: formula.of(NUMPY, z, numbers), lambda a, z: formula.slope(F, z, a, numbers)
    )
    return operation(z)


def answered(experiment: Experiment, z: Any) -> Any:
    """a⁽ᴸ⁾ of sums z (n_points, n_outputs)."""
    name = output_activation(experiment)
    if name != SOFTMAX:
        return activated(name, z, PLAIN)
    e = F.exp(z - plain(z).max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def log_sum_exp(z: Any) -> Any:
    """ln Σ exp(z) of each row, (n_points, 1); the greatest is taken off and added, and has no part in the
    slope."""
    most = plain(z).max(axis=1, keepdims=True)
    return most + F.log(F.exp(z - most).sum(axis=1, keepdims=True))


def gradients_backward(graph: NetworkGraph, target: Array) -> tuple[Layer, ...]:
    """The gradient of the loss in one pass back: for every layer, then for every scale."""
    return layers_of(autodiff.gradient(graph.loss(target), arrays_of(graph.model))[1])


def gradients_forward(graph: NetworkGraph, target: Array) -> tuple[Layer, ...]:
    """The same by dual numbers: a pass for each parameter, along a direction in which it alone changes."""
    arrays, loss = arrays_of(graph.model), graph.loss(target)
    slopes = [np.zeros_like(array) for array in arrays]
    for array, slope in zip(arrays, slopes, strict=True):
        for index in np.ndindex(array.shape):
            slope[index] = autodiff.along(loss, arrays, unit_direction(arrays, array, index))[1]
    return layers_of(slopes)


def unit_direction(arrays: Sequence[Array], which: Array, index: tuple[int, ...]) -> list[Array]:
    """The direction in which one number of one of the arrays grows by 1 and all others stay."""
    direction = [np.zeros_like(array) for array in arrays]
    place = next(i for i, array in enumerate(arrays) if array is which)
    direction[place][index] = 1.0
    return direction


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One operation of a graph: its `name` ("parameter" for what is learnt), the nodes that it takes its
    numbers from, in their order (constants, such as the points, are none), and the shape of its result."""

    name: str
    sources: tuple[int, ...]
    shape: tuple[int, ...]


def nodes_of(graph: NetworkGraph, target: Array) -> tuple[GraphNode, ...]:
    """The operations that lead from the parameters to the loss, in the order in which they are done."""
    tape = autodiff.Tape()
    graph.loss(target)(*(tape.write(array) for array in arrays_of(graph.model)))
    return tuple(
        GraphNode(
            line.operation.name if line.operation else "parameter",
            tuple(each.index for each in line.x if isinstance(each, Taped)),
            tuple(np.shape(line.y)),
        )
        for line in tape.lines
    )
