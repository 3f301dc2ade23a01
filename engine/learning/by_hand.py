"""What a person does to a network by hand: weights set, neurons switched off, parameters frozen."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.experiment.checks import ExperimentError, checked_flag, checked_index, checked_number, shown
from engine.experiment.experiment import LIMITS
from engine.learning.descent import Frozen
from engine.network.network import Layer, Mask


class ByHand(NamedTuple):
    """The neurons that are off, a mask (n_neurons,) for each hidden layer; what is frozen in each layer.

    Both are empty where there are none.
    """

    off: tuple[Mask, ...] = ()
    frozen: tuple[Frozen, ...] = ()


def with_weight(parameters: Sequence[Layer], layer: int, neuron: int, source: int, value: float) -> Layer:
    """Layer 1..L with one weight set to `value`; `ExperimentError` for a bad place or value."""
    value = checked_number("weight", value, LIMITS["weight"])
    weights, biases = checked_weight(parameters, layer, neuron, source)
    weights = weights.copy()
    weights[neuron, source] = value
    return Layer(weights, biases)


def with_bias(parameters: Sequence[Layer], layer: int, neuron: int, value: float) -> Layer:
    """Layer 1..L with one bias set to `value`; `ExperimentError` for a bad place or value."""
    value = checked_number("weight", value, LIMITS["weight"])
    weights, biases = checked_neuron(parameters, layer, neuron)
    biases = biases.copy()
    biases[neuron] = value
    return Layer(weights, biases)


def switched(hand: ByHand, parameters: Sequence[Layer], layer: int, neuron: int, on: bool) -> ByHand:
    """`hand` with a hidden neuron (layer 1..L-1) switched on or off."""
    if layer == len(parameters):
        raise ExperimentError("layer", "not_hidden", got=layer)
    checked_neuron(parameters, layer, neuron)
    checked_flag("on", on)
    off = [mask.copy() for mask in hand.off or (np.zeros(len(b), bool) for _, b in parameters[:-1])]
    off[layer - 1][neuron] = not on
    return hand._replace(off=tuple(off) if any(mask.any() for mask in off) else ())


def with_weight_frozen(
    hand: ByHand, parameters: Sequence[Layer], layer: int, neuron: int, source: int, frozen: bool
) -> ByHand:
    """`hand` with a weight frozen or free."""
    checked_weight(parameters, layer, neuron, source)
    checked_flag("frozen", frozen)
    masks = _masks(hand.frozen, parameters)
    masks[layer - 1].weights[neuron, source] = frozen
    return hand._replace(frozen=_kept(masks))


def with_bias_frozen(
    hand: ByHand, parameters: Sequence[Layer], layer: int, neuron: int, frozen: bool
) -> ByHand:
    """`hand` with a bias frozen or free."""
    checked_neuron(parameters, layer, neuron)
    checked_flag("frozen", frozen)
    masks = _masks(hand.frozen, parameters)
    masks[layer - 1].biases[neuron] = frozen
    return hand._replace(frozen=_kept(masks))


def all_frozen(hand: ByHand, parameters: Sequence[Layer], scales: Sequence[Layer]) -> tuple[Frozen, ...]:
    """What no update may change, for every layer and then every scale: what is frozen, and all that leads
    into and out of a neuron that is off. Empty where everything is free."""
    if not hand.off and not hand.frozen:
        return ()
    masks = _masks(hand.frozen, parameters)
    for l, off in enumerate(hand.off):
        masks[l].weights[off] = True
        masks[l].biases[off] = True
        masks[l + 1].weights[:, off] = True
    off_or_none = hand.off or tuple(np.zeros(len(shifts), bool) for _, shifts in scales)
    return (*masks, *(Frozen(off, off) for off, _ in zip(off_or_none, scales, strict=False)))


def checked_neuron(parameters: Sequence[Layer], layer: int, neuron: int) -> Layer:
    """Layer 1..L, or `ExperimentError` if it or the neuron does not exist."""
    if isinstance(layer, bool) or not isinstance(layer, int) or not 1 <= layer <= len(parameters):
        raise ExperimentError("layer", "out_of_range", low=1, high=len(parameters), got=shown(layer))
    checked_index("neuron", neuron, 0, len(parameters[layer - 1].biases) - 1)
    return parameters[layer - 1]


def checked_weight(parameters: Sequence[Layer], layer: int, neuron: int, source: int) -> Layer:
    """Layer 1..L, or `ExperimentError` if it, the neuron or the source does not exist."""
    found = checked_neuron(parameters, layer, neuron)
    checked_index("source", source, 0, found.weights.shape[1] - 1)
    return found


def _masks(frozen: Sequence[Frozen], parameters: Sequence[Layer]) -> list[Frozen]:
    """Masks in memory of their own, for every layer."""
    if frozen:
        return [Frozen(weights.copy(), biases.copy()) for weights, biases in frozen]
    return [Frozen(np.zeros(w.shape, bool), np.zeros(b.shape, bool)) for w, b in parameters]


def _kept(masks: Sequence[Frozen]) -> tuple[Frozen, ...]:
    """The masks, or none where nothing is frozen."""
    return tuple(masks) if any(each.weights.any() or each.biases.any() for each in masks) else ()
