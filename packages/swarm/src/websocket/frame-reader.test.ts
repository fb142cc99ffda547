import { expect, test } from 'bun:test';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { FrameReader } from './frame-reader.ts';

interface Frame {
  opcode: number;
  payload: Uint8Array;
}

function serverFrame({ opcode, payload }: Frame, isLast = true): Uint8Array {
  const length = payload.length;
  const header = [(isLast ? 0x80 : 0) | opcode];
  if (length < 126) header.push(length);
  else if (length < 65_536) header.push(126, length >>> 8, length & 0xff);
  else header.push(127, 0, 0, 0, 0, 0, length >>> 16, (length >>> 8) & 0xff, length & 0xff);
  return Buffer.concat([Uint8Array.from(header), payload]);
}

function read(chunks: Uint8Array[]): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((opcode, bytes, start, end) =>
    frames.push({ opcode, payload: bytes.slice(start, end) }),
  );
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

function randomBytes(random: SeededRandom, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.int(256));
}

test('frames of every length survive any cutting of the stream', () =>
  withSeed((random) => {
    const lengths = [0, 1, 125, 126, 127, 300, 65_535, 65_536, 70_000, 2, 0];
    const sent = lengths.map((length, i) => ({
      opcode: [1, 2, 9][i % 3] as number,
      payload: randomBytes(random, length),
    }));
    const stream = Buffer.concat(sent.map((frame) => serverFrame(frame)));
    for (const largestCut of [1, 3, 11, 200, 5000, 100_000, stream.length]) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < stream.length; ) {
        const cut = 1 + random.int(largestCut);
        chunks.push(stream.subarray(at, at + cut));
        at += cut;
      }
      const got = read(chunks);
      expect(got.map((frame) => frame.opcode)).toEqual(sent.map((frame) => frame.opcode));
      for (const [i, frame] of got.entries()) {
        expect(Buffer.compare(frame.payload, sent[i]?.payload as Uint8Array)).toBe(0);
      }
    }
  }));

test('a message in fragments is handed on once, whole, past a ping in its middle', () => {
  const part = (text: string) => Buffer.from(text);
  const stream = Buffer.concat([
    serverFrame({ opcode: 1, payload: part('one ') }, false),
    serverFrame({ opcode: 9, payload: part('?') }),
    serverFrame({ opcode: 0, payload: part('two ') }, false),
    serverFrame({ opcode: 0, payload: part('three') }),
  ]);
  const got = read([stream]).map(({ opcode, payload }) => [opcode, payload.toString()]);
  expect(got).toEqual([
    [9, part('?').toString()],
    [1, part('one two three').toString()],
  ]);
});

test('bytes that no server may send are refused', () => {
  expect(() => read([Uint8Array.of(0x81, 0x85, 0, 0, 0, 0)])).toThrow('masked');
  expect(() => read([serverFrame({ opcode: 0, payload: Uint8Array.of(1) })])).toThrow('continues');
  expect(() => read([Uint8Array.of(0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0)])).toThrow('too large');
});
