"""The sheet for students, on paper and on a screen: a real page, a real server."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classes.test_teaching import begin
from tests.browser.looks.test_accessibility import ALL, AXE, OF_THEMES, RUN

MARGIN = 12  # mm, of the style
FORMATS = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}  # mm
PIXELS = 96 / 25.4  # a millimetre
SPARE = 4  # mm: other letters are a little larger
A_PAGE = re.compile(rb"/Type\s*/Page\b")
TITLES = {"en": "What happens to your name", "de": "Was mit Ihrem Namen geschieht"}
# What is wider than its place, or reaches out of the sheet.
CUT = """() => {
  const paper = document.querySelector('.paper').getBoundingClientRect();
  const isOut = ({ left, right }) => left < paper.left - 1 || right > paper.right + 1;
  return [...document.querySelectorAll('.paper *')]
    .filter((each) => isOut(each.getBoundingClientRect()) || each.scrollWidth > each.clientWidth + 1)
    .filter((each) => getComputedStyle(each).display !== 'inline' && each.clientWidth > 0)
    .map((each) => each.outerHTML.slice(0, 100));
}"""


def open_sheet(page: Page, address: str, code: str = "") -> None:
    page.goto(f"{address}sheet{code and '#'}{code}")
    expect(page.get_by_role("article")).to_be_visible()
    expect(page.locator(".square img")).to_have_count(1 if code else 0)


@pytest.mark.parametrize("code", ["", "K7M2QX"])
@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("paper", FORMATS)
def test_the_sheet_is_one_page_of_each_format_in_each_language(
    new_page: Callable[..., Page], server_address: str, paper: str, language: str, code: str
) -> None:
    page = new_page(locale=language)
    open_sheet(page, server_address, code)
    expect(page.get_by_role("heading", level=2).last).to_have_text(TITLES[language])
    assert len(A_PAGE.findall(page.pdf(format=paper))) == 1
    width, height = ((side - 2 * MARGIN) * PIXELS for side in FORMATS[paper])
    page.emulate_media(media="print")
    page.set_viewport_size({"width": int(width), "height": int(height)})
    box = page.get_by_role("article").bounding_box()
    assert box is not None
    assert box["height"] < height - SPARE * PIXELS
    assert page.evaluate(CUT) == []
    expect(page.get_by_role("button", name=re.compile("Print|Drucken"))).to_be_hidden()


def test_the_teachers_page_leads_to_a_sheet_with_the_code_and_the_address_of_the_class(
    page: Page, server_address: str
) -> None:
    code = begin(page, server_address)
    with page.expect_popup() as opening:
        page.get_by_role("link", name="Sheet for students").click()
    sheet = opening.value
    expect(sheet.get_by_test_id("code")).to_have_text(code.replace(" ", ""))
    expect(sheet.get_by_test_id("address")).to_have_text(f"{server_address.removeprefix('http://')}join")
    expect(sheet.get_by_role("img", name="A square")).to_be_visible()
    expect(sheet.get_by_text(f"For class {code}")).to_be_visible()
    page.get_by_role("button", name="Rules and links").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="Sheet for students")).to_be_visible()


def test_a_sheet_without_a_class_has_boxes_to_fill_in_and_another_language_at_once(
    page: Page, server_address: str
) -> None:
    page.goto(f"{server_address}teach")
    page.get_by_role("link", name="Sheet for students").wait_for()
    open_sheet(page, server_address)
    expect(page.get_by_test_id("code").locator("b")).to_have_text([""] * 6)
    expect(page.get_by_test_id("address")).to_have_text("")
    page.get_by_text("Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr erstes neuronales Netz")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your first neural network")


def test_the_sheet_is_read_on_a_phone_and_axe_finds_nothing(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(width=390, height=844, bypass_csp=True)
    open_sheet(page, server_address, "K7M2QX")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.add_script_tag(path=AXE)
    for theme, rules in (("light", ALL), ("dark", OF_THEMES), ("projector", OF_THEMES)):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert page.evaluate(RUN, rules) == [], theme
