import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { Simulation } from './simulation.ts';

test(
  'one room on eight nodes: what a show asks of it is kept on each',
  () =>
    withSeed(async (random) => {
      const simulation = new Simulation({
        ...{ nodes: 8, devicesPerNode: 2000, seconds: 12, seed: random.int(2 ** 32) },
        rates: { chat: 1000, taps: 200, changes: 4000 },
      });
      await simulation.fill();
      const { figures, verdicts } = await simulation.show();
      expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
      expect(figures.mostUtilisation).toBeLessThan(0.2);
    }),
  60_000,
);
