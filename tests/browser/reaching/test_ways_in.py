"""However the page is reached, it works or says what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Complaints, NewPage
from tests.browser.reaching.test_first_visit import open_page, play_until

TRANSLATED = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (!text.parentElement.translate || !text.data.trim()) continue;
    const other = document.createElement('font');
    text.replaceWith(other);
    other.textContent = text.data.toUpperCase();
  }
}"""
"""What a browser does that translates a page: other nodes in the place of its texts."""

LACKING = {
    "server_address": "delete HTMLScriptElement.prototype.noModule",
    "sources_address": "HTMLScriptElement.supports = (type) => type !== 'importmap'",
}
"""What makes a browser an old one for the page in one file, without modules, and for that in many, without
import maps."""


def test_a_script_that_does_not_come_is_said_and_can_be_tried_again(
    page: Page, server_address: str, complaints: Complaints
) -> None:
    scripts = re.compile(r"/static/.*main.*\.js")
    page.route(scripts, lambda route: route.abort())
    page.goto(server_address)
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    complaints.expect("main")
    page.unroute(scripts)
    page.get_by_role("button", name="Try again").click()
    play_until(page, 2)
    complaints.texts.clear()


def test_a_script_that_is_late_is_said_within_five_seconds_until_it_comes(
    page: Page, server_address: str
) -> None:
    held: list[Route] = []
    page.route(re.compile(r"/static/.*main.*\.js"), lambda route: held.append(route))
    page.goto(server_address, wait_until="commit")
    expect(page.get_by_role("alert")).to_contain_text("has not started yet", timeout=5000)
    held[0].continue_()
    play_until(page, 2)
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "This browser is too old"), ("de", "Dieser Browser ist zu alt")]
)
@pytest.mark.parametrize("lacking", list(LACKING))
def test_a_browser_that_cannot_read_the_script_is_called_too_old(
    new_page: NewPage, request: pytest.FixtureRequest, lacking: str, language: str, sentence: str
) -> None:
    page, held = new_page(locale=language), list[Route]()
    page.add_init_script(LACKING[lacking])
    # The script is never read, and no error says so.
    page.route(re.compile(r"/static/.*main.*\.js"), lambda route: held.append(route))
    page.goto(request.getfixturevalue(lacking), wait_until="commit")
    expect(page.get_by_role("alert")).to_contain_text(sentence, timeout=20_000)
    expect(page.get_by_role("button")).to_have_count(0)  # another try would be in vain
    held[0].continue_()


@pytest.mark.parametrize(
    ("language", "opens", "sentence", "again"),
    [
        ("en", "Share", "This part of the page could not be loaded.", "Try again"),
        ("de", "Teilen", "Dieser Teil der Seite konnte nicht geladen werden.", "Noch einmal versuchen"),
    ],
)
def test_a_part_that_cannot_be_fetched_is_said_until_it_comes(
    new_page: NewPage,
    sources_address: str,
    complaints: Complaints,
    language: str,
    opens: str,
    sentence: str,
    again: str,
) -> None:
    page, part = new_page(locale=language), re.compile(r"/static/js/views/overlays/share\.js")
    page.route(part, lambda route: route.abort())
    open_page(page, sources_address)
    page.get_by_role("button", name=opens).click()
    missing = page.get_by_role("alert").filter(has_text=sentence)
    expect(missing).to_be_visible()
    complaints.expect("share.js")
    complaints.expect("ERR_FAILED")
    page.unroute(part)
    missing.get_by_role("button", name=again).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(missing).to_have_count(0)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of another site, which has the files of a folder."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}/"
        site.shutdown()


def test_a_frame_that_allows_scripts_alone_says_so_with_the_address(
    page: Page, server_address: str, complaints: Complaints, tmp_path: Path
) -> None:
    lesson = f'<link rel="icon" href="data:"><iframe sandbox="allow-scripts" src="{server_address}"></iframe>'
    (tmp_path / "lesson.html").write_text(lesson, encoding="utf-8")
    with served(tmp_path) as site:
        page.goto(f"{site}lesson.html")
        alert = page.frame_locator("iframe").get_by_role("alert")
        expect(alert).to_contain_text("sandbox")
        expect(alert.get_by_role("link")).to_have_attribute("href", server_address)
    complaints.texts.clear()  # what the frame is not allowed to load


def test_a_link_is_copied_where_the_address_is_not_secure(page: Page, server_address: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    open_page(page, server_address)
    page.keyboard.press("l")
    field = page.get_by_label("Link to this experiment")
    button = page.locator(".copy", has=field).get_by_role("button")
    button.click()
    expect(button).to_have_text("Copied")
    page.evaluate("document.execCommand = () => false")
    button.click()
    expect(button).to_have_text("Press Ctrl+C")
    expect(field).to_be_focused()


def test_a_translated_page_keeps_its_numbers_alive(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.evaluate(TRANSLATED)
    expect(page.get_by_role("heading", name="WHAT IS A NEURAL NETWORK?")).to_be_visible()
    play_until(page, 5)
    page.keyboard.press("p")
    page.get_by_role("button", name="Add a hidden layer").click()
    expect(page.locator("[data-neuron='3-1']")).to_be_visible()


def test_a_duplicated_tab_is_told_and_becomes_a_copy(new_page: NewPage, server_address: str) -> None:
    first = new_page()
    open_page(first, server_address)
    kept = first.evaluate("JSON.stringify(sessionStorage)")
    second = first.context.new_page()
    second.add_init_script(
        f"if (!sessionStorage.parted) Object.assign(sessionStorage, {kept}, {{ parted: 1 }})"
    )
    second.goto(first.url)
    notice = second.get_by_test_id("other-tab")
    expect(notice).to_contain_text("Another tab")
    expect(first.get_by_test_id("other-tab")).to_have_count(0)
    notice.get_by_role("button", name="Begin anew in a copy").click()
    play_until(second, 3)
    expect(notice).to_have_count(0)
    expect(first.get_by_test_id("epoch")).to_have_text("000,000")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_link_pasted_while_the_address_is_written_is_opened(
    page: Page, server_address: str, moment: str
) -> None:
    open_page(page, server_address)
    own = "history.replaceState(null, '', here)"
    pasted = "location.hash = 'dataset=spiral&networkShape=3'"
    both = [own, pasted] if moment == "before" else [pasted, own]
    page.evaluate(f"() => {{ const here = location.href; {'; '.join(both)} }}")
    expect(page.locator("[data-neuron='1-2']")).to_be_visible()
    expect(page).to_have_url(re.compile("dataset=spiral"))
