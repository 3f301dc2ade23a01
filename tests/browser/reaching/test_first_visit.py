"""The first visit, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TWO_PICTURES

# Resolves when the epoch has not changed for a while.
SETTLED = """() => new Promise((resolve) => {
  let timer = setTimeout(resolve, 300);
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(resolve, 300);
  }).observe(document.querySelector('.epoch b'), { childList: true, characterData: true, subtree: true });
})"""

FIRST_LOAD_LIMIT = 142 * 1024  # bytes, as they are sent: gzipped where that helps
# Every file that has come, the page itself included, and its bytes.
LOADED = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .map(({ name, encodedBodySize }) => [name, encodedBodySize])"""

# Notes what of the network is there when the browser has shown the page for the first time.
NOTE_FIRST_FRAME = """
const observer = new MutationObserver(() => {
  if (!document.querySelector('.network-stage')) return;
  observer.disconnect();
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const tiles = document.querySelector('canvas.tiles');
      window.firstFrame = {
        neurons: document.querySelectorAll('[data-neuron]').length,
        isDrawn: tiles.width > 0 && tiles.width === Math.round(tiles.clientWidth * devicePixelRatio),
      };
    };
    port2.postMessage(null);
  });
});
observer.observe(document, { childList: true, subtree: true });
"""


def stands_still(page: Page) -> None:
    """Waits for the last picture of a run that is paused: the room says that it is before that comes."""
    page.locator("[data-testid=epoch][data-moves=false]").wait_for()


def play_until(page: Page, epoch: int) -> None:
    """Presses play, waits until at least `epoch` epochs have gone by, and pauses."""
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "least => +document.querySelector('[data-testid=epoch]').textContent.replace(/\\D/g, '') >= least",
        arg=epoch,
    )
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    stands_still(page)
    page.evaluate(SETTLED)


def boundary(page: Page) -> bytes:
    """The pixels of the decision boundary."""
    return page.get_by_test_id("boundary").screenshot()


def loss(page: Page) -> float:
    """The training loss that the page shows."""
    return float(page.get_by_test_id("train-loss").inner_text())


def wait_for_another_loss(page: Page, before: float) -> None:
    """Waits until the page shows another training loss."""
    page.wait_for_function(
        "before => Number(document.querySelector('[data-testid=train-loss]').textContent) !== before",
        arg=before,
    )


def watch_link(page: Page) -> str:
    """The link for watching, from the share dialog, which is closed again."""
    page.get_by_role("button", name="Share").click()
    field = page.get_by_role("textbox", name="Watch link")
    expect(field).to_be_visible()
    link = field.input_value()
    page.keyboard.press("Escape")
    return link


def open_page(page: Page, address: str) -> None:
    """Opens an address and waits for the first losses, and for what is drawn with the pictures after them."""
    page.goto(address)
    expect(page.get_by_test_id("train-loss")).to_have_text(re.compile(r"^\d"))
    page.evaluate(TWO_PICTURES)


def test_playing_lowers_the_loss_and_moves_the_boundary(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.59704")
    before, first_loss = boundary(page), loss(page)
    play_until(page, 100)
    assert loss(page) < first_loss / 4
    assert boundary(page) != before


def test_the_first_frame_of_the_page_has_the_network(page: Page, server_address: str) -> None:
    page.add_init_script(NOTE_FIRST_FRAME)
    page.goto(server_address)
    page.wait_for_function("() => window.firstFrame")
    first = page.evaluate("window.firstFrame")
    assert first["neurons"] > 0
    assert first["isDrawn"]


def test_only_what_changes_with_the_frames_is_a_canvas(page: Page, server_address: str) -> None:
    """Each costs the browser a layer with every frame."""
    open_page(page, server_address)
    drawn = "img.drawn[src^='data:image/png']"
    expect(page.locator(f".thumbs {drawn}")).to_have_count(page.locator(".thumbs button").count() - 1)
    expect(page.locator(f".tile {drawn}")).to_have_count(page.locator("[data-feature]").count())
    expect(page.locator("canvas")).to_have_count(len(["links", "neurons", "plane", "points", "losses"]))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_first_load_is_small(new_page: Callable[..., Page], server_address: str, language: str) -> None:
    page = new_page(first_visit=True, locale=language)
    open_page(page, server_address)
    page.wait_for_load_state("networkidle")
    loaded = dict(page.evaluate(LOADED))
    assert any("/static/bundle/main-" in address for address in loaded), loaded
    assert all(size > 0 for size in loaded.values()), loaded  # nothing from the browser's own store
    assert sum(loaded.values()) <= FIRST_LOAD_LIMIT, sorted(loaded.items(), key=lambda each: -each[1])


def test_the_page_runs_from_its_sources_where_no_bundle_is_made(page: Page, sources_address: str) -> None:
    open_page(page, sources_address)
    play_until(page, 5)
    loaded = [name for name, _ in page.evaluate(LOADED)]
    assert f"{sources_address}static/js/main.js" in loaded
    assert f"{sources_address}static/vendor/preact.js" in loaded


def test_a_link_of_the_original_opens_with_its_settings(page: Page, server_address: str) -> None:
    link = "#activation=relu&networkShape=5,3&seed=0.12345&dataset=xor&batchSize_hide=true"
    open_page(page, f"{server_address}{link}")
    expect(page.locator("[data-neuron='1-4']")).to_be_visible()
    expect(page.locator("[data-field='activation']")).to_have_js_property("selectedIndex", 0)
    expect(page.locator("[data-field='batch_size']")).to_have_count(0)


def test_every_setting_reaches_the_link(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    chosen = {
        "learning_rate": ("0.1", "learningRate=0.1"),
        "activation": ("ReLU", "activation=relu"),
        "regularization": ("L2", "regularization=L2"),
        "regularization_rate": ("0.003", "regularizationRate=0.003"),
        "problem": ("Regression", "problem=regression"),
    }
    for field, (label, written) in chosen.items():
        page.locator(f"[data-field='{field}']").select_option(label=label)
        page.wait_for_function("text => location.hash.includes(text)", arg=written)


def test_layers_neurons_and_features_come_and_go(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    page.get_by_role("button", name="Add a hidden layer").click()
    expect(page.locator("[data-neuron='3-1']")).to_be_visible()
    page.get_by_role("button", name="Add a neuron to layer 3").click()
    expect(page.locator("[data-neuron='3-2']")).to_be_visible()
    page.get_by_role("button", name="Remove a hidden layer").click()
    expect(page.locator("[data-neuron='3-2']")).to_have_count(0)
    page.locator("[data-feature='xTimesY']").click()
    expect(page.locator("[data-feature='xTimesY']")).to_have_attribute("aria-pressed", "true")


def test_a_typed_weight_changes_the_loss(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.59704")
    before = loss(page)
    page.locator("[data-neuron='3-0']").click()
    field = page.get_by_label("Weight from neuron 1", exact=True)
    field.fill("-3")
    field.press("Enter")
    wait_for_another_loss(page, before)


def test_a_reload_returns_to_the_same_room_with_training_gone_on(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    play_until(page, 30)
    page.reload()
    expect(page.get_by_test_id("epoch")).not_to_have_text("000,000")


def test_a_second_browser_follows_through_the_watch_link(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, server_address)
    link = watch_link(page)
    watcher = new_page()
    open_page(watcher, link)
    expect(watcher.get_by_role("button", name="Play")).to_have_count(0)
    play_until(page, 20)
    expect(watcher.get_by_test_id("epoch")).to_have_text(page.get_by_test_id("epoch").inner_text())
