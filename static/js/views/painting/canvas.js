// What everything that is drawn on a canvas needs.

/** The drawing context of a canvas. @param {HTMLCanvasElement} canvas */
export const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));

/** Gives a canvas as many pixels as the screen shows of it; returns the pixels for each CSS pixel.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height in CSS pixels */
export function fitToScreen(canvas, width = canvas.clientWidth, height = canvas.clientHeight) {
  const scale = Math.min(window.devicePixelRatio || 1, 3);
  resized(canvas, Math.round(width * scale), Math.round(height * scale));
  return scale;
}

/** A canvas of so many pixels; one that has them is not emptied.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
export function resized(canvas, width, height) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
}

/** The canvas emptied, to be drawn on in CSS pixels; they are the element's own if none are given.
 * @param {HTMLCanvasElement} canvas @param {number} [width] @param {number} [height] */
export function emptied(canvas, width, height) {
  const scale = fitToScreen(canvas, width, height);
  const context = contextOf(canvas);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  return context;
}

/**
 * What is drawn once and then stays, as the address of a picture for an <img>: each canvas in the page costs
 * the browser a layer with every frame, an image does not.
 * @param {(canvas: HTMLCanvasElement) => void} paint @param {number} [side] of the canvas, in its pixels
 */
export function addressOf(paint, side = 0) {
  const canvas = document.createElement('canvas');
  resized(canvas, side, side);
  canvas.getContext('2d', { willReadFrequently: true });
  paint(canvas);
  return canvas.toDataURL('image/png');
}

/** Draws the path. @param {CanvasRenderingContext2D} context @param {string} colour @param {number} width */
export function stroke(context, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}
