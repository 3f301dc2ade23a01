"""The network of engine/network/deep.py in PyTorch, for many networks of one shape at once.

Every tensor has the networks as its first axis: weights (n_networks, n_out, n_in), biases and all else that
is told of neurons (n_networks, 1, n_neurons), pre-activations and outputs (n_networks, n_points, n_neurons).
Where all networks share something that axis may be 1. Parameters are views of one vector for each network, in
the order of flat.py, so that an update is one operation for all layers.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from engine.backends import flat
from engine.backends.flat import Blueprint
from engine.backends.torch.formulas import TorchActivation, TorchOutput
from engine.formulas.normalizations import EPSILON, MEMORY


class TorchLayer(NamedTuple):
    """Weights and biases of a layer, or gains and shifts (each (n_networks, 1, n_neurons)) of a scale."""

    weights: Tensor
    biases: Tensor


class TorchStatistics(NamedTuple):
    """What batch normalisation remembers of a layer, each (n_networks, 1, n_neurons)."""

    mean: Tensor
    variance: Tensor


class TorchModel(NamedTuple):
    """Views of all that a network has learnt; or, without `remembered`, of its gradients."""

    layers: list[TorchLayer]
    scales: list[TorchLayer]
    remembered: list[TorchStatistics]


class TorchDesign(NamedTuple):
    """How the layers compute: φ and whether there is a skip connection for each hidden layer; the output; the
    axis of normalisation, 1 (points) or 2 (neurons), or None."""

    hidden: tuple[TorchActivation, ...]
    output: TorchOutput
    skips: tuple[bool, ...]
    axis: int | None


class TorchNormalised(NamedTuple):
    """ẑ, and what the way back and the memory need: 1 / √(var z + ε), the mean and the variance taken."""

    z: Tensor
    inverse: Tensor
    mean: Tensor
    variance: Tensor


class TorchTrace(NamedTuple):
    """What the way back needs of a forward pass: pre-activations; outputs [x, a⁽¹⁾, …] after skip and
    gate; activated ones before both; `normals` is empty without normalisation."""

    pre_activations: list[Tensor]
    outputs: list[Tensor]
    activated: list[Tensor]
    normals: list[TorchNormalised]


def views(parameters: Tensor, remembered: Tensor | None, blueprint: Blueprint) -> TorchModel:
    """Views of vectors (n_networks, n_parameters) and of (n_networks, 2, n_hidden), if there are such."""
    layers, scales, statistics = [], [], []
    for row in blueprint.layers.tolist():
        n_in, n_out, weights, biases = row[: flat.GAINS]
        w = parameters[:, weights:biases].view(len(parameters), n_out, n_in)
        layers.append(TorchLayer(w, parameters[:, biases : biases + n_out].unsqueeze(1)))
        if row[flat.GAINS] >= 0:
            starts = row[flat.GAINS], row[flat.SHIFTS]
            scales.append(TorchLayer(*(parameters[:, at : at + n_out].unsqueeze(1) for at in starts)))
    if remembered is not None:
        for row in blueprint.layers[:-1].tolist():
            of_layer = remembered[:, :, row[flat.FIRST] : row[flat.FIRST] + row[flat.N_OUT]]
            statistics.append(TorchStatistics(of_layer[:, :1], of_layer[:, 1:]))
    return TorchModel(layers, scales, statistics)


def forward(
    model: TorchModel, x: Tensor, design: TorchDesign, gates: Sequence[Tensor], training: bool
) -> TorchTrace:
    """What every layer computes for inputs x (n_networks or 1, n_points, n_inputs). `gates` has a factor for
    each neuron of each hidden layer, or is empty. When `training`, batch normalisation looks at this batch,
    else at what it remembers."""
    pre_activations: list[Tensor] = []
    outputs: list[Tensor] = [x.expand(model.layers[0].weights.shape[0], -1, -1)]
    activated: list[Tensor] = []
    normals: list[TorchNormalised] = []
    for l, (phi, skip) in enumerate(zip(design.hidden, design.skips, strict=True)):
        z = _pre_activations(model.layers[l], outputs[-1])
        if design.axis is not None:
            gains, shifts = model.scales[l]
            if training or not model.remembered:
                normals.append(_normalised(z, design.axis))
                z = normals[-1].z * gains + shifts
            else:
                mean, variance = model.remembered[l]
                z = (z - mean) / torch.sqrt(variance + EPSILON) * gains + shifts
        a = phi.of(z)
        pre_activations.append(z)
        activated.append(a)
        if skip:
            a = a + outputs[-1]
        outputs.append(a * gates[l] if gates else a)
    pre_activations.append(_pre_activations(model.layers[-1], outputs[-1]))
    outputs.append(design.output.of(pre_activations[-1]))
    return TorchTrace(pre_activations, outputs, activated, normals)


def gather(
    gathered: TorchModel,
    model: TorchModel,
    trace: TorchTrace,
    target: Tensor,
    design: TorchDesign,
    gates: Sequence[Tensor],
) -> None:
    """Adds the gradient of the loss, summed over the points, to what is `gathered`: backward as in deep.py,
    with d = ∂loss/∂a on its way back through gate, skip and normalisation."""
    z, outputs, activated, normals = trace
    delta = design.output.delta(z[-1], outputs[-1], target)
    _add(gathered.layers[-1], delta, outputs[-2])
    if not design.hidden:
        return
    d = delta @ model.layers[-1].weights
    for l in range(len(design.hidden) - 1, -1, -1):
        if gates:
            d = d * gates[l]
        delta = d * design.hidden[l].slope(z[l], activated[l])
        if design.axis is not None:
            gains, shifts = gathered.scales[l]
            gains += (delta * normals[l].z).sum(dim=1, keepdim=True)
            shifts += delta.sum(dim=1, keepdim=True)
            delta = _back(delta * model.scales[l].weights, normals[l], design.axis)
        _add(gathered.layers[l], delta, outputs[l])
        if l:
            d_before = delta @ model.layers[l].weights
            d = d_before + d if design.skips[l] else d_before


def remember(model: TorchModel, trace: TorchTrace) -> None:
    """Lets batch normalisation remember the batch of this trace, whose variance counts as that of a sample;
    a batch of a single point, which has no variance, changes nothing."""
    n = trace.outputs[0].shape[1]
    if n < 2:
        return
    for old, normal in zip(model.remembered, trace.normals, strict=False):
        old.mean.mul_(MEMORY).add_((1 - MEMORY) * normal.mean)
        old.variance.mul_(MEMORY).add_((1 - MEMORY) * normal.variance * (n / (n - 1)))


def _pre_activations(layer: TorchLayer, a: Tensor) -> Tensor:
    """z = a Wᵀ + b."""
    return torch.baddbmm(layer.biases, a, layer.weights.mT)


def _add(gathered: TorchLayer, delta: Tensor, a: Tensor) -> None:
    """Adds δᵀ a to the weights' gradient and Σ δ to the biases'."""
    gathered.weights.baddbmm_(delta.mT, a)
    gathered.biases.add_(delta.sum(dim=1, keepdim=True))


def _normalised(z: Tensor, axis: int) -> TorchNormalised:
    """z brought to mean 0 and variance 1 along `axis`."""
    mean = z.mean(dim=axis, keepdim=True)
    around = z - mean
    variance = (around * around).mean(dim=axis, keepdim=True)
    inverse = 1 / torch.sqrt(variance + EPSILON)
    return TorchNormalised(around * inverse, inverse, mean, variance)


def _back(delta: Tensor, normal: TorchNormalised, axis: int) -> Tensor:
    """∂loss/∂z from `delta` = ∂loss/∂ẑ: (δ − mean δ − ẑ · mean(δ ẑ)) / √(var z + ε)."""
    mean = delta.mean(dim=axis, keepdim=True)
    along = (delta * normal.z).mean(dim=axis, keepdim=True)
    slope: Tensor = (delta - mean - normal.z * along) * normal.inverse
    return slope
