"""Showing the page to others and finding one's way: keyboard, tour, full screen, the page in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.pages.pictures import open_devices
from tests.browser.reaching.test_first_visit import open_page, play_until


def test_the_first_visit_offers_a_tour_of_five_stops(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(first_visit=True)
    open_page(page, server_address)
    page.get_by_role("button", name="Start the tour").click()
    tour = page.get_by_role("dialog", name="Tour")
    for stop in range(1, 6):
        expect(tour).to_contain_text(f"{stop} / 5")
        tour.get_by_role("button", name="Done" if stop == 5 else "Next").click()
    expect(tour).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("train-loss")).to_have_text(re.compile(r"^\d"))
    expect(page.get_by_role("button", name="Start the tour")).to_have_count(0)


def test_the_tour_can_be_refused_and_skipped_and_comes_back_from_the_help(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(first_visit=True, width=390, height=844)
    open_page(page, server_address)
    page.get_by_role("button", name="Put the welcome away").click()
    expect(page.get_by_role("button", name="Start the tour")).to_have_count(0)
    page.get_by_role("button", name="Help").click()
    page.get_by_role("button", name="Start the tour").click()
    page.get_by_role("button", name="Skip the rest").click()
    expect(page.get_by_role("dialog", name="Tour")).to_have_count(0)


def test_the_keyboard_alone_trains_and_changes_the_network(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.keyboard.press("s")
    expect(page.get_by_test_id("epoch")).to_have_text("000,001")
    page.keyboard.press("+")
    expect(page.locator("[data-neuron='3-1']")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_label("Show test data")).to_be_checked()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Help")).to_contain_text("Play or pause")
    page.locator("summary", has_text="Step").click()
    expect(page.locator("details[open] p").first).to_contain_text("one epoch, or one update")
    page.keyboard.press("s")  # means nothing while the dialog is open
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Help")).to_have_count(0)


def test_a_neuron_is_reached_and_changed_by_keys(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.locator("[data-neuron='1-0']").focus()
    expect(page.locator(".boundary-title")).to_have_text("Shown: layer 1, neuron 1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Bias", exact=True)).to_be_focused()
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Bias", exact=True)).to_have_value("0.500")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Bias", exact=True)).to_have_count(0)


def test_a_panel_fills_the_screen_and_goes_back(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    before = page.locator(".plot").bounding_box()
    page.locator(".output").get_by_role("button", name="Full screen").click()
    page.locator(".output").get_by_role("button", name="Leave full screen").wait_for()
    after = page.locator(".plot").bounding_box()
    assert before
    assert after
    assert after["width"] > 1.5 * before["width"]
    page.locator(".output").get_by_role("button", name="Leave full screen").click()
    page.locator(".output").get_by_role("button", name="Full screen", exact=True).wait_for()


WIDTH = "document.querySelector(`[data-neuron='1-0']`).offsetWidth"


def test_the_network_grows_over_the_whole_screen_and_shrinks_again(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    usual = page.evaluate(WIDTH)
    page.locator(".network").get_by_role("button", name="Full screen").click()
    page.wait_for_function(f"usual => {WIDTH} > 1.3 * usual", arg=usual)
    lowest = "document.querySelector('[data-feature=sinY]').getBoundingClientRect().bottom"
    page.wait_for_function(f"{lowest} <= innerHeight")
    page.locator(".network").get_by_role("button", name="Leave full screen").click()
    page.wait_for_function(f"usual => {WIDTH} === usual", arg=usual)


def test_losses_boundary_and_network_are_said_in_words(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => !/^000,00\\d$/.test(document.querySelector('[data-testid=epoch]').textContent)"
    )
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_test_id("announcer")).to_have_text(
        re.compile(r"Epoch \d+: training loss 0\.\d+, test loss 0\.\d+\. .* \d+ percent of the plane\.")
    )
    expect(page.locator(".network")).to_contain_text("Neurons in the hidden layers: 4, 2, with Tanh.")


def test_a_reader_of_the_screen_hears_that_weak_links_are_not_drawn(page: Page, server_address: str) -> None:
    said = "The two strongest weights into each neuron stand out"
    open_page(page, f"{server_address}#networkShape=8,8")
    expect(page.locator(".network")).to_contain_text(said)
    page.evaluate("location.hash = 'networkShape=3'")
    expect(page.locator(".network")).to_contain_text("Neurons in the hidden layers: 3, with Tanh.")
    expect(page.locator(".network")).not_to_contain_text(said)


def test_at_a_projector_everything_is_in_sight_and_no_name_is_cut(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(width=1024, height=768)
    page.add_init_script("localStorage.setItem('nnp.theme', 'projector')")
    open_page(page, server_address)
    for part in (".legend", ".checks", ".data button.outlined:not(.bring-table)", ".strip .disclosure"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] + box["height"] <= 768, part
    cut = "all => all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent)"
    assert page.locator(".settings .explained, .settings .unfold").evaluate_all(cut) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024


def test_a_phone_shows_how_fast_it_trains(new_page: Callable[..., Page], server_address: str) -> None:
    page = new_page(width=390, height=844)
    open_page(page, server_address)
    page.get_by_role("button", name="Play").click()
    open_devices(page)
    rate = page.locator(".rate")
    expect(rate).to_contain_text("updates/s")
    box = rate.bounding_box()
    assert box
    assert 0 <= box["x"] <= 390 - box["width"]


def test_over_the_whole_screen_the_list_of_runs_leaves_the_curve_in_sight(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#seed=0.59704")
    play_until(page, 10)
    page.get_by_role("button", name="New weights").click()
    page.get_by_role("button", name="Runs (1)").wait_for()
    page.locator(".strip").get_by_role("button", name="Full screen").click()
    page.locator(".strip").get_by_role("button", name="Leave full screen").wait_for()
    page.get_by_role("button", name="Runs (1)").click()
    listed = page.get_by_role("region", name="Earlier runs").bounding_box()
    plot = page.locator(".strip .u-over").bounding_box()
    assert listed
    assert plot
    assert listed["y"] + listed["height"] <= 900
    assert plot["width"] * plot["height"] > 2 * listed["width"] * listed["height"]
