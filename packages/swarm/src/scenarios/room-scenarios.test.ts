import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Json } from '../engine/json.ts';
import type { OptionValues } from '../engine/load.ts';
import type { Scenario } from '../engine/scenario.ts';
import { LocalServer } from '../target/local-server.ts';
import { chatBurst } from './chat-burst.ts';
import { hop } from './hop.ts';
import { itemDrop } from './item-drop.ts';
import { joinStorm } from './join-storm.ts';
import { likeStorm } from './like-storm.ts';
import { reconnectHerd } from './reconnect-herd.ts';
import { slowConsumers } from './slow-consumers.ts';
import { drive } from './test/drive.ts';

let server: LocalServer;

beforeAll(async () => {
  // Few devices say what many would.
  const settings = { roomUserPerSecond: 1000, roomUserBurst: 1000, drainMs: 0 };
  server = await LocalServer.start({ settings });
}, 30_000);

afterAll(() => server.stop());

/** How fast this machine is just now is not what is tested here. */
const isOfTime = (name: string) => name === 'tool' || name.startsWith('latency.');

/** Runs it small, as in two processes; all is well, and judged by these besides others. */
function small<Stage extends Json>(
  scenario: Scenario<Stage>,
  options: OptionValues,
  names: readonly string[],
): void {
  test(`${scenario.name}: a small one is all well`, async () => {
    for (const name of Object.keys(options)) expect(Object.keys(scenario.options)).toContain(name);
    const { verdicts } = await drive(scenario, server.target, { options });
    const bad = verdicts.filter(({ ok, name }) => !ok && !isOfTime(name));
    expect(bad).toEqual([]);
    const given = verdicts.map(({ name }) => name);
    expect(given).toEqual(expect.arrayContaining(['connections', 'tool', ...names]));
  }, 30_000);
}

small(hop, { devices: 30, rooms: 4, rate: 300, seconds: 1 }, ['online', 'hops', 'latency.enter']);

small(joinStorm, { devices: 60, rate: 200, chat: 20, seconds: 0.5 }, [
  'order',
  'loss.best-effort',
  'counts',
  'online',
  'joins',
  'online-told',
  'latency.enter',
  'latency.chat',
]);

small(chatBurst, { devices: 40, chat: 10, shouts: 1, every: 1, shout: 0.5 }, [
  'order',
  'loss.best-effort',
  'answered',
  'latency.chat',
]);

small(
  itemDrop,
  { devices: 40, cards: 2, every: 0.3, spread: 0.5, ahead: 0.3, within: 2000, chat: 10 },
  [
    'loss.reliable',
    'sums',
    'acts',
    'spread',
    'instants',
    'tokens',
    'attributes',
    'latency.reliable',
  ],
);

small(likeStorm, { devices: 40, bursts: 20, batch: 100, every: 1, seconds: 1 }, [
  'sums',
  'sums-told',
]);

small(reconnectHerd, { devices: 60, share: 0.7, herds: 1, quiet: 0.7, within: 10 }, [
  'holes',
  'duplicates',
  'loss.reliable',
  'back',
  'latency.connect',
]);

small(
  slowConsumers,
  { devices: 10, share: 0.2, pause: 2.5, rest: 0, chat: 600, bytes: 8000, talk: 20 },
  ['loss.reliable', 'loss.best-effort', 'jam', 'latency.entries'],
);

test('a run that is cut short is over soon, and what was done is all well', async () => {
  const startMs = performance.now();
  const { verdicts } = await drive(itemDrop, server.target, {
    options: { devices: 20, cards: 100, every: 0.2, spread: 600 },
    stopAfterMs: 1000,
  });
  expect(performance.now() - startMs).toBeLessThan(8000);
  expect(verdicts.filter(({ ok, name }) => !ok && !isOfTime(name))).toEqual([]);
}, 20_000);
