"""Puzzles of unit steps: wired by lines or by numbers, checked at once, with hints, and then learnt."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.inside.test_inside import PATIENCE, XOR, question
from tests.browser.inside.test_probe import numbers
from tests.browser.reaching.test_first_visit import open_page, watch_link

Place = tuple[float, float]


def said(page: Page) -> Locator:
    """What is said of a puzzle."""
    return page.locator(".inside-said")


def drag_line(page: Page, n: int, *ends: Place) -> None:
    """Chooses a line by its number, and drags its ends to these two places of the plane."""
    line = page.get_by_role("button", name=f"Line of neuron {n}")
    line.locator("circle.number").click()
    for k, (x, y) in enumerate(ends):
        line.locator("circle.end").nth(k).hover()
        page.mouse.down()
        plane = page.locator(".neuron-lines").bounding_box()
        assert plane is not None
        side = plane["width"] / 12
        page.mouse.move(plane["x"] + (x + 6) * side, plane["y"] + (6 - y) * side, steps=6)
        page.mouse.up()


def arrow_of(page: Page, n: int) -> Place:
    """Whither the arrow of a line points: to the right and upward are above 0."""
    arrow = page.get_by_role("button", name=f"Line of neuron {n}").locator("line.arrow")
    x1, y1, x2, y2 = (float(arrow.get_attribute(name) or "") for name in ("x1", "y1", "x2", "y2"))
    return x2 - x1, y1 - y2


def field(page: Page, name: str) -> Locator:
    """A number of the puzzle."""
    return page.get_by_role("textbox", name=name, exact=True)


def type_in(page: Page, name: str, value: str) -> None:
    field(page, name).fill(value)
    field(page, name).press("Enter")


def test_a_newcomer_wires_xor_from_a_fresh_page_as_the_hints_say(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    question(page).select_option("Can you wire it?")
    expect(said(page)).to_contain_text("choose a puzzle above")
    page.get_by_role("button", name="XOR: either x₁ or x₂").click()
    expect(said(page)).to_contain_text("27 of 36 points are wrong")
    expect(page.locator(".neuron-lines .wrong")).to_have_attribute("d", re.compile("M"))
    page.get_by_role("button", name="Hint").click()
    expect(said(page)).to_contain_text("from the upper left to the lower right")
    drag_line(page, 1, (-3.5, 5.5), (5.5, -3.5))
    drag_line(page, 2, (-5.5, 3.5), (3.5, -5.5))
    expect(said(page)).to_contain_text("The lines do. What is left are the weights")
    for _ in range(2):
        page.get_by_role("button", name="Hint").click()
    expect(said(page)).to_contain_text("Arrows inward: output weights 1, bias −1.5")
    inward = [arrow_of(page, 1)[0] < 0, arrow_of(page, 2)[0] > 0]
    for n, is_inward in enumerate(inward, 1):
        type_in(page, f"Weight {n} of the output", "1" if is_inward else "-1")
    type_in(page, "Bias of the output", str(-1.5 + inward.count(False)))
    expect(said(page)).to_contain_text("All 36 points are right. XOR is the strip between two lines")
    expect(page.locator(".neuron-lines .wrong")).to_have_attribute("d", "")
    expect(page.get_by_test_id("test-accuracy")).to_contain_text("100")


def test_a_finger_that_is_a_little_beside_an_end_turns_the_line(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(width=390, height=844, has_touch=True)
    open_page(page, f"{server_address}#{XOR}")
    expect(said(page)).to_contain_text("27 of 36 points are wrong")
    before = field(page, "Weight x₁ of line 1").input_value()
    end = page.get_by_role("button", name="Line of neuron 1").locator("circle.end").first.bounding_box()
    assert end is not None
    x, y = end["x"] + end["width"] / 2, end["y"] + end["height"] / 2
    touch = page.context.new_cdp_session(page)
    for kind, moved in (("touchStart", 15.0), ("touchMove", 40.0), ("touchMove", 70.0), ("touchEnd", None)):
        points = [] if moved is None else [{"x": x + moved, "y": y + 5}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(field(page, "Weight x₁ of line 1")).not_to_have_value(before)


def test_unit_steps_become_smooth_to_learn_and_can_come_back(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#{XOR}")
    expect(page.get_by_text("Unit steps have no slope to learn by")).to_be_visible()
    page.get_by_label("Speed").select_option(label="Fastest")
    page.get_by_role("button", name="Now let it learn").click()
    expect(page.get_by_text("The steps are smooth now (sigmoid)")).to_be_visible()
    expect(said(page)).to_contain_text("All 36 points are right", timeout=PATIENCE)
    expect(page.locator(".neuron-lines .margin .edge").first).to_be_visible()
    page.get_by_role("button", name="Back to unit steps").click()
    expect(page.get_by_text("Unit steps have no slope to learn by")).to_be_visible()
    expect(page.locator(".neuron-lines .margin .edge")).to_have_count(0)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_by_keyboard_a_puzzle_is_opened_and_a_line_is_chosen_moved_and_typed(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&inside=puzzle")
    page.get_by_role("button", name="△ Triangle").press("Enter")
    expect(said(page)).to_contain_text("of 95 points are wrong")
    page.get_by_test_id("puzzle-line").select_option("Line 3")
    expect(page.locator(".neuron-lines .chosen text")).to_have_text("3")
    before = field(page, "Bias of line 3").input_value()
    page.get_by_role("button", name="Line of neuron 3").press("ArrowUp")
    expect(field(page, "Bias of line 3")).not_to_have_value(before)
    type_in(page, "Weight x₁ of line 3", "0.25")
    expect(page.get_by_role("button", name=re.compile(r"Line of neuron 3: 0\.25 x₁"))).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(field(page, "Weight x₁ of line 3")).not_to_have_value("0.25")
    type_in(page, "Bias of line 3", "50")
    expect(said(page)).to_contain_text("The line of neuron 3 runs outside the plane")


def test_who_watches_sees_what_is_wrong_and_changes_nothing(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, f"{server_address}#{XOR}")
    watcher = new_page()
    open_page(watcher, watch_link(page))
    expect(said(watcher)).to_contain_text("27 of 36 points are wrong")
    expect(watcher.get_by_role("button", name="XOR: either")).to_be_disabled()
    expect(field(watcher, "Bias of the output")).to_be_disabled()
    expect(watcher.get_by_role("button", name="Hint")).to_have_count(0)
    type_in(page, "Bias of the output", "-3")
    expect(said(watcher)).to_contain_text("18 of 36 points are wrong")


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("networkShape=", "This network has no hidden layer"),
        ("dataset=digits", "Lines are for two inputs, x₁ and x₂"),
        ("problem=regression", "Nothing is right or wrong where a number is learnt"),
    ],
)
def test_where_nothing_can_be_wired_a_sentence_says_why_and_puzzles_open(
    page: Page, server_address: str, link: str, sentence: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&{link}&inside=puzzle")
    expect(page.get_by_text(sentence)).to_be_visible()
    page.get_by_role("button", name="AND: both").click()
    expect(said(page)).to_contain_text("27 of 36 points are wrong")


def test_other_neurons_than_unit_steps_are_said_to_be_none(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&networkShape=3&inside=puzzle")
    expect(page.get_by_text("These neurons are no unit steps: Tanh.")).to_be_visible()
    expect(said(page)).to_contain_text("points are wrong")


def test_the_table_tells_a_screen_reader_what_is_made_of_each_region(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#{XOR.replace('puzzle', 'lines')}")
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page).to_have_url(re.compile("inside=lines,table:1"))
    table = page.get_by_role("group", name="What the next layers make of each region")
    expect(table.get_by_role("row")).to_have_count(5)
    expect(table.get_by_role("columnheader")).to_have_text(["Region", "Area", "Output"])
    for name in ("On: 1, 2", "On: 1", "On: 2", "All off"):
        expect(table.get_by_role("rowheader", name=name, exact=True)).to_have_count(1)
    made = re.compile(r"^Output: .* an? (union|intersection|half-plane)$")
    expect(table.locator("p").first).to_have_text(made)
    table.focus()
    expect(table).to_be_focused()
    shares = [numbers(cell)[0] for cell in table.locator("td:nth-child(2)").all_inner_texts()]
    assert sum(shares) == pytest.approx(100, abs=0.3)


def test_of_many_lines_there_is_a_sentence_in_the_place_of_the_table(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&networkShape=12&inside=lines,table:1")
    expect(page.get_by_text("There is a table of at most 10 lines")).to_be_visible()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_test_id("epoch")).not_to_have_text("000,000")
    expect(page.get_by_text("There is a table of at most 10 lines")).to_be_visible()
