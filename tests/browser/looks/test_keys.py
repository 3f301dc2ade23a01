"""Keys do what they write wherever the focus is, and what was refused shows what is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import TWO_PICTURES
from tests.browser.reaching.test_first_visit import open_page

FOUR_NEURONS = "#networkShape=4,2&seed=0.5"

# Presses a key as soon as the network is there, before the browser has shown it.
PRESS_AT_ONCE = """
const observer = new MutationObserver(() => {
  if (!document.querySelector('.network-stage')) return;
  observer.disconnect();
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 's', bubbles: true }));
});
observer.observe(document, { childList: true, subtree: true });
"""

# Opens something, and says whether a part of it has the focus as soon as that is there, before the browser
# has shown it.
HAS_FOCUS_AT_ONCE = """([button, part]) => new Promise((told) => {
  const observer = new MutationObserver(() => {
    const found = document.querySelector(part);
    if (!found) return;
    observer.disconnect();
    told(found.contains(document.activeElement));
  });
  observer.observe(document.body, { childList: true, attributes: true, subtree: true });
  document.querySelector(button).click();
})"""


def plays(page: Page) -> None:
    """Presses the space bar twice: it plays, and pauses."""
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def epoch(page: Page) -> str:
    return page.get_by_test_id("epoch").inner_text()


def test_space_while_the_page_begins_scrolls_nothing_and_plays_when_there_is_a_room(
    page: Page, server_address: str
) -> None:
    held: list[Route] = []
    page.route(re.compile(r"static/(bundle/main-|js/main)"), lambda route: held.append(route))
    page.goto(server_address, wait_until="commit")
    page.get_by_text("Loading the playground").wait_for()
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    page.evaluate(TWO_PICTURES)
    assert page.evaluate("[scrollY, document.documentElement.scrollHeight > innerHeight]") == [0, True]
    held[0].continue_()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_space_plays_and_pauses_after_a_click_on_anything_but_text(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{FOUR_NEURONS}")
    clicked: dict[str, Locator] = {
        "a plus": page.get_by_role("button", name="Add a neuron to layer 2"),
        "a feature": page.locator("[data-feature='xTimesY']"),
        "a dataset": page.get_by_role("button", name="Spiral"),
        "a slider": page.locator("[data-field='noise']"),
        "a check box": page.locator("[data-field='show_test_data']"),
    }
    for what, element in clicked.items():
        element.click()
        plays(page)
        assert element.evaluate("element => document.activeElement === element"), what
    expect(page.locator("[data-neuron='2-2']")).to_be_visible()
    expect(page.locator("[data-neuron='2-3']")).to_have_count(0)


def test_a_space_bar_that_is_held_down_plays_once(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{FOUR_NEURONS}")
    for _ in range(4):  # of these all but the first are repetitions
        page.keyboard.down("Space")
    page.keyboard.up("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    assert page.evaluate("scrollY") == 0
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_button_that_the_keyboard_has_reached_is_pressed_by_space(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{FOUR_NEURONS}")
    plus = page.get_by_role("button", name="Add a neuron to layer 2")
    page.get_by_role("button", name="Remove a neuron from layer 2").focus()
    page.keyboard.press("Tab")  # to the number, which can be typed
    page.keyboard.press("Tab")
    expect(plus).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("[data-neuron='2-2']")).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_space_plays_after_what_a_click_has_opened_was_closed_by_escape(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}{FOUR_NEURONS}")
    opened = {
        "Appearance": page.get_by_text("Dark", exact=True),
        "Help": page.get_by_role("dialog", name="Help").get_by_role("heading").first,
        "Share": page.get_by_role("textbox", name="Watch link"),
    }
    for name, inside in opened.items():
        button = page.get_by_role("button", name=name, exact=True)
        button.click()
        inside.click()
        page.keyboard.press("Escape")
        expect(inside).to_be_hidden()
        expect(button).to_be_focused()
        plays(page)


def test_space_presses_again_what_the_keyboard_has_opened_and_closed(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{FOUR_NEURONS}")
    page.get_by_role("button", name="Share").focus()
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Appearance")
    expect(button).to_be_focused()
    panel = page.locator("#display")
    for _ in range(2):
        page.keyboard.press("Space")
        expect(panel).to_be_visible()
        page.keyboard.press("Tab")  # into it
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(button).to_be_focused()


def test_a_key_counts_as_soon_as_the_network_is_there(page: Page, server_address: str) -> None:
    page.add_init_script(PRESS_AT_ONCE)
    page.goto(f"{server_address}{FOUR_NEURONS}")
    expect(page.get_by_test_id("epoch")).to_have_text("000,001")


@pytest.mark.parametrize(
    ("button", "part"),
    [
        ("[aria-label='Help']", "dialog.help"),
        (".bring-table", "dialog.bring textarea"),
        (".thumbs [aria-label='Your own']", "dialog.editor"),
        ("[data-neuron='1-0']", ".card input"),
    ],
)
def test_keys_are_for_what_was_opened_as_soon_as_it_is_there(
    page: Page, server_address: str, button: str, part: str
) -> None:
    open_page(page, f"{server_address}{FOUR_NEURONS}")
    assert page.evaluate(HAS_FOCUS_AT_ONCE, [button, part])


def test_letters_are_keys_but_where_they_are_typed(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{FOUR_NEURONS}")
    page.locator("[data-field='show_test_data']").click()
    page.keyboard.press("s")
    expect(page.get_by_test_id("epoch")).to_have_text("000,001")
    page.locator("[data-field='activation']").select_option(label="ReLU")
    page.locator("[data-field='noise']").click()
    page.keyboard.press("s")
    expect(page.get_by_test_id("epoch")).to_have_text("000,002")
    page.locator("[data-neuron='1-0']").click()
    bias = page.get_by_label("Bias", exact=True)
    expect(bias).to_be_focused()
    page.keyboard.press("s")
    expect(bias).to_have_value("s")
    assert epoch(page) == "000,002"


def test_control_shift_z_does_again_what_was_undone(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{FOUR_NEURONS}")
    page.get_by_role("button", name="Add a hidden layer").click()
    expect(page.locator("[data-neuron='3-1']")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("[data-neuron='3-1']")).to_have_count(0)
    page.keyboard.press("Control+Shift+Z")
    expect(page.locator("[data-neuron='3-1']")).to_be_visible()


def test_the_card_of_a_weight_goes_with_the_pointer(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#networkShape=1&seed=0.59704")
    start = page.locator("[data-neuron='1-0']").bounding_box()
    end = page.locator("[data-neuron='2-0']").bounding_box()
    assert start
    assert end
    page.mouse.move((start["x"] + start["width"] + end["x"]) / 2, start["y"] + start["height"] / 2)
    expect(page.locator(".card")).to_be_visible()
    page.mouse.move(5, 5)
    expect(page.locator(".card")).to_have_count(0)


def test_a_list_goes_back_after_a_refusal_which_goes_after_a_change(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.locator("[data-field='problem']").select_option(label="Regression")
    page.locator(".unfold").click()
    chosen = page.locator("[data-field='loss'] option:checked")
    before = chosen.inner_text()
    page.locator("[data-field='loss']").select_option(label="Hinge")
    expect(page.locator(".notice")).to_be_visible()
    expect(chosen).to_have_text(before)
    page.locator("[data-field='learning_rate']").select_option(label="0.1")
    expect(page.locator(".notice")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_a_tapped_neuron_is_seen_large_until_one_goes_back(
    new_page: Callable[..., Page], server_address: str, theme: str
) -> None:
    page = new_page(width=390, height=844, has_touch=True, is_mobile=True)
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    open_page(page, f"{server_address}{FOUR_NEURONS}")
    neuron = page.locator("[data-neuron='1-0']")
    neuron.tap()
    expect(page.locator(".boundary-title")).to_contain_text("layer 1, neuron 1")
    expect(page.locator(".plot")).to_be_in_viewport(ratio=0.95)
    below_bar = page.locator(".toolbar").evaluate("bar => bar.getBoundingClientRect().bottom")
    said = page.locator(".boundary-title b").bounding_box()
    assert said
    assert said["y"] >= below_bar
    expect(page.get_by_label("Bias", exact=True)).to_have_count(0)
    neuron.tap()
    expect(page.get_by_label("Bias", exact=True)).to_be_visible()
    page.get_by_role("button", name="Close").tap()
    page.locator("[data-neuron='1-1']").tap()
    expect(page.locator(".boundary-title")).to_contain_text("layer 1, neuron 2")
    page.get_by_role("button", name="Back to the network").tap()
    expect(page.locator(".boundary-title")).to_contain_text("the network’s answer")
