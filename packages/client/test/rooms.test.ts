import { describe, expect, test } from 'bun:test';
import { type SeededRandom, seedFromEnv, testScale, withSeed } from '@eagre/testkit';
import { fair, RoomSimulation, type RoomWeather, rooms } from './model/room-simulation.ts';
import { faultsOf } from './model/room-verdict.ts';

const storms: RoomWeather[] = [
  fair,
  { ...fair, jitterMs: 40, behind: 0.4 },
  { ...fair, slownessMs: 30, refusal: 0.2 },
  { ...fair, loss: 0.1, duplication: 0.2, reordering: 0.3, jitterMs: 30 },
  { ...fair, loss: 0.3, refusal: 0.1, behind: 0.2, slownessMs: 20 },
];

/** Runs under many seeds; a failure names the one to repeat. */
async function underSeeds(count: number, run: (random: SeededRandom) => Promise<void>) {
  const first = seedFromEnv();
  const isRepeat = process.env['EAGRE_SEED'] !== undefined;
  const last = isRepeat ? first + 1 : first + Math.ceil(count * testScale());
  for (let seed = first; seed < last; seed += 1) await withSeed(run, seed);
}

async function judge(simulation: RoomSimulation): Promise<void> {
  await simulation.heal();
  expect(faultsOf(simulation)).toEqual([]);
  await simulation.close();
  expect(simulation.clock.pendingTimers).toBe(0);
}

describe('rooms over a bad network', () => {
  const timeoutMs = 120_000 * Math.max(1, testScale());
  test(
    'entries once and in order, membership as last wanted, taps exact, chat at most once',
    async () => {
      const seen = { entries: 0, stays: 0, chats: 0 };
      await underSeeds(150, async (random) => {
        const simulation = new RoomSimulation(random, random.pick(storms));
        simulation.clock.advance(200);
        for (let step = 0; step < 120; step += 1) await simulation.step(true);
        await judge(simulation);
        for (const log of simulation.devices.flatMap(({ logs }) => logs)) {
          seen.stays += 1;
          seen.entries += log.entries;
          seen.chats += log.events.filter(({ type }) => type === 'chat').length;
        }
      });
      const runs = process.env['EAGRE_SEED'] === undefined ? 150 * testScale() : 1;
      expect(seen.stays / runs).toBeGreaterThan(2);
      expect(seen.entries / runs).toBeGreaterThan(20);
      expect(seen.chats / runs).toBeGreaterThan(5);
    },
    timeoutMs,
  );

  test(
    'who stays misses nothing, and every tap counts once, however often answers are lost',
    async () => {
      await underSeeds(60, async (random) => {
        const weather = random.pick(storms);
        const simulation = new RoomSimulation(random, weather);
        simulation.clock.advance(200);
        for (const device of simulation.devices) device.enter('room:a' as never);
        simulation.clock.advance(5_000);
        await null;
        for (let step = 0; step < 150; step += 1) await simulation.step(false);
        await simulation.heal();
        const room = simulation.server.rooms.room('room:a' as never);
        for (const { logs, name } of simulation.devices) {
          const stays = logs.filter(({ stay }) => stay.room === room.id);
          expect(stays.length).toBeLessThanOrEqual(1);
          const made = stays.reduce((sum, { taps }) => sum + taps, 0);
          expect([name, room.tapped.get(`${name}-1`) ?? 0]).toEqual([name, made]);
        }
        await judge(simulation);
      });
    },
    timeoutMs,
  );

  test(
    'on a connection that loses nothing but itself the likes shown are the likes counted',
    async () => {
      await underSeeds(40, async (random) => {
        const simulation = new RoomSimulation(random, { ...fair, jitterMs: 20 });
        simulation.clock.advance(200);
        for (let step = 0; step < 150; step += 1) await simulation.step(true);
        await simulation.heal();
        for (const { logs } of simulation.devices) {
          for (const { stay, ended } of logs) {
            if (ended || !stay.inside) continue;
            const { counters } = simulation.server.rooms.room(stay.room);
            expect(stay.feed.counters.shown).toEqual(counters);
          }
        }
        await judge(simulation);
      });
    },
    timeoutMs,
  );

  test(
    'after a storm of hops the device is where its last action put it',
    async () => {
      await underSeeds(80, async (random) => {
        const simulation = new RoomSimulation(random, random.pick(storms));
        simulation.clock.advance(200);
        const [device] = simulation.devices;
        for (const room of rooms) device?.enter(room);
        simulation.clock.advance(300);
        for (let round = 0; round < 6; round += 1) {
          if (device) simulation.storm(device, 15);
          await null;
        }
        await judge(simulation);
      });
    },
    timeoutMs,
  );
});
