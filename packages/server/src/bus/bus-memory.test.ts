import { expect, test } from 'bun:test';
import { busConformance } from './bus-conformance.ts';
import { MemoryBus } from './bus-memory.ts';

busConformance('memory', { make: async (report) => new MemoryBus({ report }) });

test('the number of subscriptions is visible and returns to none', () => {
  const bus = new MemoryBus();
  const handler = () => {};
  const all = [
    bus.subscribe('a', handler),
    bus.subscribe('a', handler),
    bus.subscribe('b', handler),
  ];
  expect(bus.subscriptions).toBe(3);
  for (const one of all) one.cancel();
  expect(bus.subscriptions).toBe(0);
});

test('delivery is done when publish returns', () => {
  const bus = new MemoryBus();
  let got = 0;
  bus.subscribe('a', () => {
    got += 1;
  });
  bus.publish('a', { type: 'ephemeral', frame: '' });
  expect(got).toBe(1);
});
