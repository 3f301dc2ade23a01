"""Every setting, message and code is in the docs; names of the page in them are those on the page."""

import dataclasses
import re
from pathlib import Path
from typing import get_args

import pytest

from engine.backends.devices import LABELS
from engine.export.table import TARGETS
from server.frames.layout import FrameType, SectionKind
from server.messages import (
    ERROR_SENTENCES,
    ErrorCode,
)
from server.settings import Settings, option_name, variable_name
from server.web.addresses import REQUEST_SECONDS_AT_ONCE, SECONDS_AT_ONCE
from server.web.sockets.wire import CONTROL_FRAMES_AT_ONCE, CONTROL_FRAMES_PER_SECOND
from tests.generated import protocol_tables
from tests.paths import ROOT

DOCS = ROOT / "docs"
STATIC = DOCS.parent / "static" / "js"
TEACHING = {
    language: (DOCS / name).read_text(encoding="utf-8")
    for language, name in (("en", "teaching.md"), ("de", "teaching.de.md"))
}
SWEEPS = {
    language: (DOCS / name).read_text(encoding="utf-8")
    for language, name in (("en", "sweeps.md"), ("de", "sweeps.de.md"))
}
LARGEST_PICTURE = 250_000  # bytes
A_TEXT = re.compile(r"^ +(?:'([\w.]+)'|(\w+)): '(.*)',$", re.MULTILINE)
PROTOCOL = (DOCS / "protocol.md").read_text(encoding="utf-8")
SETTINGS = (DOCS / "settings.md").read_text(encoding="utf-8")


def row(text: str, start: str) -> str:
    """Returns the one line of a table that starts so."""
    by_hand = text.split(protocol_tables.BEGIN)[0]
    (found,) = [line for line in by_hand.splitlines() if line.startswith(f"| {start} ")]
    return found


@pytest.mark.parametrize("setting", dataclasses.fields(Settings), ids=lambda each: each.name)
def test_every_setting_is_in_the_docs_with_its_help(setting: "dataclasses.Field[object]") -> None:
    line = row(SETTINGS, f"`{option_name(setting.name)}`")
    assert f"`{variable_name(setting.name)}`" in line
    assert setting.metadata["help"] in line


def test_the_limits_in_the_protocol_are_those_of_the_server() -> None:
    settings = Settings()
    for name in (
        "request_seconds",
        "hello_seconds",
        "max_message_bytes",
        "messages_per_second",
        "stalled_seconds",
        "ping_seconds",
        "max_connections_per_address",
        "connects_per_second",
        "requests_per_second",
    ):
        (line,) = [line for line in PROTOCOL.splitlines() if f"(`{name}`)" in line and line.startswith("|")]
        assert f" {getattr(settings, name):,g} " in line.replace(" a second", " "), line
    line = row(PROTOCOL, "pings, pongs and pieces of messages")
    assert f"{CONTROL_FRAMES_PER_SECOND:g} a second, {CONTROL_FRAMES_AT_ONCE:g} at once" in line
    at_once = settings.connects_per_second * SECONDS_AT_ONCE
    assert f"{at_once:,g} at once" in row(PROTOCOL, "new sockets of one address")
    at_once = settings.requests_per_second * REQUEST_SECONDS_AT_ONCE
    assert f"{at_once:,.0f} at once" in row(PROTOCOL, "requests over HTTP of one address")
    assert at_once >= 300 * 60, "a class that opens the page"


def test_every_code_has_a_sentence() -> None:
    assert set(ERROR_SENTENCES) == set(get_args(ErrorCode))


def test_every_frame_and_section_is_in_the_docs() -> None:
    for each in (*FrameType, *SectionKind):
        assert f"| {each.value} | {each.name}" in PROTOCOL


def test_every_device_is_in_the_docs() -> None:
    text = (DOCS / "devices.md").read_text(encoding="utf-8")
    assert all(row(text, f"`{name}`") for name in ("auto", *LABELS))


def test_every_target_of_an_export_is_in_the_docs() -> None:
    text = (DOCS / "taking-away.md").read_text(encoding="utf-8")
    assert all(row(text, f"`{name}`") for name in TARGETS)


def page_texts(language: str) -> dict[str, set[str]]:
    """Returns what stands on the pages in a language: each short text, and the keys that it has."""
    files = [
        STATIC / "text" / f"{language}.js",
        STATIC / "classes" / "teach" / "parts" / f"texts_{language}.js",
    ]
    found = [path.read_text(encoding="utf-8") for path in files]
    of_lessons = STATIC / "classes" / "teach" / "parts" / "texts_lesson.js"
    for path in (*STATIC.glob("classes/*/texts.js"), of_lessons, *STATIC.glob("sweeps/**/texts.js")):
        english, german = path.read_text(encoding="utf-8").split("\n  de: {")
        found.append(english if language == "en" else german)
    texts: dict[str, set[str]] = {}
    for text in found:
        for quoted, plain, said in A_TEXT.findall(text):
            texts.setdefault(said, set()).add(quoted or plain)
    return texts


@pytest.mark.parametrize(("document", "least"), [(TEACHING, 30), (SWEEPS, 4)], ids=["teaching", "sweeps"])
def test_what_is_bold_stands_on_the_page_and_in_the_other_language_the_same(
    document: dict[str, str], least: int
) -> None:
    bold = {language: re.findall(r"\*\*(.+?)\*\*", text) for language, text in document.items()}
    texts = {language: page_texts(language) for language in document}
    assert len(bold["en"]) > least
    for language, names in bold.items():
        assert [name for name in names if name not in texts[language]] == []
    for english, german in zip(bold["en"], bold["de"], strict=True):
        assert texts["en"][english] & texts["de"][german], (english, german)


@pytest.mark.parametrize("document", [TEACHING, SWEEPS], ids=["teaching", "sweeps"])
def test_a_document_has_the_same_parts_commands_and_pictures_in_both_languages(
    document: dict[str, str],
) -> None:
    english, german = document["en"], document["de"]
    for part in (r"^(#+) ", r"^    .+$", r"^(\d\.|-) ", r"`[^`]+`", r"!\[.+\]\((.+?)\)"):
        in_both = [re.findall(part, text, re.MULTILINE) for text in (english, german)]
        assert sorted(in_both[0]) == sorted(in_both[1]), part
    for name in re.findall(r"!\[.+\]\((.+?)\)", english):
        assert (DOCS / name).stat().st_size < LARGEST_PICTURE, name


def test_what_becomes_of_several_machines_is_said_in_both_languages() -> None:
    english, german = (
        (DOCS / name).read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
        for name, title in (
            ("administration.md", "Many machines"),
            ("administration.de.md", "Viele Maschinen"),
        )
    )
    for part in (r"^    (?:docker|for) .+$", r"^(\||-) ", r"`[^`]+`"):
        in_both = [re.findall(part, text, re.MULTILINE) for text in (english, german)]
        assert in_both[0] == in_both[1], part
        assert in_both[0]


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_every_file_that_the_docs_lead_to_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    leads_to = [link.partition("#")[0] for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text)]
    assert [link for link in leads_to if link and not (path.parent / link).exists()] == []
