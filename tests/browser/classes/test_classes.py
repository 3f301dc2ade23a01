"""Many classes in their colours, and curves as functions, in a real browser against a real server."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TWO_PICTURES, until_it_looks_otherwise
from tests.browser.reaching.test_first_visit import (
    boundary,
    loss,
    open_page,
    play_until,
    wait_for_another_loss,
)
from tests.browser.runs.test_runs import train_and_reset

BLOBS = "#dataset=blobs&classes=5&noise=10&loss=cross-entropy&networkShape=6,4&seed=0.3"
CURVE = "#problem=curve&curveDataset=sine&networkShape=8,4&optimizer=adam&learningRate=0.01&seed=0.3"
LINK_HOLDS = "text => location.hash.includes(text)"
LIMIT = 1.5  # how far up the plot of a function reaches

# A copy of a canvas is read, because one that is read itself is drawn more slowly from then on.
PIXELS = """(name) => {
  const { width, height } = document.querySelector(`[data-testid=${name}]`);
  const copy = Object.assign(document.createElement('canvas'), { width, height });
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(document.querySelector(`[data-testid=${name}]`), 0, 0);
  return context.getImageData(0, 0, width, height);
}"""
COLOUR_AT = f"""([x, y]) => {{
  const {{ data, width, height }} = ({PIXELS})('boundary');
  const [column, row] = [(x + 6) / 12 * (width - 1), (6 - y) / 12 * (height - 1)].map(Math.round);
  return [...data.slice(4 * (row * width + column), 4 * (row * width + column) + 3)];
}}"""
CLASS_COLOURS = """(count) => Array.from({ length: count }, (_, k) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--class-${k + 1}`).trim())"""
COLOURS_SEEN = f"() => new Set(new Uint32Array(({PIXELS})('boundary').data.buffer)).size"
PICTURE = f"(name) => Array.from(({PIXELS})(name).data).join()"
IS_PALE = f"(place) => ({COLOUR_AT})(place).every((channel) => channel > 220)"
IS_INKED = f"(name) => ({PIXELS})(name).data.some((byte) => byte)"
HEIGHT_AT = f"""([x, limit]) => {{
  const {{ data, width, height }} = ({PIXELS})('boundary');
  const column = Math.round((x + 6) / 12 * (width - 1));
  const inked = [...Array(height).keys()].filter((row) => data[4 * (row * width + column) + 3] > 128);
  return limit * (1 - 2 * (inked.reduce((sum, row) => sum + row, 0) / inked.length + 0.5) / height);
}}"""


def centre(k: int, classes: int = 5) -> tuple[float, float]:
    """Where the cloud of class k lies."""
    return 3.5 * math.sin(2 * math.pi * k / classes), 3.5 * math.cos(2 * math.pi * k / classes)


def nearest_class(page: Page, x: float, y: float, classes: int = 5) -> int:
    """The class whose hue the plane has at a place: the colours are pale there, so their directions count."""
    seen = page.evaluate(COLOUR_AT, [x, y])
    codes = page.evaluate(CLASS_COLOURS, classes)
    colours = [[int(code[i : i + 2], 16) for i in (1, 3, 5)] for code in codes]
    zero = [0xE8, 0xEA, 0xEB]
    pale = [[z + 0.62 * (c - z) for z, c in zip(zero, colour, strict=True)] for colour in colours]
    return min(range(classes), key=lambda k: math.dist(pale[k], seen))


def height(page: Page, x: float) -> float:
    """The value of the function that is drawn, at x."""
    return float(page.evaluate(HEIGHT_AT, [x, LIMIT]))


def test_five_blobs_are_learnt_by_five_outputs(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{BLOBS}")
    outputs = page.locator("[data-neuron^='3-']")
    expect(outputs).to_have_count(5)
    expect(page.locator(".class-label")).to_have_text(["1", "2", "3", "4", "5"])
    expect(page.get_by_test_id("class-legend").locator("i")).to_have_count(5)
    before, first_loss = boundary(page), loss(page)
    play_until(page, 100)
    assert loss(page) < first_loss / 5
    assert boundary(page) != before
    assert [nearest_class(page, *centre(k)) for k in range(5)] == list(range(5))
    expect(page.get_by_test_id("announcer")).to_contain_text("class 1")


def test_pointing_at_an_output_shows_that_class_alone(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{BLOBS}")
    play_until(page, 100)
    before = boundary(page)
    page.locator("[data-neuron='3-2']").hover()
    expect(page.locator(".boundary-title")).to_have_text("Shown: the output of class 3")
    page.wait_for_function(IS_PALE, arg=list(centre(0)))
    assert nearest_class(page, *centre(2)) == 2
    page.mouse.move(5, 5)
    expect(page.locator(".boundary-title")).to_have_text("Shown: the network’s answer")
    assert boundary(page) == before


def test_numbers_of_the_last_output_can_be_typed(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{BLOBS}")
    before = loss(page)
    page.get_by_role("button", name="Output of class 5").click()
    field = page.get_by_label("Bias", exact=True)
    field.fill("2")
    field.press("Enter")
    expect(field).to_have_value("2.000")
    wait_for_another_loss(page, before)


def test_a_discretised_plane_has_one_colour_for_each_class(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{BLOBS}")
    play_until(page, 100)
    assert page.evaluate(COLOURS_SEEN) > 100
    page.get_by_label("Discretise output").check()
    page.wait_for_function(f"() => ({COLOURS_SEEN})() === 5")


IN_THUMBNAIL = """colour => {
  const thumbnail = document.querySelector('.thumbs [aria-label=Rings] img');
  const { naturalWidth, naturalHeight } = thumbnail;
  if (!naturalWidth) return false;
  const canvas = new OffscreenCanvas(naturalWidth, naturalHeight);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(thumbnail, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) count += colour.every((value, k) => data[i + k] === value) ? 1 : 0;
  return count > 20;
}"""


def test_thumbnails_have_the_classes_that_are_chosen(page: Page, server_address: str) -> None:
    fifth, third = [213, 94, 0], [0, 158, 115]
    open_page(page, f"{server_address}{BLOBS}")
    page.wait_for_function(IN_THUMBNAIL, arg=fifth)
    page.get_by_role("button", name="More settings").click()
    page.get_by_role("textbox", name="Classes").fill("3")
    page.keyboard.press("Enter")
    only_third = f"([fifth, third]) => !({IN_THUMBNAIL})(fifth) && ({IN_THUMBNAIL})(third)"
    page.wait_for_function(only_third, arg=[fifth, third])


def test_classes_come_and_go_with_the_data(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Pinwheel").click()
    expect(page.locator("[data-neuron^='3-']")).to_have_count(3)
    expect(page.get_by_test_id("class-legend").locator("i")).to_have_count(3)
    page.get_by_role("button", name="Circle").click()
    expect(page.locator("[data-neuron^='3-']")).to_have_count(1)
    expect(page.get_by_test_id("class-legend")).to_have_count(0)


@pytest.mark.parametrize("setting", ["nnp.theme:dark", "nnp.palette:purple"])
def test_classes_have_other_colours_in_other_themes(
    page: Page, new_page: Callable[..., Page], server_address: str, setting: str
) -> None:
    other = new_page()
    name, value = setting.split(":")
    other.add_init_script(f"localStorage.setItem('{name}', '{value}')")
    for each in (page, other):
        open_page(each, f"{server_address}{BLOBS}")
    assert boundary(page) != boundary(other)


def test_a_curve_is_learnt_and_its_function_moves(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{CURVE}")
    page.wait_for_function(IS_INKED, arg="boundary")
    before = [height(page, x) for x in (-4.5, -1.5, 1.5, 4.5)]
    play_until(page, 200)
    after = [height(page, x) for x in (-4.5, -1.5, 1.5, 4.5)]
    assert max(abs(a - b) for a, b in zip(after, before, strict=True)) > 0.5
    wanted = [math.sin(x) for x in (-4.5, -1.5, 1.5, 4.5)]
    assert all(abs(a - w) < 0.3 for a, w in zip(after, wanted, strict=True)), (after, wanted)
    expect(page.get_by_test_id("announcer")).to_contain_text("function goes from")


def test_a_click_on_curve_takes_the_features_of_the_second_input_away(
    page: Page, server_address: str
) -> None:
    open_page(page, server_address)
    page.locator("[data-field='problem']").select_option(label="Curve")
    page.wait_for_function(LINK_HOLDS, arg="problem=curve")
    for name in ("y", "ySquared", "xTimesY", "sinY"):
        expect(page.locator(f"[data-feature='{name}']")).to_be_disabled()
    for name in ("x", "xSquared", "sinX"):
        expect(page.locator(f"[data-feature='{name}']")).to_be_enabled()
    expect(page.locator("[data-feature='y']")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_label("Discretise output")).to_have_count(0)
    page.locator("[data-field='problem']").select_option(label="Classification")
    expect(page.locator("[data-feature='y']")).to_be_enabled()
    expect(page.get_by_label("Discretise output")).to_have_count(1)


def test_pointing_at_a_neuron_of_a_curve_shows_its_function(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{CURVE}")
    before = page.evaluate(PICTURE, "boundary")
    page.locator("[data-neuron='1-2']").hover()
    expect(page.locator(".boundary-title")).to_have_text("Shown: layer 1, neuron 3")
    page.evaluate(TWO_PICTURES)  # what is written comes with the page, what is drawn with the next picture
    assert page.evaluate(PICTURE, "boundary") != before
    page.locator("[data-feature='xSquared']").hover()
    expect(page.locator(".plot .tick.up").last).to_have_text("40")
    page.mouse.move(5, 5)
    expect(page.locator(".plot .tick.up").last).to_have_text("1.5")
    page.evaluate(TWO_PICTURES)
    assert page.evaluate(PICTURE, "boundary") == before


def test_test_points_of_a_curve_can_be_shown(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{CURVE}")
    legend = page.locator(".keys-of-plot")
    expect(legend).not_to_contain_text("Test points")
    points = page.get_by_test_id("points")
    before = points.screenshot()
    page.get_by_label("Show test data").check()
    expect(legend).to_contain_text("Test points")
    until_it_looks_otherwise(points, before)


@pytest.mark.parametrize("link", [BLOBS, CURVE])
def test_an_earlier_run_lies_over_the_present_one_as_lines(
    page: Page, server_address: str, link: str
) -> None:
    open_page(page, f"{server_address}{link}")
    train_and_reset(page, 30)
    page.get_by_role("button", name="Runs (1)").click()
    page.get_by_role("button", name="Lay the boundary of run 1").click()
    expect(page.get_by_test_id("ghost")).to_be_visible()
    page.wait_for_function(IS_INKED, arg="ghost")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 480), (844, 390), (1024, 768), (1440, 900)])
@pytest.mark.parametrize("link", ["#dataset=pinwheel&classes=8&loss=cross-entropy&networkShape=8,8,8", CURVE])
def test_nothing_is_wider_than_the_screen(
    new_page: Callable[..., Page], server_address: str, width: int, height: int, link: str
) -> None:
    page = new_page(width=width, height=height)
    open_page(page, f"{server_address}{link}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
