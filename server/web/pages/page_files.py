"""The files of the page: one script and one sheet of styles that the build has made of many (hatch_build.py),
or, where a checkout has newer ones, the many themselves."""

import functools
import json
import os
from pathlib import Path
from typing import NamedTuple

from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from server.web.pages.ready import ASK_AGAIN, FOR_EVER, Ready

BUNDLE = "bundle"
MANIFEST = f"{BUNDLE}/manifest.json"
SOURCES = ("js", "css")
MOST_FILES = 256
"""Files whose bytes are kept; there are about a hundred."""
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class PageFiles(StaticFiles):
    """Static files. Those of the bundle have other names when they change, so browsers keep them; for the
    others they ask every time, so that no page mixes two versions."""

    def file_response(
        self,
        full_path: "os.PathLike[str] | str",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Returns a file, or that the browser has it already."""
        path = Path(full_path)
        if path.suffix in MEDIA_TYPES:
            return read_ready(path, stat_result.st_mtime_ns).answer(Request(scope))
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = cache_of(path)
        return response


@functools.lru_cache(MOST_FILES)
def read_ready(path: Path, changed: int) -> Ready:
    """Returns a file of the page, ready to go out; `changed` is when it was, in nanoseconds."""
    return Ready(path.read_text(encoding="utf-8"), MEDIA_TYPES[path.suffix], cache_of(path))


def cache_of(path: Path) -> str:
    """Returns how long a browser may keep a file."""
    return FOR_EVER if path.parent.name == BUNDLE else ASK_AGAIN


class PageParts(NamedTuple):
    """What the pages name: paths below static/, and the texts of the scripts that stand inside them ("" where
    they are files like the others): `first` in the playground's page, `before_paint` in the others. `pages`
    has by name the script and the styles of each page beside it, `later` those of each part that the page
    fetches when somebody wants it."""

    script: str
    styles: str
    pages: dict[str, dict[str, str]]
    later: dict[str, dict[str, str]]
    first: str = ""
    before_paint: str = ""

    def fetched_later(self) -> dict[str, dict[str, str]]:
        """Returns where the later parts are, as a page finds them."""
        return {
            name: {kind: f"static/{path}" for kind, path in part.items()} for name, part in self.later.items()
        }


INSIDE = ("first", "before_paint")
SOURCE_PARTS = PageParts(
    script="js/main.js",
    styles="css/index.css",
    pages={
        "admin": {"script": "js/admin.js", "styles": "css/admin.css"},
        "saved": {"script": "js/saved.js", "styles": "css/saved.css"},
        "join": {"script": "js/classes/join/join.js", "styles": "css/pages/join.css"},
        "teach": {"script": "js/classes/teach/teach.js", "styles": "css/pages/teach.css"},
        "sheet": {"script": "js/classes/sheet/sheet.js", "styles": "css/pages/sheet.css"},
        "glossary": {"script": "js/glossary.js", "styles": "css/pages/glossary.css"},
        "sweep": {"script": "js/sweep.js", "styles": "css/pages/sweep.css"},
    },
    later={
        "editor": {"script": "js/views/editor/editor.js", "styles": "css/later/editor.css"},
        "files": {"script": "js/views/files/take_away.js", "styles": "css/later/files.css"},
        "saving": {"script": "js/views/saved/saved.js", "styles": "css/later/saved.css"},
        "runs": {"script": "js/views/runs/runs.js", "styles": "css/later/runs.css"},
        "bring": {"script": "js/views/bring/bring.js", "styles": "css/later/bring.css"},
        "formulas": {"script": "js/views/formulas/card.js", "styles": "css/later/formulas.css"},
        "class": {"script": "js/classes/student/in_class.js", "styles": "css/later/class.css"},
        "inside": {"script": "js/views/inside/inside.js", "styles": "css/later/inside.css"},
        "inputs": {"script": "js/views/inputs/inputs.js", "styles": "css/later/inputs.css"},
        "archive": {"script": "js/classes/archive/archive.js", "styles": "css/later/archive.css"},
        "lesson": {"script": "js/views/lesson/lessons.js", "styles": "css/later/lesson.css"},
        "reasons-en": {"script": "js/text/reasons_en.js"},
        "reasons-de": {"script": "js/text/reasons_de.js"},
    },
)


def page_parts(static: Path) -> PageParts:
    """Returns the parts of the bundle, or the sources where there is none or they are newer.

    An installed package has no sources; in a checkout whoever changes one sees the change at once.
    """
    manifest = static / MANIFEST
    if not manifest.is_file() or manifest.stat().st_mtime < newest(static):
        return SOURCE_PARTS
    made = json.loads(manifest.read_text(encoding="utf-8"))
    inside = {part: (static / BUNDLE / made[part]).read_text(encoding="utf-8") for part in INSIDE}
    return PageParts(
        script=f"{BUNDLE}/{made['script']}",
        styles=f"{BUNDLE}/{made['styles']}",
        pages=_in_bundle(SOURCE_PARTS.pages, made),
        later=_in_bundle(SOURCE_PARTS.later, made),
        **{part: without_map(script) for part, script in inside.items()},
    )


def _in_bundle(parts: dict[str, dict[str, str]], made: dict[str, str]) -> dict[str, dict[str, str]]:
    """Returns the files of the bundle that stand for these parts."""
    return {
        name: {kind: f"{BUNDLE}/{made[f'{name}.{kind}']}" for kind in part} for name, part in parts.items()
    }


def newest(static: Path) -> float:
    """Returns when the newest source was changed, in seconds since 1970; 0 where there are none."""
    files = (path for folder in SOURCES for path in (static / folder).rglob("*"))
    return max((path.stat().st_mtime for path in files), default=0.0)


def without_map(script: str) -> str:
    """Returns a script without its last line when that names its map, which lies beside the file."""
    return script.partition("//# sourceMappingURL=")[0].strip()
