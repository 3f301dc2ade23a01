"""The perceptron rule on the points at hand, example by example, in the output's place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.inside.test_inside import PATIENCE, drawn_anew, pixels, question
from tests.browser.inside.test_probe import numbers
from tests.browser.reaching.test_first_visit import open_page, watch_link


def test_one_neuron_learns_what_a_line_tells_apart_within_the_bound(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, f"{server_address}#dataset=gauss&seed=0.02&noise=8")
    question(page).select_option("Can one neuron do it?")
    said = page.locator(".inside-said")
    expect(said).to_contain_text("0 examples, 0 mistakes. All weights are 0")
    expect(said).to_contain_text("at most (R/γ)²")
    watcher = new_page()
    open_page(watcher, watch_link(page))
    before = pixels(page)
    rule = page.get_by_role("group", name="The perceptron rule")
    rule.press("ArrowRight")
    expect(said).to_contain_text("1 example, 1 mistake.")
    expect(said).to_contain_text("turns the line towards it")
    expect(page).to_have_url(re.compile("inside=perceptron,at:1"))
    expect(watcher.locator(".inside-said").first).to_contain_text("1 example, 1 mistake.")
    expect(watcher.get_by_role("button", name="On to the next example")).to_be_disabled()
    drawn_anew(page, before)
    page.get_by_role("button", name="On to the next example").click()
    expect(said).to_contain_text("2 examples")
    rule.press("ArrowLeft")
    expect(said).to_contain_text("1 example, 1 mistake.")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(said).to_contain_text("Right about every point: the rule has stopped.", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible()
    mistakes = numbers(said.inner_text())[1]
    assert 1 < mistakes <= numbers(said.inner_text())[-1]
    rule.press("Home")
    expect(said).to_contain_text("0 examples")
    page.get_by_role("button", name="Undo").click()
    expect(said).to_be_visible()


def test_where_no_line_is_right_the_rule_never_stops_and_the_clash_is_marked(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#dataset=xor&seed=0.5&inside=perceptron")
    said = page.locator(".inside-said")
    expect(said).to_contain_text("the rule will never stop")
    expect(page.locator(".of-rule .clash")).to_have_count(4)
    page.get_by_role("button", name="On to the next mistake").click()
    expect(said).to_contain_text("1 mistake.")
    page.get_by_role("group", name="The perceptron rule").press("Shift+ArrowRight")
    expect(said).to_contain_text("2 mistakes.")
    page.get_by_role("button", name="Back to the mistake before").click()
    expect(said).to_contain_text("1 mistake.")
    page.get_by_role("group", name="The perceptron rule").press("End")
    expect(said).to_contain_text("5000 examples")
    expect(page.get_by_role("button", name="On to the next example")).to_be_disabled()


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("problem=curve", "here a number is learnt"),
        ("problem=regression", "here a number is learnt"),
        ("dataset=blobs", "points of two classes to be told apart, got 3"),
    ],
)
def test_a_sentence_says_why_there_is_no_perceptron(
    page: Page, server_address: str, link: str, sentence: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&{link}&inside=perceptron")
    expect(page.locator(".inside-waits")).to_contain_text(sentence)
