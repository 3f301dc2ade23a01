/** What a value that came from a file must be: each of these returns it as it is known then, or throws
 * WrongArchive with the place of what is wrong. Pure, no page. */
import { WrongArchive } from './wrong.js';

/** @template T @typedef {(value: unknown, place: string) => T} Reader */

/** @param {string} place @returns {never} */
export function wrong(place) {
  throw new WrongArchive('shape', { place });
}

/** A text of at most so many letters, if it is `like` something.
 * @param {number} most @param {RegExp} [like] @returns {Reader<string>} */
export const text = (most, like) => (value, place) =>
  typeof value === 'string' && value.length <= most && (like?.test(value) ?? true) ? value : wrong(place);

/** @type {Reader<number>} */
export const number = (value, place) =>
  typeof value === 'number' && Number.isFinite(value) ? value : wrong(place);

/** @param {number} [least] @param {number} [most] @returns {Reader<number>} */
export const whole =
  (least = 0, most = Number.MAX_SAFE_INTEGER) =>
  (value, place) => {
    const found = number(value, place);
    return Number.isInteger(found) && found >= least && found <= most ? found : wrong(place);
  };

/** @type {Reader<boolean>} */
export const flag = (value, place) => (typeof value === 'boolean' ? value : wrong(place));

/** @template {string | number} T @param {readonly T[]} values @returns {Reader<T>} */
export const oneOf = (values) => (value, place) =>
  values.includes(/** @type {any} */ (value)) ? /** @type {T} */ (value) : wrong(place);

/** @template T @param {Reader<T>} read @returns {Reader<T | null>} */
export const maybe = (read) => (value, place) => (value === null ? null : read(value, place));

/** A number, or a text as this reader takes it.
 * @param {Reader<string>} read @returns {Reader<string | number>} */
export const orNumber = (read) => (value, place) =>
  typeof value === 'string' ? read(value, place) : number(value, place);

/** @template T @param {Reader<T>} read @param {number} most @returns {Reader<T[]>} */
export const list = (read, most) => (value, place) =>
  Array.isArray(value) && value.length <= most
    ? value.map((each, i) => read(each, `${place}[${i}]`))
    : wrong(place);

/** An object whose fields have these readers; what else it has is left away.
 * @template {Record<string, Reader<any>>} T @param {T} readers
 * @returns {Reader<{ [K in keyof T]: ReturnType<T[K]> }>} */
export const fields = (readers) => (value, place) => {
  const found = /** @type {any} */ (plain(value, place));
  const pairs = Object.entries(readers).map(([name, read]) => [
    name,
    read(Object.hasOwn(found, name) ? found[name] : undefined, place ? `${place}.${name}` : name),
  ]);
  return Object.fromEntries(pairs);
};

/** An object that has values of one kind by keys of another.
 * @template T @param {Reader<string>} key @param {Reader<T>} read @param {number} most
 * @returns {Reader<Record<string, T>>} */
export const record = (key, read, most) => (value, place) => {
  const entries = Object.entries(plain(value, place));
  if (entries.length > most) wrong(place);
  return Object.fromEntries(
    entries.map(([name, each]) => [key(name, place), read(each, `${place}.${name}`)]),
  );
};

/** @param {unknown} value @param {string} place @returns {object} */
const plain = (value, place) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : wrong(place);
