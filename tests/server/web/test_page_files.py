"""The page's files as they go out."""

import base64
import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.settings import Settings
from server.web.app import HOME, create_app
from server.web.pages.page_files import SOURCE_PARTS, PageFiles, page_parts
from server.web.pages.ready import FOR_EVER, inline_scripts

STATIC = HOME / "static"


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(admin_token="a token of twenty letters"))) as client:
        yield client


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder like static/ with a source and a bundle that is newer."""
    (tmp_path / "js").mkdir()
    (tmp_path / "css").mkdir()
    (tmp_path / "bundle").mkdir()
    (tmp_path / "js" / "main.js").write_text("/** One */\n one();\n")
    names = {part: f"{part}-AB12.js" for part in ("script", "styles")}
    for part in (*SOURCE_PARTS.pages, *SOURCE_PARTS.later):
        names |= {f"{part}.script": f"{part}-AB12.js", f"{part}.styles": f"{part}-AB12.css"}  # if it has any
    for part in ("first", "before_paint"):
        names[part] = f"{part}-AB12.js"
        script = f"{part}();\n//# sourceMappingURL={part}-AB12.js.map\n"
        (tmp_path / "bundle" / names[part]).write_text(script)
    (tmp_path / "bundle" / "script-AB12.js").write_text("one();\n" * 100)
    manifest = {**names, ".stamp": "1"}
    (tmp_path / "bundle" / "manifest.json").write_text(json.dumps(manifest))
    os.utime(tmp_path / "js" / "main.js", (1000, 1000))
    return tmp_path


def test_the_bundle_goes_out_when_no_source_is_newer(made: Path) -> None:
    parts = page_parts(made)
    assert (parts.script, parts.first) == ("bundle/script-AB12.js", "first();")
    assert parts.before_paint == "before_paint();"
    assert parts.later["files"] == {"script": "bundle/files-AB12.js", "styles": "bundle/files-AB12.css"}


def test_the_sources_go_out_when_one_is_newer_or_nothing_is_made(made: Path) -> None:
    now = (made / "bundle" / "manifest.json").stat().st_mtime
    os.utime(made / "js" / "main.js", (now + 1, now + 1))
    assert page_parts(made) == SOURCE_PARTS
    (made / "bundle" / "manifest.json").unlink()
    assert page_parts(made) == SOURCE_PARTS


def test_an_installed_package_has_no_sources_to_compare_with(made: Path) -> None:
    (made / "js" / "main.js").unlink()
    (made / "js").rmdir()
    (made / "css").rmdir()
    assert page_parts(made).script == "bundle/script-AB12.js"


def test_files_of_the_bundle_are_kept_for_ever_and_go_out_compressed(made: Path) -> None:
    client = TestClient(PageFiles(directory=made))
    answer = client.get("/bundle/script-AB12.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["cache-control"] == FOR_EVER
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert int(answer.headers["content-length"]) == len(gzip.compress(b"one();\n" * 100))
    assert answer.text == "one();\n" * 100
    plain = client.get("/bundle/script-AB12.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text


def test_sources_are_asked_about_every_time_and_sent_once(client: TestClient) -> None:
    first = client.get("/static/js/state/state.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "no-cache"
    assert first.content == (STATIC / "js/state/state.js").read_bytes()
    for tag in (first.headers["etag"], f"W/{first.headers['etag']}", f'"other", {first.headers["etag"]}'):
        again = client.get("/static/js/state/state.js", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


def test_a_changed_script_goes_out_changed(tmp_path: Path) -> None:
    script = tmp_path / "page.js"
    script.write_text("one();\n")
    client = TestClient(PageFiles(directory=tmp_path))
    first = client.get("/page.js")
    script.write_text("two(2);\n")
    second = client.get("/page.js")
    assert (first.text, second.text) == ("one();\n", "two(2);\n")
    assert first.headers["etag"] != second.headers["etag"]


@pytest.mark.parametrize("address", ["/", "/admin"])
def test_the_policy_allows_the_scripts_inside_a_page_by_their_hashes(
    client: TestClient, address: str
) -> None:
    page = client.get(address)
    policy = page.headers["content-security-policy"]
    inside = re.findall(r"<script(?![^>]*(?:src=|/json))[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert len(inside) == 1
    for script in inside:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.count("'sha256-") == len(inside)
    assert "unsafe" not in policy


def test_data_inside_a_page_is_no_script() -> None:
    data = '<script type="application/json" id="a">{}</script><script src="a.js"></script>'
    assert inline_scripts(data) == ""
    assert inline_scripts(f"{data}<script>go()</script>").count("sha256") == 1


@pytest.mark.parametrize("address", ["/", "/admin", "/saved"])
def test_all_that_a_page_names_is_there(client: TestClient, address: str) -> None:
    named = re.findall(r'(?:src|href)="([^"#]+)"', client.get(address).text)
    assert len(named) >= 3
    for each in named:
        assert client.get(f"/{each}").status_code == 200, each


def test_the_page_itself_is_asked_about_by_tag(client: TestClient) -> None:
    first = client.get("/")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_styles_name_every_sheet_once() -> None:
    beside = {f"css/{path.name}" for path in (STATIC / "css").glob("*.css")} & {
        part["styles"] for part in SOURCE_PARTS.pages.values()
    }
    for page in ("css/index.css", *beside):
        named = re.findall(r"@import '\./([^']+)'", (STATIC / page).read_text())
        assert len(named) == len(set(named)), page
        if page == "css/index.css":
            all_of_it = {page, *beside, *(f"css/{name}" for name in named)}
            assert all_of_it == {f"css/{path.name}" for path in (STATIC / "css").glob("*.css")}
