"""Formulas followed step by step, for backends that cannot call them: kernels, and single precision.

`traced` calls a formula of engine/formulas/ once, with expressions in the place of arrays and numbers, and
has its results as expressions: small trees that share what is the same. Whatever in them hangs on the numbers
and the step t alone, such as 1 − β₁ᵗ, is taken out, because it is worked out once for all parameters, in
double precision, and only then brought to the precision of the rest. A backend then `evaluated` the trees
with functions of its own, or compiles their `source`.
"""

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.formulas.functions import Functions

OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Expression:
    """A step of a formula: an operator or a function of `Functions` with expressions as its arguments, or one
    of the leaves: "input" (an array) and "number" with their names, "scalar" with its place in
    `Traced.scalars`, "constant" with its value."""

    __slots__ = ("arguments", "operation")

    def __init__(self, operation: str, *arguments: Any) -> None:
        self.operation, self.arguments = operation, arguments

    @property
    def is_leaf(self) -> bool:
        """Whether it has no expressions below it."""
        return self.operation in ("input", "number", "scalar", "constant")

    def __bool__(self) -> bool:
        raise TypeError("a formula must choose by f.where, which every backend has, and not by if, and, or")

    def __neg__(self) -> "Expression":
        return _made("*", -1.0, self)

    def __pow__(self, power: Any) -> "Expression":
        return _made("*", self, self) if isinstance(power, int) and power == 2 else _made("**", self, power)

    def __rpow__(self, base: float) -> "Expression":
        return _made("**", base, self)


def _made(operation: str, *arguments: Any) -> Expression:
    """An expression of others and of plain numbers, without a product by 1, which changes nothing."""
    parts = [a if isinstance(a, Expression) else Expression("constant", float(a)) for a in arguments]
    if operation == "*":
        for one, other in (parts, reversed(parts)):
            if _is_one(one) and "input" in _kinds(other):
                return other
    return Expression(operation, *parts)


def _is_one(each: Expression) -> bool:
    """Whether it is 1 everywhere."""
    return each.operation == "ones_like" or (each.operation == "constant" and each.arguments[0] == 1)


def _make_operators() -> None:
    """Gives expressions the operators that formulas are written with, with a number on either side."""
    names = {"+": "add", "-": "sub", "*": "mul", "/": "truediv"}
    for sign, name in names.items():
        setattr(Expression, f"__{name}__", lambda self, other, sign=sign: _made(sign, self, other))
        setattr(Expression, f"__r{name}__", lambda self, other, sign=sign: _made(sign, other, self))
    for sign, name in {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}.items():
        setattr(Expression, f"__{name}__", lambda self, other, sign=sign: _made(sign, self, other))


_make_operators()

TRACED = Functions(*((lambda *a, name=name: _made(name, *a)) for name in Functions._fields))
"""The functions of formulas, as steps of expressions."""


class NumberLeaves:
    """The numbers of an experiment by name, as expressions; whatever name a formula asks for."""

    def __getattr__(self, name: str) -> Expression:
        return Expression("number", name)


class Traced(NamedTuple):
    """A formula as expressions. `scalars` hang on numbers alone ("t" is the step); `results` on inputs, on
    constants and on the scalars."""

    scalars: tuple[Expression, ...]
    results: tuple[Expression, ...]


def traced(formula: Callable[..., Any], inputs: Sequence[str], n: Any = NumberLeaves()) -> Traced:  # noqa: B008
    """The formula, called as formula(f, *inputs, n). It may return one result or nested tuples of them. An
    input called "t" is the step, which counts as a number. Numbers that are known may stand in `n`."""
    scalars, results = traced_together({"": formula}, inputs, n)
    return Traced(scalars, results[""])


def traced_together(
    formulas: Mapping[str, Callable[..., Any]],
    inputs: Sequence[str],
    n: Any = NumberLeaves(),  # noqa: B008
) -> tuple[tuple[Expression, ...], dict[str, tuple[Expression, ...]]]:
    """Formulas of the same inputs, which share their scalars: these, and the results of each by its name."""
    leaves = [Expression("number" if name == "t" else "input", name) for name in inputs]
    tracer = _Tracer()
    results = {
        name: tuple(tracer.hoisted(tracer.shared(each)) for each in _flat(formula(TRACED, *leaves, n)))
        for name, formula in formulas.items()
    }
    return tuple(tracer.scalars), results


def evaluated(
    expressions: Sequence[Expression], f: Functions, leaf: Callable[[str, Any], Any]
) -> tuple[Any, ...]:
    """What the expressions come to with functions `f`; `leaf` gives the value of each leaf, from its
    operation and its name, place or value."""
    known: dict[Expression, Any] = {}

    def value(each: Expression) -> Any:
        if each not in known:
            if each.is_leaf:
                known[each] = leaf(each.operation, each.arguments[0])
            else:
                act = OPERATORS.get(each.operation) or getattr(f, each.operation)
                known[each] = act(*map(value, each.arguments))
        return known[each]

    return tuple(map(value, expressions))


def hangs_on(expression: Expression, name: str) -> bool:
    """Whether an input or a number of this name, such as the step "t", has a part in an expression."""
    if expression.is_leaf:
        return bool(expression.arguments[0] == name)
    return any(hangs_on(argument, name) for argument in expression.arguments)


def source(
    name: str,
    arguments: Sequence[str],
    expressions: Sequence[Expression],
    leaf: Callable[[str, Any], str],
    where: str = "{1} if {0} else {2}",
) -> str:
    """A function in Python that returns the expressions, one after the other; `leaf` names the leaves. What
    is used more than once is computed once and has a name; no name keeps what is used once. Functions are
    called by their names in `Functions`, but `where` is a choice of `if` and `else`, unless another text is
    given."""
    lines: list[str] = []
    names: dict[Expression, str] = {}
    uses = _uses(expressions)

    def text(each: Expression) -> str:
        if each.is_leaf:
            return leaf(each.operation, each.arguments[0])
        if each in names:
            return names[each]
        parts = [text(argument) for argument in each.arguments]
        if each.operation == "where":
            right = f"({where.format(*parts)})"
        elif each.operation in OPERATORS:
            right = f"({parts[0]} {each.operation} {parts[1]})"
        else:
            right = f"{each.operation}({', '.join(parts)})"
        if uses[each] == 1:
            return right
        names[each] = f"v{len(names)}"
        lines.append(f"    {names[each]} = {right}")
        return names[each]

    returned = ", ".join(map(text, expressions))
    return "\n".join([f"def {name}({', '.join(arguments)}):", *lines, f"    return {returned}", ""])


def _uses(expressions: Sequence[Expression]) -> Counter[Expression]:
    """How often each expression is an argument of another one, or a result."""
    uses: Counter[Expression] = Counter()
    left = list(expressions)
    while left:
        each = left.pop()
        uses[each] += 1
        if uses[each] == 1 and not each.is_leaf:
            left += each.arguments
    return uses


class _Tracer:
    """Makes equal expressions one, and takes out what hangs on numbers alone, into `scalars`."""

    def __init__(self) -> None:
        self.scalars: list[Expression] = []
        self._shared: dict[tuple[Any, ...], Expression] = {}
        self._hoisted: dict[Expression, Expression] = {}

    def shared(self, each: Expression) -> Expression:
        """The one expression that is made like this."""
        arguments = each.arguments if each.is_leaf else tuple(map(self.shared, each.arguments))
        return self._shared.setdefault((each.operation, *arguments), Expression(each.operation, *arguments))

    def hoisted(self, each: Expression) -> Expression:
        """The same, with a scalar in the place of each part that hangs on numbers alone."""
        if each not in self._hoisted:
            kinds = _kinds(each)
            if kinds <= {"number", "constant"} and each.operation != "constant":
                self._hoisted[each] = Expression("scalar", len(self.scalars))
                self.scalars.append(each)
            elif each.is_leaf:
                self._hoisted[each] = each
            else:
                self._hoisted[each] = Expression(each.operation, *map(self.hoisted, each.arguments))
        return self._hoisted[each]


def _kinds(each: Expression) -> set[str]:
    """Which kinds of leaves an expression has."""
    return {each.operation} if each.is_leaf else set().union(*map(_kinds, each.arguments))


def _flat(results: Any) -> Iterable[Expression]:
    """The expressions of nested tuples, in order."""
    if isinstance(results, tuple):
        for each in results:
            yield from _flat(each)
    else:
        yield results if isinstance(results, Expression) else Expression("constant", float(results))
