"""A tree → its text: the same for equal trees, with no parentheses but those that it needs."""

from decimal import Decimal

from engine.expressions.grammar import FUNCTIONS, INFIX, PREFIX
from engine.expressions.tree import Constant, Tree, Variable

_TIGHT = ("*", "/", "^")


def written(tree: Tree) -> str:
    """The text of a tree; `parse` makes an equal tree of it."""
    return _text(tree, 0)


def number_text(value: float) -> str:
    """A number as JavaScript writes it, so that both languages write the same: 0.00001, 1e-7, 1e+21."""
    text = repr(value)
    if 1e-6 <= value < 1e21 or value == 0:
        return format(Decimal(text), "f").removesuffix(".0")
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent):+d}"


def _text(tree: Tree, power: int) -> str:
    """The text of a tree where something stands beside it that binds with this power."""
    if isinstance(tree, Constant):
        return number_text(tree.value)
    if isinstance(tree, Variable):
        return tree.name
    sign, operands = tree
    if sign in FUNCTIONS:
        return f"{sign}({', '.join(written(each) for each in operands)})"
    if len(operands) == 1:
        own = PREFIX[sign].power
        text = f"{sign}{' ' if sign.isalpha() else ''}{_text(operands[0], own)}"
    else:
        own = INFIX[sign].power
        left, right = (own + 1, own) if sign == "^" else (own, own + 1)
        between = sign if sign in _TIGHT else f" {sign} "
        text = f"{_text(operands[0], left)}{between}{_right(operands[1], right)}"
    return f"({text})" if own < power else text


def _right(tree: Tree, power: int) -> str:
    """The text of what stands behind a sign: another sign in front of it needs no parentheses there."""
    is_prefixed = not isinstance(tree, Constant | Variable) and len(tree.operands) == 1
    return _text(tree, 0 if is_prefixed else power)
