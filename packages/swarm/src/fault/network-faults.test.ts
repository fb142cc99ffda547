import { afterAll, beforeAll, expect, test } from 'bun:test';
import { realClock } from '@eagre/protocol';
import { SeededRandom, until } from '@eagre/testkit';
import { Device } from '../device/device.ts';
import { Fleet } from '../device/fleet.ts';
import { tokenGiver } from '../target/tokens.ts';
import { parsePlan } from './plan.ts';
import { FaultRunner } from './runner.ts';
import { OpenSite } from './site.ts';

const count = 20;
const anyNetworkFault = parsePlan('cut@0');

let site: OpenSite;
let fleet: Fleet;
let devices: Device[];
let lost: Device[];

beforeAll(async () => {
  site = await OpenSite.open(anyNetworkFault, { devices: count, random: new SeededRandom(1) });
  fleet = new Fleet(site.target.address);
  fleet.onLost = (device) => void lost.push(device);
  const tokenFor = tokenGiver(site.target.tokens);
  devices = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const user = `u${i}`;
      return (await Device.connect(fleet, { user, token: await tokenFor(user) })).device;
    }),
  );
});

afterAll(async () => {
  fleet.closing = true;
  await site.close();
});

/** Runs a plan while `look` looks, then takes all back and brings everybody back. */
async function during(text: string, look: (runner: FaultRunner) => Promise<void>): Promise<void> {
  lost = [];
  const random = new SeededRandom(2);
  const runner = new FaultRunner({ plan: parsePlan(text), site, random, clock: realClock });
  runner.start();
  try {
    await until(() => runner.marks.length > 0, { pollMs: 1 });
    await look(runner);
  } finally {
    await runner.stop();
  }
  expect(runner.problems).toEqual([]);
  expect(runner.active).toEqual([]);
  const gone = devices.filter(({ isOpen }) => !isOpen);
  await Promise.all(gone.map((device) => device.reconnect()));
  expect(Math.max(...(await pings(devices)))).toBeLessThan(200);
}

/** ms from a ping to its answer. */
function pings(of: readonly Device[]): Promise<number[]> {
  return Promise.all(
    of.map(async (device) => {
      const sentMs = performance.now();
      await device.request({ cmd: 'ping' });
      return performance.now() - sentMs;
    }),
  );
}

test('devices go through the proxy, the HTTP API past it', async () => {
  expect(site.target.address.port).toBe(site.proxy?.port as number);
  expect(site.target.url).toBe(site.server?.url as string);
  expect((await site.proxy?.stats())?.lines).toBe(count);
});

test('cut: a share of the connections breaks, and can come back', () =>
  during('cut:share=0.3@0', async (runner) => {
    await until(() => lost.length === 6);
    await until(() => runner.marks[0]?.endMs !== undefined);
    expect(devices.filter(({ isOpen }) => isOpen)).toHaveLength(14);
    expect((await site.proxy?.stats())?.cut).toBe(6);
  }));

test('cut over a time: all of them, one after the other', () =>
  during('cut:how=close@0+0.4', async (runner) => {
    await until(() => lost.length > 2, { pollMs: 1 });
    expect(lost.length).toBeLessThan(count - 2);
    await until(() => lost.length === count);
    await until(() => runner.marks[0]?.endMs !== undefined);
    expect(runner.marks[0]?.endMs).toBeGreaterThan(300);
  }));

test('slow: answers come later by the delay of both ways', () =>
  during('slow:delay=150ms,jitter=50ms,share=50%@0+60', async (runner) => {
    const times = await pings(devices);
    const slow = times.filter((ms) => ms >= 200);
    expect(slow).toHaveLength(10);
    expect(new Set(slow.map(Math.round)).size).toBeGreaterThan(1);
    expect(runner.active).toEqual(['slow']);
    expect(lost).toEqual([]);
  }));

test('throttle: an answer of many bytes takes its time', () =>
  during('throttle:bytes=50000,way=up@0+60', async () => {
    const [device] = devices as [Device];
    const sentMs = performance.now();
    const ids = Array.from({ length: 400 }, () => 'listener-of-nothing-with-a-long-name');
    // Refused, since there is no such group: it is the way there that counts.
    await device.request({ cmd: 'group.invite', group: 'group:none', users: ids }).catch(() => {});
    expect(performance.now() - sentMs).toBeGreaterThan(200);
    expect(lost).toEqual([]);
  }));

test('stall one way: what devices say arrives, what they are told waits', () =>
  during('stall:way=down@0+0.8', async (runner) => {
    const [a, b] = devices as [Device, Device];
    const before = await site.proxy?.stats();
    const answered: number[] = [];
    for (const device of [a, b]) device.call({ cmd: 'ping' }, () => answered.push(device.index));
    await until(async () => ((await site.proxy?.stats())?.bytesUp ?? 0) > (before?.bytesUp ?? 0));
    expect(answered).toEqual([]);
    expect((await site.proxy?.stats())?.bytesDown).toBe(before?.bytesDown as number);
    await until(() => answered.length === 2, { what: 'the answers' });
    expect(runner.marks[0]?.endMs).toBeGreaterThanOrEqual(800);
    expect(lost).toEqual([]);
  }));

test('refuse: nobody new comes in, who is there stays', () =>
  during('refuse@0+60', async () => {
    const [device, other] = devices as [Device, Device];
    device.terminate();
    await expect(device.reconnect()).rejects.toThrow();
    expect((await pings([other])).length).toBe(1);
    expect((await site.proxy?.stats())?.refused).toBeGreaterThan(0);
  }));
