"""A class as its students see it: joined by a code, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Complaints, running_server
from tests.browser.looks.test_accessibility import ALL, AXE, RUN
from tests.browser.pages.school import Teacher, school_at
from tests.browser.reaching.test_first_visit import stands_still
from tests.server.servers.ports import free_port

SPIRAL = "dataset=spiral&networkShape=5,3&seed=0.25"
PATIENCE = 30_000  # milliseconds


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of our own: the others of these tests need their rooms."""
    with running_server() as address:
        yield address


@pytest.fixture
def teacher(address: str) -> Iterator[Teacher]:
    with school_at(address) as school:
        yield school.begin()


def join(page: Page, address: str, teacher: Teacher) -> str:
    """Joins the class with a made-up name, and is in the playground; returns the name."""
    page.goto(f"{address}join#{teacher.code}")
    page.get_by_role("button", name="Join").click()
    name = page.get_by_test_id("name").inner_text()
    page.get_by_role("button", name="Enter the class").click()
    expect(tab(page, "My own")).to_be_visible(timeout=PATIENCE)
    return name


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Your class")


def tab(page: Page, name: str) -> Locator:
    return bar(page).get_by_role("navigation").get_by_role("button", name=name)


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[data-field={name}]").first


def shows(page: Page, link: str) -> None:
    """Waits until the page shows this experiment."""
    page.wait_for_function("text => location.hash.includes(text)", arg=link, timeout=PATIENCE)


def present(teacher: Teacher, desk: Page, address: str, link: str = SPIRAL) -> None:
    """The teacher has a room in a page of its own, which everybody follows."""
    desk.goto(f"{address}#{link}")
    desk.get_by_role("button", name="Share").click()
    link_to_watch = desk.get_by_label("Watch link", exact=True)
    expect(link_to_watch).to_be_visible()  # or Escape would come before there is something to close
    watch = link_to_watch.input_value()
    desk.keyboard.press("Escape")
    room, token = re.findall(r"watch=([\w-]+)\.([\w-]+)", watch)[0]
    teacher.does("present", room=room, watch=token)


def assert_accessible(page: Page) -> None:
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN, ALL) == []


def test_who_types_the_code_in_any_writing_is_in_the_class(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    page.goto(f"{address}join")
    code = teacher.code.lower()
    page.get_by_label("Class code").fill(f" {code[:3]}-{code[3:]} ")
    page.get_by_label("Class code").press("Enter")
    made_up = page.get_by_test_id("name").inner_text()
    assert teacher.person(name=made_up, here=True)
    expect(page.get_by_text("Everything is deleted 2 hours after")).to_be_visible()
    page.get_by_role("button", name="Another name").click()
    expect(page.get_by_test_id("name")).not_to_have_text(made_up)
    page.get_by_role("button", name="A name of my own").click()
    page.get_by_label("My name").fill("Ada")
    page.get_by_role("button", name="Take this name").click()
    expect(page.get_by_test_id("name")).to_have_text("Ada")
    page.get_by_role("button", name="Enter the class").click()
    expect(tab(page, "Ada")).to_be_visible(timeout=PATIENCE)
    assert "class=" not in page.url
    assert teacher.cell(teacher.person(name="Ada")["person"])["parameters"] > 0


def test_a_name_that_was_typed_is_taken_by_going_in(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    page.goto(f"{address}join#{teacher.code}")
    page.get_by_role("button", name="Join").click()
    page.get_by_role("button", name="A name of my own").press("Enter")
    expect(page.get_by_label("My name")).to_be_focused()
    page.get_by_label("My name").fill("A" * 25)
    page.get_by_role("button", name="Enter the class").click()
    expect(page.get_by_role("alert")).to_contain_text("24")
    page.get_by_label("My name").fill("Lena")
    page.get_by_role("button", name="Enter the class").click()
    expect(tab(page, "Lena")).to_be_visible(timeout=PATIENCE)
    assert teacher.person(name="Lena", here=True)


def test_a_wrong_code_is_refused_with_a_sentence(new_page: Callable[..., Page], address: str) -> None:
    page = new_page()
    page.goto(f"{address}join#AAAAAA")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_have_text("No class that can be joined has this code.")
    expect(page.get_by_label("Class code")).to_have_value("AAA AAA")


def test_who_waits_in_the_lobby_is_let_in(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    teacher.does("set_rules", lobby=True)
    page.goto(f"{address}join#{teacher.code}")
    page.get_by_role("button", name="Join").click()
    page.get_by_role("button", name="Enter the class").click()
    waits = page.get_by_text("Your teacher lets you in in a moment.")
    expect(waits).to_be_visible()
    page.reload()
    expect(waits).to_be_visible()
    teacher.does("let_in", person=None)
    expect(tab(page, "My own")).to_be_visible(timeout=PATIENCE)


def test_students_follow_the_teacher_live_and_go_on_with_a_network_of_their_own(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    desk, page = new_page(), new_page()
    present(teacher, desk, address)
    desk.get_by_role("button", name="Play", exact=True).click()
    join(page, address, teacher)
    expect(bar(page)).to_contain_text("The teacher’s network")
    expect(tab(page, "Teacher")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    expect(page.locator(".epoch b")).not_to_have_text("000,000")
    desk.get_by_role("button", name="Pause", exact=True).click()
    expect(desk.get_by_role("button", name="Play", exact=True)).to_be_visible()
    stands_still(desk)
    epoch = desk.locator(".epoch b").inner_text()
    expect(page.locator(".epoch b")).to_have_text(epoch)
    tab(page, "My own").click()
    expect(bar(page)).to_contain_text("Your own network")
    shows(page, "dataset=spiral")
    expect(page.locator(".epoch b")).to_have_text(epoch)  # it goes on from where the teacher's was
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".epoch b")).not_to_have_text(epoch)
    expect(desk.locator(".epoch b")).to_have_text(epoch)
    own = page.locator(".epoch b").inner_text()
    tab(page, "Teacher").click()
    expect(page.locator(".epoch b")).to_have_text(epoch)
    tab(page, "My own").click()
    expect(page.locator(".epoch b")).to_have_text(own)


def test_a_reload_and_a_closed_tab_lead_back_to_the_own_network(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    context = page.context
    name = join(page, address, teacher)
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".epoch b")).to_have_text("000,001")
    page.reload()
    expect(tab(page, name)).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".epoch b")).to_have_text("000,001")
    page.close()
    again = context.new_page()
    again.goto(f"{address}join")
    again.get_by_role("button", name=f"Go on as {name}").click()
    expect(tab(again, name)).to_be_visible(timeout=PATIENCE)
    expect(again.locator(".epoch b")).to_have_text("000,001")
    assert teacher.person(name=name)
    assert len(teacher.page.people()) == 1


def test_a_pause_lies_over_the_page_and_play_says_why_it_does_not(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    join(page, address, teacher)
    play = page.get_by_role("button", name="Play", exact=True)
    play.click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    teacher.does("pause_all", sentence="Look at the board.")
    expect(page.get_by_role("heading", name="Eyes to the front")).to_be_visible()
    expect(bar(page)).to_contain_text("Look at the board.")
    page.get_by_role("button", name="Show the network").click()
    expect(bar(page)).to_contain_text("Paused by your teacher.")
    play.click()
    expect(page.locator(".notices")).to_contain_text("The teacher has paused the class: Look at the board.")
    teacher.does("resume_all")
    expect(bar(page)).not_to_contain_text("Look at the board.")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_what_the_teacher_has_not_opened_is_shown_as_locked(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    join(page, address, teacher)
    more_layers = page.get_by_role("button", name="Add a hidden layer")
    expect(more_layers).to_be_visible()
    teacher.does("set_pace", fields=["learning_rate"])
    expect(field(page, "activation")).to_be_disabled()
    expect(field(page, "learning_rate")).to_be_enabled()
    expect(page.locator(".thumbs button").first).to_be_disabled()
    expect(more_layers).to_have_count(0)
    expect(page.locator(".explained.locked").first).to_have_attribute(
        "title", "closed by your teacher for now"
    )
    teacher.does("set_pace", fields=None)
    expect(field(page, "activation")).to_be_enabled()


def test_an_offer_is_opened_or_left(new_page: Callable[..., Page], address: str, teacher: Teacher) -> None:
    one, other = new_page(), new_page()
    for page in (one, other):
        join(page, address, teacher)
    teacher.does("set_pace", fields=["learning_rate"])
    teacher.does("hand_out", link="dataset=xor&networkShape=3", title="Four corners")
    for page in (one, other):
        expect(bar(page)).to_contain_text("Your teacher hands out: Four corners")
    other.get_by_role("button", name="Not now").click()
    expect(bar(other)).not_to_contain_text("Four corners")
    one.get_by_role("button", name="Open it").click()
    shows(one, "dataset=xor")
    expect(bar(one)).not_to_contain_text("Four corners")


def test_questions_are_answered_and_their_answers_seen(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    name = join(page, address, teacher)
    teacher.does("ask", text="Will it learn the spiral?", kind="choices", choices=["Yes", "No", "Partly"])
    expect(page.get_by_role("heading", name="Will it learn the spiral?")).to_be_visible()
    page.get_by_role("button", name="Partly").click()
    assert teacher.person(name=name, answer=2)
    expect(page.get_by_role("button", name="Partly")).to_have_attribute("aria-pressed", "true")
    teacher.does("close_question")
    expect(page.get_by_role("row", name="Partly")).to_contain_text("1")
    expect(page.get_by_role("row", name="Partly")).to_contain_text("your answer")
    page.get_by_role("button", name="Close").click()
    teacher.does("ask", text="Which loss?", kind="number")
    expect(page.get_by_role("heading", name="Which loss?")).to_be_visible()
    page.get_by_label("Your answer").fill("nothing")
    page.get_by_label("Your answer").press("Enter")
    expect(bar(page)).to_contain_text("Type a number.")
    page.get_by_label("Your answer").fill("0,25")
    page.get_by_label("Your answer").press("Enter")
    assert teacher.person(name=name, answer=0.25)
    teacher.does("ask", text="Why?", kind="text")
    expect(page.get_by_role("heading", name="Why?")).to_be_visible()
    page.get_by_label("Your answer").fill("Because of <b>the</b> corners.")
    page.get_by_role("button", name="Send").click()
    assert teacher.person(name=name, answer="Because of <b>the</b> corners.")
    teacher.does("close_question")
    expect(page.get_by_role("listitem").filter(has_text="Because of <b>the</b> corners.")).to_be_visible()


def test_the_timer_a_note_a_value_and_being_done(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    name = join(page, address, teacher)
    person = teacher.person(name=name)["person"]
    teacher.does("set_timer", seconds=600)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    teacher.does("send_note", person=person, text="Try a smaller rate.")
    expect(bar(page)).to_contain_text("Try a smaller rate.")
    page.get_by_role("button", name="Close").click()
    expect(bar(page)).not_to_contain_text("Try a smaller rate.")
    teacher.does("begin_trial", link="dataset=circle", field="width", values=[4, 8], title="Wide or narrow?")
    expect(bar(page)).to_contain_text("Your width: 4")
    shows(page, "networkShape=4")
    page.get_by_role("button", name="I am done").click()
    assert teacher.person(name=name, done=True)
    expect(page.get_by_role("button", name="Done")).to_have_attribute("aria-pressed", "true")


def test_a_challenge_shows_the_place_and_the_first_five(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    name = join(page, address, teacher)
    teacher.does("begin_challenge", link="dataset=gauss", title="Two clouds", neurons=8)
    panel = page.get_by_role("region", name="Two clouds")
    expect(panel).to_contain_text("at most 8 neurons")
    expect(panel).to_contain_text("No network of yours counts yet.")
    panel.get_by_role("button", name="Improve my network").click()
    expect(panel).to_have_count(0)
    page.get_by_role("button", name="Step", exact=True).click()
    tab(page, "Challenge").click()
    expect(panel).to_contain_text("1 of 1")
    expect(panel.get_by_role("row", name=f"{name}, you")).to_be_visible()
    teacher.does("end_challenge")
    expect(panel).to_contain_text("The challenge is over")


def test_what_a_teacher_sends_lies_over_an_open_challenge_on_a_phone(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page(width=390, height=844)
    join(page, address, teacher)
    teacher.does("begin_challenge", link="dataset=gauss", title="Two clouds", neurons=8)
    panel = page.get_by_role("region", name="Two clouds")
    expect(panel).to_be_visible()
    teacher.does("ask", text="Will it learn?", kind="choices", choices=["Yes", "No"])
    page.get_by_role("button", name="Yes", exact=True).click()
    teacher.does("hand_out", link="dataset=xor&networkShape=3", title="Four corners")
    page.get_by_role("button", name="Open it").click()
    shows(page, "dataset=xor")


def test_who_is_removed_is_told_so_and_keeps_the_network(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    page = new_page()
    name = join(page, address, teacher)
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".epoch b")).to_have_text("000,001")
    teacher.does("remove", person=teacher.person(name=name)["person"])
    expect(bar(page)).to_contain_text("You are not in this class any more. Your network stays here")
    expect(page.locator(".epoch b")).to_have_text("000,001")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".epoch b")).to_have_text("000,002")
    page.reload()
    expect(page.locator(".epoch b")).to_have_text("000,002")
    expect(bar(page)).to_have_count(0)


def test_a_class_that_ends_leaves_everybody_with_a_room_of_their_own(
    new_page: Callable[..., Page], address: str, teacher: Teacher
) -> None:
    desk, page = new_page(), new_page()
    present(teacher, desk, address)
    join(page, address, teacher)
    expect(bar(page)).to_contain_text("The teacher’s network")
    teacher.send("end_class")
    expect(bar(page)).to_contain_text("This class is over.")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.get_by_role("link", name="Join a class").click()
    expect(page.get_by_label("Class code")).to_have_value("")


def test_after_a_restart_of_the_server_everybody_is_back_in_the_class(
    new_page: Callable[..., Page], complaints: Complaints, tmp_path: Path
) -> None:
    options = ("--port", str(free_port()), "--data", str(tmp_path))
    complaints.outlive_servers()
    page = new_page()
    with running_server(*options) as address, school_at(address) as school:
        teacher = school.begin()
        name = join(page, address, teacher)
        page.get_by_role("button", name="Step", exact=True).click()
        expect(page.locator(".epoch b")).to_have_text("000,001")
    lost = page.get_by_text("The class is out of reach")
    expect(lost).to_be_visible()
    with running_server(*options):
        expect(lost).to_have_count(0, timeout=PATIENCE)
        expect(tab(page, name)).to_be_visible()
        expect(page.locator(".epoch b")).to_have_text("000,001")
        page.get_by_role("button", name="Step", exact=True).click()
        expect(page.locator(".epoch b")).to_have_text("000,002")


def test_a_page_that_was_closed_over_a_restart_tells_the_class_the_name_again(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    options = ("--port", str(free_port()), "--data", str(tmp_path))
    page = new_page()
    context = page.context
    with running_server(*options) as address, school_at(address) as school:
        teacher = school.begin()
        name = join(page, address, teacher)
        page.close()
    with running_server(*options):
        again = context.new_page()
        again.goto(f"{address}join")
        again.get_by_role("button", name=f"Go on as {name}").click()
        expect(tab(again, name)).to_be_visible(timeout=PATIENCE)
        again.close()


def test_outside_a_class_too_a_watcher_goes_on_alone(new_page: Callable[..., Page], address: str) -> None:
    host, page = new_page(), new_page()
    host.goto(f"{address}#{SPIRAL}")
    host.get_by_role("button", name="Step", exact=True).click()
    expect(host.locator(".epoch b")).to_have_text("000,001")
    host.get_by_role("button", name="Share").click()
    expect(host.get_by_role("img", name="A square (QR code) that leads to the watch link")).to_be_visible()
    page.goto(host.get_by_label("Watch link", exact=True).input_value())
    expect(page.locator(".epoch b")).to_have_text("000,001")
    page.get_by_role("button", name="Continue on my own").click()
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".epoch b")).to_have_text("000,002")
    expect(host.locator(".epoch b")).to_have_text("000,001")


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_everything_of_the_class_is_under_the_thumb(
    new_page: Callable[..., Page], address: str, teacher: Teacher, width: int
) -> None:
    page = new_page(width=width, height=844)
    join(page, address, teacher)
    box = tab(page, "My own").bounding_box()
    assert box is not None
    assert box["y"] > 844 - 80
    assert box["height"] >= 44
    play = page.get_by_role("button", name="Play", exact=True)
    play.click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_a_students_page_has_nothing_that_axe_finds(
    new_page: Callable[..., Page], address: str, teacher: Teacher, theme: str
) -> None:
    page = new_page(bypass_csp=True, reduced_motion="reduce")
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    page.goto(f"{address}join#{teacher.code}")
    assert_accessible(page)
    join(page, address, teacher)
    teacher.does("hand_out", link="dataset=xor", title="Four corners")
    teacher.does("ask", text="Which?", kind="choices", choices=["One", "Two"])
    teacher.does("set_pace", fields=["learning_rate"])
    expect(page.get_by_role("heading", name="Which?")).to_be_visible()
    assert_accessible(page)
    teacher.does("begin_challenge", link="dataset=gauss", title="Two clouds", neurons=8)
    page.get_by_role("button", name="Improve my network").click()
    page.get_by_role("button", name="Step", exact=True).click()
    tab(page, "Challenge").click()
    expect(page.get_by_role("region", name="Two clouds")).to_contain_text("1 of 1")
    assert_accessible(page)
    teacher.does("pause_all", sentence="Look at the board.")
    expect(page.get_by_role("heading", name="Eyes to the front")).to_be_visible()
    assert_accessible(page)
