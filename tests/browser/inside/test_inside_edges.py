"""A look inside at its edges: odd links, deep networks, sentences in the place of pictures, small windows."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reaching.test_first_visit import open_page

DEEPEST = "networkShape=" + ",".join(["2"] * 10)


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("update,at:3.5", "the number of update,at must be whole, got 3.5"),
        ("hidden,at:-1", "must be of at:0–11, across:1–32, .* each once, got hidden,at:-1"),
        ("constructor", "must be one of boxes, .* got constructor"),
    ],
)
def test_a_view_of_a_link_that_there_cannot_be_is_refused_in_a_sentence(
    page: Page, server_address: str, inside: str, says: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&inside={inside}")
    expect(page.get_by_text(re.compile(says)).first).to_be_visible()
    expect(page.get_by_test_id("boundary")).to_be_visible()


@pytest.mark.parametrize("shape", [DEEPEST, "networkShape=4,2"])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_names_of_all_layers_have_their_room_over_the_picture(
    new_page: Callable[..., Page], server_address: str, width: int, language: str, shape: str
) -> None:
    page = new_page(width=width, height=844, locale=language)
    open_page(page, f"{server_address}#seed=0.5&{shape}&inside=hidden")
    stops = page.locator(".inside-way span")
    expect(stops).to_have_count(shape.count(",") + 3)
    names = [name.bounding_box() for name in stops.all()]
    plot = page.get_by_test_id("inside").bounding_box()
    assert plot
    for left, right in pairwise(names):
        assert left
        assert right
        assert left["x"] + left["width"] <= right["x"]
        assert left["y"] + left["height"] + 3 <= plot["y"]


def test_a_sentence_in_the_place_of_a_picture_stands_on_plain_ground(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#dataset=digits&seed=0.5&inside=lines")
    why = page.locator(".inside-waits")
    expect(why).to_contain_text("this network has x₁ … x₆₄")
    is_on_top, ground = why.evaluate(
        """p => {
          const { x, y, width, height } = p.closest('.plot-place').getBoundingClientRect();
          const corners = [[0.05, 0.05], [0.95, 0.05], [0.05, 0.95], [0.95, 0.95]];
          const seen = corners.map(([a, b]) => document.elementFromPoint(x + a * width, y + b * height));
          return [seen.every(each => each === p), getComputedStyle(p).backgroundColor];
        }"""
    )
    assert is_on_top
    assert re.fullmatch(r"rgb\(\d+, \d+, \d+\)", ground)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_numbers_of_an_update_are_not_cut_on_a_phone(
    new_page: Callable[..., Page], server_address: str, language: str
) -> None:
    page = new_page(width=390, height=844, locale=language, has_touch=True)
    open_page(page, f"{server_address}#seed=0.5&inside=update,at:21")
    table = page.locator(".inside-table")
    expect(table.locator("tbody tr")).to_have_count(5)
    expect(table.locator("th")).to_have_count(4)
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ("", ["then = now + step", "step = −rate · slope"]),
        (
            "&regularization=L1&regularizationRate=1",
            ["then = now + step", "step = −rate · slope − penalty"],
        ),
        ("&optimizer=adam", ["then = now + step"]),
    ],
)
def test_the_rule_of_an_update_is_the_one_by_which_it_is_made(
    page: Page, server_address: str, fields: str, rules: list[str]
) -> None:
    open_page(page, f"{server_address}#seed=0.5&inside=update,at:21{fields}")
    expect(page.locator(".inside-steps p")).to_have_text(rules)
