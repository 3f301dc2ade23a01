/** Why a file is no archive of a class. */
export class WrongArchive extends Error {
  /** @param {'zip' | 'large' | 'version' | 'shape'} code of its sentence in texts.js
   * @param {Record<string, string | number>} [values] of the sentence */
  constructor(code, values = {}) {
    super(`${code} ${JSON.stringify(values)}`);
    this.code = code;
    this.values = values;
  }
}
