"""What lecturers look for: sizes that are typed, the update within an epoch, the arithmetic of a softmax."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.looks.test_screens import box_of
from tests.browser.reaching.test_first_visit import open_page


def test_the_size_of_a_layer_can_be_typed_within_its_limits(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#networkShape=4,2&seed=0.5")
    size = page.get_by_label("Neurons of layer 2", exact=True)
    size.fill("5")
    size.press("Enter")
    expect(page.locator("[data-neuron='2-4']")).to_be_visible()
    size.fill("500")
    size.press("Enter")
    expect(page.locator(".notice")).to_contain_text("must be between 1 and")
    expect(size).to_have_value("5")


def test_who_goes_from_update_to_update_sees_how_far_the_epoch_is(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5")
    expect(page.get_by_test_id("update")).to_have_count(0)
    page.get_by_label("Speed").select_option(label="1 update/s")
    for n in (1, 2, 3):
        page.keyboard.press("u")
        expect(page.get_by_test_id("update")).to_contain_text(f"{n} of 25")
    page.keyboard.press("s")
    expect(page.get_by_test_id("update")).to_contain_text("0 of 25")


def test_the_card_of_a_class_writes_its_softmax_out(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#dataset=pinwheel&loss=cross-entropy&networkShape=4&seed=0.5")
    page.locator(".probe-layer").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".probe-line")).to_be_visible()
    page.locator("[data-neuron='2-1']").click()
    softmax = page.get_by_test_id("softmax")
    expect(softmax).to_contain_text("Softmax over all outputs: a = e")
    powers = softmax.locator("sup").all_inner_texts()
    z = [float(each.replace("−", "-")) for each in powers]
    share = 2.718281828 ** z[0] / sum(2.718281828**each for each in z[1:])
    assert abs(float(softmax.locator("b").inner_text()) - share) < 0.002


INK = """(name) => {
  const canvas = document.querySelector(name);
  const copy = new OffscreenCanvas(canvas.width, canvas.height)
    .getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((sum, value, i) => sum + (i % 4 === 3 ? value : 0), 0);
}"""
"""How much is drawn on a canvas."""


def test_a_chosen_point_has_its_value_and_its_place_at_every_neuron(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#networkShape=4,2&seed=0.5")
    values = page.locator(".probe-values")
    expect(values).to_have_count(0)
    page.locator(".probe-layer").focus()
    page.keyboard.press("ArrowRight")
    expect(values).to_be_visible()
    page.wait_for_function(f"({INK})('.probe-values') > 0")
    before = page.evaluate(INK, ".probe-values")
    page.get_by_role("button", name="Remove a neuron from layer 1").click()
    expect(page.locator("[data-neuron='1-3']")).to_have_count(0)
    expect(page.locator(".probe-line")).to_be_visible()
    page.wait_for_function(
        f"n => {{ const ink = ({INK})('.probe-values'); return ink > 0 && ink < n }}", arg=before
    )
    page.locator(".probe-layer").focus()
    page.keyboard.press("Escape")
    expect(values).to_have_count(0)


def test_skip_connections_are_drawn_where_there_are_some(page: Page, server_address: str) -> None:
    ink = {}
    for shape in ("3,3", "3,2"):
        for skip in ("true", "false"):
            page.goto(f"{server_address}healthz")
            open_page(page, f"{server_address}#networkShape={shape}&skip={skip}&seed=0.5")
            ink[shape, skip] = page.evaluate(INK, "canvas.links")
    assert ink["3,3", "true"] > ink["3,3", "false"]
    assert ink["3,2", "true"] == ink["3,2", "false"]


def test_a_loss_beyond_a_single_float_is_short_and_moves_nothing(page: Page, server_address: str) -> None:
    diverging = "problem=regression&learningRate=10&networkShape=8,8&activation=relu&seed=0.3"
    open_page(page, f"{server_address}#{diverging}")
    place = page.get_by_label("Speed").bounding_box()
    page.keyboard.press("s")
    test_loss = page.get_by_test_id("test-loss")
    expect(test_loss).to_have_text(">10³⁸")
    expect(test_loss).to_have_attribute("title", "beyond 10³⁸")
    assert page.get_by_label("Speed").bounding_box() == place


def test_on_a_phone_and_over_the_whole_screen_every_dataset_has_its_name_below(
    new_page: NewPage, server_address: str
) -> None:
    phone = new_page(390, 844, locale="de-DE")
    open_page(phone, server_address)
    names = phone.locator(".thumbs .name:visible")
    expect(names.first).to_have_text("Kreis")
    assert names.count() == phone.locator(".thumbs button").count()
    page = new_page()
    open_page(page, server_address)
    names = page.locator(".thumbs .name:visible")
    expect(names).to_have_count(0)  # the chosen one's stands above
    page.locator(".data .corner").click()
    expect(names.first).to_have_text("Circle")


WHERE_NAMES_ARE_NOT_BELOW = [
    (1440, "light"),
    (1440, "projector"),
    (1024, "light"),
    (1280, "projector"),
    (1024, "projector"),
]


@pytest.mark.parametrize(("width", "theme"), WHERE_NAMES_ARE_NOT_BELOW)
def test_a_dataset_is_named_at_once_when_it_is_pointed_at_and_nothing_moves(
    new_page: NewPage, server_address: str, width: int, theme: str
) -> None:
    page = new_page(width, 768, locale="de-DE")
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    open_page(page, server_address)
    chosen, said = page.locator(".pair b"), page.locator(".thumbs .name:visible")
    thumbs, place = page.locator(".thumbs button"), box_of(page.locator(".thumbs"))
    expect(chosen).to_have_text("Kreis")
    assert thumbs.count() > 8
    for thumb in thumbs.all():
        thumb.hover()
        expect(said).to_have_text(thumb.get_attribute("aria-label") or "")
        assert box_of(said)["y"] + box_of(said)["height"] <= place["y"]
        assert said.evaluate("name => name.scrollWidth <= name.clientWidth")
        assert box_of(said)["y"] == pytest.approx(box_of(chosen)["y"], abs=2)  # over the chosen one's
        assert box_of(page.locator(".thumbs")) == place
    page.locator(".plot").hover()
    expect(said).to_have_count(0)
    thumbs.first.focus()
    page.keyboard.press("Tab")
    expect(said).to_have_text("Exklusives Oder")
    for problem, first in ((0, "Kreis"), (2, "Sinus")):
        page.locator("[data-field='problem']").select_option(index=problem)
        expect(chosen).to_have_text(first)
        for thumb in thumbs.all():
            if thumb.get_attribute("aria-label") == "Eigene":
                continue  # there are none yet
            thumb.click()
            expect(thumb).to_have_attribute("aria-pressed", "true")
            assert box_of(page.locator(".thumbs"))["y"] == place["y"], chosen.inner_text()


def test_the_sign_of_test_points_stands_beside_what_shows_them(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5")
    ring = page.get_by_text("Show test data").locator("i.ring")
    expect(ring).to_be_visible()
    shape = ring.evaluate("""ring => {
      const { borderTopWidth, borderTopLeftRadius, backgroundColor } = getComputedStyle(ring);
      return [borderTopWidth, borderTopLeftRadius, backgroundColor];
    }""")
    assert shape == ["2px", "50%", "rgba(0, 0, 0, 0)"]  # a circle that is empty, as on the plane


def test_what_the_plot_shows_is_called_by_its_name(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5")
    page.locator("[data-feature='xTimesY']").hover()
    expect(page.locator(".boundary-title")).to_have_text("Shown: x₁x₂")
