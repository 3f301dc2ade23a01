"""What somebody waits for who starts a sweep: server and one browser on this machine.

    .venv/bin/python -m benchmarks.sweep_page [--networks 1000] [--epochs 100] [--rounds 3]

Prints for each round, in milliseconds from pressing start: until the server has taken the order, until the
first result and until the last are in the page and drawn; and in how many answers they came, how large, and
how long the page's own script ran meanwhile.
"""

from __future__ import annotations

import argparse
import statistics
import time
from urllib.parse import urlencode

import psutil
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import QUIET, running_server
from tests.browser.get_browser import find_browser

# Presses start; tells when which of the wall's networks were there, as the page says it to who cannot see.
RUN = """(all) => new Promise((resolve) => {
  const started = performance.now();
  performance.clearResourceTimings();
  performance.setResourceTimingBufferSize(10000);
  let script = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) script += duration;
  }).observe({ type: 'longtask' });
  let first = null;
  const observer = new MutationObserver(() => {
    const wall = document.querySelector('.many');
    const n = Number((wall?.ariaLabel ?? '').replace(/\\D/g, ''));
    if (n > 0) first ??= performance.now() - started;
    if (n < all) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const last = performance.now() - started;
      const asked = performance.getEntriesByType('resource');
      const rows = asked.filter(({ name }) => name.includes('/rows'));
      const begun = asked.find(({ name }) => name.endsWith('/sweeps'));
      resolve({
        taken: begun.responseEnd - started, first, last, answers: rows.length,
        bytes: rows.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0), script,
      });
    }));
  });
  observer.observe(document, { attributeFilter: ['aria-label'], childList: true, subtree: true });
  document.querySelector('.start button').click();
})"""


def order(networks: int, epochs: int) -> str:
    """The fragment of the page that sets up so many networks: learning rates, each with ten seeds."""
    plan = {"vary": f"learning_rate=0.001..0.3:log:{networks // 20}", "seeds": 20, "epochs": epochs}
    return urlencode(plan)


def start(page: Page, address: str, networks: int, epochs: int) -> dict[str, float]:
    """Opens the page, waits until what trains is there, and starts."""
    page.goto(f"{address}sweep#{order(networks, epochs)}")
    page.locator(".start button:enabled").wait_for()
    page.wait_for_timeout(3000)  # the processes that train are being started meanwhile
    found: dict[str, float] = page.evaluate(RUN, networks)
    return found


def main() -> None:
    """Prints a line for each round, and the medians."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--networks", type=int, default=1000, help="a multiple of 20, at most 1280")
    options.add_argument("--epochs", type=int, default=100, help="of each network")
    options.add_argument("--rounds", type=int, default=3, help="sweeps")
    chosen = options.parse_args()
    lasts = []
    with running_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        for _ in range(chosen.rounds):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            found = start(context.new_page(), address, chosen.networks, chosen.epochs)
            context.close()
            lasts.append(found["last"])
            print(
                f"taken {found['taken']:.0f} ms, first result {found['first']:.0f} ms, "
                f"last {found['last']:.0f} ms; {found['answers']:.0f} answers, "
                f"{found['bytes'] / 1e6:.1f} MB, script in tasks of 50 ms and more {found['script']:.0f} ms",
                flush=True,
            )
        browser.close()
    print(f"{chosen.networks} networks of {chosen.epochs} epochs: {statistics.median(lasts):.0f} ms")
    print(f"{time.strftime('%Y-%m-%d')}, {psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
