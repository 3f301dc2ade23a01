"""The first visit, in a real browser against a real server."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_play_makes_the_epochs_rise_and_pause_stops_them(page: Page, server_address: str) -> None:
    page.goto(server_address)
    epoch = page.get_by_test_id("epoch")
    expect(page.get_by_test_id("train-loss")).not_to_have_text("")
    page.get_by_role("button", name="Play").click()
    expect(epoch).not_to_have_text("000,000")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_a_link_of_the_original_opens_with_its_settings(page: Page, server_address: str) -> None:
    page.goto(f"{server_address}#activation=relu&networkShape=5,3&seed=0.12345&dataset=xor")
    expect(page.locator("[data-neuron='1-4']")).to_be_visible()
    expect(page.locator("[data-field='activation']")).to_have_js_property("selectedIndex", 0)
