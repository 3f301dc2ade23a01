"""Every message has an example that is read by both sides."""

import json
from typing import Any

import pytest

from server.messages import (
    SERVER_MESSAGES,
    BadMessage,
    ErrorMessage,
    write_message,
)
from server.requests.reading import REQUESTS, read_message
from tests.paths import GOLDEN

EXAMPLES: dict[str, dict[str, Any]] = json.loads((GOLDEN / "messages.json").read_text(encoding="utf-8"))


def test_every_type_has_an_example() -> None:
    assert set(EXAMPLES["client"]) == set(REQUESTS)
    assert set(EXAMPLES["server"]) == set(SERVER_MESSAGES)


@pytest.mark.parametrize("name", REQUESTS)
def test_the_browsers_examples_are_read(name: str) -> None:
    example = EXAMPLES["client"][name]
    message = read_message(json.dumps(example))
    assert {"type": message.type, **message.model_dump(mode="json", exclude_unset=True)} == example


@pytest.mark.parametrize("name", SERVER_MESSAGES)
def test_the_servers_examples_are_what_it_writes(name: str) -> None:
    example = EXAMPLES["server"][name]
    message = SERVER_MESSAGES[name].model_validate_json(json.dumps(example))
    assert json.loads(write_message(message)) == example  # type: ignore[arg-type]


def test_what_is_written_is_ascii() -> None:
    text = write_message(ErrorMessage(code="invalid", message="\u2028 \ud800 </script>"))
    assert text.isascii()
    assert json.loads(text)["type"] == "error"


def test_an_error_names_the_request() -> None:
    with pytest.raises(BadMessage) as raised:
        read_message('{"type": "set_speed", "id": 7, "epochs_per_second": "fast"}')
    assert (raised.value.id, raised.value.field) == (7, "epochs_per_second")
