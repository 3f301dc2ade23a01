// The pictures of networks, painted once each into large canvases, from which the wall takes them.
import { bytesOf, SIDE } from '../../classes/pictures.js';
import { contextOf } from '../../views/painting/canvas.js';
import { classColours } from '../../views/painting/palette.js';

/** @import { Palette } from '../../views/painting/palette.js' */
/** @import { Row } from '../told.js' */

/** Pictures beside each other in a canvas, and below each other. */
const ACROSS = 16;
const OF_CANVAS = ACROSS * ACROSS;

/** @typedef {{ canvas: HTMLCanvasElement, x: number, y: number }} Place of a picture */

export class Thumbnails {
  #palette;
  /** @type {HTMLCanvasElement[]} */
  #canvases = [];
  /** Where the picture of each network is, and of which row it is. @type {Map<string, [number, Row]>} */
  #known = new Map();
  #image = new ImageData(SIDE, SIDE);
  #pixels = new Uint32Array(this.#image.data.buffer);

  /** @param {Palette} palette of the theme; another theme needs another object */
  constructor(palette) {
    this.#palette = palette;
  }

  /** Where the last picture of a network is: painted now where it has not been. @param {Row} row
   * @returns {Place | null} null where there is none */
  of(row) {
    const picture = row.pictures[row.pictures.length - 1];
    if (picture === undefined) return null;
    const key = `${row.setting}/${row.repeat}`;
    const known = this.#known.get(key);
    const at = known?.[0] ?? this.#known.size;
    const place = this.#placeOf(at);
    if (known?.[1] !== row) {
      this.#known.set(key, [at, row]);
      fillPixels(this.#pixels, row, picture, this.#palette);
      contextOf(place.canvas).putImageData(this.#image, place.x, place.y);
    }
    return place;
  }

  /** @param {number} at @returns {Place} */
  #placeOf(at) {
    const index = Math.floor(at / OF_CANVAS);
    this.#canvases[index] ??= Object.assign(document.createElement('canvas'), {
      width: ACROSS * SIDE,
      height: ACROSS * SIDE,
    });
    const within = at % OF_CANVAS;
    return {
      canvas: this.#canvases[index],
      x: (within % ACROSS) * SIDE,
      y: Math.floor(within / ACROSS) * SIDE,
    };
  }
}

/** @param {Uint32Array} pixels @param {Row} row @param {string} picture @param {Palette} palette */
function fillPixels(pixels, { kind, n_outputs }, picture, palette) {
  const bytes = bytesOf(picture);
  if (kind === 'signed') {
    for (let i = 0; i < pixels.length; i += 1) pixels[i] = palette.full[bytes[i]];
    return;
  }
  const { pale } = classColours(palette, n_outputs);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = pale[(bytes[i] << 8) | bytes[pixels.length + i]];
}
