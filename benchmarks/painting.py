"""How many pictures a second somebody sees who paints while the network learns.

    .venv/bin/python -m benchmarks.painting [--points 500,2000,5000] [--seconds 6] [--rounds 3]

Server and browser are on this machine, the window has 1440 x 900. For each number of points: the pictures of
the output a second that the editor paints while nobody does anything, while a brush is held down (24 points a
second, told to the server every 120 ms), and the processor's time that server and page take of a second then.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from typing import NamedTuple

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import QUIET, running_server
from tests.browser.get_browser import find_browser
from tests.browser.pages.many_points import PUT

LINK = "networkShape=8,6&seed=0.5"
PAINTED = 300

# Runs before the page's own scripts: notes when each picture of the editor's plane is painted.
WATCH = """
window.painted = [];
const put = CanvasRenderingContext2D.prototype.putImageData;
CanvasRenderingContext2D.prototype.putImageData = function (...rest) {
  if (this.canvas.closest('.editor-plot')) window.painted.push(performance.now());
  return put.apply(this, rest);
};
const draw = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (...rest) {
  if (this.canvas.closest?.('.editor-plot')) window.painted.push(performance.now());
  return draw.apply(this, rest);
};
"""


class Seen(NamedTuple):
    """Pictures a second, and shares of a processor's time."""

    idle: float
    painting: float
    server: float
    page: float


def points(n: int) -> list[list[float | bool]]:
    """So many places of a spiral, with labels, some of them to test with."""
    rows: list[list[float | bool]] = []
    for i in range(n):
        turn, radius = 4 * math.pi * i / n + (i % 2) * math.pi, 0.5 + 5 * i / n
        rows.append([radius * math.sin(turn), radius * math.cos(turn), i % 2, i % 3 == 0])
    return rows


def visit(browser: Browser, address: str, server: psutil.Process, n: int, seconds: float) -> Seen:
    """Somebody who opens the editor over so many points and holds the brush down."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"{address}#{LINK}")
    page.get_by_role("button", name="Play").wait_for()
    page.wait_for_function("() => sessionStorage.getItem('nnp.room')")
    assert page.evaluate(PUT, points(n - PAINTED)) == 200
    page.locator(".thumbs").get_by_role("button", name="Your own").click()
    page.get_by_test_id("paper").wait_for()
    page.get_by_role("switch", name="Train while I paint").check()
    page.wait_for_timeout(2000)
    idle = rate(page, seconds)
    box = page.get_by_test_id("paper").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.wait_for_timeout(500)
    before, of_page = sum(server.cpu_times()[:2]), busy()
    begun = time.monotonic()
    painting = rate(page, seconds, circle=(middle, box["width"] / 4))
    taken = time.monotonic() - begun
    shares = (sum(server.cpu_times()[:2]) - before) / taken, (busy() - of_page) / taken
    page.mouse.up()
    context.close()
    return Seen(idle, painting, *shares)


def rate(page: Page, seconds: float, circle: tuple[tuple[float, float], float] | None = None) -> float:
    """Pictures a second, while the mouse goes along a circle if there is one."""
    page.evaluate("window.painted.length = 0")
    begun = page.evaluate("performance.now()")
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if circle is not None:
            (x, y), radius = circle
            page.mouse.move(x + radius * math.cos(2 * left), y + radius * math.sin(2 * left))
        page.wait_for_timeout(50)
    n, now = page.evaluate("[window.painted.length, performance.now()]")
    return float(1000 * n / (now - begun))


def busy() -> float:
    """How many seconds the processors have spent on the browser so far."""
    ours = psutil.Process().children(recursive=True)
    return sum(sum(each.cpu_times()[:2]) for each in ours if "--type=" in " ".join(each.cmdline()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", default="500,2000,5000")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with running_server() as address, sync_playwright() as playwright:
        port = int(address.rsplit(":", 1)[1].rstrip("/"))
        (server,) = {
            psutil.Process(each.pid)
            for each in psutil.net_connections("tcp")
            if each.laddr.port == port and each.status == psutil.CONN_LISTEN and each.pid
        }
        browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
        print("  points   pictures/s   while painting   server's time   page's time")
        for n in map(int, chosen.points.split(",")):
            seen = [visit(browser, address, server, n, chosen.seconds) for _ in range(chosen.rounds)]
            idle, painting, of_server, of_page = (statistics.median(each) for each in zip(*seen, strict=True))
            print(f"{n:8}   {idle:10.1f}   {painting:14.1f}   {of_server:13.0%}   {of_page:11.0%}")
        browser.close()


if __name__ == "__main__":
    main()
