"""What is turned, walked and compared in a look inside: three neurons, the way of a run, two minima."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.inside.test_inside import HAS_TRAINED, NAMES, PATIENCE, drawn_anew, pixels, question
from tests.browser.inside.test_probe import numbers
from tests.browser.reaching.test_first_visit import open_page, stands_still, watch_link


def train(page: Page, epochs: int) -> None:
    """Trains for some epochs as fast as the server can, and stops."""
    page.get_by_label("Speed").select_option(label="Fastest")
    page.keyboard.press("Space")
    page.wait_for_function(HAS_TRAINED, arg=epochs, timeout=PATIENCE)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    stands_still(page)


def dragged(page: Page, element: Locator, x: float, y: float) -> None:
    """Drags from the middle of an element, in CSS pixels."""
    box = element.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + x, middle[1] + y, steps=4)
    page.mouse.up()


def test_three_neurons_are_turned_by_hand_and_a_watcher_sees_them_turn(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5")
    question(page).select_option("How do layers see it?")
    page.get_by_label("From the inputs through every layer to the output").fill("1")
    page.get_by_test_id("inside-deep").select_option("Neuron 3")
    expect(page.get_by_test_id("inside-across")).to_have_value("Neuron 1")
    expect(page.get_by_test_id("inside-up")).to_have_value("Neuron 2")
    expect(page).to_have_url(re.compile("inside=hidden,at:1,across:1,up:2,deep:3"))
    watcher = new_page()
    open_page(watcher, watch_link(page))
    space = page.get_by_role("group", name="Turned by dragging, or with the arrow keys")
    before, seen = pixels(page), pixels(watcher)
    dragged(page, space, 60, -20)
    expect(page).to_have_url(re.compile(r"turn:60,tilt:82"))  # half a degree for a pixel, from 30 and 72
    drawn_anew(page, before)
    drawn_anew(watcher, seen)
    before = pixels(page)
    space.press("ArrowLeft")
    space.press("ArrowUp")
    expect(page).to_have_url(re.compile(r"turn:55,tilt:87"))
    drawn_anew(page, before)
    for _ in range(40):  # some come between what was told and its answer
        space.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"turn:255,tilt:87"))
    same = "seen => document.querySelector('[data-testid=inside]').toDataURL() === seen"
    watcher.wait_for_function(same, arg=pixels(page))
    seen = pixels(watcher)
    dragged(watcher, watcher.get_by_role("group", name="Turned by dragging, or with the arrow keys"), 60, -20)
    drawn_anew(watcher, seen)  # who watches turns it alone, and it stays so
    expect(page).to_have_url(re.compile(r"turn:255,tilt:87"))
    page.get_by_label("From the inputs through every layer to the output").fill("0.5")
    expect(page.locator(".inside-foot")).to_contain_text("between the inputs and layer 1")
    page.get_by_label("From the inputs through every layer to the output").fill("1")
    page.get_by_test_id("inside-deep").select_option("Flat")
    expect(space).to_have_count(0)
    expect(page.get_by_test_id("inside-up")).to_have_value("Neuron 2")


def test_three_directions_are_a_space_too_and_neurons_make_room_for_them(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&inside=hidden,at:1,deep:0")
    said = page.locator(".inside-said")
    expect(said).to_contain_text("The three directions in which the points spread most hold")
    page.get_by_test_id("inside-across").select_option("Neuron 4")
    expect(page.get_by_test_id("inside-deep")).to_have_value("Neuron 2")
    expect(said).not_to_contain_text("directions")
    page.get_by_test_id("inside-up").select_option("Direction 2")
    expect(page.get_by_test_id("inside-deep")).to_have_value("Direction 3")
    expect(said).to_contain_text("three directions")


def test_the_ball_rolls_and_its_way_is_walked_back_on_a_surface_that_turns(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5")
    question(page).select_option("Where is it downhill?")
    train(page, 60)
    walk = page.get_by_role("slider", name="Along the path")
    text = page.locator(".inside-slider span")
    ended = numbers(page.get_by_test_id("epoch").inner_text().replace(",", ""))[0]
    expect(text).to_contain_text(re.compile(rf"epoch {ended:.0f}: loss \d\.\d\d\d"))
    last = numbers(text.inner_text())[1]
    walk.press("Home")
    expect(text).to_contain_text("epoch 0:")
    expect(page).to_have_url(re.compile("inside=landscape,walked:0"))
    assert numbers(text.inner_text())[1] > last  # it went downhill
    walk.press("ArrowRight")
    expect(text).not_to_contain_text("epoch 0:")
    before = pixels(page)
    page.get_by_role("button", name="Surface").click()
    drawn_anew(page, before)
    expect(page).to_have_url(re.compile("surface:1"))
    watcher = new_page()
    open_page(watcher, watch_link(page))
    expect(watcher.locator(".inside-slider span")).to_contain_text(text.inner_text())
    before, seen = pixels(page), pixels(watcher)
    page.get_by_role("group", name="Turned by dragging").press("ArrowRight")
    expect(page).to_have_url(re.compile("turn:30,tilt:50"))
    drawn_anew(page, before)
    drawn_anew(watcher, seen)
    walk.press("End")
    expect(page).not_to_have_url(re.compile("walked"))
    page.get_by_role("button", name="Random").click()
    expect(walk).to_have_count(0)


def test_whether_two_minima_are_connected(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5")
    train(page, 120)
    question(page).select_option("What lies between?")
    said = page.locator(".inside-said")
    expect(said).to_contain_text("The training loss is 0.5")
    page.get_by_test_id("inside-from").select_option("Best")
    expect(said).to_contain_text("No hill lies between them.")
    page.keyboard.press("w")
    expect(page.get_by_test_id("epoch")).to_have_text("000,000")
    train(page, 120)
    page.get_by_test_id("inside-from").select_option("Run 1")
    expect(said).to_contain_text("A hill lies between them")
    expect(said).to_contain_text("With the same neurons in another order")
    assert numbers(said.inner_text())[0] > 0.05
    expect(page.get_by_test_id("inside")).to_have_attribute(
        "aria-label", re.compile("between the weights of two networks: Run 1 and Now")
    )
    expect(page).to_have_url(re.compile("inside=cut(&|$)"))  # another room would not know the run
    page.reload()
    expect(said).to_contain_text("A hill lies between them")  # but this one does
    page.get_by_test_id("inside-to").select_option("Epoch …")
    place = page.get_by_role("slider", name="Epoch where the line ends")
    place.press("Home")
    expect(page.locator(".inside-end").last).to_have_text("epoch 0")
    expect(page).to_have_url(re.compile("inside=cut,to:0"))
    page.get_by_role("button", name="Undo").click()
    expect(place).to_have_count(0)


def test_runs_of_another_shape_are_not_offered_and_their_weights_not_compared(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&inside=cut")
    train(page, 20)
    page.keyboard.press("w")
    expect(page.get_by_test_id("inside-from").locator("option")).to_have_text(
        ["Start", "Best", "Epoch …", "Run 1"]
    )
    page.get_by_test_id("inside-from").select_option("Run 1")
    expect(page.locator(".inside-said")).not_to_be_empty()
    page.get_by_label("Activation").select_option("ReLU")
    expect(page.get_by_text("The two networks must compute in the same way")).to_be_visible()
    expect(page.get_by_test_id("inside-from")).to_have_value("Lost run")


@pytest.mark.parametrize(
    ("width", "height", "theme"), [(1440, 900, "light"), (1024, 768, "projector"), (390, 844, "dark")]
)
def test_every_view_fills_the_whole_screen_and_nothing_runs_out_of_it(
    new_page: Callable[..., Page], server_address: str, width: int, height: int, theme: str
) -> None:
    page = new_page(width=width, height=height)
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    open_page(page, f"{server_address}#seed=0.5")
    output = page.locator(".output")
    output.get_by_role("button", name="Full screen").click()
    expect(output.get_by_role("button", name="Leave full screen")).to_be_visible()
    for index, asked in enumerate(question(page).locator("option").all_inner_texts()[1:], 1):
        question(page).select_option(asked)
        expect(page).to_have_url(re.compile(f"inside={NAMES[index]}"))
        expect(page.locator(".inside-said")).to_be_visible()
        plot = page.locator(".plot-place").bounding_box()
        assert plot is not None
        assert plot["width"] >= min(width, height) / 2
        for part in (".ask", ".boundary-title", ".foot", ".inside-said"):
            box = output.locator(part).first.bounding_box()
            assert box is not None
            assert box["x"] >= plot["x"] - 1, (asked, part)
            assert box["x"] + box["width"] <= plot["x"] + plot["width"] + 1, (asked, part)
            assert box["y"] + box["height"] <= height + 1, (asked, part)
