"""What a teacher closes is locked on the students' pages at once, with the reason, and opens again."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from tests.browser.classes.test_teaching import begin
from tests.browser.looks.test_accessibility import ALL, AXE, RUN

PATIENCE = 30_000  # milliseconds
NOTE = "closed by your teacher for now"


def join(page: Page, address: str, code: str) -> None:
    """Joins the class with a made-up name, and is at the own network."""
    page.goto(f"{address}join#{code.replace(' ', '')}")
    page.get_by_role("button", name="Join").click()
    page.get_by_role("button", name="Enter the class").click()
    expect(page.get_by_role("button", name="My own")).to_have_attribute(
        "aria-current", "page", timeout=PATIENCE
    )


def test_a_control_is_locked_at_once_and_opens_again(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    code = begin(page, server_address)
    student = new_page()
    join(student, server_address, code)
    expect(page.locator(".cell canvas")).to_be_visible(timeout=PATIENCE)
    rate = student.get_by_role("combobox", name="Learning rate")
    expect(rate).to_be_enabled()
    page.get_by_role("button", name="Pace", exact=True).click()
    pace = page.get_by_role("dialog", name="Pace")
    expect(pace.get_by_role("radio", name="Everything")).to_be_checked()
    pace.get_by_role("checkbox", name="Learning rate").press("Space")
    expect(rate).to_be_disabled()
    expect(rate).to_have_attribute("title", NOTE)
    expect(student.get_by_role("button", name=f"Learning rate η ({NOTE})")).to_be_visible()
    expect(pace.get_by_role("radio", name="Everything")).not_to_be_checked()
    pace.get_by_role("checkbox", name="Learning rate").press("Space")
    expect(rate).to_be_enabled()
    expect(student.locator(".locked")).to_have_count(0)


def test_nothing_but_play_and_step_is_left_and_examples_that_are_opened(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    code = begin(page, server_address)
    student = new_page(width=390, height=844, has_touch=True)
    join(student, server_address, code)
    expect(page.locator(".cell canvas")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Pace", exact=True).click()
    pace = page.get_by_role("dialog", name="Pace")
    pace.get_by_text("Nothing but play and step").click()
    spiral = pace.get_by_role("checkbox", name="The spiral")
    expect(spiral).not_to_be_checked()
    spiral.check()
    expect(student.get_by_role("button", name="Add a hidden layer")).to_have_count(0)
    expect(student.get_by_role("button", name="Bring a table")).to_be_disabled()
    student.get_by_role("button", name="Step", exact=True).click()
    expect(student.get_by_test_id("epoch").first).to_have_text(re.compile("1$"))
    student.get_by_role("button", name="Examples").click()
    listed = student.get_by_role("dialog", name="Examples")
    closed = listed.get_by_role("button", name="Three classes")
    expect(closed).to_be_disabled()
    expect(closed).to_contain_text(NOTE)
    listed.get_by_role("button", name="The spiral").click()
    student.wait_for_function("() => location.hash.includes('dataset=spiral')")
    pace.get_by_text("Everything").click()
    expect(student.get_by_role("button", name="Add a hidden layer")).to_be_visible()


def test_a_puzzle_is_not_wired_nor_let_learn_where_weights_are_closed(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    code = begin(page, server_address)
    student = new_page()
    join(student, server_address, code)
    student.get_by_test_id("inside-view").select_option("Can you wire it?")
    student.get_by_role("button", name="XOR: either").click()
    bias = student.get_by_role("textbox", name="Bias of the output", exact=True)
    expect(bias).to_be_enabled(timeout=PATIENCE)
    page.get_by_role("button", name="Pace", exact=True).click()
    pace = page.get_by_role("dialog", name="Pace")
    pace.get_by_text("Nothing but play and step").click()
    expect(bias).to_be_disabled()
    before = bias.input_value()
    line = student.get_by_role("button", name="Line of neuron 1")
    line.press("ArrowRight")
    expect(line.locator(".end")).to_have_count(0)
    for name in ("Now let it learn", "AND: both x₁ and x₂"):
        button = student.get_by_role("button", name=name)
        expect(button).to_be_disabled()
        expect(button).to_have_attribute("title", NOTE)
    assert bias.input_value() == before
    student.get_by_test_id("inside-view").select_option("What can boxes do?")
    build = student.get_by_role("button", name="Train on from here")
    expect(build).to_be_disabled(timeout=PATIENCE)
    expect(build).to_have_attribute("title", NOTE)
    pace.get_by_text("Everything").click()
    expect(build).to_be_enabled()
    student.get_by_test_id("inside-view").select_option("Can you wire it?")
    expect(bias).to_be_enabled()


def test_what_the_server_refuses_is_said_and_the_page_shows_what_is(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    code = begin(page, server_address)
    student = new_page()
    join(student, server_address, code)
    expect(page.locator(".cell canvas")).to_be_visible(timeout=PATIENCE)
    student.get_by_role("combobox", name="Learning rate").select_option("0.3")
    student.wait_for_function("() => location.hash.includes('learningRate=0.3')")
    page.get_by_role("button", name="Pace", exact=True).click()
    page.get_by_text("Nothing but play and step").click()
    expect(student.locator(".locked").first).to_be_visible()
    student.get_by_role("button", name="Undo", exact=True).click()
    expect(student.get_by_text("The teacher has closed Learning rate η for now")).to_be_visible()
    expect(student.get_by_role("combobox", name="Learning rate")).to_have_value("0.3")


def test_single_settings_are_chosen_and_a_second_device_shows_them(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(bypass_csp=True, reduced_motion="reduce")
    begin(page, server_address)
    page.get_by_role("button", name="Rules and links").click()
    field = page.get_by_label("A second device, or a co-teacher", exact=True)
    expect(field).to_be_visible()
    link = field.input_value()
    page.keyboard.press("Escape")
    second = new_page(width=1024, height=768, bypass_csp=True, reduced_motion="reduce")
    second.goto(urljoin(server_address, link))
    page.get_by_role("button", name="Pace", exact=True).click()
    pace = page.get_by_role("dialog", name="Pace")
    pace.get_by_label("One by one: Gradient descent").press("Enter")  # examples come, and all moves a little
    pace.get_by_role("checkbox", name="Momentum").uncheck()
    expect(pace.get_by_text(re.compile(r"Gradient descent \(\d+ of \d+\)"))).to_be_visible()
    second.get_by_role("button", name="Pace: limited").click()
    expect(second.get_by_text(re.compile(r"Gradient descent \(\d+ of \d+\)"))).to_be_visible()
    second.get_by_text("Everything", exact=True).click()
    expect(pace.get_by_role("checkbox", name="Momentum")).to_be_checked()
    for each in (page, second):
        each.add_script_tag(path=AXE)
        assert each.evaluate(RUN, ALL) == []
