"""A class is taken away as one file and opened again where nobody knows it: real pages, a real server."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classes.test_teaching import begin
from tests.browser.pages.school import School, Student, school_at
from tests.server.people.in_class import page as class_page

LINKS = ("dataset=circle&networkShape=3&seed=0.5", "dataset=blobs&classes=3&seed=0.5", "dataset=xor&seed=0.5")
NAMES = ("Ada", "<b>Bob</b>", "Cid")
WRONG = {
    "en": ("Open an archive", "This file is no archive of a class"),
    "de": ("Archiv öffnen", "Diese Datei ist kein Archiv einer Klasse"),
}


@pytest.fixture
def school(server_address: str) -> Iterator[School]:
    with school_at(server_address) as made:
        yield made


def trained(school: School, code: str, name: str, link: str) -> Student:
    """A student whose network has stopped after two epochs."""
    student = school.join(code, name, link, plays=False)
    assert student.room is not None
    for epoch in (1, 2):
        school.there(student.room.send("step"))
        student.until(partial(is_at, student, epoch))
    return student


def is_at(student: Student, epoch: int) -> bool:
    """Whether their room has shown an epoch."""
    return bool(student.room and student.room.frame and student.room.frame.epoch == epoch)


def is_asked(student: Student) -> bool:
    return bool(student.page.state["question"])


def class_of_three(page: Page, school: School, address: str) -> str:
    """A class that was asked something, whose networks stand still; returns its code."""
    code = begin(page, address)
    students = [trained(school, code, *each) for each in zip(NAMES, LINKS, strict=True)]
    page.get_by_role("tab", name="Question").click()
    page.get_by_role("textbox", name="Question", exact=True).fill("Will it learn?")
    page.get_by_role("button", name="Ask").click()
    for student in students:
        student.until(partial(is_asked, student))
        student.send("give_answer", answer=1.0)
    expect(page.get_by_test_id("n-answers")).to_have_text("3 answers")
    page.get_by_role("tab", name="Wall").click()
    expect(page.locator(".cell .figures").get_by_text("2", exact=True)).to_have_count(len(NAMES))  # epochs
    return code


def collect_first(page: Page, school: School) -> None:
    """Another page of the teacher puts the first student's network aside."""
    id, token = page.url.partition("#class=")[2].split(".")
    coming = class_page(school.address, "come_back", school_class=id, token=token)
    other = school.there(school.doors.enter_async_context(coming))
    school.there(other.does("collect", person=other.people()[0]["person"], title="The first"))
    school.there(other.until(lambda: other.told.get("collection", {}).get("items")))


def taken_away(page: Page, folder: Path) -> Path:
    """The archive of the class, downloaded."""
    page.get_by_role("button", name="Archive").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Make the archive").click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    told = f"{path.name} is there. Missing in it: 1 whole network; its README.txt says whose."
    expect(page.get_by_role("dialog").get_by_role("status").first).to_have_text(told)
    page.keyboard.press("Escape")
    return path


def test_a_class_is_taken_away_and_opened_again_by_whom_nobody_knows(
    page: Page, new_page: Callable[..., Page], server_address: str, school: School, tmp_path: Path
) -> None:
    code = class_of_three(page, school, server_address)
    page.get_by_role("button", name=re.compile("^Ada")).click()
    figures = page.locator(".large-figures dd").all_inner_texts()
    assert figures[0] == "2"
    room = new_page()
    whole = page.get_by_role("link", name="Whole network").get_attribute("href")
    room.goto(f"{server_address}{whole}")
    expect(room.get_by_test_id("epoch")).to_have_text("000,002")
    collect_first(page, school)
    path = taken_away(page, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {"README.txt", "class.json", "curves.csv", "states/Ada.nnp"} <= set(archive.namelist())
        answers = archive.read("answers.csv").decode().splitlines()
        assert answers[1:] == [f"Will it learn?,{name},No" for name in NAMES]
        assert archive.read("pictures/_b_Bob_b_.png")[1:4] == b"PNG"

    other = new_page()
    other.goto(f"{server_address}teach")
    other.get_by_label("Open an archive").set_input_files(path)
    expect(other.get_by_role("heading", level=1)).to_contain_text(f"Archive of class {code}, ")
    other.get_by_text("Name", exact=True).click()
    expect(other.locator(".cell .name")).to_have_text(["<b>Bob</b>", "Ada", "Cid"])
    other.get_by_role("tab", name="Question").click()
    expect(other.locator(".bars li").nth(1)).to_contain_text("No3")
    other.get_by_role("tab", name="Collection").click()
    item = other.get_by_role("listitem").filter(has_text="The first")
    expect(item.locator("figcaption")).to_have_text(
        re.compile(r"The first\s*Ada\s*test loss 0\.\d{3}, epoch 2, 13 parameters")
    )
    expect(item).to_contain_text("not in this archive")  # it was not saved on the server
    other.get_by_role("tab", name="Wall").click()
    other.get_by_role("button", name=re.compile("^Ada")).click()
    expect(other.locator(".large-figures dd")).to_have_text(figures)
    with other.context.expect_page() as coming:
        other.get_by_role("button", name="Open live").click()
    live = coming.value
    expect(live.get_by_test_id("epoch")).to_have_text("000,002")
    for loss in ("train-loss", "test-loss"):
        expect(live.get_by_test_id(loss)).to_have_text(room.get_by_test_id(loss).inner_text())
    live.keyboard.press("s")
    expect(live.get_by_test_id("epoch")).to_have_text("000,003")
    expect(other.locator(".large-figures dd")).to_have_text(figures)


@pytest.mark.parametrize("language", WRONG)
def test_what_is_no_archive_gets_a_sentence_and_shows_nothing(
    new_page: Callable[..., Page], server_address: str, tmp_path: Path, language: str
) -> None:
    label, sentence = WRONG[language]
    page = new_page(locale=language)
    page.goto(f"{server_address}teach")
    path = tmp_path / "class.zip"
    path.write_bytes(b"no zip")
    page.get_by_label(label).set_input_files(path)
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(
            "class.json", json.dumps({"format": "neural-network-playground class", "version": 9})
        )
    path.write_bytes(content.getvalue())
    page.get_by_label(label).set_input_files(path)
    expect(page.get_by_role("status").filter(has_text="9.")).to_be_visible()
    expect(page.locator(".cell")).to_have_count(0)
