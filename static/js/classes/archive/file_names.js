/** Names of files after people: letters and digits that every system takes, each name once. Pure, no page. */

const LONGEST = 40;
/** What Windows has no files of. */
const TAKEN = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** @returns {(name: string) => string} what calls everybody something else */
export function fileNames() {
  const used = new Set();
  return (name) => {
    const plain = [...name.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '_')].slice(0, LONGEST).join('');
    const stem = plain === '' || plain === '_' || TAKEN.test(plain) ? `student_${plain}` : plain;
    for (let number = 1; ; number += 1) {
      const found = number === 1 ? stem : `${stem}_${number}`;
      if (used.has(found.toLowerCase())) continue;
      used.add(found.toLowerCase());
      return found;
    }
  };
}
