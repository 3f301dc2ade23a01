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

from server.web.ready import ASK_AGAIN, FOR_EVER, Ready

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
    they are files like the others): `first` in the playground's page, `before_paint` in the others. `files`
    is what the page fetches when somebody takes files away."""

    script: str
    styles: str
    admin_script: str
    admin_styles: str
    files: str
    first: str = ""
    before_paint: str = ""


INSIDE = ("first", "before_paint")
SOURCE_PARTS = PageParts(
    script="js/main.js",
    styles="css/index.css",
    admin_script="js/admin.js",
    admin_styles="css/admin.css",
    files="js/views/files/take_away.js",
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
    named = {part: f"{BUNDLE}/{made[part]}" for part in PageParts._fields if part not in INSIDE}
    return PageParts(**named, **{part: without_map(script) for part, script in inside.items()})


def newest(static: Path) -> float:
    """Returns when the newest source was changed, in seconds since 1970; 0 where there are none."""
    files = (path for folder in SOURCES for path in (static / folder).rglob("*"))
    return max((path.stat().st_mtime for path in files), default=0.0)


def without_map(script: str) -> str:
    """Returns a script without its last line when that names its map, which lies beside the file."""
    return script.partition("//# sourceMappingURL=")[0].strip()
