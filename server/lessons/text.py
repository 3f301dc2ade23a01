"""Texts of lessons: Markdown → HTML that can neither run a script nor lead or load from anywhere else."""

import functools
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from engine.experiment.checks import shown
from engine.reasons import ReasonError
from server.lessons.folder import Files
from server.lessons.mathematics import mathml
from server.lessons.reasons import Faults
from server.lessons.surroundings import Surroundings

DEEPEST_TEXT = 12  # of lists and quotations, which count for two each
LONGEST_ADDRESS = 300
_ADDRESS = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?(/[^\s\"'<>\\]*)?", re.IGNORECASE)
_PAGE = re.compile(r"([a-z]+)(?:#([a-z0-9-]+))?")
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*[\s/>]|<!|<\?")

_BEFORE_SIGN = re.compile(r'(<math display="inline">(?:(?!</math>).)*</math>[,.;:!?)]+)')
"""A formula within a line and the sign behind it, which would begin the next line else."""


class TextReader:
    """Makes texts of one file of a lesson ready; what is wrong with them goes to `faults`."""

    def __init__(self, key: str, file: str, files: Files, around: Surroundings, faults: Faults) -> None:
        self.pictures: set[str] = set()
        self._key, self._file, self._files, self._around, self._faults = key, file, files, around, faults

    def parsed(self, text: str, first_line: int) -> list[Token]:
        """Returns the pieces of a text whose first line is this one of the file, looked through."""
        tokens = markdown().parse(text)
        for token in tokens:
            line = first_line + (token.map[0] if token.map else 0)
            if token.level > DEEPEST_TEXT:
                self._faults.tell(self._file, line, "too_nested", most=DEEPEST_TEXT // 2)
            for child in token.children or ():
                self._look_at(child, line)
                line += child.type in ("softbreak", "hardbreak")
        return tokens

    def html(self, tokens: Sequence[Token]) -> str:
        """Returns pieces that `parsed` has looked through as HTML."""
        made = markdown()
        return _BEFORE_SIGN.sub(
            r'<span class="whole">\1</span>', made.renderer.render(tokens, made.options, {})
        )

    def in_line(self, text: str, line: int) -> str:
        """Returns a text without paragraphs, such as a choice, as HTML."""
        tokens = markdown().parseInline(text)
        for token in tokens:
            for child in token.children or ():
                self._look_at(child, line)
        return self.html(tokens)

    def _look_at(self, token: Token, line: int) -> None:
        match token.type:
            case "link_open":
                self._look_at_link(token, line)
            case "image":
                self._look_at_picture(token, line)
            case "math":
                try:
                    token.meta["html"] = mathml(token.content, token.markup == "$$")
                except ReasonError as error:
                    self._faults.tell_reason(self._file, line, error.reason)
            case "text" if found := _HTML.search(token.content):
                self._faults.tell(self._file, line, "raw_html", got=shown(found[0].strip()))

    def _look_at_link(self, token: Token, line: int) -> None:
        address = str(token.attrs.get("href", ""))
        page = _PAGE.fullmatch(address)
        if page and page[1] in self._around.pages:
            if page[2] and page[1] == "glossary" and page[2] not in self._around.terms:
                self._faults.tell(self._file, line, "unknown_term", got=shown(page[2]))
        elif len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
            allowed = ", ".join(sorted(self._around.pages))
            self._faults.tell(self._file, line, "bad_address", allowed=allowed, got=shown(address))
        token.attrs = {"href": address, "target": "_blank", "rel": "noopener noreferrer"}

    def _look_at_picture(self, token: Token, line: int) -> None:
        name = str(token.attrs.get("src", ""))
        if name not in self._files.pictures:
            self._faults.tell(self._file, line, "bad_picture", got=shown(name))
        if not token.content.strip():
            self._faults.tell(self._file, line, "picture_without_words")
        self.pictures.add(name)
        token.attrs = {"src": f"lessons/{self._key}/{name}", "alt": ""}


@functools.cache
def markdown() -> MarkdownIt:
    """Returns the reader of Markdown: CommonMark without HTML, with tables, and with formulas between $."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.validateLink = lambda url: True  # type: ignore[method-assign]  # looked at above, and told of
    made.inline.ruler.before("escape", "math", _math)
    made.add_render_rule("math", lambda self, tokens, at, options, env: tokens[at].meta.get("html", ""))
    return made


def _math(state: StateInline, silent: bool) -> bool:
    """Takes `$…$` or `$$…$$`. A sign before a space, and an end after one or before a digit, are money."""
    if not state.src.startswith("$", state.pos):
        return False
    markup = "$$" if state.src.startswith("$$", state.pos) else "$"
    begin = state.pos + len(markup)
    end = state.src.find(markup, begin)
    inner = state.src[begin:end] if 0 <= end < state.posMax else ""
    after = state.src[end + len(markup) : end + len(markup) + 1]
    if not inner.strip() or "$" in inner or (markup == "$" and (inner != inner.strip() or after.isdigit())):
        return False
    if not silent:
        token = state.push("math", "math", 0)
        token.markup, token.content, token.meta = markup, " ".join(inner.split()), {}
    state.pos = end + len(markup)
    return True
