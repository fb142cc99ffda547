import { expect, test } from 'bun:test';
import type { TierOverride } from '@eagre/swarm/target/rooms-api';
import { type CapacityPlan, shortestWindow } from './capacity.ts';
import { climb } from './climb.ts';
import type { Spell } from './live-run.ts';

const fine: Spell = {
  chatPerSecond: 0,
  deliveredPerSecond: 0,
  framesPerSecond: 0,
  bytesPerFrame: 0,
  deliveredShare: 1,
  p50Ms: 1,
  p99Ms: 1,
  reliableP99Ms: 1,
  refused: 0,
  shares: { server: 1, load: 1, others: 0 },
};

/** A server that sustains so many messages a second, and then fails in one way. */
function limited(most: number, failing: Partial<Spell>) {
  const tried: number[] = [];
  return {
    tried,
    spell: (chatPerSecond: number) => {
      tried.push(Math.round(chatPerSecond));
      const spell = { ...fine, chatPerSecond };
      return Promise.resolve(chatPerSecond <= most ? spell : { ...spell, ...failing });
    },
    rest: () => Promise.resolve(),
  };
}

test.each([
  ['late', { p99Ms: 751 }],
  ['lost', { deliveredShare: 0.9 }],
  ['refused', { refused: 1 }],
])('a climb ends where messages are %s, and tries once between', async (_how, failing) => {
  const run = limited(3000, failing);
  const went = await climb(run, 1000, 1, 750);
  expect(run.tried).toEqual([1000, 1500, 2250, 3375, 2756]);
  expect(went.map(({ chatPerSecond }) => Math.round(chatPerSecond))).toEqual([
    1000, 1500, 2250, 2756,
  ]);
});

test('what does not go between does not count', async () => {
  const went = await climb(limited(2600, { refused: 1 }), 1000, 1, 750);
  expect(went.at(-1)?.chatPerSecond).toBe(2250);
});

test('a climb that fails at once tries lower, and one without an end ends', async () => {
  const low = limited(900, { refused: 1 });
  expect(await climb(low, 1000, 1, 750)).toHaveLength(1);
  expect(low.tried).toEqual([1000, 816]);
  const high = limited(Number.POSITIVE_INFINITY, {});
  expect((await climb(high, 1000, 1, 750)).length).toBeLessThan(20);
});

function room(framesPerSecond: number, p99Ms = 1) {
  const windows: number[] = [];
  const tiers: TierOverride[] = [];
  return {
    windows,
    tiers,
    setTier: (_room: string, tier: TierOverride) => {
      windows.push(tier.windowMs as number);
      tiers.push(tier);
      return Promise.reject(new Error('unused')).catch(() => undefined as never);
    },
    isSpeaking: false,
    spell() {
      this.isSpeaking = true;
      const wanted = (100 * 1000) / (windows.at(-1) as number);
      return Promise.resolve({
        ...fine,
        framesPerSecond: Math.min(wanted, framesPerSecond),
        p99Ms,
      });
    },
    rest() {
      this.isSpeaking = false;
      return Promise.resolve();
    },
  };
}

const plan: CapacityPlan = {
  room: 'room:a',
  devices: 100,
  messagesPerFrame: 30,
  windowMs: 250,
  seconds: 1,
};

test('the window shrinks as far as it is kept, frames staying as large', async () => {
  const one = room(600);
  const kept = await shortestWindow(one, one, plan, { step: () => {} });
  // What fails is tried once more.
  expect(one.windows).toEqual([250, 200, 160, 128, 128]);
  expect(kept).toMatchObject({ windowMs: 160, spell: { framesPerSecond: 600 } });
  const perFrame = one.tiers.map(({ windowMs = 0, displayPerSecond = 0 }) =>
    Math.round((displayPerSecond * windowMs) / 1000),
  );
  expect(perFrame).toEqual(one.windows.map(() => 30));
  expect(one.isSpeaking).toBe(false);
});

test('a first window that is not kept is made longer; late frames count as not kept', async () => {
  const slow = room(150);
  expect(await shortestWindow(slow, slow, plan, { step: () => {} })).toMatchObject({
    windowMs: 1000,
  });
  expect(slow.isSpeaking).toBe(false);
  const late = room(Number.POSITIVE_INFINITY, 60_000);
  expect(await shortestWindow(late, late, plan, { step: () => {} })).toBeUndefined();
});
