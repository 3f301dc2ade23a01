"""The main states of the page and of a lesson look as they are stored, loosely enough for other fonts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import inside_pictures
from tests.browser.pages.stored_pictures import (
    ALL,
    LESSON,
    MOST_FAR,
    STATES,
    STORED,
    Small,
    far_blocks,
    picture_page,
    show_difference,
    stored,
    take,
    take_lesson,
)


@pytest.fixture(scope="module")
def camera(browser: Browser) -> Iterator[Page]:
    """One page for all pictures."""
    page = picture_page(browser)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def lesson(browser: Browser, camera: Page, server_address: str) -> dict[str, Small]:
    """The pictures of one walk through the lesson."""
    return take_lesson(browser, camera, server_address)


@pytest.mark.parametrize("name", STATES)
def test_a_state_looks_as_it_is_stored(camera: Page, server_address: str, name: str) -> None:
    compare(camera, name, take(camera, server_address, STATES[name]))


@pytest.mark.parametrize("name", LESSON)
def test_a_state_of_the_lesson_looks_as_it_is_stored(
    camera: Page, lesson: dict[str, Small], name: str
) -> None:
    compare(camera, name, lesson[name])


def compare(camera: Page, name: str, now: Small) -> None:
    """Fails where a picture is not as it is stored, and shows where."""
    before = stored(camera, name)
    share, far = far_blocks(before, now)
    if share > MOST_FAR:
        path = show_difference(camera, name, before, now, far)
        pytest.fail(
            f"{share:.1%} of the picture of {name!r} is not as stored ({MOST_FAR:.1%} may be): see {path}. "
            f"If it is meant to be so: make pictures-renew, and look at what changes in {STORED}."
        )


def test_every_stored_picture_is_of_a_state_and_small() -> None:
    files = {path.stem: path.stat().st_size for path in STORED.iterdir()}
    assert set(files) == set(ALL)
    assert max(files.values()) < 20_000


def test_no_two_states_are_taken_for_each_other(camera: Page, server_address: str) -> None:
    camera.goto(server_address)
    pictures = {name: stored(camera, name) for name in ALL}
    for one, other in itertools.combinations(ALL, 2):
        assert far_blocks(pictures[one], pictures[other])[0] > 2 * MOST_FAR, (one, other)


def test_the_readme_shows_a_small_picture_of_each_view_that_the_script_takes() -> None:
    readme = (inside_pictures.DOCS.parent / "README.md").read_text(encoding="utf-8")
    names = {f"inside-{name}.webp" for name in inside_pictures.VIEWS}
    assert set(re.findall(r"docs/(inside-[\w-]+\.webp)", readme)) == names
    for name in names:
        assert (inside_pictures.DOCS / name).stat().st_size < 40_000, name
