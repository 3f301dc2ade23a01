"""Trees of expressions, for hypothesis to draw from."""

from hypothesis import strategies as st

from engine.expressions.grammar import CONSTANTS, FUNCTIONS, INFIX, MAX_DEPTH, MAX_LENGTH, PREFIX, Kind
from engine.expressions.tree import Call, Constant, Tree, Variable
from engine.expressions.writing import written

NAMES = ("x1", "x2", "loss")

EXACT = {"+", "-", "*", "/", "sqrt", "abs", "floor", "ceil", "min", "max", "<", "<=", ">", ">=", "==", "!=",
         "and", "or", "not"}  # fmt: skip
"""What every computer rounds alike."""


def trees(kind: Kind = "number", exact: bool = False) -> st.SearchStrategy[Tree]:
    """Any tree that comes to this and is short enough to be typed; of exact operations alone, if wanted."""
    constants = st.floats(0, allow_infinity=False, allow_nan=False) | st.integers(0, 20).map(float)
    leaves = constants.map(lambda value: Constant(value + 0.0)) | st.sampled_from((*NAMES, *CONSTANTS)).map(
        Variable
    )
    numbers = st.recursive(leaves, lambda inside: _operations("number", inside, exact), max_leaves=12)
    if kind == "number":
        return numbers.filter(_is_short)
    comparisons = _operations("truth", numbers, exact, takes="number")
    truths = st.recursive(
        comparisons, lambda inside: _operations("truth", inside, exact, takes="truth"), max_leaves=5
    )
    return truths.filter(_is_short)


def _operations(
    gives: Kind, inside: st.SearchStrategy[Tree], exact: bool, takes: Kind = "number"
) -> st.SearchStrategy[Tree]:
    """A sign or function that takes and gives this, of such parts."""
    counts = [(sign, 2, 2) for sign, each in INFIX.items() if (each.takes, each.gives) == (takes, gives)]
    counts += [(sign, 1, 1) for sign, each in PREFIX.items() if (each.takes, each.gives) == (takes, gives)]
    if (takes, gives) == ("number", "number"):
        counts += [(name, each.least, min(3, each.most)) for name, each in FUNCTIONS.items()]
    return st.one_of(
        st.lists(inside, min_size=least, max_size=most).map(
            lambda operands, sign=sign: Call(sign, tuple(operands))
        )
        for sign, least, most in counts
        if not exact or sign in EXACT
    )


def _is_short(tree: Tree) -> bool:
    return len(written(tree).replace(" ", "")) <= MAX_LENGTH and _depth(tree) <= MAX_DEPTH


def _depth(tree: Tree) -> int:
    """At most so many things stand inside each other, each with parentheses of its own."""
    return 2 + max(map(_depth, tree.operands)) if isinstance(tree, Call) else 0
