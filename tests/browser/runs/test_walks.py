"""Whole ways through the page: from data of one's own to a run that others open and programs that answer."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.data.test_bring import WITH_A_GAP, dropped
from tests.browser.data.test_painting import open_editor, paint_face
from tests.browser.reaching.test_first_visit import open_page, play_until, stands_still
from tests.browser.runs.test_saved import keeping_address, says
from tests.browser.runs.test_take_away import taken

__all__ = ["keeping_address"]  # a fixture
NewPage = Callable[..., Page]
WIDEST_STRIDE = 16  # of a curve of as many epochs as a face needs
SLOWLY = 30_000  # milliseconds for some thousand epochs on a busy machine
LEARNT = 0.05  # a training loss with every point on its own side
JSON, NUMPY, PYTORCH = "Download JSON", "Download NumPy: a script", "Download PyTorch: a module"
POINTS, LOSSES = re.compile("^Download The points"), re.compile("^Download The losses")


def learn_a_face(page: Page, address: str) -> None:
    """Paints a face and trains until it is learnt."""
    open_editor(page, address)
    paint_face(page)
    page.get_by_role("button", name="Use these points").click()
    expect(page.locator(".data .pair b")).to_have_text("Your own")
    page.get_by_label("Speed").select_option(label="Fastest")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_test_id("train-loss")).to_have_text(re.compile(r"^0\.0[0-4]"), timeout=SLOWLY)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    stands_still(page)
    step(page)  # a pause comes in the middle of an epoch
    while epoch_of(page) % WIDEST_STRIDE:  # so that the curve, which is thinned, ends with what is seen
        step(page)


def step(page: Page) -> None:
    """Trains to the end of the epoch."""
    following = f"{epoch_of(page) + 1:07,}"
    page.keyboard.press("s")
    expect(page.get_by_test_id("epoch")).to_have_text(following)


def epoch_of(page: Page) -> int:
    """The epoch that the page shows."""
    return int(page.get_by_test_id("epoch").inner_text().replace(",", ""))


def files_of(page: Page, *names: str | re.Pattern[str]) -> list[bytes]:
    """What the page gives as files."""
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Take away: network, data and pictures as files").click()
    files = [taken(page, name)[1] for name in names]
    page.keyboard.press("Escape")
    return files


def opened_elsewhere(page: Page, new_page: NewPage) -> Page:
    """Saves the run, and opens its address in another browser."""
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Save: the whole run, to go on from").click()
    page.get_by_role("button", name="Save on the server").click()
    says(page, "Saved. The address is good until ")
    address = page.get_by_label("Address of what is saved").input_value()
    page.keyboard.press("Escape")
    other = new_page()
    open_page(other, address)
    expect(other.get_by_test_id("epoch")).to_have_text(page.get_by_test_id("epoch").inner_text())
    return other


def rows_of(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(table.decode().splitlines()))


def loss_of(predict: Callable[[Any], Any], points: bytes, name: str) -> float:
    """The mean loss of a program's answers to the points of a set, as the page reckons it."""
    rows = [row for row in rows_of(points) if row["set"] == name]
    x, label = (
        np.array([[float(row[key]) for key in keys] for row in rows]) for keys in (["x1", "x2"], ["label"])
    )
    return float(np.mean(0.5 * (predict(x) - label) ** 2))


def program(content: bytes) -> Callable[[Any], Any]:
    """The function of a script that was taken away."""
    made: dict[str, Any] = {}
    exec(content, made)
    predict: Callable[[Any], Any] = made["predict"]
    return predict


def answers_as_the_page(predict: Callable[[Any], Any], points: bytes, curve: bytes) -> None:
    """Fails unless a program comes to the losses that the page shows last."""
    last = rows_of(curve)[-1]
    assert loss_of(predict, points, "training") == pytest.approx(float(last["training loss"]), abs=1e-6)
    assert loss_of(predict, points, "test") == pytest.approx(float(last["test loss"]), abs=1e-6)
    assert float(last["training loss"]) < LEARNT


def test_a_painted_face_is_learnt_saved_opened_elsewhere_and_taken_away(
    page: Page, new_page: NewPage, keeping_address: str
) -> None:
    learn_a_face(page, keeping_address)
    points, curve, weights, script = files_of(page, POINTS, LOSSES, JSON, NUMPY)
    assert len(rows_of(points)) == 37
    answers_as_the_page(program(script), points, curve)
    other = opened_elsewhere(page, new_page)
    assert files_of(other, POINTS, LOSSES, JSON, NUMPY) == [points, curve, weights, script]
    for name in ("train-loss", "test-loss"):
        expect(other.get_by_test_id(name)).to_have_text(page.get_by_test_id(name).inner_text())
    following = f"{epoch_of(page) + 1:07,}"
    for each in (page, other):
        each.keyboard.press("s")
        expect(each.get_by_test_id("epoch")).to_have_text(following)
    assert files_of(other, JSON) == files_of(page, JSON) != [weights]


def test_a_painted_face_runs_in_pytorch(page: Page, server_address: str) -> None:
    pytest.importorskip("torch", reason="PyTorch runs what is taken away for it: make pytorch")
    learn_a_face(page, server_address)
    points, curve, script, other = files_of(page, POINTS, LOSSES, PYTORCH, NUMPY)
    answers_as_the_page(program(script), points, curve)
    x = np.random.default_rng(0).uniform(-6, 6, (100, 2))
    np.testing.assert_allclose(program(script)(x), program(other)(x), atol=1e-6)


def test_a_dropped_table_with_decimal_commas_and_a_gap_is_chosen_from_learnt_and_opened_elsewhere(
    page: Page, new_page: NewPage, keeping_address: str
) -> None:
    open_page(page, keeping_address + "#seed=0.5&learningRate=0.1&trainPercent=70")
    screen = dropped(page, "Blumen.csv", WITH_A_GAP.encode("cp1252"))
    expect(screen.get_by_label("Decimal sign")).to_have_value("comma")
    expect(screen.get_by_label("What Art is for")).to_have_value("target")
    screen.get_by_label("Fill inputs with the median").check()
    screen.get_by_role("button", name="Use 60 rows").click()
    expect(page.locator(".data .pair b")).to_have_text("Your own")
    play_until(page, 60)
    expect(page.get_by_test_id("test-accuracy")).to_have_text(re.compile(r"^(9\d|100)"))
    points, curve, weights = files_of(page, POINTS, LOSSES, JSON)
    assert len(rows_of(points)) == 60
    assert len(json.loads(weights)["labels"]) == 3
    other = opened_elsewhere(page, new_page)
    assert files_of(other, POINTS, LOSSES, JSON) == [points, curve, weights]
