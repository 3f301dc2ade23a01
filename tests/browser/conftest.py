"""A real server and a real Chromium for the browser tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.get_browser import find_browser

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
QUIET = (
    "--no-sandbox",  # in a container Chromium may not build its own
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30  # seconds for whatever is waited for, on a busy machine too
expect.set_options(timeout=PATIENCE * 1000)
TWO_PICTURES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Ends when the browser has shown what is in the page now."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder, so that `-m 'not browser'` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@contextmanager
def running_server(*options: str, project: Path = PROJECT) -> Iterator[str]:
    """Runs `python -m server serve` on a free port and yields its address, like http://127.0.0.1:8123/."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "serve", "--port", "0", *options],
        cwd=project,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: Queue[str] = Queue()
    said: list[str] = []
    reader = Thread(target=keep_reading, args=(process, said, lines), daemon=True)
    reader.start()
    try:
        yield wait_for_address(process, said, lines)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
            reader.join(PATIENCE)
            if process.stdout:
                process.stdout.close()
    assert "Traceback" not in "".join(said), "".join(said)


def keep_reading(process: subprocess.Popen[str], said: list[str], lines: Queue[str]) -> None:
    """Empties the server's output as it comes, so that it never waits for us."""
    assert process.stdout
    for line in process.stdout:
        said.append(line)
        lines.put(line)
    lines.put("")


def wait_for_address(process: subprocess.Popen[str], said: list[str], lines: Queue[str]) -> str:
    """The address that the server prints. Fails with what it said when it prints none."""
    while True:
        try:
            line = lines.get(timeout=PATIENCE)
        except Empty:
            line = ""
        if found := ADDRESS.search(line):
            return found[0]
        if not line:
            pytest.fail(f"the server printed no address (exit code {process.poll()}):\n{''.join(said)}")


def until_it_looks_otherwise(part: Locator, before: bytes) -> None:
    """Waits until a picture of a part of the page is another one than before."""
    latest = time.monotonic() + PATIENCE
    while part.screenshot() == before:
        assert time.monotonic() < latest, "it looks as before"


def until_it_looks_like(part: Locator, wanted: bytes) -> None:
    """Waits until a picture of a part of the page is this one."""
    latest = time.monotonic() + PATIENCE
    while part.screenshot() != wanted:
        assert time.monotonic() < latest, "it looks otherwise"


@pytest.fixture(scope="session")
def server_address() -> Iterator[str]:
    """The address of a server that all the browser tests share. What a test has left is in nobody's way who
    comes after it: rooms train on for no longer than somebody waits for a page, the past of others need not
    become shorter for theirs, and of classes, which nobody ends, there may be enough."""
    many = ("--max-memory-mb=100000", "--max-classes=1000", "--max-classes-per-address=1000")
    with running_server(f"--idle-pause-seconds={PATIENCE}", *many) as address:
        yield address


@pytest.fixture(scope="session")
def sources_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose page is read file by file, because no bundle is made."""
    project = tmp_path_factory.mktemp("sources")
    beside = shutil.ignore_patterns("bundle", "*.pyc.*")  # the latter another process is just writing
    for folder in ("engine", "server", "static", "templates", "docs"):
        shutil.copytree(PROJECT / folder, project / folder, ignore=beside)
    with running_server(project=project) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole session."""
    path = find_browser()
    if path is None:
        pytest.fail("no Chromium found: run `make browser`, or leave these tests out with -m 'not browser'")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


class Complaints:
    """What went wrong in the pages of a test: console errors, exceptions, requests that failed.

    A test that provokes one on purpose takes it out: `complaints.expect("the text it must hold")`.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._outlive_servers = False

    def watch(self, page: Page) -> Page:
        """Listens to `page` from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.texts.append(f"exception: {error}"))
        page.on("requestfailed", self._request_failed)
        page.on("response", lambda r: r.status >= 400 and self.texts.append(f"{r.status}: {r.url}"))
        return page

    def expect(self, text: str) -> None:
        """Takes out the complaints that hold `text`; there must be one."""
        kept = [complaint for complaint in self.texts if text not in complaint]
        assert len(kept) < len(self.texts), f"no complaint about {text!r}, only {self.texts}"
        self.texts = kept

    def outlive_servers(self) -> None:
        """Pages of the test may be open while their server is not there: what they then say of their sockets,
        whenever it comes, is no complaint. Called before the first server ends."""
        self._outlive_servers = True

    def _console(self, message: ConsoleMessage) -> None:
        if self._outlive_servers and "WebSocket connection to" in message.text:
            return
        if message.type in ("error", "warning"):
            self.texts.append(f"console {message.type}: {message.text}")

    def _request_failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left while something was loading
            self.texts.append(f"request failed: {request.url} {request.failure}")


NewPage = Callable[..., Page]


@pytest.fixture
def complaints() -> Complaints:
    """The complaints of the test's pages; any that is left when the test ends fails it."""
    return Complaints()


@pytest.fixture
def new_page(browser: Browser, complaints: Complaints) -> Iterator[NewPage]:
    """Opens further pages, each as in a browser of its own: `new_page(width=390, height=844, **options)`.

    With `first_visit=True` the browser has never been here; otherwise the tour is no more offered.
    """
    contexts: list[BrowserContext] = []

    def open_page(width: int = 1440, height: int = 900, first_visit: bool = False, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        if not first_visit:
            context.add_init_script("localStorage.setItem('nnp.toured', 'yes')")
        return complaints.watch(context.new_page())

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints.texts, "the pages complained:\n" + "\n".join(complaints.texts)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """An empty page of 1440 by 900; the test goes to `server_address` itself."""
    return new_page()
