import { afterEach, beforeEach, expect, test } from 'bun:test';
import { freePort, SeededRandom, until, withSeed } from '@eagre/testkit';
import type { Device } from '../device/device.ts';
import { FakeServer, refusal } from '../device/test/fake-server.ts';
import { backoffMs } from './backoff.ts';
import { Heartbeat } from './heartbeat.ts';
import { decoded } from './meter.ts';
import { Population, type PopulationOptions } from './population.ts';
import { TestLoad } from './test/test-load.ts';

let server: FakeServer;
let load: TestLoad;
let population: Population;

beforeEach(() => {
  server = new FakeServer();
  load = new TestLoad(server, new SeededRandom(1));
});

afterEach(async () => {
  await population.close();
  await server.stop();
});

function people(count: number, options?: PopulationOptions): Population {
  const users = Array.from({ length: count }, (_user, i) => `u${i}`);
  population = new Population(load, users, options);
  return population;
}

test('no server, and one that knows none of the devices, are one clear error at once', async () => {
  const port = await freePort('127.0.0.1');
  const there = load;
  load = new TestLoad({ host: '127.0.0.1', port }, new SeededRandom(1));
  const startedMs = performance.now();
  expect(people(2000).connect()).rejects.toThrow(
    `127.0.0.1:${port}: no server listens there (ECONNREFUSED)`,
  );
  expect(performance.now() - startedMs).toBeLessThan(1000);
  load = there;
  server.on('connect', () => refusal('unauthenticated', 'the token is wrong'));
  expect(people(2000).connect()).rejects.toThrow(
    'connect of u0: unauthenticated: the token is wrong',
  );
});

test('one that is refused among many is counted and tried again; one for good is given up', async () => {
  let temporary = 0;
  server.on('connect', ({ device }, socket) => {
    if (device === 'd-u7') return refusal('forbidden', 'u7 is disabled');
    if (device === 'd-u9' && temporary < 2) {
      temporary += 1;
      socket.close(4004, 'overloaded');
      return undefined;
    }
    return { ok: { queues: [], dropped: [] } };
  });
  await people(20).connect();
  expect([population.online, population.givenUp, load.fleet.online]).toEqual([19, 1, 19]);
  expect([load.count('connects'), load.count('connectFailures')]).toEqual([19, 5]);
  expect(load.fleet.ledger.faults).toEqual([
    `u7: 127.0.0.1:${server.port}: connect of u7: forbidden: u7 is disabled`,
  ]);
});

test('lost connections come back, one that is told to stop does not', async () => {
  await people(10).connect();
  server.close(4000);
  await until(() => load.count('reconnects') === 10, { what: 'all to be back' });
  expect([population.online, load.count('losses'), load.fleet.ledger.faults]).toEqual([10, 10, []]);
  const [one] = server.sockets;
  one?.close(4503, 'kicked');
  await until(() => population.givenUp === 1, { what: 'the kick' });
  expect(load.fleet.ledger.faults[0]).toContain('closed for good with 4503 (kicked)');
});

test('all try for as long as the server is away, and longer and longer apart', async () => {
  await people(5).connect();
  await server.stop();
  await until(() => load.count('connectFailures') >= 10, { what: 'some attempts' });
  expect(population.online).toBe(0);
  server.start();
  await until(() => population.online === 5, { what: 'all to be back', timeoutMs: 8000 });
  expect(load.count('reconnects')).toBe(5);
}, 10_000);

test('waits double up to their end, and half of each is chance', () =>
  withSeed((random) => {
    for (const [failures, most] of [200, 400, 800, 1600, 3200, 5000, 5000].entries()) {
      const waits = Array.from({ length: 50 }, () => backoffMs(failures, random));
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(most / 2);
      expect(Math.max(...waits)).toBeLessThanOrEqual(most);
      expect(new Set(waits).size).toBeGreaterThan(40);
    }
    expect(backoffMs(1e6, random)).toBeLessThanOrEqual(5000);
  }));

test('at a rate each is due at its time, and is timed from then', async () => {
  let answered = 0;
  server.on('connect', ({ id }, socket) => {
    // The third is held up; nobody behind it waits for it.
    const answer = JSON.stringify({ id, ok: { queues: [], dropped: [] } });
    answered += 1;
    if (answered !== 3) return { ok: { queues: [], dropped: [] } };
    setTimeout(() => socket.send(answer), 300);
    return undefined;
  });
  const startedMs = performance.now();
  await people(50).connect({ perSecond: 200 });
  const tookMs = performance.now() - startedMs;
  expect(tookMs).toBeGreaterThan(240);
  const times = decoded(load.meter.take().timers.connect ?? '');
  expect([times.totalCount, times.maxValue >= 290_000]).toEqual([50, true]);
  expect(times.getValueAtPercentile(90)).toBeLessThan(150_000);
});

test('no more handshakes at once than allowed', async () => {
  let now = 0;
  let most = 0;
  server.on('connect', ({ id }, socket) => {
    now += 1;
    most = Math.max(most, now);
    setTimeout(() => {
      now -= 1;
      socket.send(JSON.stringify({ id, ok: { queues: [], dropped: [] } }));
    }, 5);
    return undefined;
  });
  await people(40, { handshakesAtOnce: 7 }).connect();
  expect([most, population.online]).toEqual([7, 40]);
  load.meter.take();
  await population.close();
  await people(40, { handshakesAtOnce: 1 }).connect({ perSecond: 1000 });
  // They wait for each other in the tool, and that is part of their time.
  const times = decoded(load.meter.take().timers.connect ?? '');
  expect(times.maxValue).toBeGreaterThan(100_000);
});

test('a herd comes back, into its rooms; that is no loss', async () => {
  await people(40).connect();
  for (const device of population.devices) {
    expect(await population.enter(device, 'room:a')).toBe(true);
  }
  const lost = population.loseAll(0.5);
  expect([lost > 5 && lost < 35, population.online]).toEqual([true, 40 - lost]);
  await until(() => load.count('reconnects') === lost, { what: 'the herd to be back' });
  expect([population.online, load.fleet.inRooms, load.count('losses')]).toEqual([40, 40, 0]);
  expect(load.count('enters')).toBe(40);
  expect(population.loseAll()).toBe(40);
});

test('on the notice of a drain all go away within its time, and that is no loss', async () => {
  await people(10).connect();
  server.push({ push: 'notice', notice: 'drain', spreadMs: 100 });
  await until(() => load.count('reconnects') === 10, { what: 'all to have moved' });
  expect([load.count('losses'), load.fleet.ledger.faults]).toEqual([0, []]);
});

test('a token that ends is renewed, and made anew after it has ended', async () => {
  let made = 0;
  const tokenFor = () => {
    made += 1;
    return `t${made}`;
  };
  load = new TestLoad(server, new SeededRandom(1), tokenFor);
  await people(1).connect();
  server.push({ push: 'notice', notice: 'token_expiring', expiresAt: 1 });
  await until(() => server.asked('renew').length === 1, { what: 'the renewal' });
  expect(server.asked('renew')[0]?.['token']).toBe('t2');
  server.close(4001);
  await until(() => server.asked('connect').length === 2, { what: 'the reconnect' });
  server.close(4003);
  await until(() => server.asked('connect').length === 3, { what: 'the second one' });
  expect(server.asked('connect').map(({ token }) => token)).toEqual(['t1', 't2', 't3']);
});

test('an aborted run connects nobody any more, and a closed one leaves nothing open', async () => {
  const connecting = people(1000).connect({ perSecond: 20 });
  await until(() => population.online > 1, { what: 'some' });
  load.abort();
  const startedMs = performance.now();
  await connecting;
  expect(performance.now() - startedMs).toBeLessThan(500);
  expect(population.online).toBeLessThan(20);
  await population.close();
  await until(() => server.sockets.size === 0, { what: 'the last to go' });
  expect([population.online, load.fleet.online, load.count('losses')]).toEqual([0, 0, 0]);
});

test('a connection on which pings have no answer is given up for lost', () => {
  const cut: string[] = [];
  let dozes = false;
  const fake = (name: string, answers: boolean, isReading = true) => ({
    isReady: true,
    isReading,
    call: (_command: unknown, onAnswer: () => void) => answers && onAnswer(),
    cut: () => cut.push(name),
  });
  const devices = [fake('well', true), fake('dead', false), fake('asleep', false, false)];
  const dozing = { ...fake('dozing', false), isReading: true };
  Object.defineProperty(dozing, 'isReading', { get: () => !dozes });
  devices.push(dozing);
  const heartbeat = new Heartbeat(devices as unknown as Device[]);
  for (let i = 0; i < 11; i += 1) heartbeat.beat();
  expect(cut).toEqual([]);
  dozes = true;
  heartbeat.beat();
  expect(cut).toEqual(['dead']);
  for (let i = 0; i < 6; i += 1) heartbeat.beat();
  expect(cut).toEqual(['dead']);
});
