"""How a description becomes the text of a program: formulas in its syntax, arrays as nested lists."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.backends.tracing import Expression
from engine.export.description import (
    BatchNormStep,
    DenseStep,
    Description,
    GateStep,
    LayerNormStep,
    Origin,
    ScalingStep,
    Step,
)
from engine.network.network import Array

Template = str | Callable[[Sequence[str], Sequence[Expression]], str]
"""How a function is called: its arguments stand at {0}, {1}, …; or from their texts and themselves."""

PRECEDENCE = {"<": 0, "<=": 0, ">": 0, ">=": 0, "+": 1, "-": 1, "*": 2, "/": 2}
"""Of the operators that every language has, and that bind to the left."""


class Syntax(NamedTuple):
    """A language's `functions` by their names in `Functions`, and "**". `helpers` are definitions of those
    that it has not, which a program gets that uses them."""

    functions: Mapping[str, Template]
    helpers: Mapping[str, str]


def written(formula: Expression, syntax: Syntax) -> str:
    """A formula in a language's syntax, with no more brackets than it needs."""
    if formula.is_leaf:
        (value,) = formula.arguments
        return value if formula.operation == "input" else repr(value)
    if formula.operation not in PRECEDENCE:
        parts = [written(argument, syntax) for argument in formula.arguments]
        template = syntax.functions[formula.operation]
        return template.format(*parts) if isinstance(template, str) else template(parts, formula.arguments)
    one, other = (
        _bracketed(argument, syntax, PRECEDENCE[formula.operation] + on_the_right)
        for on_the_right, argument in enumerate(formula.arguments)
    )
    return f"{one} {formula.operation} {other}"


def _bracketed(formula: Expression, syntax: Syntax, least: int) -> str:
    """A formula as a part of another, where less than this binding needs brackets."""
    text = written(formula, syntax)
    is_loose = PRECEDENCE.get(formula.operation, least) < least
    return f"({text})" if is_loose else text


def helpers_for(formulas: Iterable[Expression], syntax: Syntax) -> list[str]:
    """The definitions that a program with these formulas needs, in their order in the syntax."""
    used = set().union(*map(functions_of, formulas))
    return [definition for name, definition in syntax.helpers.items() if name in used]


def functions_of(formula: Expression) -> set[str]:
    """The functions and operators of a formula."""
    if formula.is_leaf:
        return set()
    return {formula.operation}.union(*map(functions_of, formula.arguments))


def formulas_of(description: Description) -> list[Expression]:
    """All formulas of a description."""
    features = description.steps[0]
    return [*getattr(features, "formulas", ()), *description.activations.values()]


def about(description: Description) -> list[str]:
    """What a file is, in sentences for comments. None ends with a sign of the link: a backslash would take
    the next line into the comment."""
    sizes = "-".join(map(str, description.sizes))
    return [
        f"A network of {sizes} neurons from the Neural Network Playground, as it was after epoch "
        f"{description.epoch}.",
        f'Its link is "#{plain(description.link)}".',
        *(_about_table(description, description.table) if description.table else ()),
    ]


def _about_table(description: Description, table: Origin) -> list[str]:
    """What is said of a table: what its inputs, classes and answers are."""
    said = [f'It has learnt from the table "{harmless(table.title)}".']
    if table.side:
        said.append(f"Its inputs are pictures of {table.side} x {table.side} pixels, row by row.")
    else:
        named = zip(description.inputs, table.names, strict=True)
        said += _in_lines("Its inputs are", [f'{name} "{harmless(column)}"' for name, column in named])
    if table.classes:
        labelled = zip(description.labels, table.classes, strict=True)
        said += _in_lines("Its classes are", [f'{label} "{harmless(each)}"' for label, each in labelled])
    elif table.unit is not None:
        said.append("Inputs and answers are in the table's own units.")
    return said


def _in_lines(beginning: str, parts: Sequence[str]) -> list[str]:
    """Some parts with commas, a few in a line."""
    lines = [", ".join(parts[i : i + PARTS_IN_A_LINE]) for i in range(0, len(parts), PARTS_IN_A_LINE)]
    return [f"{beginning} {lines[0]}{'.' if len(lines) == 1 else ','}"] + [
        f"  {line}{'.' if line is lines[-1] else ','}" for line in lines[1:]
    ]


PARTS_IN_A_LINE = 6


def harmless(name: str) -> str:
    """What somebody has called something, as a comment can have it: it ends none and goes over no line."""
    return re.sub(r"[\\*?]", "_", name)


def arrays_of(step: Step) -> dict[str, Array]:
    """The arrays of a step, by names that no other step has."""
    match step:
        case ScalingStep(shift, unit):
            return {"shift": shift, "unit": unit}
        case DenseStep(layer, weights, biases):
            return {f"weights{layer}": weights, f"biases{layer}": biases}
        case BatchNormStep(layer) | LayerNormStep(layer):
            kinds = ("mean", "variance", "gains", "shifts")
            return {f"{kind}{layer}": getattr(step, kind) for kind in kinds if hasattr(step, kind)}
        case GateStep(layer, gate):
            return {f"gate{layer}": gate}
        case _:
            return {}


def counted(n: int, noun: str) -> str:
    """So many of something."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def plain(text: str) -> str:
    """A text of one line in printable ASCII, whatever it was."""
    return re.sub(r"[^ -~]", "?", text)


def nested(array: Array, brackets: str = "[]", indent: str = "") -> str:
    """An array of one or two dimensions as a nested list, with a line for each row."""
    left, right = brackets[0], brackets[1]
    if array.ndim == 1:
        return left + ", ".join(map(repr, array.astype(np.float64).tolist())) + right
    rows = "".join(f"{indent}    {nested(row, brackets)},\n" for row in array)
    return f"{left}\n{rows}{indent}{right}"


def file_stem(description: Description) -> str:
    """What a file with this network is called, without its ending: it can be imported under this name."""
    name = re.sub(r"\W", "_", description.dataset, flags=re.ASCII)
    return f"network_{name}_epoch_{description.epoch}"
