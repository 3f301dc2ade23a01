"""A look into the network in the output's place: how layers see the plane, and one update step by step."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.classes.test_joining import assert_accessible
from tests.browser.inside.test_probe import numbers
from tests.browser.looks.test_nothing_cut import check
from tests.browser.reaching.test_first_visit import open_page, watch_link

PATIENCE = 30_000
NAMES = ["", "hidden", "lines", "puzzle", "landscape", "cut", "update", "modes", "perceptron", "boxes"]
XOR = (
    "dataset=own&activation=step&networkShape=2&learningRate=1"
    "&data=rVK3_AaoA9_qOwQLy7GhhQ&seed=0.31&discretize=true&inside=puzzle"
)
HAS_TRAINED = "least => +document.querySelector('.epoch b').textContent.replace(/\\D/g, '') >= least"


def question(page: Page) -> Locator:
    """The question over the column, which chooses what stands in it."""
    return page.get_by_test_id("inside-view")


def pixels(page: Page) -> str:
    """What is drawn of the layer now."""
    drawn: str = page.get_by_test_id("inside").evaluate("canvas => canvas.toDataURL()")
    return drawn


def drawn_anew(page: Page, before: str) -> None:
    """The picture is another one than before, as soon as may be."""
    page.wait_for_function(
        "before => document.querySelector('[data-testid=inside]').toDataURL() !== before", arg=before
    )


def test_a_circle_is_seen_to_untangle_from_layer_to_layer(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, f"{server_address}#dataset=circle&seed=0.5")
    question(page).select_option("How do layers see it?")
    said = page.locator(".inside-said")
    expect(said).to_contain_text("Told apart by one straight cut here")
    expect(page).to_have_url(re.compile("inside=hidden"))
    page.keyboard.press("Space")
    expect(said).to_contain_text(re.compile(r"here: (9[5-9]|100)"), timeout=PATIENCE)
    page.keyboard.press("Space")
    of_all = re.compile(r"the inputs [5-7]\d, layer 1 \d+, layer 2 (9[5-9]|100), the output (9[5-9]|100)$")
    expect(page.locator(".inside-apart")).to_have_accessible_name(of_all)
    slider = page.get_by_label("From the inputs through every layer to the output")
    slider.fill("0")
    expect(said).to_contain_text(re.compile(r"here: [5-7]\d\."))
    watcher = new_page()
    open_page(watcher, watch_link(page))
    expect(watcher.locator(".inside-said")).to_contain_text("Told apart")
    before = pixels(page)
    slider.fill("1.5")
    expect(page.locator(".inside-foot")).to_contain_text("between layer 1 and layer 2")
    expect(watcher.locator(".inside-foot")).to_contain_text("between layer 1 and layer 2")
    drawn_anew(page, before)
    expect(watcher.get_by_label("From the inputs")).to_be_disabled()
    question(page).select_option("What does it answer?")
    expect(page.get_by_test_id("boundary")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(said).to_be_visible()


def test_two_neurons_of_a_layer_can_be_the_axes(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&inside=hidden,at:1")
    expect(page.locator(".inside-said")).to_contain_text("hold")
    page.get_by_test_id("inside-across").select_option("Neuron 3")
    expect(page.get_by_test_id("inside-up")).to_have_value("Neuron 1")
    expect(page).to_have_url(re.compile("inside=hidden,at:1,across:3,up:1"))
    page.get_by_test_id("inside-up").select_option("Direction 2")
    expect(page.get_by_test_id("inside-across")).to_have_value("Direction 1")


def rows(page: Page) -> list[list[float]]:
    """The numbers of the table under an update's lines."""
    lines = page.locator(".inside-table tbody tr").all()
    return [[numbers(cell)[0] for cell in line.locator("td").all_inner_texts()[1:]] for line in lines]


def test_why_one_update_changed_one_weight_by_so_much(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&batchSize=1&learningRate=0.3")
    question(page).select_option("What is an update?")
    steps = page.locator(".inside-steps")
    expect(steps).to_contain_text("What neuron 1 of layer 1 computes")
    table = rows(page)
    z = sum(weight * value for weight, value in table)
    shown = numbers(steps.locator("p").nth(1).inner_text())
    assert shown[-1] == pytest.approx(z, abs=0.004)
    page.get_by_role("group", name="One update, step by step").press("ArrowRight")
    expect(steps).to_contain_text("What neuron 2 of layer 1 computes")
    page.get_by_role("button", name="Loss", exact=True).click()
    expect(steps).to_contain_text("How wrong the answer is for training point 1")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(steps).to_contain_text("The part of the output in the error")
    expect(page.locator(".inside-said")).to_contain_text("all 25 weights and biases")
    page.get_by_role("button", name="Update", exact=True).click()
    expect(steps).to_contain_text("New weights of neuron 1 of layer 1")
    changed = rows(page)
    for now, slope, step, then in changed:
        assert step == pytest.approx(-0.3 * slope, rel=0.01, abs=1e-6)
        assert then == pytest.approx(now + step, abs=0.0011)
    page.locator(".inside-table").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("u")  # one update, as what is shown
    first = steps.locator("tbody tr").first.locator("td").nth(1)
    expect(first).not_to_have_text(f"{changed[0][0]:.3f}".replace("-", "−"))
    assert [now for now, *_ in rows(page)] == [then for *_, then in changed]


def test_the_ball_rolls_downhill_on_the_landscape_of_its_path(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5")
    question(page).select_option("Where is it downhill?")
    expect(page.get_by_text("path needs three places that are not on one line")).to_be_visible()
    page.keyboard.press("Space")
    said = page.locator(".inside-said")
    expect(said).to_contain_text(re.compile(r"holds \d+\.\d\s% of the walk"), timeout=PATIENCE)
    before = pixels(page)
    expect(page.get_by_test_id("epoch")).not_to_have_text("000,000")
    page.keyboard.press("Space")
    expect(said).to_contain_text("plain gradient descent holds up to a rate of")
    drawn_anew(page, before)
    page.get_by_role("button", name="Random").click()
    expect(said).to_contain_text("two random directions")
    expect(page).to_have_url(re.compile("inside=landscape,random:1"))


def test_an_update_by_a_point_of_ones_choice(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&inside=update")
    expect(page.locator(".inside-said")).to_contain_text("The next batch has 10 points")
    page.get_by_role("button", name="One point").click()
    page.get_by_label("Number of the training point").fill("7")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Loss", exact=True).click()
    expect(page.locator(".inside-steps")).to_contain_text("for training point 7")
    expect(page).to_have_url(re.compile("point:6"))
    page.get_by_role("button", name="The next batch").click()
    expect(page).not_to_have_url(re.compile("point:"))


def test_backpropagation_needs_one_pass_where_forward_mode_needs_25(
    page: Page, new_page: Callable[..., Page], server_address: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5")
    question(page).select_option("Why go backwards?")
    backward, forward = (page.get_by_test_id(f"cost-{mode}") for mode in ("backward", "forward"))
    assert numbers(backward.inner_text())[0] == 1
    assert numbers(forward.inner_text())[0] == 25
    expect(forward).to_contain_text(re.compile(r"2,775[\d.]+\sms"))  # measured on a pause too
    said = page.locator(".inside-said")
    expect(said).to_contain_text("This one pass found the derivatives by all 25 parameters")
    operations = page.locator(".modes-graph .operation")
    reached = page.locator(".modes-graph .operation.flows")
    expect(operations).to_have_count(18)
    expect(reached).to_have_count(18)
    page.get_by_role("button", name="Forward", exact=True).click()
    expect(said).to_contain_text("Pass 1 of 25: it found one derivative, by weight 1 of neuron 1 in layer 1")
    expect(reached).to_have_count(13)  # the other weights and biases learn nothing from it
    watcher = new_page()
    open_page(watcher, watch_link(page))
    page.get_by_role("group", name="One pass of differentiation").press("ArrowRight")
    expect(said).to_contain_text("Pass 2 of 25")
    expect(watcher.locator(".inside-said")).to_contain_text("Pass 2 of 25")
    page.get_by_role("button", name="Biases", exact=False).last.locator("rect").nth(1).click()
    expect(said).to_contain_text("Pass 25 of 25: it found one derivative, by the bias of neuron 1 in layer 3")
    expect(reached).to_have_count(6)
    expect(page).to_have_url(re.compile("inside=modes,forward:1,pass:24"))
    page.get_by_role("button", name="tanh").first.press("Enter")
    expect(said).to_contain_text(re.compile(r"tanh: .+; .+; .+; .+\. Derivative: 0; 0; 0; 0\."))
    before = said.inner_text()
    page.keyboard.press("u")
    expect(said).not_to_have_text(before)


def test_of_several_outputs_a_pass_backward_is_needed_for_each(page: Page, server_address: str) -> None:
    link = "dataset=blobs&classes=5&loss=cross-entropy&networkShape=3"
    open_page(page, f"{server_address}#seed=0.5&{link}&inside=modes")
    page.get_by_role("button", name="The outputs").click()
    expect(page.get_by_role("row", name=re.compile(r"^Backward 5 \d+ "))).to_be_visible()
    page.get_by_role("button", name="The next pass").click()
    expect(page.locator(".inside-said")).to_contain_text("Pass 2 of 5: the derivatives of output 2")


def test_a_network_that_has_no_room_as_a_graph_has_its_operations_counted(
    page: Page, server_address: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&networkShape=8,8,8,8,8,8&inside=modes")
    expect(page.get_by_test_id("cost-forward")).to_contain_text("393")
    expect(page.get_by_role("row", name="Weighted sums 7")).to_be_visible()


def test_the_noise_between_the_gradients_of_a_batch_is_seen_and_told(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&inside=update")
    page.get_by_role("button", name="Spread", exact=True).click()
    expect(page.locator(".inside-steps")).to_contain_text("How far 10 points agree")
    drawn = page.locator(".gradient-noise")
    cosines = numbers((drawn.get_attribute("aria-label") or "").partition("Cosines to it:")[2])
    assert len(cosines) == 10
    expect(drawn.locator("g.point")).to_have_count(10)
    lines = [
        [float(line.get_attribute(side) or 0) for side in ("x2", "y2")]
        for line in drawn.locator("g.point line").all()
    ]
    for (x, y), cosine in zip(lines, cosines, strict=True):
        assert -y / math.hypot(x, y) == pytest.approx(cosine, abs=0.006)  # straight up is the gradient of all
    said = page.locator(".inside-said")
    mean, low, high = sum(cosines) / 10, min(cosines), max(cosines)
    expect(said).to_contain_text("The mean of 10 points is")
    told = numbers(said.inner_text().partition("Single points have")[2].replace(". ", " "))
    assert told[:3] == pytest.approx([mean, low, high], abs=0.011)
    page.get_by_role("button", name="One point").click()
    expect(page.locator(".inside-steps")).to_contain_text("Where one point would go")
    expect(said).to_contain_text(re.compile(r"This point is \d+° from the gradient of 250 points"))
    page.get_by_role("group", name="One update, step by step").press("ArrowRight")
    expect(page.locator(".inside-steps")).to_contain_text("New weights of neuron 1 of layer 1")


def test_a_line_is_dragged_and_turned_and_the_weights_follow(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&networkShape=2&dataset=xor")
    question(page).select_option("Where are neurons on?")
    said = page.locator(".inside-said")
    expect(said).to_contain_text("2 lines cut the plane into at most 4 regions")
    first = page.get_by_role("button", name="Line of neuron 1")
    first.focus()
    before = said.locator("b").inner_text()
    page.keyboard.press("ArrowRight")
    expect(said.locator("b")).not_to_have_text(before)
    x, y, moved = numbers(said.locator("b").inner_text().replace("− ", "−").replace("+ ", ""))[:3]
    was = numbers(before.replace("− ", "−").replace("+ ", ""))
    assert (x, y) == pytest.approx(tuple(was[:2]), abs=0.011)
    assert moved == pytest.approx(was[2] - 0.1 * was[0], abs=0.011)  # by a tenth to the right
    page.keyboard.press("Shift+ArrowUp")
    expect(said.locator("b")).not_to_contain_text(f"{x:.2f}".replace("-", "−"))
    turned = said.locator("b").inner_text()
    circle = first.locator("circle.number").bounding_box()
    assert circle is not None
    page.mouse.move(circle["x"] + 5, circle["y"] + 5)
    page.mouse.down()
    page.mouse.move(circle["x"] + 45, circle["y"] + 25, steps=4)
    page.mouse.up()
    expect(said.locator("b")).not_to_have_text(turned)
    page.get_by_role("button", name="Undo").click()
    expect(said.locator("b")).to_have_text(before)  # keys and mouse are one drag of one line


def test_the_pieces_of_a_whole_network_of_relus_are_counted(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&activation=relu&inside=lines")
    page.get_by_role("button", name="Whole network").click()
    expect(page.locator(".inside-said")).to_contain_text(
        re.compile(r"straight function on each of \d+ pieces")
    )
    expect(page.locator(".neuron-lines polygon").first).to_be_visible()


def test_where_there_are_no_lines_a_sentence_says_why(page: Page, server_address: str) -> None:
    open_page(page, f"{server_address}#seed=0.5&networkShape=&inside=lines")
    expect(page.get_by_text("This network has no hidden layer")).to_be_visible()
    page.goto(f"{server_address}#seed=0.5&xSquared=true&inside=lines")
    expect(page.get_by_text("Lines are for two inputs, x₁ and x₂")).to_be_visible()
    page.goto(f"{server_address}#dataset=digits&seed=0.5&inside=lines")
    expect(page.get_by_text("Lines are for two inputs, x₁ and x₂")).to_be_visible()
    page.goto(f"{server_address}#seed=0.5&inside=lines,whole:1")
    expect(page.get_by_text("Linear regions are of straight pieces")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize(
    "view",
    [
        *("hidden", "hidden,at:1,deep:0", "landscape,random:1", "landscape,random:1,surface:1"),
        *("cut,from:0,to:0", "lines", "lines,table:1", "puzzle"),
        *("update,at:9", "update,at:15", "modes,forward:1", "perceptron,at:9", "boxes"),
    ],
)
def test_axe_finds_nothing(new_page: Callable[..., Page], server_address: str, theme: str, view: str) -> None:
    page = new_page(bypass_csp=True, reduced_motion="reduce")
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    open_page(page, f"{server_address}#seed=0.5&inside={view}")
    expect(page.locator(".inside-said")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("view", ["hidden", "update", "modes"])
@pytest.mark.parametrize(
    "link", ["networkShape=", "problem=curve&sinX=true", "dataset=digits", "dataset=blobs&classes=5"]
)
def test_there_is_something_to_see_in_every_kind_of_network(
    page: Page, server_address: str, view: str, link: str
) -> None:
    open_page(page, f"{server_address}#seed=0.5&{link}&inside={view}")
    expect(page.locator(".inside-said")).to_be_visible()
    page.get_by_role("button", name="Step", description="Step: one epoch").click()
    expect(page.get_by_test_id("epoch")).to_have_text("000,001")
    expect(page.locator(".inside-waits")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "height", "theme", "language"),
    [(1024, 768, "projector", "de"), (1280, 720, "projector", "en"), (390, 844, "light", "de")],
)
def test_nothing_in_a_view_is_cut(
    new_page: Callable[..., Page], server_address: str, width: int, height: int, theme: str, language: str
) -> None:
    page = new_page(width=width, height=height, locale=language)
    page.add_init_script(f"localStorage.setItem('nnp.theme', '{theme}')")
    for view in (
        *("hidden", "hidden,at:1", "lines", "lines,table:1", "puzzle", "landscape,random:1"),
        *("hidden,at:1,across:1,up:2,deep:3", "cut", "cut,from:0,to:0"),
        *("update", "update,at:9,point:3", "update,at:15", "perceptron,at:7"),
        *("modes", "modes,forward:1,pass:24"),
        *("boxes,n:4", "boxes,of:2&problem=curve"),
    ):
        open_page(page, f"{server_address}#{XOR if view == 'puzzle' else f'seed=0.5&inside={view}'}")
        expect(question(page)).to_have_js_property("selectedIndex", NAMES.index(view.partition(",")[0]))
        expect(page.locator(".inside-said")).not_to_be_empty()
        check(page, view)
