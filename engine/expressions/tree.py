"""An expression as values: a tree of constants, variables and calls. Equal trees mean the same."""

from collections.abc import Iterator
from typing import NamedTuple


class Constant(NamedTuple):
    """A number as it was typed: finite and not negative."""

    value: float


class Variable(NamedTuple):
    """A name, whose value the caller gives or which is one of `CONSTANTS`."""

    name: str


class Call(NamedTuple):
    """A sign, a word or a function with what it is applied to; "-" is of one part or of two."""

    sign: str
    operands: tuple["Tree", ...]


Tree = Constant | Variable | Call


def parts_of(tree: Tree) -> Iterator[Tree]:
    """The tree and all trees inside it."""
    yield tree
    if isinstance(tree, Call):
        for operand in tree.operands:
            yield from parts_of(operand)


def names_in(tree: Tree) -> frozenset[str]:
    """The names of all variables and named constants."""
    return frozenset(part.name for part in parts_of(tree) if isinstance(part, Variable))
