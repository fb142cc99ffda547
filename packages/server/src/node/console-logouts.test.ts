import { expect, test } from 'bun:test';
import { documentKey } from '../keys.ts';
import { limits } from '../limits.ts';
import { silentLogger } from '../observability/logger.ts';
import { TimelineError } from '../timeline/timeline.ts';
import { ConsoleLogouts } from './console-logouts.ts';
import { StationCluster, type StationNode } from './test/station-cluster.ts';

const key = documentKey('_console/sessions' as never, 'ended');
/** Shorter than a real one: fake nodes have something to do each millisecond. */
const lifeMs = 4 * limits.consoleEndedReadMs;

/** Nodes of one store; each is started when it is asked for. */
function world() {
  const cluster = new StationCluster();
  const { clock } = cluster;
  const errors: string[] = [];
  const logger = {
    ...silentLogger,
    error: (_: object, message?: string) => void errors.push(message ?? ''),
  };
  const start = async (name: string) => {
    const node = await cluster.start(name);
    const { store, desk } = node.stations;
    let reads = 0;
    const { document } = store;
    store.document = (of) => {
      if (of === key) reads += 1;
      if (node.isCut) throw new TimelineError('unavailable', 'the store is away');
      return document(of);
    };
    const logouts = new ConsoleLogouts({ store, desk, clock, limits, logger });
    await clock.advance(limits.nodeTellMs * 2);
    return { node, logouts, reads: () => reads };
  };
  const done = async <Result>(call: Promise<Result>): Promise<Result> => {
    let result: { said: Result } | undefined;
    void call.then((said) => {
      result = { said };
    });
    for (let ms = 0; ms < 5000 && result === undefined; ms += 1) await clock.advance(1);
    if (result === undefined) throw new Error('no answer in 5 s');
    return result.said;
  };
  const stored = async ({ stations }: StationNode) =>
    JSON.parse((await done(stations.store.document(key)))?.value ?? '[]') as { id: string }[];
  const session = (id: string) => ({ id, expiresAt: clock.now() + lifeMs });
  return { cluster, clock, errors, start, done, stored, session };
}

test('a logout counts at once on all nodes, and on a node that starts later from its first question', async () => {
  const { cluster, start, done, session } = world();
  const [n1, n2] = [await start('n1'), await start('n2')];
  await done(n1.logouts.add(session('a')));
  for (const { logouts } of [n1, n2]) expect(await done(logouts.has('a'))).toBe(true);
  for (const { node } of [n1, n2]) node.line.cut();
  const n3 = await start('n3');
  const asked = Promise.all(['b', 'a', 'a'].map((id) => n3.logouts.has(id)));
  expect(await done(asked)).toEqual([false, true, true]);
  for (const { node } of [n1, n2]) node.line.open();
  await cluster.close();
});

test('a node that could not hear of it learns it from the store', async () => {
  const { cluster, clock, start, done, session } = world();
  const [n1, n2] = [await start('n1'), await start('n2')];
  expect(await done(n2.logouts.has('a'))).toBe(false);
  n2.node.line.cut();
  await done(n1.logouts.add(session('a')));
  await clock.advance(limits.consoleEndedReadMs);
  expect(await done(n2.logouts.has('a'))).toBe(true);
  n2.node.line.open();
  await cluster.close();
});

test('logouts on several nodes at once are all kept', async () => {
  const { cluster, start, done, stored, session } = world();
  const nodes = [await start('n1'), await start('n2'), await start('n3')];
  const ids = Array.from({ length: 9 }, (_, i) => `s${i}`);
  await done(Promise.all(ids.map((id, i) => nodes[i % 3]?.logouts.add(session(id)))));
  const [{ node }] = nodes as [(typeof nodes)[0]];
  expect((await stored(node)).map(({ id }) => id).sort()).toEqual(ids);
  await cluster.close();
});

test('while the store is away a logout counts where it was heard, and is stored later', async () => {
  const { cluster, clock, errors, start, done, stored, session } = world();
  const [n1, n2] = [await start('n1'), await start('n2')];
  for (const { node } of [n1, n2]) node.isCut = true;
  await done(n1.logouts.add(session('a')));
  for (const { logouts } of [n1, n2]) expect(await done(logouts.has('a'))).toBe(true);
  await done(n1.logouts.has('b'));
  await clock.advance(limits.consoleEndedReadMs);
  await done(n1.logouts.has('b'));
  expect(errors).toEqual([expect.stringContaining('neither read nor stored')]);
  for (const { node } of [n1, n2]) node.isCut = false;
  await clock.advance(limits.consoleEndedReadMs);
  // Not the node that was asked for it.
  expect(await done(n2.logouts.has('b'))).toBe(false);
  expect(await stored(n1.node)).toMatchObject([{ id: 'a' }]);
  await cluster.close();
});

test('a store that hangs keeps operators waiting for a moment, now and then', async () => {
  const { cluster, clock, start, done, session } = world();
  const { node, logouts } = await start('n1');
  const { document } = node.stations.store;
  const hanging = Promise.withResolvers<undefined>();
  let asked = 0;
  node.stations.store.document = () => {
    asked += 1;
    return hanging.promise;
  };
  const startMs = clock.monotonicMs();
  await done(Promise.all([logouts.has('a'), logouts.has('b')]));
  expect(clock.monotonicMs() - startMs).toBe(limits.consoleEndedWaitMs);
  await done(logouts.has('a'));
  await done(logouts.add(session('a')));
  expect(clock.monotonicMs() - startMs).toBeLessThan(2 * limits.consoleEndedWaitMs + 10);
  await clock.advance(limits.consoleEndedReadMs);
  await done(logouts.has('b'));
  expect(asked).toBe(1);
  node.stations.store.document = document;
  hanging.resolve(undefined);
  await clock.advance(limits.consoleEndedReadMs);
  expect(await done(logouts.has('a'))).toBe(true);
  await cluster.close();
});

test('the store is read only while somebody uses the console, and not for every question', async () => {
  const { cluster, clock, start, done } = world();
  const { logouts, reads } = await start('n1');
  await clock.advance(10 * limits.consoleEndedReadMs);
  expect(reads()).toBe(0);
  for (let i = 0; i < 20; i += 1) await done(logouts.has('a'));
  // It is opened, and read once more.
  expect(reads()).toBe(2);
  await clock.advance(limits.consoleEndedReadMs);
  for (let i = 0; i < 20; i += 1) await done(logouts.has('a'));
  expect(reads()).toBe(3);
  await cluster.close();
});

test('a logout while the document is being read is stored right after', async () => {
  const { cluster, clock, start, done, stored, session } = world();
  const { node, logouts } = await start('n1');
  await done(logouts.has('x'));
  await clock.advance(limits.consoleEndedReadMs);
  const { store } = node.stations;
  const { document } = store;
  const held = Promise.withResolvers<void>();
  store.document = (of) => held.promise.then(() => document(of));
  const asked = logouts.has('x');
  const added = logouts.add(session('a'));
  await clock.advance(1);
  store.document = document;
  held.resolve();
  await done(Promise.all([asked, added]));
  expect(await stored(node)).toMatchObject([{ id: 'a' }]);
  await cluster.close();
});

test('sessions whose time has come leave the document with the next logout', async () => {
  const { cluster, clock, start, done, stored, session } = world();
  const { node, logouts } = await start('n1');
  await done(logouts.add(session('a')));
  await clock.advance(lifeMs / 2);
  await done(logouts.add(session('b')));
  await clock.advance(lifeMs / 2);
  await done(logouts.add(session('c')));
  expect((await stored(node)).map(({ id }) => id)).toEqual(['c', 'b']);
  await cluster.close();
});
