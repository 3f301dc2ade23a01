"""What docs/words/ says of the history of neural networks and of the terms of the page, ready for the page.

Each fact stands there once: works in `sources.toml`, set-ups that one can open in `openings.toml` (and in
docs/examples.md), the time line in `history.toml`, the terms in `glossary.toml`, with all languages beside
each other.
"""

import functools
import tomllib
import unicodedata
from typing import Any, TypedDict

from server.web.pages.documents import DOCS
from server.web.pages.examples import LANGUAGES, examples

WORDS = DOCS / "words"


class Source(TypedDict):
    """A work as it is cited; `where` is its journal, conference or publisher."""

    authors: str
    title: str
    where: str
    year: int


class SetUp(TypedDict):
    """A set-up in which the playground shows something: the fragment of its address, and its name."""

    link: str
    name: str


class Event(TypedDict):
    """A work of the time line, in one sentence."""

    key: str
    name: str
    text: str
    source: Source
    open: SetUp | None


class Era(TypedDict):
    """A part of the time line, whose `events` are in the order of their years."""

    name: str
    events: list[Event]


class Term(TypedDict):
    """A term of the glossary; `also` is what it is called in the other languages, `formula` "" for none."""

    key: str
    name: str
    also: list[str]
    text: str
    formula: str
    sources: list[Source]
    open: SetUp | None


class Word(TypedDict):
    """A term by its key, as it is named where it is linked."""

    key: str
    name: str


@functools.cache
def table(name: str) -> dict[str, Any]:
    """Returns a file of docs/words/ as it stands there."""
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def time_line(language: str) -> list[Era]:
    """Returns the history in a language, era by era; `KeyError` for a language that has none."""
    found = table("history")
    events = [_event(key, said, language) for key, said in found["events"].items()]
    events.sort(key=lambda event: event["source"]["year"])
    begins = [era["from"] for era in found["eras"]]
    ends = [*begins[1:], float("inf")]
    return [
        Era(name=era[language], events=[each for each in events if begin <= each["source"]["year"] < end])
        for era, begin, end in zip(found["eras"], begins, ends, strict=True)
    ]


@functools.cache
def glossary(language: str) -> list[Term]:
    """Returns the terms in a language, by name; `KeyError` for a language that has none."""
    terms = [_term(key, said, language) for key, said in table("glossary").items()]
    return sorted(terms, key=lambda term: _as_sorted(term["name"]))


def words_at(language: str) -> dict[str, list[Word]]:
    """Returns which terms are linked at each option, control and view of the page."""
    found: dict[str, list[Word]] = {}
    for key, said in table("glossary").items():
        for place in said["at"]:
            found.setdefault(place, []).append(Word(key=key, name=said[language]["name"]))
    return found


def _event(key: str, said: dict[str, Any], language: str) -> Event:
    return Event(
        key=key,
        name=said[language]["name"],
        text=said[language]["text"],
        source=source(said["source"]),
        open=_opening(said, language),
    )


def _term(key: str, said: dict[str, Any], language: str) -> Term:
    return Term(
        key=key,
        name=said[language]["name"],
        also=[said[other]["name"] for other in LANGUAGES if other != language],
        text=said[language]["text"],
        formula=said.get(f"formula_{language}", said.get("formula", "")),
        sources=[source(each) for each in said["sources"]],
        open=_opening(said, language),
    )


def source(key: str) -> Source:
    """Returns a work of `sources.toml` as it is cited."""
    work = table("sources")[key]
    return Source(
        authors=", ".join(work["authors"]), title=work["title"], where=work["where"], year=work["year"]
    )


def _opening(said: dict[str, Any], language: str) -> SetUp | None:
    if "open" not in said:
        return None
    own = table("openings").get(said["open"])
    if own is not None:
        return SetUp(link=own["link"], name=own[language])
    (example,) = (each for each in examples(language) if each["key"] == said["open"])
    return SetUp(link=example["link"], name=example["title"])


def _as_sorted(name: str) -> str:
    """Returns a name as it is put in order: without the signs over letters, in small ones."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
