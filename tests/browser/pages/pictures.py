"""Takes pictures of the page in all its states: python -m tests.browser.pages.pictures [NAME ...]

Every picture is a link, what is done in the page, and the screens it is taken on. The one in the README is
`trained-spiral`, 1440x900, light.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import QUIET, running_server
from tests.browser.get_browser import find_browser

ALL_FEATURES = "&sinX=true&sinY=true&xSquared=true&ySquared=true&xTimesY=true"
SPIRAL = "dataset=spiral&networkShape=8,8,8,8,8,8&seed=0.59704" + ALL_FEATURES
BLOBS = "dataset=blobs&classes=5&noise=15&loss=cross-entropy&networkShape=6,4&seed=0.3"
ADAM = "&optimizer=adam&learningRate=0.01&seed=0.3"
PINWHEEL = "dataset=pinwheel&classes=8&loss=cross-entropy&networkShape=8,8,6" + ADAM
CURVE = "problem=curve&curveDataset=sine&noise=10&networkShape=6,4" + ADAM
DIGITS = "dataset=digits&networkShape=12,8&loss=cross-entropy&percTrainData=70" + ADAM
RUNAWAY = "problem=regression&activation=linear&learningRate=10&networkShape=3&seed=0.5"
SCREENS = ("1440x900", "1024x768", "390x844")
THEMES = ("light", "dark", "projector")
LANGUAGES = ("en", "de")


HAS_TRAINED = "least => +document.querySelector('.epoch b').textContent.replace(/\\D/g, '') >= least"


def nothing(page: Page) -> None:
    """The page as it opens."""


def play(page: Page, epochs: int = 60) -> None:
    """Trains for some epochs and goes on."""
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(HAS_TRAINED, arg=epochs)


def train(page: Page) -> None:
    """Trains as fast as the server can, and stops."""
    page.get_by_label("Speed").select_option(label="Fastest")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(8000)
    page.get_by_role("button", name="Pause").click()


def train_a_while(page: Page) -> None:
    """Trains as fast as the server can for a moment, and stops."""
    page.get_by_label("Speed").select_option(label="Fastest")
    play(page, 400)
    page.get_by_role("button", name="Pause").click()


def draw_digit(page: Page) -> None:
    """Trains for a moment, and draws a one."""
    play(page, 20)
    page.get_by_role("button", name="Draw your own").click()
    box = page.locator(".paper").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.15 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.85 * box["height"], steps=5)
    page.mouse.up()
    page.locator(".pad-answers .best").wait_for()


def point_at_class(page: Page) -> None:
    """Trains, and points at the output of a class."""
    train_a_while(page)
    page.locator("[data-neuron='3-2']").hover()


def point(page: Page) -> None:
    """Trains, and points at a neuron."""
    play(page)
    page.locator("[data-neuron='1-2']").hover()


def pick(page: Page) -> None:
    """Trains, and opens a neuron's numbers."""
    play(page)
    page.locator("[data-neuron='2-1']").click()


def numbers(page: Page) -> None:
    """Trains with the numbers and layers unfolded."""
    page.get_by_role("button", name="Numbers and layers").click()
    play(page)
    page.locator(".numbers").scroll_into_view_if_needed()


def ablate(page: Page) -> None:
    """Trains, switches a neuron off and freezes a weight."""
    play(page)
    page.locator("[data-neuron='1-2']").click()
    page.get_by_role("button", name="Switch off").click()
    page.get_by_role("button", name="Close").click()
    page.locator("[data-neuron='2-1']").click()
    page.locator(".card .freeze").nth(1).click()
    page.get_by_role("button", name="Close").click()


def stop(page: Page) -> None:
    """Trains until a rule stops it."""
    page.get_by_role("button", name="Play").click()
    page.get_by_test_id("stopped").wait_for()


def tour(page: Page) -> None:
    """The third stop of the tour."""
    page.get_by_role("button", name="Help").click()
    page.get_by_role("button", name="Start the tour").click()
    for _ in range(2):
        page.get_by_role("button", name="Next").click()


def helped(page: Page) -> None:
    """The list of keys."""
    page.keyboard.press("?")


def examples(page: Page) -> None:
    """The menu of examples."""
    page.keyboard.press("e")
    page.locator("[data-example]").first.wait_for()


def appearance(page: Page) -> None:
    """Theme, colours, language."""
    page.get_by_role("button", name="Appearance").click()


def devices(page: Page) -> None:
    """Trains, and asks what can compute."""
    play(page)
    open_devices(page)
    page.locator(".devices p", has_text="Measured just now").wait_for()


def open_devices(page: Page) -> None:
    """Unfolds the settings, and what computes in them."""
    page.locator(".unfold").click()
    page.locator(".more summary").last.click()


def large_output(page: Page) -> None:
    """The output over the whole screen."""
    play(page)
    page.locator(".output").get_by_role("button", name="Full screen").click()


def large_network(page: Page) -> None:
    """The network over the whole screen."""
    play(page)
    page.locator(".network").get_by_role("button", name="Full screen").click()


def share(page: Page) -> None:
    """The links."""
    page.get_by_role("button", name="Share").click()


def files(page: Page) -> None:
    """What can be taken away, unfolded."""
    share(page)
    page.get_by_text("Take away: network, data and pictures as files").click()
    page.get_by_role("button", name="Download JSON").wait_for()


def saved(page: Page) -> None:
    """What saves the whole run, unfolded."""
    share(page)
    page.get_by_text("Save: the whole run, to go on from").click()
    page.get_by_role("button", name="Link with everything").click()
    page.get_by_label("Address of what is saved").wait_for()


def formula(page: Page) -> None:
    """Formulas among the features, one that is being changed, and what is wrong with it."""
    page.locator(".tile.formula").first.click()
    page.locator(".formula-card form input").fill("log(x1)/2")
    page.locator(".fault", has_text="finite").wait_for()


def runs(page: Page) -> None:
    """Two earlier runs in their list, one's boundary over the present one, on a logarithmic axis."""
    for rate in ("0.01", "0.1"):
        play(page, 20)
        page.locator("[data-field='learning_rate']").select_option(label=rate)
        page.get_by_role("button", name="New weights").click()
        page.locator(".epoch b", has_text="000,000").wait_for()
    play(page, 20)
    page.get_by_role("button", name="Log", exact=True).click()
    page.get_by_role("button", name="Runs (2)").click()
    page.get_by_role("button", name="Lay the boundary of run 1").click()


def diverge(page: Page) -> None:
    """Trains until a number grows past every bound."""
    page.get_by_role("button", name="Play").click()
    page.locator(".notice.wrong").wait_for()


def train_little(page: Page) -> None:
    """Trains for the few epochs that a large network takes a while for."""
    play(page, 5)


def large_data(page: Page) -> None:
    """The data over the whole screen."""
    page.locator(".data").get_by_role("button", name="Full screen").click()


def more(page: Page) -> None:
    """The settings that unfold."""
    page.locator(".unfold").click()


def explained(page: Page) -> None:
    """What a setting means."""
    page.locator(".settings button.explained").first.click()


def probe(page: Page) -> None:
    """Trains, checks a point by hand and opens a neuron's arithmetic for it."""
    train_a_while(page)
    page.get_by_test_id("boundary").click(position={"x": 150, "y": 120}, force=True)
    page.locator("[data-neuron='1-1']").click()


def past(page: Page) -> None:
    """Trains with a change on the way, and looks back."""
    play(page, 60)
    page.locator("[data-field='learning_rate']").select_option(label="0.1")
    page.wait_for_function(HAS_TRAINED, arg=200)
    page.locator(".timeline input").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")


def lose(page: Page) -> None:
    """Trains until the connection is lost."""
    play(page)
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.locator(".notice").wait_for()


def both(page: Page) -> None:
    """Test points on two colours."""
    play(page)
    page.get_by_label("Show test data").check()
    page.get_by_label("Discretise output").check()


class Picture(NamedTuple):
    """One state of the page."""

    link: str = ""
    act: Callable[[Page], None] = nothing


PICTURES = {
    "fresh": Picture(),
    "training": Picture("seed=0.59704", play),
    "training-6x8": Picture(SPIRAL, play),
    "trained-spiral": Picture(SPIRAL.replace("8,8,8,8,8,8", "8,6,4").replace("0.59704", "0.1"), train),
    "pointing": Picture("seed=0.59704", point),
    "picked": Picture("seed=0.59704", pick),
    "numbers": Picture("seed=0.5&activation=sigmoid&networkShape=6,6,6,6,6,6", numbers),
    "numbers-classes": Picture(
        "seed=0.5&dataset=rings&classes=8&loss=cross-entropy&networkShape=8,8", numbers
    ),
    "switched-off": Picture("seed=0.59704", ablate),
    "stopped": Picture("seed=0.59704&earlyStopping=true&patience=5&noise=50&learningRate=0.3", stop),
    "digits": Picture(DIGITS, train_a_while),
    "digits-drawn": Picture(DIGITS, draw_digit),
    "test-points": Picture("seed=0.59704", both),
    "runs": Picture("seed=0.59704", runs),
    "formula": Picture("seed=0.59704&formulas=x1^3/36;sin(3*x1)+x2;abs(x1)-abs(x2)", formula),
    "share": Picture("", share),
    "files": Picture("", files),
    "saved": Picture("", saved),
    "tour": Picture("", tour),
    "help": Picture("", helped),
    "examples": Picture("", examples),
    "appearance": Picture("", appearance),
    "devices": Picture("seed=0.59704", devices),
    "full-screen-output": Picture("seed=0.59704", large_output),
    "full-screen-network": Picture("seed=0.59704", large_network),
    "full-screen-data": Picture("", large_data),
    "more": Picture("", more),
    "explained": Picture("", explained),
    "probed": Picture("seed=0.59704", probe),
    "past": Picture("seed=0.59704", past),
    "regression": Picture("problem=regression&regDataset=reg-gauss&networkShape=6,3&seed=0.5", play),
    "blobs": Picture(BLOBS, train_a_while),
    "blobs-pointing": Picture(BLOBS, point_at_class),
    "pinwheel-8": Picture(PINWHEEL, train),
    "curve": Picture(CURVE, train_a_while),
    "curve-pointing": Picture(CURVE, point),
    "curve-test-points": Picture(CURVE.replace("=sine", "=box") + "&showTestData=true", train_a_while),
    "diverged": Picture(RUNAWAY, diverge),
    "lost": Picture("seed=0.59704", lose),
    "largest": Picture("networkShape=" + ",".join(["32"] * 10), train_little),
    "no-hidden-layer": Picture("networkShape=", play),
    "embedded": Picture("hideText=true&learningRate_hide=true&problem_hide=true", play),
}


class Look(NamedTuple):
    """How a page is looked at: its window, its theme and its language."""

    width: int
    height: int
    theme: str
    language: str

    @property
    def name(self) -> str:
        """What its pictures are called; English goes without saying."""
        language = "" if self.language == "en" else f"-{self.language}"
        return f"{self.width}x{self.height}-{self.theme}{language}"


def take(browser: Browser, address: str, name: str, look: Look) -> bytes:
    """Takes one picture. All is done in English; another language is chosen after that."""
    link, act = PICTURES[name]
    context = browser.new_context(viewport={"width": look.width, "height": look.height})
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{look.theme}')")
    if act is not nothing:
        page.add_init_script("localStorage.setItem('nnp.toured', 'yes')")
    page.goto(f"{address}#{link}")
    page.locator("[data-testid=train-loss]", has_text=".").wait_for()
    act(page)
    page.locator(f"[data-language={look.language}]").dispatch_event("click")
    page.wait_for_timeout(300)
    png = page.screenshot()
    context.close()
    return png


def main() -> None:
    """Takes the pictures named, or all."""
    options = argparse.ArgumentParser(description="Takes pictures of the page in all its states.")
    options.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PICTURES)}; default: all")
    options.add_argument("--into", type=Path, default=Path("build/pictures"), help="the folder for them")
    for name, known, default in (
        ("--screens", SCREENS, SCREENS),
        ("--themes", THEMES, THEMES),
        ("--languages", LANGUAGES, LANGUAGES[:1]),
    ):
        said = f"of {', '.join(known)}; default: {', '.join(default)}"
        options.add_argument(name, default=",".join(default), help=said)
    chosen = options.parse_args()
    looks = [
        Look(*map(int, screen.split("x")), theme, language)  # type: ignore[arg-type]
        for screen in chosen.screens.split(",")
        for theme in chosen.themes.split(",")
        for language in chosen.languages.split(",")
    ]
    chosen.into.mkdir(parents=True, exist_ok=True)
    with running_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        for name in chosen.names or PICTURES:
            for look in looks:
                picture = take(browser, address, name, look)
                (chosen.into / f"{name}-{look.name}.png").write_bytes(picture)
            print(name, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
