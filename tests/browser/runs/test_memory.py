"""What the page keeps while it trains for long: nothing of the frames that have gone by."""

from __future__ import annotations

from typing import Any, NamedTuple

from playwright.sync_api import CDPSession, Page

from tests.browser.reaching.test_first_visit import open_page

FRAMES = 300
WARM_UP = 200  # frames until the curve is as long as it gets, and the browser has compiled what runs often
MOST_OBJECTS = 300  # more than before; a frame and what is decoded from it are several
MOST_NODES = 40
MOST_HEAP = 1_500_000  # bytes; without any leak it goes up and down by almost as much
THINNED = 1000  # epochs, after which the curve takes no more room

# Runs before the page's own scripts: counts the decision boundaries that are painted.
COUNT = """
window.painted = 0;
const put = CanvasRenderingContext2D.prototype.putImageData;
CanvasRenderingContext2D.prototype.putImageData = function (...rest) {
  if (this.canvas.dataset.testid === 'boundary') window.painted += 1;
  return put.apply(this, rest);
};
"""


class Kept(NamedTuple):
    """What is alive in a page after everything that can be thrown away is gone."""

    objects: int
    nodes: int
    heap: int


def kept(browser: CDPSession) -> Kept:
    """Collects garbage and counts: objects and arrays of the page, nodes, bytes of JavaScript."""
    prototype = browser.send("Runtime.evaluate", {"expression": "Object.prototype"})["result"]["objectId"]
    found = browser.send("Runtime.queryObjects", {"prototypeObjectId": prototype, "objectGroup": "found"})
    counted = {
        "objectId": found["objects"]["objectId"],
        "functionDeclaration": "function () { return this.length; }",
        "returnByValue": True,
    }
    objects = browser.send("Runtime.callFunctionOn", counted)["result"]["value"]
    browser.send("Runtime.releaseObjectGroup", {"objectGroup": "found"})
    browser.send("Runtime.releaseObject", {"objectId": prototype})
    browser.send("HeapProfiler.collectGarbage")
    metrics: dict[str, Any] = {
        each["name"]: each["value"] for each in browser.send("Performance.getMetrics")["metrics"]
    }
    return Kept(objects, metrics["Nodes"], metrics["JSHeapUsedSize"])


def wait_for_frames(page: Page, n: int) -> None:
    """Waits until n more frames have been painted."""
    page.evaluate("window.painted = 0")
    page.wait_for_function("n => window.painted >= n", arg=n, timeout=120_000)


def test_memory_does_not_grow_while_it_trains(page: Page, server_address: str) -> None:
    page.add_init_script(COUNT)
    open_page(page, f"{server_address}#seed=0.59704")
    page.get_by_label("Speed").select_option(label="Fastest")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "least => +document.querySelector('.epoch b').textContent.replace(/\\D/g, '') >= least", arg=THINNED
    )
    wait_for_frames(page, WARM_UP)
    browser = page.context.new_cdp_session(page)
    for domain in ("HeapProfiler", "Performance"):
        browser.send(f"{domain}.enable")
    before = kept(browser)
    wait_for_frames(page, FRAMES)
    after = kept(browser)
    assert after.objects - before.objects <= MOST_OBJECTS, (before, after)
    assert after.nodes - before.nodes <= MOST_NODES, (before, after)
    assert after.heap - before.heap <= MOST_HEAP, (before, after)
