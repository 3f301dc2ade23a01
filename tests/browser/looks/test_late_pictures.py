"""The page hears that a network has changed before it gets pictures and numbers of the new one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.reaching.test_first_visit import open_page


class Line:
    """The way from the server to the page. Once it is slow, no picture comes any more."""

    def __init__(self, page: Page) -> None:
        self.is_slow = False
        page.route_web_socket(re.compile(r"/socket"), self._connect)

    def _connect(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda item: None if self.is_slow and isinstance(item, bytes) else route.send(item))


@pytest.mark.parametrize(
    ("link", "key", "layers"),
    [
        ("networkShape=4,4", "-", 1),
        ("networkShape=4,4", "+", 3),
        ("networkShape=12,12&dataset=blobs&classes=3", "-", 1),
        ("networkShape=12,12&dataset=blobs&classes=3", "+", 3),
        ("networkShape=4,4&problem=curve", "-", 1),
    ],
)
def test_a_network_that_has_changed_is_shown_before_its_pictures_come(
    page: Page, server_address: str, link: str, key: str, layers: int
) -> None:
    line = Line(page)
    open_page(page, f"{server_address}#{link}&seed=0.5")
    page.get_by_role("group", name="Click a data point").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".probe-line")).to_contain_text("target")
    line.is_slow = True
    page.keyboard.press(key)
    expect(page.locator(".layer-head")).to_have_count(layers)
    page.locator("[data-neuron='1-0']").click()
    expect(page.locator(".card")).to_be_visible()
