"""The files of the page as they go out: without comments and indentation, a fifth of the first load.

The lines stay where they are, so that an error that names one names that of the file.
"""

import functools
import os
import re
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import FileResponse, Response
from starlette.types import Scope

IMPORT = re.compile(r"^(?:import|export)\b[^;]*?\bfrom '(\.{1,2}/[^']+)';", re.MULTILINE)
COMMENTS = {
    ".js": re.compile(r"/\*\*.*?\*/|^[ \t]*//[^\n]*", re.DOTALL | re.MULTILINE),
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
}
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
LIBRARIES = "vendor"  # their comments hold their licences


class PageFiles(StaticFiles):
    """Static files that browsers ask about every time (by ETag), so that no page mixes two versions."""

    def file_response(
        self,
        full_path: "os.PathLike[str] | str",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Returns a file, scripts and style sheets shortened, or that the browser has it already."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path)
        if isinstance(response, FileResponse) and path.suffix in COMMENTS and LIBRARIES not in path.parts:
            text = read_shortened(path, stat_result.st_mtime_ns)
            kept = {name: response.headers[name] for name in ("etag", "last-modified")}
            response = Response(text, status_code, kept, MEDIA_TYPES[path.suffix])
        response.headers["Cache-Control"] = "no-cache"
        return response


@functools.lru_cache(maxsize=256)
def read_shortened(path: Path, changed: int) -> str:
    """Returns a file of the page, shortened; `changed` is when it was, in nanoseconds."""
    return shortened(path.read_text(encoding="utf-8"), path.suffix)


def shortened(text: str, suffix: str = ".js") -> str:
    """Returns a script or style sheet without indentation, with empty lines for its comments.

    Those of a script are `/** */` and lines of `//`.
    Comments behind code stay: to know that `//` begins one there, strings would have to be told from code.
    Text over several lines stands in HTML alone, where indentation means nothing.
    """
    return INDENT.sub("", COMMENTS[suffix].sub(lambda comment: "\n" * comment[0].count("\n"), text))


def modules(first: Path) -> list[Path]:
    """Returns a script and all that it imports, and they in turn, the nearest first. Libraries, which have
    names instead of paths, and what is imported when it is needed are left out.

    A browser that is told of them at once need not read each to learn of the next.
    """
    found = [first]
    for each in found:  # which grows
        for path in IMPORT.findall(read_shortened(each, each.stat().st_mtime_ns)):
            module = (each.parent / path).resolve()
            if module not in found:
                found.append(module)
    return found
