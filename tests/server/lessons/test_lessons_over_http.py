"""Lessons as the page asks for them, those of a school too; what is written is read again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from server.lessons.folder import lesson_folders
from server.lessons.shelf import HOUSE, LOOK_SECONDS, LessonShelf
from server.settings import Settings
from server.web.app import create_app
from server.web.pages.explanations import LANGUAGES
from server.web.pages.lessons import surroundings
from tests.server.lessons.written import FRONT, PNG, WHOLE, step, write


@pytest.fixture
def school(tmp_path: Path) -> Iterator[tuple[Path, TestClient]]:
    with TestClient(create_app(Settings(lessons=str(tmp_path)))) as client:
        yield tmp_path, client


def test_the_lessons_are_listed_in_each_language() -> None:
    with TestClient(create_app()) as client:
        for language in LANGUAGES:
            listed = client.get(f"/lessons/{language}.json").json()
            assert [each["key"] for each in listed] == [folder.name for folder in lesson_folders(HOUSE)]
            assert set(listed[0]) == {"key", "title", "minutes", "level", "learnt", "source", "n_steps"}
        assert client.get("/lessons/xx.json").status_code == 404


def test_a_lesson_comes_with_its_steps(school: tuple[Path, TestClient]) -> None:
    folder, client = school
    write(folder, WHOLE)
    answer = client.get("/lessons/01-small/de.json")
    (shown,) = answer.json()["steps"]
    assert shown["title"] == "First step"
    assert shown["link"] == "dataset=gauss&networkShape=&seed=0.2"
    assert [part["kind"] for part in shown["parts"]] == ["set-up", "text", "task"]
    task = shown["parts"][2]
    assert task["parts"] == [
        {
            "check": "test_loss < 0.1",
            "text": "Testfehler unter 0,1",
            "about": {"kind": "number", "sign": "<", "number": 0.1},
        },
        {
            "check": "epoch >= 1",
            "text": "mindestens 1 Epoche",
            "about": {"kind": "count", "sign": ">=", "number": 1.0},
        },
    ]
    assert task["solution"] == {"link": "dataset=gauss&networkShape=&seed=0.2", "epochs": 2}
    again = client.get("/lessons/01-small/de.json", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_school_s_lessons_follow_and_stand_in_for_those_of_the_house(
    school: tuple[Path, TestClient],
) -> None:
    folder, client = school
    write(folder)
    house = [each.name for each in lesson_folders(HOUSE)]
    write(folder / "other").rename(folder / house[0])
    listed = client.get("/lessons/en.json").json()
    assert [each["key"] for each in listed] == [*house, "01-small"]
    assert listed[0]["title"] == "A title"


def test_a_lesson_with_faults_is_not_listed_and_tells_them(school: tuple[Path, TestClient]) -> None:
    folder, client = school
    write(folder, FRONT)
    assert "01-small" not in [each["key"] for each in client.get("/lessons/en.json").json()]
    answer = client.get("/lessons/01-small/en.json")
    assert answer.status_code == 422
    assert answer.json()["faults"][0] == (
        "01-small/en.md:6: a lesson must have steps: each begins with ## and its title"
    )


def test_pictures_come_with_their_type_and_nothing_else_of_the_folder_comes(
    school: tuple[Path, TestClient],
) -> None:
    folder, client = school
    write(folder, step("![a](a.png)"), a_png=PNG)
    answer = client.get("/lessons/01-small/a.png")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    known = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/lessons/01-small/a.png", headers=known).status_code == 304
    for name in ("en.md", "b.png", "..%2f..%2fsecret.png", "%2e%2e/a.png", "a.png%00"):
        assert client.get(f"/lessons/01-small/{name}").status_code == 404, name
    (folder / "01-small" / "a.png").unlink()
    (folder / "01-small" / "a.png").symlink_to(HOUSE / "01-a-neuron" / "en.md")
    assert client.get("/lessons/01-small/a.png").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "..", "%2e%2e", "01-small%2f..", "x" * 3000])
def test_what_is_no_lesson_is_not_found(key: str) -> None:
    with TestClient(create_app()) as client:
        assert client.get(f"/lessons/{key}/en.json").status_code == 404


def test_what_is_written_is_read_again_after_a_second(tmp_path: Path) -> None:
    now = 0.0
    shelf = LessonShelf([tmp_path], surroundings, lambda: now)
    assert shelf.lessons() == []
    lesson = write(tmp_path)
    assert shelf.lessons() == []
    now = LOOK_SECONDS
    (first,) = shelf.lessons()
    assert first.faults == ()
    write(tmp_path, WHOLE.replace("A title", "Another title"))
    now *= 2
    (second,) = shelf.lessons()
    assert second.texts["en"].front["title"] == "Another title"
    now *= 2
    assert shelf.lessons()[0] is second
    for path in lesson.iterdir():
        path.unlink()
    lesson.rmdir()
    now *= 2
    assert shelf.lessons() == []


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(lessons=str(tmp_path / "nowhere")))) as client:
        assert client.get("/lessons/en.json").status_code == 200


def test_what_comes_is_whole_json_without_numbers_that_json_lacks() -> None:
    with TestClient(create_app()) as client:
        for folder in lesson_folders(HOUSE):
            text = client.get(f"/lessons/{folder.name}/en.json").text
            assert "NaN" not in text
            assert "Infinity" not in text
            assert json.loads(text)["key"] == folder.name


def test_an_origin_is_told_of_lessons_only_where_it_is_named() -> None:
    def answer(origin: str) -> object:
        found = client.get("/lessons/events", params={"origin": origin})
        assert found.headers["cache-control"] == "no-store"
        return found.json()["origin"]

    with TestClient(
        create_app(Settings(event_origins=("https://a.example", "http://b.example:80")))
    ) as client:
        assert answer("https://A.example:443") == "https://a.example"
        assert answer("http://b.example") == "http://b.example"
        for other in (
            "http://a.example",
            "https://a.example:8443",
            "https://evil-a.example",
            "null",
            "*",
            "",
        ):
            assert answer(other) is None
        assert client.get("/lessons/events", params={"origin": "x" * 301}).status_code == 422
        assert client.get("/lessons/events").status_code == 422
    with TestClient(create_app(Settings(allowed_origins=("https://a.example",)))) as client:
        assert answer("https://a.example") is None
