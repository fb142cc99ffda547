import { expect, test } from 'bun:test';
import { bodySchemaOf, wireLimits } from '@eagre/protocol';
import { withSeed } from '@eagre/testkit';
import { contentOf } from './content.ts';
import { madeUpText } from './made-up-text.ts';
import { TraceTexts } from './trace-texts.ts';

const lengths = [...Array.from({ length: 40 }, (_, i) => i), 361, 8001, 8192 * 3, 50_000];

test('a text has just its bytes', () =>
  withSeed((random) => {
    for (const bytes of lengths) expect(Buffer.byteLength(madeUpText(bytes, random))).toBe(bytes);
  }));

test('long texts are never the same twice', () =>
  withSeed((random) => {
    const texts = Array.from({ length: 10_000 }, () => madeUpText(18, random));
    expect(new Set(texts).size).toBeGreaterThan(9_990);
  }));

test('every length a trace may have is a legal body', () =>
  withSeed((random) => {
    for (const bytes of [0, 1, 2, 8000, 8001, wireLimits.bodyBytes - 64]) {
      const { kind, body } = contentOf(madeUpText(bytes, random));
      expect(bodySchemaOf(kind).safeParse(body).success).toBe(true);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(wireLimits.bodyBytes);
    }
  }));

test('texts that were equal in a trace are, in each process', () =>
  withSeed((random) => {
    const row = { offsetMs: 0, author: 'a', bytes: 30 };
    const [here, there] = [new TraceTexts(random), new TraceTexts(random)];
    expect(here.of({ ...row, text: '17' })).toBe(there.of({ ...row, text: '17' }));
    expect(here.of({ ...row, text: '17' })).not.toBe(here.of({ ...row, text: '18' }));
    expect(here.of(row)).not.toBe(here.of(row));
  }));
