"""The examples in examples/proxies, with a real nginx and a real Caddy where they are."""

import asyncio
import json
import re
import ssl
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import websockets

from server.settings import Settings
from server.web.app import HOME
from server.web.pages.page_files import page_parts
from tests.server.people.attack import Server, server
from tests.server.people.in_class import short_lesson
from tests.server.servers.live import Client, run
from tests.server.servers.ports import free_port
from tests.server.servers.proxies import EXAMPLES, proxy


class Fronted(NamedTuple):
    """A server behind a proxy; `port` is the proxy's."""

    server: Server
    port: int
    trusts: ssl.SSLContext

    def page(self, prefix: str) -> str:
        return f"https://127.0.0.1:{self.port}{prefix}/"

    def get(self, address: str) -> tuple[str, str]:
        """Returns where an address led in the end, and the text there."""
        with urllib.request.urlopen(address, timeout=10, context=self.trusts) as answer:
            return answer.url, answer.read().decode()

    def connect(self, prefix: str, source: str = "127.0.0.1", **headers: str) -> websockets.connect:
        return websockets.connect(
            f"wss://127.0.0.1:{self.port}{prefix}/socket",
            subprotocols=[websockets.Subprotocol("nnp.v1")],
            additional_headers={"Origin": f"https://127.0.0.1:{self.port}", **headers},
            ssl=self.trusts,
            compression=None,
            proxy=None,
            local_addr=(source, 0),
            close_timeout=1,
        )


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def fronted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    folder.chmod(0o755)
    port = free_port()
    options = (
        "--trusted-proxies=127.0.0.1",
        "--root-path=/whole",
        "--connects-per-second=1",
        f"--data={folder / 'data'}",
    )
    with server(*options) as made, proxy(request.param, port, made.port, folder) as trusts:
        yield Fronted(made, port, trusts)


@pytest.mark.parametrize("prefix", ["/nn", "/whole"])
def test_page_modules_and_health_are_there_under_a_sub_path(fronted: Fronted, prefix: str) -> None:
    _, text = fronted.get(fronted.page(prefix))
    addresses = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert f"static/{page_parts(HOME / 'static').script}" in addresses
    for address in addresses:
        if not address.startswith(("http", "#")):
            assert fronted.get(urllib.parse.urljoin(fronted.page(prefix), address))[1]
    assert json.loads(fronted.get(fronted.page(prefix) + "healthz")[1]) == {"status": "ok"}


@pytest.mark.parametrize("prefix", ["/nn", "/whole"])
def test_without_its_slash_the_path_leads_to_the_page(fronted: Fronted, prefix: str) -> None:
    where, _ = fronted.get(fronted.page(prefix).rstrip("/"))
    assert where == fronted.page(prefix)


@pytest.mark.parametrize("prefix", ["/nn", "/whole"])
def test_a_room_and_its_watchers_work_through_tls(fronted: Fronted, prefix: str) -> None:
    async def work() -> None:
        async with fronted.connect(prefix, "127.0.0.9") as one, fronted.connect(prefix, "127.0.0.9") as two:
            host = await Client(one).hello()
            await host.ask("play")
            watcher = await Client(two).hello(room=host.welcome["room"], token=host.welcome["watch"])
            frame = await watcher.next_frame(wanted=lambda frame: frame.epoch > 3)
            assert frame.playing

    run(work())


def test_real_addresses_count_and_made_up_ones_do_not(fronted: Fronted) -> None:
    async def work() -> None:
        let_in, is_full = 0, False
        while not is_full and let_in < 60:
            made_up = {"X-Forwarded-For": f"10.9.8.{let_in}"}
            async with fronted.connect("/nn", "127.0.0.2", **made_up) as made:
                said: dict[str, object] = {}
                with suppress(websockets.ConnectionClosed):
                    await made.send('{"type": "hello"}')
                    said = json.loads(str(await made.recv()))
                is_full = said.get("code") == 4009 or made.close_code == 4009
                let_in += not is_full
        assert 20 <= let_in < 60
        async with fronted.connect("/nn", "127.0.0.3") as made:
            await Client(made).hello()

    run(work())


def test_a_page_of_another_site_is_refused_through_the_proxy(fronted: Fronted) -> None:
    async def work() -> None:
        address = f"wss://127.0.0.1:{fronted.port}/nn/socket"
        async with websockets.connect(
            address,
            subprotocols=[websockets.Subprotocol("nnp.v1")],
            origin=websockets.Origin("https://evil.example"),
            ssl=fronted.trusts,
            proxy=None,
        ) as made:
            assert await Client(made).closed() == 4504

    run(work())


def test_a_class_as_large_as_may_be_is_kept_and_fetched_through_the_proxy(fronted: Fronted) -> None:
    async def work() -> None:
        content = bytes(Settings().max_kept_class_mb * 1_000_000)
        async with short_lesson(fronted.server) as made:
            path, token = (
                f"classes/{made.teacher.welcome['school_class']}/kept",
                made.teacher.welcome["token"],
            )
            told = json.loads(await asyncio.to_thread(sent, path, token, content))
            assert told["n_bytes"] == len(content)
            piece = await asyncio.to_thread(sent, "kept/15", told["secret"])
            assert piece == content[15_000_000:]

    def sent(path: str, token: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(fronted.page("/nn") + path, data=body)
        request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=30, context=fronted.trusts) as answer:
            answered: bytes = answer.read()
            return answered

    run(work())


def test_every_example_of_a_proxy_is_in_the_document() -> None:
    text = (EXAMPLES.parent.parent / "docs" / "proxies.md").read_text()
    assert all(f"examples/proxies/{each.name}" in text for each in EXAMPLES.iterdir())
