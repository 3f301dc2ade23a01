"""A file of a lesson → its front matter and its steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it.token import Token

from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.strict_links import parse_strictly
from engine.reasons import ReasonError
from engine.sweeps.varied import read_varied, with_values
from server.lessons.blocks import TO_DO, LessonBlock, read_block
from server.lessons.fields import (
    LONGEST_TITLE,
    Fields,
    LessonField,
    TablePlace,
    address,
    formatted,
    listed,
    one_of,
    parsed,
    plain,
    read_fields,
    table,
    whole,
)
from server.lessons.folder import Files
from server.lessons.reasons import Faults, refused
from server.lessons.surroundings import Surroundings
from server.lessons.text import TextReader

MOST_STEPS = 100
LEVELS = ("beginner", "intermediate", "advanced")
FENCE = "+++"

FRONT: Fields = {
    "title": LessonField(plain, is_needed=True, is_text=True),
    "minutes": LessonField(whole(1, 180), is_needed=True),
    "level": LessonField(one_of(LEVELS), is_needed=True),
    "learnt": LessonField(listed(formatted, 1, 8), is_needed=True, is_text=True),
    "source": LessonField(
        table(
            {
                "course": LessonField(plain, is_needed=True),
                "lecture": LessonField(plain),
                "address": LessonField(address),
            }
        )
    ),
}
"""What stands before the steps."""


class LessonStep(NamedTuple):
    """A step: texts as HTML and blocks, in their order. `link` is what the playground was set up with here or
    before, "" with nothing; `is_set_up` whether it was here."""

    title: str
    line: int
    parts: tuple[str | LessonBlock, ...]
    link: str
    is_set_up: bool

    @property
    def blocks(self) -> tuple[LessonBlock, ...]:
        """The blocks alone."""
        return tuple(part for part in self.parts if isinstance(part, LessonBlock))


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson in one language: `front` are the fields of its front matter, `pictures` the files it shows."""

    file: str
    front: Mapping[str, Any]
    steps: tuple[LessonStep, ...]
    pictures: frozenset[str]


def read_text(
    key: str, language: str, text: str, files: Files, around: Surroundings, faults: Faults
) -> LessonText:
    """Returns what a file of a lesson says; what is wrong with it goes to `faults`."""
    file = f"{key}/{language}.md"
    reader = TextReader(key, file, files, around, faults)
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if len(ends) < 2 or ends[0] != 0:
        faults.tell(file, 1, "no_front_matter")
        return LessonText(file, {}, (), frozenset())
    place = TablePlace(file, 2, "\n".join(lines[1 : ends[1]]), reader, around, faults)
    given = parsed(place)
    front = {} if given is None else read_fields("the front matter", FRONT, given, place)
    place = place._replace(line=ends[1] + 2, source="\n".join(lines[ends[1] + 1 :]))
    steps = tuple(_with_links(_steps(place), place))
    if not steps:
        faults.tell(file, ends[1] + 1, "no_steps")
    return LessonText(file, front, steps, frozenset(reader.pictures))


def _steps(place: TablePlace) -> Iterator[LessonStep]:
    """The steps of a text, without what comes of their links."""
    tokens = place.text.parsed(place.source, place.line)
    headings = [n for n, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    headings = [n for n in headings if tokens[n].level == 0]
    first = headings[0] if headings else len(tokens)
    if first:
        place.faults.tell(place.file, _line(tokens[0], place), "before_steps")
    if len(headings) > MOST_STEPS:
        line = _line(tokens[headings[MOST_STEPS]], place)
        place.faults.tell(place.file, line, "too_many_steps", most=MOST_STEPS)
        return
    for begin, end in pairwise([*headings, len(tokens)]):
        line = _line(tokens[begin], place)
        title = tokens[begin + 1]
        is_plain = all(child.type == "text" for child in title.children or ())
        if not is_plain or not 1 <= len(title.content) <= LONGEST_TITLE:
            place.faults.tell(place.file, line, "step_title", most=LONGEST_TITLE)
        parts = tuple(_parts(tokens[begin + 3 : end], place))
        step = LessonStep(title.content, line, parts, "", False)
        _check_order(step, place)
        if end == begin + 3:
            place.faults.tell(place.file, line, "empty_step")
        yield step


def _parts(tokens: list[Token], place: TablePlace) -> Iterator[str | LessonBlock]:
    """What stands in a step: its blocks, and the text between them."""
    begin = 0
    for at, token in enumerate([*tokens, None]):
        is_block = token is not None and token.type == "fence" and token.info.strip() != ""
        if token is not None and token.type == "heading_open" and token.tag in ("h1", "h2"):
            place.faults.tell(place.file, _line(token, place), "top_heading")
        if token is not None and is_block and token.level:
            place.faults.tell(place.file, _line(token, place), "nested_block")
        elif token is None or is_block:
            if begin < at:
                yield place.text.html(tokens[begin:at])
            begin = at + 1
        if token is not None and is_block and not token.level:
            inside = place._replace(line=_line(token, place) + 1, source=token.content)
            block = read_block(token.info.strip(), inside)
            if block is not None:
                yield block


def _check_order(step: LessonStep, place: TablePlace) -> None:
    """Tells where blocks stand in a step as they must not."""
    kinds = [block.kind for block in step.blocks]
    to_do = [kind for kind in kinds if kind in TO_DO]
    if kinds.count("set-up") > 1 or ("set-up" in kinds and kinds[0] != "set-up"):
        place.faults.tell(place.file, step.line, "set_up_place", kind="set-up")
    if len(to_do) > 1 and to_do != ["question", "task"]:
        place.faults.tell(place.file, step.line, "one_to_do")


def _with_links(steps: Iterator[LessonStep], place: TablePlace) -> Iterator[LessonStep]:
    """The steps, each with the link in force, and solutions with links of their own."""
    link = ""
    for step in steps:
        own = next((str(b.fields["link"]) for b in step.blocks if "link" in b.fields), "")
        link = own or link
        parts = [
            _solved(part, link, place) if isinstance(part, LessonBlock) and part.kind == "task" else part
            for part in step.parts
        ]
        if not own and any(block.kind == "prediction" for block in step.blocks):
            place.faults.tell(place.file, step.line, "prediction_link")
        yield step._replace(parts=tuple(parts), link=link, is_set_up=bool(own))


def _solved(block: LessonBlock, link: str, place: TablePlace) -> LessonBlock:
    """A task whose solution is a link."""
    solution = block.fields["solution"]
    if "link" in solution:
        return block
    if not link:
        place.faults.tell(place.file, block.line, "no_link_yet")
        return block
    try:
        made = changed_link(link, block.change or {})
    except ReasonError as error:
        place.faults.tell_reason(place.file, block.line, error.reason)
        return block
    return replace(block, fields={**block.fields, "solution": {"link": made, **solution}})


def changed_link(link: str, change: Mapping[str, str]) -> str:
    """Returns the link of a set-up with some fields changed; raises `ReasonError` where they cannot be so."""
    if not change:
        return link
    experiment, view = parse_strictly(link)
    values = {}
    for name, text in change.items():
        try:
            varied = read_varied(f"{name}={text}")
        except ReasonError as error:
            raise refused("bad_change", field=name, reason=error.reason) from None
        if len(varied.values) != 1:
            raise refused("one_value", field=name, got=len(varied.values))
        values[name] = varied.values[0]
    try:
        made = write_link(Link(with_values(experiment, values), view))
        parse_link(made)
    except ReasonError as error:
        raise refused("bad_change", field=", ".join(change), reason=error.reason) from None
    return made


def _line(token: Token, place: TablePlace) -> int:
    return place.line + (token.map[0] if token.map else 0)
