import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { BusWatch } from './bus-watch.ts';
import { nodeReadiness } from './node-readiness.ts';

function fixture(readyWithoutBusMs = 0) {
  const clock = new FakeClock();
  const watchers = new Set<(connected: boolean) => void>();
  const bus = {
    connected: true,
    watch(changed: (connected: boolean) => void) {
      watchers.add(changed);
      return { cancel: () => void watchers.delete(changed) };
    },
  };
  const busWatch = new BusWatch(bus, clock);
  const state = { draining: false, stopping: false, cause: undefined as string | undefined };
  const readiness = nodeReadiness({
    stations: {
      gateway: {
        get draining() {
          return state.draining;
        },
      },
      overload: {
        get cause() {
          return state.cause;
        },
      },
      store: { conversations: async () => [] },
    },
    bus: busWatch,
    readyWithoutBusMs,
    stopping: () => state.stopping,
  });
  const tell = (connected: boolean) => {
    bus.connected = connected;
    for (const watcher of watchers) watcher(connected);
  };
  return { clock, readiness, state, tell, busWatch, watchers };
}

test('a node without the bus is ready, and says for how long it has been without', async () => {
  const { clock, readiness, tell, busWatch, watchers } = fixture();
  expect([readiness.reasons(), readiness.degraded()]).toEqual([[], []]);
  tell(false);
  await clock.advance(7000);
  // Another word of the same trouble.
  tell(false);
  await clock.advance(5000);
  expect([readiness.reasons(), readiness.degraded()]).toEqual([
    [],
    ['bus: not connected for 12 s; what other nodes say comes by comparing heads'],
  ]);
  tell(true);
  expect(readiness.degraded()).toEqual([]);
  tell(false);
  await clock.advance(1000);
  expect(readiness.degraded()[0]).toStartWith('bus: not connected for 1 s;');
  busWatch.close();
  expect(watchers.size).toBe(0);
});

test('with `readyWithoutBusMs` it is ready for so long', async () => {
  const { clock, readiness, tell } = fixture(10_000);
  tell(false);
  await clock.advance(9999);
  expect([readiness.reasons(), readiness.degraded().length]).toEqual([[], 1]);
  await clock.advance(1);
  expect([readiness.reasons(), readiness.degraded()]).toEqual([
    ['bus: not connected for 10 s'],
    [],
  ]);
});

test('a node that was asked to stop is not ready, though it is not draining yet', () => {
  const { readiness, state } = fixture();
  state.stopping = true;
  expect([readiness.reasons(), readiness.draining()]).toEqual([['draining'], false]);
  state.draining = true;
  state.cause = 'lag';
  expect([readiness.reasons(), readiness.draining()]).toEqual([
    ['draining', 'overloaded: lag'],
    true,
  ]);
});

test('a node that starts without the bus says so at once', () => {
  const clock = new FakeClock();
  const bus = { connected: false, watch: () => ({ cancel() {} }) };
  expect(new BusWatch(bus, clock).awayMs).toBe(0);
});
