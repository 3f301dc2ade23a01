"""A class as its teacher leads it: a real page, a real server, and scripted students."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looks.test_accessibility import ALL, AXE, OF_THEMES, RUN
from tests.browser.pages.school import School, school_at

GOOD = "dataset=circle&networkShape=3&seed=0.5"
STUCK = "dataset=circle&networkShape=3&learningRate=0&seed=0.5"
DIVERGING = (
    "problem=regression&regDataset=reg-gauss&activation=relu&learningRate=10&networkShape=8,8&seed=0.3"
)
FREE_IN_BAR = """() => {
  const bar = document.querySelector('.toolbar');
  const right = bar.querySelector('.right').getBoundingClientRect();
  const others = [...bar.children].filter((each) => !each.matches('.right') && each.getClientRects().length);
  return right.left - Math.max(...others.map((each) => each.getBoundingClientRect().right));
}"""  # pixels between the figures and what stands at the right
NAMES = "() => [...document.querySelectorAll('.cell .name')].map((each) => each.textContent)"


@pytest.fixture
def school(server_address: str) -> Iterator[School]:
    with school_at(server_address) as made:
        yield made


def begin(page: Page, address: str) -> str:
    """Begins a class on this page; returns its code."""
    page.goto(f"{address}teach")
    page.get_by_role("button", name="Begin a class").click()
    expect(page.get_by_test_id("code")).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    return page.get_by_test_id("code").inner_text()


def projector_of(page: Page, new_page: Callable[..., Page], address: str) -> Page:
    """The projector view of the class that a page leads."""
    href = page.get_by_role("link", name="Projector view").get_attribute("href")
    screen = new_page(width=1024, height=768)
    screen.goto(f"{address}{href}")
    expect(screen.get_by_role("heading", name="Our networks")).to_be_visible()
    return screen


def has_width(width: int, state: dict[str, Any]) -> bool:
    """Whether a room has a single hidden layer of so many neurons."""
    return bool(state["experiment"]["hidden"] == [width])


def test_a_class_begins_with_a_code_and_a_square_and_a_reload_comes_back(
    page: Page, server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    expect(page.get_by_role("img", name="A square")).to_be_visible()
    expect(page.get_by_text("--host 0.0.0.0")).to_be_visible()
    expect(page.get_by_text("Nobody has joined yet")).to_be_visible()
    school.join(code, "Ada")
    expect(page.get_by_test_id("here")).to_have_text("1 of 1")
    page.reload()
    expect(page.get_by_test_id("code")).to_have_text(code)
    expect(page.locator(".cell")).to_have_count(1)


def test_the_wall_fills_and_has_first_who_needs_help(page: Page, server_address: str, school: School) -> None:
    code = begin(page, server_address)
    school.join(code, "Bob", GOOD)
    school.join(code, "Cid", DIVERGING)
    school.join(code, "Dan", STUCK)
    ada = school.join(code, "Ada", GOOD, plays=False)
    ada.send("set_done", done=True)
    expect(page.get_by_test_id("counts")).to_have_text("1 done 0 away 1 stuck 1 diverged")
    page.mouse.move(5, 5)
    page.wait_for_function(f"() => ({NAMES})().join() === 'Cid,Dan,Bob,Ada'")
    page.get_by_text("Name", exact=True).click()
    page.wait_for_function(f"() => ({NAMES})().join() === 'Ada,Bob,Cid,Dan'")
    painted = "() => document.querySelector('[data-person] canvas').width"
    assert page.evaluate(painted) == 32


def test_arrows_go_through_the_wall_and_enter_shows_a_student(
    page: Page, server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    for name in ("Ada", "Bob", "Cid"):
        school.join(code, name, GOOD if name == "Bob" else None)
    page.get_by_text("Name", exact=True).click()
    expect(page.locator(".cell")).to_have_count(3)
    page.locator(".cell").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name=re.compile("^Bob test loss"))).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", name="Bob")).to_be_visible()
    expect(panel.get_by_role("link", name="Whole network")).to_have_attribute(
        "href", re.compile(r"^\./#watch=")
    )
    panel.get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Bob "))).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name=re.compile("^Cid "))).to_be_focused()
    page.get_by_role("tab", name="Table").click()
    page.get_by_role("button", name="Parameters").click()
    expect(page.get_by_role("columnheader", name="Parameters")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("tbody tr").last).to_contain_text("Bob")


def test_the_teacher_pauses_all_with_a_sentence_and_they_go_on(
    page: Page, server_address: str, school: School
) -> None:
    ada = school.join(begin(page, server_address), "Ada", GOOD)
    page.get_by_role("button", name="Pause all").click()
    page.get_by_label("What everybody reads").fill("Look at the board.")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.locator(".paused")).to_contain_text("Look at the board.")
    ada.until(lambda: ada.page.state["paused"] == "Look at the board.")
    ada.trains(lambda state: not state["playing"])
    page.get_by_role("button", name="Resume").click()
    ada.trains(lambda state: bool(state["playing"]))
    expect(page.locator(".paused")).to_have_count(0)


def test_a_note_reaches_its_student_who_can_be_renamed_and_removed(
    page: Page, server_address: str, school: School
) -> None:
    ada = school.join(begin(page, server_address), "Ada", GOOD)
    page.get_by_role("button", name=re.compile("^Ada")).click()
    page.get_by_role("button", name="Send a note").click()
    page.get_by_label("Note", exact=True).fill("Try a smaller step.")
    page.get_by_role("button", name="Send", exact=True).click()
    ada.until(lambda: ada.page.me["note"] == "Try a smaller step.")
    expect(page.get_by_text("Your note: Try a smaller step.")).to_be_visible()
    panel = page.get_by_role("complementary")
    panel.get_by_role("button", name="Rename").click()
    panel.get_by_label("New name").fill("Ada Lovelace")
    panel.get_by_label("New name").press("Enter")
    expect(panel.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    ada.until(lambda: ada.page.me["name"] == "Ada Lovelace")
    panel.get_by_role("button", name="Remove").click()
    panel.get_by_role("button", name="Remove").last.click()
    expect(page.locator(".cell")).to_have_count(0)


def test_who_waits_in_the_lobby_is_let_in_and_a_locked_class_lets_nobody_in(
    page: Page, server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    page.get_by_role("button", name="Rules and links").click()
    page.get_by_label("Lobby").check()
    page.get_by_role("button", name="Close").click()
    ada, bob = school.join(code, "Ada"), school.join(code, "Bob")
    assert ada.page.me["waiting"]
    page.get_by_role("button", name="Let in Ada").click()
    ada.until(lambda: not ada.page.me["waiting"])
    page.get_by_role("button", name="Let in all").click()
    bob.until(lambda: not bob.page.me["waiting"])
    expect(page.get_by_role("region", name="Waiting")).to_have_count(0)
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("button", name="Unlock")).to_be_visible()
    ada.until(lambda: ada.page.state["rules"]["locked"])


def test_what_is_handed_out_at_once_is_opened_in_every_room(
    page: Page, server_address: str, school: School
) -> None:
    ada = school.join(begin(page, server_address), "Ada", GOOD)
    page.get_by_role("button", name="Hand out").click()
    page.get_by_label("Link of the playground").fill(f"{server_address}#networkShape=7&seed=0.5")
    page.get_by_role("button", name="At once").click()
    ada.trains(partial(has_width, 7))
    page.get_by_role("button", name="Hand out").click()
    page.get_by_role("combobox", name="Experiment").select_option(index=1)
    page.get_by_role("button", name="As an offer").click()
    offer = ada.until(lambda: (ada.page.state["offer"] or {}).get("title") and ada.page.state["offer"])
    assert not offer["at_once"]
    page.get_by_role("button", name="Hand out").click()
    page.get_by_role("combobox", name="Experiment").select_option(index=0)
    page.get_by_label("Link of the playground").fill("networkShape=what")
    page.get_by_role("button", name="At once").click()
    expect(page.locator("dialog").get_by_role("alert")).to_contain_text("networkShape")


def test_answers_grow_as_bars_and_are_on_the_projector_when_the_teacher_says_so(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    ada = school.join(begin(page, server_address), "Ada")
    screen = projector_of(page, new_page, server_address)
    page.get_by_role("tab", name="Question").click()
    page.get_by_role("textbox", name="Question", exact=True).fill("Will it learn the spiral?")
    page.get_by_role("button", name="Ask").click()
    ada.until(lambda: ada.page.state["question"])
    ada.send("give_answer", answer=1.0)
    expect(page.get_by_test_id("n-answers")).to_have_text("1 answer")
    expect(page.locator(".bars li").nth(1)).to_contain_text("No1")
    expect(screen.locator(".bars")).to_have_count(0)
    page.get_by_role("button", name="Show on the projector").click()
    expect(screen.get_by_role("heading", name="Will it learn the spiral?")).to_be_visible()
    expect(screen.locator(".bars li").nth(1)).to_contain_text("No1")
    page.get_by_role("button", name="Close").click()
    ada.until(lambda: ada.page.state["question"]["counts"] == [0, 1])
    page.get_by_role("button", name="Take the question away").click()
    page.get_by_text("Number", exact=True).click()
    page.get_by_role("textbox", name="Question", exact=True).fill("How many neurons?")
    page.get_by_role("button", name="Ask").click()
    ada.until(lambda: (ada.page.state["question"] or {}).get("kind") == "number")
    ada.send("give_answer", answer=8.0)
    expect(page.locator(".dots circle")).to_have_count(1)


def test_a_class_makes_one_plot_of_its_results(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    students = [school.join(code, f"student {i}", GOOD, plays=False) for i in range(3)]
    screen = projector_of(page, new_page, server_address)
    page.get_by_role("tab", name="Experiment").click()
    page.get_by_label("To", exact=True).fill("4")
    page.get_by_label("How many").fill("3")
    expect(page.get_by_test_id("values")).to_have_text("1 2 4")
    page.get_by_label("Link of the playground").fill("dataset=circle&seed=0.5")
    page.get_by_role("button", name="Deal out").click()
    for width, student in zip((1, 2, 4), students, strict=True):
        student.trains(partial(has_width, width))
        student.play()
    expect(page.get_by_test_id("arrived")).to_have_text("3 of 3")
    expect(page.locator("circle[data-result]")).to_have_count(3)
    page.get_by_role("button", name="Show on the projector").click()
    expect(screen.locator("circle[data-result]")).to_have_count(3)
    expect(screen.get_by_text("Hidden neurons")).to_be_visible()


def test_the_projector_has_no_marks_and_no_real_names(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    school.join(code, "Xaver Stuck", STUCK)
    school.join(code, "Yara Wild", DIVERGING)
    expect(page.get_by_test_id("counts")).to_contain_text("1 stuck 1 diverged")
    screen = projector_of(page, new_page, server_address)
    expect(screen.locator(".our-wall li")).to_have_count(2)
    expect(screen.locator(".our-wall canvas").first).to_be_visible()
    for hidden in ("Xaver", "Yara", "stuck", "diverged"):
        expect(screen.get_by_text(hidden)).to_have_count(0)
    assert page.evaluate("document.documentElement.dataset.theme") != "projector"
    assert screen.evaluate("document.documentElement.dataset.theme") == "projector"
    page.get_by_label("Anonymise").check()
    expect(page.locator(".cell .name").first).not_to_contain_text("Xaver")
    expect(page.get_by_text("Yara")).to_have_count(0)


def test_two_networks_share_the_room_that_there_is(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    for name in ("Ada", "Ben"):
        school.join(code, name, GOOD)
    screen = projector_of(page, new_page, server_address)
    for each, frames, least in ((screen, ".our-wall .frame", 0.55), (page, ".wall .frame", 0.4)):
        expect(each.locator(f"{frames} canvas")).to_have_count(2)
        places = [frame.bounding_box() for frame in each.locator(frames).all()]
        height = each.evaluate("innerHeight")
        assert all(place and place["width"] > least * height for place in places), (places, height)
        assert all(place and place["y"] + place["height"] <= height for place in places), (places, height)


def test_a_students_network_and_the_teachers_own_are_shown_on_the_projector(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    ada = school.join(begin(page, server_address), "Ada", GOOD)
    screen = projector_of(page, new_page, server_address)
    page.get_by_role("button", name=re.compile("^Ada test loss")).click()
    page.get_by_role("button", name="Show on the projector").click()
    frame = screen.frame_locator("iframe")
    expect(frame.get_by_test_id("boundary")).to_be_visible()
    assert_all_is_seen(screen, frame.get_by_test_id("boundary"))
    expect(frame.locator("html")).to_have_attribute("data-theme", "projector")
    expect(frame.get_by_role("button", name="Continue on my own")).to_be_hidden()
    expect(screen.get_by_text("Ada")).to_have_count(0)
    page.get_by_label("with the name").check()
    expect(screen.get_by_role("heading", name="Ada")).to_be_visible()
    page.get_by_role("tab", name="My network").click()
    expect(page.frame_locator("iframe").get_by_test_id("boundary")).to_be_visible()
    page.get_by_role("button", name="Everybody follows").click()
    ada.until(lambda: (ada.page.state["presenter"] or {}).get("person", "") is None)
    expect(screen.get_by_role("heading", name="A network of the class")).to_be_visible()
    expect(frame.get_by_test_id("boundary")).to_be_visible()


def assert_all_is_seen(page: Page, element: Locator) -> None:
    """A class does not scroll the projector."""
    box, size = element.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]


def test_the_code_has_the_screen_of_the_projector_until_somebody_is_there(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    code = begin(page, server_address)
    screen = projector_of(page, new_page, server_address)
    expect(screen.get_by_text("They appear here as you join.")).to_be_visible()
    square = screen.get_by_role("img", name="A square")
    expect(square).to_be_visible()
    box = square.bounding_box()
    assert box is not None
    assert box["width"] > 1024 / 3
    assert_all_is_seen(screen, screen.get_by_test_id("code"))
    school.join(code, "Ada", GOOD)
    expect(screen.get_by_text("They appear here as you join.")).to_have_count(0)
    screen.wait_for_function("() => document.querySelector('.square').clientWidth < 120")


def test_links_of_before_open_nothing_and_the_class_ends_when_asked_twice(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    code = begin(page, server_address)
    screen = projector_of(page, new_page, server_address)
    page.get_by_role("button", name="Rules and links").click()
    expect(page.get_by_role("textbox", name="A second device")).to_have_value(re.compile("teach#class="))
    page.get_by_role("button", name="Change all links").click()
    expect(screen.get_by_text("You are not in this class any more.")).to_be_visible()
    expect(page.get_by_test_id("code")).not_to_have_text(code)
    page.get_by_role("button", name="Delete now").click()
    page.get_by_role("button", name="Really delete everything").click()
    expect(page.get_by_text("This class is over.")).to_be_visible()


def test_a_timer_runs_on_all_screens(page: Page, new_page: Callable[..., Page], server_address: str) -> None:
    begin(page, server_address)
    screen = projector_of(page, new_page, server_address)
    page.get_by_role("button", name="Timer").click()
    page.get_by_role("button", name="5 min", exact=True).click()
    for each in (page, screen):
        expect(each.get_by_role("timer")).to_have_text(re.compile(r"^(5:00|4:\d\d)$"))


@pytest.mark.parametrize(
    "tab", ["Wall", "Table", "Overlay", "Two", "Question", "Experiment", "Challenge", "My network"]
)
def test_axe_finds_nothing_on_the_teachers_page(
    new_page: Callable[..., Page], server_address: str, school: School, tab: str
) -> None:
    page = new_page(bypass_csp=True, reduced_motion="reduce")
    code = begin(page, server_address)
    school.join(code, "Ada", GOOD, plays=False)
    school.join(code, "Bob", STUCK)
    page.get_by_role("button", name=re.compile("^Ada test loss")).click()
    page.get_by_role("tab", name=tab, exact=True).click()
    check_all(page)


def test_axe_finds_nothing_on_the_projector_and_in_the_rules(
    new_page: Callable[..., Page], server_address: str, school: School
) -> None:
    page = new_page(bypass_csp=True, reduced_motion="reduce")
    page.goto(f"{server_address}teach")
    page.get_by_role("button", name="Begin a class").wait_for()
    check_all(page)
    school.join(begin(page, server_address), "Ada", GOOD, plays=False)

    def screen_of(**options: Any) -> Page:
        return new_page(bypass_csp=True, **options)

    screen = projector_of(page, screen_of, server_address)
    screen.add_script_tag(path=AXE)
    assert screen.evaluate(RUN, ALL) == []
    page.get_by_role("button", name="Rules and links").click()
    expect(page.get_by_role("textbox", name="A second device")).to_be_visible()
    check_all(page)


def check_all(page: Page) -> None:
    """Has axe look at a page in all themes."""
    page.add_script_tag(path=AXE)
    for theme, rules in (("light", ALL), ("dark", OF_THEMES), ("projector", OF_THEMES)):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert page.evaluate(RUN, rules) == [], theme


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1024, 768), (1280, 720), (1440, 900)])
def test_nothing_is_wider_than_the_screen(
    new_page: Callable[..., Page], server_address: str, school: School, width: int, height: int
) -> None:
    page = new_page(width=width, height=height)
    code = begin(page, server_address)
    for name in ("Ada", "Maximiliane Hohenfels"):
        school.join(code, name, GOOD, plays=False)
    page.get_by_role("button", name=re.compile("^Ada test loss")).click()
    for tab in ("Wall", "Table", "Overlay", "Two", "Question", "Experiment"):
        page.get_by_role("tab", name=tab, exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab


def test_the_bar_leads_to_a_class_where_it_has_room_and_what_is_shared_does_everywhere(
    new_page: Callable[..., Page], server_address: str
) -> None:
    for language, theme in product(("en", "de"), ("light", "projector")):
        page = new_page(width=1440, height=900, locale=language)
        page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
        page.goto(server_address)
        link = page.locator(".to-class")
        expect(link).to_be_hidden()
        for width in (1500, 1536, 1599, 1680, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            expect(link).to_be_visible()
            assert page.evaluate(FREE_IN_BAR) >= 20, (language, theme, width)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.locator(".toolbar .right button.text").last.click()
        expect(page.locator("dialog a[href=teach]")).to_be_visible()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1920, "height": 1080})
    with page.expect_popup() as opened:
        link.click()
    expect(opened.value.get_by_test_id("code").or_(opened.value.get_by_role("button").first)).to_be_visible()
    assert opened.value.url == f"{server_address}teach"
