"""The page's scripts as they go out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.web.app import HOME, create_app
from server.web.page_files import PageFiles, modules, without_comments

SCRIPTS = sorted((HOME / "static" / "js").rglob("*.js"))


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        yield client


def test_comments_are_left_out_and_lines_stay_where_they_are() -> None:
    script = "// First\nconst a = 1; // stays\n/**\n * @param {number} b\n */\nf(/** @type {any} */ (b));\n"
    assert without_comments(script) == "\nconst a = 1; // stays\n\n\n\nf( (b));\n"


def test_what_only_looks_like_a_comment_stays() -> None:
    script = "const url = 'https://x/*';\nconst globs = /[*]/ ;\nconst text = `a // b`;\n"
    assert without_comments(script) == script


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_keeps_its_lines_and_its_strings(path: Path) -> None:
    script = path.read_text(encoding="utf-8")
    bare = without_comments(script)
    assert bare.count("\n") == script.count("\n")
    assert "/**" not in bare
    code = [line.split("/**")[0].strip() for line in script.split("\n")]
    inside = False  # of a comment over several lines
    for was, whole, now in zip(code, script.split("\n"), bare.split("\n"), strict=True):
        if inside or was.startswith(("//", "* ", "*/")) or "/**" in whole:
            inside = ("/**" in whole or inside) and "*/" not in whole
            continue
        assert now.strip() == was


def test_the_browser_gets_scripts_without_comments_and_asks_by_tag(client: TestClient) -> None:
    first = client.get("/static/js/state/state.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "no-cache"
    assert first.text == without_comments((HOME / "static/js/state/state.js").read_text(encoding="utf-8"))
    again = client.get("/static/js/state/state.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_libraries_go_out_as_they_are(client: TestClient) -> None:
    assert client.get("/static/vendor/preact.js").content == (HOME / "static/vendor/preact.js").read_bytes()


def test_a_changed_script_goes_out_changed(tmp_path: Path) -> None:
    script = tmp_path / "page.js"
    script.write_text("/** One */ one();\n")
    client = TestClient(PageFiles(directory=tmp_path))
    first = client.get("/page.js")
    script.write_text("/** Two */ two();\n// end\n")
    second = client.get("/page.js")
    assert (first.text, second.text) == (" one();\n", " two();\n\n")
    assert first.headers["etag"] != second.headers["etag"]


def test_the_page_names_all_scripts_of_the_first_sight_at_once(client: TestClient) -> None:
    named = re.findall(r'<link rel="modulepreload" href="([^"]+)">', client.get("/").text)
    assert named[0] == "static/js/main.js"
    assert len(named) == len(set(named)) > 50
    assert all(client.get(f"/{each}").status_code == 200 for each in named)
    assert not [each for each in named if "/vendor/" in each or each.endswith(("tour.js", "text/de.js"))]


def test_modules_are_found_whatever_way_they_are_imported(tmp_path: Path) -> None:
    (tmp_path / "views").mkdir()
    (tmp_path / "a.js").write_text(
        "import { signal } from 'signals';\n/** @import { T } from './types.js' */\n"
        "import {\n  b,\n} from './views/b.js';\nexport { c } from './c.js';\n"
        "const later = () => import('./later.js');\n"
    )
    (tmp_path / "views" / "b.js").write_text("import * as c from '../c.js';\nimport a from '../a.js';\n")
    (tmp_path / "c.js").write_text("export const c = 1;\n")
    found = modules(tmp_path / "a.js")
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.js", "views/b.js", "c.js"]
