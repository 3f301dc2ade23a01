"""Sets of many inputs on the page: one picture for its pixels, a list of what has no room, nothing on top of
anything else."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.data.test_bring import dropped
from tests.browser.looks.test_page_fits import STILL, dress
from tests.browser.looks.test_screens import Box, are_apart
from tests.browser.reaching.test_first_visit import open_page

WINDOWS = ((1440, 900), (1280, 720), (1024, 768), (390, 844))
DIGITS = "#dataset=digits&networkShape=12&loss=cross-entropy&seed=0.5"
COLUMN = ".input-picture, .further-inputs > button, .tile[data-feature]"
BOXES = """parts => [...document.querySelectorAll(parts)]
  .filter((each) => each.checkVisibility())
  .map((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return { x, y, width, height };
  })"""


def overlaps(page: Page, parts: str) -> list[tuple[Box, Box]]:
    """Which of the parts lie on each other."""
    return [pair for pair in combinations(page.evaluate(BOXES, parts), 2) if not are_apart(*pair)]


def overlaps_everywhere(page: Page, *parts: str) -> list[object]:
    found = []
    for theme, window in ((theme, window) for theme in ("light", "projector") for window in WINDOWS):
        dress(page, theme, "de")
        page.set_viewport_size({"width": window[0], "height": window[1]})
        page.evaluate(STILL)
        found += [(theme, window, each, overlaps(page, each)) for each in parts if overlaps(page, each)]
    return found


def test_the_inputs_of_digits_are_one_picture_that_leads_to_the_next_point(
    page: Page, server_address: str
) -> None:
    open_page(page, server_address + DIGITS)
    picture = page.locator(".input-picture")
    expect(picture).to_have_count(1)
    expect(picture).to_contain_text("Training point 1")
    expect(page.locator(".tile[data-feature]")).to_have_count(0)
    picture.click()
    expect(page.locator(".probe-line")).to_contain_text("Point 1:")
    picture.click()
    expect(picture).to_contain_text("Training point 2")
    expect(page.locator(".probe-line")).to_contain_text("Point 2:")


def test_nothing_lies_on_anything_in_the_network_of_digits(new_page: NewPage, server_address: str) -> None:
    page = new_page(reduced_motion="reduce")
    open_page(page, server_address + DIGITS)
    page.locator(".input-picture").wait_for()
    assert overlaps_everywhere(page, f"{COLUMN}, .tile, .layer-head, .add-formula") == []


def test_inputs_that_have_no_room_stand_in_a_list(new_page: NewPage, server_address: str) -> None:
    page = new_page(reduced_motion="reduce")
    open_page(page, server_address + "#networkShape=3&seed=0.5")
    table = "\n".join(
        ",".join(str(i * (k + 3) % 23 + k) for k in range(19)) + f",c{i % 2}" for i in range(40)
    )
    head = ",".join(f"c{k}" for k in range(19)) + ",kind"
    screen = dropped(page, "wide.csv", f"{head}\n{table}\n".encode())
    screen.get_by_label("What kind is for").select_option("target")
    screen.get_by_role("button", name=re.compile("^Use 40 rows")).click()
    more = page.get_by_role("button", name=re.compile(r"and \d+ more"))
    expect(more).to_be_visible()
    more.press("Enter")
    further = page.get_by_role("list", name="Further inputs")
    last = further.get_by_role("checkbox").last
    expect(last).not_to_be_checked()
    first = further.get_by_role("checkbox").first
    expect(first).to_be_checked()
    expect(page.locator(".parameters")).to_have_text("64 parameters")
    first.uncheck()
    expect(page.locator(".parameters")).to_have_text("61 parameters")  # an input less into 3 neurons
    expect(first).not_to_be_checked()
    first.check()
    expect(page.locator(".parameters")).to_have_text("64 parameters")
    page.keyboard.press("Escape")
    expect(further).to_have_count(0)
    expect(more).to_be_focused()
    assert overlaps_everywhere(page, COLUMN, ".feature-label, .further-inputs > button") == []


@pytest.mark.parametrize("dataset", ["dataset=iris", "problem=regression&regDataset=reg-housing"])
def test_nothing_lies_on_anything_in_the_first_column_of_other_real_sets(
    new_page: NewPage, server_address: str, dataset: str
) -> None:
    page = new_page(reduced_motion="reduce")
    open_page(page, f"{server_address}#{dataset}&networkShape=4")
    assert overlaps_everywhere(page, COLUMN, ".feature-label, .further-inputs > button") == []


CELLS = "selector => document.querySelector(selector).toDataURL()"


def test_the_first_layer_shows_its_weights_as_pictures_that_move_while_it_trains(
    page: Page, server_address: str
) -> None:
    open_page(page, server_address + DIGITS)
    tiles, large = page.locator(".first-weights"), page.locator(".large-weights")
    expect(tiles).to_be_visible()
    page.locator("[data-neuron='1-2']").hover()
    expect(large).to_contain_text("Weights from −")
    cells = large.locator("canvas")
    expect(cells).to_have_js_property("width", 8)
    before = page.evaluate(CELLS, ".large-weights canvas"), page.evaluate(CELLS, ".first-weights")
    page.keyboard.press("Space")
    expect(page.get_by_test_id("epoch")).not_to_have_text("000,000")
    for selector, was in zip((".large-weights canvas", ".first-weights"), before, strict=True):
        page.wait_for_function(f"was => ({CELLS})('{selector}') !== was", arg=was)
    page.get_by_label("Weights", exact=True).uncheck()
    expect(tiles).to_have_count(0)
    page.locator("[data-neuron='1-2']").hover()
    expect(page.locator(".boundary-title")).to_contain_text("layer 1, neuron 3")
    expect(large).to_have_count(0)


def test_without_hidden_layers_each_class_has_its_picture_of_weights(page: Page, server_address: str) -> None:
    open_page(page, server_address + "#dataset=digits&networkShape=&loss=cross-entropy&seed=0.5")
    page.locator("[data-neuron='1-9']").hover()
    expect(page.locator(".large-weights")).to_contain_text("Weights from −")
