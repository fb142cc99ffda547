import { describe, expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { type AuthorStyle, Authors, groupAuthors, showAuthors } from './authors.ts';

const messages = 20_000;

function draw(style: AuthorStyle, count: number, backScale = 1): number[] {
  const authors = new Authors(style, { count, backScale, random: new SeededRandom(9) });
  return Array.from({ length: messages }, () => authors.next());
}

/** Of the messages, those whose author wrote one of the so many before. */
function againWithin(drawn: readonly number[], back: number): number {
  const last = new Map<number, number>();
  let again = 0;
  for (const [at, author] of drawn.entries()) {
    if (at - (last.get(author) ?? Number.NEGATIVE_INFINITY) <= back) again += 1;
    last.set(author, at);
  }
  return again / drawn.length;
}

describe.each([
  ['show', showAuthors],
  ['group', groupAuthors],
])('%s', (_kind, style) => {
  test.each([1, 2, 7, 500, 2_000_000])('draws of %d people only, and of many of them', (count) => {
    const drawn = draw(style, count);
    expect(drawn.every((author) => Number.isInteger(author) && author >= 0 && author < count)).toBe(
      true,
    );
    expect(new Set(drawn).size).toBeGreaterThan(Math.min(count, 200) * 0.6);
  });

  test('some speak much more than others', () => {
    const counts = new Array<number>(500).fill(0);
    for (const author of draw(style, 500)) counts[author] = (counts[author] as number) + 1;
    counts.sort((a, b) => b - a);
    const ofTenth = counts.slice(0, 50).reduce((sum, count) => sum + count, 0) / messages;
    expect(ofTenth).toBeWithin(0.15, 0.85);
  });
});

test('in a group two or three talk with one another', () => {
  const drawn = draw(groupAuthors, 124);
  expect(againWithin(drawn, 1)).toBeWithin(0.3, 0.48);
  expect(againWithin(drawn, 5)).toBeWithin(0.65, 0.85);
});

test('in a show nobody speaks twice at once, and the larger it is the more others speak between', () => {
  const drawn = draw(showAuthors, 100_000);
  expect(againWithin(drawn, 1)).toBeLessThan(0.005);
  expect(againWithin(drawn, 1000)).toBeWithin(0.15, 0.35);
  const larger = draw(showAuthors, 1_000_000, 10);
  expect(againWithin(larger, 1000)).toBeLessThan(againWithin(drawn, 1000) / 2);
});

test('nobody is no traffic', () => {
  expect(() => draw(showAuthors, 0)).toThrow('needs an author');
});
