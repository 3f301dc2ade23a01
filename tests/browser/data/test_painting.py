"""Points of one's own: painted, erased, typed and pasted, while the network learns along."""

import math
import re
from collections.abc import Callable, Sequence

from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import TWO_PICTURES
from tests.browser.pages.many_points import PUT
from tests.browser.reaching.test_first_visit import open_page, play_until

SMALL = "seed=0.5&networkShape=8,6&activation=tanh"


def open_editor(page: Page, address: str) -> None:
    """Opens the editor in a fresh room, with nothing painted yet."""
    open_page(page, f"{address}#{SMALL}")
    page.locator(".thumbs").get_by_role("button", name="Your own").click()
    page.get_by_test_id("paper").wait_for()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name="0 points")).to_be_visible()


def paint(page: Page, places: Sequence[tuple[float, float]]) -> None:
    """Draws a stroke through these places of the plane."""
    box = page.get_by_test_id("paper").bounding_box()
    assert box is not None
    on_screen = [
        (box["x"] + (x + 6) / 12 * box["width"], box["y"] + (6 - y) / 12 * box["height"]) for x, y in places
    ]
    page.mouse.move(*on_screen[0])
    page.mouse.down()
    for place in on_screen:
        page.mouse.move(*place)
    page.mouse.up()


def dot(page: Page, x: float, y: float) -> None:
    paint(page, [(x, y)])


def arc(radius: float, begin: float, end: float, n: int) -> list[tuple[float, float]]:
    angles = [begin + (end - begin) * i / n for i in range(n + 1)]
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]


def paint_face(page: Page) -> None:
    """A smiling face, point by point: its outline in the first class, eyes and mouth in the second."""
    page.get_by_role("button", name="Point", exact=True).click()
    for x, y in arc(4.5, 0, 2 * math.pi, 23):
        dot(page, x, y)
    page.get_by_role("button", name=re.compile("^Class 2")).click()
    for x, y in [(-1.5, 1.5), (-1.2, 1.8), (1.5, 1.5), (1.2, 1.8), *arc(2.2, 3.7, 5.7, 8)]:
        dot(page, x, y)


def test_a_painted_face_is_learnt_and_stays_when_the_page_is_loaded_again(
    page: Page, server_address: str
) -> None:
    open_editor(page, server_address)
    paint_face(page)
    expect(page.get_by_role("heading", name="37 points")).to_be_visible()
    page.get_by_role("button", name="Use these points").click()
    expect(page.locator(".data .pair b")).to_have_text("Your own")
    for fixed in ("Training data", "Noise"):
        expect(page.get_by_role("slider", name=fixed)).to_be_disabled()
    expect(page.get_by_role("slider", name="Batch size")).to_be_enabled()
    page.get_by_label("Speed").select_option(label="Fastest")
    play_until(page, 2000)
    expect(page.get_by_test_id("train-loss")).to_have_text(re.compile(r"^0\.0"), timeout=30_000)
    page.reload()
    expect(page.locator(".data .pair b")).to_have_text("Your own")
    page.locator(".thumbs").get_by_role("button", name="Your own").click()
    expect(page.get_by_role("heading", name="37 points")).to_be_visible()


def test_fewer_than_two_points_cannot_be_used(page: Page, server_address: str) -> None:
    open_editor(page, server_address)
    use = page.get_by_role("button", name="Use these points")
    expect(use).to_be_disabled()
    page.get_by_role("button", name="Point", exact=True).click()
    dot(page, 1, 1)
    expect(use).to_be_disabled()
    dot(page, -1, 1)
    expect(use).to_be_enabled()


def test_training_goes_on_while_one_paints_and_a_stroke_is_undone_at_once(
    page: Page, server_address: str
) -> None:
    open_editor(page, server_address)
    paint_face(page)
    page.get_by_role("switch", name="Train while I paint").check()
    epoch = page.locator(".editor .figure").first.locator("b")
    expect(epoch).to_have_text(re.compile(r"[1-9]\d"))
    dot(page, 5, 5)
    expect(page.get_by_role("heading", name="38 points")).to_be_visible()
    expect(page.get_by_role("switch", name="Train while I paint")).to_be_checked()
    before = int(epoch.inner_text().replace(",", ""))
    page.wait_for_function(
        "n => Number(document.querySelector('.editor .figure b').textContent.replace(',', '')) > n",
        arg=before,
    )
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_role("heading", name="37 points")).to_be_visible()
    page.get_by_role("button", name="Redo").last.click()
    expect(page.get_by_role("heading", name="38 points")).to_be_visible()


def test_what_was_cleared_comes_back_and_a_first_stroke_is_one_step(page: Page, server_address: str) -> None:
    open_editor(page, server_address)
    undo = page.locator(".editor").get_by_role("button", name="Undo")
    undo.click()
    expect(page.get_by_role("heading", name="500 points")).to_be_visible()
    expect(undo).to_be_disabled()
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("slider", name="Points for each second").fill("120")
    paint(page, arc(3, 0, 3, 30))
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ points$"))).not_to_have_text("0 points")
    expect(undo).to_be_enabled()
    undo.click()
    expect(page.get_by_role("heading", name="500 points")).to_be_visible()
    expect(page.locator(".data .pair b")).to_have_text("Circle")


def test_points_are_erased_dragged_and_selected(page: Page, server_address: str) -> None:
    open_editor(page, server_address)
    page.get_by_role("button", name="Point", exact=True).click()
    for x in (-4, -2, 0, 2, 4):
        dot(page, x, 0)
    page.get_by_role("button", name="Drag").click()
    paint(page, [(-4, 0), (-4, 2), (-4, 4)])
    first = page.locator(".tabulator-row").first
    expect(first.locator(".tabulator-cell").nth(1)).to_have_text("−4")
    expect(first.locator(".tabulator-cell").nth(2)).to_have_text(re.compile(r"^(3\.9\d*|4)$"))
    page.get_by_role("button", name="Select").click()
    paint(page, [(-3, -1), (1, 1)])
    expect(page.locator(".below-plot")).to_contain_text("2 selected")
    page.keyboard.press("Delete")
    expect(page.get_by_role("heading", name="3 points")).to_be_visible()
    page.get_by_role("button", name="Erase").click()
    paint(page, [(2, 0), (2.2, 0)])
    expect(page.get_by_role("heading", name="2 points")).to_be_visible()


def test_rows_are_typed_and_pasted_beside_the_plot(page: Page, server_address: str) -> None:
    open_editor(page, server_address)
    page.get_by_text("Paste rows").click()
    page.get_by_label("A line for each point").fill("1,5;-2;Class 2\n0;0;1\n3;30\nnothing")
    told = page.get_by_text("Lines left out: 1, for want of one of two numbers. Points beyond −6 to 6: 1;")
    expect(told).to_be_visible()
    page.get_by_role("button", name="Add 3 points").click()
    expect(page.get_by_role("heading", name="3 points")).to_be_visible()
    cell = page.locator(".tabulator-row").first.locator(".tabulator-cell").nth(1)
    expect(cell).to_have_text("1.5")
    cell.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("2.5")
    page.keyboard.press("Enter")
    expect(cell).to_have_text("2.5")
    page.get_by_role("button", name="Use these points").click()
    page.locator(".thumbs").get_by_role("button", name="Your own").click()
    expect(page.locator(".tabulator-row").first.locator(".tabulator-cell").nth(1)).to_have_text("2.5")


def test_what_is_typed_into_one_cell_after_the_other_stays(page: Page, server_address: str) -> None:
    sockets: list[WebSocket] = []
    page.on("websocket", lambda socket: sockets.append(socket))
    open_editor(page, server_address)
    page.get_by_text("Paste rows").click()
    page.get_by_label("A line for each point").fill("1,5;-2;1\n0;0;2")
    page.get_by_role("button", name="Add 2 points").click()
    across, up = (page.locator(".tabulator-row").first.locator(".tabulator-cell").nth(i) for i in (1, 2))
    expect(across).to_have_text("1.5")
    across.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("2.5")
    with sockets[-1].expect_event("framesent", lambda sent: '"paint"' in sent):
        page.keyboard.press("Tab")
    for _ in range(3):  # by then the table may have its rows anew
        page.evaluate(TWO_PICTURES)
    page.keyboard.press("Control+a")
    page.keyboard.type("-1.5")
    page.keyboard.press("Enter")
    expect(up).to_have_text("−1.5")
    expect(across).to_have_text("2.5")
    expect(page.get_by_role("heading", name="2 points")).to_be_visible()


def test_values_are_painted_for_a_regression(page: Page, server_address: str) -> None:
    open_editor(page, server_address)
    page.get_by_role("button", name="Paint values instead").click()
    page.get_by_role("button", name="Point", exact=True).click()
    for x, value in ((-3, "-1"), (0, "0.5"), (3, "1")):
        page.get_by_role("slider", name="Value").fill(value)
        dot(page, x, x)
    page.get_by_role("button", name="Use these points").click()
    expect(page.get_by_label("Problem")).to_have_value("Regression")
    expect(page.locator(".data .pair b")).to_have_text("Your own")


def test_the_editor_fits_every_window(new_page: Callable[..., Page], server_address: str) -> None:
    page = new_page(width=1440, height=900)
    open_editor(page, server_address)
    for width, height in ((1440, 900), (1280, 720), (1024, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.querySelector('.editor').scrollWidth") <= width
        box = page.get_by_test_id("paper").bounding_box()
        assert box is not None
        assert box["width"] > 0.25 * width
        assert box["x"] >= 0
        assert box["y"] + box["height"] <= height
        eraser = page.get_by_role("button", name="Erase").bounding_box()
        assert eraser is not None
        assert eraser["y"] + eraser["height"] <= height, "what one paints with is in sight of the plane"
        for name in page.locator(".class-name").all():
            assert name.evaluate("each => each.scrollWidth <= each.clientWidth"), width


COUNT = """
window.drawn = 0;
for (const name of ['stroke', 'drawImage']) {
  const draw = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...rest) {
    window.drawn += 1;
    return draw.apply(this, rest);
  };
}
"""


def test_who_paints_on_thousands_of_points_draws_the_new_ones_and_nothing_that_is_covered(
    page: Page, server_address: str
) -> None:
    page.add_init_script(COUNT)
    open_page(page, f"{server_address}#{SMALL}")
    rows = [[i % 60 / 10, i // 60 / 10, i % 2, i % 3 == 0] for i in range(3000)]
    assert page.evaluate(PUT, rows) == 200
    expect(page.locator(".data .pair b")).to_have_text("Your own")
    page.locator(".thumbs").get_by_role("button", name="Your own").click()
    expect(page.get_by_role("heading", name=re.compile(r"^3,?000 points$"))).to_be_visible()
    page.get_by_role("switch", name="Train while I paint").check()
    epoch = page.locator(".editor .figure").first.locator("b")
    expect(epoch).to_have_text(re.compile(r"[1-9]\d"))
    page.get_by_role("button", name="Point", exact=True).click()
    before = int(epoch.inner_text().replace(",", ""))
    page.evaluate("window.drawn = 0")
    for i in range(5):
        dot(page, -5, i - 2)
    expect(page.get_by_role("heading", name=re.compile(r"^3,?005 points$"))).to_be_visible()
    page.wait_for_function(
        "n => Number(document.querySelector('.editor .figure b').textContent.replace(',', '')) > n",
        arg=before + 20,
    )
    assert 5 <= page.evaluate("window.drawn") < 1000
    page.get_by_role("button", name="Use these points").click()
    page.wait_for_function("() => window.drawn > 3000")  # the page shows them all again
