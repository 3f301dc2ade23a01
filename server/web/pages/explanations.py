"""What docs/options.md says of each option and docs/controls.md of each control, ready for the page.

The form of the documents: `## field — Label`; a paragraph on one line, its link keys in brackets at the end;
lines indented by four spaces are formulas; "- `name` — Label: text" is a choice.
"""

import functools
import re
from typing import TypedDict

from server.web.pages.documents import sections
from server.web.pages.words import Word, words_at

LANGUAGES = {"en": ("options.md", "controls.md"), "de": ("options.de.md", "controls.de.md")}

_CHOICE = re.compile(r"- `([\w-]+)` — ([^:]+): (.+)")
_LINK_KEYS = re.compile(r" \([^()]*`[^()]*\)$")


class Choice(TypedDict):
    """One of the names that an option can have."""

    label: str
    text: str


class Explanation(TypedDict):
    """An option in words: `text` is a paragraph, `formula` lines of mathematics ("" for none), `words` the
    terms of the glossary that belong to it."""

    label: str
    text: str
    formula: str
    choices: dict[str, Choice]
    words: list[Word]


class Labels(TypedDict):
    """What an option and its choices are called."""

    label: str
    choices: dict[str, str]


@functools.cache
def explanations(language: str) -> dict[str, Explanation]:
    """Returns what the documents of a language say, by field; `KeyError` for a language that has none."""
    found: dict[str, Explanation] = {}
    words = words_at(language)
    for field, label, lines, formula in sections(LANGUAGES[language]):
        choices = [choice.groups() for line in lines if (choice := _CHOICE.fullmatch(line))]
        text = [_LINK_KEYS.sub("", line) for line in lines if not _CHOICE.fullmatch(line)]
        found[field] = Explanation(
            label=label,
            text=" ".join(text),
            formula="\n".join(formula),
            choices={name: Choice(label=label, text=text) for name, label, text in choices},
            words=words.get(field, []),
        )
    return found


@functools.cache
def labels(language: str) -> dict[str, Labels]:
    """Returns what fields and their choices are called in a language: what the page shows at first sight."""
    return {
        field: Labels(
            label=said["label"],
            choices={name: choice["label"] for name, choice in said["choices"].items()},
        )
        for field, said in explanations(language).items()
    }
