"""Finds a Chromium for the browser tests; run as a script, it fetches one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first is Chromium without a window, as Playwright fetches it too: the tests take three fifths of the
time."""
PLAYWRIGHT = (sys.executable, "-m", "playwright")
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=60")
OR_ELSE = "Or leave the browser tests out: .venv/bin/python -m pytest -m 'not browser'"
GIVE_UP_AFTER = 300  # seconds for each way of fetching a browser


class NoBrowserError(RuntimeError):
    """No Chromium here that tests can drive, and none to be had."""


def find_browser() -> str | None:
    """The path of a Chromium or Chrome that starts here: the system's, else Playwright's, else None."""
    for name in NAMES:
        path = shutil.which(name)
        if path and starts(path):
            return path
    path = playwright_browser()
    return path if path and starts(path) else None


def playwright_browser() -> str | None:
    """The path of the Chromium that Playwright has fetched earlier, or None."""
    from playwright.sync_api import sync_playwright

    if not playwright_starts():
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def playwright_starts() -> bool:
    """Whether Playwright itself runs: its Node needs libatomic, which the smallest systems lack."""
    return subprocess.run([*PLAYWRIGHT, "--version"], capture_output=True).returncode == 0


def starts(path: str) -> bool:
    """Whether the browser starts at all: it does not without its libraries, nor when it is a snap's stub."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (subprocess.SubprocessError, OSError):
        return False


def fetch_with_playwright() -> None:
    """Asks Playwright for its Chromium and, where we may, for the system's libraries that it needs."""
    run([*PLAYWRIGHT, "install", "chromium"])
    if may_use_apt() and playwright_browser() and not find_browser():
        run([*PLAYWRIGHT, "install-deps", "chromium"])


def fetch_with_apt() -> None:
    """Installs the distribution's Chromium, where we may: without a window where there is such a package."""
    for package in ("chromium-headless-shell", "chromium"):
        install_with_apt(package)
        if find_browser():
            return


def install_with_apt(package: str) -> None:
    """Installs a package of the distribution, where we may."""
    if may_use_apt():
        run([*APT, "update"])
        run([*APT, "install", "--yes", "--no-install-recommends", package])


def may_use_apt() -> bool:
    """Whether this is a Debian or Ubuntu and we are root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def run(command: list[str]) -> None:
    """Runs a command; a failure or a long silence is told in a line and otherwise no matter."""
    print("$", " ".join(command), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, check=True, timeout=GIVE_UP_AFTER, env=environment)
    except (subprocess.SubprocessError, OSError) as problem:
        print(f"This did not work: {problem}", flush=True)


def get_browser() -> str:
    """The path of a browser, fetched if need be. Raises NoBrowserError with advice when there is no way."""
    if not playwright_starts():
        install_with_apt("libatomic1")
    if not playwright_starts():
        raise NoBrowserError(f"Playwright does not start here; install libatomic1. {OR_ELSE}")
    for fetch in (None, fetch_with_playwright, fetch_with_apt):
        if fetch:
            fetch()
        if path := find_browser():
            return path
    raise NoBrowserError(f"There is no Chromium here, and none could be fetched; install one. {OR_ELSE}")


if __name__ == "__main__":
    try:
        print(f"Browser for the tests: {get_browser()}")
    except NoBrowserError as problem:
        sys.exit(str(problem))
