import { expect, test } from 'bun:test';
import { priorities } from '@eagre/protocol';
import { SeededRandom, seedFromEnv, testScale } from '@eagre/testkit';
import fc from 'fast-check';
import { fanoutFixture, keyOf } from '../fanout/test/fanout-fixture.ts';
import { queueOfKey } from '../keys.ts';
import { DeviceLog } from './test/device-log.ts';
import { gatewayFixture } from './test/gateway-fixture.ts';

const keys = ['a', 'b', 'c'].map(keyOf);

/**
 * One schedule: devices follow queues while entries are published, sockets block and drain, lanes
 * change, devices cork, leave and vanish, and turns are taken, all in an order that the seed says.
 */
async function runSchedule(
  seed: number,
): Promise<{ faults: string[]; left: Record<string, number> }> {
  const random = new SeededRandom(seed);
  const below = (n: number) => Math.floor(random.next() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const given = {
    sliceReceivers: 1 + below(4),
    frameEntries: 1 + below(6),
    outboxBytes: below(800),
    topicPendingChars: random.next() < 0.2 ? 60 : 1_000_000,
    mergeMaxMs: pick([0, 5]),
    mergeReceiversPerMs: 1,
    devicesPerUser: 100,
  };
  const { gateway, online } = gatewayFixture(given, {
    closed: (connection) => fan.fanout.unsubscribeAll(connection),
  });
  const fan = fanoutFixture(given);
  let count = 0;
  const newDevice = () => {
    count += 1;
    return {
      ...online('alice', `d${count}`),
      log: new DeviceLog(),
      past: new Set<string>(),
      since: new Map<string, number>(),
      corked: false,
    };
  };
  const devices = Array.from({ length: 5 }, newDevice);

  const steps: (() => void)[] = [
    () => void fan.publish(pick(keys), 1 + below(3)),
    () => void fan.publish(pick(keys), 1 + below(3)),
    () => void fan.publish(pick(keys), 1 + below(3)),
    () => void fan.turn(),
    () => void fan.turn(),
    () => void fan.turn(),
    () => {
      // A device that left a queue may come back to what it had: the device's position drops it.
      const device = pick(devices);
      const key = pick(keys);
      if (device.past.has(key)) return;
      if (!device.since.has(key)) device.since.set(key, fan.heads.get(key) ?? 0);
      fan.fanout.subscribe(device.connection, key, pick(priorities));
    },
    () => fan.fanout.setLane(pick(devices).connection, pick(keys), pick(priorities)),
    () => {
      const device = pick(devices);
      const key = pick(keys);
      if (!device.since.has(key)) return;
      fan.fanout.unsubscribe(device.connection, key);
      device.past.add(key);
    },
    () => {
      pick(devices).socket.roomBytes = below(300);
    },
    () => pick(devices).socket.letDrain(pick([0, 50, 500, Number.POSITIVE_INFINITY])),
    () => pick(devices).connection.notify('{"push":"notice"}'),
    () => pick(devices).connection.ephemeral('{"push":"typing"}'),
    () => {
      const device = pick(devices);
      if (device.corked) device.connection.uncork(new Map());
      else device.connection.cork();
      device.corked = !device.corked;
    },
    () => {
      const index = below(devices.length);
      if (random.next() < 0.7) return;
      devices[index]?.connection.closeWith('kicked');
      devices[index] = newDevice();
    },
  ];
  const faults: string[] = [];
  for (let i = 0; i < 150; i += 1) {
    pick(steps)();
    if (random.next() < 0.1) await fan.clock.advance(1);
    for (const { socket, log } of devices) log.take(socket.take());
  }

  for (const { connection, socket, log } of devices) {
    connection.uncork(new Map());
    socket.letDrain();
    log.take(socket.take());
  }
  for (let i = 0; i < 500 && fan.fanout.busy > 0; i += 1) {
    fan.settle();
    await fan.clock.advance(5);
  }
  for (const { connection, socket, log, since, past } of devices) {
    log.take(socket.take());
    faults.push(...log.faults);
    if (socket.sendsWhileBlocked > 0) faults.push('a blocked socket was sent to');
    for (const [key, start] of since) {
      const head = fan.heads.get(key as never) ?? 0;
      const at = log.at.get(queueOfKey(key as never)) ?? 0;
      if (!past.has(key) && head > start && at !== head)
        faults.push(`${key} ends at ${at} of ${head}`);
    }
    connection.closeWith('kicked');
  }
  gateway.close();
  fan.settle();
  const { fanout, bus, clock } = fan;
  return {
    faults,
    left: {
      topics: fanout.topics,
      subscriptions: fanout.subscriptions,
      receivers: fanout.receivers,
      busy: fanout.busy,
      bus: bus.subscriptions,
      connections: gateway.connections,
      devices: gateway.registry.size,
      blocked: gateway.counters.blockedNow,
      bytes: devices.reduce((sum, { connection }) => sum + connection.outboxBytes, 0),
      timers: clock.pendingTimers,
    },
  };
}

test('any schedule: each queue without a hole or its head told, nothing twice, nothing left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const { faults, left } = await runSchedule(seed);
      expect(faults).toEqual([]);
      expect(Object.entries(left).filter(([, count]) => count !== 0)).toEqual([]);
    }),
    { seed: seedFromEnv(), numRuns: Math.round(300 * testScale()) },
  );
}, 60_000);
