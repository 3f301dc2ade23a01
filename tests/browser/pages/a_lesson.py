"""A lesson that is walked through once, for pictures: teacher, projector and one student are real pages.

The other students are scripts whose networks stop after so many epochs, so that each picture is the same
every time, but for the code of the class and names that were made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages.school import School, Student

PATIENCE = 30_000  # milliseconds, for what all networks have to train for
EPOCHS = 60  # of each network, then it stops
SEED = f"&seed=0.5&stopEpoch={EPOCHS}"
CIRCLE, SPIRAL, MOONS, XOR = (f"dataset={name}{SEED}" for name in ("circle", "spiral", "moons", "xor"))
BLOBS = f"dataset=blobs&classes=4&loss=cross-entropy{SEED}"
WILD = "problem=regression&regDataset=reg-gauss&activation=relu&learningRate=10&networkShape=8,8&seed=0.3"
CLASS = {
    "Ada": f"{CIRCLE}&networkShape=4",
    "Ben": f"{CIRCLE}&networkShape=2",
    "Chioma": f"{XOR}&networkShape=4,2",
    "Diego": f"{SPIRAL}&networkShape=8,8&sinX=true&sinY=true",
    "Emine": f"{MOONS}&networkShape=5",
    "Freya": f"{BLOBS}&networkShape=6",
    "Gustav": f"{CIRCLE}&networkShape=3&activation=relu",
    "Hana": f"{XOR}&networkShape=&xTimesY=true",
    "Ivan": f"{SPIRAL}&networkShape=8,6&activation=relu",
    "Maximiliane Hohenfels": f"{MOONS}&networkShape=3,3",
    "Noor": WILD,
    "Otis": f"{CIRCLE}&networkShape=6,4&xSquared=true&ySquared=true",
}
"""The students and their networks."""
PHONE_NAME = "Lea"  # of the student who is a page
OF_CHANCE = ".square, [data-testid=code], #code, .code span, .our-wall li > :last-child, .places"
"""What another class has otherwise, its places among equals too: covered where pictures are compared."""
SAME_CODE = """() => document.querySelectorAll('[data-testid=code]').forEach((code) => {
  code.firstChild.data = 'K7M 2QX'; // codes are not all of one width
})"""


class Stop(NamedTuple):
    """A state of the lesson, and the page that is in it."""

    name: str
    page: Page


class Cast(NamedTuple):
    """Who is in the lesson, and where."""

    address: str
    school: School
    teacher: Page
    screen: Page
    phone: Page


def walk(cast: Cast) -> Iterator[Stop]:
    """Goes through a lesson and stops at each state."""
    address, school, teacher, screen, phone = cast
    teacher.goto(f"{address}teach")
    button(teacher, "Begin a class").wait_for()
    yield Stop("begin", teacher)
    button(teacher, "Begin a class").click()
    code = teacher.get_by_test_id("code")
    expect(code).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    expect(teacher.locator(".square img")).to_be_visible()
    typed = code.inner_text().replace(" ", "")
    yield Stop("empty", teacher)
    screen.goto(f"{address}{teacher.get_by_role('link', name='Projector view').get_attribute('href')}")
    expect(screen.get_by_role("heading", name="Our networks")).to_be_visible()
    expect(screen.locator(".square img")).to_be_visible()
    yield Stop("projector-empty", screen)
    phone.goto(f"{address}sheet#{typed}")
    expect(phone.locator(".square img")).to_be_visible()
    yield Stop("sheet", phone)
    phone.goto(f"{address}join#{typed}")
    button(phone, "Join").wait_for()
    yield Stop("join", phone)
    button(phone, "Join").click()
    button(phone, "A name of my own").click()
    phone.get_by_label("My name").fill(PHONE_NAME)
    button(phone, "Take this name").click()
    expect(phone.get_by_test_id("name")).to_have_text(PHONE_NAME)
    yield Stop("join-name", phone)
    button(phone, "Enter the class").click()
    expect(button(phone, "My own")).to_be_visible(timeout=PATIENCE)
    expect(teacher.locator(".cell")).to_have_count(1)
    button(teacher, "Hand out").click()
    teacher.get_by_label("Link of the playground").fill(f"{CIRCLE}&networkShape=4,2")
    button(teacher, "As an offer").click()
    expect(phone.get_by_text("Your teacher hands out")).to_be_visible()
    yield Stop("student-offer", phone)
    button(phone, "Open it").click()
    phone.wait_for_function("() => location.hash.includes('seed=0.5')")
    students = [school.join(typed, name, link) for name, link in CLASS.items()]
    yield from wall(cast, students)
    yield from ask(cast, students)
    yield from lead(cast)
    yield from try_together(cast, students)


def wall(cast: Cast, students: list[Student]) -> Iterator[Stop]:
    """The students' networks, in all ways to look at them."""
    teacher, screen, phone = cast.teacher, cast.screen, cast.phone
    students[0].send("set_done", done=True)
    expect(teacher.get_by_test_id("counts")).to_contain_text(
        re.compile("1 done .* 1 diverged"), timeout=PATIENCE
    )
    teacher.get_by_text("Name", exact=True).click()
    expect(teacher.locator(".cell")).to_have_count(len(CLASS) + 1, timeout=PATIENCE)
    are_trained(teacher, len(CLASS) - 1)  # one has diverged
    teacher.mouse.move(5, 5)
    yield Stop("wall", teacher)
    expect(screen.locator(".our-wall li")).to_have_count(len(CLASS) + 1, timeout=PATIENCE)
    yield Stop("projector-wall", screen)
    button(teacher, re.compile("^Diego")).click()
    expect(teacher.get_by_role("complementary")).to_contain_text("Diego")
    yield Stop("panel", teacher)
    for name in ("Table", "Overlay", "Two"):
        teacher.get_by_role("tab", name=name, exact=True).click()
        yield Stop(name.lower(), teacher)
    yield Stop("student", phone)


def ask(cast: Cast, students: list[Student]) -> Iterator[Stop]:
    """A question, and its answers."""
    teacher, screen, phone = cast.teacher, cast.screen, cast.phone
    teacher.get_by_role("tab", name="Question").click()
    teacher.get_by_role("textbox", name="Question", exact=True).fill("Will three neurons learn the spiral?")
    yield Stop("question-form", teacher)
    button(teacher, "Ask").click()
    for i, student in enumerate(students):
        student.until(partial(knows, student, "question"))
        student.send("give_answer", answer=float(i % 3 == 0))
    expect(teacher.get_by_test_id("n-answers")).to_have_text(f"{len(CLASS)} answers", timeout=PATIENCE)
    expect(phone.get_by_role("heading", name="Will three neurons")).to_be_visible()
    yield Stop("student-question", phone)
    button(teacher.get_by_role("main"), "Show on the projector").click()
    button(teacher.get_by_role("main"), "Close").click()
    expect(screen.locator(".bars li")).to_have_count(2)
    yield Stop("question", teacher)
    yield Stop("projector-question", screen)
    expect(phone.locator(".bars tr")).to_have_count(2)
    yield Stop("student-answers", phone)
    button(phone, "Close").click()
    button(teacher, "Take the question away").click()


def lead(cast: Cast) -> Iterator[Stop]:
    """What the teacher shows, hands out and stops."""
    teacher, screen, phone = cast.teacher, cast.screen, cast.phone
    button(teacher.get_by_role("complementary"), "Show on the projector").click()
    frame = screen.frame_locator("iframe")
    expect(frame.get_by_test_id("epoch")).to_contain_text(f"{EPOCHS:03}", timeout=PATIENCE)
    expect(frame.get_by_test_id("boundary")).to_be_visible()
    yield Stop("projector-network", screen)
    teacher.get_by_role("tab", name="My network").click()
    expect(teacher.frame_locator("iframe").get_by_test_id("boundary")).to_be_visible()
    button(teacher, "Everybody follows").click()
    expect(teacher.frame_locator("iframe").locator("[data-testid=train-loss]")).to_contain_text(".")
    yield Stop("my-network", teacher)
    button(phone, "Teacher").click()
    expect(phone.get_by_text("The teacher’s network, live")).to_be_visible()
    yield Stop("student-teacher", phone)
    for name in ("Rules and links", "Timer", "Hand out"):
        button(teacher, name).click()
        expect(teacher.get_by_role("dialog")).to_be_visible()
        yield Stop(name.split()[0].lower(), teacher)
        teacher.keyboard.press("Escape")
    button(teacher, "Pause all").click()
    teacher.get_by_label("What everybody reads").fill("Look at the board.")
    button(teacher, "Pause").click()
    expect(phone.get_by_role("heading", name="Eyes to the front")).to_be_visible()
    yield Stop("student-paused", phone)
    yield Stop("paused", teacher)
    button(teacher, "Resume").click()
    button(teacher, "Nobody follows any more").click()
    button(phone, "My own").click()
    expect(phone.get_by_text("Your own network")).to_be_visible()


def try_together(cast: Cast, students: list[Student]) -> Iterator[Stop]:
    """An experiment of the class, and a challenge."""
    teacher, screen, phone = cast.teacher, cast.screen, cast.phone
    teacher.get_by_role("tab", name="Experiment").click()
    yield Stop("experiment-form", teacher)
    teacher.get_by_label("Link of the playground").fill(CIRCLE)
    button(teacher, "Deal out").click()
    for student in students:
        student.until(partial(knows, student, "trial"))
        student.play()
    expect(teacher.get_by_test_id("arrived")).to_have_text(re.compile(f"^{len(CLASS)} of"), timeout=PATIENCE)
    button(teacher.get_by_role("main"), "Show on the projector").click()
    are_trained(teacher, len(CLASS))
    teacher.get_by_role("tab", name="Experiment").click()
    yield Stop("experiment", teacher)
    yield Stop("projector-experiment", screen)
    button(teacher, "End the experiment").click()
    teacher.get_by_role("tab", name="Challenge").click()
    teacher.get_by_label("What it is called").fill("The circle")
    yield Stop("challenge-form", teacher)
    teacher.get_by_label("Link of the playground").fill(CIRCLE)
    button(teacher, "Begin").click()
    for student in students:
        student.until(partial(knows, student, "challenge"))
        student.play()
    rows = teacher.locator("table.board tbody tr")
    expect(rows).to_have_count(len(CLASS), timeout=PATIENCE)
    button(teacher.get_by_role("main"), "Show on the projector").click()
    are_trained(teacher, len(CLASS))
    teacher.get_by_role("tab", name="Challenge").click()
    yield Stop("challenge", teacher)
    expect(screen.locator("table.board tbody tr")).not_to_have_count(0)
    yield Stop("projector-challenge", screen)
    expect(phone.get_by_role("region", name="The circle")).to_be_visible()
    yield Stop("student-challenge", phone)


def are_trained(teacher: Page, n: int) -> None:
    """Waits until the wall has so many networks that have trained to their end."""
    teacher.get_by_role("tab", name="Wall", exact=True).click()
    trained = teacher.locator(".cell .figures").get_by_text(str(EPOCHS), exact=True)
    expect(trained).to_have_count(n, timeout=PATIENCE)


def button(where: Page | Locator, name: str | re.Pattern[str]) -> Locator:
    return where.get_by_role("button", name=name, exact=isinstance(name, str))


def knows(student: Student, what: str) -> bool:
    """Whether they were told of a question, an experiment of the class, a challenge."""
    return bool(student.page.state[what])
