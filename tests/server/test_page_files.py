"""The page's scripts as they go out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.web.app import HOME, create_app
from server.web.page_files import PageFiles, modules, shortened

SCRIPTS = sorted((HOME / "static" / "js").rglob("*.js"))


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        yield client


def test_comments_are_left_out_and_lines_stay_where_they_are() -> None:
    script = "// First\nconst a = 1; // stays\n/**\n * @param {number} b\n */\nf(/** @type {any} */ (b));\n"
    assert shortened(script) == "\nconst a = 1; // stays\n\n\n\nf( (b));\n"


def test_style_sheets_lose_comments_and_indentation() -> None:
    sheet = "/* First */\na {\n  color: red;\n} /* why\n not */\n"
    assert shortened(sheet, ".css") == "\na {\ncolor: red;\n} \n\n"


def test_what_only_looks_like_a_comment_stays() -> None:
    script = "const url = 'https://x/*';\nconst globs = /[*]/ ;\nconst text = `a // b`;\n"
    assert shortened(script) == script


def test_the_reader_of_these_tests_knows_code_from_comments() -> None:
    script = "a = b / 2; // half\nc = `/* ${d({ e: '`' }) /* f */} //`; /* g\n*/ h(/[/*]/, '// i');\n"
    assert code_of(script) == ["a = b / 2;", "c = `/* ${d({ e: '`' }) } //`;", "h(/[/*]/, '// i');", ""]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_keeps_its_code_line_by_line(path: Path) -> None:
    script = path.read_text(encoding="utf-8")
    bare = shortened(script)
    assert code_of(bare) == code_of(script)
    assert "/**" not in bare
    assert len(bare) < len(script)


COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", flags=re.DOTALL)
PIECE = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|.""", flags=re.DOTALL)
PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/")
TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{)", flags=re.DOTALL)


def code_of(script: str) -> list[str]:
    """The lines of a script without comments and indentation, read piece by piece: strings, templates with
    code in them, and regular expressions may hold what looks like a comment."""
    code, at, inside = "", 0, ["{"]
    while at < len(script):
        in_template = inside[-1] == "`"
        may_be_pattern = not in_template and (code.rstrip() or "(")[-1] in "(,=:[!&|?{};>"
        kinds = [TEMPLATE] if in_template else [COMMENT, *[PATTERN] * may_be_pattern, PIECE]
        kind, match = next((kind, match) for kind in kinds if (match := kind.match(script, at)))
        piece, at = match[0], match.end()
        if kind is COMMENT:
            piece = "\n" * piece.count("\n")
        elif piece.endswith("${") and in_template:
            inside.append("{")
        elif piece == "}" or in_template:
            inside.pop()
        elif piece in ("{", "`"):
            inside.append(piece)
        code += piece
    assert inside == ["{"], "the reader lost its way"
    return [line.strip() for line in code.split("\n")]


def test_the_browser_gets_scripts_shortened_and_asks_by_tag(client: TestClient) -> None:
    first = client.get("/static/js/state/state.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "no-cache"
    script = (HOME / "static/js/state/state.js").read_text(encoding="utf-8")
    assert code_of(first.text) == code_of(script)
    assert "/**" in script
    assert "/**" not in first.text
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
    assert (first.text, second.text) == ("one();\n", "two();\n\n")
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
