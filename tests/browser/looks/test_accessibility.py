"""axe looks at the page in all its states and finds nothing against WCAG 2.2 AA."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.pages.pictures import PICTURES
from tests.browser.reaching.test_first_visit import open_page
from tests.paths import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_THEMES = ["color-contrast", "target-size"]  # what another theme can change
RUN = """async (runOnly) => {
  const { violations } = await axe.run(document, { runOnly });
  const tell = (id) => (node) => `${id} ${node.target}: ${node.failureSummary}`;
  const isSticky = (each) => each !== null &&
    (getComputedStyle(each).position === 'sticky' || isSticky(each.parentElement));
  const isScrolledUnderAHead = ({ target }) => { // then what is in sight of it says nothing of its size
    const found = document.querySelector(target);
    const { left, right, top } = found.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, top + 1);
    return over !== null && !found.contains(over) && isSticky(over) && !isSticky(found);
  };
  return violations.flatMap(({ id, nodes }) =>
    nodes.filter((node) => id !== 'target-size' || !isScrolledUnderAHead(node)).map(tell(id)));
}"""
PAUSE = "() => document.querySelector('[aria-label=Pause]')?.click()"
STATES = (
    "fresh",
    "picked",
    "numbers",
    "numbers-classes",
    "switched-off",
    "stopped",
    "runs",
    "formula",
    "share",
    "files",
    "saved",
    "examples",
    "help",
    "tour",
    "appearance",
    "devices",
    "digits-drawn",
    "more",
    "past",
    "diverged",
)


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_in_any_theme(
    new_page: Callable[..., Page], server_address: str, name: str
) -> None:
    link, act = PICTURES[name]
    page = new_page(bypass_csp=True, first_visit=name == "fresh", reduced_motion="reduce")
    open_page(page, f"{server_address}#{link}")
    act(page)
    page.evaluate(PAUSE)  # axe has the page for itself
    page.add_script_tag(path=AXE)
    for theme, rules in (("light", ALL), ("dark", OF_THEMES), ("projector", OF_THEMES)):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert page.evaluate(RUN, rules) == [], theme


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_where_one_paints_and_brings_a_table(
    new_page: Callable[..., Page], server_address: str, width: int
) -> None:
    page = new_page(width=width, height=844, bypass_csp=True, reduced_motion="reduce")
    open_page(page, server_address)
    page.add_script_tag(path=AXE)
    page.locator(".thumbs").get_by_role("button", name="Your own").click()
    page.locator(".tabulator-row").first.wait_for()
    assert page.evaluate(RUN, ALL) == [], "classes"
    page.get_by_role("button", name="Paint values instead").click()
    page.get_by_text("Paste rows").click()
    page.get_by_role("slider", name="Value").wait_for()
    assert page.evaluate(RUN, ALL) == [], "values"
    page.get_by_role("button", name="Use these points").click()
    page.get_by_role("button", name="Bring a table").click()
    screen = page.get_by_role("dialog", name="Your data")
    screen.get_by_label("The table as text").fill("a,b,c,kind\n" + "1,2,5,x\n3,,6,y\n2,1,7,y\n" * 4)
    screen.get_by_text("4 rows have gaps in these columns").wait_for()
    assert page.evaluate(RUN, ALL) == [], "a table"
    screen.get_by_role("button", name="Use 8 rows").click()
    page.get_by_test_id("look-across").select_option("a")
    page.get_by_role("slider", name="is held at").wait_for()
    assert page.evaluate(RUN, ALL) == [], "what is held"


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_a_lesson(
    new_page: Callable[..., Page], server_address: str, width: int
) -> None:
    page = new_page(width=width, height=844, bypass_csp=True, reduced_motion="reduce")
    kept = {"02-lines": {"at": 3, "done": [0, 1, 2], "answers": {"3": {"given": 0}}}}
    page.add_init_script(f"localStorage.setItem('nnp.lessons', '{json.dumps(kept)}')")
    open_page(page, f"{server_address}?lesson=02-lines")
    page.locator(".task li.done").first.wait_for()
    page.locator("button.hint").click()
    page.add_script_tag(path=AXE)
    for theme, rules in (("light", ALL), ("dark", OF_THEMES), ("projector", OF_THEMES)):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert page.evaluate(RUN, rules) == [], theme
    page.get_by_role("button", name="All lessons").click()
    page.locator("[data-lesson]").first.wait_for()
    assert page.evaluate(RUN, ALL) == [], "the list"


def test_axe_finds_nothing_on_a_phone_and_for_a_watcher(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Share").click()
    link = page.get_by_role("textbox", name="Watch link").input_value()
    for address, is_first in ((server_address, True), (server_address, False), (link, False)):
        phone = new_page(
            width=390, height=844, first_visit=is_first, bypass_csp=True, is_mobile=True, has_touch=True
        )
        open_page(phone, address)
        phone.add_script_tag(path=AXE)
        assert phone.evaluate(RUN, ALL) == []
        phone.locator(".unfold").tap()
        phone.locator(".more h3").first.wait_for()
        assert phone.evaluate(RUN, ALL) == [], "with the settings"
