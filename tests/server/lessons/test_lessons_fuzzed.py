"""Whatever stands in a lesson's file, reading it ends: in faults, or in HTML that does no harm."""

import random
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from server.lessons.shelf import HOUSE
from tests.server.lessons.written import read, write

TRIES = 60
PIECES = (
    *(
        "```",
        "```task\n",
        "+++",
        "## ",
        "$",
        "$$",
        "[a](",
        "](javascript:x)",
        "[x]: javascript:y\n",
        "{",
        "}",
    ),
    *("]]", "= ", '"', "'", "\\", "<script>", "<img onerror=x>", "> ", "- ", "| ", "\n", "\0", "\u202e"),
    *(
        "1e999",
        "nan",
        "true",
        '"""',
        "a.b = 1\n",
        "[x]\n",
        "choices",
        "\\frac{",
        "\\left(",
        "\\text{<b>}",
        "&",
    ),
    *("\\href{javascript:x}{y}", "&#x6a;avascript:", "![](", "9" * 5000),
)
TAGS = re.findall(
    r"\w+",
    "p em span strong code pre ul ol li a img blockquote h3 h4 h5 h6 hr br table thead tbody tr th td math "
    "mrow mi mn mo mtext mspace msqrt mtable mtr mtd mstyle mfrac mroot msub msup munder mover msubsup "
    "munderover",
)
ATTRIBUTES = re.findall(
    r"\w+",
    "href target rel src alt start class style display displaystyle stretchy fence form accent movablelimits "
    "largeop mathvariant columnalign width lspace rspace minsize maxsize linethickness separator scriptlevel",
)


class Harmless(HTMLParser):
    """Raises AssertionError for a tag, an attribute or an address that must not be there."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            assert name != "href" or str(value).startswith(("https://", "glossary", "sheet", "saved")), value
            assert name != "src" or str(value).startswith("lessons/01-small/"), value
            assert name != "style" or str(value).startswith("text-align:"), value


def look_through(value: Any, key: str = "") -> None:
    """Feeds every text that a page shows as HTML."""
    if isinstance(value, dict):
        for name, each in value.items():
            look_through(each, name)
    elif isinstance(value, list):
        for each in value:
            look_through(each, key)
    elif isinstance(value, str) and key in (
        "html",
        "ask",
        "text",
        "say",
        "feedback",
        "right",
        "wrong",
        "learnt",
    ):
        Harmless().feed(value)


def spoilt(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        at = chance.randrange(len(text))
        match chance.randrange(3):
            case 0:
                text = text[:at] + text[at + chance.randrange(80) :]
            case 1:
                text = text[:at] + chance.choice(PIECES) * chance.choice((1, 1, 1, 3, 40)) + text[at:]
            case _:
                other = chance.randrange(len(text))
                text = text[:at] + text[other : other + chance.randrange(200)] + text[at:]
    return text


@pytest.mark.parametrize("seed", range(4))
def test_a_spoilt_lesson_is_told_of_or_harmless(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    whole = (HOUSE / "02-lines" / "en.md").read_text(encoding="utf-8")
    n_shown = 0
    for _ in range(TRIES):
        lesson = read(write(tmp_path, spoilt(whole, chance), whole))
        if not lesson.faults:
            n_shown += 1
            look_through(lesson.as_shown("en"))
    assert 0 < n_shown < TRIES


def test_what_does_harm_would_be_seen() -> None:
    for text in ("<script>", '<p onclick="x">', '<a href="javascript:x">', '<img src="http://x">'):
        with pytest.raises(AssertionError):
            look_through({"html": text})
