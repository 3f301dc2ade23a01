"""From toy to real on one page: flowers and digits are learnt, and one's own digit is told right."""

from __future__ import annotations

import math
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.reaching.test_first_visit import open_page

DIGITS = (
    "#dataset=digits&networkShape=16&activation=relu&initializer=he&loss=cross-entropy"
    "&optimizer=adam&learningRate=0.003&percTrainData=70&seed=0.5"
)
ZERO = [[(0.5 + 0.2 * math.sin(turn / 5), 0.5 - 0.32 * math.cos(turn / 5)) for turn in range(33)]]
ONE = [[(0.36, 0.32), (0.52, 0.15), (0.52, 0.85)]]
FOUR = [[(0.45, 0.15), (0.25, 0.6), (0.75, 0.6)], [(0.6, 0.4), (0.55, 0.9)]]


def trained_until(page: Page, least: str) -> None:
    page.locator(".play").click()
    expect(page.get_by_test_id("test-accuracy")).to_have_text(re.compile(least), timeout=30_000)


def draw(page: Page, strokes: list[list[tuple[float, float]]]) -> None:
    box = page.locator(".draw-pad .paper").bounding_box()
    assert box is not None
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=3)
        page.mouse.up()


def test_iris_is_learnt_to_95_percent(page: Page, server_address: str) -> None:
    open_page(page, server_address + "#networkShape=6&percTrainData=70&seed=0.5")
    page.locator(".data .thumbs button[aria-label=Iris]").click()
    expect(page.get_by_test_id("class-legend")).to_contain_text("setosa")
    expect(page.locator(".feature-label").first).to_have_text("sepal length")
    trained_until(page, r"^(9[5-9]|100)")


def test_axes_have_the_units_of_the_columns_that_are_looked_at(page: Page, server_address: str) -> None:
    open_page(page, server_address + "#dataset=iris&networkShape=3&seed=0.5")
    across, up = page.locator(".tick.across"), page.locator(".tick.up")
    expect(across).to_have_text(["−6", "−3", "0", "3", "6"])
    page.get_by_test_id("look-across").select_option(label="petal length")
    expect(across.first).to_have_text(re.compile(r"^1(\.\d)?$"))
    expect(across.last).to_have_text(re.compile(r"^6\.\d$"))
    expect(up.last).to_have_text(re.compile(r"^7\.\d$"))  # the longest sepal
    page.locator("[data-language=de]").dispatch_event("click")
    expect(page.locator(".feature-label").first).to_have_text("Kelchblatt Länge")
    expect(page.get_by_test_id("look-across").locator("option:checked")).to_have_text("Kronblatt Länge")


def test_digits_are_learnt_to_90_percent_and_ones_own_are_told_right(page: Page, server_address: str) -> None:
    open_page(page, server_address + DIGITS)
    trained_until(page, r"^9\d")
    page.get_by_role("button", name="Draw your own").click()
    pad = page.get_by_role("region", name="Draw your own")
    told = pad.locator(".told")
    expect(told).to_have_text("Nothing is drawn yet.")
    for strokes, digit in ((ZERO, 0), (ONE, 1), (FOUR, 4)):
        draw(page, strokes)
        expect(told).to_have_text(re.compile(rf"^It says {digit} \(\d"))
        expect(pad.locator(".pad-answers .best")).to_have_attribute("data-class", str(digit))
        expect(page.locator(".input-picture")).to_contain_text("Drawn by you")
        page.keyboard.press("Delete")
        expect(told).to_have_text("Nothing is drawn yet.")
    page.keyboard.press("Escape")
    expect(pad).to_have_count(0)
    expect(page.get_by_role("button", name="Draw your own")).to_be_focused()


def test_what_is_said_of_a_drawing_changes_while_the_network_trains(page: Page, server_address: str) -> None:
    open_page(page, server_address + DIGITS)
    page.get_by_role("button", name="Draw your own").click()
    draw(page, ZERO)
    told = page.locator(".draw-pad .told")
    expect(told).to_have_text(re.compile("^It says"))
    page.locator(".play").click()
    expect(told).to_have_text(re.compile(r"^It says 0 \((9\d|100)"), timeout=30_000)
    page.get_by_role("button", name="Clear").click()
    expect(told).to_have_text("Nothing is drawn yet.")


def test_a_finger_draws_on_a_phone_and_the_page_stays(new_page: NewPage, server_address: str) -> None:
    page = new_page(390, 844, has_touch=True, is_mobile=True)
    open_page(page, server_address + DIGITS)
    page.get_by_role("button", name="Draw your own").tap()
    paper = page.locator(".draw-pad .paper")
    paper.scroll_into_view_if_needed()
    assert paper.evaluate("paper => getComputedStyle(paper).touchAction") == "none"
    box = paper.bounding_box()
    assert box is not None
    assert box["width"] >= 200
    session = page.context.new_cdp_session(page)
    for kind, share in (("touchStart", 0.2), ("touchMove", 0.5), ("touchMove", 0.8), ("touchEnd", None)):
        points = (
            []
            if share is None
            else [{"x": box["x"] + box["width"] / 2, "y": box["y"] + share * box["height"]}]
        )
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator(".draw-pad .told")).to_have_text(re.compile("^It says"))
    assert paper.bounding_box() == box
