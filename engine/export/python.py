"""What the targets in Python have in common."""

from collections.abc import Sequence

from engine.backends.tracing import Expression
from engine.export.description import Description, is_constant
from engine.export.features import FURTHER
from engine.export.writing import Syntax, formulas_of, helpers_for, written
from engine.network.network import Array

OF_ONE = (
    *("exp", "expm1", "log", "log1p", "sqrt", "tanh", "sin", "cos"),
    *("abs", "sign", "ones_like", *FURTHER),
)
"""The functions of one array that every library has under these names."""


def called_in(library: str) -> dict[str, str]:
    """How the functions of one array are called in a library."""
    return {name: f"{library}.{name}({{0}})" for name in OF_ONE}


def definitions(description: Description, syntax: Syntax) -> list[str]:
    """The definitions of the functions that a network is made of."""
    activations = [
        f"def phi_{name}(z):\n    return {written(formula, syntax)}\n"
        for name, formula in description.activations.items()
    ]
    return [*helpers_for(formulas_of(description), syntax), *activations]


def inputs_taken(description: Description) -> list[str]:
    """The lines that name the raw inputs, the columns of `x`."""
    return [f"{name} = x[:, {place}]" for place, name in enumerate(description.inputs)]


def columns(formulas: Sequence[Expression], syntax: Syntax, full: str) -> str:
    """Features as a list of columns; `full` makes one of a number, which stands at {0}."""
    texts = ((each, written(each, syntax)) for each in formulas)
    return ", ".join(full.format(text) if is_constant(each) else text for each, text in texts)


def reshaped(array: Array) -> str:
    """What brings a nested list to the shape of a matrix, also of one without columns."""
    return f".reshape{array.shape}" if array.ndim == 2 else ""
