"""The network of engine/network/deep.py in PyTorch, for many networks of one shape at once.

Every tensor has the networks as its first axis: weights (n_networks, n_out, n_in), biases and all else that
is told of neurons (n_networks, 1, n_neurons), pre-activations and outputs (n_networks, n_points, n_neurons).
Where all networks share something that axis may be 1. Parameters are views of one vector for each network, in
the order of flat.py, so that an update is one operation for all layers.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from engine.backends import flat
from engine.backends.flat import Blueprint
from engine.formulas.normalizations import MEMORY, Statistics
from engine.network import deep

# These are written for arrays of NumPy, and tensors have all that they ask of them.
Model: Any = deep.Model
_forward: Any = deep.forward
_deltas: Any = deep.deltas


class TorchLayer(NamedTuple):
    """Weights and biases of a layer, or gains and shifts (each (n_networks, 1, n_neurons)) of a scale."""

    weights: Tensor
    biases: Tensor

    def of(self, a: Tensor) -> Tensor:
        """z = a Wᵀ + b, in one operation."""
        return torch.baddbmm(self.biases, a, self.weights.mT)


def views(parameters: Tensor, remembered: Tensor | None, blueprint: Blueprint) -> Any:
    """A `Model` whose parts are views of vectors (n_networks, n_parameters) and of (n_networks, 2, n_hidden),
    if there are such."""

    def of_neurons(vectors: Tensor, at: int, n: int) -> Tensor:
        return vectors[:, at : at + n].unsqueeze(1)

    layers, scales, statistics = [], [], []
    for row in blueprint.layers.tolist():
        n_in, n, weights, biases, gains, shifts = row[: flat.ACTIVATION]
        w = parameters[:, weights:biases].view(len(parameters), n, n_in)
        layers.append(TorchLayer(w, of_neurons(parameters, biases, n)))
        if gains >= 0:
            scales.append(TorchLayer(*(of_neurons(parameters, at, n) for at in (gains, shifts))))
            if remembered is not None:
                both: Any = (of_neurons(remembered[:, k], row[flat.FIRST], n) for k in range(2))
                statistics.append(Statistics(*both))
    return Model(tuple(layers), tuple(scales), tuple(statistics))


def forward(model: Any, x: Tensor, design: Any, gates: Sequence[Tensor], training: bool) -> Any:
    """The trace of inputs x (n_networks or 1, n_points, n_inputs)."""
    return _forward(model, x.expand(len(model.parameters[0].weights), -1, -1), design, gates, training)


def gather(
    gathered: Any, model: Any, trace: Any, target: Tensor, design: Any, gates: Sequence[Tensor]
) -> None:
    """Adds the gradient of the loss, summed over the points, to what is `gathered`."""
    of_layers, of_scales = _deltas(model, trace, target, design, gates)
    for layer, delta, a in zip(gathered.parameters, of_layers, trace.passed.outputs, strict=False):
        layer.weights.baddbmm_(delta.mT, a)
        layer.biases.add_(delta.sum(dim=1, keepdim=True))
    for (gains, shifts), delta, normal in zip(gathered.scales, of_scales, trace.normals, strict=True):
        gains.add_((delta * normal.z).sum(dim=1, keepdim=True))
        shifts.add_(delta.sum(dim=1, keepdim=True))


def remember(model: Any, trace: Any) -> None:
    """Lets batch normalisation remember the batch of this trace, whose variance counts as that of a sample;
    a batch of a single point, which has no variance, changes nothing."""
    n = trace.passed.outputs[0].shape[1]
    if n < 2:
        return
    for old, normal in zip(model.remembered, trace.normals, strict=False):
        old.mean.mul_(MEMORY).add_((1 - MEMORY) * normal.mean)
        old.variance.mul_(MEMORY).add_((1 - MEMORY) * normal.variance * (n / (n - 1)))
