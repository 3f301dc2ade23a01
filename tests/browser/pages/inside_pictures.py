"""Takes the small pictures of views in the README: python -m tests.browser.pages.inside_pictures

Each is the output's column with a view in it, of a link trained for some epochs; kept as WebP in docs/.
"""

from __future__ import annotations

import argparse
import base64
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from server.web.pages.words import table
from tests.browser.conftest import QUIET, TWO_PICTURES, running_server
from tests.browser.get_browser import find_browser
from tests.browser.pages.stored_pictures import picture_page
from tests.paths import ROOT

DOCS = ROOT / "docs"
WINDOW = (1440, 900)
WIDTH = 400  # pixels of a picture in the README
QUALITY = 0.85
# Hides what is no part of the view, and returns where the view is in the window, from its question to the
# numbers below its picture.
PLACE = """() => {
  const rest = document.querySelectorAll('.network, .inside-words, .plot-place ~ *');
  for (const each of rest) each.style.visibility = 'hidden';
  const box = (name) => document.querySelector(name).getBoundingClientRect();
  const [{ left, right }, { top }, { bottom }] = ['.output', '.output > .ask', '.plot-place'].map(box);
  return { x: left, y: top, width: right - left, height: bottom + 20 - top };
}"""
# Makes a picture as wide as wanted, and returns it as WebP.
SHRINK = """async ([url, width, quality]) => {
  const image = Object.assign(new Image(), { src: url });
  await image.decode();
  const height = Math.round((image.height * width) / image.width);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  return canvas.toDataURL('image/webp', quality);
}"""


class View(NamedTuple):
    """A set-up of docs/words/openings.toml, trained for so many epochs; `shown` is there when the view is,
    and `at` is chosen in it by the link."""

    opening: str
    epochs: int
    shown: str
    at: str = ""


VIEWS = {
    "hidden": View("layers", 200, ".inside-said b"),
    "lines": View("lines", 60, ".neuron-lines .code"),
    "puzzle": View("xor_puzzle", 0, ".neuron-lines .number"),
    "landscape": View("surface", 120, ".inside-said"),
    "update": View("update", 0, ".inside-table td", ",at:9"),
    "modes": View("modes", 0, ".inside-said"),
    "perceptron": View("perceptron", 0, ".inside-said", ",at:40"),
    "boxes": View("boxes", 0, ".inside-said"),
}


def take(page: Page, address: str, view: View) -> bytes:
    """Opens a view, trains, and returns its picture. The stop rule makes the epochs exact."""
    page.set_viewport_size({"width": WINDOW[0], "height": WINDOW[1]})
    page.goto(f"{address}healthz")  # another fragment alone would not load the page anew
    page.evaluate("sessionStorage.clear()")
    rule = f"&stopEpoch={view.epochs}" if view.epochs else ""
    page.goto(f"{address}#{table('openings')[view.opening]['link']}{view.at}{rule}")
    page.locator("[data-testid=train-loss]", has_text=".").wait_for()
    if view.epochs:
        page.get_by_label("Speed").select_option(label="Fastest")
        page.get_by_role("button", name="Play").click()
        page.get_by_test_id("stopped").wait_for()
    page.locator(view.shown).first.wait_for()
    place = page.evaluate(PLACE)
    page.evaluate(TWO_PICTURES)
    png = base64.b64encode(page.screenshot(clip=place)).decode()
    made: str = page.evaluate(SHRINK, [f"data:image/png;base64,{png}", WIDTH, QUALITY])
    return base64.b64decode(made.partition(",")[2])


def main() -> None:
    """Takes the pictures named, or all."""
    options = argparse.ArgumentParser(description="Takes the pictures of the views into a network.")
    options.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(VIEWS)}; default: all")
    options.add_argument("--into", type=Path, default=DOCS, help="the folder for them")
    chosen = options.parse_args()
    with running_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        page = picture_page(browser, "light")
        for name in chosen.names or VIEWS:
            picture = take(page, address, VIEWS[name])
            (chosen.into / f"inside-{name}.webp").write_bytes(picture)
            sys.stdout.write(f"{name}: {len(picture) / 1000:.1f} KB\n")
        browser.close()


if __name__ == "__main__":
    main()
