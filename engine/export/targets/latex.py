"""A network as a LaTeX document: the formula as lectures write it, with its numbers rounded."""

from collections.abc import Sequence

from engine.backends.tracing import Expression
from engine.data.features import ALL_VARIABLES
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
)
from engine.export.writing import about
from engine.network.network import Array

DIGITS = 4
"""Significant ones, to which all numbers are rounded."""

FUNCTIONS = {
    **{name: rf"\{name}\left({{0}}\right)" for name in ("tanh", "sin", "cos", "tan")},
    "+": "{0} + {1}",
    "-": "{0} - {1}",
    "*": r"{0} \cdot {1}",
    "/": r"\frac{{{0}}}{{{1}}}",
    "**": "{0}^{{{1}}}",
    "<": "{0} < {1}",
    "<=": r"{0} \le {1}",
    ">": "{0} > {1}",
    ">=": r"{0} \ge {1}",
    "exp": "e^{{{0}}}",
    "expm1": r"\left(e^{{{0}}} - 1\right)",
    "log": r"\ln\left({0}\right)",
    "log1p": r"\ln\left(1 + {0}\right)",
    "sqrt": r"\sqrt{{{0}}}",
    "abs": r"\left|{0}\right|",
    "floor": r"\left\lfloor{0}\right\rfloor",
    "sign": r"\operatorname{{sign}}\left({0}\right)",
    "maximum": r"\max\left({0}, {1}\right)",
    "minimum": r"\min\left({0}, {1}\right)",
    "where": r"\begin{{cases}} {1} & {0} \\ {2} & \text{{else}} \end{{cases}}",
    "step": r"\begin{{cases}} 1 & {0} > 0 \\ 0 & \text{{else}} \end{{cases}}",
    "ones_like": "1",
    "sigmoid": r"\frac{{1}}{{1 + e^{{-\left({0}\right)}}}}",
    "softplus": r"\ln\left(1 + e^{{{0}}}\right)",
}
LOOSE = {"+": 1, "-": 1, "*": 2, "where": 0, "step": 0}
"""How strongly what needs brackets as a factor or an addend binds; the rest stands by itself."""

HEAD = r"""\documentclass{article}
\usepackage{amsmath,graphicx}
\setcounter{MaxMatrixCols}{64}
\newcommand{\fit}[1]{\[\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{$\displaystyle #1$}\]}
\begin{document}"""


def write(description: Description) -> str:
    """The document. Every display formula is in `\\fit`, which makes it as narrow as a line."""
    formulas = _formulas(description)
    activations = [
        rf"\phi_{{\text{{{name.replace('_', ' ')}}}}}(z) = {written(formula)}"
        for name, formula in description.activations.items()
    ]
    return "\n".join(
        [
            *(f"% {each}" for each in about(description)),
            HEAD,
            rf"\noindent Numbers are rounded to {DIGITS} significant digits.",
            *(rf"\fit{{{each}}}" for each in [*formulas, *activations]),
            r"\end{document}",
            "",
        ]
    )


def written(formula: Expression) -> str:
    """A formula in LaTeX."""
    if formula.is_leaf:
        (value,) = formula.arguments
        return NAMES.get(value, value) if formula.operation == "input" else number(value)
    operation, arguments = formula.operation, formula.arguments
    if operation == "*" and number_of(arguments[0]) == -1:
        return f"-{_bracketed(arguments[1], 2)}"
    parts = [written(argument) for argument in arguments]
    if operation in ("+", "-", "*", "**"):
        least = {"+": 1, "-": 1, "*": 2, "**": 3}[operation]
        parts = [_bracketed(arguments[0], least), _bracketed(arguments[1], least + 1)]
        if operation == "**":
            parts[1] = written(arguments[1])
    return FUNCTIONS[operation].format(*parts)


NAMES = {name: f"x_{{{name[1:]}}}" for name in ALL_VARIABLES}


def number_of(formula: Expression) -> float | None:
    """The value of a constant; None for anything else."""
    return formula.arguments[0] if formula.operation == "constant" else None


def _bracketed(formula: Expression, least: int) -> str:
    """A formula as a part of another, in brackets where it would be read otherwise."""
    value = number_of(formula)
    is_negative = value is not None and value < 0
    text = written(formula)
    is_power = least > 2 and (not formula.is_leaf or " " in text)
    return rf"\left({text}\right)" if is_negative or is_power or _binds(formula) < least else text


def _binds(formula: Expression) -> int:
    return LOOSE.get(formula.operation, 4)


def number(value: float) -> str:
    """A number, rounded."""
    text = f"{value:.{DIGITS}g}"
    if "e" not in text:
        return text
    digits, exponent = text.split("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}"


def _formulas(description: Description) -> list[str]:
    """The formulas of all steps. What a layer says is a, what is summed up in it z, what the last says y."""
    lines: list[str] = []
    layer, is_open = 0, False
    for step in description.steps:
        if is_open and isinstance(step, DenseStep | SkipStep | GateStep):  # nothing lies between z and a
            lines.append(f"a^{{({layer})}} = z^{{({layer})}}")
            is_open = False
        if isinstance(step, DenseStep):
            layer, is_open = step.layer, True
        elif isinstance(step, ActivationStep | SoftmaxStep):
            is_open = False
        lines += _lines(step, layer, is_last=step is description.steps[-1])
    return [*lines, f"y = z^{{({layer})}}"] if is_open else lines


def _lines(step: Step, layer: int, is_last: bool) -> list[str]:
    """The formulas of a step; a and z change in place."""
    a, z = f"a^{{({layer})}}", f"z^{{({layer})}}"
    match step:
        case FeatureStep(_, formulas):
            return [rf"a^{{(0)}} = {_column(list(map(written, formulas)))}"]
        case ScalingStep(shift, unit):
            return [rf"{a} \leftarrow \left({a} - {_vector(shift)}\right) \oslash {_vector(unit)}"]
        case DenseStep(_, weights, biases):
            product = f"{_matrix(weights)} a^{{({layer - 1})}} + " if weights.size else ""
            return [f"{z} = {product}{_vector(biases)}"]
        case BatchNormStep(_, mean, variance, gains, shifts):
            size = (variance + step.epsilon) ** 0.5
            normal = rf"\left({z} - {_vector(mean)}\right) \oslash {_vector(size)}"
            return [rf"{z} \leftarrow {_vector(gains)} \odot \left({normal}\right) + {_vector(shifts)}"]
        case LayerNormStep(_, gains, shifts):
            root = rf"\sqrt{{\operatorname{{var}} {z} + {number(step.epsilon)}}}"
            normal = rf"\frac{{{z} - \operatorname{{mean}} {z}}}{{{root}}}"
            return [rf"{z} \leftarrow {_vector(gains)} \odot {normal} + {_vector(shifts)}"]
        case ActivationStep(_, function):
            name = rf"\phi_{{\text{{{function.replace('_', ' ')}}}}}"
            return [rf"{'y' if is_last else a} = {name}\left({z}\right)"]
        case SkipStep():
            return [rf"{a} \leftarrow {a} + a^{{({layer - 1})}}"]
        case GateStep(_, gate):
            return [rf"{a} \leftarrow {_vector(gate)} \odot {a}"]
        case SoftmaxStep():
            return [rf"y_i = \frac{{e^{{z_i^{{({layer})}}}}}}{{\sum_j e^{{z_j^{{({layer})}}}}}}"]


def _matrix(array: Array) -> str:
    return _column([" & ".join(map(number, row)) for row in array.tolist()])


def _vector(array: Array) -> str:
    return _column([number(each) for each in array.tolist()])


def _column(rows: Sequence[str]) -> str:
    return "\\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
