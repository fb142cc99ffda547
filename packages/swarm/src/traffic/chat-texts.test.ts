import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { ChatTexts } from './chat-texts.ts';
import { groupTexts } from './text-style.ts';

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

test('what everybody says differs, and is said as often as in the show', () =>
  withSeed((random) => {
    const texts = new ChatTexts(random);
    const counts = new Map<string, number>();
    for (let i = 0; i < 60_000; i += 1) {
      const text = texts.next();
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const shares = [...counts.values()].sort((a, b) => b - a).map((count) => count / 60_000);
    expect(shares[0]).toBeWithin(0.047, 0.06);
    expect(shares[1]).toBeWithin(0.015, 0.024);
    expect(shares[9]).toBeWithin(0.004, 0.009);
  }));

test('in a group hardly anything is said twice', () =>
  withSeed((random) => {
    const texts = new ChatTexts(random, groupTexts);
    const drawn = Array.from({ length: 10_000 }, () => texts.next());
    expect(new Set(drawn).size / drawn.length).toBeWithin(0.94, 0.99);
  }));

test('what is said again was mostly said a moment ago', () =>
  withSeed((random) => {
    const texts = new ChatTexts(random);
    const saidAt = new Map<string, number>();
    const distances: number[] = [];
    for (let i = 0; i < 20_000; i += 1) {
      const text = texts.next();
      const before = saidAt.get(text);
      // Short ones are equal by chance.
      if (before !== undefined && text.length > 8) distances.push(i - before);
      saidAt.set(text, i);
    }
    distances.sort((a, b) => a - b);
    expect(distances.length).toBeGreaterThan(1000);
    expect(distances[Math.floor(distances.length / 2)]).toBeWithin(50, 500);
  }));
