/** @import { Challenge } from '../messages.js' */

/**
 * What a network that counts may have, in words: pure, for the pages of a class.
 * @param {Pick<Challenge, 'neurons' | 'epochs' | 'features'>} challenge
 * @param {(key: string, values: Record<string, string>) => string} say has the texts 'limit.…'
 * @param {(value: number) => string} number as the page's language writes it
 */
export function limitsOf({ neurons, epochs, features }, say, number) {
  const most = (/** @type {string} */ name, /** @type {number | null} */ n) =>
    n === null ? [] : [say(`limit.${name}`, { n: number(n) })];
  const only = features ? [say('limit.features', { names: features.join(', ') })] : [];
  return [...most('neurons', neurons), ...most('epochs', epochs), ...only];
}
