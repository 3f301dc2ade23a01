"""The maths of a fully connected network: outputs forward, gradients backward, one step downhill.

In the symbols of the textbooks, layer l = 1..L computes from the outputs a⁽ˡ⁻¹⁾ of the layer before it

    z⁽ˡ⁾ = a⁽ˡ⁻¹⁾ W⁽ˡ⁾ᵀ + b⁽ˡ⁾        a⁽ˡ⁾ = φ(z⁽ˡ⁾)        a⁽⁰⁾ = x

for many points at once: every array of points has the points as its first axis. A weight W[i, j] leads from
neuron j of the layer before to neuron i. Source: M. Nielsen, Neural Networks and Deep Learning, chapter 2.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.rng import SeedRandom
from engine.formulas.activations import Activation
from engine.formulas.initializers import INITIALIZERS
from engine.formulas.penalties import Penalty
from engine.network.outputs import Output

Array = NDArray[np.floating]
Mask = NDArray[np.bool_]


class Layer(NamedTuple):
    """Weights (n_out, n_in) and biases (n_out,) of a layer, or their gradients."""

    weights: Array
    biases: Array

    def of(self, a: Array) -> Array:
        """z = a Wᵀ + b."""
        z: Array = a @ self.weights.T + self.biases
        return z


class Pass(NamedTuple):
    """What every layer computed: `pre_activations` [z⁽¹⁾, …, z⁽ᴸ⁾] and `outputs` [x, a⁽¹⁾, …, a⁽ᴸ⁾],
    each of shape (n_points, n_neurons)."""

    pre_activations: list[Array]
    outputs: list[Array]


def forward(parameters: Sequence[Layer], x: Array, hidden: Sequence[Activation], output: Output) -> Pass:
    """What every layer computes for inputs x of shape (n_points, n_inputs); `hidden` has one φ for each."""
    pre_activations: list[Array] = []
    outputs: list[Array] = [x]
    layers: list[Activation | Output] = [*hidden, output]
    for layer, phi in zip(parameters, layers, strict=True):
        z = layer.of(outputs[-1])
        pre_activations.append(z)
        outputs.append(phi.of(z))
    return Pass(pre_activations, outputs)


def backward(
    parameters: Sequence[Layer], passed: Pass, target: Array, hidden: Sequence[Activation], output: Output
) -> tuple[Layer, ...]:
    """The gradient of the loss, summed over the points, shaped like the parameters.

    `passed` is what `forward` returned, `target` has shape (n_points, n_outputs). With δ⁽ˡ⁾ = ∂loss/∂z⁽ˡ⁾:
    ∂loss/∂W = δᵀ a⁽ˡ⁻¹⁾, ∂loss/∂b = Σ δ, and one layer back δ⁽ˡ⁻¹⁾ = δ⁽ˡ⁾ W⁽ˡ⁾ · φ'.
    """
    z, a = passed
    delta = output.delta(z[-1], a[-1], target)
    gradients = []
    for l in range(len(parameters), 0, -1):
        gradients.append(Layer(delta.T @ a[l - 1], delta.sum(axis=0)))
        if l > 1:
            delta = (delta @ parameters[l - 1].weights) * hidden[l - 2].slope(z[l - 2], a[l - 1])
    return tuple(reversed(gradients))


def descend(
    layer: Layer,
    gradient: Layer,
    dead: Mask,
    learning_rate: float,
    penalty: Penalty,
    regularization_rate: float,
) -> tuple[Layer, Mask]:
    """The layer one step downhill, and which of its weights are dead now (a mask of shape (n_out, n_in)).

    `gradient` is the mean over a batch. First the step down the loss, then the step of the penalty with its
    slope at the weight before both. Where the penalty kills, a weight that its step would carry across zero
    becomes 0 for good.
    """
    w, b = layer
    down = w - learning_rate * gradient.weights
    new_w = down - learning_rate * regularization_rate * penalty.slope(w)
    if penalty.kills:
        dead = dead | (down * new_w < 0)
        new_w = np.where(dead, 0.0, new_w)
    return Layer(new_w, b - learning_rate * gradient.biases), dead


def initial_parameters(sizes: Sequence[int], name: str, rng: SeedRandom) -> tuple[Layer, ...]:
    """The layers of a network with `sizes` neurons (inputs first), drawn neuron by neuron, input by input, as
    the initializer of this name says."""
    draw, bias = INITIALIZERS[name]
    layers = []
    for n_in, n_out in pairwise(sizes):
        weights = [[draw(rng, n_in, n_out) for _ in range(n_in)] for _ in range(n_out)]
        layers.append(Layer(np.array(weights, np.float64).reshape(n_out, n_in), np.full(n_out, bias)))
    return tuple(layers)


def count_parameters(parameters: Sequence[Layer]) -> int:
    """How many weights and biases there are."""
    return sum(layer.weights.size + layer.biases.size for layer in parameters)


def all_finite(parameters: Sequence[tuple[Array, Array]]) -> bool:
    """Whether no weight or bias is infinite or NaN."""
    return all(bool(np.isfinite(w).all() and np.isfinite(b).all()) for w, b in parameters)


def all_alive(parameters: Sequence[Layer]) -> tuple[Mask, ...]:
    """For each layer, the mask (n_out, n_in) of dead weights with none dead."""
    return tuple(np.zeros(w.shape, dtype=np.bool_) for w, _ in parameters)


def zeros_like(parameters: Sequence[Layer]) -> tuple[Layer, ...]:
    """Gradients of zero, shaped like the parameters."""
    return tuple(Layer(np.zeros_like(w), np.zeros_like(b)) for w, b in parameters)


def added(one: Sequence[Layer], other: Sequence[Layer]) -> tuple[Layer, ...]:
    """The sum of two gradients, layer by layer."""
    return tuple(Layer(w + v, b + c) for (w, b), (v, c) in zip(one, other, strict=True))
