"""A text cut into numbers, names and signs."""

import re
from typing import Literal, NamedTuple

from engine.expressions.grammar import INFIX, MAX_LENGTH, PREFIX
from engine.reasons import Reason, ReasonError, Value


class ExpressionError(ReasonError):
    """A text that is no expression; the reason names the position, counted from 1."""

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(Reason(code, **values))


class Token(NamedTuple):
    """A piece of the text. Words such as "and" are signs; the end has an empty text."""

    kind: Literal["number", "name", "sign", "end"]
    text: str
    position: int


def tokens_of(text: str) -> list[Token]:
    """The pieces of a text, the end last; raises `ExpressionError` for what is none."""
    check_length(text)
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        number, name, sign, stranger = match.groups()
        position = match.start() + 1
        if stranger:
            raise _stranger(stranger, position)
        if number:
            found.append(Token("number", number, position))
        elif name and name not in _WORDS:
            found.append(Token("name", name, position))
        elif name or sign:
            found.append(Token("sign", name or sign, position))
    if not found:
        raise ExpressionError("formula_empty")
    return [*found, Token("end", "", len(text) + 1)]


def check_length(text: str) -> None:
    """Raises `ExpressionError` for a text that is too long."""
    length = len(re.sub(_SPACES, "", text))
    if length > MAX_LENGTH:
        raise ExpressionError("formula_too_long", high=MAX_LENGTH, got=length)


def _stranger(sign: str, position: int) -> ExpressionError:
    """The error for a sign that no expression has. One that may do harm on a page is told by number."""
    if sign == "=":
        return ExpressionError("formula_equals", position=position)
    shown = sign if _SHOWN.fullmatch(sign) else f"U+{ord(sign):04X}"
    return ExpressionError("formula_stranger", position=position, found=shown)


_SPACES = r"[ \t\r\n]+"
_TOKEN = re.compile(
    rf"{_SPACES}"
    r"|((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|([A-Za-z_][A-Za-z0-9_]*)"
    r"|([<>=!]=|[-+*/^(),<>])"
    r"|(.)",
    re.DOTALL,
)
_WORDS = tuple(sign for sign in (*INFIX, *PREFIX) if sign.isalpha())
_SHOWN = re.compile("[!-~¡-ɏͰ-Ͽ⁰-₟∀-⋿]")  # ASCII, Latin, Greek, small figures, mathematics
