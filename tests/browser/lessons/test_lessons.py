"""Lessons beside the playground: every step of all of them by its solution, and a beginner's way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from engine.inside.puzzles import PUZZLES
from server.lessons.folder import lesson_folders
from server.lessons.shelf import HOUSE
from tests.browser.conftest import Complaints
from tests.browser.lessons.test_puzzles import type_in
from tests.browser.reaching.test_first_visit import open_page, play_until, watch_link
from tests.engine.inside.test_puzzles import INSIDE, LINES

KEYS = [folder.name for folder in lesson_folders(HOUSE)]
FIRST, FENCE, FENCE_STEP = "01-a-neuron", "02-lines", 3
LONG = 60_000  # milliseconds: hundreds of epochs on a busy machine
AT_FENCE = {"at": FENCE_STEP, "done": [0, 1, 2], "answers": {}}
KEPT = "key => JSON.parse(localStorage.getItem('nnp.lessons'))[key]"


def lesson_of(address: str, key: str, language: str = "en") -> dict[str, Any]:
    """A lesson as the server gives it to the page."""
    with urlopen(f"{address}lessons/{key}/{language}.json", timeout=30) as answer:
        read: dict[str, Any] = json.load(answer)
    return read


def panel(page: Page) -> Locator:
    return page.locator(".lesson")


def button(page: Page, name: str) -> Locator:
    return panel(page).get_by_role("button", name=name, exact=True)


def open_lesson(page: Page, address: str, key: str, at: int = 0) -> None:
    """Opens a lesson at a step, as who has done those before, in a room that trains as fast as it can."""
    open_page(page, address)
    page.get_by_label("Speed").select_option(label="Fastest")
    kept = {key: {"at": at, "done": list(range(at)), "answers": {}}}
    page.evaluate("kept => localStorage.setItem('nnp.lessons', JSON.stringify(kept))", kept)
    page.keyboard.press("e")
    page.get_by_role("button", name="Learn step by step").click()
    page.locator(f"[data-lesson='{key}']").click()
    expect(panel(page).locator(".way li[aria-current=step]")).to_have_count(1)


def answer(page: Page, block: dict[str, Any], given: float) -> None:
    """Gives the answer to a question or a prediction: a choice, from 0, or a number."""
    asked = panel(page).locator(".question")
    if "choices" in block:
        asked.locator("label").nth(int(given)).click()
    else:
        asked.get_by_role("textbox").fill(f"{given:g}")
    if block["kind"] == "prediction":
        button(page, "Lock it in").click()
    elif "choices" not in block:
        button(page, "Check").click()


def solve(page: Page, key: str, at: int, block: dict[str, Any]) -> None:
    """Does what a block asks for, by its solution."""
    kind = block["kind"]
    if kind == "question":
        right = [choice.get("right") for choice in block.get("choices", [])]
        answer(page, block, right.index(True) if right else block["number"])
        expect(panel(page).locator(".said")).to_contain_text("Right.")
    elif kind == "prediction":
        answer(page, block, 0 if "choices" in block else block["number"])
        page.get_by_role("button", name="Play").click()
        expect(panel(page).locator(".outcome")).to_be_visible(timeout=LONG)
        came = page.evaluate(KEPT, key)["answers"][str(at)]
        assert came["outcome"] is not None
        if "choices" in block:
            assert came["right"] in range(len(block["choices"])), "the run did not do what one choice says"
        else:
            assert abs(came["outcome"] - block["number"]) <= block["tolerance"]
    elif kind == "task":
        while panel(page).locator("button.hint").count():
            panel(page).locator("button.hint").click()
        button(page, "Show me").click()
        expect(panel(page).locator(".task")).to_contain_text("Done!", timeout=LONG)
    elif kind == "puzzle":
        wire(page, block["name"])
        expect(panel(page).locator(".task")).to_contain_text("Solved", timeout=LONG)


def wire(page: Page, name: str) -> None:
    """Types the lines of a puzzle, all on towards its middle, and has the output ask for all of them."""
    n, (x, y) = PUZZLES[name].n_neurons, INSIDE[name]
    for i, ((x1, y1), (x2, y2)) in enumerate(LINES[name], 1):
        right, up = y1 - y2, x2 - x1
        bias = -right * x1 - up * y1
        side = 1 if right * x + up * y + bias > 0 else -1
        page.get_by_test_id("puzzle-line").select_option(label=f"Line {i}")
        for what, value in (("Weight x₁", right), ("Weight x₂", up), ("Bias", bias)):
            type_in(page, f"{what} of line {i}", f"{side * value / 4:g}")
        type_in(page, f"Weight {i} of the output", "1")
    type_in(page, "Bias of the output", f"{0.5 - n:g}")


@pytest.mark.parametrize("key", KEYS)
def test_every_step_can_be_done_by_its_solution(page: Page, server_address: str, key: str) -> None:
    steps = lesson_of(server_address, key)["steps"]
    open_lesson(page, server_address, key)
    for at, step in enumerate(steps):
        expect(panel(page).get_by_role("heading", name=step["title"], exact=True)).to_be_visible()
        to_do = [
            part for part in step["parts"] if part["kind"] in ("task", "question", "prediction", "puzzle")
        ]
        on = button(page, "To the end" if at == len(steps) - 1 else "Next")
        for block in to_do:
            expect(on).to_be_disabled()
            solve(page, key, at, block)
        expect(on).to_be_enabled()
        on.click()
    expect(panel(page).get_by_role("heading", name="You are through.")).to_be_focused()
    button(page, "All lessons").first.click()
    expect(page.locator(f"[data-lesson='{key}']")).to_contain_text("Done")


def test_a_beginner_comes_from_the_first_visit_through_the_first_steps(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(first_visit=True)
    open_page(page, server_address)
    page.get_by_role("button", name="Lessons", exact=True).click()
    dialog = page.get_by_role("dialog", name="Lessons")
    expect(dialog.get_by_role("button").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    lesson = lesson_of(server_address, FIRST)
    expect(page).to_have_url(re.compile(rf"\?lesson={FIRST}#"))
    expect(panel(page).get_by_role("heading", name=lesson["steps"][0]["title"])).to_be_visible()
    expect(page.locator(".settings")).to_be_hidden()
    expect(page.get_by_role("button", name="New weights")).to_be_hidden()
    button(page, "Open all of them").click()
    expect(page.locator(".settings")).to_be_visible()
    button(page, "Only those of the step").click()
    expect(page.locator(".settings")).to_be_hidden()


def test_a_wrong_answer_is_explained_and_can_be_mended(page: Page, server_address: str) -> None:
    open_lesson(page, server_address, FENCE, FENCE_STEP)
    question = next(
        part
        for part in lesson_of(server_address, FENCE)["steps"][FENCE_STEP]["parts"]
        if part["kind"] == "question"
    )
    answer(page, question, 0)
    expect(panel(page).locator(".said")).to_contain_text("Not quite. One line has two sides")
    answer(page, question, 2)
    expect(panel(page).locator(".said")).to_contain_text("Right.")
    expect(button(page, "Next")).to_be_disabled()


def test_the_parts_of_a_task_follow_what_is_done_in_the_page(page: Page, server_address: str) -> None:
    open_lesson(page, server_address, FENCE, FENCE_STEP)
    neurons = panel(page).locator(".task li").filter(has_text="at most 4 neurons")
    expect(neurons).to_have_class("done")
    expect(page.locator(".pointed-out")).to_contain_text("one line of the plane")
    more = page.get_by_role("button", name="Add a neuron to layer 1")
    for n in range(2, 6):
        more.click()
        expect(neurons.locator("b")).to_have_text(str(n))
    expect(neurons).not_to_have_class("done")
    expect(panel(page).locator(".task")).to_contain_text("checked while you train")
    for _ in range(2):
        page.get_by_role("button", name="Remove a neuron from layer 1").click()
    page.get_by_role("button", name="Play").click()
    expect(panel(page).locator(".task")).to_contain_text("Done!", timeout=LONG)
    expect(button(page, "Next")).to_be_enabled()


def test_a_prediction_is_made_before_play_and_kept(page: Page, server_address: str) -> None:
    open_lesson(page, server_address, FENCE)
    expect(page.get_by_role("button", name="Play")).to_be_hidden()
    panel(page).locator(".answers label").first.click()
    button(page, "Lock it in").click()
    expect(panel(page).locator(".answers input").first).to_be_disabled()
    page.get_by_role("button", name="Play").click()
    expect(panel(page).locator(".outcome")).to_contain_text("test accuracy", timeout=LONG)
    expect(panel(page).locator(".said")).to_contain_text("It came out otherwise")
    expect(page.get_by_test_id("epoch")).to_have_text("000,050")


def test_a_reload_keeps_the_place_and_the_network(page: Page, server_address: str) -> None:
    open_lesson(page, server_address, FENCE, FENCE_STEP)
    page.get_by_role("button", name="Add a neuron to layer 1").click()
    expect(page.locator("[data-neuron='1-1']")).to_be_visible()
    page.reload()
    expect(panel(page).locator(".label").first).to_have_text("Step 4 of 7")
    expect(page.locator("[data-neuron='1-1']")).to_be_visible()
    button(page, "Set up anew").click()
    expect(page.locator("[data-neuron='1-1']")).to_have_count(0)


def test_who_leaves_has_the_whole_playground_and_comes_back_to_the_step(
    page: Page, server_address: str
) -> None:
    open_lesson(page, server_address, FENCE, FENCE_STEP)
    expect(page.locator(".data")).to_be_hidden()
    button(page, "Leave").click()
    expect(panel(page)).to_have_count(0)
    expect(page.locator(".data")).to_be_visible()
    assert "lesson" not in page.url
    page.keyboard.press("e")
    page.get_by_role("button", name="Learn step by step").click()
    row = page.locator(f"[data-lesson='{FENCE}']")
    expect(row).to_contain_text("Step 4 of 7")
    row.click()
    expect(panel(page).get_by_role("heading", name="A fence of lines")).to_be_visible()


def test_a_run_does_not_pause_where_a_lesson_wanted_it_to_once_one_has_left(
    page: Page, server_address: str
) -> None:
    open_lesson(page, server_address, FENCE)
    panel(page).locator(".answers label").first.click()
    button(page, "Lock it in").click()
    button(page, "Leave").click()
    play_until(page, 60)


def test_who_comes_back_to_a_prediction_has_its_run_pause_again(page: Page, server_address: str) -> None:
    open_lesson(page, server_address, FENCE)
    panel(page).locator(".answers label").first.click()
    button(page, "Lock it in").click()
    button(page, "Leave").click()
    page.keyboard.press("e")
    page.get_by_role("button", name="Learn step by step").click()
    page.locator(f"[data-lesson='{FENCE}']").click()
    page.get_by_role("button", name="Play").click()
    expect(panel(page).locator(".outcome")).to_be_visible(timeout=LONG)
    expect(page.get_by_test_id("epoch")).to_have_text("000,050")


def test_a_watcher_sees_how_far_the_room_has_come(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_lesson(page, server_address, FENCE, FENCE_STEP)
    button(page, "Open all of them").click()
    watcher = new_page()
    watcher.goto(watch_link(page))
    watcher.wait_for_selector("[data-neuron='1-0']")
    assert watcher.evaluate("new URLSearchParams(location.search).get('lesson')") == FENCE
    expect(panel(watcher)).to_contain_text("You are watching")
    watcher.evaluate("kept => localStorage.setItem('nnp.lessons', JSON.stringify(kept))", {FENCE: AT_FENCE})
    watcher.reload()
    neurons = panel(watcher).locator(".task li").filter(has_text="at most 4 neurons")
    expect(neurons.locator("b")).to_have_text("1")
    page.get_by_role("button", name="Add a neuron to layer 1").click()
    expect(neurons.locator("b")).to_have_text("2")


def test_on_a_phone_the_lesson_stands_under_the_plot(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(width=390, height=844, has_touch=True)
    open_page(page, f"{server_address}?lesson={FENCE}")
    heading = panel(page).get_by_role("heading", name="A ring and one line")
    expect(heading).to_be_visible()
    panel(page).locator(".answers label").nth(2).click()
    button(page, "Lock it in").click()
    boxes = [
        page.locator(place).bounding_box()
        for place in (".lesson > header", ".plot", ".toolbar .play", ".lesson h2", ".lesson > footer")
    ]
    tops = [box["y"] for box in boxes if box is not None]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Play").click()
    expect(panel(page).locator(".outcome + .said")).to_be_in_viewport(timeout=LONG)
    at_head = "() => document.elementFromPoint(innerWidth / 2, 8)?.closest('.lesson > header') !== null"
    assert page.evaluate(at_head), "the head stays over what is scrolled"
    expect(button(page, "Next")).to_be_enabled()


def test_a_lesson_is_read_in_german_and_a_name_that_is_none_is_said(
    new_page: Callable[..., Page], complaints: Complaints, server_address: str
) -> None:
    page = new_page(locale="de-DE")
    open_page(page, f"{server_address}?lesson={FENCE}")
    title = lesson_of(server_address, FENCE, "de")["title"]
    expect(page.get_by_role("complementary", name=f"Lektion: {title}")).to_be_visible()
    page.goto(f"{server_address}?lesson=99-nothing")
    expect(panel(page).get_by_role("alert")).to_have_text("Diese Lektion gibt es hier nicht.")
    complaints.expect("404")


def test_on_paper_a_lesson_is_a_sheet_with_all_its_steps_and_no_answers(
    page: Page, server_address: str
) -> None:
    open_lesson(page, server_address, FENCE, FENCE_STEP)
    sheet = page.locator(".lesson-sheet")
    expect(sheet).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".plot")).to_be_hidden()
    expect(sheet.locator("article")).to_have_count(len(lesson_of(server_address, FENCE)["steps"]))
    expect(sheet).to_contain_text("4. A fence of lines")
    expect(sheet.locator(".boxes li").filter(has_text="at most 4 neurons")).to_be_visible()
    expect(sheet).not_to_contain_text("a strip is open at both ends")  # what is said of an answer


def test_earlier_runs_are_seen_only_where_a_step_speaks_of_the_curve(page: Page, server_address: str) -> None:
    open_lesson(page, server_address, FENCE, FENCE_STEP)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_test_id("epoch")).not_to_have_text(re.compile("^000,00"), timeout=LONG)
    button(page, "Set up anew").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,000")  # from here on there is an earlier run
    expect(page.get_by_role("button", name=re.compile("^Runs"))).to_be_hidden()
    button(page, "Open all of them").click()
    page.get_by_role("button", name=re.compile("^Runs")).click()
    expect(page.get_by_role("button", name="Curve").first).to_have_attribute("aria-pressed", "false")


def test_on_a_phone_what_is_said_of_an_answer_comes_into_sight(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(width=390, height=844, has_touch=True)
    open_page(page, f"{server_address}?lesson={FIRST}&step=2")
    number = panel(page).get_by_role("textbox", name="Your answer")
    expect(number).to_have_attribute("inputmode", "text")  # with a minus
    number.fill("5")
    button(page, "Check").click()
    expect(panel(page).locator(".said")).to_be_in_viewport(ratio=0.95)
