"""A lesson that a class goes through together: its teacher, students on laptops and phones, the projector."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.classes.test_class_pace import join
from tests.browser.classes.test_teaching import begin, projector_of
from tests.browser.lessons.test_lessons import KEPT, LONG, button, panel
from tests.browser.looks.test_accessibility import ALL, AXE, OF_THEMES, RUN
from tests.browser.pages.school import School, school_at

XOR = "XOR and hidden layers"  # predicts, asks, has a task with two hints, then a puzzle
PHONE = {"width": 390, "height": 844, "has_touch": True}
AT_ONCE = "dataset=xor&networkShape=3&seed=0.5"


@pytest.fixture
def school(server_address: str) -> Iterator[School]:
    with school_at(server_address) as made:
        yield made


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def open_for_all(teacher: Page, title: str, pace: str = "Each at their own pace") -> None:
    """Opens a lesson on the pages of all students."""
    teacher.get_by_role("tab", name="Lesson").click()
    teacher.get_by_text(pace).click()
    teacher.locator(".lessons-of li", has_text=title).get_by_role("button").click()
    expect(teacher.get_by_role("heading", name=title)).to_be_visible()


def step_of(page: Page) -> Locator:
    """The step that a student's panel is at, as it says it."""
    return panel(page).locator(".way [aria-current=step]")


def look_at(teacher: Page, step: int) -> None:
    teacher.locator(".course-steps button").nth(step - 1).click()


def here(teacher: Page, step: int) -> Locator:
    """How many are in a step, as the teacher sees it."""
    return teacher.locator(".course-steps .n").nth(step - 1)


def test_a_class_goes_through_a_lesson_as_its_teacher_opens_it(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    code = begin(page, server_address)
    screen = projector_of(page, new_page, server_address)
    ada, ben = new_page(), new_page(**PHONE)
    for student in (ada, ben):
        join(student, server_address, code)
    ada.get_by_label("Speed").select_option(label="Fastest")
    open_for_all(page, XOR, "I open the steps")
    for student in (ada, ben):
        expect(panel(student).get_by_text("Your class’s lesson")).to_be_visible(timeout=LONG)
        expect(step_of(student)).to_contain_text("Step 1: open")
        expect(button(student, "Next")).to_be_disabled()
    expect(here(page, 1)).to_contain_text("2")
    for student, choice in ((ada, "about half"), (ben, "nearly all")):
        panel(student).get_by_text(choice).click()
        button(student, "Lock it in").click()
    bars = page.locator(".course-step .bars li")
    expect(bars).to_have_text(["about half1", "about three quarters0", "nearly all1"])
    press(page, "Show to everybody")
    expect(screen.locator(".bars li")).to_have_text(["about half1", "about three quarters0", "nearly all1"])
    said = panel(ben).get_by_label("What the class said")
    expect(said.locator("tr").nth(2)).to_contain_text("your answer")
    ada.get_by_role("button", name="Play").click()
    expect(panel(ada).locator(".outcome")).to_be_visible(timeout=LONG)
    expect(screen.locator(".bars .right")).to_have_text(re.compile("✓ right: about half"))
    expect(panel(ada).get_by_label("What the class said").locator("tr", has_text="✓")).to_have_count(1)
    expect(said.locator("tr", has_text="✓")).to_have_count(0)  # who has not seen it is not told
    expect(button(ada, "Next")).to_be_disabled()
    expect(panel(ada)).to_contain_text("opens when your teacher goes on")
    look_at(page, 2)
    press(page, "Open up to here")
    look_at(page, 1)
    expect(page.get_by_role("button", name="Close what follows")).to_be_enabled()
    button(ada, "Next").click()
    expect(step_of(ada)).to_contain_text("Step 2: open")
    expect(here(page, 2)).to_contain_text("1")
    ada.reload()
    expect(step_of(ada)).to_contain_text("Step 2: open", timeout=LONG)
    button(ada, "Back").click()
    expect(panel(ada).locator(".outcome")).to_be_visible()
    press(page, "End the lesson")
    press(page, "Really end it")
    for student in (ada, ben):
        expect(panel(student)).to_have_count(0)
        expect(student.get_by_role("button", name="My own")).to_be_visible()
    assert ada.evaluate(KEPT, "03-xor")["done"] == [0], "it is kept as what is done alone is"


def test_who_comes_late_and_who_is_elsewhere_come_to_the_step_of_the_class(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    ada = new_page()
    join(ada, server_address, code)
    cleo = school.join(code, "Cleo", AT_ONCE)
    open_for_all(page, XOR)
    number = cleo.until(partial(lesson_number, cleo))
    cleo.send("report_lesson", number=number, step=6)
    expect(here(page, 7)).to_contain_text("1")
    look_at(page, 3)
    press(page, "Bring everybody here")
    expect(here(page, 3)).to_contain_text("2")
    expect(step_of(ada)).to_contain_text("Step 3: open", timeout=LONG)
    ada.wait_for_function("() => location.hash.includes('dataset=xor')")
    late = new_page(**PHONE)
    join(late, server_address, code)
    expect(step_of(late)).to_contain_text("Step 3: open", timeout=LONG)
    expect(here(page, 3)).to_contain_text("3")
    button(late, "Back").click()
    expect(step_of(late)).to_contain_text("Step 2: open")
    expect(here(page, 2)).to_contain_text("1")
    late.reload()
    expect(step_of(late)).to_contain_text("Step 2: open", timeout=LONG)
    press(page, "Bring everybody here")
    expect(step_of(late)).to_contain_text("Step 3: open")
    expect(here(page, 3)).to_contain_text("3")


def test_the_teacher_sees_who_is_stuck_in_a_lesson_and_why(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    ada = new_page()
    join(ada, server_address, code)
    ben = school.join(code, "Ben", AT_ONCE)
    open_for_all(page, XOR)
    number = ben.until(partial(lesson_number, ben))
    expect(page.get_by_text("1 of 2 have it open. Not yet: Ben.")).to_be_visible(timeout=LONG)
    ben.send("report_lesson", number=number, step=2, solution=True)
    look_at(page, 3)
    expect(page.locator(".course-people [data-person]")).to_have_text(["Bensolution played"])
    press(page, "Bring everybody here")
    for name in ("A hint", "Another hint"):
        panel(ada).get_by_role("button", name=name).click(timeout=LONG)
    expect(page.locator(".course-people").get_by_text("hint 2 of 2")).to_be_visible()
    expect(page.get_by_test_id("counts")).to_contain_text("2 stuck")
    page.get_by_role("tab", name="Wall").click()
    wall = page.locator(".cell .mark")
    expect(wall.get_by_text("step 3: all hints taken")).to_be_visible()
    expect(wall.get_by_text("step 3: solution played")).to_be_visible()
    button(ada, "Show me").click()
    expect(panel(ada).locator(".task")).to_contain_text("Done!", timeout=LONG)
    expect(wall.get_by_text("step 3 ✓")).to_be_visible()
    page.get_by_role("tab", name="Table").click()
    expect(page.get_by_role("row", name=re.compile("^Ben"))).to_contain_text("step 3")


def test_a_lesson_waits_while_everybody_follows_one_network_or_somebody_hides_it(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    code = begin(page, server_address)
    ada = new_page()
    join(ada, server_address, code)
    open_for_all(page, XOR)
    panel(ada).get_by_text("about half").click(timeout=LONG)
    button(ada, "Lock it in").click()
    page.get_by_role("tab", name="Wall").click()
    page.locator(".cell").click()
    page.get_by_role("tab", name="My network").click()
    press(page, "Everybody follows")
    expect(panel(ada)).to_have_count(0, timeout=LONG)
    expect(ada.get_by_role("button", name="Lesson", exact=True)).to_be_disabled()
    press(page, "Nobody follows any more")
    expect(panel(ada).get_by_text("Now press play and watch")).to_be_visible(timeout=LONG)
    button(ada, "Hide").click()
    expect(panel(ada)).to_have_count(0)
    expect(ada.locator("html")).not_to_have_class(re.compile("in-lesson"))
    press(ada, "Lesson")
    expect(panel(ada).get_by_text("Now press play and watch")).to_be_visible()


def test_set_ups_are_opened_though_the_pace_is_closed_and_the_teacher_is_told_what_a_step_needs(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    code = begin(page, server_address)
    ada = new_page()
    join(ada, server_address, code)
    press(page, "Pace")
    page.get_by_role("dialog", name="Pace").get_by_text("Nothing but play and step").click()
    page.keyboard.press("Escape")
    open_for_all(page, XOR)
    expect(panel(ada)).to_be_visible(timeout=LONG)
    ada.wait_for_function("() => location.hash.includes('dataset=xor')")
    expect(page.get_by_role("status").filter(has_text="The pace has closed what step")).to_be_visible()
    look_at(page, 3)
    press(page, "Bring everybody here")
    expect(step_of(ada)).to_contain_text("Step 3: open")
    expect(panel(ada).get_by_text("checked while you train")).to_be_visible()
    press(page, "Open everything")
    expect(page.get_by_text("The pace has closed what step")).to_have_count(0)


def test_each_page_has_the_lesson_in_its_own_language_and_fits(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    code = begin(page, server_address)
    ada = new_page(locale="de-DE", width=1024, height=768)
    ada.goto(f"{server_address}join#{code.replace(' ', '')}")
    ada.get_by_role("button", name="Beitreten", exact=True).click()
    ada.get_by_role("button", name="In die Klasse").click()
    expect(ada.get_by_role("button", name="Meins")).to_be_visible(timeout=LONG)
    open_for_all(page, XOR)
    expect(panel(ada).get_by_text("Lektion Ihrer Klasse")).to_be_visible(timeout=LONG)
    expect(panel(ada).get_by_text("XOR und verdeckte Schichten")).to_be_visible()
    teacher = new_page(locale="de-DE", width=1024, height=768)
    teacher.goto(page.url)
    teacher.get_by_role("tab", name="Lektion").click()
    expect(teacher.get_by_role("heading", name="XOR und verdeckte Schichten")).to_be_visible()
    for each in (ada, teacher):
        assert each.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_nothing_on_the_pages_of_a_lesson(
    new_page: Callable[..., Page], server_address: str
) -> None:
    checked = partial(new_page, bypass_csp=True, reduced_motion="reduce")
    page = checked()
    code = begin(page, server_address)
    screen = projector_of(page, checked, server_address)
    ada = checked()
    join(ada, server_address, code)
    page.get_by_role("tab", name="Lesson").click()
    expect(page.locator(".lessons-of li")).not_to_have_count(0)
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN, ALL) == [], "the list"
    open_for_all(page, XOR, "I open the steps")
    panel(ada).get_by_text("about half").click(timeout=LONG)
    button(ada, "Lock it in").click()
    press(page, "Show to everybody")
    expect(screen.locator(".bars li")).to_have_count(3)
    expect(panel(ada).get_by_label("What the class said")).to_be_visible()
    for each in (ada, screen):
        each.add_script_tag(path=AXE)
        assert each.evaluate(RUN, ALL) == []
    for theme, rules in (("light", ALL), ("dark", OF_THEMES)):
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        assert page.evaluate(RUN, rules) == [], theme
    press(page, "Show no longer")
    press(page, "Show on the projector")
    expect(screen.locator(".course-way li")).to_have_count(7)
    assert screen.evaluate(RUN, ALL) == []


def lesson_number(student: object) -> int | None:
    """The number of the lesson that a student who is a script was told of."""
    told = student.page.state["lesson"]  # type: ignore[attr-defined]
    return told and int(told["number"])
