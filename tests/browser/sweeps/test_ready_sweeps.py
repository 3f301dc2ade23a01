"""The sweeps that one press starts, as somebody presses them."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.looks.test_accessibility import ALL, AXE, OF_THEMES, RUN
from tests.browser.sweeps.test_sweeps import PATIENCE, is_over


def press(page: Page, address: str, title: str) -> None:
    """Opens the page and presses a ready-made sweep."""
    page.goto(f"{address}sweep")
    page.get_by_role("button", name=re.compile(f"^{title}")).click()
    expect(page.locator(".lecture h2")).to_have_text(title)


def over(page: Page) -> None:
    """Waits until all networks are trained."""
    expect(page.locator(".progress")).to_have_attribute("data-state", "done", timeout=PATIENCE)


def test_one_press_starts_a_race_which_plays_to_its_end(page: Page, server_address: str) -> None:
    press(page, server_address, "Race of the optimisers")
    is_over(page, 6)
    expect(page.locator(".lane")).to_have_count(6)
    expect(page.locator(".player output")).to_have_text("epoch 100", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".lane.is-first")).to_contain_text("RMSProp")
    expect(page.locator(".lane", has_text="SGD")).to_contain_text("sixth")


def test_the_slider_leads_back_to_any_epoch_of_a_race(page: Page, server_address: str) -> None:
    press(page, server_address, "Race of the optimisers")
    is_over(page, 6)
    expect(page.locator(".player output")).to_have_text("epoch 100", timeout=PATIENCE)
    before = page.locator(".lane").first.inner_text()
    page.get_by_role("slider", name="Epoch of the race").press("Home")
    expect(page.locator(".player output")).to_have_text("epoch 0")
    assert page.locator(".lane").first.inner_text() != before
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".player output")).to_have_text("epoch 100", timeout=PATIENCE)


def test_others_race_when_they_are_chosen(page: Page, server_address: str) -> None:
    press(page, server_address, "Race of the optimisers")
    is_over(page, 6)
    page.get_by_text("Race others").click()
    page.locator(".others").get_by_label("What races").select_option(label="First weights")
    page.locator(".others").get_by_label("Zeros").uncheck()
    page.get_by_role("button", name="Start the race").click()
    expect(page.locator(".lecture h2")).to_have_text("Race of the first weights")
    is_over(page, 5)
    expect(page.locator(".lane")).to_have_count(5)
    expect(page.locator(".lanes")).not_to_contain_text("Zeros")


def test_a_shape_of_the_budget_is_looked_at_and_the_best_is_said(page: Page, server_address: str) -> None:
    press(page, server_address, "Depth against width")
    over(page)
    expect(page.locator(".is-budget .said")).to_contain_text("9 – 9 is best", timeout=PATIENCE)
    page.get_by_role("button", name="7 – 7 – 6").click()
    expect(page.get_by_role("region", name="The one you look at")).to_contain_text("132")


def test_bias_and_variance_say_where_their_sum_is_smallest(page: Page, server_address: str) -> None:
    press(page, server_address, "Bias and variance")
    over(page)
    expect(page.locator(".is-bias .said")).to_contain_text(
        re.compile("smallest at degree [56]"), timeout=PATIENCE
    )
    page.get_by_role("button", name=re.compile("^Degree 1: bias")).click()
    expect(page.locator(".is-bias .said")).to_contain_text("30 seeds")


def test_the_mean_of_many_is_right_more_often_than_they_are(page: Page, server_address: str) -> None:
    press(page, server_address, "Bagging: many are surer than one")
    is_over(page, 16)
    said = page.locator(".is-bagging .said")
    expect(said).to_contain_text("16 networks", timeout=PATIENCE)
    single, _best, together = (float(each) for each in re.findall(r"([\d.]+)\s%", said.inner_text()))
    assert together > single


def test_axe_finds_nothing_on_cards_and_charts(new_page: Callable[..., Page], server_address: str) -> None:
    for title in ("Race of the activations", "Bias and variance", "Bagging: many are surer than one"):
        page = new_page(width=390, height=844, bypass_csp=True, reduced_motion="reduce")
        page.goto(f"{server_address}sweep")
        page.locator(".ready-card").first.wait_for()
        page.add_script_tag(path=AXE)
        assert page.evaluate(RUN, ALL) == [], "cards"
        page.get_by_role("button", name=re.compile(f"^{title}")).click()
        over(page)
        page.locator(".chart.above canvas, .chart.above svg").first.wait_for()
        for theme, rules in (("light", ALL), ("dark", OF_THEMES), ("projector", OF_THEMES)):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            assert page.evaluate(RUN, rules) == [], (title, theme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (title, theme)


def test_on_a_phone_the_ready_made_ones_come_before_the_form(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{server_address}sweep")
    cards, form = page.locator(".ready"), page.get_by_role("complementary")
    expect(cards.get_by_role("button")).to_have_count(8)
    (ready, plan), width = (each.bounding_box() for each in (cards, form)), page.evaluate("innerWidth")
    assert ready
    assert plan
    assert ready["y"] + ready["height"] <= plan["y"] < 844, "and the form is in sight"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    cards.get_by_role("button").last.focus()
    expect(cards.get_by_role("button").last).to_be_in_viewport()
