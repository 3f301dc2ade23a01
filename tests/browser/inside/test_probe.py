"""Checked by hand: one point, its answer, its loss, and the arithmetic of every neuron for it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reaching.test_first_visit import open_page, watch_link

NUMBER = re.compile(r"[−\d.]+")


def numbers(text: str) -> list[float]:
    """The numbers in a text, with true minus signs."""
    return [float(each.replace("−", "-")) for each in NUMBER.findall(text) if any(c.isdigit() for c in each)]


def test_a_neuron_adds_up_for_the_chosen_point(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.59704")
    page.get_by_role("group", name="Click a data point").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".probe-line")).to_contain_text(
        re.compile(r"Point 1: target −?1, .* loss \d\.\d+ \(\d+\.\d\s% of the total\)")
    )
    page.locator("[data-neuron='1-0']").click()
    expect(page.locator(".card .sum")).to_contain_text("φ(z)")
    rows = [numbers(text)[0] for text in page.locator(".card tr td:nth-child(4)").all_inner_texts()]
    potential, output = numbers(page.locator(".card .sum").inner_text())[-2:]
    assert sum(rows) == pytest.approx(potential, abs=0.003)
    assert -1 <= output <= 1
    expect(page.locator(".point-on-curve circle")).to_have_count(1)


def test_with_normalisation_and_skip_connection_every_step_is_shown(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.59704&networkShape=2,2&normalization=batch&skip=true")
    page.get_by_role("button", name="Step").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,001")
    page.get_by_role("group", name="Click a data point").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[data-neuron='1-0']").click()
    expect(page.locator(".card .sum p")).to_have_count(4)
    rows = [numbers(text)[0] for text in page.locator(".card tr td:nth-child(4)").all_inner_texts()]
    lines = [numbers(text) for text in page.locator(".card .sum p").all_inner_texts()]
    (z,), (normal,), (gain, again, shift, n), (activated, skip, a) = lines
    assert sum(rows) == pytest.approx(z, abs=0.003)
    assert normal == again
    assert normal != z
    assert gain * normal + shift == pytest.approx(n, abs=0.003)
    assert math.tanh(n) == pytest.approx(activated, abs=0.003)
    assert activated + skip == pytest.approx(a, abs=0.0011)


def test_a_click_on_a_point_says_what_it_costs_and_goes_on_saying_it(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.59704&dataset=gauss")
    page.get_by_role("group", name="Click a data point").focus()
    page.keyboard.press("ArrowRight")
    before = page.locator(".probe-line").inner_text()
    page.get_by_role("button", name="Step").click()
    expect(page.locator(".probe-line")).not_to_have_text(before)
    page.get_by_role("button", name="Leave this point").click()
    expect(page.locator(".boundary-title")).to_have_text("Shown: the network’s answer")


def test_a_place_without_a_point_has_an_answer_too(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.59704&dataset=gauss")
    box = page.locator(".plot").bounding_box()
    assert box
    page.mouse.click(box["x"] + 6, box["y"] + 6)
    expect(page.locator(".probe-line")).to_contain_text(re.compile(r"At \(−5\.\d+, 5\.\d+\) the answer is"))


def test_a_point_of_a_curve_is_checked_too(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#problem=curve&curveDataset=step&seed=0.59704")
    page.get_by_role("group", name="Click a data point").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".probe-line")).to_contain_text(re.compile(r"Point \d+: target −1, answer"))
    mark, error = page.locator(".probe-mark"), page.locator(".probe-error")
    target, answer = numbers(page.locator(".probe-line").inner_text())[1:3]
    high = page.locator(".plot").evaluate("plot => plot.clientHeight") / 3  # the axis goes from -1.5 to 1.5
    assert error.evaluate("line => line.offsetHeight") == pytest.approx(abs(answer - target) * high, abs=3)
    box, plot = mark.bounding_box(), page.locator(".plot").bounding_box()
    assert box
    assert plot
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".probe-line")).to_contain_text("target −1")
    page.mouse.click(plot["x"] + plot["width"] * 0.75, plot["y"] + plot["height"] - 8)
    expect(mark).to_have_count(0)
    page.mouse.click(plot["x"] + plot["width"] * 0.75, plot["y"] + plot["height"] - 8)
    expect(page.locator(".probe-line")).to_have_text(re.compile(r"For x₁ = 3 the answer is −?0\.\d+"))


def test_who_is_alone_has_the_laser_too(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    laser = page.get_by_role("button", name="Laser")
    laser.click()
    expect(laser).to_have_attribute("aria-pressed", "true")
    page.locator(".plot").hover(position={"x": 100, "y": 100})
    expect(page.locator(".plot .laser")).to_be_visible()


def test_watchers_see_where_the_host_points(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, server_address)
    link = watch_link(page)
    watcher = new_page()
    open_page(watcher, link)
    page.get_by_role("button", name="Laser").click()
    page.locator(".plot").hover(position={"x": 100, "y": 100})
    expect(page.locator(".plot .laser")).to_be_visible()
    expect(watcher.locator(".plot .laser")).to_be_visible()
    page.get_by_role("button", name="Laser").click()
    expect(watcher.locator(".laser")).to_have_count(0)
