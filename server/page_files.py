"""The files of the page as they go out: scripts without comments and indentation, a fifth of the first load.

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
COMMENT = re.compile(r"/\*\*.*?\*/|^[ \t]*//[^\n]*", re.DOTALL | re.MULTILINE)
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
        """Returns a file, a script without comments, or that the browser has it already."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path)
        if isinstance(response, FileResponse) and path.suffix == ".js" and LIBRARIES not in path.parts:
            text = bare_script(path, stat_result.st_mtime_ns)
            kept = {name: response.headers[name] for name in ("etag", "last-modified")}
            response = Response(text, status_code, kept, "text/javascript")
        response.headers["Cache-Control"] = "no-cache"
        return response


@functools.lru_cache(maxsize=256)
def bare_script(path: Path, changed: int) -> str:
    """Returns a script of the page, shortened; `changed` is when it was, in nanoseconds."""
    return shortened(path.read_text(encoding="utf-8"))


def shortened(script: str) -> str:
    """Returns the script without indentation, with empty lines for its `/** */` and its lines of `//`.

    Comments behind code stay: to know that `//` begins one there, strings would have to be told from code.
    Text over several lines stands in HTML alone, where indentation means nothing.
    """
    return INDENT.sub("", COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), script))


def modules(first: Path) -> list[Path]:
    """Returns a script and all that it imports, and they in turn, the nearest first. Libraries, which have
    names instead of paths, and what is imported when it is needed are left out.

    A browser that is told of them at once need not read each to learn of the next.
    """
    found = [first]
    for each in found:  # which grows
        for path in IMPORT.findall(bare_script(each, each.stat().st_mtime_ns)):
            module = (each.parent / path).resolve()
            if module not in found:
                found.append(module)
    return found
