"""Every setting, message and code is in the docs."""

import dataclasses
from pathlib import Path

import pytest

from server.frames import FrameType, SectionKind
from server.messages import (
    CLIENT_MESSAGES,
    CLOSE_SENTENCES,
    ERROR_SENTENCES,
    SERVER_MESSAGES,
    CloseCode,
    ErrorCode,
    RoomState,
)
from server.settings import Settings, option_name, variable_name

DOCS = Path(__file__).parent.parent.parent / "docs"
PROTOCOL = (DOCS / "protocol.md").read_text(encoding="utf-8")
SETTINGS = (DOCS / "settings.md").read_text(encoding="utf-8")


def row(text: str, start: str) -> str:
    """Returns the one line of a table that starts so."""
    (found,) = [line for line in text.splitlines() if line.startswith(f"| {start} ")]
    return found


@pytest.mark.parametrize("setting", dataclasses.fields(Settings), ids=lambda each: each.name)
def test_every_setting_is_in_the_docs_with_its_help(setting: "dataclasses.Field[object]") -> None:
    line = row(SETTINGS, f"`{option_name(setting.name)}`")
    assert f"`{variable_name(setting.name)}`" in line
    assert setting.metadata["help"] in line


@pytest.mark.parametrize("name", CLIENT_MESSAGES)
def test_every_message_of_the_browser_is_in_the_docs_with_its_fields(name: str) -> None:
    message = CLIENT_MESSAGES[name]
    line = row(PROTOCOL, f"`{name}`" + " *" * message.host_only)
    assert all(f"`{field}`" in line for field in message.model_fields if field not in ("id", "type"))


@pytest.mark.parametrize("name", SERVER_MESSAGES)
def test_every_message_of_the_server_is_in_the_docs_with_its_fields(name: str) -> None:
    line = row(PROTOCOL, f"`{name}`")
    assert all(f"`{field}`" in line for field in SERVER_MESSAGES[name].model_fields if field != "type")
    assert name != "state" or all(f"`{field}`" in line for field in RoomState.model_fields)


def test_every_code_is_in_the_docs_with_its_sentence() -> None:
    for code, sentence in CLOSE_SENTENCES.items():
        assert sentence in row(PROTOCOL, str(int(code)))
    for error, sentence in ERROR_SENTENCES.items():
        assert sentence in row(PROTOCOL, f"`{error}`")


def test_every_code_has_a_sentence() -> None:
    assert set(CLOSE_SENTENCES) == set(CloseCode)
    assert set(ERROR_SENTENCES) == set(ErrorCode.__args__)  # type: ignore[attr-defined]


def test_every_frame_and_section_is_in_the_docs() -> None:
    for each in (*FrameType, *SectionKind):
        assert f"| {each.value} | {each.name}" in PROTOCOL
