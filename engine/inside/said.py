"""What every layer of a network says to some points, where that can be drawn."""

from collections.abc import Sequence

import numpy as np

from engine.experiment.experiment import Experiment
from engine.inside.reasons import checked_finite, refuse
from engine.network.composed import design_of, evaluate
from engine.network.deep import Model
from engine.network.network import Array, Mask


def said_by_layers(
    experiment: Experiment, model: Model, inputs: Array, off: Sequence[Mask] = ()
) -> list[Array]:
    """[x, a⁽¹⁾, …, a⁽ᴸ⁾] for inputs x (n_points, n_inputs), each (n_points, n_neurons); nothing dropped, but
    some may be `off`. Raises `ReasonError` where a weight or a number is infinite or none."""
    checked_finite(model)
    with np.errstate(all="ignore"):
        outputs = evaluate(model, inputs, design_of(experiment), off).outputs
    if not all(np.isfinite(a).all() for a in outputs):
        raise refuse("not_finite")
    return outputs
