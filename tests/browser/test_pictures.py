"""The main states of the page look as they are stored, loosely enough for other fonts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.stored_pictures import (
    MOST_FAR,
    STATES,
    STORED,
    far_blocks,
    picture_page,
    show_difference,
    stored,
    take,
)


@pytest.fixture(scope="module")
def camera(browser: Browser) -> Iterator[Page]:
    """One page for all pictures."""
    page = picture_page(browser)
    yield page
    page.context.close()


@pytest.mark.parametrize("name", STATES)
def test_a_state_looks_as_it_is_stored(camera: Page, server_address: str, name: str) -> None:
    now, before = take(camera, server_address, STATES[name]), stored(camera, name)
    share, far = far_blocks(before, now)
    if share > MOST_FAR:
        path = show_difference(camera, name, before, now, far)
        pytest.fail(
            f"{share:.1%} of the picture of {name!r} is not as stored ({MOST_FAR:.1%} may be): see {path}. "
            f"If it is meant to be so: make pictures-renew, and look at what changes in {STORED}."
        )


def test_every_stored_picture_is_of_a_state_and_small() -> None:
    files = {path.stem: path.stat().st_size for path in STORED.iterdir()}
    assert set(files) == set(STATES)
    assert max(files.values()) < 20_000


def test_no_two_states_are_taken_for_each_other(camera: Page, server_address: str) -> None:
    camera.goto(server_address)
    pictures = {name: stored(camera, name) for name in STATES}
    for one, other in itertools.combinations(STATES, 2):
        assert far_blocks(pictures[one], pictures[other])[0] > 2 * MOST_FAR, (one, other)
