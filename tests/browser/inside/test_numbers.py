"""Numbers and layers, ablation and stop rules, as somebody at the page sees them."""

from __future__ import annotations

import json
import re
import time

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import NewPage
from tests.browser.reaching.test_first_visit import loss, open_page, play_until, stands_still

CIRCLE = "seed=0.59704&learningRate=0.1"
LOSS_ABOVE = "least => Number(document.querySelector('[data-testid=train-loss]').textContent) > least"


def asked(page: Page) -> list[dict[str, object]]:
    """Collects what the page says of numbers to the server, and what it hears of them, from now on."""
    messages: list[dict[str, object]] = []

    def keep(text: str | bytes) -> None:
        if isinstance(text, str) and (message := json.loads(text))["type"] in (
            "subscribe_metrics",
            "metrics",
        ):
            messages.append(message)

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", keep)
        socket.on("framereceived", keep)

    page.on("websocket", listen)
    return messages


def unfold(page: Page) -> None:
    """Opens the panel and waits for its numbers."""
    page.get_by_role("button", name="Numbers and layers").click()
    page.locator(".layer-row[data-layer='1'] .bars").first.wait_for(state="attached")


def test_the_panel_is_closed_at_first_and_asks_for_nothing(page: Page, server_address: str) -> None:
    messages = asked(page)
    open_page(page, server_address)
    play_until(page, 30)
    assert messages == []
    expect(page.get_by_role("button", name="Numbers and layers")).to_have_attribute("aria-expanded", "false")


def test_the_panel_shows_scores_and_layers_and_remembers_that_it_is_open(
    page: Page, server_address: str
) -> None:
    messages = asked(page)
    open_page(page, f"{server_address}#{CIRCLE}")
    unfold(page)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_test_id("train-accuracy")).to_have_text("100.0\u00a0%")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    stands_still(page)
    expect(page.get_by_test_id("shown-test-accuracy")).to_have_text(
        page.get_by_test_id("test-accuracy").inner_text()
    )
    rows = page.locator("li.layer-row")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("2 × 4 + 4 = 12")
    for kind in ("weights", "activations", "gradients"):
        assert re.fullmatch(r"M.*Z", rows.nth(1).locator(f".{kind} .bars").get_attribute("d") or "")
    expect(rows.nth(1).locator(".activation .value")).to_have_count(1)
    expect(page.locator(".confusion")).to_have_count(2)
    page.reload()
    page.locator("li.layer-row").nth(2).wait_for()
    page.get_by_role("button", name="Numbers and layers").click()
    expect(page.locator("li.layer-row")).to_have_count(0)
    until = time.monotonic() + 5
    while len(wanted := [each["wanted"] for each in messages if "wanted" in each]) < 3:
        assert time.monotonic() < until, wanted
        page.wait_for_function("() => true")  # lets what was sent be heard of
    assert wanted == [True, True, False]


def test_six_sigmoid_layers_show_a_gradient_that_dies(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&activation=sigmoid&networkShape=6,6,6,6,6,6")
    unfold(page)
    widths = page.locator(".norm-bar i").evaluate_all(
        "bars => bars.map((bar) => bar.getBoundingClientRect().width)"
    )
    assert len(widths) == 7
    assert widths == sorted(widths)
    assert widths[0] < widths[-1] / 2


def test_a_regression_has_other_scores(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#problem=regression&seed=0.5")
    unfold(page)
    expect(page.get_by_test_id("test-r2")).to_have_text(re.compile(r"^[−\d.]+$"))
    expect(page.locator(".confusion")).to_have_count(0)
    expect(page.get_by_test_id("test-accuracy")).to_have_count(0)


def test_a_neuron_switched_off_raises_the_loss_and_on_again_restores_it(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#{CIRCLE}")
    play_until(page, 100)
    before = loss(page)
    tile = page.locator("[data-neuron='2-0']")
    tile.click()
    page.get_by_role("button", name="Switch off").click()
    expect(tile).to_have_class(re.compile(r"\bdark\b"))
    expect(tile).to_have_attribute("aria-label", "Layer 2, neuron 1, switched off")
    page.wait_for_function(LOSS_ABOVE, arg=before + 0.05)  # which comes with the next picture
    page.get_by_role("button", name="Switch on").click()
    expect(tile).not_to_have_class(re.compile(r"\bdark\b"))
    expect(page.get_by_test_id("train-loss")).to_have_text(f"{before:.3f}")


def test_a_frozen_weight_stays_as_it_is(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#{CIRCLE}")
    page.locator("[data-neuron='1-0']").click()
    frozen, free = page.locator(".card tr").nth(1), page.locator(".card tr").nth(2)
    frozen.get_by_role("button").click()
    expect(frozen.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    values = [row.locator("input").input_value() for row in (frozen, free)]
    page.get_by_role("button", name="Play").click()
    expect(free.locator("input")).not_to_have_value(values[1])
    expect(page.get_by_test_id("epoch")).not_to_have_text("000,000")
    expect(frozen.locator("input")).to_have_value(values[0])
    page.locator(".card tr").nth(0).get_by_role("button").click()
    expect(page.locator("[data-neuron='1-0'] .frozen")).to_have_count(1)


def test_early_stopping_says_so_and_goes_on(new_page: NewPage, server_address: str) -> None:
    page = new_page()
    link = "earlyStopping=true&patience=5&noise=50&networkShape=8,8&learningRate=0.3&seed=0.59704"
    open_page(page, f"{server_address}#{link}")
    page.get_by_role("button", name="Play").click()
    notice = page.get_by_test_id("stopped")
    expect(notice).to_contain_text("has not fallen since epoch ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    stopped_at = page.get_by_test_id("epoch").inner_text()
    notice.get_by_role("button", name="Go on").click()
    expect(page.get_by_test_id("epoch")).not_to_have_text(stopped_at)


def test_where_another_rule_stops_the_best_weights_are_one_click_away(
    page: Page, server_address: str
) -> None:
    run = "dataset=spiral&noise=50&networkShape=8,8&learningRate=0.3&seed=0.59704"
    open_page(page, f"{server_address}#{run}&earlyStopping=true&patience=400&stopEpoch=60")
    page.get_by_role("button", name="Play").click()
    notice = page.get_by_test_id("stopped")
    expect(notice).to_contain_text("epoch 60 is reached")
    said = re.search(r"at epoch (\d+) the test loss was smaller", notice.inner_text())
    assert said
    assert 0 <= int(said[1]) < 60
    stands_still(page)
    expect(page.get_by_test_id("epoch")).to_have_text("000,060")
    test_loss = page.get_by_test_id("test-loss")
    at_end = float(test_loss.inner_text())
    notice.get_by_role("button", name="Use the weights of the best epoch").click()
    expect(test_loss).not_to_have_text(f"{at_end:.3f}")
    assert float(test_loss.inner_text()) < at_end
    expect(notice.get_by_role("button", name="Use the weights of the best epoch")).to_have_count(0)


@pytest.mark.parametrize(
    ("rule", "words"),
    [("stopEpoch=5", "epoch 5 is reached"), ("stopLoss=0.4", "the test loss is down to 0.4")],
)
def test_a_stop_rule_says_why(page: Page, server_address: str, rule: str, words: str) -> None:
    open_page(page, f"{server_address}#{CIRCLE}&{rule}")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_test_id("stopped")).to_contain_text(words)


def test_neurons_that_the_last_batch_did_without_are_crossed_out(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#dropout=0.5&networkShape=8,8&seed=0.5")
    expect(page.locator(".tile.dropped")).to_have_count(0)
    page.get_by_role("button", name="Step").click()
    page.locator(".tile.dropped").first.wait_for()
    page.get_by_role("button", name="Restart").click()
    expect(page.locator(".tile.dropped")).to_have_count(0)
