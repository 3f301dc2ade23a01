"""The glossary and the history of neural networks: from the playground there and back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.web.pages.words import glossary, time_line
from tests.browser.classes.test_joining import assert_accessible
from tests.browser.reaching.test_first_visit import open_page

# Names of the drawing that reach out of it, or lie over another one.
OVERLAPPING = """() => {
  const frame = document.querySelector('.skyline').getBoundingClientRect();
  const boxes = [...document.querySelectorAll('.skyline a')].map((each) => each.getBoundingClientRect());
  const isOut = ({ left, right }) => left < frame.left - 1 || right > frame.right + 1;
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top + 2 < other.bottom && other.top + 2 < one.bottom;
  return boxes.filter((one, i) => isOut(one) || boxes.slice(i + 1).some((other) => meet(one, other))).length;
}"""


def open_glossary(page: Page, address: str, term: str = "") -> None:
    page.goto(f"{address}glossary{term and '#'}{term}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_explanation_leads_to_its_term_beside_the_playground(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Learning rate").first.click()
    with page.expect_popup() as opening:
        page.get_by_role("dialog").get_by_role("link", name="Learning rate").click()
    term = opening.value.locator("#learning-rate")
    expect(term).to_be_in_viewport()
    expect(term).to_contain_text("How long the steps downhill are.")
    expect(term).to_contain_text("A stochastic approximation method")
    expect(page.get_by_test_id("train-loss")).to_be_visible()


def test_a_view_into_the_network_has_its_terms_behind_a_word(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#inside=hidden")
    word = page.locator(".inside-words summary")
    word.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Principal component")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(word).to_be_focused()
    word.click()
    expect(link).to_have_attribute("href", "glossary#principal-component")
    page.get_by_role("heading", name="Output").click()
    expect(link).to_be_hidden()


def test_the_help_leads_to_the_glossary_and_says_the_terms_of_controls(
    page: Page, server_address: str
) -> None:
    open_page(page, server_address)
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog")
    expect(help_.get_by_role("link", name="Glossary of all terms")).to_have_attribute("href", "glossary")
    help_.get_by_text("Step", exact=True).click()
    expect(help_.get_by_role("link", name="Epoch")).to_have_attribute("href", "glossary#epoch")


def test_an_entry_opens_in_the_playground_what_it_says(page: Page, server_address: str) -> None:
    open_glossary(page, server_address, "procrustes")
    page.locator("#procrustes").get_by_role("link", name="The spiral, as layers see it").click()
    expect(page.get_by_test_id("inside-view")).to_have_value("How do layers see it?")
    expect(page.locator(".inside-said")).to_contain_text("Told apart by one straight cut here")
    expect(page).to_have_url(re.compile("dataset=spiral"))
    page.go_back()
    expect(page.locator("#procrustes")).to_be_visible()


def test_all_entries_are_there_in_both_languages_and_a_choice_is_kept(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(locale="en")
    open_glossary(page, server_address, "epoch")
    for language, heading in (("en", "Glossary and history"), ("de", "Glossar und Geschichte")):
        page.get_by_text({"en": "English", "de": "Deutsch"}[language]).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("article h3")).to_have_text(
            [re.compile("^" + re.escape(term["name"])) for term in glossary(language)]
        )
        works = [event for era in time_line(language) for event in era["events"]]
        expect(page.locator(".works > li")).to_have_count(len(works))
        expect(page.locator(".skyline a")).to_have_count(len(works))
    open_page(page, server_address)
    expect(page.locator("html")).to_have_attribute("lang", "de")


@pytest.mark.parametrize("width", [1440, 1024, 390, 320])
@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_and_no_names_lie_over_each_other(
    new_page: Callable[..., Page], server_address: str, width: int, language: str
) -> None:
    page = new_page(width=width, height=844, locale=language)
    open_glossary(page, server_address, "history")
    expect(page.locator("#history")).to_be_in_viewport()
    for theme in ("light", "projector") if width > 320 else ("light",):
        page.evaluate("theme => localStorage.setItem('nnp.theme', theme)", theme)
        page.reload()
        expect(page.locator(".skyline a").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(OVERLAPPING) == 0, theme


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(new_page: Callable[..., Page], server_address: str, width: int) -> None:
    page = new_page(width=width, height=844, bypass_csp=True)
    open_glossary(page, server_address)
    assert_accessible(page)


def test_on_paper_there_are_the_terms_and_the_time_line_alone(page: Page, server_address: str) -> None:
    open_glossary(page, server_address)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="To the playground")).to_be_hidden()
    expect(page.locator(".open").first).to_be_hidden()
    expect(page.locator(".skyline")).to_be_visible()
    expect(page.locator("#epoch")).to_be_visible()
    expect(page.locator("#history-perceptron")).to_contain_text("Rosenblatt")


def test_nothing_is_asked_of_another_server(page: Page, server_address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_glossary(page, server_address)
    assert asked
    assert all(url.startswith((server_address, "data:")) for url in asked)
