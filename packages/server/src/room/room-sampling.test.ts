import { expect, test } from 'bun:test';
import type { RoomChat } from '@eagre/protocol';
import { withSeed } from '@eagre/testkit';
import { backendActor } from '../conversation/actor.ts';
import { RoomWorld, roomId } from './test/room-world.ts';
import { app, type WorldDevice } from './test/world-device.ts';

const show = roomId('show');
const viewers = 12;
const perSecond = 5;
const seconds = 24;
const windowMs = 4000;
/** A tenth of what the viewers say. */
const displayPerSecond = (viewers * perSecond) / 10;
const tiers = [{ fromDevices: 0, windowMs, flushItems: 0, displayPerSecond }];

interface Offered {
  staff: number;
  gifts: number;
  chat: number;
}

/** Viewers speak as often as they may, now and then there is a gift, or staff speaks. */
async function flood(world: RoomWorld, crowd: readonly WorldDevice[], staff: WorldDevice) {
  const offered: Offered = { staff: 0, gifts: 0, chat: 0 };
  for (let beat = 0; beat < seconds * perSecond; beat += 1) {
    for (const device of crowd) await device.say(show);
    offered.chat += crowd.length;
    if (beat % 20 === 0) {
      await staff.say(show, { text: `${offered.staff++}` });
      await gift(world, offered.gifts++);
    }
    await world.clock.advance(1000 / perSecond);
  }
  await world.clock.advance(3 * windowMs);
  return offered;
}

async function gift(world: RoomWorld, number: number): Promise<void> {
  const room = await world.open(show);
  const body = { text: `${number}` };
  await world.node().services.speech.say(room, backendActor(app), {
    ...{ kind: 'text', body, class: 'best-effort', rank: 'gift' },
  });
}

function seenBy(device: WorldDevice, rank: RoomChat['rank']): string[] {
  return device
    .room(show)
    .chat.filter(({ said }) => said.rank === rank)
    .map(({ said }) => String(said.body['text']));
}

/** How often each viewer was shown in each frame. */
function turns(device: WorldDevice): number[][] {
  return device.room(show).frames.flatMap(({ push }) => {
    const chat = (push.chat ?? []).filter(({ rank }) => rank === undefined);
    if (chat.length === 0) return [];
    const counts = new Map<string, number>();
    for (const { from } of chat) counts.set(from, (counts.get(from) ?? 0) + 1);
    const others = Array.from({ length: viewers - counts.size }, () => 0);
    return [[...counts.values(), ...others]];
  });
}

for (const nodes of [['n1'], ['n1', 'n2']]) {
  test(`ten times what can be read, on ${nodes.length} nodes: staff and gifts arrive, turns are fair`, () =>
    withSeed(async (random) => {
      const limits = { roomUserPerSecond: perSecond, roomUserBurst: perSecond };
      const world = await RoomWorld.open(random, { nodes, tiers, limits });
      const crowd = await world.crowd(viewers, show, nodes);
      const staff = await world.device('staff');
      await world.during(staff.enter(show));
      await world.during(
        world.node().services.desk.setRole(await world.open(show), 'staff' as never, 'staff'),
      );
      const offered = await flood(world, crowd, staff);

      const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
      for (const device of crowd) {
        expect(seenBy(device, 'staff')).toEqual(numbers(offered.staff));
        expect(seenBy(device, 'gift')).toEqual(numbers(offered.gifts));
      }

      const shown = crowd.map((device) => device.room(show).chat.length);
      // With what is saved up in one and a half windows, and what staff and gifts may borrow.
      const most = displayPerSecond * (seconds + (windowMs / 1000) * (1 + 2 * 1.5));
      for (const count of shown) {
        expect(count).toBeLessThanOrEqual(most);
        expect(count).toBeGreaterThan((displayPerSecond * seconds) / 2);
      }

      let [said, kept] = [0, 0];
      for (const name of nodes) {
        const { pipeline } = await world.open(show, name);
        const { offered: own, taken, shown: out, dropped } = pipeline.counts;
        const lost = Object.values(dropped).flat();
        expect(sum(own) + sum(taken)).toBe(sum(out) + sum(lost));
        // Staff and gifts are the first two ranks.
        for (const byRank of Object.values(dropped)) expect(byRank.slice(0, 2)).toEqual([0, 0]);
        const here = crowd.find(({ line }) => line?.node.name === name);
        expect(here?.room(show).chat.length).toBe(sum(out));
        said += sum(own);
        kept += sum(out);
      }
      expect(said).toBe(offered.chat + offered.staff + offered.gifts);
      if (nodes.length === 1) expect(kept).toBeLessThan(said / 5);

      // On one node every sender of a frame had more than could be shown: turns differ by one.
      for (const counts of nodes.length === 1 ? turns(crowd[0] as WorldDevice) : []) {
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
      await world.close();
      expect(world.reported).toEqual([]);
    }));
}

test('nobody is left out for long: who goes without is left to chance', () =>
  withSeed(async (random) => {
    // A third of those who speak fit into each of 240 flushes: 80 times each, and 5 times the spread.
    const few = [{ fromDevices: 0, windowMs: 500, flushItems: 0, displayPerSecond: 8 }];
    const limits = { roomUserPerSecond: 2, roomUserBurst: 2 };
    const world = await RoomWorld.open(random, { tiers: few, limits });
    const crowd = await world.crowd(viewers, show);
    for (let beat = 0; beat < 240; beat += 1) {
      for (const device of crowd) await device.say(show);
      await world.clock.advance(500);
    }
    const counts = new Map<string, number>();
    for (const { said } of crowd[0]?.room(show).chat ?? []) {
      counts.set(said.from, (counts.get(said.from) ?? 0) + 1);
    }
    expect(counts.size).toBe(viewers);
    for (const count of counts.values()) {
      expect(count).toBeGreaterThan(40);
      expect(count).toBeLessThan(120);
    }
    await world.close();
  }));

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
