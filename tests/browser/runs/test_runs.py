"""The loss curve's looks, and the earlier runs of a visit, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import TWO_PICTURES, until_it_looks_like, until_it_looks_otherwise
from tests.browser.reaching.test_first_visit import SETTLED, boundary, open_page, play_until, watch_link

LINK = "#seed=0.59704&noise=25"
AT_ZERO = "000,000"
SLOWLY = 30_000  # milliseconds for a hundred epochs on a busy machine
LINK_HOLDS = "text => location.hash.includes(text)"

IS_PAINTED = """() => {
  const { width, height } = document.querySelector('canvas.run-picture');
  const context = document.querySelector('canvas.run-picture').getContext('2d');
  return new Set(context.getImageData(0, 0, width, height).data).size > 20;
}"""


def curve(page: Page) -> bytes:
    """The pixels of the loss curve."""
    page.mouse.move(5, 5)
    return page.get_by_test_id("curve").screenshot()


def train_and_reset(page: Page, epochs: int = 20) -> None:
    """Trains a run and begins the next one with the same settings."""
    play_until(page, epochs)
    page.get_by_role("button", name="New weights").click()
    expect(page.get_by_test_id("epoch")).to_have_text(AT_ZERO)


def choose_rate(page: Page, label: str) -> None:
    """Chooses a learning rate, and waits until the room has it."""
    page.locator("[data-field='learning_rate']").select_option(label=label)
    page.wait_for_function(LINK_HOLDS, arg=f"learningRate={label}&")


def open_runs(page: Page, count: int) -> Locator:
    """Opens the list, which must have so many runs; returns it."""
    page.get_by_role("button", name=f"Runs ({count})").click()
    listed = page.get_by_role("region", name="Earlier runs")
    expect(listed.locator("li")).to_have_count(count)
    return listed


def test_there_is_no_list_before_a_run_has_ended(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    for _ in range(2):  # too few epochs to be kept
        page.get_by_role("button", name="Step").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,002")
    page.get_by_role("button", name="New weights").click()
    expect(page.get_by_test_id("epoch")).to_have_text(AT_ZERO)
    expect(page.get_by_role("button", name="Runs")).to_have_count(0)


def test_an_ended_run_is_listed_with_what_differs(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    place = page.get_by_test_id("curve").bounding_box()
    train_and_reset(page)
    listed = open_runs(page, 1)
    expect(listed.locator("header")).to_contain_text("Settings then → now")
    expect(listed.get_by_label("Name of run 1")).to_have_attribute("placeholder", "Run 1")
    expect(listed.locator("li p")).to_have_text("The same settings, other first weights")
    choose_rate(page, "0.1")
    expect(listed.locator("li p")).to_have_text("Learning rate η 0.03 → 0.1")
    assert page.get_by_test_id("curve").bounding_box() == place  # nothing has jumped
    page.keyboard.press("Escape")
    expect(listed).to_have_count(0)
    expect(page.get_by_role("button", name="Runs (1)")).to_be_focused()


def test_an_ended_run_stays_as_a_pale_line_until_it_is_forgotten(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    empty = curve(page)
    train_and_reset(page, 60)
    with_line = curve(page)
    assert with_line != empty
    open_runs(page, 1).get_by_role("button", name="Forget run 1").click()
    expect(page.get_by_role("button", name="Runs")).to_have_count(0)
    assert curve(page) != with_line


COLOUR = "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"
# How many pixels of the curve's canvas have the hue of a colour: lines of earlier runs are pale.
PIXELS_OF = """(colour) => {
  const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const canvas = document.querySelector('[data-testid=curve] canvas');
  const copy = new OffscreenCanvas(canvas.width, canvas.height)
    .getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] > 120 && wanted.every((value, k) => Math.abs(data[i + k] - value) < 12)) count += 1;
  return count;
}"""
# Notes what is written on canvases, and in what colour.
NOTE_WRITING = """
window.written = new Map();
const { fillText } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  window.written.set(text, this.fillStyle);
  fillText.call(this, text, ...place);
};
"""


def test_every_earlier_curve_has_a_colour_of_its_own_and_its_name(page: Page, server_address: str) -> None:
    page.add_init_script(NOTE_WRITING)
    open_page(page, f"{server_address}{LINK}")
    for _ in range(2):
        train_and_reset(page, 60)
    page.mouse.move(5, 5)
    expect(page.get_by_role("button", name="Runs (2)")).to_be_visible()
    page.evaluate(TWO_PICTURES)
    written = page.evaluate("() => Object.fromEntries(window.written)")
    for run, other in ((1, 3), (2, 4)):
        colour = page.evaluate(COLOUR, f"--run-{run}")
        assert written[f"Run {run}"] == colour
        assert page.evaluate(PIXELS_OF, colour) > 20 * page.evaluate(
            PIXELS_OF, page.evaluate(COLOUR, f"--run-{other}")
        )
    listed = open_runs(page, 2)
    swatches = listed.locator(".run-words i").evaluate_all("all => all.map((each) => each.style.background)")
    assert swatches == ["var(--run-2)", "var(--run-1)"]  # the newest first


def test_a_run_on_other_data_keeps_its_row_and_loses_its_line(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    train_and_reset(page, 60)
    listed = open_runs(page, 1)
    expect(listed.locator(".run-words i")).to_have_count(1)
    with_line = curve(page)
    page.get_by_role("button", name="Gaussian").click()
    expect(listed.locator("li p")).to_contain_text("its curve is not drawn")
    expect(listed.locator(".run-words i")).to_have_count(0)
    assert curve(page) != with_line


def test_a_run_opens_again_as_it_ended_and_goes_on(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#dataset=xor&networkShape=4,2&seed=0.5&stopEpoch=30")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,030", timeout=SLOWLY)
    loss = page.get_by_test_id("train-loss").inner_text()
    page.get_by_role("button", name="New weights").click()
    expect(page.get_by_test_id("train-loss")).not_to_have_text(loss)
    listed = open_runs(page, 1)
    listed.get_by_role("button", name="Open run 1 as it ended").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,030")
    expect(page.get_by_test_id("train-loss")).to_have_text(loss)
    expect(listed.locator("li p")).to_have_text("The same settings and first weights")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.get_by_test_id("epoch")).to_have_text("000,031")
    page.keyboard.press("z")
    expect(page.get_by_test_id("epoch")).to_have_text(AT_ZERO)


def test_a_run_has_a_picture_and_a_name_of_one_s_own(page: Page, server_address: str) -> None:
    page.add_init_script(NOTE_WRITING)
    open_page(page, f"{server_address}{LINK}")
    train_and_reset(page, 60)
    listed = open_runs(page, 1)
    page.wait_for_function(IS_PAINTED)
    listed.get_by_label("Name of run 1").fill("much noise")
    page.keyboard.press("Enter")
    page.evaluate(TWO_PICTURES)
    assert "much noise" in page.evaluate("() => [...window.written.keys()]")
    listed.get_by_role("button", name="Lay the boundary of run 1").click()
    expect(page.locator(".boundary-title")).to_contain_text("much noise")


def test_a_curve_is_drawn_as_somebody_wishes(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    train_and_reset(page, 60)
    listed = open_runs(page, 1)
    wish = listed.get_by_role("button", name="Curve of run 1")
    expect(wish).to_have_attribute("aria-pressed", "true")
    page.mouse.move(5, 5)
    with_line = curve(page)
    wish.click()
    expect(wish).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    assert curve(page) != with_line


def test_a_boundary_goes_where_it_cannot_be_compared(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    train_and_reset(page, 60)
    listed = open_runs(page, 1)
    listed.get_by_role("button", name="Lay the boundary of run 1").click()
    expect(page.get_by_test_id("ghost")).to_be_visible()
    page.get_by_role("button", name="Gaussian").click()
    expect(page.get_by_test_id("ghost")).to_have_count(0)
    expect(listed.get_by_role("button", name="Lay the boundary of run 1")).to_have_count(0)
    expect(listed.get_by_role("button", name="Open run 1")).to_be_visible()


def test_restoring_a_run_brings_its_link_and_its_own_first_weights_back(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}{LINK}")
    page.wait_for_function(LINK_HOLDS, arg="noise=25")
    link = page.evaluate("location.hash")
    page.get_by_role("button", name="New weights").click()  # not those of the link
    train_and_reset(page)
    page.get_by_role("button", name="Add a neuron to layer 2").click()
    expect(page.locator("[data-neuron='2-2']")).to_be_visible()
    choose_rate(page, "0.1")
    listed = open_runs(page, 1)
    expect(listed.locator("li p")).to_have_text("Hidden layers 4, 2 → 4, 3 · Learning rate η 0.03 → 0.1")
    listed.get_by_role("button", name="Start again: run 1").click()
    page.wait_for_function("link => location.hash === link", arg=link)
    expect(page.locator("[data-neuron='2-2']")).to_have_count(0)
    expect(listed.locator("li p")).to_have_text("The same settings and first weights")


def test_a_run_that_goes_on_from_an_earlier_moment_is_listed_as_it_was_at_its_end(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#dataset=xor&networkShape=4,2&seed=0.5&stopEpoch=99")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,099", timeout=SLOWLY)
    test_loss = page.get_by_test_id("test-loss").inner_text()
    page.locator(".timeline input").fill("18")
    expect(page.get_by_test_id("epoch")).to_have_text("000,018")
    expect(page.get_by_test_id("test-loss")).not_to_have_text(test_loss)
    page.get_by_role("button", name="Play").click()
    expect(open_runs(page, 1).locator("li")).to_contain_text(re.compile(f"99 epochs.*{test_loss}"))
    expect(page.get_by_test_id("epoch")).to_have_text("000,099", timeout=SLOWLY)
    page.get_by_role("button", name="New weights").click()
    listed = page.get_by_role("region", name="Earlier runs").locator("li")
    expect(listed).to_have_count(2)
    for each in listed.all():
        expect(each).to_contain_text("99 epochs")


def test_a_boundary_lies_over_the_present_one_and_goes_again(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    train_and_reset(page, 60)
    plain = boundary(page)
    ghost = open_runs(page, 1).get_by_role("button", name="Lay the boundary of run 1")
    ghost.click()
    expect(ghost).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("ghost")).to_be_visible()
    expect(page.locator(".boundary-title")).to_contain_text("Run 1")
    assert boundary(page) != plain
    ghost.click()
    expect(page.get_by_test_id("ghost")).to_have_count(0)
    assert boundary(page) == plain


def test_a_mark_says_what_was_changed_to_pointer_finger_and_keyboard(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(has_touch=True)
    open_page(page, f"{server_address}{LINK}")
    play_until(page, 10)
    choose_rate(page, "0.1")
    play_until(page, 20)
    note, words = page.get_by_test_id("mark"), re.compile(r"^Epoch \d+: Learning rate η 0.03 → 0.1$")
    chart = page.get_by_test_id("curve")
    chart.focus()
    for key in ("Home", "ArrowUp"):
        page.keyboard.press(key)
    expect(note).to_have_text(words)
    expect(chart).to_have_attribute("aria-valuetext", re.compile("gap .* Epoch .*: Learning rate"))
    page.evaluate(SETTLED)
    plot, line = page.locator(".u-over").bounding_box(), page.locator(".u-cursor-x").bounding_box()
    assert plot
    assert line
    page.keyboard.press("Home")
    expect(note).to_have_count(0)
    x = line["x"] + 1
    page.touchscreen.tap(x, plot["y"] + 20)
    expect(note).to_have_text(words)
    page.mouse.move(plot["x"] + 2, plot["y"] + 20)
    expect(note).to_have_count(0)
    page.mouse.move(x, plot["y"] + 40)
    expect(note).to_have_text(words)


def test_the_logarithmic_axis_and_smoothing_draw_other_curves(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    play_until(page, 60)
    linear = curve(page)
    log = page.get_by_role("button", name="Log", exact=True)
    log.click()
    expect(log).to_have_attribute("aria-pressed", "true")
    page.mouse.move(5, 5)
    until_it_looks_otherwise(page.get_by_test_id("curve"), linear)
    logarithmic = curve(page)
    page.get_by_label("Smoothing").select_option(label="Strong")
    until_it_looks_otherwise(page.get_by_test_id("curve"), logarithmic)
    assert curve(page) != linear
    page.get_by_label("Smoothing").select_option(label="Raw")
    log.click()
    expect(log).to_have_attribute("aria-pressed", "false")
    page.mouse.move(5, 5)
    until_it_looks_like(page.get_by_test_id("curve"), linear)


PLACES_IN_HEAD = """() => [...document.querySelectorAll('.strip-head > :not(.curve-read)')].map((each) => {
  const { x, y, width, height } = each.getBoundingClientRect();
  return [x, y, width, height];
})"""


def test_the_curve_reads_both_losses_and_their_gap(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    play_until(page, 30)
    before = page.evaluate(PLACES_IN_HEAD)
    page.get_by_test_id("curve").locator(".u-over").hover()
    reading = page.get_by_test_id("curve-read")
    expect(reading).to_be_visible()
    assert page.evaluate(PLACES_IN_HEAD) == before
    expect(reading).to_have_text(re.compile(r"^\s*Epoch \d+\s*\d\.\d{3}\s*\d\.\d{3}\s*Gap −?\d\.\d{3}\s*$"))
    train, test, gap = (
        float(text.replace("−", "-")) for text in re.findall(r"−?\d\.\d{3}", reading.inner_text())
    )
    assert test - train == pytest.approx(gap, abs=0.0011)
    page.mouse.move(5, 5)
    expect(reading).to_have_count(0)


def test_the_curve_is_read_with_the_keyboard_too(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}{LINK}")
    play_until(page, 30)
    chart = page.get_by_role("slider", name="Loss over epochs")
    chart.focus()
    page.keyboard.press("Home")
    expect(chart).to_have_attribute(
        "aria-valuetext", re.compile(r"^epoch 0: training 0\.\d{3}, test 0\.\d{3}, gap ")
    )
    page.keyboard.press("ArrowRight")
    expect(chart).to_have_attribute("aria-valuenow", "1")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("curve-read")).to_have_count(0)


def test_a_watcher_sees_earlier_runs_and_cannot_restore_them(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, f"{server_address}{LINK}")
    link = watch_link(page)
    watcher = new_page()
    open_page(watcher, link)
    train_and_reset(page)
    listed = open_runs(watcher, 1)
    expect(listed.get_by_role("button", name="Lay the boundary of run 1")).to_be_visible()
    expect(listed.get_by_role("button", name="Start again: run 1")).to_have_count(0)


def test_on_a_phone_the_list_fits_and_every_button_is_large_enough(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(width=390, height=844)
    open_page(page, f"{server_address}{LINK}")
    train_and_reset(page)
    listed = open_runs(page, 1)
    box = listed.bounding_box()
    assert box
    assert 0 <= box["x"] <= 390 - box["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in [*listed.get_by_role("button").all(), page.get_by_role("button", name="Runs (1)")]:
        size = button.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 40
