"""On every screen, from a phone to a projector, everything can be reached, read and hit."""

from __future__ import annotations

from typing import TypedDict

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage, until_it_looks_otherwise
from tests.browser.reaching.test_first_visit import open_page, play_until, watch_link


class Box(TypedDict):
    """Where something stands, in CSS pixels of the window."""

    x: float
    y: float
    width: float
    height: float


def box_of(part: Locator) -> Box:
    """Where `part` stands now; it has to be there."""
    box = part.bounding_box()
    assert box, part
    return Box(x=box["x"], y=box["y"], width=box["width"], height=box["height"])


ARE_APART = """names => {
  const [a, b] = names.map(name => document.querySelector(name).getBoundingClientRect());
  return a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
}"""


def are_apart(one: Box, other: Box) -> bool:
    """Whether two boxes have no pixel in common."""
    beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
    return beside or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]


def choose_theme(page: Page, theme: str) -> Page:
    """The page, which will open in that theme."""
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    return page


@pytest.mark.parametrize(
    ("width", "height", "theme"), [(1440, 900, "light"), (1440, 900, "projector"), (1366, 768, "light")]
)
def test_output_and_data_are_in_sight_without_scrolling(
    new_page: NewPage, server_address: str, width: int, height: int, theme: str
) -> None:
    page = choose_theme(new_page(width, height), theme)
    open_page(page, f"{server_address}#seed=0.59704")
    play_until(page, 3)
    page.locator(".probe-layer").click(position={"x": 120, "y": 90})
    expect(page.locator(".probe-line")).to_be_visible()
    for part in (".legend", ".checks", ".data button.outlined:not(.bring-table)"):
        box = box_of(page.locator(part))
        assert box["y"] + box["height"] <= height, part


def test_on_a_phone_the_laser_lies_on_nothing_while_somebody_watches(
    new_page: NewPage, server_address: str
) -> None:
    phone = new_page(390, 844, is_mobile=True, has_touch=True)
    open_page(phone, server_address)
    open_page(new_page(), watch_link(phone))
    laser = phone.get_by_role("button", name="Laser", exact=True)
    expect(laser).to_be_visible()
    for part in (".transport", ".speed", ".history", ".epoch", ".toolbar .right > button:last-child"):
        assert are_apart(box_of(laser), box_of(phone.locator(part))), part
    laser.tap()
    expect(laser).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (768, 1024), (1024, 768)])
def test_over_the_whole_screen_the_plot_is_large(
    new_page: NewPage, server_address: str, width: int, height: int
) -> None:
    page = new_page(width, height)
    open_page(page, server_address)
    page.locator(".output").get_by_role("button", name="Full screen").click()
    page.locator(".output").get_by_role("button", name="Leave full screen").wait_for()
    plot = box_of(page.locator(".plot"))
    assert plot["width"] >= 0.7 * min(width, height)
    assert plot["width"] == pytest.approx(plot["height"], abs=1)
    assert plot["x"] + plot["width"] <= width


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (1366, 768)])
def test_the_card_of_a_neuron_leaves_the_neuron_in_sight(
    new_page: NewPage, server_address: str, width: int, height: int
) -> None:
    page = new_page(width, height)
    open_page(page, server_address)
    page.locator(".probe-layer").click(position={"x": 120, "y": 90})
    expect(page.locator(".probe-line")).to_be_visible()
    for name in ("1-0", "1-1", "2-0", "2-1", "3-0"):
        tile = page.locator(f"[data-neuron='{name}']")
        tile.click()
        expect(page.locator(".card .sum")).to_be_visible()
        page.wait_for_function(ARE_APART, arg=[".card", f"[data-neuron='{name}']"])  # which it moves to be
        page.keyboard.press("Escape")


def test_what_explains_a_setting_leaves_its_value_in_sight(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.locator(".settings .explained").first.click()
    explanation = page.locator(".explanation")
    explanation.wait_for()
    assert are_apart(box_of(explanation), box_of(page.locator("[data-field='learning_rate']")))


def test_a_finger_on_a_neuron_brings_up_its_numbers_but_no_keyboard(
    new_page: NewPage, server_address: str
) -> None:
    phone = new_page(390, 844, is_mobile=True, has_touch=True)
    open_page(phone, server_address)
    for _ in range(2):  # the first tap shows its picture
        phone.locator("[data-neuron='1-1']").tap()
    card = phone.get_by_role("dialog", name="Layer 1, neuron 2")
    expect(card).to_be_focused()
    field = card.get_by_label("Weight from x1", exact=True)
    expect(field).to_have_attribute("inputmode", "text")  # others have no minus
    field.fill("-1/2")
    field.press("Enter")
    expect(field).to_have_value("−0.500")
    box = box_of(card)
    assert box["x"] == pytest.approx(390 - box["x"] - box["width"])


def test_on_a_phone_the_tour_shows_what_it_speaks_of_and_ends_at_play(
    new_page: NewPage, server_address: str
) -> None:
    phone = new_page(390, 844, first_visit=True, is_mobile=True, has_touch=True)
    open_page(phone, server_address)
    phone.get_by_role("button", name="Start the tour").tap()
    tour = phone.get_by_role("dialog", name="Tour")
    tour.get_by_role("button", name="Next").tap()
    expect(tour).to_contain_text("2 / 5")
    assert are_apart(box_of(phone.locator(".data .thumbs")), box_of(phone.locator(".transport")))
    tour.get_by_role("button", name="Skip the rest").tap()
    expect(phone.get_by_role("button", name="Play")).to_be_focused()


def test_who_watches_sees_which_features_and_data_are_chosen(new_page: NewPage, server_address: str) -> None:
    host, watcher = new_page(), new_page()
    open_page(host, server_address)
    open_page(watcher, watch_link(host))
    opacity = "each => +getComputedStyle(each).opacity"
    for chosen in ("[data-feature='x']", ".thumbs [aria-pressed='true']"):
        expect(watcher.locator(chosen)).to_be_disabled()
        assert watcher.locator(chosen).evaluate(opacity) == 1, chosen
    assert watcher.locator("[data-feature='xSquared']").evaluate(opacity) < 0.5
    watcher.locator("[data-neuron='1-1']").hover()
    expect(watcher.locator(".card")).to_contain_text("Bias")
    expect(watcher.locator(".card")).not_to_contain_text("Click")
    head, corner = (box_of(watcher.locator(part)) for part in (".network-head", ".network-head .corner"))
    assert corner["x"] + corner["width"] == pytest.approx(head["x"] + head["width"], abs=1)


SHARPNESS = """() => ['[data-testid=points]', 'canvas.links', '.u-wrap canvas'].map((name) => {
  const canvas = document.querySelector(name) ?? document.querySelector('.plot canvas:last-of-type');
  return canvas.width / canvas.clientWidth;
})"""


def test_on_a_screen_with_other_pixels_all_is_sharp_at_once(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.wait_for_function(f"() => ({SHARPNESS})().every((each) => Math.abs(each - 1) < 0.02)")
    browser = page.context.new_cdp_session(page)
    metrics = {"width": 1440, "height": 900, "deviceScaleFactor": 2, "mobile": False}
    browser.send("Emulation.setDeviceMetricsOverride", metrics)
    page.emulate_media(reduced_motion="reduce")  # the emulation tells the page nothing by itself
    page.wait_for_function(f"() => ({SHARPNESS})().every((each) => Math.abs(each - 2) < 0.02)")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_experiment_plot_and_curve_are_printed_on_one_page(
    page: Page, server_address: str, theme: str
) -> None:
    choose_theme(page, theme)
    open_page(page, f"{server_address}#seed=0.59704")
    play_until(page, 30)
    pages = page.pdf(format="A4")
    assert pages.count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    for part in (".losses", ".settings", ".plot", ".curve", ".network > p"):
        expect(page.locator(part)).to_be_visible()
    for part in (".transport", ".story", ".data"):
        expect(page.locator(f"{part} >> nth=0")).to_be_hidden()
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor]"
    )
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


def test_where_the_system_chooses_the_colours_tracks_data_and_legend_are_seen(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(forced_colors="active", bypass_csp=True)
    open_page(page, server_address)
    chosen = page.locator(".thumbs [aria-pressed='true']")
    assert chosen.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    legend = page.locator(".legend i")
    assert "gradient" in legend.evaluate("each => getComputedStyle(each).backgroundImage")
    slider = page.locator("[data-field='noise']")
    plain = slider.screenshot()
    page.add_style_tag(content="input::-webkit-slider-runnable-track { background: none !important }")
    until_it_looks_otherwise(slider, plain)
