"""What a class does together, led by its teacher: a challenge with its places, networks put aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classes.test_teaching import GOOD, begin, projector_of
from tests.browser.conftest import running_server
from tests.browser.looks.test_accessibility import ALL, AXE, RUN
from tests.browser.pages.school import School, school_at

FITS = "(name) => document.querySelector(name).scrollWidth <= document.querySelector(name).clientWidth"
WIDE = "dataset=circle&networkShape=8&seed=0.5"


@pytest.fixture(scope="module")
def server_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that keeps what is saved, and has its database open."""
    with running_server("--data", str(tmp_path_factory.mktemp("kept"))) as address:
        with suppress(HTTPError):
            urlopen(f"{address}saved/{22 * '0'}", timeout=60)
        yield address


@pytest.fixture
def school(server_address: str) -> Iterator[School]:
    with school_at(server_address) as made:
        yield made


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page that axe may look at."""
    return new_page(bypass_csp=True)


def complaints(page: Page) -> list[str]:
    """What axe finds on the page as it is."""
    page.add_script_tag(path=AXE)
    found: list[str] = page.evaluate(RUN, ALL)
    return found


def test_a_challenge_has_limits_places_and_an_end(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    good, wide = school.join(code, "Ada", GOOD, plays=False), school.join(code, "Bob", WIDE, plays=False)
    page.get_by_role("tab", name="Challenge").click()
    page.get_by_label("What it is called").fill("The circle")
    page.get_by_label("Link of the playground").fill(f"{server_address}#{GOOD}&noise=0")
    page.get_by_label("Hidden neurons at most").fill("3")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("heading", name="The circle")).to_be_visible()
    expect(page.get_by_text("at most 3 hidden neurons")).to_be_visible()
    expect(page.get_by_text("Nobody has a place yet")).to_be_visible()
    good.until(lambda: good.page.state["challenge"])
    wide.until(lambda: wide.page.state["challenge"])
    good.play()
    expect(page.locator("table.board tbody tr")).to_have_count(1)
    row = page.locator("table.board tbody tr").first
    expect(row).to_contain_text("Ada")
    wide.until(lambda: wide.room and wide.room.state["experiment"]["hidden"] == [3])
    wide.play()
    expect(page.locator("table.board tbody tr")).to_have_count(2)
    row.get_by_role("button", name=re.compile("Ada|Bob")).click()
    expect(page.get_by_role("complementary").get_by_role("heading")).to_have_text(re.compile("Ada|Bob"))
    screen = projector_of(page, new_page, server_address)
    page.get_by_role("main").get_by_role("button", name="Show on the projector").click()
    expect(screen.locator("table.board tbody tr")).to_have_count(2)
    assert screen.evaluate(FITS, ".scroll")
    expect(screen.get_by_text("Ada")).to_have_count(0)
    assert complaints(page) == []
    page.get_by_role("button", name="Close now").click()
    expect(page.get_by_text("Over: nothing counts any more.")).to_be_visible()
    good.until(lambda: not good.page.state["challenge"]["is_open"])
    page.get_by_role("button", name="Another challenge").click()
    expect(page.get_by_label("What it is called")).to_be_visible()


def test_networks_are_put_aside_ordered_shown_in_pairs_and_opened_live(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    school.join(code, "Ada", GOOD, plays=False)
    school.join(code, "Bob", GOOD)
    page.get_by_role("tab", name="Collection").click()
    expect(page.get_by_text("Nothing is put aside yet.")).to_be_visible()
    page.get_by_role("tab", name="Wall", exact=True).click()
    panel = page.get_by_role("complementary")
    for name in ("Ada", "Bob"):
        page.get_by_role("button", name=re.compile(f"^{name} ")).click()
        panel.get_by_role("button", name="Put aside").first.click()
        panel.get_by_label("A title, if you like").fill(f"{name}’s")
        panel.get_by_role("button", name="Put aside").last.click()
        done = panel.get_by_text("It is in the collection, and can be opened live.")
        expect(done).to_be_visible(timeout=20_000)
    page.get_by_role("tab", name="Collection").click()
    titles = page.locator(".collection figcaption b")
    expect(titles).to_have_text(["Ada’s", "Bob’s"])
    page.get_by_role("button", name="Later: Ada’s").click()
    expect(titles).to_have_text(["Bob’s", "Ada’s"])
    screen = projector_of(page, new_page, server_address)
    page.get_by_role("button", name="Show: Ada’s").click()
    expect(screen.locator(".pair .kept")).to_have_count(1)
    page.get_by_role("button", name="Show: Bob’s").click()
    expect(screen.locator(".pair .kept")).to_have_count(2)
    assert complaints(page) == []
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="Open live: Ada’s").click()
    expect(opening.value.get_by_test_id("epoch")).to_have_text("000,000")
    page.get_by_role("button", name="Remove: Ada’s").click()
    expect(titles).to_have_text(["Bob’s"])
    expect(screen.locator(".pair .kept")).to_have_count(1)


def test_where_the_server_has_no_room_for_a_class_the_page_says_so(
    new_page: Callable[..., Page],
) -> None:
    with running_server("--max-classes", "0") as address:
        page = new_page()
        page.goto(f"{address}teach")
        page.get_by_role("button", name="Begin a class").click()
        expect(page.get_by_role("status")).to_contain_text("full")
        page.close()
