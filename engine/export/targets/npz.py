"""A network as an archive of NumPy arrays, which can be brought back."""

import io
import json
from typing import Any

import numpy as np

from engine.export.description import (
    BatchNormStep,
    DenseStep,
    Description,
    GateStep,
    LayerNormStep,
    ScalingStep,
)
from engine.export.targets.json_file import listed


def write(description: Description) -> bytes:
    """The archive. Layer 1..L has "weights1" (n_out, n_in) and "biases1"; "gains1", "shifts1", "mean1",
    "variance1" with normalisation; "off1" where a neuron is off; scaled inputs "shift" and "unit". The text
    "about" is JSON with everything else: link, epoch, features, activations."""
    arrays: dict[str, Any] = {}
    for step in description.steps:
        match step:
            case ScalingStep(shift, unit):
                arrays |= {"shift": shift, "unit": unit}
            case DenseStep(layer, weights, biases):
                arrays |= {f"weights{layer}": weights, f"biases{layer}": biases}
            case BatchNormStep(layer, mean, variance, gains, shifts):
                arrays |= {f"mean{layer}": mean, f"variance{layer}": variance}
                arrays |= {f"gains{layer}": gains, f"shifts{layer}": shifts}
            case LayerNormStep(layer, gains, shifts):
                arrays |= {f"gains{layer}": gains, f"shifts{layer}": shifts}
            case GateStep(layer, gate):
                arrays[f"off{layer}"] = gate == 0
    facts = listed(description)
    del facts["scaling"]
    for each in facts["layers"]:
        for name in ARRAYS:
            each.pop(name, None)
    file = io.BytesIO()
    arrays["about"] = np.array(json.dumps(facts))
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


ARRAYS = ("weights", "biases", "gains", "shifts", "mean", "variance", "off")
"""What a layer has as arrays."""
