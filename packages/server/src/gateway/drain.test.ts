import { expect, test } from 'bun:test';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { gatewayFixture } from './test/gateway-fixture.ts';

const devices = 2000;
const spreadMs = 10_000;
const slots = 10;

/** How many devices left in each tenth of the window; a share of them goes as the notice says. */
async function leaving(random: SeededRandom, obeying: number): Promise<number[]> {
  const { clock, gateway, online } = gatewayFixture({ heartbeatTimeoutMs: 600_000 });
  const all = Array.from({ length: devices }, (_, i) => online(`u${i}`));
  const drained = gateway.drain({ spreadMs });
  // The notice is told in slices.
  await clock.advance(0);
  for (const { socket, connection } of all) {
    expect(socket.take()).toEqual([{ push: 'notice', notice: 'drain', spreadMs }]);
    if (random.next() >= obeying) continue;
    clock.setTimer(random.next() * spreadMs, () => connection.closed(1000, ''));
  }
  const left: number[] = [];
  for (let before = devices; left.length < slots; before = gateway.connections) {
    await clock.advance(spreadMs / slots);
    left.push(before - gateway.connections);
  }
  await drained;
  gateway.close();
  return left;
}

for (const [obeying, how] of [
  [0, 'stay'],
  [0.5, 'half go by themselves'],
  [1, 'go by themselves'],
] as const) {
  test(`2,000 devices that ${how} leave evenly`, () =>
    withSeed(async (random) => {
      const left = await leaving(random, obeying);
      expect(left.reduce((sum, one) => sum + one)).toBe(devices);
      for (const one of left) {
        expect(one).toBeGreaterThan((devices / slots) * 0.7);
        expect(one).toBeLessThan((devices / slots) * 1.3);
      }
    }));
}
