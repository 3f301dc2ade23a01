"""A network as a PyTorch module with its weights: `Network`, `network` and `predict(x)`."""

from collections.abc import Sequence

from engine.backends.tracing import Expression
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
    is_constant,
    skipped_layers,
)
from engine.export.python import called_in, columns, definitions, inputs_taken, reshaped
from engine.export.writing import Syntax, Template, about, counted, nested
from engine.network.network import Array


def _extremum(name: str, bound: str) -> Template:
    """How torch.maximum or minimum is called: with a number it is a clamp."""

    def call(parts: Sequence[str], arguments: Sequence[Expression]) -> str:
        for this, other in ((0, 1), (1, 0)):
            if is_constant(arguments[other]):
                return f"torch.clamp({parts[this]}, {bound}={parts[other]})"
        return f"torch.{name}({parts[0]}, {parts[1]})"

    return call


SYNTAX = Syntax(
    functions={
        **called_in("torch"),
        "sigmoid": "torch.sigmoid({0})",
        **{name: f"{name}({{0}})" for name in ("step", "softplus")},
        "maximum": _extremum("maximum", "min"),
        "minimum": _extremum("minimum", "max"),
        "where": "torch.where({0}, {1}, {2})",
        "**": "torch.pow({0}, {1})",
    },
    helpers={
        "step": "def step(x):\n    return (x > 0).to(x.dtype)\n",
        "softplus": "def softplus(x):\n    return torch.logaddexp(x, torch.zeros_like(x))\n",
    },
)


def write(description: Description) -> str:
    """The script. The network is a module in double precision that can be trained on."""
    parts = [line for step in description.steps for line in _parts(step)]
    state = [line for step in description.steps for line in _state(step)]
    skipped, answers = skipped_layers(description), counted(description.n_outputs, "answer")
    forward = [line for step in description.steps for line in _lines(step, description, skipped)]
    return "\n".join(
        [
            *(f"# {each}" for each in about(description)),
            "import torch",
            "from torch import nn",
            "",
            "",
            *(f"{each}\n" for each in definitions(description, SYNTAX)),
            "class Network(nn.Module):",
            f'    """From raw inputs {", ".join(description.inputs)} to {answers}."""',
            "",
            "    def __init__(self):",
            "        super().__init__()",
            *(f"        {line}" for line in parts),
            "",
            "    def forward(self, x):",
            *(f"        {line}" for line in forward),
            "        return a",
            "",
            "",
            "network = Network().double()",
            "network.load_state_dict({",
            *state,
            "})",
            "network.eval()",
            "",
            "",
            "def predict(x):",
            f'    """The answers, shape (n, {description.n_outputs}), to points x of shape '
            f'(n, {len(description.inputs)}), as a NumPy array."""',
            "    with torch.no_grad():",
            "        return network(torch.as_tensor(x, dtype=torch.float64)).numpy()",
            "",
        ]
    )


def _parts(step: Step) -> list[str]:
    """The lines that make what a step has."""
    match step:
        case ScalingStep(shift, unit):
            return [_buffer("shift", len(shift)), _buffer("unit", len(unit))]
        case DenseStep(layer, weights, _):
            n_out, n_in = weights.shape
            return [f"self.layer{layer} = nn.Linear({n_in}, {n_out})"]
        case BatchNormStep(layer, mean, epsilon=epsilon):
            return [f"self.norm{layer} = nn.BatchNorm1d({len(mean)}, eps={epsilon!r})"]
        case LayerNormStep(layer, gains, epsilon=epsilon):
            return [f"self.norm{layer} = nn.LayerNorm({len(gains)}, eps={epsilon!r})"]
        case GateStep(layer, gate):
            return [_buffer(f"gate{layer}", len(gate))]
        case _:
            return []


def _buffer(name: str, length: int) -> str:
    return f'self.register_buffer("{name}", torch.ones({length}))'


def _state(step: Step) -> list[str]:
    """The entries of the state dict that a step has."""
    match step:
        case ScalingStep(shift, unit):
            return [_entry("shift", shift), _entry("unit", unit)]
        case DenseStep(layer, weights, biases):
            return [_entry(f"layer{layer}.weight", weights), _entry(f"layer{layer}.bias", biases)]
        case BatchNormStep(layer, mean, variance, gains, shifts):
            return [
                *_scale(layer, gains, shifts),
                _entry(f"norm{layer}.running_mean", mean),
                _entry(f"norm{layer}.running_var", variance),
                f'    "norm{layer}.num_batches_tracked": torch.tensor(1),',
            ]
        case LayerNormStep(layer, gains, shifts):
            return _scale(layer, gains, shifts)
        case GateStep(layer, gate):
            return [_entry(f"gate{layer}", gate)]
        case _:
            return []


def _scale(layer: int, gains: Array, shifts: Array) -> list[str]:
    return [_entry(f"norm{layer}.weight", gains), _entry(f"norm{layer}.bias", shifts)]


def _entry(name: str, array: Array) -> str:
    rows = nested(array, indent="    ")
    return f'    "{name}": torch.tensor({rows}, dtype=torch.float64){reshaped(array)},'


def _lines(step: Step, description: Description, skipped: set[int]) -> list[str]:
    """The lines of the forward pass, from `a` to `a`."""
    match step:
        case FeatureStep(_, formulas):
            if not formulas:
                return ["a = x[:, :0]"]
            stacked = columns(formulas, SYNTAX, "torch.full_like(x[:, 0], {0})")
            return [*inputs_taken(description), f"a = torch.stack([{stacked}], dim=1)"]
        case ScalingStep():
            return ["a = (a - self.shift) / self.unit"]
        case DenseStep(layer):
            kept = ["before = a"] if layer in skipped else []
            return [*kept, f"a = self.layer{layer}(a)"]
        case BatchNormStep(layer) | LayerNormStep(layer):
            return [f"a = self.norm{layer}(a)"]
        case ActivationStep(_, function):
            return [f"a = phi_{function}(a)"]
        case SkipStep():
            return ["a = a + before"]
        case GateStep(layer):
            return [f"a = a * self.gate{layer}"]
        case SoftmaxStep():
            return ["a = torch.softmax(a, dim=1)"]
