"""The menu of examples: one click opens a set-up, and the own network can be had back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from server.web.pages.examples import examples
from tests.browser.reaching.test_first_visit import loss, open_page, play_until

LINE = next(example for example in examples("en") if example["key"] == "line")


def test_an_example_opens_by_keyboard_trains_and_can_be_undone(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#dataset=spiral&networkShape=3&seed=0.5")
    play_until(page, 3)
    page.keyboard.press("p")
    page.keyboard.press("e")
    menu = page.get_by_role("dialog", name="Examples")
    expect(menu.get_by_role("button", name=LINE["title"])).to_be_focused()
    assert menu.locator("[data-example]").count() == len(examples("en"))
    page.keyboard.press("Enter")
    expect(menu).to_have_count(0)
    expect(page.locator("[data-neuron='1-0']")).to_be_visible()
    expect(page.locator("[data-neuron='2-0']")).to_have_count(0)
    expect(page.locator(".notice")).to_contain_text(LINE["text"])
    play_until(page, 5)
    assert loss(page) < 0.05
    expect(page.get_by_role("button", name="Runs (1)")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("[data-neuron='1-2']")).to_be_visible()
    expect(page.locator(".notice")).to_have_count(0)


def test_a_link_of_the_story_opens_its_example(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5")
    page.get_by_role("link", name="Press play on the circle").click()
    expect(page.locator("[data-neuron='1-2']")).to_be_visible()
    expect(page.locator("[data-neuron='1-3']")).to_have_count(0)
    assert page.evaluate("scrollY") == 0


def test_what_an_example_says_goes_when_another_link_is_opened(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.keyboard.press("e")
    page.get_by_role("dialog", name="Examples").get_by_role("button", name=LINE["title"]).click()
    expect(page.locator(".notice")).to_contain_text(LINE["text"])
    page.evaluate("location.hash = 'dataset=spiral&networkShape=3'")
    expect(page.locator("[data-neuron='1-2']")).to_be_visible()
    expect(page.locator(".notice")).to_have_count(0)


def test_why_nothing_is_learnt_is_said_in_a_place_that_is_kept(page: Page, server_address: str) -> None:
    zeros = next(example for example in examples("en") if example["key"] == "zeros")
    open_page(page, f"{server_address}#{zeros['link']}")
    before = page.locator(".plot").bounding_box()
    play_until(page, 20)
    line = page.get_by_test_id("stuck")
    # All rooms together are looked at in a hundredth of the time: among many it takes some seconds.
    expect(line).to_contain_text(re.compile(r"All \d neurons of layer \d are alike"), timeout=30_000)
    expect(page.get_by_role("status").filter(has_text="are alike")).to_have_count(1)
    assert page.locator(".plot").bounding_box() == before
    assert line.evaluate("line => line.scrollHeight <= line.clientHeight + 1")
    page.keyboard.press("p")
    page.keyboard.press("z")
    page.goto(f"{server_address}#dataset=circle&seed=0.5")
    expect(line).to_have_count(0)
