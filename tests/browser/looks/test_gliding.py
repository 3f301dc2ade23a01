"""Neurons glide to their new places, and what is drawn of them goes with them."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.reaching.test_first_visit import open_page, play_until

# Adds a layer. In each of the next pictures: where the neurons' buttons are, and then, once it is drawn,
# whether the canvas is painted just inside the left and right edge of each. A copy is read, as reading
# slows a canvas down.
LOOK_WHILE_GLIDING = """() => new Promise((resolve) => {
  const seen = [];
  const places = () => [...document.querySelectorAll('.tile.neuron')].map((tile) =>
    ({ x: tile.offsetLeft, y: tile.offsetTop + tile.offsetHeight / 2, side: tile.offsetWidth }));
  const look = (neurons, of) => {
    const canvas = document.querySelector('canvas.tiles');
    const { width, height } = canvas;
    const context = Object.assign(document.createElement('canvas'), { width, height })
      .getContext('2d', { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const scale = devicePixelRatio;
    const isPainted = (x, y) => context.getImageData(x * scale, y * scale, 1, 1).data[3] === 255;
    const isOn = ({ x, y, side }) => isPainted(x + 2, y) && isPainted(x + side - 3, y);
    // Not before the layer is there, and not where the browser was at its next picture already.
    if (!document.querySelector("[data-neuron='3-1']") || picture !== of) return next();
    seen.push(neurons.map((neuron) => ({ x: neuron.x, isOn: isOn(neuron) })));
    if (seen.length < 25) next();
    else resolve(seen);
  };
  let picture = 0;
  const count = () => {
    picture += 1;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  const next = () => requestAnimationFrame(() => {
    const [neurons, of] = [places(), picture];
    setTimeout(() => look(neurons, of));
  });
  document.querySelector('.network-head .layers > button:last-of-type').click();
  next();
})"""


def test_the_drawing_of_a_neuron_goes_where_its_button_goes(page: Page, server_address: str) -> None:
    open_page(page, server_address)
    play_until(page, 3)
    seen = page.evaluate(LOOK_WHILE_GLIDING)
    first_neuron = [neurons[0]["x"] for neurons in seen]
    assert len(set(first_neuron)) > 2, "the first hidden neuron has jumped or not moved"
    astray = [i for i, neurons in enumerate(seen) if not all(neuron["isOn"] for neuron in neurons)]
    assert astray == [], f"in {len(astray)} of {len(seen)} pictures a neuron is not drawn under its button"
