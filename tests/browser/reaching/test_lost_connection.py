"""A connection that breaks without a word: the page notices by itself, and comes back to its room."""

from __future__ import annotations

import json
import re
import signal

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import NewPage
from tests.browser.reaching.test_first_visit import open_page
from tests.server.servers.process import process

AT_LEAST = """
least => +document.querySelector('[data-testid=epoch]').textContent.replace(/\\D/g, '') >= least
"""
SILENCE_SECONDS = 25
OPEN, SILENT = (re.compile(rf"\b{name}\b") for name in ("open", "silent"))
LOST = re.compile(r"\b(lost|connecting)\b")  # it says so, and soon tries again


def test_a_server_that_says_nothing_any_more_is_missed_within_25_seconds_and_found_again(page: Page) -> None:
    page.clock.install()
    with process() as (running, address):
        open_page(page, address)
        page.get_by_role("button", name="Play").click()
        page.wait_for_function(AT_LEAST, arg=5)
        room = page.evaluate("() => JSON.stringify({...sessionStorage})")
        running.send_signal(signal.SIGSTOP)  # its system still takes what comes, and nobody answers
        try:
            page.clock.run_for((SILENCE_SECONDS - 10) * 1000)
            expect(page.locator(".live")).to_have_class(SILENT)
            page.clock.run_for(10 * 1000)
            expect(page.locator(".live")).to_have_class(LOST)
            expect(page.locator(".notices")).to_contain_text("The connection was lost.")
        finally:
            running.send_signal(signal.SIGCONT)
        page.clock.fast_forward(1000)
        expect(page.locator(".live")).to_have_class(OPEN)
        page.wait_for_function(AT_LEAST, arg=20)
        assert page.evaluate("() => JSON.stringify({...sessionStorage})") == room


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_without_connection_is_not_wider_than_the_screen(new_page: NewPage, language: str) -> None:
    with process() as (running, address):
        page = new_page(locale=language)
        page.clock.install()
        open_page(page, address)
        page.keyboard.press("Space")
        page.wait_for_function(AT_LEAST, arg=5)
        running.send_signal(signal.SIGSTOP)
        try:
            page.clock.run_for(SILENCE_SECONDS * 1000)
            expect(page.locator(".live")).to_have_class(LOST)
            for width, height in ((390, 844), (640, 480), (844, 390), (1024, 768), (1180, 800), (1366, 768)):
                page.set_viewport_size({"width": width, "height": height})
                fits = "width => document.documentElement.scrollWidth <= width"
                page.wait_for_function(fits, arg=width)  # what is measured anew fits with the next picture
        finally:
            running.send_signal(signal.SIGCONT)
        page.clock.fast_forward(1000)
        expect(page.locator(".live")).to_have_class(OPEN)


def test_a_page_whose_server_has_become_another_version_offers_to_reload(
    page: Page, server_address: str
) -> None:
    def renewed(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: socket.send(_of_version(message, "99.0.0")))

    page.route_web_socket(re.compile("/socket"), renewed)
    open_page(page, server_address)
    notice = page.get_by_test_id("renewed")
    expect(notice).to_contain_text("The playground has a new version.")
    room = page.evaluate("() => JSON.stringify({...sessionStorage})")
    with page.expect_event("domcontentloaded"):
        notice.get_by_role("button", name="Reload").click()
    expect(page.locator(".live")).to_have_class(OPEN)
    assert page.evaluate("() => JSON.stringify({...sessionStorage})") == room
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)


def _of_version(message: str | bytes, version: str) -> str | bytes:
    """What the server has said, from one of another version."""
    if isinstance(message, bytes):
        return message
    told = json.loads(message)
    return json.dumps({**told, "version": version}) if told["type"] == "welcome" else message
