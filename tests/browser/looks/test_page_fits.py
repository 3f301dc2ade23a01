"""What matters is in sight without scrolling, in every window, theme and language; and nothing jumps."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TWO_PICTURES, NewPage
from tests.browser.looks.test_screens import Box, are_apart, box_of
from tests.browser.pages.pictures import HAS_TRAINED
from tests.browser.reaching.test_first_visit import open_page

WINDOWS = ((1920, 1080), (1440, 900), (1366, 768), (1280, 800), (1280, 720), (1024, 768))
SMALL_WINDOWS = ((960, 540), (640, 480), (844, 390))
THEMES = ("light", "dark", "projector")
LOOKS = tuple(itertools.product(THEMES, ("en", "de")))
SIX_OF_EIGHT = "#networkShape=8,8,8,8,8,8&dataset=spiral&sinX=true&sinY=true&seed=0.5"

ALWAYS = (".play", "[data-testid=epoch]", "[data-testid=train-loss]", "[data-testid=test-loss]")
NETWORK = (".tile", ".layer-head", ".add-formula", ".plot-place", ".plot .tick")
BELOW_PLOT = ("[data-field=show_test_data]", "[data-field=discretize]", ".strip .u-over")
UNDO = (".toolbar .history button",)
REGENERATE = (".data button.outlined:not(.bring-table)",)
REGENERATE_BESIDE = (".more button.outlined",)

# Waits until the page stands still: sizes are observed, drawn in the next picture, and neurons glide.
STILL = """() => new Promise((resolve) => {
  const places = () => [...document.querySelectorAll('.tile, .plot')].map((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return [x, y, width, height].map(Math.round).join();
  }).join(' ');
  let [before, same] = ['', 0];
  const look = () => {
    const now = places();
    [before, same] = [now, now === before ? same + 1 : 0];
    if (same > 2) resolve();
    else requestAnimationFrame(look);
  };
  look();
})"""

# What of the parts is not wholly in the window, or lies under something else, as sentences.
HIDDEN = """(parts) => {
  const faults = [];
  const { clientWidth: width, scrollWidth } = document.documentElement;
  if (scrollWidth > width) faults.push(`the page is ${scrollWidth} wide`);
  const network = document.querySelector('.network-scroll').getBoundingClientRect();
  const isIn = (box, room) => box.left >= room.left - 1 && box.right <= room.right + 1
    && box.top >= room.top - 1 && box.bottom <= room.bottom + 1;
  const screen = { left: 0, top: 0, right: width, bottom: innerHeight };
  for (const part of parts) {
    const all = [...document.querySelectorAll(part)].filter((each) => each.checkVisibility());
    if (!all.length) faults.push(`no ${part}`);
    for (const each of all) {
      const box = each.getBoundingClientRect();
      const name = each.dataset.neuron ?? each.dataset.feature ?? part;
      const isOfNetwork = each.closest('.network-stage') !== null;
      const place = [box.left, box.top, box.right, box.bottom].map(Math.round).join(' ');
      if (!isIn(box, isOfNetwork ? network : screen) || !isIn(box, screen))
        faults.push(`${name} is outside: ${place}`);
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      const isSeen = each.contains(top) || top?.contains(each);
      if (each.matches('.play, .plot-place, input, button.outlined, .history button') && !isSeen)
        faults.push(`${name} is under ${top?.className}`);
    }
  }
  return faults;
}"""


def dress(page: Page, theme: str, language: str) -> None:
    """Chooses the theme and the language."""
    for choice in (f"input[name=theme] >> nth={THEMES.index(theme)}", f"[data-language={language}]"):
        page.locator(choice).dispatch_event("click")
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    expect(page.locator("html")).to_have_attribute("lang", language)


def faults_of(page: Page, window: tuple[int, int], parts: tuple[str, ...]) -> list[str]:
    """What of the parts is not in sight in such a window."""
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.evaluate(STILL)
    return [f"{window[0]}x{window[1]}: {fault}" for fault in page.evaluate(HIDDEN, list(parts))]


def faults_everywhere(page: Page, state: str, parts: tuple[str, ...]) -> list[str]:
    """What of the parts is not in sight in any window, theme and language."""
    faults = []
    for theme, language in LOOKS:
        dress(page, theme, language)
        for window in WINDOWS:
            faults += [f"{state}, {theme}, {language}, {each}" for each in faults_of(page, window, parts)]
    return faults


def test_all_that_matters_is_in_sight_without_scrolling(new_page: NewPage, server_address: str) -> None:
    page = new_page(reduced_motion="reduce")
    open_page(page, server_address)
    all_parts = (*ALWAYS, *NETWORK, *BELOW_PLOT, *UNDO, *REGENERATE)
    faults = faults_everywhere(page, "fresh", all_parts)
    page.locator(".unfold").click()
    page.locator(".more h3").first.wait_for()
    # The drawer takes the place of the data and has their button.
    beside = (*ALWAYS, *NETWORK, *BELOW_PLOT, *UNDO, ".more > header", *REGENERATE_BESIDE)
    faults += faults_everywhere(page, "settings", beside)
    page.evaluate("link => { location.hash = link; }", SIX_OF_EIGHT)
    page.locator("[data-neuron='6-7']").wait_for()
    faults += faults_everywhere(page, "settings beside six layers", beside)
    page.go_back()
    page.locator("[data-neuron='6-7']").wait_for(state="detached")
    page.locator(".more > header button[aria-label]").click()
    page.locator(".play").click()
    page.wait_for_function(HAS_TRAINED, arg=10)
    faults += faults_everywhere(page, "training", all_parts)
    page.evaluate("link => { location.hash = link; }", SIX_OF_EIGHT)
    page.locator("[data-neuron='6-7']").wait_for()
    faults += faults_everywhere(page, "six layers", all_parts)
    assert not faults, "\n".join(faults)


def test_a_projector_of_few_lines_shows_the_accuracy_and_what_the_curves_are(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(reduced_motion="reduce")
    open_page(page, server_address)
    page.locator(".play").click()
    page.wait_for_function(HAS_TRAINED, arg=10)
    page.keyboard.press("w")  # now there is an earlier run, whose button needs room too
    page.locator(".runs-place").wait_for()
    parts = (
        *ALWAYS,
        "[data-testid=test-accuracy]",
        ".strip-head > .key",
        ".speed select",
        ".strip-head .corner",
    )
    for language in ("en", "de"):
        dress(page, "projector", language)
        assert faults_of(page, (1280, 720), parts) == []
        for bar in (".toolbar", ".strip-head"):
            assert page.locator(bar).evaluate("bar => bar.scrollWidth <= bar.clientWidth"), (language, bar)


def test_on_the_first_visit_too_and_the_welcome_hides_nothing(new_page: NewPage, server_address: str) -> None:
    page = new_page(reduced_motion="reduce", first_visit=True)
    open_page(page, server_address)
    parts = (*ALWAYS, *NETWORK, *REGENERATE, ".welcome h2", ".poster", ".columns h2", ".ask")
    assert not (faults := faults_everywhere(page, "welcome", parts)), "\n".join(faults)


def test_play_epoch_and_losses_stay_when_one_scrolls(new_page: NewPage, server_address: str) -> None:
    page = new_page()
    open_page(page, server_address)
    for window in (*WINDOWS, *SMALL_WINDOWS, (390, 844)):
        page.set_viewport_size({"width": window[0], "height": window[1]})
        page.evaluate(STILL)  # what is as wide as its place hears of it with the next picture
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_function("scrollY > 100")
        assert page.evaluate(HIDDEN, list(ALWAYS)) == [], window


# Whether the small picture is the plot, drawn as small as that one.
IS_THE_PLOT = """() => {
  const small = document.querySelector('.small-plane canvas');
  if (!small) return false;
  const { width, height } = small;
  const pixels = (picture) => {
    const again = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    again.drawImage(picture, 0, 0, width, height);
    return again.getImageData(0, 0, width, height).data;
  };
  const plot = pixels(document.querySelector('.plot-place canvas'));
  return pixels(small).every((byte, i) => Math.abs(byte - plot[i]) < 4); // scaled by other hardware
}"""


def test_the_plot_goes_along_in_small_when_one_scrolls_and_leads_back(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(1440, 900, reduced_motion="reduce")
    open_page(page, server_address)
    small = page.locator(".small-plane")
    expect(small).to_be_hidden()
    page.locator(".play").click()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(small).to_be_visible()
    page.wait_for_function(HAS_TRAINED, arg=20)
    page.locator(".play").dispatch_event("click")  # a click of Playwright's may scroll, though the bar stays
    page.wait_for_function(IS_THE_PLOT)
    small.dispatch_event("click")
    page.wait_for_function("scrollY === 0")
    expect(small).to_be_hidden()


# Where all neurons are.
TILES = """() => [...document.querySelectorAll('.network .tile')].map((each) => {
  const { x, y, width, height } = each.getBoundingClientRect();
  return [x, y, width, height];
})"""
IS_NAMED = "() => document.querySelector('h1').checkVisibility({ opacityProperty: true })"


def test_a_view_into_the_network_moves_no_neuron_and_leaves_the_page_its_name(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(1440, 900, reduced_motion="reduce")
    open_page(page, server_address)
    page.locator(".play").click()
    page.locator(".play").click()
    page.evaluate(STILL)
    before = page.evaluate(TILES)
    for view in ("How do layers see it?", "Where is it downhill?", "What does it answer?"):
        page.get_by_test_id("inside-view").select_option(view)
        expect(page.locator(".output .plot-place canvas").first).to_be_visible()
        page.evaluate(STILL)
        assert page.evaluate(TILES) == before, view
        assert page.evaluate(IS_NAMED), view
        expect(page.locator(".small-plane")).to_be_hidden()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator(".small-plane")).to_be_visible()


def test_the_name_stays_where_the_bar_has_no_room_for_the_plot(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(1280, 720, reduced_motion="reduce")
    open_page(page, server_address)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_function("() => !document.querySelector('.small-plane').hidden")
    assert page.evaluate(IS_NAMED)
    expect(page.locator(".small-plane")).to_be_hidden()


def test_a_frame_of_another_page_and_a_phone_on_its_side_show_network_and_plot(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(reduced_motion="reduce")
    open_page(page, server_address)
    faults = []
    for theme, window in itertools.product(("light", "projector"), SMALL_WINDOWS):
        dress(page, theme, "de")
        faults += [f"{theme}, {each}" for each in faults_of(page, window, (*ALWAYS, ".tile", ".plot"))]
        assert box_of(page.locator(".plot"))["width"] >= 0.6 * window[1], window
    assert not faults, "\n".join(faults)


def test_what_the_bar_of_a_small_frame_has_no_room_for_stands_with_the_settings(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(640, 480, has_touch=True, reduced_motion="reduce")
    open_page(page, f"{server_address}#dataset=spiral&networkShape=3")
    page.get_by_label("Speed", exact=True).last.select_option(label="1 epoch/s")
    page.get_by_role("button", name="Examples").tap()
    page.locator("[data-example=line]").tap()
    expect(page.locator("[data-neuron='1-2']")).to_have_count(0)
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator("[data-neuron='1-2']")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    for name in ("Examples", "Undo"):
        expect(page.locator(".toolbar").get_by_role("button", name=name)).to_be_visible()
    expect(page.locator(".below-bar")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (768, 1024), (820, 1180)])
@pytest.mark.parametrize("link", ["", SIX_OF_EIGHT])
def test_below_the_plot_the_network_has_the_whole_width(
    new_page: NewPage, server_address: str, width: int, height: int, link: str
) -> None:
    page = new_page(width, height, reduced_motion="reduce")
    open_page(page, server_address + link)
    page.evaluate(STILL)
    places = page.locator(".tile").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().right)"
    )
    assert max(places) <= width
    assert max(places) > 0.8 * width


def test_a_phone_upright_shows_the_output_first(new_page: NewPage, server_address: str) -> None:
    page = new_page(390, 844, is_mobile=True, has_touch=True)
    open_page(page, server_address)
    assert page.evaluate(HIDDEN, [*ALWAYS, ".plot", "[data-field=show_test_data]"]) == []
    plot, network = box_of(page.locator(".plot")), box_of(page.locator(".network"))
    assert plot["y"] + plot["height"] < network["y"]


@pytest.mark.parametrize("window", [(1440, 900), (1280, 720), (1024, 768), (844, 390)])
def test_nothing_jumps(new_page: NewPage, server_address: str, window: tuple[int, int]) -> None:
    page = new_page(*window, reduced_motion="reduce")
    open_page(page, server_address)

    def plot() -> Box:
        page.evaluate(STILL)
        return box_of(page.locator(".plot"))

    before = plot()
    for name in ("[data-neuron='1-1']", "[data-feature='x']", "[data-neuron='2-0']"):
        page.locator(name).hover()
        assert plot() == before, name
    page.locator(".probe-layer").click(position={"x": 120, "y": 90})
    expect(page.locator(".probe-line")).to_be_visible()
    assert plot() == before, "with a point"
    page.locator("[data-neuron='1-2']").hover()
    expect(page.locator(".probe-line")).to_have_count(0)
    assert plot() == before, "with a point, pointing at a neuron"
    page.locator(".unfold").click()
    page.locator(".more h3").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
    assert plot() == before, "with the settings"


def test_settings_scrolled_to_their_end_do_not_push_the_plot_away(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(1024, 768, reduced_motion="reduce")
    open_page(page, server_address)
    page.locator(".unfold").click()
    settings = page.locator(".more")
    settings.locator("h3").first.wait_for()
    settings.hover()
    at_end = (
        "box => { box.scrollTop = 1e6; return box.scrollTop + box.clientHeight >= box.scrollHeight - 1; }"
    )
    assert settings.evaluate(at_end)
    for _ in range(3):
        page.mouse.wheel(0, 400)
        page.evaluate(TWO_PICTURES)
    assert page.evaluate("scrollY") == 0
    page.locator(".plot").hover()
    page.mouse.wheel(0, 400)
    page.wait_for_function("() => scrollY > 0")  # the page itself can be scrolled


def test_every_setting_that_has_a_name_has_its_field_in_sight_with_it(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(1024, 768, reduced_motion="reduce")
    open_page(page, f"{server_address}#regularization=L2&optimizer=adam&earlyStopping=true&dropout=0.1")
    page.locator(".unfold").click()
    page.locator(".more h3").first.wait_for()
    folded = page.locator(".more details:not([open]) summary")
    while folded.count():
        folded.first.click()
    for theme in ("light", "projector"):
        dress(page, theme, "de")
        names = page.locator(".more .field-label")
        assert names.count() > 15
        assert page.evaluate(NAMES_ALONE) == []


NAMES_ALONE = """() => [...document.querySelectorAll('.more .field-label')].flatMap((label) => {
  const place = label.closest('.field');
  const name = label.getBoundingClientRect();
  const fields = [...place.querySelectorAll('input, select')].filter((each) => each.checkVisibility());
  const isBeside = (box) => box.width > 8 && box.height > 8 && box.left < name.right + 1
    && box.top < name.bottom + 8 && box.bottom > name.top;
  return fields.some((each) => isBeside(each.getBoundingClientRect())) ? [] : [label.textContent];
})"""
"""The names of settings that have no field under or beside them."""


def test_no_window_scrolls_sideways(new_page: NewPage, server_address: str) -> None:
    page = new_page(reduced_motion="reduce")
    open_page(page, server_address)
    faults = []
    for language, width in itertools.product(
        ("en", "de"), (1280, 1240, 1100, 900, 820, 800, 768, 640, 480, 320)
    ):
        dress(page, "light", language)
        faults += [f"{language}, {each}" for each in faults_of(page, (width, 700), (".play",))]
    assert not faults, "\n".join(faults)


def test_the_largest_network_is_wholly_in_sight_and_on_the_whole_screen_too(
    new_page: NewPage, server_address: str
) -> None:
    page = new_page(reduced_motion="reduce")
    largest = ",".join(["32"] * 10)
    open_page(page, f"{server_address}#networkShape={largest}")
    for window in ((1440, 900), (1280, 720)):
        assert faults_of(page, window, (".tile", ".layer-head")) == []
    page.locator(".network .corner").click()
    page.wait_for_function("document.fullscreenElement !== null")
    page.evaluate(STILL)
    assert page.locator(".network-scroll").evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_above_a_network_of_many_neurons_no_number_and_no_word_is_cut(
    new_page: NewPage, server_address: str, theme: str
) -> None:
    page = new_page(1280, 720)
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    open_page(page, f"{server_address}#networkShape=32,32,32")
    above = page.locator(".add-formula button, .layer-head input")
    expect(above).to_have_count(4)
    cut = "all => all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.outerHTML)"
    assert above.evaluate_all(cut) == []


@pytest.mark.parametrize("window", [(1440, 900), (1366, 768), (960, 540), (640, 480), (390, 844)])
def test_what_has_to_be_said_is_in_sight_and_not_on_the_plot(
    new_page: NewPage, server_address: str, window: tuple[int, int]
) -> None:
    page = new_page(*window, reduced_motion="reduce")
    open_page(page, server_address)
    page.evaluate("() => { location.hash = 'noise=nonsense'; }")
    notice = page.locator(".notice")
    notice.wait_for()
    said, plot = box_of(notice), box_of(page.locator(".plot"))
    assert said["y"] >= 0
    assert said["y"] + said["height"] <= window[1]
    assert said["x"] + said["width"] <= window[0]
    if window[0] > 560:
        assert are_apart(said, plot)


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("window", [(1440, 900), (1366, 768), (1280, 720), (1024, 768)])
def test_what_an_example_shows_is_not_under_what_it_says(
    new_page: NewPage, server_address: str, window: tuple[int, int], theme: str
) -> None:
    page = new_page(*window, reduced_motion="reduce", locale="de")
    open_page(page, server_address)
    dress(page, theme, "de")
    page.keyboard.press("e")
    page.locator("[data-example=overfitting]").click()
    page.locator(".notice").wait_for()
    page.evaluate(STILL)
    said = box_of(page.locator(".notice"))
    assert page.locator(".notice").evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    assert said["y"] + said["height"] <= window[1]
    for part in (".plot", ".strip", ".network", ".checks", ".data .thumbs"):
        assert are_apart(said, box_of(page.locator(part))), part


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_lists_of_a_plane_through_many_inputs_stand_in_one_line_above_it(
    new_page: NewPage, server_address: str, theme: str
) -> None:
    page = new_page()
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    open_page(page, f"{server_address}#dataset=iris&seed=0.5")
    for width, height in (*WINDOWS, (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        lists, plot = box_of(page.locator(".axes")), box_of(page.locator(".plot-place"))
        assert lists["x"] >= plot["x"] - 1
        assert lists["x"] + lists["width"] <= plot["x"] + plot["width"] + 26  # as far as its ticks
        assert lists["y"] + lists["height"] <= plot["y"], (width, height)
        assert lists["height"] < 40
