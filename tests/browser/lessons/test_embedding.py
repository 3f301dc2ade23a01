"""A lesson in a frame of another page: what that page is told, and what a learning platform records."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from server.lessons.package import packaged
from server.lessons.shelf import HOUSE, LessonShelf
from server.web.pages.lessons import surroundings
from tests.browser.conftest import Complaints, running_server
from tests.browser.lessons.test_lessons import FENCE, FENCE_STEP, FIRST, LONG, lesson_of

TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
EMBEDS = """<!doctype html><title>A course</title><script>
const events = [];
addEventListener('message', ({ data, origin }) => events.push({ ...data, origin }));
</script><iframe style="width: 800px; height: 600px" src="FRAME"></iframe>"""
PLATFORM = """<!doctype html><title>A platform</title><script>
const values = JSON.parse(sessionStorage.getItem('values') ?? '{"cmi.core.lesson_status": "not attempted"}');
const calls = [];
const keep = () => sessionStorage.setItem('values', JSON.stringify(values));
window.API = {
  LMSInitialize: () => (calls.push('initialize'), 'true'),
  LMSGetValue: (name) => values[name] ?? '',
  LMSSetValue: (name, to) => ((values[name] = to), 'true'),
  LMSCommit: () => (keep(), 'true'),
  LMSFinish: () => (calls.push('finish'), keep(), 'true'),
};
</script><iframe style="width: 1000px; height: 700px" src="package/FILE"></iframe>"""


class Course(NamedTuple):
    """A site that embeds lessons: its origin, and the files that it has by their paths."""

    origin: str
    files: dict[str, bytes]


@contextmanager
def course() -> Iterator[Course]:
    """A site of an origin of its own."""
    files: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = files.get(self.path.partition("?")[0].lstrip("/"))
            self.send_response(204 if found is None else 200)
            self.send_header("Content-Type", TYPES.get(self.path.rpartition(".")[2], "text/html"))
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Course(f"http://127.0.0.1:{server.server_port}", files)
        finally:
            server.shutdown()
            thread.join()


class World(NamedTuple):
    """A playground, a site that it tells what happens, and one that it does not."""

    address: str
    told: Course
    stranger: Course


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with ExitStack() as stack:
        told, stranger = stack.enter_context(course()), stack.enter_context(course())
        address = stack.enter_context(running_server("--event-origins", told.origin))
        yield World(address, told, stranger)


def embed(page: Page, where: Course, link: str) -> FrameLocator:
    """Opens a page of a site with the link in a frame."""
    where.files["course"] = EMBEDS.replace("FRAME", link.replace("&", "&amp;")).encode()
    page.goto(f"{where.origin}/course")
    return page.frame_locator("iframe")


def events(page: Page, n: int) -> list[dict[str, Any]]:
    """What the page was told, once it was told of `n` things."""
    page.wait_for_function("n => events.length >= n", arg=n, timeout=LONG)
    found: list[dict[str, Any]] = page.evaluate("events")
    return found


def fence_link(world: World, origin: str) -> str:
    return f"{world.address}?lesson={FENCE}&step={FENCE_STEP + 1}&embed={origin}"


def do_the_fence(frame: FrameLocator, address: str) -> None:
    """Answers the question of the step, and has its task solved."""
    (question,) = [
        part for part in lesson_of(address, FENCE)["steps"][FENCE_STEP]["parts"] if part["kind"] == "question"
    ]
    right = [choice.get("right") for choice in question["choices"]].index(True)
    frame.locator(".question label").nth(right).click()
    while frame.locator("button.hint").count():
        frame.locator("button.hint").click()
    frame.get_by_role("button", name="Show me").click()
    expect(frame.locator(".task")).to_contain_text("Done!", timeout=LONG)


def test_a_page_that_may_know_is_told_what_happens(page: Page, world: World) -> None:
    frame = embed(page, world.told, fence_link(world, world.told.origin))
    form = {"source": "nn-playground", "version": 1, "lesson": FENCE, "steps": 7}
    form["origin"] = world.address.rstrip("/")
    about = {**form, "step": FENCE_STEP + 1}
    assert events(page, 1) == [{**about, "event": "ready", "done": FENCE_STEP, "ended": False}]
    do_the_fence(frame, world.address)
    _, task, step = events(page, 3)
    numbers = {each["check"]: each["value"] for each in task.pop("numbers")}
    assert list(numbers) == ["test_loss < 0.05", "neurons <= 4", "epoch <= 300"]
    assert 0 < numbers["test_loss < 0.05"] < 0.05
    assert numbers["neurons <= 4"] == 3
    assert task == {**about, "event": "task_done", "done": FENCE_STEP + 1}
    assert step == {**about, "event": "step_done", "done": FENCE_STEP + 1}


def test_the_end_of_a_lesson_is_told(page: Page, world: World) -> None:
    n = len(lesson_of(world.address, FENCE)["steps"])
    frame = embed(page, world.told, f"{world.address}?lesson={FENCE}&step={n}&embed={world.told.origin}")
    frame.get_by_role("textbox", name="Your answer").fill("7")
    frame.get_by_role("button", name="Check").click()
    frame.get_by_role("button", name="To the end").click()
    assert [each["event"] for each in events(page, 3)] == ["ready", "step_done", "lesson_done"]
    expect(frame.get_by_role("button", name="Once more")).to_be_visible()
    expect(frame.get_by_role("button", name="All lessons")).to_have_count(0)


@pytest.mark.parametrize("claims", ["its own name", "another's name"])
def test_a_page_that_may_not_know_is_told_nothing(
    page: Page, world: World, complaints: Complaints, claims: str
) -> None:
    named = world.stranger.origin if claims == "its own name" else world.told.origin
    with page.expect_response("**/lessons/events?*") as answered:
        frame = embed(page, world.stranger, fence_link(world, named))
    allowed = answered.value.json()["origin"]
    assert allowed == (None if claims == "its own name" else world.told.origin)
    do_the_fence(frame, world.address)
    assert page.evaluate("events") == []
    if allowed:
        complaints.expect("postMessage")  # the browser keeps it from a page of another origin


def test_a_page_that_says_no_name_is_told_nothing(page: Page, world: World) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    frame = embed(page, world.told, f"{world.address}?lesson={FIRST}&embed")
    expect(frame.get_by_role("heading", name="Two kinds of points")).to_be_visible()
    expect(frame.get_by_role("button", name="Leave")).to_have_count(0)
    assert [url for url in asked if "/lessons/events" in url] == []
    assert page.evaluate("events") == []


@pytest.mark.parametrize(("width", "height"), [(800, 600), (1000, 560), (390, 700)])
def test_in_a_frame_the_plot_play_and_the_text_are_there_at_once(
    new_page: Callable[..., Page], world: World, width: int, height: int
) -> None:
    page = new_page(width=width, height=height)
    page.goto(f"{world.address}?lesson={FIRST}&embed")
    for place in (".plot", ".toolbar .play", ".lesson h2", ".lesson > footer"):
        expect(page.locator(place)).to_be_in_viewport(ratio=0.95)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_origin_is_compared_as_browsers_write_it(page: Page, world: World) -> None:
    answer = page.request.get(f"{world.address}lessons/events?origin={world.told.origin.upper()}/")
    assert answer.json() == {"origin": world.told.origin}


def unpack(world: World, where: Course, key: str) -> None:
    """Puts the package of a lesson on a platform, as a course of it."""
    lesson = LessonShelf([HOUSE], surroundings).lesson(key)
    assert lesson is not None
    with zipfile.ZipFile(io.BytesIO(packaged([lesson], world.address, "en"))) as archive:
        where.files.update({f"package/{name}": archive.read(name) for name in archive.namelist()})
    where.files["platform"] = PLATFORM.replace("FILE", f"{key}.html").encode()


def core(page: Page) -> Mapping[str, str]:
    """What the platform knows of the learner."""
    values: dict[str, str] = page.evaluate("values")
    return {name.removeprefix("cmi.core."): value for name, value in values.items()}


def lesson_on(page: Page) -> FrameLocator:
    return page.frame_locator("iframe").frame_locator("iframe")


def test_a_platform_records_how_far_a_lesson_is_and_goes_on_there(
    new_page: Callable[..., Page], world: World
) -> None:
    unpack(world, world.told, FIRST)
    page = new_page()
    page.goto(f"{world.told.origin}/platform")
    lesson = lesson_on(page)
    lesson.get_by_role("button", name="Show me").or_(lesson.locator("button.hint")).first.click()
    lesson.get_by_role("button", name="Show me").click()
    page.wait_for_function("values['cmi.core.lesson_location'] === '2'", timeout=LONG)
    known = core(page)
    assert known["lesson_status"] == "incomplete"
    assert known["score.raw"] == str(round(100 / len(lesson_of(world.address, FIRST)["steps"])))
    page.reload()
    assert core(page)["exit"] == "suspend"
    other = new_page()  # a browser that has never seen the lesson
    other.goto(f"{world.told.origin}/course")
    other.evaluate(
        "values => sessionStorage.setItem('values', values)", page.evaluate("JSON.stringify(values)")
    )
    other.goto(f"{world.told.origin}/platform")
    expect(lesson_on(other).get_by_role("heading", name="What happens inside")).to_be_visible()


def test_a_platform_records_that_a_lesson_is_done(page: Page, world: World) -> None:
    unpack(world, world.told, FENCE)
    n = len(lesson_of(world.address, FENCE)["steps"])
    page.goto(f"{world.told.origin}/course")
    known = f'{{"cmi.core.lesson_status": "incomplete", "cmi.core.lesson_location": "{n}"}}'
    page.evaluate("known => sessionStorage.setItem('values', known)", known)
    page.goto(f"{world.told.origin}/platform")
    lesson = lesson_on(page)
    lesson.get_by_role("textbox", name="Your answer").fill("7")
    lesson.get_by_role("button", name="Check").click()
    lesson.get_by_role("button", name="To the end").click()
    page.wait_for_function("values['cmi.core.lesson_status'] === 'completed'", timeout=LONG)
    assert core(page)["score.raw"] == "100"
    page.reload()
    assert core(page)["lesson_status"] == "completed"
    assert core(page)["exit"] == ""


def test_without_a_platform_the_lesson_is_there_and_it_is_said(page: Page, world: World) -> None:
    unpack(world, world.told, FIRST)
    page.goto(f"{world.told.origin}/package/{FIRST}.html")
    expect(page.get_by_role("status")).to_contain_text("is recorded nowhere")
    expect(page.frame_locator("iframe").get_by_role("heading", name="Two kinds of points")).to_be_visible()


def test_a_platform_that_is_not_allowed_is_told_the_setting(page: Page, world: World) -> None:
    unpack(world, world.stranger, FIRST)
    page.clock.install()
    page.goto(f"{world.stranger.origin}/platform")
    launch = page.frame_locator("iframe")
    expect(lesson_on(page).get_by_role("heading", name="Two kinds of points")).to_be_visible()
    expect(launch.get_by_role("status")).to_be_hidden()
    page.clock.fast_forward(16_000)
    expect(launch.get_by_role("status")).to_contain_text(f"--event-origins {world.stranger.origin}")
