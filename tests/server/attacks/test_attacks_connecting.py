"""Connections that are never finished, too many or not what they seem."""

import asyncio
import contextlib
import json
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack

import pytest

from tests.server.people.attack import (
    HEADERS,
    SECONDS,
    TEXT,
    Raw,
    Server,
    frame,
    is_refused,
    kept_reading,
    server,
    unharmed,
)
from tests.server.servers.live import joined, now, run, socket_to

HASTY_SECONDS = 2.0


@pytest.fixture(scope="module")
def hasty() -> Iterator[Server]:
    """A server that waits two seconds for a request or a hello, and lets in 40 from one address."""
    with server(
        f"--request-seconds={HASTY_SECONDS}",
        f"--hello-seconds={HASTY_SECONDS}",
        "--max-connections-per-address=40",
        "--connects-per-second=1000",
    ) as made:
        yield made


UNFINISHED = {
    "nothing": b"",
    "half a line": b"GET /hea",
    "half the headers": b"GET /healthz HTTP/1.1\r\nHost: here\r\nX-Long",
    "half a handshake": b"GET /socket HTTP/1.1\r\n" + HEADERS.encode(),
    "a handshake too long for the second parser": b"GET /socket HTTP/1.1\r\n"
    + HEADERS.encode()
    + b"".join(b"X-%d: y\r\n" % n for n in range(300))
    + b"\r\n",
}


@pytest.mark.parametrize("start", UNFINISHED.values(), ids=UNFINISHED.keys())
def test_a_request_that_is_never_finished_frees_its_socket(hasty: Server, start: bytes) -> None:
    async def work() -> None:
        async with unharmed(hasty):
            with ExitStack() as stack:
                raws = [stack.enter_context(Raw(hasty, source="127.0.0.3")) for _ in range(40)]
                for raw in raws:
                    raw.send(start)
                await asyncio.gather(*(asyncio.to_thread(raw.rest) for raw in raws))

    run(work())


def test_two_hundred_half_requests_leave_the_service_up() -> None:
    async def work(hasty: Server) -> None:
        async with unharmed(hasty):
            with ExitStack() as stack:
                raws = [stack.enter_context(Raw(hasty)) for _ in range(200)]
                for raw in raws:
                    raw.send(b"GET /hea")
                assert await asyncio.to_thread(hasty.is_healthy)
                assert hasty.sockets() > 200
                for raw in raws:
                    await asyncio.to_thread(raw.rest)

    with server("--request-seconds=5") as made:
        run(work(made))


async def trickle(raw: Raw) -> None:
    """Sends a request without an end, byte by byte, for twenty seconds."""
    for sent in range(1000):
        raw.send(b"E" if sent else b"G")
        await asyncio.sleep(0.02)


def test_a_request_that_trickles_in_is_cut_off(hasty: Server) -> None:
    async def work() -> None:
        async with unharmed(hasty):
            begun = now()
            with Raw(hasty, source="127.0.0.3") as raw, pytest.raises(ConnectionError):
                await trickle(raw)
            assert now() - begun > HASTY_SECONDS - 0.1, "not before its time"

    run(work())


def test_a_body_that_goes_on_after_the_answer_is_cut_off(hasty: Server) -> None:
    async def work() -> None:
        async with unharmed(hasty):
            with Raw(hasty, source="127.0.0.3") as raw:
                raw.send(b"GET /healthz HTTP/1.1\r\nHost: here\r\nContent-Length: 9999999999\r\n\r\n")
                sent = await asyncio.to_thread(raw.flood, bytes(1000), 10_000_000)
                assert sent < 10_000_000

    run(work())


def test_a_body_that_goes_wrong_after_the_answer_ends_the_connection_and_says_nothing_in_the_log() -> None:
    async def work(made: Server) -> None:
        async with unharmed(made):
            reader, writer = await asyncio.open_connection("127.0.0.1", made.port)
            writer.write(b"POST /healthz HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab")
            assert b" 405 " in await reader.readuntil(b"\r\n\r\n")
            writer.write(b"no end of a chunk\r\n")
            async with asyncio.timeout(5):
                assert b" 400 " not in await reader.read()
            writer.close()

    with server() as made:
        run(work(made))
    made.finish_reading()
    assert not [line for line in made.said if "ERROR" in line or "Traceback" in line]


def test_connections_past_the_limit_of_an_address_are_refused_and_others_get_in() -> None:
    async def work(full: Server) -> None:
        async with unharmed(full) as host, kept_reading(host), AsyncExitStack() as stack:
            room = await stack.enter_async_context(joined(full))
            watch = {"room": room.welcome["room"], "token": room.welcome["watch"]}
            for _ in range(40):
                client = await stack.enter_async_context(socket_to(full, source="127.0.0.4"))
                await client.hello(**watch)
                await stack.enter_async_context(kept_reading(client))
            assert await asyncio.to_thread(is_refused, full, "127.0.0.4")
            async with socket_to(full, source="127.0.0.5") as client:
                await client.hello(**watch)
                assert client.welcome["role"] == "watcher"

    with server("--max-connections-per-address=40", "--connects-per-second=1000") as made:
        run(work(made))


def test_no_hello_in_time_ends_the_connection(hasty: Server) -> None:
    async def work() -> None:
        async with unharmed(hasty), socket_to(hasty) as client:
            assert await client.closed() == 4005

    run(work())


def test_sockets_that_come_too_fast_hear_why() -> None:
    async def work(slow: Server) -> None:
        async with AsyncExitStack() as stack:
            for _ in range(2):  # twenty seconds' worth
                await (await stack.enter_async_context(socket_to(slow))).hello()
            async with socket_to(slow) as client:
                assert (await client.message("goodbye"))["code"] == 4009
                assert await client.closed() == 4009
            async with socket_to(slow, source="127.0.0.2") as client:
                await client.hello()

    with server("--connects-per-second=0.1") as made:
        run(work(made))


def statuses(made: Server, path: str, n: int, source: str = "127.0.0.1") -> list[int]:
    """Asks for a file again and again, each time over a new connection."""
    found = []
    for _ in range(n):
        with Raw(made, source) as raw:
            raw.send(f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
            found.append(raw.answer())
    return found


def test_an_address_that_asks_for_too_many_files_gets_a_sentence_and_others_are_served() -> None:
    with server("--requests-per-second=0.5") as made, contextlib.ExitStack() as asking:
        for _ in range(50):  # a hundred seconds' worth; most of them wait for their turn
            raw = asking.enter_context(Raw(made))
            raw.send(b"GET /static/icon.svg HTTP/1.1\r\nHost: here\r\n\r\n")
        assert statuses(made, "/static/icon.svg", 2) == [429] * 2
        assert statuses(made, "/", 1) == [429]
        assert statuses(made, "/healthz", 1) + statuses(made, "/readyz", 1) == [200, 200]
        assert statuses(made, "/", 1, source="127.0.0.2") == [200]
        with Raw(made) as raw:
            raw.send(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            said = raw.rest()  # which comes to an end: the connection is closed
            assert b"\r\nretry-after: 10\r\n" in said.lower()
            assert b"Too many requests come from 127.0.0.1" in said
        run(gets_in(made))


async def gets_in(made: Server) -> None:
    async with joined(made):
        pass


def with_header(hasty: Server, header: str) -> Raw:
    raw = Raw(hasty)
    raw.send(f"GET /socket HTTP/1.1\r\n{HEADERS}{header}\r\n\r\n".encode())
    raw.send(frame(TEXT, json.dumps({"type": "hello"}).encode()))
    return raw


def test_an_address_that_a_stranger_claims_is_ignored() -> None:
    async def work(slow: Server) -> None:
        said = []
        for n in range(4):
            with with_header(slow, f"X-Forwarded-For: 10.0.0.{n}") as raw:
                raw.socket.shutdown(1)
                said.append(await asyncio.to_thread(raw.rest))
        assert [b"4009" in each for each in said] == [False, False, True, True]

    with server("--connects-per-second=0.1", "--trusted-proxies=10.0.0.0/8") as made:
        run(work(made))


def test_the_address_that_a_trusted_proxy_tells_counts() -> None:
    async def work(slow: Server) -> None:
        for n in range(4):
            with with_header(slow, f"X-Forwarded-For: 1.2.3.4, 10.0.0.{n}") as raw:
                raw.socket.shutdown(1)
                assert b"4009" not in await asyncio.to_thread(raw.rest)

    with server("--connects-per-second=0.1", "--trusted-proxies=127.0.0.1") as made:
        run(work(made))


PATHS = [
    "/static/../pyproject.toml",
    "/static/../../etc/passwd",
    "/static/%2e%2e/pyproject.toml",
    "/static/%2e%2e%2f%2e%2e%2fetc/passwd",
    "/static/..%5c..%5cetc/passwd",
    "/static//etc/passwd",
    "//etc/passwd",
    "/static/%00",
    "/static/icon.svg%00.js",
    "/static/js/../../server/web/app.py",
    "/static/" + "a" * 5000,
    "/static/%ff%fe",
    "/%2e%2e/%2e%2e/etc/passwd",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_outside(school: Server, path: str) -> None:
    with Raw(school) as raw:
        raw.send(f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
        assert raw.answer() == 404


def test_a_file_by_its_plain_path_is_there(school: Server) -> None:
    with urllib.request.urlopen(school.http + "static/icon.svg", timeout=SECONDS) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("protocols", "said"),
    [
        ("nnp.v2", b"4501"),
        ("x" * 4000, b"4501"),
        ("\u00fc", b"400 Bad"),
        (",,", b"400 Bad"),
        ("a b", b"400 Bad"),
    ],
)
def test_any_list_of_versions_is_answered(school: Server, protocols: str, said: bytes) -> None:
    headers = HEADERS.replace("Sec-WebSocket-Protocol: nnp.v1", f"Sec-WebSocket-Protocol: {protocols}")
    with Raw(school) as raw:
        raw.send(f"GET /socket HTTP/1.1\r\n{headers}\r\n".encode("latin-1"))
        raw.socket.shutdown(1)
        assert said in raw.rest()
