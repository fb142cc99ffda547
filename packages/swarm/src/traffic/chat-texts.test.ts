import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { ChatTexts } from './chat-texts.ts';

test('lengths and repeats are those of a real show', () =>
  withSeed((random) => {
    const texts = new ChatTexts(random);
    const drawn = Array.from({ length: 20_000 }, () => texts.next());
    const bytes = drawn.map((text) => Buffer.byteLength(text)).sort((a, b) => a - b);
    const at = (share: number) => bytes[Math.floor(bytes.length * share)] as number;
    expect(bytes[0]).toBeGreaterThan(0);
    expect(at(0.5)).toBeWithin(10, 16);
    expect(at(0.99)).toBeWithin(220, 600);
    expect(bytes.at(-1)).toBeLessThanOrEqual(766);
    const mean = bytes.reduce((sum, length) => sum + length, 0) / bytes.length;
    expect(mean).toBeWithin(22, 36);
    expect(new Set(drawn).size / drawn.length).toBeWithin(0.4, 0.65);
  }));

test('a text of a given length has it', () =>
  withSeed((random) => {
    const texts = new ChatTexts(random);
    for (const bytes of [1, 2, 3, 100, 766]) {
      expect(Buffer.byteLength(texts.ofLength(bytes))).toBe(bytes);
    }
  }));
