"""What a visitor feels: server and one browser on this machine, for small and large networks.

    .venv/bin/python -m benchmarks.first_visit [--seconds 10] [--rounds 3]

Prints, for each network, the medians of several rounds: milliseconds from opening the address to the first
decision boundary, boundaries painted per second while it trains, the longest gap between two of them,
milliseconds from pressing pause to the page having stopped, and the server's memory in MB.
"""

from __future__ import annotations

import argparse
import statistics
import time
from itertools import pairwise
from typing import NamedTuple

import psutil
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import QUIET, running_server
from tests.browser.get_browser import find_browser

LARGEST_OF_THE_ORIGINAL = (
    "dataset=spiral&networkShape=8,8,8,8,8,8"
    "&batchSize=1&sinX=true&sinY=true&xSquared=true&ySquared=true&xTimesY=true"
)
LINKS = {
    "the default": "",
    "largest of the original (6x8, all features, batch 1)": LARGEST_OF_THE_ORIGINAL,
    "largest here (10x32)": "networkShape=" + ",".join(["32"] * 10),
}

# Runs before the page's own scripts: notes when each decision boundary is painted.
WATCH = """
window.painted = [];
const put = CanvasRenderingContext2D.prototype.putImageData;
CanvasRenderingContext2D.prototype.putImageData = function (...rest) {
  if (this.canvas.dataset.testid === 'boundary') window.painted.push(performance.now());
  return put.apply(this, rest);
};
"""

PAUSE = """() => new Promise((resolve) => {
  const button = document.querySelector('.play');
  const pressed = performance.now();
  new MutationObserver(() => {
    if (button.ariaLabel === 'Play') resolve(performance.now() - pressed);
  }).observe(button, { attributes: true });
  button.click();
})"""


class Visit(NamedTuple):
    """One visit, as the page saw it."""

    first_picture_ms: float
    frames_per_second: float
    longest_gap_ms: float
    pause_ms: float
    server_mb: float


def visit(browser: Browser, address: str, seconds: float, server: psutil.Process) -> Visit:
    """Opens the page, plays for some seconds at full picture rate, pauses."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_function("() => window.painted.length > 0")
    first = page.evaluate("window.painted[0]")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1000)  # the first second is warming up
    page.evaluate("window.painted.length = 0")
    page.wait_for_timeout(seconds * 1000)
    painted = page.evaluate("window.painted")
    pause = page.evaluate(PAUSE)
    memory = server.memory_info().rss / 1e6
    context.close()
    gaps = [after - before for before, after in pairwise(painted)]
    rate = 1000 * len(gaps) / (painted[-1] - painted[0])
    return Visit(first, rate, max(gaps), pause, memory)


def main() -> None:
    """Prints one line for each network."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--seconds", type=float, default=10, help="how long each visit trains")
    options.add_argument("--rounds", type=int, default=3, help="visits to each network")
    chosen = options.parse_args()
    with running_server() as address, sync_playwright() as playwright:
        server = psutil.Process().children()[0]
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        for name, link in LINKS.items():
            visits = [
                visit(browser, f"{address}#{link}", chosen.seconds, server) for _ in range(chosen.rounds)
            ]
            first, rate, gap, pause, memory = map(statistics.median, zip(*visits, strict=True))
            print(
                f"{name}: first picture {first:.0f} ms, {rate:.1f} pictures/s (longest gap {gap:.0f} ms), "
                f"pause {pause:.0f} ms, server {memory:.0f} MB",
                flush=True,
            )
        browser.close()
    print(f"{time.strftime('%Y-%m-%d')}, {psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
