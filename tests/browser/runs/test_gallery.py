"""The page of what this browser has saved: pictures, addresses, files, and an end to all of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import running_server
from tests.browser.looks.test_accessibility import ALL, AXE, OF_THEMES, RUN
from tests.browser.reaching.test_first_visit import open_page
from tests.browser.runs.test_saved import keeping_address, says, trained, unfold
from tests.server.servers.ports import free_port
from tests.server.servers.proxies import proxy

__all__ = ["keeping_address"]  # a fixture
CURVE = "#problem=curve&curveDataset=sine&networkShape=3&seed=0.5&x=true&y=false"


def save(page: Page, name: str) -> None:
    """Saves what the page shows under a name."""
    unfold(page)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Save on the server").click()
    says(page, "Saved.")
    page.keyboard.press("Escape")


def gallery(page: Page, address: str) -> None:
    page.goto(f"{address}saved")
    expect(page.get_by_role("heading", name="Saved with this browser")).to_be_visible()


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=name)


def test_where_nothing_is_saved_it_says_how(page: Page, keeping_address: str) -> None:
    gallery(page, keeping_address)
    expect(page.get_by_text("Nothing yet. In the playground, Share has")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(0)
    page.get_by_role("link", name="To the playground").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_saved_run_has_its_picture_its_curve_and_its_dates_and_opens(
    page: Page, keeping_address: str
) -> None:
    loss = trained(page, keeping_address)
    save(page, "My <b>gauss</b>")
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Save: the whole run, to go on from").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="All of it on a page of its own").click()
    there = opened.value
    mine = card(there, "My <b>gauss</b>")
    expect(mine.locator("img")).to_have_attribute("src", re.compile("^data:image/png"))
    for line in mine.locator("polyline").all():
        assert len((line.get_attribute("points") or "").split()) == 4
    expect(mine).to_contain_text(re.compile(r"Saved on .*20\d\d.*Kept until .*20\d\d"))
    address = mine.get_by_label("Address: My <b>gauss</b>").input_value()
    assert re.fullmatch(re.escape(keeping_address) + r"s/[\w-]{22}", address)
    mine.get_by_role("link", name="Open: My <b>gauss</b>").click()
    expect(there.get_by_test_id("epoch")).to_have_text("000,003")
    expect(there.get_by_test_id("train-loss")).to_have_text(loss)


def test_a_saved_function_has_a_picture_too(page: Page, keeping_address: str) -> None:
    trained(page, keeping_address, CURVE)
    save(page, "A sine")
    gallery(page, keeping_address)
    expect(card(page, "A sine").locator("img")).to_have_attribute("src", re.compile("^data:image/png"))


def test_a_saved_run_is_downloaded_and_opens_as_a_file(
    page: Page, keeping_address: str, server_address: str
) -> None:
    loss = trained(page, keeping_address)
    save(page, "Größe: 3/4?")
    gallery(page, keeping_address)
    with page.expect_download() as download:
        card(page, "Größe").get_by_role("button", name="Download: Größe").click()
    assert download.value.suggested_filename == "Größe_3_4.nnp"
    content = Path(download.value.path()).read_bytes()
    open_page(page, f"{server_address}#dataset=xor&seed=0.1")
    unfold(page)
    file: Any = {"name": "mine.nnp", "mimeType": "application/octet-stream", "buffer": content}
    page.locator(".saved input[type=file]").set_input_files(files=[file])
    says(page, "mine.nnp is open now, paused.")
    expect(page.get_by_test_id("train-loss")).to_have_text(loss)


def test_a_run_is_deleted_by_the_keyboard_on_the_second_press_alone(
    page: Page, keeping_address: str, complaints: Any
) -> None:
    trained(page, keeping_address)
    for name in ("One", "Two"):
        save(page, name)
    gallery(page, keeping_address)
    address = card(page, "One").get_by_label("Address: One").input_value()
    card(page, "One").get_by_role("button", name="Delete: One").focus()
    page.keyboard.press("Enter")
    expect(card(page, "One").get_by_role("button", name="Delete for good?: One")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card(page, "One").get_by_role("button", name="Delete: One")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    for _ in range(2):
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="One is deleted.")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(1)
    page.reload()
    expect(card(page, "Two")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(1)
    open_page(page, address)
    expect(page.locator(".notice", has_text="Nothing is saved at this address")).to_be_visible()


def test_what_is_gone_on_the_server_is_said_and_can_be_taken_off_the_list(
    page: Page, keeping_address: str, server_address: str, complaints: Any
) -> None:
    trained(page, keeping_address)
    save(page, "Mine")
    gallery(page, keeping_address)
    entries = page.evaluate("localStorage.getItem('nnp.saved')")
    page.goto(f"{server_address}saved")  # another server, which keeps nothing
    page.evaluate("entries => localStorage.setItem('nnp.saved', entries)", entries)
    page.reload()
    card(page, "Mine").get_by_role("button", name="Download: Mine").click()
    expect(card(page, "Mine").locator(".said")).to_contain_text("This server keeps no saved states")
    complaints.expect("409")


def test_another_tab_that_saves_or_deletes_is_seen_at_once(page: Page, keeping_address: str) -> None:
    trained(page, keeping_address)
    there = page.context.new_page()
    gallery(there, keeping_address)
    save(page, "Late")
    expect(card(there, "Late")).to_be_visible()
    card(there, "Late").get_by_role("button", name="Delete: Late").click()
    card(there, "Late").get_by_role("button", name="Delete for good?: Late").click()
    expect(there.get_by_role("listitem")).to_have_count(0)
    unfold(page)
    expect(page.locator(".saved li")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1440])
def test_it_fits_a_phone_in_german_and_axe_finds_nothing_in_any_theme(
    new_page: Callable[..., Page], keeping_address: str, width: int
) -> None:
    page = new_page(width=width, height=844, locale="de-DE", bypass_csp=True)
    entry = {"id": "x" * 22, "secret": "s", "title": "W" * 60, "at": 1, "endsAt": 1e15, "picture": ""}
    text = page.evaluate("entry => JSON.stringify([entry, {...entry, id: 'y'.repeat(22)}])", entry)
    page.add_init_script(f"localStorage.setItem('nnp.saved', {text!r})")
    page.goto(f"{keeping_address}saved")
    expect(page.get_by_role("heading", name="Mit diesem Browser gespeichert")).to_be_visible()
    expect(page).to_have_title("Mit diesem Browser gespeichert · Playground")
    page.add_script_tag(path=AXE)
    for theme, rules in (("light", ALL), ("dark", OF_THEMES), ("projector", OF_THEMES)):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert page.evaluate(RUN, rules) == [], theme
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for button in page.get_by_role("button").all():
        size = button.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 40


def test_it_works_behind_a_proxy_under_a_path(new_page: Callable[..., Page], tmp_path: Path) -> None:
    (tmp_path / "proxy").mkdir()
    for folder in (tmp_path, tmp_path / "proxy"):
        folder.chmod(0o755)
    port = free_port()
    data = str(tmp_path / "data")
    with running_server("--trusted-proxies=127.0.0.1", "--root-path=/whole", "--data", data) as address:
        upstream = int(address.rsplit(":", 1)[1].rstrip("/"))
        with proxy("nginx", port, upstream, tmp_path / "proxy"):
            page = new_page(ignore_https_errors=True)
            outside = f"https://127.0.0.1:{port}/nn/"
            trained(page, outside)
            save(page, "Mine")
            gallery(page, outside)
            with page.expect_download():
                card(page, "Mine").get_by_role("button", name="Download: Mine").click()
            card(page, "Mine").get_by_role("link", name="Open: Mine").click()
            expect(page.get_by_test_id("epoch")).to_have_text("000,003")
            assert page.url.startswith(outside)
            page.context.close()
