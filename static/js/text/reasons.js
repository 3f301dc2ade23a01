// Why a device is not to be had, in the reader's language. The server itself speaks English.
import { language, t } from './texts.js';

/** What the server says, and the key of the same in other languages. @type {[RegExp, string][]} */
const REASONS = [
  [/^no NVIDIA driver found$/, 'reason.driver'],
  [/^there are no NVIDIA drivers for this system$/, 'reason.system'],
  [/^(?<name>[\w-]+) is not installed\b.*\[(?<extra>\w+)\]$/, 'reason.extra'],
  [/^(?<name>[\w-]+) is not installed$/, 'reason.installed'],
  [
    /^too wide for the GPU kernel: (?<shape>\S+).* needs (?<wanted>\d+) KB .* has (?<have>\d+)/,
    'reason.wide',
  ],
  [
    /would need about (?<wanted>[\d.]+) GiB to train; PyTorch may use at most (?<have>[\d.]+) GiB$/,
    'reason.memory',
  ],
  [/^it could not be prepared: (?<error>.*)$/, 'reason.prepared'],
  [/^it cannot compute this: (?<error>.*)$/, 'reason.compute'],
];

/** A reason of the server in the reader's language; one that is not in the table stays as it is.
 * @param {string} reason */
export function reasonText(reason) {
  if (language.value.name === 'en') return reason;
  for (const [pattern, key] of REASONS) {
    const found = pattern.exec(reason);
    if (found) return t(key, found.groups);
  }
  return reason;
}
