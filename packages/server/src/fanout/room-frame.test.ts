import { expect, test } from 'bun:test';
import { inflateSync } from 'node:zlib';
import { TextFrame } from './room-frame.ts';

const chat = (count: number) =>
  JSON.stringify({
    chat: Array.from({ length: count }, (_, i) => ({ from: `u${i}`, text: '弹幕' })),
  });

test('a frame is packed once, as zlib data of the UTF-8 text', () => {
  const frame = new TextFrame(chat(100), 400);
  const packed = frame.packed();
  expect(frame.packed()).toBe(packed as Uint8Array);
  expect(inflateSync(packed ?? '').toString()).toBe(frame.text);
  expect(packed?.length).toBeLessThan(frame.text.length / 3);
});

test('what browsers have unpacks it', async () => {
  const packed = new TextFrame(chat(100), 400).packed() as Uint8Array<ArrayBuffer>;
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  expect(await new Response(stream).text()).toBe(chat(100));
});

test('short frames are not packed, nor those that would not shrink', () => {
  expect(new TextFrame(chat(100), chat(100).length + 1).packed()).toBeUndefined();
  expect(new TextFrame(chat(100), chat(100).length).packed()).toBeDefined();
  expect(new TextFrame('q7', 0).packed()).toBeUndefined();
});
