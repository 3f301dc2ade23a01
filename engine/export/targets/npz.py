"""A network as an archive of NumPy arrays, which can be brought back."""

import io
import json
from typing import Any

import numpy as np

from engine.export.description import Description, GateStep
from engine.export.targets.json_file import listed
from engine.export.writing import arrays_of


def write(description: Description) -> bytes:
    """The archive. Layer 1..L has "weights1" (n_out, n_in) and "biases1"; "gains1", "shifts1", "mean1",
    "variance1" with normalisation; "off1" where a neuron is off; scaled inputs "shift" and "unit". The text
    "about" is JSON with everything else: link, epoch, features, activations."""
    arrays: dict[str, Any] = {}
    for step in description.steps:
        if isinstance(step, GateStep):
            arrays[f"off{step.layer}"] = step.gate == 0
        else:
            arrays |= arrays_of(step)
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
