"""Nothing is cut off, spills over or lies on its neighbour, in the narrowest and the largest looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.pages.pictures import HAS_TRAINED
from tests.browser.reaching.test_first_visit import open_page

# What scrolls on purpose, or is cut on purpose.
ANYTHING_GOES = ".visually-hidden, .story, svg, canvas, select, .network-scroll"
ROWS = (
    ".toolbar, .right, .speed, .data, .field, .card header, .losses, .panel-head, .network-head, "
    ".lesson > header, .lesson > footer, .layers, .settings, .strip-head, .legend, .checks, .foot, "
    ".boundary-title, .more summary"
)

# What does not fit: as sentences, none when all is well.
FAULTS = """([anythingGoes, rows]) => {
  const faults = [];
  const { clientWidth: width, scrollWidth } = document.documentElement;
  if (scrollWidth > width) faults.push(`the page is ${scrollWidth} wide`);
  const name = ({ tagName, className, textContent: text }) => `${tagName}.${className} ${text.slice(0, 30)}`;
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility() || element.closest(anythingGoes)) continue;
    const { clipPath, display, overflowX } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (clipPath !== 'none' || overflowX === 'auto' || !box.width) continue;
    const isCut = overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
    if (isCut) faults.push(`cut: ${name(element)}`);
    const isLongText = overflowX === 'visible' && element.scrollWidth > element.clientWidth + 1;
    const hasText = [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim());
    if (isLongText && hasText && display !== 'inline') faults.push(`longer than its place: ${name(element)}`);
    if (element.closest('.confusions')) continue; // wide ones scroll
    if (box.right > width + 1 || box.left < -1) faults.push(`outside: ${name(element)}`);
  }
  const pen = new OffscreenCanvas(1, 1).getContext('2d');
  for (const list of document.querySelectorAll('select')) {
    if (!list.checkVisibility()) continue;
    const { fontSize, fontFamily, paddingLeft, paddingRight } = getComputedStyle(list);
    pen.font = `${fontSize} ${fontFamily}`;
    const room = list.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    for (const { text } of list.options)
      if (pen.measureText(text).width > room + 1) faults.push(`cut in its list: ${text}`);
  }
  const isFloating = (element) => ['absolute', 'fixed'].includes(getComputedStyle(element).position);
  const boxed = (element) => ({ element, box: element.getBoundingClientRect() });
  for (const row of document.querySelectorAll(rows)) {
    const own = row.getBoundingClientRect();
    const all = [...row.children].filter((each) => !isFloating(each)).map(boxed);
    const present = all.filter(({ box }) => box.width > 0).sort((a, b) => a.box.left - b.box.left);
    present.forEach(({ element, box }, i) => {
      if (box.right > own.right + 1 || box.left < own.left - 1) faults.push(`spills: ${name(element)}`);
      for (const next of present.slice(i + 1)) {
        const isBeside = next.box.top < box.bottom - 2 && box.top < next.box.bottom - 2;
        const liesOn = isBeside && next.box.left < box.right - 1;
        if (liesOn) faults.push(`${name(element)} lies on ${name(next.element)}`);
      }
    });
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (!parentElement.checkVisibility() || parentElement.closest(`${anythingGoes}, [readonly]`)) continue;
    for (const { 0: word, index } of data.matchAll(/[\\p{L}\\u00ad]{4,}/gu)) {
      if (word.includes('\\u00ad')) continue; // it says where it may be parted
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      const lines = [...range.getClientRects()].filter(({ width }) => width > 1);
      if (new Set(lines.map(({ top }) => Math.round(top))).size > 1)
        faults.push(`broken: ${word}`);
    }
  }
  return [...new Set(faults)];
}"""

LINK = "#seed=0.5&classes=8&dataset=rings&loss=cross-entropy&networkShape=8,8,8,8,8,8"
LOOKS = [
    (1440, 900, "light", "de"),
    (1280, 720, "projector", "de"),
    (1024, 768, "light", "de"),
    (1024, 768, "projector", "en"),
    (1024, 768, "projector", "de"),
    (390, 844, "light", "de"),
    (390, 844, "projector", "de"),
    (320, 640, "light", "de"),  # also a window of 1280 zoomed in to 400 %
    (768, 1024, "light", "de"),
    (1366, 768, "light", "de"),
]


def check(page: Page, state: str) -> None:
    """Fails with all that does not fit."""
    faults = page.evaluate(FAULTS, [ANYTHING_GOES, ROWS])
    assert not faults, f"{state}: " + "; ".join(faults)


@pytest.mark.parametrize(("width", "height", "theme", "language"), LOOKS)
def test_everything_fits_on_the_first_visit(
    new_page: NewPage, server_address: str, width: int, height: int, theme: str, language: str
) -> None:
    page = new_page(width, height, first_visit=True, locale=language)
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    open_page(page, server_address)
    expect(page.locator(".welcome")).to_be_visible()
    check(page, "welcome")


@pytest.mark.parametrize("lesson", ["01-a-neuron", "09-vanishing-gradients"])
@pytest.mark.parametrize(("width", "height", "theme", "language"), LOOKS[:7])
def test_everything_fits_beside_a_lesson(
    new_page: NewPage,
    server_address: str,
    width: int,
    height: int,
    theme: str,
    language: str,
    lesson: str,
) -> None:
    page = new_page(width, height, locale=language)
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    page.goto(f"{server_address}?lesson={lesson}")
    expect(page.locator(".lesson .read h2").first).to_be_visible()
    page.wait_for_function("document.querySelector('.plot-place canvas')?.width > 0")
    check(page, "a lesson")


@pytest.mark.parametrize(("width", "height", "theme", "language"), LOOKS)
def test_everything_fits(
    new_page: NewPage, server_address: str, width: int, height: int, theme: str, language: str
) -> None:
    page = new_page(width, height, locale=language)
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    open_page(page, f"{server_address}{LINK}")
    check(page, "fresh")
    page.locator(".play").click()
    page.wait_for_function(HAS_TRAINED, arg=20)
    check(page, "training")
    page.locator("[data-field='learning_rate']").select_option(index=3)
    page.keyboard.press("w")
    page.locator(".runs-place button").click()
    page.locator(".runs .quiet").nth(1).click()
    expect(page.get_by_test_id("ghost")).to_be_visible()
    check(page, "with an earlier run")
    page.keyboard.press("Escape")
    page.locator(".probe-layer").click(position={"x": 120, "y": 90})
    expect(page.locator(".probe-line")).to_be_visible()
    page.locator("[data-neuron='1-3']").click()
    expect(page.locator(".card .sum")).to_be_visible()
    check(page, "with a point checked by hand")
    page.keyboard.press("Escape")
    page.locator(".unfold").click()
    page.locator(".more summary").last.click()
    expect(page.locator(".computing")).to_be_visible()
    check(page, "with more settings")
    page.locator(".more header button").last.click()
    page.locator(".disclosure").click()
    expect(page.locator(".confusion").first).to_be_visible()
    check(page, "with numbers and layers")
    page.keyboard.press("l")
    check(page, "with the links")
    page.locator(".files summary").click()
    page.locator(".files li").first.wait_for()
    check(page, "with what can be taken away")
    page.locator(".files summary").click()
    page.locator(".saved summary").click()
    page.locator(".saved h4").wait_for()
    check(page, "with what saves")
    link = page.locator(".copy input").first.input_value()
    page.keyboard.press("Escape")
    watcher = new_page(width, height, locale=language)
    watcher.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    open_page(watcher, link)
    expect(page.locator(".laser-switch")).to_be_visible()
    check(page, "with somebody watching")
    check(watcher, "watching")
