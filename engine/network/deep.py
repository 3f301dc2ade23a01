"""The network of `network.py` with everything between its layers that a course adds.

Layer l computes, where an experiment asks for it (otherwise the step is left out):

    z = a⁽ˡ⁻¹⁾ Wᵀ + b           n = γ ẑ + β            (normalizations.py)
    a = φ(n)                     a = a + a⁽ˡ⁻¹⁾         (skip connection)
    a = g · a                    with a gate g for each neuron: 0 where it is dropped or switched off

Sources: K. He and others, Deep Residual Learning, 2015, for skip connections; N. Srivastava and others,
Dropout, 2014, with one thinned network for each batch as in M. Nielsen, Neural Networks and Deep Learning,
chapter 3: what is kept counts 1 / (1 − p), so that nothing has to change when evaluating.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from engine.formulas import normalizations
from engine.formulas.activations import Activation
from engine.formulas.normalizations import Normalised, Statistics
from engine.network.network import Array, Layer, Mask, Pass
from engine.network.outputs import Output


class Design(NamedTuple):
    """How the layers compute: φ and whether there is a skip connection for each hidden layer; the output; the
    axis of normalisation or None. `is_plain`: as long as no gate is closed, the plain network says it all."""

    hidden: tuple[Activation, ...]
    output: Output
    skips: tuple[bool, ...]
    axis: int | None
    is_plain: bool


class Model(NamedTuple):
    """What a network has learnt: its layers; with normalisation a scale for each hidden layer (a `Layer` of
    gains γ and shifts β, both of shape (n_neurons,)), and with batch normalisation what it remembers."""

    parameters: tuple[Layer, ...]
    scales: tuple[Layer, ...] = ()
    remembered: tuple[Statistics, ...] = ()


class Trace(NamedTuple):
    """What the way back needs of a forward pass. `outputs` are those after skip and gate; `normals` is empty
    without normalisation."""

    passed: Pass
    activated: list[Array]
    normals: list[Normalised]


def forward(model: Model, x: Array, design: Design, gates: Sequence[Array], training: bool) -> Trace:
    """What every layer computes for inputs x. `gates` has a factor (n_neurons,) for each hidden layer, or is
    empty. When `training`, batch normalisation looks at this batch, else at what it remembers.

    The pre_activations of the trace are those that φ gets: n where there is normalisation.
    """
    pre_activations: list[Array] = []
    outputs: list[Array] = [x]
    activated: list[Array] = []
    normals: list[Normalised] = []
    for l, (phi, skip) in enumerate(zip(design.hidden, design.skips, strict=True)):
        z = model.parameters[l].of(outputs[-1])
        if design.axis is not None:
            gains, shifts = model.scales[l]
            if training or not model.remembered:
                normals.append(normalizations.normalised(z, design.axis))
                z = normals[-1].z * gains + shifts
            else:
                z = normalizations.normalised_by(z, model.remembered[l]) * gains + shifts
        a = phi.of(z)
        pre_activations.append(z)
        activated.append(a)
        if skip:
            a = a + outputs[-1]
        outputs.append(a * gates[l] if gates else a)
    pre_activations.append(model.parameters[-1].of(outputs[-1]))
    outputs.append(design.output.of(pre_activations[-1]))
    return Trace(Pass(pre_activations, outputs), activated, normals)


def backward(
    model: Model, trace: Trace, target: Array, design: Design, gates: Sequence[Array]
) -> tuple[Layer, ...]:
    """The gradient of the loss, summed over the points: for every layer, then for every scale."""
    of_layers, of_scales = deltas(model, trace, target, design, gates)
    layers = zip(of_layers, trace.passed.outputs, strict=False)  # the outputs of the last lead nowhere
    scales = zip(of_scales, trace.normals, strict=True)
    return (
        *(Layer(delta.T @ a, delta.sum(axis=0)) for delta, a in layers),
        *(Layer((delta * normal.z).sum(axis=0), delta.sum(axis=0)) for delta, normal in scales),
    )


def deltas(
    model: Model, trace: Trace, target: Array, design: Design, gates: Sequence[Array]
) -> tuple[list[Array], list[Array]]:
    """δ = ∂loss/∂z of every layer, and ∂loss/∂n of every scale.

    As in `network.backward`, with d = ∂loss/∂a on its way back through gate, skip and normalisation.
    """
    z, outputs = trace.passed
    delta = design.output.delta(z[-1], outputs[-1], target)
    of_layers, of_scales = [delta], list[Array]()
    d = delta
    for l in range(len(design.hidden) - 1, -1, -1):
        d_before = delta @ model.parameters[l + 1].weights
        d = d_before + d if (*design.skips, False)[l + 1] else d_before
        if gates:
            d = d * gates[l]
        delta = d * design.hidden[l].slope(z[l], trace.activated[l])
        if design.axis is not None:
            of_scales.append(delta)
            delta = normalizations.back(delta * model.scales[l].weights, trace.normals[l], design.axis)
        of_layers.append(delta)
    return of_layers[::-1], of_scales[::-1]


def remembering(model: Model, trace: Trace) -> tuple[Statistics, ...]:
    """What batch normalisation remembers after the batch of this trace."""
    if not model.remembered:
        return ()
    pairs = zip(model.remembered, trace.normals, strict=True)
    return tuple(normalizations.remembering(old, normal) for old, normal in pairs)


def initial_scales(hidden: Sequence[int], design: Design) -> tuple[Layer, ...]:
    """Gains of 1 and shifts of 0, for the layers that are normalised."""
    return tuple(Layer(np.ones(n), np.zeros(n)) for n in hidden) if design.axis is not None else ()


def initial_statistics(hidden: Sequence[int], design: Design) -> tuple[Statistics, ...]:
    """What batch normalisation remembers before the first batch: mean 0 and variance 1."""
    if design.axis != normalizations.AXES["batch"]:
        return ()
    return tuple(Statistics(np.zeros(n), np.ones(n)) for n in hidden)


def open_gates(
    dropped: Sequence[Mask], off: Sequence[Mask], dropout: float, dtype: DTypeLike
) -> tuple[Array, ...]:
    """The gates that close the dropped neurons and those switched off; each sequence may be empty."""
    closed_by_chance = tuple(np.where(mask, 0.0, 1 / (1 - dropout)).astype(dtype) for mask in dropped)
    closed_by_hand = tuple(np.where(mask, 0.0, 1.0).astype(dtype) for mask in off)
    if not dropped or not off:
        return closed_by_chance or closed_by_hand
    return tuple(one * other for one, other in zip(closed_by_chance, closed_by_hand, strict=True))
