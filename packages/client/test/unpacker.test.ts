import { expect, test } from 'bun:test';
import { deflateSync } from 'node:zlib';
import { until, withSeed } from '@eagre/testkit';
import { type Frame, Unpacker } from '../src/connection/unpacker.ts';

function setUp() {
  const heard: string[] = [];
  const unpacker = new Unpacker({
    frame: (text) => heard.push(text),
    failed: ({ code, temporary }) => heard.push(`${code} ${temporary}`),
  });
  return { heard, unpacker };
}

const packed = (text: string): Frame => new Uint8Array(deflateSync(text));

test('text goes through at once while nothing packed is under way', () => {
  const { heard, unpacker } = setUp();
  unpacker.take('a');
  unpacker.take('b');
  expect(heard).toEqual(['a', 'b']);
});

test('frames are handed on in the order in which they came, packed or not', () =>
  withSeed(async (random) => {
    const { heard, unpacker } = setUp();
    const sent: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      const text = `${n} ${'很长的文字'.repeat(random.int(random.chance(0.2) ? 20_000 : 5))}`;
      sent.push(text);
      unpacker.take(random.chance(0.4) ? packed(text) : text);
      if (random.chance(0.3)) await Promise.resolve();
    }
    await until(() => heard.length === sent.length);
    expect(heard).toEqual(sent);
  }));

test('a buffer is taken as well as a view of one', async () => {
  const { heard, unpacker } = setUp();
  unpacker.take(new Uint8Array(deflateSync('buffer')).buffer);
  await until(() => heard.length === 1);
  expect(heard).toEqual(['buffer']);
});

test.each([
  ['cut short', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 6)],
  ['of another format', () => new Uint8Array([1, 2, 3])],
  ['empty', () => new Uint8Array()],
])(
  'a packed frame that is %s is dropped with an error, and the next ones come',
  async (_, spoil) => {
    const { heard, unpacker } = setUp();
    unpacker.take('before');
    unpacker.take(spoil(new Uint8Array(deflateSync('x'.repeat(100)))));
    unpacker.take('after');
    unpacker.take(packed('last'));
    await until(() => heard.length === 4);
    expect(heard).toEqual(['before', 'unpack_failed true', 'after', 'last']);
  },
);
