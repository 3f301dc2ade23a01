"""A network as a Python script that needs NumPy alone: `predict(x)`."""

from engine.export import python
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
from engine.export.python import called_in, columns, inputs_taken, reshaped
from engine.export.writing import Syntax, about, arrays_of, nested
from engine.network.network import Array

SYNTAX = Syntax(
    functions={
        **called_in("np"),
        **{name: f"np.{name}({{0}}, {{1}})" for name in ("maximum", "minimum")},
        **{name: f"{name}({{0}})" for name in ("step", "sigmoid", "softplus")},
        "where": "np.where({0}, {1}, {2})",
        "**": "np.power({0}, {1})",
    },
    helpers={
        "step": "def step(x):\n    return np.where(x > 0, 1.0, 0.0)\n",
        "sigmoid": "def sigmoid(x):\n    return 0.5 * (1 + np.tanh(0.5 * x))\n",
        "softplus": "def softplus(x):\n    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))\n",
    },
)


def write(description: Description) -> str:
    """The script: `predict` takes raw inputs of shape (n, number of raw inputs), returns (n, n_outputs)."""
    says = f"(n, {len(description.inputs)}) of raw inputs {', '.join(description.inputs)}"
    return "\n".join(
        [
            *(f"# {each}" for each in about(description)),
            "import numpy as np",
            "",
            definitions(description),
            "",
            "def predict(x):",
            f'    """The answers, shape (n, {description.n_outputs}), to points x of shape {says}."""',
            *(f"    {line}" for line in computation(description)),
            "    return a",
            "",
        ]
    )


def definitions(description: Description) -> str:
    """The arrays of a network, and the functions that it is made of."""
    arrays = [
        f"{name} = {_array(array)}" for step in description.steps for name, array in arrays_of(step).items()
    ]
    return "\n".join([*arrays, "", "", "\n\n".join(python.definitions(description, SYNTAX))])


def _array(array: Array) -> str:
    """An array, also one without columns, as text."""
    return f"np.array({nested(array)}){reshaped(array)}"


def computation(description: Description) -> list[str]:
    """The lines that bring raw inputs `x` to outputs `a`."""
    lines = ["x = np.asarray(x, dtype=np.float64)"]
    skipped = skipped_layers(description)
    for step in description.steps:
        lines += _lines(step, description, skipped)
    return lines


def _lines(step: Step, description: Description, skipped: set[int]) -> list[str]:
    """The lines of a step, from `a` to `a`."""
    match step:
        case FeatureStep(_, formulas):
            stacked = f"a = np.stack([{columns(formulas, SYNTAX, 'np.full(len(x), {0})')}], axis=1)"
            return [*inputs_taken(description), stacked if formulas else "a = np.empty((len(x), 0))"]
        case ScalingStep():
            return ["a = (a - shift) / unit"]
        case DenseStep(layer):
            kept = ["before = a"] if layer in skipped else []
            return [*kept, f"a = a @ weights{layer}.T + biases{layer}"]
        case BatchNormStep(layer):
            normal = f"(a - mean{layer}) / np.sqrt(variance{layer} + {step.epsilon!r})"
            return [f"a = {normal} * gains{layer} + shifts{layer}"]
        case LayerNormStep(layer):
            return [
                "a = a - a.mean(axis=1, keepdims=True)",
                f"a = a / np.sqrt((a * a).mean(axis=1, keepdims=True) + {step.epsilon!r})",
                f"a = a * gains{layer} + shifts{layer}",
            ]
        case ActivationStep(_, function):
            return [f"a = phi_{function}(a)"]
        case SkipStep():
            return ["a = a + before"]
        case GateStep(layer):
            return [f"a = a * gate{layer}"]
        case SoftmaxStep():
            return ["a = np.exp(a - a.max(axis=1, keepdims=True))", "a = a / a.sum(axis=1, keepdims=True)"]
