"""A table of somebody's own is pasted, picked or dropped, its columns are chosen, and it is learnt from."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Complaints
from tests.browser.looks.test_screens import box_of
from tests.browser.reaching.test_first_visit import open_page

FLOWERS = "Art;Länge in cm;Breite\n" + "".join(
    f"{kind};{length + i / 4:.2f};{width + (3 * i % 7) / 5:.1f}\n".replace(".", ",")
    for kind, length, width in (("Lilie", 1, 4), ("Rose", 6, 1), ("Tulpe", 7, 7))
    for i in range(20)
)
WITH_A_GAP = FLOWERS.replace("Rose;6,00", "Rose;")

DROP = """([name, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(bytes)], name));
  for (const type of ['dragover', 'drop'])
    document.body.dispatchEvent(
      new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
}"""

# Types on, and says whether what was there before can be used no more.
TYPED_ON = """async (field, more) => {
  field.value += more;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await null;
  return field.closest('dialog').querySelector('.strong').disabled;
}"""


def dropped(page: Page, name: str, content: bytes) -> Locator:
    """The screen that opens when a file is dropped on the page."""
    page.evaluate(DROP, [name, list(content)])
    screen = page.get_by_role("dialog", name="Your data")
    expect(screen).to_be_visible()
    return screen


def test_a_dropped_csv_with_decimal_commas_and_a_gap_is_learnt_and_undone(
    page: Page, server_address: str
) -> None:
    open_page(page, server_address + "#seed=0.5&learningRate=0.1&trainPercent=70")
    screen = dropped(page, "Blumen.csv", WITH_A_GAP.encode("cp1252"))
    expect(screen.get_by_label("Separator")).to_have_value("semicolon")
    expect(screen.get_by_label("Decimal sign")).to_have_value("comma")
    expect(screen.get_by_text("Found by itself: 60 rows, 3 columns, Windows-1252.")).to_be_visible()
    expect(screen.get_by_label("What Art is for")).to_have_value("target")
    expect(screen.get_by_label("What Länge in cm is for")).to_have_value("input")
    expect(screen.get_by_text("1 row has gaps in these columns")).to_be_visible()
    expect(screen.get_by_text("2 inputs, 3 classes from “Art”.")).to_be_visible()
    screen.get_by_role("button", name="Use 59 rows").click()
    expect(screen).to_be_hidden()
    expect(page.locator(".data .pair b")).to_have_text("Your own")
    expect(page.get_by_role("slider", name="Noise")).to_be_disabled()
    expect(page.get_by_role("slider", name="Training data")).to_be_enabled()
    page.locator(".thumbs").get_by_role("button", name="Your own").click()
    expect(page.get_by_role("heading", name="59 points")).to_be_visible()  # to be painted on
    page.get_by_role("button", name="Back to the network").click()
    expect(page.locator(".axes")).to_contain_text("Länge in cm")  # as long as nobody does
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.keyboard.press("Space")
    expect(page.get_by_test_id("test-accuracy")).to_have_text(re.compile(r"^(9\d|100)"), timeout=30_000)
    page.keyboard.press("Space")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".data .pair b")).to_have_text("Circle")


def test_two_of_many_columns_are_seen_in_their_units_and_the_rest_is_held_by_a_slider(
    page: Page, server_address: str
) -> None:
    open_page(page, server_address + "#dataset=iris&seed=0.5&percTrainData=99")
    expect(page.locator(".tick.across").first).to_have_text("−6")  # the components have no unit
    expect(page.locator(".held")).to_have_count(0)
    page.get_by_test_id("look-across").select_option("petal length")
    page.get_by_test_id("look-up").select_option("petal width")
    expect(page.locator(".tick.across").first).to_have_text("1")
    expect(page.locator(".tick.up").last).to_have_text("2.5")
    plot = page.locator(".probe-layer")
    box = box_of(plot)
    plot.click(position={"x": box["width"] - 3, "y": box["height"] - 3})  # where no flower is
    expect(page.locator(".probe-line")).to_contain_text(re.compile(r"At \(6\.8\d*, 0\.1\d*\)"))
    page.keyboard.press("Escape")
    page.get_by_test_id("look-held").select_option("sepal width")
    expect(page.locator(".held")).to_contain_text("3, the median")
    page.get_by_role("slider", name="sepal width is held at").fill("4")
    expect(page.locator(".held")).to_contain_text("held at 4")
    expect(page).to_have_url(re.compile("look=x3,x4,x2:4"))
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".held")).to_contain_text("3, the median")


def test_a_pasted_table_is_chosen_from_by_keyboard(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Bring a table").press("Enter")
    screen = page.get_by_role("dialog", name="Your data")
    text = screen.get_by_label("The table as text")
    expect(text).to_be_focused()
    text.fill("a,b,c,set\n1,2.5,0,train\n2,3,1,train\n3,,0,test\n5,6,1,test\n")
    expect(screen.get_by_label("What set is for")).to_have_value("split")
    expect(screen.get_by_role("button", name="Use 3 rows")).to_be_enabled()
    screen.get_by_label("Fill inputs with the median").check()
    expect(screen.get_by_role("button", name="Use 4 rows")).to_be_enabled()
    screen.get_by_label("What b is for").select_option("target")
    expect(screen.get_by_label("What c is for")).to_have_value("input")
    expect(screen.get_by_text("2 inputs, the number in “b” to be learnt.")).to_be_visible()
    screen.get_by_label("What c is for").select_option("out")
    expect(screen.get_by_text("1 input, the number in “b” to be learnt.")).to_be_visible()
    screen.get_by_label("What c is for").select_option("input")
    screen.get_by_role("button", name="Use 3 rows").press("Enter")
    expect(screen).to_be_hidden()
    expect(page.get_by_label("Problem")).to_have_value("Regression")


def test_a_word_among_numbers_is_named_and_its_row_left_out(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    rows = "".join(f"{i},{i % 3},{'ab'[i % 2]}\n" for i in range(1, 9))
    screen = dropped(page, "typo.csv", f"x,y,kind\n{rows}9,1O,a\n".encode())
    expect(screen.get_by_text("“1O” in row 10 is no number")).to_be_visible()
    expect(screen.get_by_label("What y is for")).to_have_value("input")
    screen.get_by_role("button", name="Use 8 rows").click()
    expect(screen).to_be_hidden()


def test_only_what_has_been_read_can_be_used(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Bring a table").click()
    screen = page.get_by_role("dialog", name="Your data")
    text = screen.get_by_label("The table as text")
    text.fill("a,b,c\n1,2,3\n4,5,6\n7,8,1")
    use = screen.get_by_role("button", name="Use 3 rows")
    expect(use).to_be_enabled()
    assert text.evaluate(TYPED_ON, "0")
    expect(use).to_be_enabled()
    expect(screen.get_by_role("cell", name="10", exact=True)).to_be_visible()


def test_what_cannot_be_read_says_why_and_markup_is_text(
    page: Page, server_address: str, complaints: Complaints
) -> None:
    open_page(page, server_address)
    screen = dropped(page, "broken.csv", b"a,b\n1,2\n1,2,3\n")
    expect(screen.get_by_role("status")).to_have_text(
        re.compile("Row 3 must have 2 cells, as the first has, got 3")
    )
    expect(screen.get_by_role("button", name="Use this table")).to_be_disabled()
    complaints.expect("409")
    screen = dropped(page, "<b>x</b>.csv", b"<img src=x onerror=alert(1)>,b\n1,<i>i</i>\n2,=1+1\n")
    expect(screen.get_by_role("cell", name="<i>i</i>")).to_be_visible()
    expect(screen.locator("img")).to_have_count(0)
    expect(screen.get_by_text("<b>x</b>")).to_be_visible()
    page.keyboard.press("Escape")
    expect(screen).to_be_hidden()


def test_a_watcher_cannot_bring_anything(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Share").click()
    link = page.get_by_role("dialog").locator("input").first.input_value()
    watcher = page.context.new_page()
    open_page(watcher, link)
    watcher.evaluate(DROP, ["a.csv", list(b"a,b\n1,2\n")])
    expect(watcher.get_by_role("button", name="Bring a table")).to_have_count(0)
    expect(watcher.get_by_role("dialog", name="Your data")).to_have_count(0)


def test_a_number_that_is_learnt_is_told_in_its_own_unit(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    rows = "".join(f"{i},{i % 7},{1000 + 100 * i}\n" for i in range(21))
    screen = dropped(page, "prices.csv", f"rooms,age,price\n{rows}".encode())
    screen.get_by_label("What price is for").select_option("target")
    screen.get_by_role("button", name="Use 21 rows").click()
    expect(screen).to_be_hidden()
    legend = page.locator(".foot .legend span")
    low, high = (int(text.replace(",", "")) for text in legend.all_text_contents())
    assert 1000 <= low < high <= 3000
    page.locator(".probe-layer").focus()
    page.keyboard.press("ArrowRight")
    line = page.locator(".probe-line")
    expect(line).to_contain_text(re.compile(r"Point 1: target [12]\d00, answer -?[\d,.]+, loss"))
    page.locator("[data-neuron='1-1']").hover()
    expect(legend.first).to_have_text("−1")  # what a hidden neuron says has no unit
