// Files: fetched from the server or made here, and given to the browser to save.

/** How many pixels of a PNG a pixel of its drawing has. */
const SHARPNESS = 2;

/** Why there is no file: a status, and the server's reason if it has one. */
export class NoFile extends Error {
  /** @param {number} status @param {any} reason */
  constructor(status, reason = null) {
    super(`status ${status}`);
    this.status = status;
    this.reason = reason;
  }
}

/** The network of a room as a file. Throws NoFile, or what fetch throws.
 * @param {string} room @param {string} token @param {string} target
 * @returns {Promise<{ name: string, content: Blob }>} */
export async function fetchNetwork(room, token, target) {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`rooms/${encodeURIComponent(room)}/network/${target}`, { headers });
  if (!answer.ok) throw new NoFile(answer.status, (await answer.json().catch(() => null))?.reason);
  const name = /filename="([\w.-]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: name ?? `network.${target}`, content: await answer.blob() };
}

/** Puts the weights of a file into the network of a room. Throws NoFile, or what fetch throws.
 * @param {string} room @param {string} token of the host @param {Blob} content */
export async function sendWeights(room, token, content) {
  const headers = { Authorization: `Bearer ${token}` };
  const address = `rooms/${encodeURIComponent(room)}/network`;
  const answer = await fetch(address, { method: 'POST', headers, body: content });
  if (!answer.ok) throw new NoFile(answer.status, (await answer.json().catch(() => null))?.reason);
}

/** Gives a file to the browser. @param {string} name @param {Blob} content */
export function save(name, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A drawing as a PNG. @param {string} svg @returns {Promise<Blob>} */
export async function pngOf(svg) {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SHARPNESS * image.naturalWidth;
    canvas.height = SHARPNESS * image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new NoFile(0))), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
