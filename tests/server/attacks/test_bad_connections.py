"""Connections and messages that make no sense: an answer or a close code, and nobody comes to harm."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import websockets
from starlette.websockets import WebSocket

from server.messages import Refused
from server.playground import Playground
from server.requests.reading import REQUESTS
from server.settings import Settings
from server.traffic import MOST_ORIGINS
from server.web.sockets.conversation import check_origin
from tests.paths import GOLDEN
from tests.server.people.attack import Server, server
from tests.server.people.decode import Frame
from tests.server.servers.live import Client, browser_at, joined, run, socket_to

EXAMPLES: dict[str, dict[str, Any]] = json.loads((GOLDEN / "messages.json").read_text(encoding="utf-8"))[
    "client"
]
pytestmark = pytest.mark.usefixtures("no_harm")


async def still_works(client: Client) -> None:
    assert (await client.ask("set_visible", visible=True))["type"] == "done"


@pytest.mark.parametrize(
    ("origin", "code"),
    [("http://evil.example", 4504), ("null", 4504), ("https://school.example", 0), ("same", 0), (None, 0)],
)
def test_pages_of_other_sites_are_refused(school: Server, origin: str | None, code: int) -> None:
    async def work() -> None:
        own = school.http.rstrip("/") if origin == "same" else origin
        async with socket_to(school, origin=own) as client:
            if code == 0:
                await client.hello()
                return
            n_rooms = await asyncio.to_thread(school.n_rooms)
            assert await client.closed() == code
            assert await asyncio.to_thread(school.n_rooms) == n_rooms

    run(work())


@pytest.mark.parametrize(
    ("origin", "host", "is_ours"),
    [
        ("https://school.example", "school.example:443", True),
        ("http://school.example", "School.Example:80", True),
        ("https://school.example:443", "school.example", True),
        ("https://[::1]", "[::1]:443", True),
        ("https://school.example:8443", "school.example:8443", True),
        ("https://school.example", "school.example:80", False),
        ("http://school.example:8080", "school.example:80", False),
        ("https://other.example", "school.example:443", False),
        ("https://other.example:443", "", True),  # is named in the settings
        ("null", "", False),
    ],
)
def test_the_port_that_a_scheme_has_anyway_makes_no_other_site(origin: str, host: str, is_ours: bool) -> None:
    headers = [(b"origin", origin.encode()), (b"host", host.encode())]
    websocket = WebSocket({"type": "websocket", "headers": headers}, None, None)  # type: ignore[arg-type]
    playground = Playground(Settings(allowed_origins=("https://other.example",) if not host else ()))
    with contextlib.nullcontext() if is_ours else pytest.raises(Refused):
        check_origin(websocket, playground)


def test_a_refusal_by_origin_names_both_sites_and_the_setting_once() -> None:
    async def work(made: Server) -> None:
        for n in (0, 0, 1, *range(30)):
            async with socket_to(made, origin=f"https://site{n}.example") as client:
                assert await client.closed() == 4504

    with server() as made:
        run(work(made))
    lines = [line for line in made.said if "foreign_origin" in line]
    assert len(lines) == MOST_ORIGINS == len(set(lines))
    assert "origin=https://site0.example" in lines[0]
    assert f"host=127.0.0.1:{made.port}" in lines[0]
    assert "allowed_origins" in lines[0]


@pytest.mark.parametrize("subprotocols", [(), ("nnp.v2",)])
def test_an_unknown_version_has_a_code_of_its_own(school: Server, subprotocols: tuple[str, ...]) -> None:
    async def work() -> None:
        async with socket_to(school, subprotocols=subprotocols) as client:
            assert await client.closed() == 4501

    run(work())


@pytest.mark.parametrize("first", [b"\x00", "{}", '{"type":"play"}', '{"type":"hello","token":5}', "["])
def test_a_first_message_that_is_no_hello_ends_the_connection(school: Server, first: str | bytes) -> None:
    async def work() -> None:
        async with socket_to(school) as client:
            await client.socket.send(first)
            assert await client.closed() == 4500

    run(work())


@pytest.mark.parametrize("size", ["", "huge", "%00", "1e999", "large%22,%22token%22:%22x"])
def test_an_address_that_asks_for_pictures_of_no_size_ends_the_connection(school: Server, size: str) -> None:
    async def work() -> None:
        async with browser_at(f"{school.socket}?new={size}") as client:
            assert await client.closed() == 4500

    run(work())


def test_tokens_that_do_not_open_a_room_are_refused(school: Server) -> None:
    async def work() -> None:
        async with joined(school) as one, joined(school) as other:
            room = one.welcome["room"]
            tokens = [
                other.welcome["token"],
                one.welcome["token"] + "x",
                "",
                one.welcome["token"][:-1],
                "\u00fc",
            ]
            for token in tokens:
                async with socket_to(school) as client:
                    await client.send("hello", room=room, token=token)
                    assert await client.closed() == 4503
            for hello, code in [({"room": "nosuch", "token": "x"}, 4502), ({"room": room}, 4503)]:
                async with socket_to(school) as client:
                    await client.send("hello", **hello)
                    assert await client.closed() == code
            async with socket_to(school) as client:
                await client.send("hello", room=room, token="x" * 1000)
                assert await client.closed() == 4500
            await still_works(one)

    run(work())


@pytest.mark.parametrize("text", ["x" * 65_537, "x" * 200_000, "\u00fc" * 40_000])
def test_a_message_that_is_too_large_ends_the_connection(school: Server, text: str) -> None:
    async def work() -> None:
        async with joined(school) as client:
            await client.socket.send(text)
            assert await client.closed() in (4506, 1009)

    run(work())


def test_unfinished_fragments_end_the_connection_when_they_are_too_much(school: Server) -> None:
    async def work() -> None:
        async with joined(school) as client:

            async def pieces() -> AsyncIterator[str]:
                for _ in range(33):
                    yield "x" * 4096
                await client.socket.wait_closed()

            with contextlib.suppress(websockets.ConnectionClosed):
                await client.socket.send(pieces())
            assert await client.closed() in (4506, 1009)

    run(work())


BAD_TEXTS = [
    ("[" * 60_000, "bad_message", None),
    ('{"a":' * 10_000, "bad_message", None),
    ('{"type":"play","id":' + "9" * 5000 + "}", "bad_message", None),
    ('{"type":"open_link","link":"\\ud800"}', "bad_message", None),
    ("[]", "bad_message", None),
    ("", "bad_message", None),
    ('{"type":"play","id":"3"}', "bad_message", "id"),
    ('{"type":"play","id":true}', "bad_message", "id"),
    ('{"type":"play","extra":1}', "bad_message", "extra"),
    ('{"type":"play","type":"play"}', "bad_message", "type"),
    ('{"type":"set_speed","epochs_per_second":NaN}', "bad_message", "epochs_per_second"),
    ('{"type":"set_speed","epochs_per_second":1e999}', "bad_message", "epochs_per_second"),
    ('{"type":"set_speed","epochs_per_second":"3"}', "bad_message", "epochs_per_second"),
    ('{"type":"set_speed","epochs_per_second":true}', "bad_message", "epochs_per_second"),
    ('{"type":"set_speed","epochs_per_second":0}', "bad_message", "epochs_per_second"),
    ('{"type":"change","changes":{"noise":NaN}}', "bad_message", "changes.noise"),
    ('{"type":"change","changes":{"noise":-Infinity}}', "bad_message", "changes.noise"),
    ('{"type":"change","changes":{"noise":1e999}}', "bad_message", "changes.noise"),
    ('{"type":"change","changes":{"noise":-0}}', "bad_message", "changes.noise"),
    ('{"type":"change","changes":{"noise":-0.0}}', "bad_message", "changes.noise"),
    ('{"type":"change","changes":{"hidden":[4,1e999]}}', "bad_message", "changes.hidden.1"),
    ('{"type":"change","changes":{"noise":true}}', "invalid", "noise"),
    ('{"type":"change","changes":{"noise":"3"}}', "invalid", "noise"),
    ('{"type":"change","changes":{"noise":1,"noise":2}}', "bad_message", "noise"),
    ('{"type":"change","changes":{"noises":1}}', "invalid", "noises"),
    ('{"type":"change","changes":[]}', "bad_message", "changes"),
    ('{"type":"change","changes":{"hidden":[1000000000]}}', "invalid", "hidden"),
    ('{"type":"change","changes":{"hidden":[-1]}}', "invalid", "hidden"),
    ('{"type":"change","changes":{"hidden":[0]}}', "invalid", "hidden"),
    ('{"type":"change","changes":{"hidden":[[2]]}}', "invalid", "hidden"),
    ('{"type":"change","changes":{"hidden":' + str([1] * 200) + "}}", "invalid", "hidden"),
    ('{"type":"change","changes":{"learning_rate":-1}}', "invalid", "learning_rate"),
    ('{"type":"change","changes":{"learning_rate":1e30}}', "invalid", "learning_rate"),
    ('{"type":"change","changes":{"batch_size":0}}', "invalid", "batch_size"),
    ('{"type":"change","changes":{"noise":1e6}}', "invalid", "noise"),
    ('{"type":"change","changes":{"seed":"' + "x" * 60_000 + '"}}', "invalid", "seed"),
    ('{"type":"set_view","changes":{"hidden_controls":["everything"]}}', "invalid", "hidden_controls"),
    ('{"type":"set_view","changes":{"hide_text":1}}', "invalid", "hide_text"),
    ('{"type":"set_weight","layer":1,"neuron":0,"source":0,"value":null}', "bad_message", "value"),
    ('{"type":"dance"}', "unknown_type", "type"),
    ('{"type":"done","id":1}', "unknown_type", "type"),
    ('{"type":5}', "bad_message", "type"),
    ('{"type":"hello"}', "bad_message", None),
    ('{"type":"set_grid_size","size":10000}', "bad_message", "size"),
    ('{"type":"inspect_neuron","layer":1,"neuron":9999}', "invalid", "neuron"),
    ('{"type":"inspect_neuron","layer":-1,"neuron":0}', "bad_message", "layer"),
]


def test_bad_messages_are_answered_with_the_field_and_the_connection_lives(school: Server) -> None:
    async def work() -> None:
        async with joined(school) as client:
            for text, code, field in BAD_TEXTS:
                # Long messages count as many: each of them has a connection of its own.
                async with joined(school) if len(text) > 1000 else contextlib.nullcontext(client) as sender:
                    await sender.socket.send(text)
                    error = await sender.message("error")
                assert (error["code"], error["field"]) == (code, field), text[:80]
                assert len(error["message"]) < 1000
            await client.socket.send(b"\x01\x02")
            assert (await client.message("error"))["code"] == "bad_message"
            await still_works(client)
            assert client.state.get("generation", 1) == 1

    run(work())


def test_bytes_that_are_no_text_end_only_their_connection(school: Server) -> None:
    async def work() -> None:
        async with joined(school) as client, joined(school) as other:
            await client.socket.send(b"\xff\xfe", text=True)
            assert await client.closed() == 1007
            await still_works(other)

    run(work())


def test_an_id_used_twice_is_an_error(school: Server) -> None:
    async def work() -> None:
        async with joined(school) as client:
            await client.socket.send(json.dumps({"type": "pause", "id": 1}))
            error = await client.message("error")
            assert (error["id"], error["field"]) == (1, "id")
            await still_works(client)

    run(work())


def test_acknowledgements_of_nothing_have_no_effect(school: Server) -> None:
    async def work() -> None:
        async with joined(school) as client:
            client.acknowledges = False
            for sequence in (0, 10_000, 2**32 - 1):
                await client.socket.send(json.dumps({"type": "ack", "sequence": sequence}))
            await client.ask("play")
            frames = [await client.next_frame(), await client.next_frame()]
            for sequence in (0, frames[-1].sequence + 1, 10_000):
                await client.socket.send(json.dumps({"type": "ack", "sequence": sequence}))
            watching = {"room": client.welcome["room"], "token": client.welcome["watch"]}
            async with joined(school, **watching) as watcher:
                await watcher.next_frame(wanted=lambda frame: frame.epoch > frames[-1].epoch + 10)
            id = await client.send("set_visible", visible=True)
            heard: list[Any] = []
            await client.until(lambda item: heard.append(item) or item == {"type": "done", "id": id})
            assert not [item for item in heard if isinstance(item, Frame)], "the window has opened"

    run(work())


def test_what_only_the_host_may_send_is_forbidden_to_watchers(school: Server) -> None:
    async def work() -> None:
        async with joined(school) as host:
            watching = {"room": host.welcome["room"], "token": host.welcome["watch"]}
            async with joined(school, **watching) as watcher:
                for name, message in EXAMPLES.items():
                    fields = {key: value for key, value in message.items() if key not in ("type", "id")}
                    if REQUESTS[name].host_only:
                        assert (await watcher.ask(name, **fields))["code"] == "forbidden", name
                changed = {
                    key for key, value in watcher.state.items() if watcher.welcome["state"].get(key) != value
                }
                assert changed <= {"type"}
            assert host.frame is not None
            assert (await host.ask("set_visible", visible=True))["type"] == "done"
            assert (host.frame.generation, host.frame.epoch) == (1, 0)

    run(work())


def test_numbers_that_run_away_are_said_once_and_never_sent(school: Server) -> None:
    async def work() -> None:
        async with joined(school, link="problem=regression&activation=linear&learningRate=10") as client:
            await client.ask("play")
            frame = await client.next_frame(wanted=lambda frame: frame.diverged)
            for section in frame.sections:
                assert all(
                    value == value and value != 255 for value in section.values if section.kind != "LOSSES"
                )
            await client.settled(lambda: client.state["diverged"])
            assert not client.state["playing"]
            assert (await client.ask("play"))["code"] == "invalid"
            await client.ask("reset")
            assert not client.state["diverged"]

    run(work())
