"""A page of a server with several replicas, of which the one that has its room is lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.reaching.test_first_visit import open_page, stands_still
from tests.server.servers.replicas import replicas

AT_LEAST = """
least => +document.querySelector('[data-testid=epoch]')?.textContent.replace(/\\D/g, '') >= least
"""
EPOCH = "() => +document.querySelector('[data-testid=epoch]').textContent.replace(/\\D/g, '')"
BACK_WITHIN = 10_000  # milliseconds
SOON = 30_000


def test_a_page_whose_replica_is_killed_is_back_within_ten_seconds_and_nobody_does_anything(
    page: Page, complaints: Complaints
) -> None:
    complaints.outlive_servers()
    opened: list[str] = []
    page.on("websocket", lambda socket: opened.append(socket.url))
    with replicas(names=("r1", "r2")) as made:
        open_page(page, made.http)
        page.keyboard.press("Space")
        page.wait_for_function(AT_LEAST, arg=100, timeout=SOON)
        page.keyboard.press("Space")  # what is paused is written at once
        expect(page.get_by_role("button", name="Play")).to_be_visible()
        stands_still(page)
        epoch = page.evaluate(EPOCH)
        known = page.evaluate("() => JSON.stringify({...sessionStorage})")
        (lost,) = [name for name, each in made.each.items() if each.number("playground_rooms")]
        (left,) = {"r1", "r2"} - {lost}
        made[lost].kill()
        expect(page.locator(".live")).not_to_have_class(re.compile(r"\bopen\b"))
        expect(page.locator(".live")).to_have_class(re.compile(r"\bopen\b"), timeout=BACK_WITHIN)
        assert page.evaluate(EPOCH) == epoch, "nothing that was paused is lost"
        page.keyboard.press("Space")
        page.wait_for_function(AT_LEAST, arg=epoch + 5, timeout=SOON)
        assert page.evaluate("() => JSON.stringify({...sessionStorage})") == known, "it is the same room"
        assert page.url.split("#")[0] == made.http, "its address stays"
        assert opened[-1].startswith(made.http.replace("http", "ws"))
        assert made[left].number("playground_rooms") == 1
        page.reload()
        page.wait_for_function(AT_LEAST, arg=epoch, timeout=SOON)
        assert made[left].number("playground_rooms") == 1
        page.wait_for_load_state("networkidle")
