"""What docs/examples.md says of each example, ready for the page.

The form of the document: `## key — Title`; a paragraph on one line that says what to look at; indented, the
link's fragment, and after how many epochs it can be seen.
"""

import functools
import re
from typing import TypedDict

from engine.experiment.links import parse_link
from server.web.pages.documents import sections

LANGUAGES = {"en": "examples.md", "de": "examples.de.md"}

_EPOCHS = re.compile(r"(\d+) \w+")


class Example(TypedDict):
    """A set-up that one click opens: the `link` is the fragment of an address, `dataset` the name of its
    points, `text` says what to look at, and after so many `epochs` it can be seen."""

    key: str
    title: str
    text: str
    link: str
    dataset: str
    epochs: int


@functools.cache
def examples(language: str) -> list[Example]:
    """The examples in a language, in their order; raises `KeyError` for a language that has none, and
    `ValueError` for a section that is not in the form above."""
    found = []
    for key, title, lines, indented in sections([LANGUAGES[language]]):
        match (lines, indented):
            case [[text], [link, after]] if epochs := _EPOCHS.fullmatch(after):
                dataset = parse_link(link).experiment.active_dataset
                found.append(
                    Example(
                        key=key, title=title, text=text, link=link, dataset=dataset, epochs=int(epochs[1])
                    )
                )
            case _:
                form = "a paragraph, a link and a number of epochs"
                raise ValueError(f"the example {key} of {LANGUAGES[language]} must have {form}")
    return found
