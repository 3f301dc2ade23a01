"""A network as a C header that needs math.h alone: `network_predict(x, y)`."""

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
from engine.export.features import FURTHER
from engine.export.writing import Syntax, about, arrays_of, counted, formulas_of, helpers_for, nested, written
from engine.network.network import Array

ONE = ("exp", "expm1", "log", "log1p", "sqrt", "tanh", "sin", "cos", *FURTHER)

SYNTAX = Syntax(
    functions={
        **{name: f"{name}({{0}})" for name in ONE},
        **{name: f"network_{name}({{0}})" for name in ("sign", "step", "sigmoid", "softplus")},
        "abs": "fabs({0})",
        "maximum": "fmax({0}, {1})",
        "minimum": "fmin({0}, {1})",
        "ones_like": "1.0",
        "where": "({0} ? {1} : {2})",
        "**": "pow({0}, {1})",
    },
    helpers={
        "sign": "static double network_sign(double x) { return (x > 0) - (x < 0); }",
        "step": "static double network_step(double x) { return x > 0 ? 1.0 : 0.0; }",
        "sigmoid": "static double network_sigmoid(double x) { return 1.0 / (1.0 + exp(-x)); }",
        "softplus": (
            "static double network_softplus(double x) { return fmax(x, 0.0) + log1p(exp(-fabs(x))); }"
        ),
    },
)


def write(description: Description) -> str:
    """The header, in C99. `network_predict` reads an array of raw inputs and writes one of outputs."""
    functions = [
        f"static double network_phi_{name}(double z) {{ return {written(formula, SYNTAX)}; }}"
        for name, formula in description.activations.items()
    ]
    arrays = [
        _array(name, array)
        for step in description.steps
        for name, array in arrays_of(step).items()
        if array.size
    ]
    skipped = skipped_layers(description)
    lines = [line for step in description.steps for line in _lines(step, description, skipped)]
    widest = max(*description.sizes, 1)
    n_raw, n_outputs, names = len(description.inputs), description.n_outputs, ", ".join(description.inputs)
    before = [f"  double before[{widest}];"] if skipped else []
    return "\n".join(
        [
            *(f"// {each}" for each in about(description)),
            "#ifndef NETWORK_H",
            "#define NETWORK_H",
            "#include <math.h>",
            "",
            f"#define NETWORK_N_INPUTS {n_raw}",
            f"#define NETWORK_N_OUTPUTS {n_outputs}",
            "",
            *arrays,
            "",
            *helpers_for(formulas_of(description), SYNTAX),
            *functions,
            "",
            f"// Writes {counted(n_outputs, 'answer')} to a point, whose raw inputs are {names}.",
            f"static inline void network_predict(const double x[{n_raw}], double y[{n_outputs}]) {{",
            f"  double a[{widest}], z[{widest}];",
            *before,
            *(f"  {line}" for line in lines),
            f"  {_loop(n_outputs, 'y[i] = a[i];')}",
            "}",
            "",
            "#endif",
            "",
        ]
    )


def _array(name: str, array: Array) -> str:
    sizes = "".join(f"[{n}]" for n in array.shape)
    return f"static const double network_{name}{sizes} = {nested(array, '{}')};"


def _lines(step: Step, description: Description, skipped: set[int]) -> list[str]:
    """The lines of a step, from `a` to `a`."""
    match step:
        case FeatureStep(_, formulas):
            taken = [f"const double {name} = x[{i}];" for i, name in enumerate(description.inputs)]
            used = [f"(void){name};" for name in description.inputs]
            made = [f"a[{i}] = {written(each, SYNTAX)};" for i, each in enumerate(formulas)]
            return [*taken, *used, *made]
        case ScalingStep(shift):
            return [_each(len(shift), "(a[i] - network_shift[i]) / network_unit[i]")] if len(shift) else []
        case DenseStep(layer, weights):
            n_out, n_in = weights.shape
            kept = [_loop(n_in, "before[i] = a[i];")] if layer in skipped else []
            added = (
                f"for (int j = 0; j < {n_in}; j++) z[i] += network_weights{layer}[i][j] * a[j];"
                if n_in
                else ""
            )
            summed = f"{{ z[i] = network_biases{layer}[i]; {added} }}"
            return [*kept, _loop(n_out, summed), _each(n_out, "z[i]")]
        case BatchNormStep(n, mean):
            normal = f"(a[i] - network_mean{n}[i]) / sqrt(network_variance{n}[i] + {step.epsilon!r})"
            return [_each(len(mean), f"{normal} * network_gains{n}[i] + network_shifts{n}[i]")]
        case LayerNormStep(n, gains):
            width, around, size = len(gains), f"around{n}", f"size{n}"
            normal = f"a[i] / sqrt({size} + {step.epsilon!r})"
            return [
                f"double {around} = 0.0, {size} = 0.0;",
                _loop(width, f"{around} += a[i] / {width};"),
                _loop(width, f"{{ a[i] -= {around}; {size} += a[i] * a[i] / {width}; }}"),
                _each(
                    width,
                    f"a[i] / sqrt({size} + {step.epsilon!r}) * network_gains{n}[i] + network_shifts{n}[i]",
                ),
            ]
        case ActivationStep(_, function):
            return [_each_of(step, description, f"network_phi_{function}(a[i])")]
        case SkipStep():
            return [_each_of(step, description, "a[i] + before[i]")]
        case GateStep(layer, gate):
            return [_each(len(gate), f"a[i] * network_gate{layer}[i]")]
        case SoftmaxStep():
            n = description.n_outputs
            return [
                "double most = a[0], total = 0.0;",
                _loop(n, "most = fmax(most, a[i]);"),
                _loop(n, "{ a[i] = exp(a[i] - most); total += a[i]; }"),
                _each(n, "a[i] / total"),
            ]


def _each_of(step: Step, description: Description, value: str) -> str:
    """The same for all neurons of the layer that a step belongs to."""
    at = next(place for place, each in enumerate(description.steps) if each is step)
    layers = [each.weights for each in description.steps[:at] if isinstance(each, DenseStep)]
    return _each(len(layers[-1]), value)


def _each(n: int, value: str) -> str:
    return _loop(n, f"a[i] = {value};")


def _loop(n: int, body: str) -> str:
    return f"for (int i = 0; i < {n}; i++) {body}"
