"""The network, the data and the pictures of the page are taken away as files."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.reaching.test_first_visit import open_page

LINK = "#dataset=gauss&networkShape=3,2&seed=0.5&sinX=true"


def unfolded(page: Page, address: str, link: str = LINK) -> None:
    """The page after three epochs, with the dialog open and the list of files there."""
    open_page(page, address + link)
    for epoch in range(1, 4):
        page.keyboard.press("s")
        expect(page.get_by_test_id("epoch")).to_have_text(f"000,00{epoch}")
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Take away: network, data and pictures as files").click()


def taken(page: Page, name: str | re.Pattern[str]) -> tuple[str, bytes]:
    """The name and the content of the file that a button gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    file = download.value
    expect(page.get_by_role("status").filter(has_text=f"{file.suggested_filename} is there.")).to_be_visible()
    return file.suggested_filename, Path(file.path()).read_bytes()


def test_the_script_that_is_taken_away_answers_as_the_page_does(page: Page, server_address: str) -> None:
    unfolded(page, server_address)
    name, content = taken(page, "Download NumPy: a script with predict(x)")
    assert name == "network_gauss_epoch_3_numpy.py"
    script: dict[str, Any] = {}
    exec(content, script)
    name, table = taken(page, re.compile("^Download The points"))
    assert name == "data_gauss_epoch_3.csv"
    rows = list(csv.DictReader(table.decode().splitlines()))
    assert {row["set"] for row in rows} == {"training", "test"}
    test = [row for row in rows if row["set"] == "test"]
    x = np.array([[float(row["x1"]), float(row["x2"])] for row in test])
    label = np.array([float(row["label"]) for row in test])
    loss = float(np.mean(0.5 * (script["predict"](x)[:, 0] - label) ** 2))
    name, curve = taken(page, re.compile("^Download The losses"))
    losses = list(csv.DictReader(curve.decode().splitlines()))
    assert [row["epoch"] for row in losses] == ["0", "1", "2", "3"]
    assert abs(loss - float(losses[-1]["test loss"])) < 1e-6


def test_the_pictures_are_drawings_of_what_is_seen(page: Page, server_address: str) -> None:
    unfolded(page, server_address)
    _, plot = taken(page, "Download The output with its points SVG")
    text = plot.decode()
    assert text.count("<circle") == 250  # the training points; the test points are not shown
    assert "data:image/png" in text
    _, network = taken(page, "Download The network SVG")
    assert network.decode().count("<path") == 3 * 3 + 3 * 2 + 2
    assert network.decode().count("<image") == 3 + 3 + 2 + 1
    _, curve = taken(page, "Download The loss curve SVG")
    assert curve.decode().count("<polyline") == 2
    for what in ("The output with its points", "The network", "The loss curve"):
        name, png = taken(page, f"Download {what} PNG")
        assert png.startswith(b"\x89PNG")
        width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
        drawn = plot if "output" in what else network if "network" in what else curve
        found = re.search(rb'width="([\d.]+)" height="([\d.]+)"', drawn)
        assert found is not None
        assert (width, height) == (2 * int(float(found[1])), 2 * int(float(found[2]))), name


def test_the_axes_of_a_table_are_drawn_with_their_names_and_units(page: Page, server_address: str) -> None:
    unfolded(page, server_address, "#dataset=iris&seed=0.5&percTrainData=99&look=x3,x4")
    _, plot = taken(page, "Download The output with its points SVG")
    text = plot.decode()
    assert ">petal length<" in text
    assert ">petal width<" in text
    assert ">2.5<" in text  # centimetres
    assert ">x₁<" not in text


def test_a_curve_and_its_neurons_are_drawn_as_lines(page: Page, server_address: str) -> None:
    unfolded(page, server_address, "#problem=curve&curveDataset=sine&networkShape=3&seed=0.5&x=true&y=false")
    _, plot = taken(page, "Download The output with its points SVG")
    assert plot.decode().count("<polyline") == 1
    _, network = taken(page, "Download The network SVG")
    assert network.decode().count("data:image/svg+xml") == 1 + 3 + 1


def test_weights_are_brought_back_and_that_can_be_undone(page: Page, server_address: str) -> None:
    unfolded(page, server_address)
    name, content = taken(page, "Download JSON")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.get_by_test_id("epoch")).to_have_text("000,000")
    fresh = page.get_by_test_id("train-loss").inner_text()
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Take away: network, data and pictures as files").click()
    file = {"name": name, "mimeType": "application/json", "buffer": content}
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file with weights").click()
    chooser.value.set_files(files=[file])  # type: ignore[list-item]
    expect(page.get_by_role("status").filter(has_text=f"The weights of {name} are in")).to_be_visible()
    expect(page.get_by_test_id("train-loss")).not_to_have_text(fresh)
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.get_by_test_id("train-loss")).to_have_text(fresh)


def test_weights_of_another_shape_open_as_a_new_room(
    page: Page, server_address: str, complaints: Any
) -> None:
    unfolded(page, server_address)
    _, content = taken(page, "Download JSON")
    loss = page.get_by_test_id("train-loss").inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a neuron to layer 1").click()
    expect(page.locator("[data-neuron='1-3']")).to_be_visible()
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Take away: network, data and pictures as files").click()
    file = {"name": "mine.json", "mimeType": "application/json", "buffer": content}
    page.locator(".files input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]
    expect(page.get_by_role("status").filter(has_text="of a network of 3-3-2-1 neurons")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Open as a new room with a network of that shape").click()
    other = opened.value
    expect(other.get_by_test_id("train-loss")).to_have_text(loss)
    expect(other.locator("[data-neuron='1-3']")).to_have_count(0)
    expect(other).to_have_url(re.compile("#.*networkShape=3,2"))  # and no token
    other.keyboard.press("s")
    expect(other.get_by_test_id("epoch")).to_have_text("000,001")
    other.reload()
    expect(other.get_by_test_id("epoch")).to_have_text("000,001")
    expect(page.locator("[data-neuron='1-3']")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="The new room is in another tab.")).to_be_visible()
    complaints.expect("409")


def test_a_file_that_does_not_fit_is_refused_in_the_reader_s_language(
    new_page: Callable[..., Page], server_address: str, complaints: Any
) -> None:
    page = new_page(locale="de-DE")
    open_page(page, server_address + LINK)
    page.get_by_role("button", name="Teilen").click()
    page.get_by_text("Mitnehmen: Netz, Daten und Bilder als Dateien").click()
    file = {"name": "x.json", "mimeType": "application/json", "buffer": b"hello"}
    page.locator("input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]
    expect(page.get_by_role("status").filter(has_text="Die Datei enthält keine Gewichte")).to_be_visible()
    complaints.expect("409")


def test_a_watcher_takes_away_what_is_seen_and_brings_nothing_back(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    unfolded(page, server_address)
    link = page.get_by_role("textbox", name="Watch link").input_value()
    watcher = new_page(width=390, height=844)
    open_page(watcher, link)
    watcher.get_by_role("button", name="Share").click()
    watcher.get_by_text("Take away: network, data and pictures as files").click()
    name, content = taken(watcher, "Download JSON")
    assert (name, content) == taken(page, "Download JSON")
    expect(page.get_by_role("button", name="Choose a file with weights")).to_be_visible()
    expect(watcher.get_by_role("button", name="Choose a file with weights")).to_have_count(0)
    expect(watcher.get_by_text("Hide in the link to this experiment")).to_have_count(0)


def test_it_is_told_when_the_file_cannot_be_fetched(page: Page, server_address: str, complaints: Any) -> None:
    unfolded(page, server_address)
    page.route("**/rooms/**", lambda route: route.abort())
    page.get_by_role("button", name="Download JSON").click()
    status = page.get_by_role("status").filter(has_text="did not work")
    expect(status).to_have_text("That did not work. Is the server there?")
    complaints.expect("ERR_FAILED")


def test_nothing_of_it_is_loaded_before_it_is_unfolded(page: Page, server_address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, server_address + LINK)
    page.get_by_role("button", name="Share").click()
    assert not [url for url in asked if "take_away" in url]
    page.get_by_text("Take away: network, data and pictures as files").click()
    expect(page.get_by_role("button", name="Download JSON")).to_be_visible()
    assert [url for url in asked if "take_away" in url]


def test_it_is_read_and_pressed_in_german_on_a_phone(
    new_page: Callable[..., Page], server_address: str
) -> None:
    page = new_page(width=390, height=844, locale="de-DE")
    open_page(page, server_address + LINK)
    page.get_by_role("button", name="Teilen").click()
    page.get_by_text("Mitnehmen: Netz, Daten und Bilder als Dateien").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON: Gewichte und Formeln als Text herunterladen").click()
    assert download.value.suggested_filename == "network_gauss_epoch_0.json"
    dialog = page.get_by_role("dialog", name="Teilen")
    assert dialog.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_the_drawing_of_many_inputs_has_one_picture_for_them(page: Page, server_address: str) -> None:
    unfolded(page, server_address, "#dataset=digits&networkShape=5&loss=cross-entropy&seed=0.5")
    _, network = taken(page, "Download The network SVG")
    drawn = network.decode()
    assert drawn.count("data:image/png") == 1 + 5 + 10
    assert drawn.count("pixelated") == 1
    assert drawn.count("<path") == 5 + 5 * 10
