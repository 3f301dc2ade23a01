"""A class is kept on the server, reopened by its private address in another browser, and deleted there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.classes.test_archive import class_of_three, collect_first
from tests.browser.conftest import Complaints, running_server
from tests.browser.looks.test_accessibility import ALL, AXE, RUN
from tests.browser.pages.school import School, school_at

KEPT = "The class is kept"
UNKNOWN = "Nothing is saved at this address, or no longer"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def keeping_address(folder: Path) -> Iterator[str]:
    """The address of a server that keeps classes."""
    with running_server("--data", str(folder)) as address:
        yield address


@pytest.fixture
def school(keeping_address: str) -> Iterator[School]:
    with school_at(keeping_address) as made:
        yield made


def dialog_of(page: Page) -> Locator:
    """The dialog in which a class is kept, open."""
    page.get_by_role("button", name="Archive").click()
    return page.get_by_role("dialog")


def kept(page: Page) -> str:
    """Keeps the class as it is chosen; returns its address."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Keep this class").click()
    expect(dialog.get_by_role("status").filter(has_text=KEPT)).to_be_visible()
    return dialog.get_by_label("Private address of the class").input_value()


def test_a_class_is_kept_without_names_and_reopened_by_its_address(
    new_page: Callable[..., Page], keeping_address: str, school: School, complaints: Complaints
) -> None:
    page = new_page(bypass_csp=True)
    code = class_of_three(page, school, keeping_address)
    collect_first(page, school)
    dialog = dialog_of(page)
    expect(dialog).to_contain_text("stays on this server for 90 days")
    expect(dialog.get_by_label("Without names")).to_be_checked()
    expect(dialog).to_contain_text("Everybody is called Network 1, Network 2")
    address = kept(page)
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN, ALL) == []
    assert re.fullmatch(re.escape(keeping_address) + r"teach#kept=[\w-]{22}", address)
    page.keyboard.press("Escape")
    dialog = dialog_of(page)  # the address is still there for who has not copied it
    expect(dialog.get_by_label("Private address of the class")).to_have_value(address)
    page.close()

    other = new_page(bypass_csp=True)
    other.goto(address)
    expect(other.get_by_role("heading", level=1)).to_contain_text(f"Archive of class {code}, ")
    expect(other.get_by_text("Kept on this server until")).to_be_visible()
    other.add_script_tag(path=AXE)
    assert other.evaluate(RUN, ALL) == []
    other.get_by_text("Name", exact=True).click()
    expect(other.locator(".cell .name")).to_have_text(["Network 1", "Network 2", "Network 3"])
    other.get_by_role("tab", name="Table").click()
    expect(other.get_by_role("row")).to_have_count(4)
    other.get_by_role("tab", name="Question").click()
    expect(other.locator(".bars li").nth(1)).to_contain_text("No3")
    other.get_by_role("tab", name="Collection").click()
    expect(other.locator("figcaption")).to_have_text(re.compile(r"The first\s*Network \d"))
    for name in ("Ada", "Cid"):
        expect(other.get_by_text(name)).to_have_count(0)
    other.get_by_role("tab", name="Wall").click()
    other.get_by_role("button", name=re.compile("^Network 2")).click()
    with other.context.expect_page() as coming:
        other.get_by_role("button", name="Open live").click()
    live = coming.value
    expect(live.get_by_test_id("epoch")).to_have_text("000,002")
    live.keyboard.press("s")
    expect(live.get_by_test_id("epoch")).to_have_text("000,003")

    other.reload()
    expect(other.locator(".cell")).to_have_count(3)
    other.get_by_role("button", name="Delete it now").click()
    other.get_by_role("button", name="Really delete it").click()
    expect(other.get_by_role("alert")).to_have_text("The class is deleted and cannot be opened any more.")
    expect(other.locator(".cell")).to_have_count(0)
    other.reload()
    expect(other.get_by_role("alert")).to_have_text(UNKNOWN)
    complaints.expect("409")
    other.get_by_role("button", name="Begin another class").click()
    expect(other).to_have_url(f"{keeping_address}teach")
    expect(other.get_by_role("button", name="Begin a class")).to_be_visible()


def test_names_are_kept_where_the_teacher_says_so_and_closing_leaves_the_address(
    page: Page, new_page: Callable[..., Page], keeping_address: str, school: School
) -> None:
    class_of_three(page, school, keeping_address)
    dialog = dialog_of(page)
    dialog.get_by_text("With names").click()
    expect(dialog).to_contain_text("reads the names that are shown now")
    address = kept(page)
    other = new_page(locale="de")
    other.goto(address)
    expect(other.get_by_text("Auf diesem Server bis")).to_be_visible()
    other.get_by_text("Name", exact=True).click()
    expect(other.locator(".cell .name")).to_have_text(["<b>Bob</b>", "Ada", "Cid"])
    other.get_by_role("button", name="Archiv schließen").click()
    expect(other).to_have_url(f"{keeping_address}teach")
    expect(other.get_by_role("button", name="Klasse beginnen")).to_be_visible()


def test_an_anonymous_class_keeps_the_names_of_pioneers(
    page: Page, new_page: Callable[..., Page], keeping_address: str, school: School
) -> None:
    class_of_three(page, school, keeping_address)
    page.get_by_label("Anonymise").click()
    expect(page.locator(".cell .name").filter(has_text="Ada")).to_have_count(0)
    page.get_by_text("Name", exact=True).click()
    names = page.locator(".cell .name").all_inner_texts()
    dialog = dialog_of(page)
    expect(dialog).to_contain_text("Everybody has the pioneer’s name that is shown now.")
    expect(dialog.get_by_label("With names")).to_have_count(0)
    address = kept(page)
    other = new_page()
    other.goto(address)
    other.get_by_text("Name", exact=True).click()
    expect(other.locator(".cell .name")).to_have_text(names)


def test_a_database_that_is_lost_is_a_sentence_and_the_file_is_to_be_had(
    page: Page,
    keeping_address: str,
    folder: Path,
    school: School,
    complaints: Complaints,
) -> None:
    class_of_three(page, school, keeping_address)
    database, aside = folder / "saved.sqlite3", folder / "aside"
    if database.exists():
        database.rename(aside)
    database.mkdir()
    dialog = dialog_of(page)
    dialog.get_by_role("button", name="Keep this class").click()
    lost = dialog.get_by_role("status").filter(has_text="the database does not answer")
    expect(lost).to_be_visible()
    complaints.expect("409")
    expect(dialog.get_by_label("Private address of the class")).to_have_count(0)
    with page.expect_download() as coming:
        dialog.get_by_role("button", name="Make the archive").click()
    assert coming.value.suggested_filename.endswith(".zip")
    database.rmdir()
    if aside.exists():
        aside.rename(database)
    assert kept(page)


def test_a_server_without_a_place_says_what_is_missing(page: Page, server_address: str) -> None:
    page.goto(f"{server_address}teach")
    page.get_by_role("button", name="Begin a class").click()
    dialog = dialog_of(page)
    why = "This server has no place for that: neither a data folder nor a database is set up."
    expect(dialog.get_by_text(why)).to_be_visible()
    expect(dialog.get_by_role("button", name="Keep this class")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Make the archive")).to_be_enabled()


def test_a_second_device_does_not_keep_the_class(
    page: Page, new_page: Callable[..., Page], keeping_address: str
) -> None:
    page.goto(f"{keeping_address}teach")
    page.get_by_role("button", name="Begin a class").click()
    page.get_by_role("button", name="Rules and links").click()
    link = page.get_by_label("A second device").input_value()
    other = new_page()
    other.goto(link)
    dialog = dialog_of(other)
    expect(dialog.get_by_role("button", name="Make the archive")).to_be_visible()
    expect(dialog.get_by_text("Keep this class")).to_have_count(0)
