"""Formulas as features, in a real browser: written, refused with a reason, changed, removed, learnt from."""

from __future__ import annotations

from urllib.parse import unquote

from playwright.sync_api import Page, expect

from tests.browser.conftest import TWO_PICTURES, NewPage
from tests.browser.looks.test_page_fits import ALWAYS, NETWORK, WINDOWS, faults_of
from tests.browser.reaching.test_first_visit import open_page, play_until
from tests.browser.runs.test_take_away import taken, unfolded

EIGHT = (
    "#networkShape=8,8,8,8,8,8&seed=0.5&formulas=x1^3/36;sin(3*x1)+x2;abs(x1)-abs(x2);max(x1,x2);floor(x1)"
    ";tan(x1/5);x1^2+x2^2;exp(-(x1^2+x2^2)/8)"
)

# Opens the card, and types as soon as it is there, before the browser has shown it.
TYPE_AT_ONCE = """() => new Promise((typed) => {
  const observer = new MutationObserver(() => {
    const field = document.querySelector('.formula-card input');
    if (!field) return;
    observer.disconnect();
    field.value = 'x1^3';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    typed();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  document.querySelector('.add-formula button').click();
})"""


def add(page: Page, formula: str) -> None:
    """Types a formula and takes it."""
    page.get_by_role("button", name="+ formula").click()
    page.get_by_label("The formula").fill(formula)
    page.get_by_role("button", name="Add", exact=True).click()


def formula_of_link(page: Page) -> str:
    """What the address says of formulas."""
    pairs = dict(pair.split("=", 1) for pair in page.url.partition("#")[2].split("&"))
    return unquote(pairs.get("formulas", ""))


def test_the_circle_is_learnt_from_one_formula_without_hidden_layers(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#networkShape=&x=false&y=false&learningRate=0.003&seed=0.5")
    page.get_by_role("button", name="+ formula").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("The formula")).to_be_focused()
    page.keyboard.type("x1^2 + x2^2")
    page.keyboard.press("Enter")
    tile = page.get_by_role("button", name="Formula x₁² + x₂²: change or remove it")
    expect(tile).to_have_attribute("title", "x1^2 + x2^2")
    expect(page.locator(".formula-card")).to_have_count(0)
    page.wait_for_function("location.hash.includes('formulas=')")
    assert formula_of_link(page) == "x1^2+x2^2"
    play_until(page, 100)
    assert float(page.get_by_test_id("test-loss").inner_text()) < 0.05


def test_what_is_wrong_is_said_where_it_is_typed(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    button = page.get_by_role("button", name="+ formula")
    button.click()
    field, fault = page.get_by_label("The formula"), page.locator(".fault")
    field.fill("x1 +")
    expect(fault).to_be_empty()  # more may come
    page.keyboard.press("Enter")
    expect(fault).to_have_text(
        "Position 5: the formula ends where a number, a name, a function or ( must stand"
    )
    for typed, said in (
        ("2x1", "Position 2: a sign such as + or * must stand before x1"),
        ("log(x1)", "log(x1) has no finite value at x1 = -6"),
        ("x3", "Position 1: x3 is not known; there is x1, x2, pi or e, and there are the functions sin,"),
        ("7", "7 is the same everywhere: there is no x1 or x2 in it"),
    ):
        field.fill(typed)
        expect(fault).to_contain_text(said)
        expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("x1^3")
    expect(fault).to_be_empty()
    page.get_by_role("button", name="max(x1, x2)").click()
    expect(field).to_have_value("max(x1, x2)")
    page.keyboard.press("Escape")
    expect(page.locator(".formula-card")).to_have_count(0)
    expect(button).to_be_focused()
    expect(page.locator(".tile.formula")).to_have_count(0)


def test_a_formula_is_changed_removed_and_brought_back(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    add(page, "x1^3/36")
    tile = page.locator(".tile.formula")
    tile.click()
    page.get_by_label("The formula").fill("x1*x2^2 / 36")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(tile).to_have_attribute("title", "x1*x2^2/36")
    add(page, "x1*x2^2/36")
    expect(page.locator(".fault")).to_have_text("This is among the features already.")
    page.keyboard.press("Escape")
    page.reload()
    expect(tile).to_have_attribute("data-feature", "x1*x2^2/36")
    tile.click()
    page.get_by_role("button", name="Remove this feature").click()
    expect(tile).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(tile).to_have_attribute("title", "x1*x2^2/36")


def test_what_is_typed_as_soon_as_the_card_is_there_stays(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.evaluate(TYPE_AT_ONCE)
    page.evaluate(TWO_PICTURES)
    expect(page.get_by_label("The formula")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".tile.formula")).to_have_attribute("title", "x1^3")


def test_a_formula_that_goes_while_it_is_looked_at_gives_the_answer_back(
    page: Page, server_address: str
) -> None:
    open_page(page, server_address)
    add(page, "x1^3/36")
    page.mouse.move(1, 1)  # under the pointer another tile would come to lie, and be looked at
    page.locator(".tile.formula").focus()
    shown = page.locator(".boundary-title b")
    expect(shown).to_have_text("x₁³/36")
    page.keyboard.press("Control+z")
    expect(page.locator(".tile.formula")).to_have_count(0)
    expect(shown).to_have_text("the network’s answer")


def test_a_formula_of_a_feature_with_a_name_switches_that_on(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    add(page, "sin( x1 )")
    expect(page.locator("[data-feature=sinX]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".tile.formula")).to_have_count(0)
    add(page, "(x1)")
    expect(page.locator(".fault")).to_have_text("This is among the features already.")


def test_a_curve_takes_formulas_of_x1(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#problem=curve")
    page.get_by_role("button", name="+ formula").click()
    page.get_by_label("The formula").fill("x1*x2")
    expect(page.locator(".fault")).to_contain_text("x2 is not known; there is x1, pi or e")
    page.get_by_label("The formula").fill("abs(x1)")
    page.keyboard.press("Enter")
    expect(page.locator(".tile.formula")).to_have_attribute("title", "abs(x1)")


def test_who_watches_sees_formulas_and_changes_none(
    page: Page, new_page: NewPage, server_address: str
) -> None:
    open_page(page, server_address)
    add(page, "x1 - x2")
    expect(page.locator(".tile.formula")).to_have_count(1)
    page.get_by_role("button", name="Share").click()
    watcher = new_page()
    open_page(watcher, page.get_by_role("textbox", name="Watch link").input_value())
    expect(watcher.locator(".tile.formula")).to_be_disabled()
    expect(watcher.locator(".feature-label.formula")).to_have_text("x1 − x2")
    expect(watcher.get_by_role("button", name="+ formula")).to_have_count(0)


def test_formulas_are_in_the_drawing_that_is_taken_away(page: Page, server_address: str) -> None:
    unfolded(page, server_address, "#networkShape=2&seed=0.5&formulas=x1^3/36;abs(x1)-abs(x2)-max(x1,x2,0)")
    _, network = taken(page, "Download The network SVG")
    drawn = network.decode()
    assert drawn.count("<image") == 4 + 2 + 1
    assert drawn.count("<path") == 4 * 2 + 2
    assert ">x₁³/36<" in drawn
    assert ">abs(x₁) − abs(x₂) − max…<" in drawn


def test_eight_formulas_fit_beside_six_layers_and_there_are_no_more(page: Page, server_address: str) -> None:
    open_page(page, server_address + EIGHT)
    expect(page.locator(".tile.formula")).to_have_count(8)
    expect(page.get_by_role("button", name="+ formula")).to_be_disabled()
    parts = (*ALWAYS, *NETWORK)
    assert [fault for window in WINDOWS for fault in faults_of(page, window, parts)] == []
