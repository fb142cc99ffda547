import { describe, expect, test } from 'bun:test';
import { SeededRandom, withSeed } from '@eagre/testkit';
import { Talk } from './talk.ts';

describe.each(['show', 'group'] as const)('%s', (kind) => {
  test('goes on in time, by people that there are, in texts that may be sent', () =>
    withSeed((random) => {
      const talk = new Talk(kind, { perSecond: 50, authors: 30, random });
      let beforeMs = 0;
      for (let i = 0; i < 5000; i += 1) {
        const { offsetMs, author, text } = talk.next();
        expect(offsetMs).toBeGreaterThanOrEqual(beforeMs);
        expect(author).toBeWithin(0, 30);
        expect(text.length).toBeWithin(1, 8000);
        beforeMs = offsetMs;
      }
    }));

  test('repeats with its seed', () => {
    const some = () => {
      const talk = new Talk(kind, { perSecond: 5, authors: 9, random: new SeededRandom(4) });
      return Array.from({ length: 100 }, () => talk.next());
    };
    expect(some()).toEqual(some());
  });

  test('is soon there, whatever the hour', () => {
    const firsts = Array.from({ length: 30 }, (_, seed) => {
      const random = new SeededRandom(seed);
      return new Talk(kind, { perSecond: 2, authors: 9, random }).next().offsetMs;
    });
    expect(Math.max(...firsts)).toBeLessThan(60_000);
  });
});
