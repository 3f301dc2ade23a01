"""A function of boxes, built in the output's place and trained on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.inside.test_inside import HAS_TRAINED, PATIENCE, drawn_anew, pixels, question
from tests.browser.inside.test_probe import numbers
from tests.browser.reaching.test_first_visit import open_page, watch_link


def loss(page: Page) -> float:
    """The training loss that the page shows."""
    return numbers(page.get_by_test_id("train-loss").inner_text())[-1]


def error(page: Page) -> float:
    """What the boxes leave wrong, as it is said."""
    found = re.search(r"error (\d\.\d+)", page.locator(".inside-said").inner_text())
    assert found is not None
    return float(found[1])


def test_a_newcomer_fits_a_sine_with_ten_boxes_in_under_a_minute(page: Page, server_address: str) -> None:
    began = time.monotonic()
    open_page(page, server_address)
    page.get_by_label("Problem").select_option("Curve")
    question(page).select_option("What can boxes do?")
    said = page.locator(".inside-said")
    expect(said).to_contain_text("10 boxes, 20 neurons: error 0.")
    left = error(page)
    page.get_by_role("button", name="Train on from here").click()
    expect(page.get_by_text("1 hidden layer", exact=True)).to_be_visible()
    about = [0.5 * left**2 + rounding for rounding in (-0.0002, 0, 0.0002)]
    expect(page.get_by_test_id("train-loss")).to_have_text(re.compile("|".join(f"{x:.3f}" for x in about)))
    page.keyboard.press("Space")
    expect(page.get_by_test_id("epoch")).not_to_have_text("000,000")
    page.keyboard.press("Space")
    assert time.monotonic() - began < 60
    assert loss(page) < 0.08


def test_more_boxes_leave_less_and_each_is_said_in_words(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, f"{server_address}#problem=curve&seed=0.5&inside=boxes,n:4")
    said = page.locator(".inside-said")
    expect(said).to_contain_text("4 boxes, 8 neurons")
    few, before = error(page), pixels(page)
    page.get_by_label("How many boxes").press("End")
    expect(said).to_contain_text("16 boxes, 32 neurons")
    expect(page).to_have_url(re.compile("inside=boxes,n:16"))
    assert error(page) < 0.6 * few
    drawn_anew(page, before)
    boxes = page.get_by_role("group", name="Boxes of the curve")
    boxes.press("ArrowRight")
    expect(said).to_contain_text("Box 1, from −6 to −5.25")
    boxes.press("ArrowLeft")
    expect(said).to_contain_text("Box 16, from 5.25 to 6")
    page.get_by_role("button", name="ReLUs").click()
    expect(said).to_contain_text("16 straight pieces of 1 neuron each")
    watcher = new_page()
    open_page(watcher, watch_link(page))
    expect(watcher.locator(".inside-said")).to_contain_text("16 straight pieces of 1 neuron each")
    expect(watcher.get_by_role("button", name="Train on from here")).to_be_disabled()


def test_the_built_network_is_one_step_of_the_undo(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#problem=curve&seed=0.5&activation=tanh&inside=boxes,n:12,of:2")
    before = loss(page)
    page.get_by_role("button", name="Train on from here").click()
    expect(page).to_have_url(re.compile("networkShape=12"))
    expect(page).to_have_url(re.compile("activation=relu"))
    expect(page).to_have_url(re.compile("learningRate=0.003"))
    page.keyboard.press("Space")
    page.wait_for_function(HAS_TRAINED, arg=10, timeout=PATIENCE)
    page.keyboard.press("Space")
    assert loss(page) < 0.01
    page.get_by_role("button", name="Undo").click()
    expect(page).not_to_have_url(re.compile("networkShape=12|activation=relu"))
    expect(page.get_by_test_id("train-loss")).to_contain_text(f"{before:.3f}")


def test_four_towers_are_exclusive_or(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#dataset=xor&seed=0.5&inside=boxes")
    expect(page.locator(".inside-said")).to_contain_text("4 towers, 20 neurons: error 0.000")
    expect(page.get_by_role("button", name="ReLUs")).to_have_count(0)
    page.get_by_role("button", name="Train on from here").click()
    expect(page.get_by_test_id("test-accuracy")).to_contain_text("100")


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("dataset=blobs", "Boxes add up to one number; this network has 3 outputs"),
        ("problem=regression&regDataset=reg-housing", "of two inputs; these points have 8"),
    ],
)
def test_a_sentence_says_why_there_are_no_boxes(
    page: Page, server_address: str, link: str, sentence: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&{link}&inside=boxes")
    expect(page.locator(".inside-waits")).to_contain_text(sentence)
