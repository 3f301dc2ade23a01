import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unpack } from '../../../static/js/protocol/pictures.js';
import { dice, packedPictures } from '../fakes.js';

test('pictures of any size and of whatever bytes come back as they were', () => {
  const throws = dice(7);
  for (let round = 0; round < 500; round++) {
    const [count, size] = [throws(4), 1 + throws(20)];
    const most = 1 + throws(256);
    const pictures = Uint8Array.from({ length: count * size * size }, () => throws(most));
    assert.deepEqual(unpack(packedPictures(pictures, size), count, size, 'it'), pictures);
  }
});

test('smooth pictures come in a third of their bytes', () => {
  const size = 50;
  const pictures = Uint8Array.from({ length: size * size }, (_, k) =>
    Math.round(127 + 127 * Math.tanh(((k % size) - k / size) / 20)),
  );
  const packed = packedPictures(pictures, size);
  assert.ok(packed.length < pictures.length / 3, `${packed.length}`);
  assert.deepEqual(unpack(packed, 1, size, 'it'), pictures);
});

for (const [what, packed, sentence] of /** @type {[string, Uint8Array, RegExp][]} */ ([
  ['no bytes', Uint8Array.of(), /^it must have 1 bytes of widths, got 0/],
  ['too few numbers', Uint8Array.of(0x21, 1, 1), /^it must have 4 bytes, got 3/],
  ['too many numbers', Uint8Array.of(0x00, 1), /^it must have 1 bytes, got 2/],
  ['a width that no byte has', Uint8Array.of(0x90), /^it must have widths of at most 8, got 9/],
])) {
  test(`pictures with ${what} are refused with a sentence`, () => {
    assert.throws(
      () => unpack(packed, 1, 4, 'it'),
      (error) => error instanceof RangeError && sentence.test(error.message),
    );
  });
}

test('no more memory is taken than sixteen times what came', () => {
  assert.throws(() => unpack(new Uint8Array(1000), 0xffff, 0xffff, 'it'), /bytes of widths, got 1000/);
});
