"""A network as a Keras model with its weights: `network` and `predict(x)`."""

from engine.export.description import (
    ActivationStep,
    BatchNormStep,
    DenseStep,
    Description,
    FeatureStep,
    GateStep,
    LayerNormStep,
    ScalingStep,
    SkipStep,
    SoftmaxStep,
    Step,
    skipped_layers,
)
from engine.export.python import called_in, columns, definitions, inputs_taken, reshaped
from engine.export.writing import Syntax, about, nested
from engine.network.network import Array

SYNTAX = Syntax(
    functions={
        **called_in("ops"),
        "sigmoid": "ops.sigmoid({0})",
        **{name: f"ops.{name}({{0}}, {{1}})" for name in ("maximum", "minimum")},
        **{name: f"{name}({{0}})" for name in ("step", "softplus")},
        "where": "ops.where({0}, {1}, {2})",
        "**": "ops.power({0}, {1})",
    },
    helpers={
        "step": "def step(x):\n    return ops.cast(x > 0, x.dtype)\n",
        "softplus": "def softplus(x):\n    return ops.logaddexp(x, ops.zeros_like(x))\n",
    },
)
DTYPE = 'dtype="float64"'


def write(description: Description) -> str:
    """The script. The model is in double precision and can be trained on."""
    features, *others = description.steps
    n_raw, skipped = len(description.inputs), skipped_layers(description)
    made = [line for step in others for line in _lines(step, skipped)]
    weights = [line for step in others for line in _weights(step)]
    return "\n".join(
        [
            *(f"# {each}" for each in about(description)),
            "import keras",
            "import numpy as np",
            "from keras import layers, ops",
            "",
            "",
            *(f"{each}\n" for each in definitions(description, SYNTAX)),
            "class Features(layers.Layer):",
            f'    """What the network is fed, of raw inputs {", ".join(description.inputs)}."""',
            "",
            "    def call(self, x):",
            *(f"        {line}" for line in _features(features, description)),
            "",
            "",
            f"x = keras.Input(({n_raw},), {DTYPE})",
            f"a = Features({DTYPE})(x)",
            *made,
            "network = keras.Model(x, a)",
            "",
            *weights,
            "",
            "",
            "def predict(x):",
            f'    """The answers, shape (n, {description.n_outputs}), to points x of shape (n, {n_raw})."""',
            '    return ops.convert_to_numpy(network(np.asarray(x, dtype="float64"), training=False))',
            "",
        ]
    )


def _features(step: Step, description: Description) -> list[str]:
    """The lines that make the features of `x`."""
    formulas = step.formulas if isinstance(step, FeatureStep) else ()
    if not formulas:
        return ["return x[:, :0]"]
    stacked = columns(formulas, SYNTAX, "ops.full_like(x[:, 0], {0})")
    return [*inputs_taken(description), f"return ops.stack([{stacked}], axis=1)"]


def _lines(step: Step, skipped: set[int]) -> list[str]:
    """The lines that add a step's layers behind `a`."""
    match step:
        case ScalingStep(shift, unit):
            scale, offset = nested(1 / unit), nested(-shift / unit)
            return [f"a = layers.Rescaling({scale}, {offset}, {DTYPE})(a)"]
        case DenseStep(layer, weights, _):
            kept = ["before = a"] if layer in skipped else []
            return [*kept, f'a = layers.Dense({len(weights)}, {DTYPE}, name="layer{layer}")(a)']
        case BatchNormStep(layer):
            return [_normalised("BatchNormalization", layer, step.epsilon)]
        case LayerNormStep(layer):
            return [_normalised("LayerNormalization", layer, step.epsilon)]
        case ActivationStep(_, function):
            return [f"a = layers.Activation(phi_{function}, {DTYPE})(a)"]
        case SkipStep():
            return [f"a = layers.Add({DTYPE})([a, before])"]
        case GateStep(_, gate):
            return [f"a = layers.Rescaling({nested(gate)}, {DTYPE})(a)"]
        case SoftmaxStep():
            return [f"a = layers.Softmax({DTYPE})(a)"]
        case FeatureStep():
            return []


def _normalised(kind: str, layer: int, epsilon: float) -> str:
    return f'a = layers.{kind}(epsilon={epsilon!r}, {DTYPE}, name="norm{layer}")(a)'


def _weights(step: Step) -> list[str]:
    """The lines that set what a step has learnt."""
    match step:
        case DenseStep(layer, weights, biases):
            return _set(f"layer{layer}", weights.T, biases)
        case BatchNormStep(layer, mean, variance, gains, shifts):
            return _set(f"norm{layer}", gains, shifts, mean, variance)
        case LayerNormStep(layer, gains, shifts):
            return _set(f"norm{layer}", gains, shifts)
        case _:
            return []


def _set(name: str, *arrays: Array) -> list[str]:
    return [
        f'network.get_layer("{name}").set_weights([',
        *(f"    np.array({nested(array, indent='    ')}){reshaped(array)}," for array in arrays),
        "])",
    ]
