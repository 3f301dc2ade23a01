"""A long visit to the largest network of the original: does it stay smooth, and does the page keep anything?

    .venv/bin/python -m benchmarks.long_visit [--minutes 10]

Prints a line for every minute: pictures a second, what each costs the page's main thread (processor time, the
watching included), how many of the browser's own frames took more than 50 ms and the longest of them, and
what is alive in the page after its garbage is collected.
"""

from __future__ import annotations

import argparse
from itertools import pairwise

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.first_visit import LARGEST_OF_THE_ORIGINAL, WATCH
from tests.browser.conftest import QUIET, running_server
from tests.browser.get_browser import find_browser
from tests.browser.runs.test_memory import kept

LONG_MS = 50
MINUTE_S = 60

# Notes when each of the browser's frames begins.
WATCH_FRAMES = """
window.frames_at = [];
const note = (at) => { window.frames_at.push(at); requestAnimationFrame(note); };
requestAnimationFrame(note);
"""


def thread_ms(browser: CDPSession) -> float:
    """Returns for how many milliseconds the page's main thread has computed so far."""
    metrics = browser.send("Performance.getMetrics")["metrics"]
    return float(1000 * next(each["value"] for each in metrics if each["name"] == "ThreadTime"))


def minute(page: Page, browser: CDPSession, number: int) -> None:
    """Watches for a minute and prints what was seen."""
    page.evaluate("window.painted.length = 0; window.frames_at.length = 0")
    before = thread_ms(browser)
    page.wait_for_timeout(1000 * MINUTE_S)
    taken = thread_ms(browser) - before
    painted, frames = page.evaluate("[window.painted, window.frames_at]")
    took = [after - before for before, after in pairwise(frames)]
    n_long = sum(each > LONG_MS for each in took)
    page.evaluate("window.painted.length = 0; window.frames_at.length = 0")
    alive = kept(browser)
    print(
        f"minute {number}: {len(painted) / MINUTE_S:.1f} pictures/s of {taken / len(painted):.1f} ms, "
        f"{n_long} of {len(took)} frames over {LONG_MS} ms (longest {max(took):.0f} ms), "
        f"{alive.objects} objects, {alive.nodes} nodes, {alive.heap / 1e6:.1f} MB of JavaScript",
        flush=True,
    )


def main() -> None:
    """Opens the page, plays, and looks once a minute."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--minutes", type=int, default=10, help="how long it trains")
    chosen = options.parse_args()
    with running_server() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(WATCH + WATCH_FRAMES)
        page.goto(f"{address}#{LARGEST_OF_THE_ORIGINAL}")
        page.get_by_role("button", name="Play").click()
        browser = page.context.new_cdp_session(page)
        for domain in ("HeapProfiler", "Performance"):
            browser.send(f"{domain}.enable")
        for number in range(1, chosen.minutes + 1):
            minute(page, browser, number)
        chromium.close()


if __name__ == "__main__":
    main()
