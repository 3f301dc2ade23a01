"""Many networks at once, as somebody sets them up, sees them and opens one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.looks.test_accessibility import ALL, AXE, OF_THEMES, RUN
from tests.browser.reaching.test_first_visit import open_page

PATIENCE = 60_000  # milliseconds for what trains
SHORT = {"vary": ["learning_rate=0.01|0.03|0.1", "width=2|4"], "seeds": 2, "epochs": 20, "link": "seed=0.5"}
LONG = {"vary": ["learning_rate=0.001..0.1:log:20", "width=8|16|32"], "seeds": 5, "epochs": 300}


def set_up(page: Page, address: str, **order: object) -> None:
    """Opens the page with what is set up, and waits until the server has checked it."""
    page.goto(f"{address}sweep#{urlencode(order, doseq=True)}")
    expect(page.locator(".start button")).to_be_enabled()


def start(page: Page, address: str, **order: object) -> None:
    """Starts a sweep."""
    set_up(page, address, **order)
    page.locator(".start button").click()
    page.locator(".many").wait_for()


def is_over(page: Page, n: int) -> None:
    """Waits until all networks are there."""
    expect(page.locator(".progress")).to_contain_text(f"{n} of {n} networks", timeout=PATIENCE)
    expect(page.locator(".progress")).to_have_attribute("data-state", "done", timeout=PATIENCE)
    expect(page.get_by_role("listbox", name=re.compile(rf"^{n} networks"))).to_be_visible(timeout=PATIENCE)


def n_done(page: Page) -> int:
    """How many networks the page says are done."""
    return int(re.match(r"[\d,]+", page.locator(".progress p span").first.inner_text())[0].replace(",", ""))  # type: ignore[index]


def test_a_new_user_sweeps_rates_and_widths_and_opens_the_best_with_its_very_losses(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&networkShape=3")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("link", name="Vary this experiment").click()
    expect(page.locator(".start .count")).to_contain_text("5 × 4 × 3 = 60 networks")
    page.get_by_label("Epochs each").fill("30")
    page.get_by_label("Epochs each").press("Enter")
    expect(page.locator(".start .count")).to_contain_text("1,800 epochs in all")
    page.get_by_role("button", name="Train 60 networks").click()
    is_over(page, 60)
    page.get_by_label("Order").select_option(label="best first")
    page.locator(".many").focus()
    page.keyboard.press("ArrowRight")
    best = page.locator(".figure b").first.inner_text()
    told = page.get_by_role("region", name="The one you look at")
    facts = dict(zip(told.locator("dt").all_inner_texts(), told.locator("dd").all_inner_texts(), strict=True))
    assert facts["Test loss"] == best
    told.get_by_role("button", name="Open in the playground").click()
    page.locator(".network-stage").wait_for()
    expect(page.locator(".losses")).to_contain_text(facts["Test loss"])
    expect(page.locator(".losses")).to_contain_text(facts["Training loss"])
    expect(page.get_by_test_id("epoch")).to_have_text("000,030")
    page.go_back()
    is_over(page, 60)


def test_a_sweep_stands_still_and_goes_on(page: Page, server_address: str) -> None:
    start(page, server_address, **LONG)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".progress")).to_contain_text("paused")
    expect(page.get_by_role("button", name="Go on")).to_be_enabled()
    page.wait_for_function("() => document.querySelector('[data-figure=training]') === null")
    assert n_done(page) < 300
    page.get_by_role("button", name="Go on").click()
    is_over(page, 300)


def test_a_reload_in_the_middle_loses_nothing(page: Page, server_address: str) -> None:
    start(page, server_address, **LONG)
    page.wait_for_function("() => Number(document.querySelector('progress')?.value) > 0", timeout=PATIENCE)
    page.reload()
    is_over(page, 300)
    expect(page.locator('[data-varies="width"] input')).to_have_value("8; 16; 32")
    expect(page.get_by_role("button", name="More seeds")).to_be_visible()


def test_more_seeds_are_trained_as_well(page: Page, server_address: str) -> None:
    start(page, server_address, **SHORT)
    is_over(page, 12)
    page.get_by_role("button", name="More seeds").click()
    is_over(page, 18)


def test_what_cannot_be_is_said_at_its_field(page: Page, server_address: str, complaints: Complaints) -> None:
    set_up(page, server_address, **SHORT)
    field = page.locator('[data-varies="width"]')
    field.get_by_role("textbox").fill("4; 99")
    field.get_by_role("textbox").press("Enter")
    expect(field.get_by_role("alert")).to_contain_text("99")
    expect(page.locator('[data-varies="learning_rate"]').get_by_role("alert")).to_have_count(0)
    expect(page.locator(".start button")).to_be_disabled()
    field.get_by_role("textbox").fill("4; 9")
    field.get_by_role("textbox").press("Enter")
    expect(page.locator(".start button")).to_be_enabled()
    expect(field.get_by_role("alert")).to_have_count(0)
    complaints.expect("409")


def test_too_many_networks_are_refused_with_a_sentence(
    page: Page, server_address: str, complaints: Complaints
) -> None:
    many = {"vary": ["learning_rate=0.001..1:log:64", "noise=0..50:64"], "seeds": 50}
    page.goto(f"{server_address}sweep#{urlencode(many, doseq=True)}")
    expect(page.get_by_role("alert")).to_contain_text("between 1 and 10000")
    expect(page.locator(".start button")).to_be_disabled()
    page.get_by_role("button", name="Leave out: Noise").click()
    expect(page.locator(".start .count")).to_contain_text("64 × 50 = 3200 networks")
    complaints.expect("409")


def test_what_is_set_up_stands_in_the_address(page: Page, server_address: str) -> None:
    set_up(page, server_address, **SHORT)
    page.get_by_label("Another field").select_option(label="Activation")
    page.get_by_role("radio", name="Random").check()
    expect(page.locator(".start .count")).to_contain_text("100 networks")
    page.reload()
    expect(page.get_by_role("group", name="Activation")).to_be_visible()
    expect(page.get_by_role("radio", name="Random")).to_be_checked()
    page.get_by_role("button", name="Leave out: Activation").click()
    expect(page.get_by_role("group", name="Activation")).to_have_count(0)


def test_who_has_only_the_link_watches(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    start(page, server_address, **SHORT)
    is_over(page, 12)
    watcher = new_page()
    watcher.goto(page.url)
    is_over(watcher, 12)
    expect(watcher.get_by_text("You are watching")).to_be_visible()
    expect(watcher.get_by_role("button", name="More seeds")).to_have_count(0)
    with watcher.expect_download() as download:
        watcher.get_by_role("link", name="Take away as CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 13
    assert lines[0].startswith("learning_rate,width,seed,epochs")


def test_a_sweep_is_found_again_and_removed(page: Page, server_address: str, complaints: Complaints) -> None:
    start(page, server_address, **SHORT)
    is_over(page, 12)
    address = page.url
    page.get_by_role("button", name="New sweep").click()
    expect(page.locator(".many")).to_have_count(0)
    page.get_by_text("Sweeps of this browser").click()
    page.locator(".kept li a").first.click()
    is_over(page, 12)
    page.get_by_role("button", name="Remove: ").click()
    page.get_by_role("button", name="Remove for good?").click()
    expect(page.locator(".kept")).to_have_count(0)
    page.goto(address)
    page.reload()
    expect(page.get_by_text("There is no such sweep any more.")).to_be_visible()
    complaints.expect("404")


def test_a_lost_connection_is_said_and_comes_back_by_itself(
    page: Page, server_address: str, complaints: Complaints
) -> None:
    start(page, server_address, **SHORT)
    is_over(page, 12)
    page.context.set_offline(True)
    expect(page.get_by_text("No connection.")).to_be_visible(
        timeout=PATIENCE
    )  # an answer is being waited for
    expect(page.get_by_role("listbox", name=re.compile("^12 networks"))).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("No connection.")).to_have_count(0, timeout=PATIENCE)
    complaints.expect("ERR_INTERNET_DISCONNECTED")


def test_axe_finds_nothing_on_the_page_of_sweeps(new_page: Callable[..., Page], server_address: str) -> None:
    for width, height in ((1440, 900), (390, 844)):
        page = new_page(width=width, height=height, bypass_csp=True, reduced_motion="reduce")
        set_up(page, server_address, **SHORT)
        page.add_script_tag(path=AXE)
        assert page.evaluate(RUN, ALL) == [], "set up"
        page.locator(".start button").click()
        is_over(page, 12)
        page.locator(".many").focus()
        page.keyboard.press("ArrowRight")
        page.locator(".looked-at h3").wait_for()
        for theme, rules in (("light", ALL), ("dark", OF_THEMES), ("projector", OF_THEMES)):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            assert page.evaluate(RUN, rules) == [], theme


def test_nothing_is_cut_off_on_any_screen_in_any_language(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page()
    start(page, server_address, **SHORT)
    is_over(page, 12)
    address = page.url
    for language in ("en", "de"):
        for width, height, theme in (
            *((1440, 900, "light"), (1280, 720, "projector"), (1024, 768, "dark"), (390, 844, "light")),
        ):
            other = new_page(width=width, height=height)
            other.add_init_script(
                f"localStorage.setItem('nnp.theme', '{theme}');"
                f"localStorage.setItem('nnp.language', '{language}')"
            )
            other.goto(address)
            other.locator(".many").focus()
            other.keyboard.press("ArrowRight")
            other.locator(".looked-at h3").wait_for()
            assert other.evaluate("document.documentElement.scrollWidth") <= width, (language, theme, width)
