"""`playground lessons package`: what a learning platform gets."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from server.commands import cli
from server.lessons.package import SHARED, packaged
from tests.server.lessons.written import FRONT, WHOLE, read, write

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
ADDRESS = "https://nn.school.example/"
KEYS = ("01-a-neuron", "02-lines")


def package(tmp_path: Path, *options: str) -> zipfile.ZipFile:
    """Returns what the command writes."""
    out = tmp_path / "lessons.zip"
    assert cli.main(["lessons", "package", *options, "--address", ADDRESS, "--out", str(out)]) == 0
    return zipfile.ZipFile(io.BytesIO(out.read_bytes()))


def manifest_of(archive: zipfile.ZipFile) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read("imsmanifest.xml"))


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Returns the one sentence with which the command refuses these arguments."""
    assert cli.main(["lessons", "package", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith("playground lessons package: ")
    assert said.count("\n") == 1
    return said


def test_the_list_has_what_content_packaging_asks_for_in_its_order(tmp_path: Path) -> None:
    manifest = manifest_of(package(tmp_path, *KEYS))
    assert [part.tag for part in manifest] == [
        f"{CP}{each}" for each in ("metadata", "organizations", "resources")
    ]
    assert [part.text for part in manifest[0]] == ["ADL SCORM", "1.2"]
    (organization,) = manifest[1]
    assert manifest[1].get("default") == organization.get("identifier")
    assert organization[0].tag == f"{CP}title"
    assert [item.tag for item in organization[1:]] == [f"{CP}item"] * len(KEYS)
    for resource in manifest[2]:
        assert resource.get("type") == "webcontent"
        assert resource.get(f"{ADL}scormtype") == "sco"
        assert {part.tag for part in resource} == {f"{CP}file"}


def test_names_in_the_list_are_used_once_and_lead_somewhere(tmp_path: Path) -> None:
    archive = package(tmp_path, *KEYS)
    manifest = manifest_of(archive)
    names = [found for part in manifest.iter() if (found := part.get("identifier"))]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in names), "an ID begins with a letter"
    resources = {resource.get("identifier"): resource for resource in manifest[2]}
    items = manifest.findall(f".//{CP}item")
    assert [resources[item.get("identifierref")].get("href") for item in items] == [
        f"{key}.html" for key in KEYS
    ]
    listed = {str(file.get("href")) for file in manifest.iter(f"{CP}file")}
    assert listed | {"imsmanifest.xml"} == set(archive.namelist())
    for resource in manifest[2]:
        assert resource.get("href") in [file.get("href") for file in resource]


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["Neural network playground: lessons", "What a neuron is", "Lines and half-planes"]),
        ("de", ["Playground für neuronale Netze: Lektionen", "Was ein Neuron ist", "Linien und Halbebenen"]),
    ],
)
def test_titles_are_in_the_language_asked_for(tmp_path: Path, language: str, titles: list[str]) -> None:
    manifest = manifest_of(package(tmp_path, *KEYS, "--language", language))
    assert [title.text for title in manifest.iter(f"{CP}title")] == titles


def test_a_title_of_one_s_own_is_only_text(tmp_path: Path) -> None:
    title = manifest_of(package(tmp_path, KEYS[0], "--title", "A & B <c>")).find(
        f".//{CP}organization/{CP}title"
    )
    assert title is not None
    assert title.text == "A & B <c>"


def test_without_names_all_lessons_are_in_it(tmp_path: Path) -> None:
    archive = package(tmp_path)
    pages = [name for name in archive.namelist() if name.endswith(".html")]
    assert pages[0] == "01-a-neuron.html"
    assert len(pages) == len(archive.namelist()) - len(SHARED) - 1 > 10


def test_the_page_of_a_lesson_names_it_and_the_playground(tmp_path: Path) -> None:
    page = package(tmp_path, "02-lines").read("02-lines.html").decode()
    assert f'data-address="{ADDRESS}"' in page
    assert 'data-lesson="02-lines"' in page


def test_the_same_lessons_make_the_same_package(tmp_path: Path) -> None:
    lesson = read(write(tmp_path))
    assert packaged([lesson], ADDRESS, "en") == packaged([lesson], ADDRESS, "en")


def test_lessons_of_one_s_own_can_be_packed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, WHOLE)
    assert "01-small.html" in package(tmp_path, "01-small", "--lessons", str(tmp_path)).namelist()
    assert "--event-origins" in capsys.readouterr().out


def test_faults_are_told_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, FRONT)
    out = tmp_path / "lessons.zip"
    arguments = ["01-small", "--lessons", str(tmp_path), "--address", ADDRESS, "--out", str(out)]
    assert cli.main(["lessons", "package", *arguments]) == 1
    assert "01-small/en.md:6: a lesson must have steps" in capsys.readouterr().out
    assert not out.exists()


@pytest.mark.parametrize(
    "address",
    [
        "nn.school.example",
        "ftp://a.example",
        "https://a.example/?b=1",
        "https://",
        "https://a\x01",
        "https://a.example:65536",
        "https://a\udcff",
    ],
)
def test_an_address_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    said = refusal(capsys, "--address", address, "--out", str(tmp_path / "a.zip"))
    assert "address must be where the playground is" in said
    assert repr(address) in said


@pytest.mark.parametrize("title", ["a\x01b", "a\u202eb", "a\udcffb"])
def test_a_title_that_no_platform_could_read_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], title: str
) -> None:
    out = tmp_path / "a.zip"
    said = refusal(capsys, KEYS[0], "--address", ADDRESS, "--title", title, "--out", str(out))
    assert "--title must have no signs that nobody sees" in said
    assert not out.exists()


def test_a_lesson_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refusal(capsys, "99-nothing", "--address", ADDRESS, "--out", str(tmp_path / "a.zip"))
    assert "there is no lesson '99-nothing'" in said


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refusal(capsys, KEYS[0], "--address", ADDRESS, "--out", str(tmp_path / "nowhere" / "a.zip"))
    assert "cannot be written: no such file or directory" in said
