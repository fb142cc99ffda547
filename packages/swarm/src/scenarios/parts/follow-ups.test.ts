import { expect, test } from 'bun:test';
import { spreadDelayMs } from '@eagre/protocol';
import { withSeed } from '@eagre/testkit';
import type { Device } from '../../device/device.ts';
import { entriesFrame } from '../../device/entries-frame.ts';
import type { OnDelivered } from '../../device/fleet.ts';
import { nowMs } from '../../engine/now.ts';
import { type FollowUp, FollowUps } from './follow-ups.ts';
import { judgeActs, judgeInstants, judgeSpread } from './judge-commands.ts';
import { ServerClock } from './server-clock.ts';

const room = 'room:a';
const epoch = 3;
const withinMs = 50;
/** The server's clock is so far before the tool's. */
const aheadMs = 3_600_000;

function crowd(count: number) {
  const devices = Array.from({ length: count }, (_device, i) => {
    return { user: `u${i}`, name: `d-u${i}` } as Device;
  });
  const clock = new ServerClock();
  clock.offer(nowMs() + aheadMs, nowMs(), nowMs());
  const abort = new AbortController();
  let before = 0;
  const onReliable: OnDelivered = () => {
    before += 1;
  };
  const load = { fleet: { onReliable }, signal: abort.signal };
  const acts: { followUp: FollowUp; atMs: number }[] = [];
  const followUps = new FollowUps(load, {
    clocks: new Map(devices.map((device) => [device, clock])),
    withinMs,
    act: (followUp) => acts.push({ followUp, atMs: nowMs() + aheadMs }),
  });
  /** The entry at `syncId`, handed over at all devices. */
  const tell = (syncId: number, when: object) => {
    const entry = { type: 'message', at: nowMs() + aheadMs, from: 'h', kind: 'item', body: {} };
    const frame = entriesFrame(room, epoch, syncId, [{ ...entry, ...when } as never]);
    for (const device of devices) load.fleet.onReliable(device, frame, 0);
  };
  return { devices, followUps, acts, tell, abort, others: () => before };
}

test('each device acts at its own moment within the window, by the rule of the protocol', () =>
  withSeed(async (random) => {
    const { devices, followUps, acts, tell, others } = crowd(200);
    const syncId = random.int(1000) + 1;
    tell(syncId, { spreadMs: 1000 });
    tell(syncId + 1, {});
    await followUps.settled();
    expect(others()).toBe(400);
    expect(new Set(acts.map(({ followUp }) => followUp.device)).size).toBe(devices.length);
    for (const { followUp, atMs } of acts) {
      const { device, command } = followUp;
      const who = { user: device.user, device: device.name };
      const dueMs = command.at + spreadDelayMs({ room, epoch, syncId }, who, 1000);
      expect(atMs).toBeGreaterThanOrEqual(dueMs - 0.1);
      expect(atMs).toBeLessThan(dueMs + 5000);
    }
    const { all } = followUps.acted;
    expect(all.map((each) => each.syncId)).toEqual([syncId]);
    expect(judgeActs(all, devices.length).ok).toBe(true);
    expect(judgeSpread(all)).toBeDefined();
  }));

test('all act at one instant of the clock of the server, also one that is over', async () => {
  const { devices, followUps, acts, tell } = crowd(50);
  const activateAt = Math.round(nowMs() + aheadMs + 200);
  tell(1, { activateAt });
  expect(acts.length).toBe(0);
  await followUps.settled();
  for (const { atMs } of acts) expect(atMs).toBeGreaterThanOrEqual(activateAt - 0.1);
  expect(judgeActs(followUps.acted.all, devices.length).ok).toBe(true);
  tell(2, { activateAt: activateAt - 10_000 });
  await followUps.settled();
  expect(acts.length).toBe(100);
  expect(judgeInstants(followUps.acted.all.slice(1), withinMs)?.ok).toBe(false);
});

test('when the run shall end nobody waits for a moment', async () => {
  const { followUps, acts, tell, abort } = crowd(10);
  tell(1, { spreadMs: 600_000 });
  abort.abort();
  await followUps.settled();
  tell(2, { spreadMs: 600_000 });
  await followUps.settled();
  expect(acts).toEqual([]);
});
