import { expect, test } from 'bun:test';
import type { Load } from '../../engine/load.ts';
import { settle } from './settle.ts';

function stage() {
  const device = { isReady: true, isUpToDate: false };
  const fleet = { devices: new Set([device]), deliveries: 0 };
  const abort = new AbortController();
  const synced: string[] = [];
  const sync = (name: string) => {
    synced.push(name);
    return Promise.resolve(undefined);
  };
  const load = { fleet, signal: abort.signal, sync, progress: () => {} } as unknown as Load;
  let answered = false;
  const speaker = {
    async settled() {
      await Bun.sleep(20);
      answered = true;
    },
  };
  return { load, device, fleet, abort, synced, speaker, isAnswered: () => answered };
}

test('ends when all is answered, all devices have all, and nothing comes any more', async () => {
  const { load, device, fleet, synced, speaker, isAnswered } = stage();
  const startMs = performance.now();
  setTimeout(() => {
    device.isUpToDate = true;
  }, 300);
  const arriving = setInterval(() => {
    fleet.deliveries += 1;
    if (fleet.deliveries === 5) clearInterval(arriving);
  }, 200);
  await settle(load, speaker);
  expect([isAnswered(), synced]).toEqual([true, ['answered', 'settled']]);
  expect(performance.now() - startMs).toBeWithin(2400, 10_000);
});

test('when the run shall end it waits for no device for long', async () => {
  const { load, abort, synced, speaker } = stage();
  abort.abort();
  const startMs = performance.now();
  await settle(load, speaker);
  expect(synced).toEqual(['answered', 'settled']);
  expect(performance.now() - startMs).toBeLessThan(2500);
});
