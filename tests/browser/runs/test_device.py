"""The device: shown, chosen while training goes on, greyed out with its reason, and lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from playwright.sync_api import Locator, Page, expect

from engine.backends import reference
from engine.backends.devices import Devices
from engine.experiment.links import parse_link
from engine.reasons import Reason
from engine.training.trainer import Trainer
from tests.backends_at_hand import Frail, backend
from tests.browser.pages.pictures import open_devices
from tests.browser.reaching.test_first_visit import open_page, watch_link
from tests.server.servers.live import serving

SEED = "seed=0.59704"
MISSING = Reason("extra_not_installed", library="PyTorch", extra="torch")
GROWING = "least => +document.querySelector('[data-testid=epoch]').textContent.replace(/\\D/g, '') > least"

AGREES = """(losses) => {
  const [epoch, loss] = ['epoch', 'train-loss'].map((name) =>
    +document.querySelector(`[data-testid=${name}]`).textContent.replace(',', ''));
  return Math.abs(losses[epoch] - loss) <= 0.0006;
}"""
MORE = 200  # epochs that may be on their way to the page when it is asked which it shows


class Machine:
    """A server whose compiled CPU is the reference again, and whose GPU can be lost."""

    def __init__(self, address: str, gpu: Frail) -> None:
        self.address, self.gpu = address, gpu


@pytest.fixture
def machine() -> Iterator[Machine]:
    """Asked for before any page, so that it outlives them all."""
    gpu = Frail()
    backends = {
        "numpy": reference,
        "numba": backend(),
        "cuda": gpu.backend(),
        "torch": backend(unavailable_reason=lambda: MISSING),
    }
    with serving(Devices(cast(Any, backends)), device="numpy") as live:
        yield Machine(live.http, gpu)


def row(page: Page, name: str) -> Locator:
    return page.locator(".devices li", has=page.get_by_text(name, exact=True))


def open_list(page: Page) -> None:
    open_devices(page)
    expect(page.locator(".devices p")).to_contain_text("Measured just now")


def epoch(page: Page) -> int:
    return int(re.sub(r"\D", "", page.get_by_test_id("epoch").inner_text()))


def train_on(page: Page) -> None:
    page.wait_for_function(GROWING, arg=epoch(page) + 5)


def expect_the_run_of_the_reference(page: Page) -> None:
    """Pauses, and compares the losses with those of a run that knows of no devices; at the end of an epoch,
    since a pause may come in the middle of one."""
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.get_by_role("button", name="Step", exact=True).click()
    trainer = Trainer(parse_link(SEED).experiment)
    losses = [trainer.train_loss]
    for _ in range(epoch(page) + MORE):
        trainer.run_epoch()
        losses.append(trainer.train_loss)
    page.wait_for_function(AGREES, arg=losses)


def test_a_device_is_chosen_while_training_goes_on_and_the_curve_makes_no_step(
    machine: Machine, page: Page
) -> None:
    open_page(page, f"{machine.address}#{SEED}")
    page.get_by_role("button", name="Play").click()
    train_on(page)
    open_list(page)
    expect(page.locator(".computing")).to_have_text("NumPy")
    expect(row(page, "NumPy").locator("input")).to_be_checked()
    expect(row(page, "Automatic")).to_contain_text("takes Compiled CPU now")
    expect(row(page, "Compiled CPU")).to_contain_text(re.compile(r"about [\d,]+ epochs/s here"))
    expect(row(page, "PyTorch")).to_contain_text("not on this server")
    expect(row(page, "PyTorch").locator(".status")).to_have_attribute("title", str(MISSING))
    expect(row(page, "PyTorch").locator("input")).to_be_disabled()
    before = epoch(page)
    row(page, "Compiled CPU").click()
    expect(page.locator(".computing")).to_have_text("Compiled CPU")
    assert epoch(page) >= before
    expect(page.locator(".rate")).to_contain_text("epochs/s")
    train_on(page)
    page.keyboard.press("Escape")
    expect(page.locator(".devices")).to_have_count(0)
    expect_the_run_of_the_reference(page)


def test_a_lost_device_is_said_to_everybody_and_nothing_is_lost(
    machine: Machine, page: Page, new_page: Callable[..., Page]
) -> None:
    open_page(page, f"{machine.address}#{SEED}")
    watcher = new_page(locale="de-DE")
    watcher.goto(watch_link(page))
    open_devices(watcher)
    expect(watcher.locator(".computing")).to_have_text("NumPy")
    page.get_by_role("button", name="Play").click()
    open_list(page)
    row(page, "NVIDIA GPU").click()
    expect(watcher.locator(".computing")).to_have_text("NVIDIA-GPU")
    train_on(page)
    machine.gpu.break_off()
    expect(page.get_by_test_id("device-lost")).to_have_text(
        f"NVIDIA GPU cannot be used any more: {Frail.REASON}. "
        "Training goes on with Compiled CPU; nothing is lost.✕"
    )
    expect(watcher.get_by_test_id("device-lost")).to_contain_text(
        "Das Training geht mit CPU kompiliert weiter"
    )
    expect(row(page, "NVIDIA GPU").locator("input")).to_be_disabled()
    expect(row(page, "Automatic").locator("input")).to_be_checked()
    train_on(page)
    expect_the_run_of_the_reference(page)
    page.get_by_test_id("device-lost").get_by_role("button").click()
    expect(page.get_by_test_id("device-lost")).to_have_count(0)


def test_the_keyboard_is_enough_and_the_list_explains_itself_in_german(
    machine: Machine, new_page: Callable[..., Page]
) -> None:
    page = new_page(locale="de-DE", width=390, height=844)
    page.goto(machine.address)
    button = page.locator(".unfold")
    button.focus()
    page.keyboard.press("Enter")
    group = page.locator(".more summary").last
    expect(group).to_contain_text("NumPy")
    group.focus()
    page.keyboard.press("Enter")
    expect(row(page, "PyTorch")).to_contain_text("nicht auf diesem Server")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".explanation")).to_contain_text("Jedes Gerät trainiert denselben Lauf")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".computing")).to_have_text("CPU kompiliert")
    page.keyboard.press("Escape")
    expect(page.locator(".devices")).to_have_count(0)
    expect(button).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
