import { describe, expect, test } from 'bun:test';
import { FakeClock, type SeededRandom, withSeed } from '@eagre/testkit';
import { dropReasons } from './chat-counts.ts';
import { chat, pipelineFixture, ranks, type Sent } from './test/chat-fixture.ts';

const capped = { windowMs: 250, displayPerSecond: 40 };
const forMs = 30_000;

const sumOf = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const textsIn = (sent: readonly Sent[]) => sent.flatMap(({ texts }) => texts);

type Fixture = ReturnType<typeof pipelineFixture>;

/** So many messages a second for half a minute: staff 1 %, gifts 3 %, of 300 viewers one ten times as loud. */
async function flood(fixtures: readonly Fixture[], perSecond: number, random: SeededRandom) {
  const [first] = fixtures;
  let said = 0;
  for (let atMs = 0; atMs < forMs; atMs += 5) {
    for (const { pipeline } of fixtures) {
      for (let i = 0; i < perSecond / 200; i += 1) {
        const dice = random.next();
        const rank = dice < 0.01 ? ranks.staff : dice < 0.04 ? ranks.gift : ranks.viewer;
        const sender = random.chance(0.03) ? 'loud' : `u${random.int(300)}`;
        pipeline.offer(chat(`${said} ${rank}`, rank === ranks.viewer ? sender : 'show', rank));
        said += 1;
      }
    }
    await first?.clock.advance(5);
  }
  await first?.clock.advance(1000);
}

function droppedOf({ pipeline }: Fixture): number {
  return sumOf(dropReasons.map((reason) => sumOf(pipeline.counts.dropped[reason])));
}

describe('ten times what can be shown', () => {
  test('staff and gifts all arrive, and what is dropped is what was not shown', () =>
    withSeed(async (random) => {
      const fixture = pipelineFixture({ tier: capped, random });
      await flood([fixture], 400, random);
      const { offered, shown } = fixture.pipeline.counts;
      expect(shown[ranks.staff]).toBe(offered[ranks.staff] as number);
      expect(shown[ranks.gift]).toBe(offered[ranks.gift] as number);
      const delivered = textsIn(fixture.flushes).length;
      expect(new Set(textsIn(fixture.flushes)).size).toBe(delivered);
      expect(sumOf(offered) - delivered).toBe(droppedOf(fixture));
      // On average the cap, and a second of it that was saved up before.
      expect(delivered).toBeGreaterThan((forMs / 1000) * capped.displayPerSecond - 1);
      expect(delivered).toBeLessThanOrEqual((forMs / 1000 + 2) * capped.displayPerSecond);
    }));

  test('on a lone node nothing is thinned twice', () =>
    withSeed(async (random) => {
      const fixture = pipelineFixture({ tier: capped, random });
      await flood([fixture], 400, random);
      expect(fixture.pipeline.counts.dropped.receiver_cap).toEqual([0, 0, 0, 0]);
      expect(textsIn(fixture.publishes)).toEqual(textsIn(fixture.flushes));
    }));

  test('a loud sender is shown hardly more than others: at most one more in a window', () =>
    withSeed(async (random) => {
      const fixture = pipelineFixture({ tier: capped, random });
      await flood([fixture], 400, random);
      for (const { chat: items } of fixture.flushes) {
        const loud = items.filter(({ sender }) => sender === 'loud').length;
        const viewers = items.filter(({ rank }) => rank === ranks.viewer);
        const senders = new Set(viewers.map(({ sender }) => sender)).size;
        // The sampler serves everybody once before anybody twice, and there were more than fit.
        expect([loud <= 1, senders]).toEqual([true, viewers.length]);
      }
    }));
});

test('of two nodes in flood, each node shows both alike', () =>
  withSeed(async (random) => {
    const clock = new FakeClock();
    const nodes = [0, 1].map(() => pipelineFixture({ tier: capped, random, clock }));
    nodes.forEach(({ publishes }, node) => {
      const push = publishes.push.bind(publishes);
      const [other] = nodes.filter((_, index) => index !== node);
      publishes.push = (...sent) => {
        for (const { chat: items } of sent) other?.pipeline.take(items);
        return push(...sent);
      };
    });
    await flood(nodes, 200, random);
    nodes.forEach((fixture, node) => {
      const own = new Set(textsIn(fixture.publishes));
      const shown = fixture.flushes.flatMap(({ chat: items }) =>
        items.filter(({ rank }) => rank === ranks.viewer),
      );
      const share = shown.filter(({ text }) => own.has(text)).length / shown.length;
      // Of 600 viewers' messages 0.12 is six standard deviations.
      expect(shown.length).toBeGreaterThan(600);
      expect({ node, isFair: Math.abs(share - 0.5) < 0.12 }).toEqual({ node, isFair: true });
      const { offered, taken, shown: counted } = fixture.pipeline.counts;
      const seen = sumOf(offered) + sumOf(taken) - sumOf(counted);
      expect(seen).toBe(droppedOf(fixture));
      // Staff and gifts of both nodes are 4 % of 400 a second: they fit the cap.
      for (const rank of [ranks.staff, ranks.gift]) {
        expect(counted[rank]).toBe((offered[rank] ?? 0) + (taken[rank] ?? 0));
      }
    });
  }));
