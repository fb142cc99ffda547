import { expect, test } from 'bun:test';
import { SeededRandom, seedFromEnv, testScale, withSeed } from '@eagre/testkit';
import { limits } from '../limits.ts';
import { BusyShow } from './test/busy-show.ts';
import { RoomWorld, roomId } from './test/room-world.ts';
import {
  checkAttributes,
  checkChat,
  checkCounters,
  checkPresence,
  checkReliable,
} from './test/show-checks.ts';

const tiers = [
  { fromDevices: 0, windowMs: 0, flushItems: 0, displayPerSecond: 50 },
  { fromDevices: 4, windowMs: 100, flushItems: 5, displayPerSecond: 20 },
  { fromDevices: 9, windowMs: 300, flushItems: 10, displayPerSecond: 10 },
];

/** By then every device has every reliable message, whatever was lost before. */
const deliveredMs = 12_000;
/** By then all figures are right as well, and what a crash took is forgotten. */
const settledMs = limits.roomSumsForgetMs + 2 * limits.roomCheckMs;

const seeds = Math.ceil(200 * testScale());

interface Reached {
  retried: number;
  carried: number;
  pulled: number;
  holes: number;
  entries: number;
  chat: number;
}

async function simulate(random: SeededRandom, reached: Reached): Promise<void> {
  const names = ['n1', 'n2', 'n3', 'n4'].slice(0, 1 + random.int(4));
  const isFaulty = random.chance(0.7);
  const world = await RoomWorld.open(random, {
    nodes: names,
    tiers,
    bus: isFaulty ? { mostDelayMs: 80, loss: 0.1, double: 0.1 } : {},
    store: isFaulty ? { mostDelayMs: 20, refusal: 0.02, lostAnswer: 0.02 } : {},
  });
  const rooms = ['a', 'b'].map(roomId);
  for (let i = 0; i < 12; i += 1) {
    await world.device(`u${i >> 1}`, random.pick(names), i % 2 === 0 ? 'phone' : 'tablet');
  }
  const show = new BusyShow(world, rooms, names);
  for (let i = 0; i < 150; i += 1) await show.step();
  await show.settle();
  await world.clock.advance(deliveredMs);
  reached.entries += await checkReliable(show);
  reached.chat += checkChat(show);
  await world.clock.advance(settledMs - deliveredMs);
  checkPresence(show);
  await checkCounters(show);
  await checkAttributes(show);
  for (const { services } of world.nodes.values()) reached.holes += services.counts.holes;
  await world.close();
  const { retried, carried, pulled } = world.audience();
  reached.retried += retried;
  reached.carried += carried;
  reached.pulled += pulled;
  const unexpected = world.reported.filter((text) => !text.includes('TimelineError'));
  expect(unexpected).toEqual([]);
}

test(`rooms over nodes keep their promises, whatever ${seeds} seeds do to them`, async () => {
  const reached = { retried: 0, carried: 0, pulled: 0, holes: 0, entries: 0, chat: 0 };
  const given = process.env['EAGRE_SEED'] !== undefined;
  const first = new SeededRandom(seedFromEnv());
  for (let i = 0; i < (given ? 1 : seeds); i += 1) {
    const seed = given ? seedFromEnv() : first.int(2 ** 32);
    await withSeed((random) => simulate(random, reached), seed);
  }
  if (given) return;
  for (const [what, times] of Object.entries(reached)) {
    expect({ what, isReached: times > 0 }).toEqual({ what, isReached: true });
  }
}, 120_000);
