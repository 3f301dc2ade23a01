"""The blocks of a lesson: what sets the playground up, what there is to do, and hints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from engine.experiment.checks import shown
from engine.experiment.links import fragment_of, pairs_of
from engine.experiment.strict_links import parse_strictly
from engine.expressions.tree import Tree
from engine.expressions.writing import written
from engine.inside.puzzles import PUZZLES, puzzle_links
from engine.reasons import ReasonError
from server.lessons.fields import (
    Fields,
    LessonField,
    TablePlace,
    controls,
    flag,
    formatted,
    listed,
    not_negative,
    number,
    one_of,
    parsed,
    read_fields,
    table,
    whole,
)
from server.lessons.names import NAMES
from server.lessons.reasons import refused
from server.lessons.tasks import compared, parts_of_task, read_check, sentence

BlockKind = Literal["set-up", "task", "question", "prediction", "puzzle", "hint"]
TO_DO: tuple[BlockKind, ...] = ("task", "question", "prediction", "puzzle")
MOST_EPOCHS = 10_000
MOST_CHANGES = 8


@dataclass(frozen=True, slots=True)
class LessonBlock:
    """A block as the page gets it. `checks` are the conditions of a task, or of a prediction's choices;
    `change` is what a solution changes of the step's set-up."""

    kind: BlockKind
    line: int
    fields: dict[str, Any]
    checks: tuple[Tree, ...] = ()
    change: Mapping[str, Any] | None = None


def read_block(kind: str, place: TablePlace) -> LessonBlock | None:
    """Returns the block whose content is this; None, and faults, for what is none."""
    if kind not in get_args(BlockKind):
        allowed = ", ".join(get_args(BlockKind))
        place.faults.tell(place.file, place.line - 1, "unknown_block", got=shown(kind), allowed=allowed)
        return None
    before = len(place.faults)
    given = parsed(place)
    if given is None:
        return None
    found = read_fields(kind, BLOCKS[kind], given, place)
    _check_answers(kind, given, place)
    if len(place.faults) > before:
        return None
    checks: tuple[Tree, ...] = ()
    change = None
    if kind == "task":
        checks = (read_check(found["check"]),)
        change = found["solution"].pop("change", None)
    elif kind == "prediction":
        checks = tuple(read_check(choice["when"]) for choice in found.get("choices", ()))
    return LessonBlock(kind, place.line - 1, found, checks, change)  # type: ignore[arg-type]


def facts_of(block: LessonBlock) -> dict[str, Any]:
    """Returns those fields of a block that must be the same in all languages."""
    facts = {key: each for key, each in block.fields.items() if not BLOCKS[block.kind][key].is_text}
    if "choices" in facts:
        facts["choices"] = [
            {name: each for name, each in choice.items() if name not in ("text", "feedback")}
            for choice in facts["choices"]
        ]
    return facts | ({} if block.change is None else {"change": block.change})


def as_shown(block: LessonBlock, language: str) -> dict[str, Any]:
    """Returns a block as the page gets it, with the parts of a task in words."""
    shown = {"kind": block.kind, **block.fields}
    if block.kind == "task":
        shown["parts"] = [
            {"check": written(part), "text": sentence(part, language), "about": _about(part)}
            for part in parts_of_task(block.checks[0])
        ]
    elif block.kind == "prediction":
        name = NAMES[block.fields["outcome"]]
        shown |= {"measured": name.called[language][1], "measured_kind": name.kind}
    elif block.kind == "puzzle":
        shown["link"] = puzzle_links()[block.fields["name"]]
    return shown


def _about(part: Tree) -> dict[str, Any] | None:
    """What is compared with what in a part of a task, for who shows how far it has come."""
    found = compared(part)
    if found is None:
        return None
    name, sign, number = found
    return {"kind": NAMES[name].kind, "sign": sign, "number": number}


def _link(key: str, value: Any, place: TablePlace) -> str:
    """A link that opens, with a seed, as its fragment."""
    if not isinstance(value, str):
        raise refused("not_a_text", field=key, got=shown(value))
    try:
        parse_strictly(value)
    except ReasonError as error:
        raise refused("bad_link", reason=error.reason) from None
    fragment = fragment_of(value)
    if not pairs_of(fragment).get("seed"):
        raise refused("no_seed")
    return fragment


def _check(key: str, value: Any, place: TablePlace) -> str:
    """The condition of a task."""
    if not isinstance(value, str):
        raise refused("not_a_text", field=key, got=shown(value))
    try:
        read_check(value)
    except ReasonError as error:
        raise refused("bad_check", field=key, reason=error.reason) from None
    return value


def _change(key: str, value: Any, place: TablePlace) -> dict[str, str]:
    """What a solution changes: values by field, as texts."""
    if not isinstance(value, dict):
        raise refused("not_a_table", field=key, got=shown(value))
    if not 1 <= len(value) <= MOST_CHANGES:
        raise refused("list_length", field=key, least=1, most=MOST_CHANGES, got=len(value))
    return {name: str(each).lower() if isinstance(each, bool) else str(each) for name, each in value.items()}


def _check_answers(kind: str, given: Mapping[str, Any], place: TablePlace) -> None:
    """Tells where a block has neither or both of what it needs one of, or no one right choice."""

    def tell(code: str, **values: str | int) -> None:
        place.faults.tell(place.file, place.line, code, **values)

    if kind == "task" and isinstance(given.get("solution"), dict):
        solution = given["solution"]
        if "link" in solution and "change" in solution:
            tell("either", kind="solution", one="link", other="change")
    if kind in ("question", "prediction"):
        if ("choices" in given) == ("number" in given):
            tell("either", kind=kind, one="choices", other="number")
        for one, other in (("number", "tolerance"), ("tolerance", "number"), ("feedback", "number")):
            if one in given and other not in given:
                tell("needs", field=one, other=other)
    choices = given.get("choices")
    if kind == "question" and isinstance(choices, list):
        n_right = sum(isinstance(each, dict) and each.get("right") is True for each in choices)
        if n_right != 1:
            tell("one_right", got=n_right)


_TEXT = LessonField(formatted, is_text=True)
_NEEDED_TEXT = LessonField(formatted, is_needed=True, is_text=True)
_EPOCHS = LessonField(whole(1, MOST_EPOCHS), is_needed=True)

_OF_NUMBER: Fields = {
    "number": LessonField(number),
    "tolerance": LessonField(not_negative),
    "feedback": LessonField(table({"right": _TEXT, "wrong": _TEXT}), is_text=True),
}

BLOCKS: Mapping[str, Fields] = {
    "set-up": {
        "link": LessonField(_link),
        "show": LessonField(controls),
        "light": LessonField(controls),
        "say": _TEXT,
    },
    "task": {
        "ask": _TEXT,
        "check": LessonField(_check, is_needed=True),
        "solution": LessonField(
            table(
                {
                    "link": LessonField(_link),
                    "change": LessonField(_change),
                    "epochs": _EPOCHS,
                }
            ),
            is_needed=True,
        ),
    },
    "question": {
        "ask": _NEEDED_TEXT,
        "choices": LessonField(
            listed(table({"text": _NEEDED_TEXT, "right": LessonField(flag), "feedback": _TEXT}), 2, 8)
        ),
        **_OF_NUMBER,
    },
    "prediction": {
        "ask": _NEEDED_TEXT,
        "choices": LessonField(
            listed(
                table({"text": _NEEDED_TEXT, "when": LessonField(_check, is_needed=True), "feedback": _TEXT}),
                2,
                8,
            )
        ),
        **_OF_NUMBER,
        "outcome": LessonField(one_of(tuple(NAMES)), is_needed=True),
        "epochs": _EPOCHS,
    },
    "puzzle": {"name": LessonField(one_of(tuple(PUZZLES)), is_needed=True)},
    "hint": {"text": _NEEDED_TEXT},
}
"""The blocks with their fields."""
