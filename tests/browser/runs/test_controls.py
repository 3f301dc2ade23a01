"""Every control of the page does what it says, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import TWO_PICTURES, Complaints, running_server, until_it_looks_otherwise
from tests.browser.reaching.test_first_visit import (
    boundary,
    loss,
    open_page,
    play_until,
    wait_for_another_loss,
)

LINK_HOLDS = "text => location.hash.includes(text)"


def drag(page: Page, field: str, value: int) -> None:
    """Moves a slider to a value and lets it go."""
    page.locator(f"[data-field='{field}']").fill(str(value))


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ("train_percent", 70, "percTrainData=70"),
        ("noise", 25, "noise=25"),
        ("batch_size", 3, "batchSize=3"),
    ],
)
def test_a_slider_changes_the_experiment(
    page: Page, server_address: str, field: str, value: int, written: str
) -> None:
    open_page(page, server_address)
    drag(page, field, value)
    page.wait_for_function(LINK_HOLDS, arg=written)
    expect(page.locator(".slider", has=page.locator(f"[data-field='{field}']")).locator("b")).to_contain_text(
        str(value)
    )


@pytest.mark.parametrize(
    ("problem", "name", "written"),
    [
        ("Classification", "Exclusive or", "dataset=xor"),
        ("Classification", "Gaussian", "dataset=gauss"),
        ("Classification", "Spiral", "dataset=spiral"),
        ("Regression", "Multi Gaussian", "regDataset=reg-gauss"),
    ],
)
def test_a_thumbnail_chooses_the_data(
    page: Page, server_address: str, problem: str, name: str, written: str
) -> None:
    open_page(page, server_address)
    page.locator("[data-field='problem']").select_option(label=problem)
    before = page.locator(".plot").screenshot()
    page.get_by_role("button", name=name).click()
    page.wait_for_function(LINK_HOLDS, arg=written)
    expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    until_it_looks_otherwise(page.locator(".plot"), before)


def test_the_features_that_a_curve_has_no_use_for_come_back_with_the_plane(
    page: Page, server_address: str
) -> None:
    open_page(page, server_address)
    problem, second = page.locator("[data-field='problem']"), page.locator("[data-feature='y']")
    page.locator("[data-feature='xTimesY']").click()
    expect(page.locator("[data-feature='xTimesY']")).to_have_attribute("aria-pressed", "true")
    problem.select_option(label="Curve")
    expect(second).to_have_attribute("aria-pressed", "false")
    problem.select_option(label="Classification")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-feature='xTimesY']")).to_have_attribute("aria-pressed", "true")
    open_page(page, f"{server_address}#problem=curve&xSquared=true")
    page.reload()
    problem.select_option(label="Regression")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-feature='xSquared']")).to_have_attribute("aria-pressed", "true")


def test_regenerate_brings_other_points_under_another_seed(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.59704")
    before = page.locator(".plot").screenshot()
    page.get_by_role("button", name="New points").click()
    page.wait_for_function("() => !location.hash.includes('seed=0.59704')")
    until_it_looks_otherwise(page.locator(".plot"), before)


def test_step_trains_one_epoch_and_reset_goes_back_to_none(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Step").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,001")
    page.get_by_role("button", name="Step").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,002")
    page.get_by_role("button", name="New weights").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,000")


def test_restart_brings_the_same_first_weights_and_reset_new_ones(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.59704")
    first = loss(page)
    page.get_by_role("button", name="Step").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,001")
    page.get_by_role("button", name="Restart").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,000")
    expect(page.get_by_test_id("train-loss")).to_have_text(f"{first:.3f}")
    page.get_by_role("button", name="New weights").click()
    expect(page.get_by_test_id("train-loss")).not_to_have_text(f"{first:.3f}")


def test_what_was_done_can_be_undone_and_done_again(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    page.get_by_role("button", name="Add a hidden layer").click()
    expect(page.locator("[data-neuron='3-1']")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-neuron='3-1']")).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(page.locator("[data-neuron='3-1']")).to_be_visible()


def test_the_timeline_shows_an_earlier_moment_and_goes_on_from_there(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    play_until(page, 60)
    end = page.get_by_test_id("epoch").inner_text()
    page.get_by_label("Moments of this run").fill("20")
    expect(page.get_by_test_id("epoch")).to_have_text("000,020")
    expect(page.locator(".notice")).to_contain_text("This is epoch 20 of")
    page.get_by_role("button", name="Back to the end").click()
    expect(page.get_by_test_id("epoch")).to_have_text(end)
    page.get_by_label("Moments of this run").fill("20")
    expect(page.get_by_test_id("epoch")).to_have_text("000,020")
    page.get_by_role("button", name="Step").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,021")
    expect(page.locator(".notice")).to_have_count(0)


# Notes when each epoch is seen.
NOTE_EPOCHS = """() => {
  const epoch = document.querySelector('[data-testid=epoch]');
  window.seenAt = {};
  const note = () => (window.seenAt[epoch.textContent] ??= performance.now());
  new MutationObserver(note).observe(epoch, { childList: true, characterData: true, subtree: true });
}"""


def test_the_slowest_speed_trains_an_epoch_a_second(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.get_by_label("Speed").select_option(label="1 epoch/s")
    page.evaluate(NOTE_EPOCHS)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => window.seenAt['000,004']")
    took = page.evaluate("window.seenAt['000,004'] - window.seenAt['000,002']")
    assert 1000 < took < 4000  # two epochs


def test_test_points_and_two_colours_can_be_shown(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    plot = page.locator(".plot")
    plain = plot.screenshot()
    page.get_by_label("Show test data").check()
    page.wait_for_function(LINK_HOLDS, arg="showTestData=true")
    until_it_looks_otherwise(plot, plain)
    with_test = plot.screenshot()
    page.get_by_label("Discretise output").check()
    page.wait_for_function(LINK_HOLDS, arg="discretize=true")
    until_it_looks_otherwise(plot, with_test)
    assert plot.screenshot() != plain


def test_pointing_at_a_neuron_shows_it_large(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    before = boundary(page)
    page.locator("[data-neuron='1-2']").hover()
    expect(page.locator(".boundary-title")).to_have_text("Shown: layer 1, neuron 3")
    assert boundary(page) != before
    page.mouse.move(5, 5)
    expect(page.locator(".boundary-title")).to_have_text("Shown: the network’s answer")


def test_the_bias_of_the_output_can_be_typed_with_a_comma(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.59704")
    before = loss(page)
    page.locator("[data-neuron='3-0']").click()
    field = page.get_by_label("Bias", exact=True)
    field.fill("0,75")
    field.press("Enter")
    expect(field).to_have_value("0.750")
    wait_for_another_loss(page, before)


def test_a_link_between_neurons_can_be_clicked_and_its_weight_typed(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#networkShape=1&seed=0.59704")
    source, target = page.locator("[data-neuron='1-0']"), page.locator("[data-neuron='2-0']")
    start, end = source.bounding_box(), target.bounding_box()
    assert start
    assert end
    middle = ((start["x"] + start["width"] + end["x"]) / 2, start["y"] + start["height"] / 2)
    page.mouse.click(*middle)
    field = page.get_by_role("dialog", name="Weight").get_by_role("textbox")
    field.fill("1/4")
    field.press("Enter")
    expect(field).to_have_value("0.250")


def test_the_card_of_a_weight_says_from_where_and_to_where(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#networkShape=3&seed=0.59704")
    start = page.locator("[data-feature='x']").bounding_box()
    end = page.locator("[data-neuron='1-2']").bounding_box()
    assert start
    assert end
    # The first link that goes up or down into the third neuron begins at x₁: near its end it is alone.
    page.mouse.move(end["x"] - 14, end["y"] + end["height"] / 2 - 3)
    expect(page.locator(".card tr")).to_contain_text("x1 → layer 1, neuron 3")


def test_the_theme_is_chosen_and_kept(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    before = boundary(page)
    page.get_by_role("button", name="Appearance").click()
    for theme in ("Dark", "Projector"):
        page.get_by_text(theme, exact=True).click()
        expect(page.locator("html")).to_have_attribute("data-theme", theme.lower())
    page.get_by_text("Purple, green").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "projector")
    expect(page.locator("html")).to_have_attribute("data-palette", "purple")
    assert boundary(page) != before


def test_what_is_checked_stays_so_while_the_answer_to_another_comes(page: Page, server_address: str) -> None:
    held: list[str | bytes] = []
    line: list[WebSocketRoute] = []

    def connect(route: WebSocketRoute) -> None:
        line.append(route)
        route.connect_to_server().on_message(lambda item: held.append(item) if is_slow else route.send(item))

    is_slow = False
    page.route_web_socket(re.compile("/socket"), connect)
    open_page(page, server_address)
    page.get_by_role("button", name="Share").click()
    boxes = [page.get_by_role("checkbox", name=name) for name in ("Learning rate", "Activation", "Title")]
    is_slow = True
    for box in boxes:
        box.check()
    while sum('"done"' in item for item in held if isinstance(item, str)) < len(boxes):
        page.evaluate(TWO_PICTURES)
    for item in list(held):
        line[-1].send(item)
        page.evaluate(TWO_PICTURES)
        assert all(box.is_checked() for box in boxes)
    is_slow = False
    for box in boxes:
        expect(box).to_be_checked()


def test_a_hidden_control_is_gone_here_and_in_the_link(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("checkbox", name="Learning rate").check()
    page.get_by_label("Title and text").check()
    page.wait_for_function(LINK_HOLDS, arg="learningRate_hide=true")
    page.wait_for_function(LINK_HOLDS, arg="hideText=true")
    link = page.get_by_role("textbox", name="Link to this experiment").input_value()
    slide = new_page(width=800, height=600)
    open_page(slide, link)
    expect(slide.locator("[data-field='learning_rate']")).to_have_count(0)
    expect(slide.locator("[data-field='activation']")).to_have_count(1)
    expect(slide.locator(".story[lang='en']")).to_be_hidden()


OUTSIDE = """box => {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return [...box.querySelectorAll('p, button')].filter(each => {
    const part = each.getBoundingClientRect();
    return part.left < left || part.right > right || part.top < top || part.bottom > bottom;
  }).map(each => each.textContent);
}"""
"""What of a notice stands outside its box."""


def test_a_run_that_diverges_says_so_and_goes_on_with_a_lower_rate(page: Page, server_address: str) -> None:
    link = "problem=regression&activation=linear&learningRate=10&networkShape=3&seed=0.5"
    open_page(page, f"{server_address}#{link}")
    page.get_by_role("button", name="Play").click()
    notice = page.locator(".notice.wrong")
    expect(notice).to_contain_text("Training diverged")
    expect(page.get_by_test_id("train-loss")).to_have_text(re.compile(r"^\d"))
    lower = notice.get_by_role("button", name="Lower the learning rate to")
    rate = lower.inner_text(timeout=30_000).split()[-1]  # which has been tried first
    assert float(rate) < 10
    for width, height in ((1440, 900), (1024, 768), (844, 390), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        outside = notice.evaluate(OUTSIDE)
        assert outside == [], f"at {width} x {height}"
    lower.click()
    expect(notice).to_have_count(0)
    page.wait_for_function(LINK_HOLDS, arg=f"learningRate={rate}&")
    play_until(page, 20)
    expect(notice).to_have_count(0)


def test_a_link_that_cannot_be_opened_is_explained_and_a_network_is_there(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#learningRate=fast")
    expect(page.locator(".notice")).to_contain_text("learningRate")
    play_until(page, 5)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1024, 768), (1440, 900)])
@pytest.mark.parametrize("link", ["", "#networkShape=8,8,8,8,8,8&dataset=spiral"])
def test_nothing_is_wider_than_the_screen(
    new_page: Callable[..., Page], server_address: str, width: int, height: int, link: str
) -> None:
    page = new_page(width=width, height=height)
    open_page(page, f"{server_address}{link}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_lost_server_is_said_with_the_last_picture_left_standing(
    page: Page, complaints: Complaints
) -> None:
    with (
        page.expect_console_message(lambda message: "WebSocket" in message.text),
        running_server() as address,
    ):
        open_page(page, address)
        page.get_by_role("button", name="Step").click()
        expect(page.get_by_test_id("epoch")).to_have_text("000,001")
    expect(page.locator(".notice")).to_contain_text("Next try in")
    expect(page.get_by_test_id("epoch")).to_have_text("000,001")
    expect(page.locator(".live")).to_have_text("Not connected")
    page.close()
    complaints.expect("WebSocket")


def test_a_german_browser_gets_a_german_page(new_page: Callable[..., Page], server_address: str) -> None:
    page = new_page(locale="de-DE")
    page.goto(server_address)
    expect(page.get_by_test_id("train-loss")).to_have_text(re.compile(r"^\d,\d\d\d$"))
    page.get_by_role("button", name="Schritt").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000.001")
    expect(page.get_by_role("heading", name="Was ist ein neuronales Netz?")).to_be_visible()
    expect(page.get_by_role("heading", name="What is a neural network?")).to_be_hidden()
