"""A run is saved on the page, opens at its address in another browser, and from a file and a link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import running_server
from tests.browser.reaching.test_first_visit import open_page

LINK = "#dataset=gauss&networkShape=3,2&seed=0.5"
SAVE = {"en": "Save: the whole run, to go on from", "de": "Speichern: der ganze Lauf, zum Weitertrainieren"}


@pytest.fixture(scope="module")
def keeping_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that keeps what is saved."""
    with running_server("--data", str(tmp_path_factory.mktemp("data"))) as address:
        yield address


def trained(page: Page, address: str, link: str = LINK) -> str:
    """The page after three epochs; returns its training loss."""
    open_page(page, address + link)
    for epoch in range(1, 4):
        page.keyboard.press("s")
        expect(page.get_by_test_id("epoch")).to_have_text(f"000,00{epoch}")
    return page.get_by_test_id("train-loss").inner_text()


def unfold(page: Page, language: str = "en") -> None:
    """Opens the dialog, and in it what saves."""
    page.get_by_role("button", name={"en": "Share", "de": "Teilen"}[language]).click()
    page.get_by_text(SAVE[language]).click()


def says(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator(".saved").get_by_role("status").filter(has_text=text)).to_be_visible()


def shows(page: Page, epoch: str, loss: str) -> None:
    expect(page.get_by_test_id("epoch")).to_have_text(epoch)
    expect(page.get_by_test_id("train-loss")).to_have_text(loss)


def test_the_address_opens_the_run_in_another_browser(
    page: Page, new_page: Callable[..., Page], keeping_address: str
) -> None:
    loss = trained(page, keeping_address)
    unfold(page)
    expect(page.locator(".saved")).to_contain_text("The server keeps it for 90 days.")
    expect(page.get_by_label("Name")).to_have_value("Gaussian, epoch 3")
    page.get_by_label("Name").fill("My gauss")
    page.get_by_role("button", name="Save on the server").click()
    says(page, "Saved. The address is good until ")
    address = page.get_by_label("Address of what is saved").input_value()
    assert re.fullmatch(re.escape(keeping_address) + r"s/[\w-]{22}", address)
    other = new_page()
    open_page(other, address)
    shows(other, "000,003", loss)
    expect(other).to_have_url(re.compile("#.*dataset=gauss"))
    page.keyboard.press("Escape")
    for each in (page, other):
        each.keyboard.press("s")
        expect(each.get_by_test_id("epoch")).to_have_text("000,004")
    assert page.get_by_test_id("train-loss").inner_text() == other.get_by_test_id("train-loss").inner_text()


def test_the_list_has_it_opens_it_here_and_deletes_it(page: Page, keeping_address: str) -> None:
    loss = trained(page, keeping_address)
    unfold(page)
    page.get_by_label("Name").fill("<b>Three</b>")
    page.get_by_role("button", name="Save on the server").click()
    says(page, "Saved.")
    page.keyboard.press("Escape")
    open_page(page, f"{keeping_address}#dataset=xor&seed=0.1")
    expect(page.get_by_test_id("epoch")).to_have_text("000,000")
    unfold(page)
    row = page.locator(".saved li").filter(has_text="<b>Three</b>")
    expect(row.locator("img")).to_have_attribute("src", re.compile("^data:image/png"))
    row.get_by_role("button", name="Open <b>Three</b> here").click()
    says(page, "<b>Three</b> is open now, paused. Undo takes that back.")
    shows(page, "000,003", loss)
    row.get_by_role("button", name="Delete <b>Three</b>").click()
    says(page, "<b>Three</b> is deleted.")
    expect(page.locator(".saved li")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.get_by_test_id("epoch")).to_have_text("000,000")


def test_a_file_is_downloaded_and_opened_again(page: Page, server_address: str) -> None:
    loss = trained(page, server_address)
    unfold(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a file").click()
    assert download.value.suggested_filename == "gauss_epoch_3.nnp"
    content = Path(download.value.path()).read_bytes()
    page.keyboard.press("Escape")
    open_page(page, f"{server_address}#dataset=xor&seed=0.1")
    expect(page.get_by_test_id("epoch")).to_have_text("000,000")
    unfold(page)
    file: Any = {"name": "mine.nnp", "mimeType": "application/octet-stream", "buffer": content}
    page.locator(".saved input[type=file]").set_input_files(files=[file])
    says(page, "mine.nnp is open now, paused.")
    shows(page, "000,003", loss)


def test_a_small_run_is_whole_in_a_link(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    loss = trained(page, server_address)
    unfold(page)
    page.get_by_role("button", name="Link with everything").click()
    says(page, "This link has all of it")
    link = page.get_by_label("Address of what is saved").input_value()
    other = new_page()
    open_page(other, link)
    shows(other, "000,003", loss)


def test_what_cannot_be_is_said_in_the_reader_s_language(
    new_page: Callable[..., Page], server_address: str, complaints: Any
) -> None:
    page = new_page(locale="de-DE")
    open_page(page, server_address + LINK)
    unfold(page, "de")
    page.get_by_role("button", name="Auf dem Server speichern").click()
    says(page, re.compile("Dieser Server bewahrt keine gespeicherten Stände auf"))
    file: Any = {"name": "x.nnp", "mimeType": "application/octet-stream", "buffer": b"hello"}
    page.locator(".saved input[type=file]").set_input_files(files=[file])
    says(page, re.compile("Das ist kein gespeicherter Stand des Playgrounds"))
    complaints.expect("409")


def test_the_list_lasts_for_the_visit_where_storage_is_refused(page: Page, keeping_address: str) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })")
    trained(page, keeping_address)
    unfold(page)
    page.get_by_role("button", name="Save on the server").click()
    says(page, "Saved.")
    expect(page.locator(".saved li")).to_have_count(1)
    page.locator(".saved li").get_by_role("button", name=re.compile("^Delete")).click()
    expect(page.locator(".saved li")).to_have_count(0)


def test_a_database_that_is_lost_is_said_until_it_is_back_and_training_goes_on(
    page: Page, new_page: Callable[..., Page], tmp_path: Path, complaints: Any
) -> None:
    with running_server("--data", str(tmp_path)) as address:
        trained(page, address)
        unfold(page)
        (tmp_path / "saved.sqlite3").mkdir()  # where its file would be
        page.get_by_role("button", name="Save on the server").click()
        banner = page.get_by_role("alert").filter(
            has_text="the database does not answer, or its disk is full"
        )
        expect(banner).to_be_visible()
        other = new_page()
        open_page(other, f"{address}s/{'x' * 22}")
        expect(other.locator(".notice", has_text="Nothing can be saved or opened")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("s")
        expect(page.get_by_test_id("epoch")).to_have_text("000,004")
        unfold(page)
        page.get_by_role("button", name="Save on the server").click()
        expect(banner).to_be_visible()
        (tmp_path / "saved.sqlite3").rmdir()
        banner.get_by_role("button", name="Try again").click()
        says(page, "Saved. The address is good until ")
        expect(banner).to_have_count(0)
        for each in (page, other):
            each.close()  # or they would look for the server that stops
    complaints.expect("409")
