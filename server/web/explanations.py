"""What docs/options.md says of each option and docs/controls.md of each control, ready for the page.

The form of the documents: `## field — Label`; a paragraph on one line, its link keys in brackets at the end;
lines indented by four spaces are formulas; "- `name` — Label: text" is a choice.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypedDict

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = {"en": ("options.md", "controls.md"), "de": ("options.de.md", "controls.de.md")}

_HEADING = re.compile(r"## (\w+) — (.+)")
_CHOICE = re.compile(r"- `([\w-]+)` — ([^:]+): (.+)")
_LINK_KEYS = re.compile(r" \([^()]*`[^()]*\)$")


class Choice(TypedDict):
    """One of the names that an option can have."""

    label: str
    text: str


class Explanation(TypedDict):
    """An option in words: `text` is a paragraph, `formula` lines of mathematics ("" for none)."""

    label: str
    text: str
    formula: str
    choices: dict[str, Choice]


class Labels(TypedDict):
    """What an option and its choices are called."""

    label: str
    choices: dict[str, str]


def explanations(language: str) -> dict[str, Explanation]:
    """Returns what the documents of a language say, by field; `KeyError` for a language that has none."""
    found: dict[str, Explanation] = {}
    present: Explanation | None = None
    for line in _lines(LANGUAGES[language]):
        if heading := _HEADING.fullmatch(line):
            field, label = heading.groups()
            present = found[field] = Explanation(label=label, text="", formula="", choices={})
        elif present is None:
            continue
        elif choice := _CHOICE.fullmatch(line):
            name, label, text = choice.groups()
            present["choices"][name] = Choice(label=label, text=text)
        elif line.startswith("    "):
            present["formula"] = f"{present['formula']}\n{line.strip()}".strip()
        elif line:
            present["text"] = f"{present['text']} {_LINK_KEYS.sub('', line)}".strip()
    return found


def labels(language: str) -> dict[str, Labels]:
    """Returns what fields and their choices are called in a language: what the page shows at first sight."""
    return {
        field: Labels(
            label=said["label"],
            choices={name: choice["label"] for name, choice in said["choices"].items()},
        )
        for field, said in explanations(language).items()
    }


def _lines(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from (DOCS / name).read_text(encoding="utf-8").splitlines()
