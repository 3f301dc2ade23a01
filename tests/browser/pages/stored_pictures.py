"""Small pictures of the main states of the page and of a lesson, kept in `stored/`, and how like them
both still are.

A picture is a screenshot of the whole window, made much smaller. Two are alike when few of their blocks
differ: other fonts move letters by a pixel or two, which a block does not see; a panel that is gone it does.
`python -m tests.browser.pages.stored_pictures` takes them all anew.
"""

from __future__ import annotations

import argparse
import base64
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import QUIET, TWO_PICTURES, running_server
from tests.browser.get_browser import find_browser
from tests.browser.pages.a_lesson import OF_CHANCE, SAME_CODE, Cast, walk
from tests.browser.pages.pictures import BLOBS, CURVE, RUNAWAY
from tests.browser.pages.school import school_at
from tests.browser.reaching.test_first_visit import stands_still
from tests.paths import ROOT

STORED = Path(__file__).parent / "stored"
DIFFERENCES = ROOT / "build" / "differences"
WIDTH, PHONE_WIDTH = 160, 88
BLOCK = 4  # pixels of a small picture
FAR = 12  # from 0 to 255: how much the mean colour of a block may differ
MOST_FAR = 0.008  # of all blocks
DESKTOP, PROJECTOR, PHONE = (1440, 900), (1024, 768), (390, 844)

# Makes a picture smaller and returns it as PNG and as bytes; colours are rounded, so that the file is small.
SHRINK = """async ([url, scale]) => {
  const image = Object.assign(new Image(), { src: url });
  await image.decode();
  const width = Math.round(image.width * scale);
  const height = Math.round(image.height * scale);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height);
  const rounded = (value, i) => (i % 4 === 3 ? 255 : Math.min(255, 8 * Math.round(value / 8)));
  pixels.data.set(pixels.data.map(rounded));
  context.putImageData(pixels, 0, 0);
  const text = pixels.data.reduce((before, byte) => before + String.fromCharCode(byte), '');
  return [canvas.toDataURL('image/png'), width, height, btoa(text)];
}"""
IS_AT = "epoch => +document.querySelector('[data-testid=epoch]').textContent.replace(/\\D/g, '') === epoch"
FORGET_ROOM_CHOOSE_THEME = "theme => { sessionStorage.clear(); localStorage.setItem('nnp.theme', theme); }"
# The stored picture, the present one and where they differ, beside each other.
BESIDE = """async ([before, now, size, blocks]) => {
  const images = [before, now].map((src) => Object.assign(new Image(), { src }));
  await Promise.all(images.map((image) => image.decode()));
  const { width, height } = images[0];
  const canvas = Object.assign(document.createElement('canvas'), { width: 3 * width + 16, height });
  const context = canvas.getContext('2d');
  images.forEach((image, i) => context.drawImage(image, i * (width + 8), 0));
  context.drawImage(images[1], 2 * (width + 8), 0);
  context.fillStyle = 'rgb(255 0 0 / 70%)';
  const left = 2 * (width + 8);
  blocks.forEach(([row, column]) => context.fillRect(left + column * size, row * size, size, size));
  return canvas.toDataURL('image/png');
}"""


class State(NamedTuple):
    """A main state of the page: a link, trained for so many epochs, in a window and a theme. It is complete
    when everything of `shown` is there, which may come some time after the last epoch."""

    link: str
    epochs: int = 0
    window: tuple[int, int] = DESKTOP
    theme: str = "light"
    shown: tuple[str, ...] = ()


CIRCLE = "seed=0.59704"
STATES = {
    "fresh": State(CIRCLE),
    "training": State(CIRCLE, 30),
    "trained": State(CIRCLE, 300),
    "diverged": State(RUNAWAY, 100, shown=("Lower the learning rate",)),
    "largest": State(f"{CIRCLE}&networkShape=" + ",".join(["32"] * 10)),
    "curve": State(CURVE, 200),
    "classes": State(BLOBS, 100),
    "dark": State(CIRCLE, 300, theme="dark"),
    "projector": State(CIRCLE, 300, PROJECTOR, "projector"),
    "phone": State(CIRCLE, 300, PHONE),
}


LESSON = {
    "begin": DESKTOP,
    "wall": DESKTOP,
    "panel": PROJECTOR,
    "experiment": DESKTOP,
    "projector-empty": PROJECTOR,
    "projector-wall": PROJECTOR,
    "projector-question": PROJECTOR,
    "projector-network": PROJECTOR,
    "join": PHONE,
    "student-question": PHONE,
    "student-challenge": DESKTOP,
}
"""States of the lesson, and their windows. The teacher's page is light, the student's is dark."""
ALL = [*STATES, *LESSON]


class Small(NamedTuple):
    """A small picture: its PNG as a data URL, and its pixels, (height, width, 3)."""

    url: str
    pixels: NDArray[np.float64]

    @property
    def png(self) -> bytes:
        """The file."""
        return base64.b64decode(self.url.partition(",")[2])


def take(page: Page, address: str, state: State) -> Small:
    """Brings the page into a state and takes its picture. The stop rule makes the epochs exact."""
    page.set_viewport_size({"width": state.window[0], "height": state.window[1]})
    page.goto(f"{address}healthz")  # another fragment alone would not load the page anew
    page.evaluate(FORGET_ROOM_CHOOSE_THEME, state.theme)
    rule = f"&stopEpoch={state.epochs}" if state.epochs else ""
    page.goto(f"{address}#{state.link}{rule}")
    page.locator("[data-testid=train-loss]", has_text=".").wait_for()
    if state.epochs:
        page.get_by_label("Speed").select_option(label="Fastest")
        page.get_by_role("button", name="Play").click()
        page.locator("[data-testid=stopped], .notice.wrong").wait_for()
        if page.locator("[data-testid=stopped]").count():
            page.wait_for_function(IS_AT, arg=state.epochs)  # the last picture may come after the word
            stands_still(page)
    page.get_by_role("button", name="Play").wait_for()  # nothing runs any more
    for text in state.shown:
        page.get_by_text(text).wait_for()
    return shot(page, page, state.window)


def take_lesson(browser: Browser, camera: Page, address: str) -> dict[str, Small]:
    """Walks through the lesson and takes the pictures of LESSON."""
    pages = [picture_page(browser, theme) for theme in ("light", "light", "dark")]
    taken = {}
    with school_at(address) as school:
        for name, page in walk(Cast(address, school, *pages)):
            if name in LESSON:
                page.set_viewport_size(dict(zip(("width", "height"), LESSON[name], strict=True)))
                page.evaluate(SAME_CODE)
                taken[name] = shot(camera, page, LESSON[name], OF_CHANCE)
    for page in pages:
        page.context.close()
    return taken


def shot(camera: Page, page: Page, window: tuple[int, int], covered: str | None = None) -> Small:
    """The picture of a page in a window, made smaller; what has no say in it is covered."""
    page.evaluate(TWO_PICTURES)
    png = page.screenshot(mask=[page.locator(covered)] if covered else [], mask_color="#808080")
    url = "data:image/png;base64," + base64.b64encode(png).decode()
    return small(camera, url, (WIDTH if window != PHONE else PHONE_WIDTH) / window[0])


def small(page: Page, url: str, scale: float = 1) -> Small:
    """A picture made smaller."""
    made, width, height, bytes_ = page.evaluate(SHRINK, [url, scale])
    pixels = np.frombuffer(base64.b64decode(bytes_), dtype=np.uint8).reshape(height, width, 4)
    return Small(made, pixels[:, :, :3].astype(np.float64))


def stored(page: Page, name: str) -> Small:
    """The stored picture of a state."""
    return small(
        page, "data:image/png;base64," + base64.b64encode((STORED / f"{name}.png").read_bytes()).decode()
    )


def far_blocks(one: Small, other: Small) -> tuple[float, list[list[int]]]:
    """The share of blocks whose mean colours are far from each other, and their rows and columns."""
    if one.pixels.shape != other.pixels.shape:
        return 1.0, []
    means = [blocks(each.pixels) for each in (one, other)]
    far = np.abs(means[0] - means[1]).max(axis=2) > FAR
    return float(far.mean()), np.argwhere(far).tolist()


def blocks(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean colour of each block, (rows, columns, 3); what is left at the edges counts for nothing."""
    rows, columns = pixels.shape[0] // BLOCK, pixels.shape[1] // BLOCK
    whole = pixels[: rows * BLOCK, : columns * BLOCK]
    means: NDArray[np.float64] = whole.reshape(rows, BLOCK, columns, BLOCK, 3).mean(axis=(1, 3))
    return means


def show_difference(page: Page, name: str, before: Small, now: Small, far: list[list[int]]) -> Path:
    """Writes both pictures beside each other, with the far blocks in red; returns where."""
    DIFFERENCES.mkdir(parents=True, exist_ok=True)
    path = DIFFERENCES / f"{name}.png"
    path.write_bytes(Small(page.evaluate(BESIDE, [before.url, now.url, BLOCK, far]), now.pixels).png)
    return path


def picture_page(browser: Browser, theme: str | None = None) -> Page:
    """A page for pictures: it has seen the tour, and moves nothing."""
    context = browser.new_context(reduced_motion="reduce", locale="en")
    context.add_init_script("localStorage.setItem('nnp.toured', 'yes')")
    if theme:
        context.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    return context.new_page()


def main() -> None:
    """Takes the pictures named, or all, anew."""
    options = argparse.ArgumentParser(description="Takes the stored pictures of the page's main states anew.")
    options.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}; default: all")
    names = options.parse_args().names or ALL
    STORED.mkdir(exist_ok=True)
    with running_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        page = picture_page(browser)
        taken = {name: take(page, address, state) for name, state in STATES.items() if name in names}
        if set(names) & set(LESSON):
            taken |= take_lesson(browser, page, address)
        for name in names:
            png = taken[name].png
            (STORED / f"{name}.png").write_bytes(png)
            sys.stdout.write(f"{name}: {len(png) / 1000:.1f} KB\n")
        browser.close()


if __name__ == "__main__":
    main()
