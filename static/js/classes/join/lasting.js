/** How long something lasts in the unit that people would take.
 * @param {number} seconds @returns {{ unit: 'hours' | 'minutes', n: number }} */
export function lasting(seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes >= 60 ? { unit: 'hours', n: Math.round(minutes / 60) } : { unit: 'minutes', n: minutes };
}
