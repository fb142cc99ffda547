import { describe, expect, test } from 'bun:test';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import type { ChatItem } from '../../bus/bus.ts';
import { countByRank, sample } from './sampler.ts';
import { chat, ranks, textsOf } from './test/chat-fixture.ts';

const many = (count: number, sender: string, rank?: number) =>
  Array.from({ length: count }, (_, i) => chat(`${sender}${i}`, sender, rank));

function crowd(random: SeededRandom): ChatItem[] {
  const senders = random.int(12) + 1;
  return Array.from({ length: random.int(80) }, (_, i) => {
    const sender = Math.min(random.int(senders), random.int(senders));
    // A sender has one rank, as a user has one role.
    return chat(`${i}`, `u${sender}`, sender % 4);
  });
}

function bySender(items: readonly ChatItem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { sender } of items) counts.set(sender, (counts.get(sender) ?? 0) + 1);
  return counts;
}

/** Of two senders of one rank one has at most one more, unless the other has nothing left. */
function expectFair(items: readonly ChatItem[], kept: readonly ChatItem[], rank: number): void {
  const said = bySender(items.filter((item) => item.rank === rank));
  const shown = bySender(kept);
  const most = Math.max(0, ...[...said.keys()].map((sender) => shown.get(sender) ?? 0));
  for (const [sender, count] of said) {
    const has = shown.get(sender) ?? 0;
    if (has < count) expect({ [sender]: has }).toEqual({ [sender]: Math.max(has, most - 1) });
  }
}

describe('the sampler', () => {
  test('what fits is kept as it is', () => {
    const items = many(5, 'ann');
    expect(sample(items, 5, { next: () => 0 }).kept).toBe(items);
    expect(sample(items, Number.POSITIVE_INFINITY, { next: () => 0 }).dropped).toEqual([
      0, 0, 0, 0,
    ]);
  });

  test('high ranks come first, in whatever order they came', () => {
    const items = [
      ...many(3, 'v', ranks.viewer),
      ...many(2, 'g', ranks.gift),
      ...many(3, 'f', ranks.follower),
      chat('host', 'h', ranks.staff),
    ];
    const { kept, dropped } = sample(items, 4, { next: () => 0.5 });
    expect(textsOf(kept)).toEqual(['g0', 'g1', 'f0', 'host']);
    expect(dropped).toEqual([0, 0, 2, 3]);
  });

  test('a loud sender does not crowd out quiet ones', () => {
    const items = [...many(50, 'loud'), ...many(2, 'ann'), ...many(1, 'bob')];
    const { kept } = sample(items, 6, { next: () => 0.5 });
    expect(textsOf(kept)).toEqual(['loud0', 'loud1', 'loud2', 'ann0', 'ann1', 'bob0']);
  });

  test('who goes without is left to chance, the same for all', () =>
    withSeed((random) => {
      const items = Array.from({ length: 10 }, (_, i) => chat(`${i}`, `u${i}`));
      const shown = items.map(() => 0);
      const rounds = 4000;
      for (let i = 0; i < rounds; i += 1) {
        for (const text of textsOf(sample(items, 3, random).kept)) {
          shown[Number(text)] = (shown[Number(text)] ?? 0) + 1;
        }
      }
      // Six standard deviations of a binomial draw: once in a hundred million runs.
      const deviation = 6 * Math.sqrt(rounds * 0.3 * 0.7);
      for (const count of shown) expect(Math.abs(count - rounds * 0.3)).toBeLessThan(deviation);
    }));

  test('it keeps exactly the quota, by rank, fairly, in order, and counts the rest', () =>
    withSeed((random) => {
      for (let round = 0; round < 2000 * testScale(); round += 1) {
        const items = crowd(random);
        const quota = random.next() * 1.2 * items.length;
        const { kept, dropped } = sample(items, quota, random);
        expect(kept.length).toBe(Math.min(items.length, Math.floor(quota)));
        expect(kept).toEqual(items.filter((item) => kept.includes(item)));
        const left = countByRank(kept);
        expect(countByRank(items).map((count, rank) => count - (left[rank] ?? 0))).toEqual([
          ...dropped,
        ]);
        const cut = dropped.findIndex((count) => count > 0);
        if (cut >= 0) expect(left.slice(cut + 1).every((count) => count === 0)).toBe(true);
        for (const rank of Object.values(ranks)) expectFair(items, kept, rank);
      }
    }));
});
