"""Every setting, message and code is in the docs."""

import dataclasses
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
from server.web.wire import CONTROL_FRAMES_AT_ONCE, CONTROL_FRAMES_PER_SECOND
from tests.generated import protocol_tables

DOCS = Path(__file__).parent.parent.parent / "docs"
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
