// Places of a space as they are seen from somewhere: pure.

/** @typedef {{ turn: number, tilt: number }} Eye
 *   in degrees: how far around what is seen, and how far down from straight above; at 0 and 90 the first
 *   number of a place goes to the right, the second up, and the third towards the eye */
/** @typedef {[x: number, y: number, near: number]} Seen  0, 0 in the middle of the picture */
/** @typedef {ArrayLike<number>} Place  three numbers */

/** How far the eye is from the middle, in sizes of the space: what is farther is smaller. */
const DISTANCE = 4.5;

/** What sees places as an eye does. @param {Eye} eye @returns {(x: number, y: number, z: number) => Seen} */
export function seenFrom({ turn, tilt }) {
  const [around, above] = [(turn * Math.PI) / 180, ((90 - tilt) * Math.PI) / 180];
  const [cosA, sinA, cosB, sinB] = [around, above].flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
  return (x, y, z) => {
    const [right, towards] = [x * cosA + z * sinA, z * cosA - x * sinA];
    const near = y * sinB + towards * cosB;
    const size = sizeOf(near);
    return [right * size, (y * cosB - towards * sinB) * size, near];
  };
}

/** How large what is so near looks; 1 in the middle. @param {number} near */
export const sizeOf = (near) => DISTANCE / Math.max(0.5, DISTANCE - near);

/** To as many digits as everybody is told. @param {number} degrees */
const told = (degrees) => Number(degrees.toFixed(3));

/** Turned by so many degrees, and tilted within bounds. @param {Eye} eye @param {number} turn
 * @param {number} tilt @param {readonly [number, number]} bounds of the tilt @returns {Eye} */
export const turned = (eye, turn, tilt, [least, most]) => ({
  turn: told((((eye.turn + turn) % 360) + 360) % 360),
  tilt: told(Math.max(least, Math.min(most, eye.tilt + tilt))),
});

/** The corners of a cube from -1 to 1. @type {readonly [number, number, number][]} */
export const CORNERS = Array.from({ length: 8 }, (_, i) => [i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1]);
/** Its edges, each by the indices of two corners. @type {readonly [number, number][]} */
export const EDGES = [1, 2, 4].flatMap((bit) =>
  CORNERS.flatMap((_, i) => (i & bit ? [] : [/** @type {[number, number]} */ ([i, i | bit])])),
);

/** Where a x + b y + c z + d = 0 cuts that cube: the corners of the piece, one after the other around it.
 * @param {Place} normal a, b and c @param {number} d @returns {Place[]} fewer than three: nowhere */
export function pieceOf(normal, d) {
  const side = (/** @type {Place} */ at) => at[0] * normal[0] + at[1] * normal[1] + at[2] * normal[2] + d;
  const corners = EDGES.flatMap(([i, j]) => {
    const [from, to] = [CORNERS[i], CORNERS[j]];
    const [here, there] = [side(from), side(to)];
    if (here < 0 === there < 0) return [];
    const share = here / (here - there);
    return [from.map((each, k) => each + share * (to[k] - each))];
  });
  if (corners.length < 3) return [];
  const middle = [0, 1, 2].map((k) => corners.reduce((sum, each) => sum + each[k], 0) / corners.length);
  const first = corners[0].map((each, k) => each - middle[k]);
  const second = cross(normal, first);
  const angle = (/** @type {number[]} */ at) => {
    const away = at.map((each, k) => each - middle[k]);
    return Math.atan2(dot(away, second) / Math.hypot(...normalOf(normal)), dot(away, first));
  };
  return corners.sort((one, other) => angle(one) - angle(other));
}

/** @param {Place} normal @returns {[number, number, number]} */
const normalOf = ({ 0: a, 1: b, 2: c }) => [a, b, c];
/** @param {Place} a @param {Place} b */
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
/** @param {Place} a @param {Place} b */
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
