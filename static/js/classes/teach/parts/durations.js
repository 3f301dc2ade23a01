/** Times as a class reads them: pure, no page. */

/** How long something has been so, in the largest unit that it fills.
 * @param {number} seconds @returns {{ unit: 'seconds' | 'minutes' | 'hours', n: number }} */
export function duration(seconds) {
  if (seconds < 60) return { unit: 'seconds', n: Math.max(0, Math.floor(seconds)) };
  if (seconds < 3600) return { unit: 'minutes', n: Math.floor(seconds / 60) };
  return { unit: 'hours', n: Math.floor(seconds / 3600) };
}

/** What is left of a timer: 12:40, or 1:05:00. @param {number} milliseconds */
export function timeLeft(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Whether an address can be reached from this machine alone. @param {string} address */
export function isOfThisMachine(address) {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/** An address as people type it: without the protocol, and without what stands behind '#'.
 * @param {string} address */
export const typedAddress = (address) => address.replace(/^https?:\/\//, '').replace(/#.*$/, '');
