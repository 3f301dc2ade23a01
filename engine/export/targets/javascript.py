"""A network as an ES module: `predict(points)`."""

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

ONE = ("exp", "expm1", "log", "log1p", "sqrt", "tanh", "sin", "cos", "abs", "sign", *FURTHER)

SYNTAX = Syntax(
    functions={
        **{name: f"Math.{name}({{0}})" for name in ONE},
        **{name: f"{name}({{0}})" for name in ("step", "sigmoid", "softplus")},
        "maximum": "Math.max({0}, {1})",
        "minimum": "Math.min({0}, {1})",
        "ones_like": "1",
        "where": "({0} ? {1} : {2})",
        "**": "Math.pow({0}, {1})",
    },
    helpers={
        "step": "const step = (x) => (x > 0 ? 1 : 0);",
        "sigmoid": "const sigmoid = (x) => 1 / (1 + Math.exp(-x));",
        "softplus": "const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));",
    },
)

HELPERS = """const dense = (a, weights, biases) =>
  biases.map((bias, i) => weights[i].reduce((sum, weight, j) => sum + weight * a[j], bias));
const mean = (a) => a.reduce((sum, each) => sum + each, 0) / a.length;"""


def write(description: Description) -> str:
    """The module. `predict` takes a list of points, lists of raw inputs, and returns a list of lists."""
    functions = [
        f"const phi_{name} = (z) => {written(formula, SYNTAX)};"
        for name, formula in description.activations.items()
    ]
    arrays = [
        f"const {name} = {nested(array)};"
        for step in description.steps
        for name, array in arrays_of(step).items()
    ]
    skipped = skipped_layers(description)
    lines = [line for step in description.steps for line in _lines(step, skipped)]
    return "\n".join(
        [
            *(f"// {each}" for each in about(description)),
            "",
            *arrays,
            "",
            HELPERS,
            *helpers_for(formulas_of(description), SYNTAX),
            *functions,
            "",
            f"function answer([{', '.join(description.inputs)}]) {{",
            *(f"  {line}" for line in lines),
            "  return a;",
            "}",
            "",
            "/**",
            f" * {counted(description.n_outputs, 'answer')} to each point, a list of its raw inputs "
            f"{', '.join(description.inputs)}.",
            " * @param {number[][]} points @returns {number[][]}",
            " */",
            "export function predict(points) {",
            "  return points.map(answer);",
            "}",
            "",
        ]
    )


def _lines(step: Step, skipped: set[int]) -> list[str]:
    """The lines of a step, from `a` to `a`."""
    match step:
        case FeatureStep(_, formulas):
            return [f"let a = [{', '.join(written(each, SYNTAX) for each in formulas)}];"]
        case ScalingStep():
            return [_each("(each - shift[i]) / unit[i]")]
        case DenseStep(layer):
            kept = [f"const before{layer} = a;"] if layer in skipped else []
            return [*kept, f"a = dense(a, weights{layer}, biases{layer});"]
        case BatchNormStep(n):
            normal = f"(each - mean{n}[i]) / Math.sqrt(variance{n}[i] + {step.epsilon!r})"
            return [_each(f"({normal}) * gains{n}[i] + shifts{n}[i]")]
        case LayerNormStep(n):
            return [
                f"const around{n} = mean(a);",
                _each(f"each - around{n}"),
                f"const size{n} = Math.sqrt(mean(a.map((each) => each * each)) + {step.epsilon!r});",
                _each(f"(each / size{n}) * gains{n}[i] + shifts{n}[i]"),
            ]
        case ActivationStep(_, function):
            return [f"a = a.map(phi_{function});"]
        case SkipStep(layer):
            return [_each(f"each + before{layer}[i]")]
        case GateStep(layer):
            return [_each(f"each * gate{layer}[i]")]
        case SoftmaxStep():
            return [
                "const most = Math.max(...a);",
                "const shares = a.map((each) => Math.exp(each - most));",
                "const total = shares.reduce((sum, each) => sum + each, 0);",
                "a = shares.map((each) => each / total);",
            ]


def _each(value: str) -> str:
    return f"a = a.map((each, i) => {value});"
