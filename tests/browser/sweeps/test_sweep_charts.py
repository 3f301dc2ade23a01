"""The charts of a sweep, and its report: that they show the numbers of its networks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from statistics import median_low
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Complaints
from tests.browser.looks.test_accessibility import ALL, AXE, OF_THEMES, RUN
from tests.server.people.sweeping import asked

PATIENCE = 60_000  # milliseconds for what trains
LINK = "dataset=xor&networkShape=3&seed=0.25&noise=10"
GRID = {"vary": ["learning_rate=0.01|0.1|1", "width=2|4"], "seeds": 3, "epochs": 12}
RUNNING_AWAY = {"vary": ["learning_rate=0.03|10", "activation=tanh|linear"], "seeds": 3, "epochs": 20}
HYPERBAND = {"vary": ["learning_rate=0.001..1:log"], "strategy": "hyperband", "trials": 9, "epochs": 9}


def swept(page: Page, address: str, order: dict[str, Any], link: str = LINK) -> list[dict[str, Any]]:
    """Has the server train a sweep, opens its charts, and returns the last row of each network."""
    status, made = asked(address, "sweeps", {"link": link, **order})
    assert status == 201, made
    page.goto(f"{address}sweep#sweep={made['id']}")
    expect(page.locator(".progress")).to_have_attribute("data-state", "done", timeout=PATIENCE)
    rows: list[dict[str, Any]] = []
    while new := asked(address, f"sweeps/{made['id']}/rows?after={len(rows)}&seen=0")[1]["rows"]:
        rows += new
    return list({(row["setting"], row["repeat"]): row for row in rows}.values())


def test_a_cell_of_the_heatmap_has_the_median_of_its_networks(page: Page, server_address: str) -> None:
    rows = swept(page, server_address, GRID)
    assert len(rows) == 18
    for rate in ("0.01", "0.1", "1"):
        for width in ("2", "4"):
            own = [row["value"] for row in rows if row["values"] == {"learning_rate": rate, "width": width}]
            said = f"Learning rate η {rate}, Neurons in each layer {width}: median {median_low(own):.3f}"
            cell = page.get_by_role("button", name=re.compile(f"^{re.escape(said)}.*3 networks"))
            expect(cell).to_have_text(re.compile(rf"^{median_low(own):.2f}"))


def test_what_is_chosen_with_the_keyboard_in_one_chart_stands_out_in_all(
    page: Page, server_address: str
) -> None:
    swept(page, server_address, GRID)
    cells = page.get_by_role("table", name=re.compile("against")).get_by_role("button")
    cells.last.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".looked-at h3")).to_have_text("Learning rate η 0.1, Neurons in each layer 2")
    expect(cells.and_(page.locator("[aria-pressed=true]"))).to_have_count(1)
    expect(page.locator(".is-parallel path.chosen")).to_have_count(1)
    expect(page.locator(".is-curves path.chosen")).to_have_count(1)
    expect(page.locator(".is-curves path.median")).to_have_count(1)


def test_an_interval_of_an_axis_lights_the_lines_in_it_by_key_and_by_dragging(
    page: Page, server_address: str
) -> None:
    rows = swept(page, server_address, GRID)
    said = page.locator(".is-parallel .said")
    low = page.get_by_role("slider", name="Learning rate η, from")
    low.focus()
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text("12 of 18 networks lie in between")
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text("6 of 18 networks")
    best = min(row["value"] for row in rows if row["values"]["learning_rate"] == "1")
    expect(said).to_contain_text(f"the best has {best:.3f}")
    page.get_by_role("button", name="All lines").click()
    axis = page.locator(".is-parallel .axis").nth(1).locator(".hit")
    axis.scroll_into_view_if_needed()
    box = axis.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + box["height"] - 4)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + 0.7 * box["height"], steps=4)
    page.mouse.up()
    expect(said).to_contain_text("9 of 18 networks")
    expect(page.get_by_role("slider", name="Neurons in each layer, up to")).to_have_attribute(
        "aria-valuetext", "2"
    )


def test_what_ran_away_has_a_look_and_a_word_of_its_own(page: Page, server_address: str) -> None:
    link = "problem=regression&regDataset=reg-plane&networkShape=3&seed=0.5"
    rows = swept(page, server_address, RUNNING_AWAY, link)
    assert any(row["value"] is None for row in rows)
    cell = page.get_by_role(
        "button", name=re.compile("^Learning rate η 10, Activation Linear: all 3 ran away")
    )
    expect(cell).to_have_text("ran away")
    expect(cell).to_have_class(re.compile("is-away"))
    expect(page.locator(".is-heat .said")).to_contain_text("ran away")


def test_hyperbands_rungs_tell_how_many_began_and_the_best(page: Page, server_address: str) -> None:
    rows = swept(page, server_address, HYPERBAND)
    chart = page.get_by_role("img", name=re.compile("After 1 epochs: 9 settings began"))
    last = [row["test_loss"] for row in rows if row["epochs"] == 9]
    told = f"After 9 epochs: {len(last)} settings began, 0 went on, the best had {min(last):.3f}."
    expect(chart).to_have_attribute("aria-label", re.compile(re.escape(told)))


def test_axe_finds_nothing_against_the_charts_in_any_theme(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(bypass_csp=True, reduced_motion="reduce")
    swept(page, server_address, {**HYPERBAND, "vary": ["learning_rate=0.001..1:log", "width=2|4"]})
    for theme, rules in (("light", ALL), ("dark", OF_THEMES), ("projector", OF_THEMES)):
        page.evaluate("theme => localStorage.setItem('nnp.theme', theme)", theme)
        page.reload()
        page.locator(".heat-table .cell:not(.is-empty)").first.click()
        page.add_script_tag(path=AXE)
        assert page.evaluate(RUN, rules) == [], theme


def test_a_report_opens_without_a_network_and_shows_the_numbers_of_the_rows(
    page: Page, browser: Browser, server_address: str, tmp_path: Path, complaints: Complaints
) -> None:
    rows = swept(page, server_address, GRID)
    with page.expect_download(timeout=PATIENCE) as taken:
        page.get_by_role("button", name="Take away as report").click()
    file = tmp_path / "report.html"
    taken.value.save_as(file)
    context = browser.new_context(offline=True)
    report = complaints.watch(context.new_page())
    requests: list[str] = []
    report.on("request", lambda request: requests.append(request.url))
    report.goto(file.as_uri())
    assert [url for url in requests if not url.startswith(("data:", "file:"))] == []
    expect(report.locator("h1")).to_have_text("Sweep: Learning rate η and Neurons in each layer")
    values = [row["value"] for row in rows if row["setting"] == 0]
    rate, width, n, epochs, middle = (
        report.locator(".settings tbody tr", has_text=re.compile("^0.012"))
        .locator("td")
        .all_inner_texts()[:5]
    )
    assert (rate, width, n, epochs, middle) == ("0.01", "2", "3", "12", f"{median_low(values):.3f}")
    best = min(rows, key=lambda row: float(row["value"]))
    expect(report.locator(".best-network")).to_contain_text(f"{best['value']:.3f}")
    link = report.locator(".best-network a").get_attribute("href")
    assert link == f"{server_address}#{best['link'].lstrip('#')}"
    pictures = report.locator("img")
    assert pictures.count() >= 18 + 1
    assert report.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")
    expect(report.locator("pre").first).to_contain_text("--vary 'width=2|4' --seeds 3 --epochs 12")
    context.close()
