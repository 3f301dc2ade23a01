"""A task's expression as its parts, each a sentence with its present value: for page and check alike."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.expressions.evaluation import evaluate
from engine.expressions.grammar import COMPARISONS, CONSTANTS
from engine.expressions.parsing import parse
from engine.expressions.tree import Call, Tree, Variable, names_in
from engine.expressions.writing import number_text, written
from server.lessons.names import NAMES, TaskName

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

_SAID: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "en": {
        "count": {
            "<": "fewer than {n} {name}",
            "<=": "at most {n} {name}",
            ">": "more than {n} {name}",
            ">=": "at least {n} {name}",
            "==": "exactly {n} {name}",
            "!=": "other than {n} {name}",
            "none": "no {name}",
        },
        "number": {
            "<": "{name} below {n}",
            "<=": "{name} at most {n}",
            ">": "{name} above {n}",
            ">=": "{name} at least {n}",
            "==": "{name} of {n}",
            "!=": "{name} other than {n}",
        },
        "words": {"or": "or", "not": "not", "and": "and"},
    },
    "de": {
        "count": {
            "<": "weniger als {n} {name}",
            "<=": "höchstens {n} {name}",
            ">": "mehr als {n} {name}",
            ">=": "mindestens {n} {name}",
            "==": "genau {n} {name}",
            "!=": "nicht {n} {name}",
            "none": "0 {name}",
        },
        "number": {
            "<": "{name} unter {n}",
            "<=": "{name} höchstens {n}",
            ">": "{name} über {n}",
            ">=": "{name} mindestens {n}",
            "==": "{name} gleich {n}",
            "!=": "{name} nicht {n}",
        },
        "words": {"or": "oder", "not": "nicht", "and": "und"},
    },
}
"""How comparisons are said in each language: of so many things, and of all other values."""

_SIGNS = {" - ": " − ", "*": " · ", "/": " / ", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}


class PartStanding(NamedTuple):
    """A part of a task: its sentence, whether it holds now, and the present value that it is about, None
    where it is about none or has none."""

    text: str
    is_done: bool
    value: float | None


def read_check(text: str) -> Tree:
    """Returns what is asked of a task; `ExpressionError` for anything but a condition on the names above."""
    return parse(text, tuple(NAMES), "truth")


def parts_of_task(tree: Tree) -> list[Tree]:
    """Returns what must hold, one by one: what `and` joins."""
    if isinstance(tree, Call) and tree.sign == "and":
        return [part for operand in tree.operands for part in parts_of_task(operand)]
    return [tree]


def holds(tree: Tree, values: Mapping[str, float]) -> bool:
    """Whether a condition holds for these values; one about what is NaN does not."""
    return bool(evaluate(tree, values))


def standing_of_task(tree: Tree, values: Mapping[str, float], language: str) -> list[PartStanding]:
    """Returns how far a run with these values has come with each part of a task."""
    return [
        PartStanding(sentence(part, language), holds(part, values), present_value(part, values))
        for part in parts_of_task(tree)
    ]


def sentence(tree: Tree, language: str) -> str:
    """Returns a condition in words, as in "at most 4 neurons", without a capital letter or a full stop."""
    words = _SAID[language]["words"]
    if isinstance(tree, Call) and tree.sign in words:
        told = [sentence(each, language) for each in tree.operands]
        return f" {words[tree.sign]} ".join(told) if len(told) > 1 else f"{words[tree.sign]}: {told[0]}"
    found = compared(tree)
    if found is None:
        return _in_signs(tree, language)
    (name, sign, number) = found
    about = NAMES[name]
    if about.kind == "flag":
        said = _of_flag(about, sign, number, language)
        return said if said is not None else _in_signs(tree, language)
    if about.kind == "count":
        form = _SAID[language]["count"]["none" if sign == "==" and number == 0 else sign]
    else:
        form = _SAID[language]["number"][sign]
    return form.format(n=told_value(about, number, language), name=about.called[language][number != 1])


def told_value(about: TaskName, number: float, language: str) -> str:
    """Returns a number as people read it: 95 % for a share of 0.95."""
    if about.kind == "share":
        number *= 100
    text = number_text(abs(float(f"{number:.10g}")))
    text = text.replace(".", ",") if language == "de" else text
    unit = "\u00a0%" if about.kind in ("share", "percent") else ""
    return f"{'−' if number < 0 else ''}{text}{unit}"


def compared(tree: Tree) -> tuple[str, str, float] | None:
    """Returns the name, the sign and the number where one is compared with the other."""
    if not isinstance(tree, Call) or tree.sign not in COMPARISONS:
        return None
    (left, right), sign = tree.operands, tree.sign
    if isinstance(right, Variable) and right.name in NAMES:
        left, right, sign = right, left, _FLIPPED[sign]
    if not isinstance(left, Variable) or left.name not in NAMES or names_in(right) - CONSTANTS.keys():
        return None
    number = float(evaluate(right, {}))
    return (left.name, sign, number) if np.isfinite(number) else None


def present_value(tree: Tree, values: Mapping[str, float]) -> float | None:
    """Returns the value of the name that is compared, or of the left side; None where there is none."""
    about = compared(tree)
    if about is not None:
        value = values[about[0]]
    elif isinstance(tree, Call) and tree.sign in COMPARISONS:
        value = float(evaluate(tree.operands[0], values))
    else:
        return None
    return value if np.isfinite(value) else None


def _of_flag(about: TaskName, sign: str, number: float, language: str) -> str | None:
    """The sentence where a comparison holds for one of 0 and 1 alone."""
    tree = Call(sign, (Variable("flag"), Variable("number")))
    when = [value for value in (0, 1) if holds(tree, {"flag": float(value), "number": number})]
    return about.called[language][when[0]] if len(when) == 1 else None


def _in_signs(tree: Tree, language: str) -> str:
    """A condition as mathematics, with the words for its names."""
    text = written(tree)
    for sign, shown in _SIGNS.items():
        text = text.replace(sign, shown)
    named = re.sub(
        r"[a-z_]+", lambda found: NAMES[found[0]].called[language][1] if found[0] in NAMES else found[0], text
    )
    return re.sub(r"([0-9])\.([0-9])", r"\1,\2", named) if language == "de" else named
