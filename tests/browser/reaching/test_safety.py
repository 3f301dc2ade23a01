"""What the page must not do: run what is not its own, show markup as markup, depend on its address."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TWO_PICTURES, Complaints, running_server
from tests.browser.reaching.test_first_visit import open_page, play_until, watch_link
from tests.server.servers.ports import free_port
from tests.server.servers.proxies import proxy

NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.lineNumber}`));
"""
ATTEMPTS = {
    "an inline handler": '(at) => { at.innerHTML = \'<img src="data:,x" onerror="window.pwned = 1">\'; }',
    "a handler by attribute": "(at) => { const b = document.createElement('button'); at.append(b);"
    " b.setAttribute('onclick', 'window.pwned = 1'); b.click(); }",
    "an inline script": "(at) => { const s = document.createElement('script');"
    " s.textContent = 'window.pwned = 1'; at.append(s); }",
    "a script of another site": "(at) => { const s = document.createElement('script');"
    " s.src = 'https://evil.example/x.js'; at.append(s); }",
    "a request to another site": "() => fetch('https://evil.example/').catch(() => 0)",
    "a socket to another site": "() => { try { new WebSocket('wss://evil.example/'); } catch { } }",
    "an inline style": "(at) => { at.innerHTML = '<p style=\"color: red\">x</p>'; }",
    "another base": "() => { const b = document.createElement('base'); b.href = 'https://evil.example/';"
    " document.head.append(b); }",
}
MARKUP = [
    "<img src=x onerror=window.pwned=1>",
    '"><script>window.pwned=1</script>',
    "\u202egnp.exe",
    "x" * 10_000,
]


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => window.violations")
    return found


def test_a_walk_through_the_whole_page_breaks_no_rule(page: Page, server_address: str) -> None:
    page.add_init_script(NOTE_VIOLATIONS)
    open_page(page, server_address)
    play_until(page, 20)
    labels = page.get_by_role("button").evaluate_all(
        "all => all.filter(each => each.checkVisibility()).map((_, index) => index)"
    )
    assert len(labels) > 20
    for index in labels:
        button = page.get_by_role("button").nth(index)
        if button.count() and button.is_visible() and button.is_enabled():
            button.click(force=True, no_wait_after=True)
            page.evaluate(TWO_PICTURES)  # by when there is what it opens
            page.keyboard.press("Escape")
            page.evaluate(TWO_PICTURES)
    for field in page.locator("select[data-field]").all():
        if field.is_visible() and field.is_enabled():
            field.select_option(index=1)
    for tile in page.locator("[data-neuron]").all()[:6]:
        tile.hover(force=True)
    page.get_by_test_id("boundary").hover(force=True)
    assert violations(page) == []


def test_what_somebody_slips_into_the_page_does_not_run(
    page: Page, server_address: str, complaints: Complaints
) -> None:
    page.add_init_script(NOTE_VIOLATIONS)
    open_page(page, server_address)
    for name, attempt in ATTEMPTS.items():
        page.evaluate(
            f"() => {{ window.violations = []; return ({attempt})(document.body.lastElementChild); }}"
        )
        page.wait_for_function("() => window.violations.length > 0")
        assert page.evaluate("() => window.pwned") is None, name
    complaints.expect("Content Security Policy")
    complaints.texts = [text for text in complaints.texts if "evil.example" not in text]


@pytest.mark.parametrize("value", MARKUP, ids=["img", "script", "right to left", "long"])
def test_markup_in_a_link_is_shown_as_text_or_refused(page: Page, server_address: str, value: str) -> None:
    page.add_init_script(NOTE_VIOLATIONS)
    for key in ("seed", "learningRate", "dataset"):
        open_page(page, f"{server_address}#{key}={quote(value)}")
        page.reload()
        expect(page.get_by_test_id("train-loss")).to_have_text(re.compile(r"^\d"))
        assert page.locator("img[src=x]").count() == 0
        assert page.evaluate("() => window.pwned") is None
        assert violations(page) == []


class Slides(BaseHTTPRequestHandler):
    """A page of another site that shows ours in a frame."""

    shown = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<iframe src="{self.shown}" width=900 height=700></iframe>'.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_slides_of_another_site_may_show_the_page(
    page: Page, server_address: str, complaints: Complaints
) -> None:
    Slides.shown = server_address
    with ThreadingHTTPServer(("127.0.0.1", 0), Slides) as slides:
        Thread(target=slides.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{slides.server_port}/")
        inside = page.frame_locator("iframe")
        inside.get_by_role("button", name="Play").click()
        expect(inside.get_by_test_id("epoch")).not_to_have_text("000,000")
        slides.shutdown()


@pytest.mark.parametrize("prefix", ["/nn/", "/whole/"])
def test_page_socket_and_links_work_behind_a_proxy_under_a_path(
    new_page: Callable[..., Page], tmp_path: Path, prefix: str
) -> None:
    tmp_path.chmod(0o755)
    port = free_port()
    with running_server("--trusted-proxies=127.0.0.1", "--root-path=/whole") as address:
        upstream = int(address.rsplit(":", 1)[1].rstrip("/"))
        with proxy("nginx", port, upstream, tmp_path):
            page = new_page(ignore_https_errors=True)
            open_page(page, f"https://127.0.0.1:{port}{prefix}")
            link = watch_link(page)
            assert link.startswith(f"https://127.0.0.1:{port}{prefix}#watch=")
            watcher = new_page(ignore_https_errors=True)
            open_page(watcher, link)
            play_until(page, 20)
            expect(watcher.get_by_test_id("epoch")).to_have_text(page.get_by_test_id("epoch").inner_text())
            for each in (watcher, page):
                each.context.close()
