"""A text → its tree: each operator takes what binds tighter than itself."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from engine.expressions.grammar import (
    COMPARISONS,
    CONSTANTS,
    FUNCTIONS,
    INFIX,
    MAX_DEPTH,
    PREFIX,
    RESERVED,
    Kind,
)
from engine.expressions.tokens import ExpressionError, Token, check_length, tokens_of
from engine.expressions.tree import Call, Constant, Tree, Variable
from engine.expressions.writing import written

SHOWN_NAMES = 8
"""So many names are told of; of more the last one, too."""


def parse(text: str, names: Sequence[str], wanted: Kind = "number") -> Tree:
    """The tree of a text in which these names may stand; it comes to a number, or to true or false.

    Raises `ExpressionError` for anything else, and KeyError for names that the grammar has already.
    """
    taken = RESERVED.intersection(names)
    if taken:
        raise KeyError(f"an expression has names of its own, got {', '.join(sorted(taken))}")
    parser = _Parser(tokens_of(text), names)
    whole = parser.expression(0)
    parser.expect_end()
    _require(wanted, whole)
    check_length(written(whole.tree))
    return whole.tree


class _Part(NamedTuple):
    """A tree, what it comes to and where it begins."""

    tree: Tree
    kind: Kind
    position: int


def _require(kind: Kind, part: _Part) -> None:
    if part.kind != kind:
        raise ExpressionError(f"formula_{kind}_wanted", position=part.position)


class _Parser:
    """Where in the tokens of a text the reading is."""

    def __init__(self, tokens: list[Token], names: Sequence[str]) -> None:
        self._tokens, self._names = tokens, names
        self._next = self._depth = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def expression(self, power: int) -> _Part:
        """What stands here, as far as its operators bind at least with this power."""
        left = self._operand()
        while self._token.kind == "sign" and self._token.text in INFIX:
            sign = self._token.text
            own = INFIX[sign].power
            if own < power:
                break
            self._take()
            right = self._inside(own) if sign == "^" else self.expression(own + 1)
            for part in (left, right):
                _require(INFIX[sign].takes, part)
            tree = Call(sign, (left.tree, right.tree))
            left = _Part(tree, INFIX[sign].gives, left.position)
            if sign in COMPARISONS and self._token.text in COMPARISONS:
                raise ExpressionError("formula_comparisons", position=self._token.position)
        return left

    def expect_end(self) -> None:
        """Raises an error unless everything has been read."""
        if self._token.kind != "end":
            raise self._left_over()

    def _inside(self, power: int) -> _Part:
        """An expression that is inside another one."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError("formula_too_deep", position=self._token.position, high=MAX_DEPTH)
        part = self.expression(power)
        self._depth -= 1
        return part

    def _operand(self) -> _Part:
        """A number, a name, a function's value, a sign with what it stands before, or parentheses."""
        token = self._take()
        if token.kind == "number":
            value = float(token.text)
            if not math.isfinite(value):
                raise ExpressionError("formula_number_too_large", position=token.position)
            return _Part(Constant(value), "number", token.position)
        if token.kind == "name":
            return self._named(token)
        if token.text in PREFIX:
            prefix = PREFIX[token.text]
            part = self._inside(prefix.power)
            _require(prefix.takes, part)
            return _Part(Call(token.text, (part.tree,)), prefix.gives, token.position)
        if token.text == "(":
            part = self._inside(0)
            self._close(token)
            return part._replace(position=token.position)
        if token.kind == "end":
            raise ExpressionError("formula_ends", position=token.position)
        raise ExpressionError("formula_operand_missing", position=token.position, found=token.text)

    def _named(self, token: Token) -> _Part:
        name = token.text
        if name in FUNCTIONS:
            return self._called(token)
        if name not in self._names and name not in CONSTANTS:
            known = [*self._names]
            if len(known) > SHOWN_NAMES:
                known[SHOWN_NAMES - 1 : -1] = ["…"]
            raise ExpressionError(
                "formula_unknown_name", position=token.position, found=name,
                allowed=", ".join((*known, *CONSTANTS)), functions=", ".join(FUNCTIONS),
            )  # fmt: skip
        return _Part(Variable(name), "number", token.position)

    def _called(self, token: Token) -> _Part:
        """A function with its arguments."""
        function = FUNCTIONS[token.text]
        if self._token.text != "(":
            raise ExpressionError("formula_bare_function", position=token.position, found=token.text)
        opened = self._take()
        arguments = [self._inside(0)]
        while self._token.text == ",":
            self._take()
            arguments.append(self._inside(0))
        self._close(opened)
        for argument in arguments:
            _require("number", argument)
        n_given = len(arguments)
        if not function.least <= n_given <= function.most:
            many = "_or_more" if function.most > function.least else ""
            raise ExpressionError(
                f"formula_arguments{many}", position=token.position, found=token.text,
                needed=function.least, got=n_given,
            )  # fmt: skip
        return _Part(Call(token.text, tuple(each.tree for each in arguments)), "number", token.position)

    def _close(self, opened: Token) -> None:
        """Takes the ")" that belongs to a "("."""
        if self._token.kind == "end":
            raise ExpressionError("formula_not_closed", position=opened.position)
        if self._token.text != ")":
            raise self._left_over()
        self._take()

    def _left_over(self) -> ExpressionError:
        """The error for something that cannot follow on what was read."""
        token = self._token
        if token.text == ")":
            return ExpressionError("formula_not_opened", position=token.position)
        if token.text == ",":
            return ExpressionError("formula_comma", position=token.position)
        return ExpressionError("formula_operator_missing", position=token.position, found=token.text)
