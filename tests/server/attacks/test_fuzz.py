"""Messages, frames and handshakes that nobody would think of. `make fuzz SECONDS=600` goes on for longer."""

import asyncio
import json
import os
import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import schemathesis
import websockets
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.experiment.experiment import OPTIONS
from server.messages import BadMessage
from server.requests.reading import REQUESTS, read_message
from server.requests.receiving import receive
from server.requests.request import Request
from server.settings import Settings
from server.web.app import create_app
from tests.paths import GOLDEN
from tests.server.people.attack import HEADERS, TEXT, Raw, Server, frame, server, unharmed
from tests.server.people.classroom import Classroom
from tests.server.servers.live import joined, socket_to

SECONDS = float(os.environ.get("FUZZ_SECONDS", "20"))
SEED = os.environ.get("FUZZ_SEED") or None
PARTS = 5  # the tests of this file that take their share of the seconds
EXAMPLES: list[dict[str, Any]] = list(json.loads((GOLDEN / "messages.json").read_text())["client"].values())
ENDS = {1000, 1001, 1002, 1003, 1007, 1009, 4001, 4002, 4005, 4008, 4500, 4502, 4503, 4506}


@pytest.fixture(scope="module")
def school() -> Iterator[Server]:
    with server(
        "--request-seconds=3", "--hello-seconds=1", "--connects-per-second=100000", "--max-rooms=5000",
        "--forget-seconds=1",
    ) as made:  # fmt: skip
        yield made


def dice() -> random.Random:
    """Returns the same throws every time, but by hand new ones, whose seed is printed."""
    seed = SEED or ("1" if "FUZZ_SECONDS" not in os.environ else str(time.time_ns()))
    print(f"FUZZ_SEED={seed}")
    return random.Random(seed)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**400),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=12,
)
names = st.sampled_from([*REQUESTS, "hullo", ""])
fields = st.sampled_from(sorted({name for each in REQUESTS.values() for name in each.model_fields}))
made_up = st.builds(
    lambda name, rest: {**rest, "type": name}, names, st.dictionaries(fields, anything, max_size=5)
)


@st.composite
def mutated(draw: Callable[..., Any]) -> str:
    """A proper message with a few characters lost, doubled or changed."""
    text = json.dumps(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text(max_size=3)) + text[at + draw(st.integers(0, 3)) :]
    return text


def written(value: object) -> str:
    """A value as JSON; what is no JSON as it comes."""
    return json.dumps(value)


messages = mutated() | made_up.map(written) | anything.map(written) | st.text()
steady = settings(
    max_examples=int(30 * SECONDS),
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@steady
@given(messages)
def test_any_text_is_a_message_or_an_error_that_names_the_field(text: str) -> None:
    begun = time.thread_time()
    said = error_of(text)
    assert said is None or (said.sentence and len(said.sentence) < 1000 and len(said.field or "") < 1000)
    assert time.thread_time() - begun < 1


def error_of(text: str) -> BadMessage | None:
    """Returns why a text is no message, or None; any other error fails the test."""
    try:
        assert isinstance(read_message(text), Request)
    except BadMessage as error:
        return error
    return None


@settings(max_examples=int(4 * SECONDS), parent=steady)
@given(st.lists(messages, min_size=1, max_size=20))
def test_any_conversation_is_answered_or_ended(school: Server, texts: list[str]) -> None:
    async def work() -> None:
        async with socket_to(school) as client:
            await client.hello()
            try:
                for text in texts:
                    await client.socket.send(text.encode("utf-8", "replace").decode())
                id = 2**53
                await client.socket.send(json.dumps({"type": "set_visible", "visible": True, "id": id}))
                await client.until(lambda item: isinstance(item, dict) and item.get("id") == id)
            except websockets.ConnectionClosed:
                assert client.socket.close_code in ENDS

    asyncio.run(asyncio.wait_for(work(), 15))


option_names = st.sampled_from([*OPTIONS, "self", "changes", "__class__", ""])
choices = st.sampled_from(sorted({name for each in OPTIONS.values() for name in each.names}))
some = anything | choices | st.lists(choices, max_size=4) | st.lists(st.integers(0, 9), max_size=4)
asked = made_up | st.builds(
    lambda changes: {"type": "change", "changes": changes},
    st.dictionaries(option_names | st.text(max_size=8), some, max_size=4),
)


@settings(max_examples=int(5 * SECONDS), parent=steady)
@given(st.lists(asked.map(json.dumps), min_size=1, max_size=8))
def test_whatever_names_types_and_numbers_come_every_request_has_its_answer(texts: list[str]) -> None:
    with ExitStack() as doors:
        room = Classroom(doors)
        for id, text in enumerate(texts):
            message = message_of(text, id)
            if message is None:
                continue
            receive(room.room, room.host, message)
            room.work()
            answers = [each for each in room.heard(room.host) if isinstance(each, dict) and "id" in each]
            (answer,) = [each for each in answers if each["id"] == id] or [{"type": "ack"}]
            assert answer["type"] == message.type or answer["type"] in ("done", "error")
            if message.type == "change" and answer["type"] == "error":
                assert answer["field"] is not None


def message_of(text: str, id: int) -> Request | None:
    """The message in a text, with an id; None if there is none."""
    try:
        return read_message(json.dumps({**json.loads(text), "id": id}))
    except BadMessage:
        return None


def spoilt(data: bytes, throw: random.Random) -> bytes:
    """Some bytes cut off, changed, added, doubled or swapped."""
    data = bytearray(data)  # type: ignore[assignment]
    for _ in range(throw.randint(1, 6)):
        at = throw.randrange(len(data) + 1)
        match throw.randrange(4):
            case 0:
                del data[at:]  # type: ignore[attr-defined]
            case 1:
                data[at:at] = throw.randbytes(throw.randint(1, 8))  # type: ignore[index]
            case 2:
                data[at : at + 1] = throw.randbytes(1)  # type: ignore[index]
            case 3:
                data[at:at] = data[at : at + throw.randint(1, 30)]  # type: ignore[index]
    return bytes(data)


def give_and_take(school: Server, data: bytes, shakes_hands: bool) -> None:
    """Sends bytes in one piece and reads what comes until the server closes."""
    with Raw(school) as raw:
        if shakes_hands:
            raw.shake_hands()
        try:
            raw.send(data)
            raw.socket.shutdown(socket.SHUT_WR)
        except OSError:
            return
        raw.rest()


HANDSHAKE = f"GET /socket HTTP/1.1\r\n{HEADERS}\r\n".encode()
REQUEST = (
    b"GET /static/icon.svg HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello"
)
FRAMES = b"".join(
    [frame(TEXT, b'{"type":"hello"}'), *(frame(TEXT, json.dumps(each).encode()) for each in EXAMPLES)]
)


@pytest.mark.parametrize(
    ("start", "shakes_hands"),
    [(HANDSHAKE, False), (REQUEST, False), (FRAMES, True)],
    ids=["handshakes", "requests", "frames"],
)
def test_any_bytes_are_answered_or_ended(school: Server, start: bytes, shakes_hands: bool) -> None:
    async def work() -> None:
        throw, until, n = dice(), time.monotonic() + SECONDS / PARTS, 0
        async with joined(school) as client:
            await client.ask("set_visible", visible=False)
            while time.monotonic() < until or n <= SECONDS:
                data = (
                    throw.randbytes(throw.randint(0, 300)) if throw.random() < 0.2 else spoilt(start, throw)
                )
                await asyncio.to_thread(give_and_take, school, data, shakes_hands)
                n += 1
        async with unharmed(school):
            pass

    asyncio.run(work())


API = create_app(Settings()).openapi()
schema = schemathesis.openapi.from_dict(API)


@schema.parametrize()
@settings(max_examples=int(2 * SECONDS), parent=steady)
def test_the_http_api_keeps_what_it_promises(case: Any, school: Server) -> None:
    case.call_and_validate(base_url=school.http)


def test_the_description_of_the_http_api_loads_nothing_from_elsewhere() -> None:
    """There is no page for it: docs/ describes it, and the addresses of FastAPI's own pages are not there."""
    app = create_app(Settings())
    assert (app.docs_url, app.redoc_url, app.openapi_url) == (None, None, None)
    assert "/healthz" in API["paths"]


def test_the_fuzzed_server_is_unharmed(school: Server) -> None:
    """Stands last: what the tests above did is over and forgotten."""

    async def work() -> None:
        async with unharmed(school):
            pass

    asyncio.run(asyncio.wait_for(work(), 15))
    assert school.memory() < 300_000_000
