"""Takes pictures of a lesson in all its states: python -m tests.browser.pages.lesson_pictures [NAME ...]

With --docs it takes those of docs/teaching.md instead.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import QUIET, TWO_PICTURES, running_server
from tests.browser.get_browser import find_browser
from tests.browser.pages.a_lesson import Cast, Stop, walk
from tests.browser.pages.pictures import SCREENS, THEMES
from tests.browser.pages.school import school_at
from tests.browser.pages.stored_pictures import picture_page
from tests.paths import ROOT

DOCS = ROOT / "docs"
IN_DOCS = {
    "panel": ("teaching-wall", "1280x760"),
    "student-question": ("teaching-student", "390x760"),
    "projector-experiment": ("teaching-projector", "1024x768"),
}
"""The pictures of docs/teaching.md: the state of the lesson, the file and the window."""
ADDRESS = "http://nn.school.example/"  # where the class of these pictures is


def main() -> None:
    """Takes the pictures named, or all, or those in docs/."""
    options = argparse.ArgumentParser(description="Takes pictures of a lesson in all its states.")
    options.add_argument("names", nargs="*", metavar="NAME", help="as in a_lesson.py; default: all")
    options.add_argument("--into", type=Path, default=Path("build/pictures"), help="the folder for them")
    options.add_argument("--screens", default=",".join(SCREENS))
    options.add_argument("--themes", default=",".join(THEMES))
    options.add_argument("--docs", action="store_true", help="takes those in docs/ anew")
    chosen = options.parse_args()
    with running_server("--address", ADDRESS) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        if chosen.docs:
            for name, page in lesson(browser, address, "light"):
                if name in IN_DOCS:
                    file, screen = IN_DOCS[name]
                    take(page, screen, DOCS / f"{file}.png")
            return
        chosen.into.mkdir(parents=True, exist_ok=True)
        for theme in chosen.themes.split(","):
            for name, page in lesson(browser, address, theme):
                if name in (chosen.names or [name]):
                    for screen in chosen.screens.split(","):
                        take(page, screen, chosen.into / f"lesson-{name}-{screen}-{theme}.png")


def lesson(browser: Browser, address: str, theme: str) -> Iterator[Stop]:
    """A lesson whose pages all have one theme."""
    with school_at(address) as school:
        yield from walk(Cast(address, school, *(picture_page(browser, theme) for _ in range(3))))


def take(page: Page, screen: str, path: Path) -> None:
    """Takes the picture of a page in a window of a size like 1024x768."""
    width, height = map(int, screen.split("x"))
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(TWO_PICTURES)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
