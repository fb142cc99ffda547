import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import type { BusMessage } from '../../bus/bus.ts';
import { documentKey } from '../../keys.ts';
import { limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import { changedRole } from './room-change.ts';
import { settingsCodec } from './room-settings.ts';
import { refusal, room, Station, user } from './test/station.ts';

const settle = (station: Station) => station.clock.advance(0);

test('a room that nobody configured has defaults, and nothing is written', async () => {
  const station = new Station();
  const { state } = await station.open('n1');
  expect(state.isStored).toBe(false);
  expect(state.settings).toMatchObject({ mutedAll: false, slowMs: 0, words: [] });
  expect(state.settings.createdAt).toBe(station.clock.now());
  expect(state.roleOf(user('ann'))).toBe('viewer');
  expect(state.roleOf(user('constructor'))).toBe('viewer');
  expect(await station.store.documents('', '', 10)).toEqual([]);
});

test('a change is stored, told to the hook and to other nodes, and found at the next opening', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  await one.state.changeSettings((before) => changedRole(before, user('ann'), 'host'));
  await settle(station);
  await Promise.all([one.state.check(), two.state.check()]);
  expect(two.state.roleOf(user('ann'))).toBe('host');
  for (const { changes } of [one, two]) {
    expect(
      changes.map(([before, after]) => [before.settings.roles.size, after.settings.roles.size]),
    ).toEqual([[0, 1]]);
  }
  const three = await station.open('n3');
  expect([three.state.isStored, three.state.roleOf(user('ann'))]).toEqual([true, 'host']);
  expect(three.changes).toEqual([]);
});

test('moderation is told to other nodes as well', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  await one.state.changeModeration((before) => ({ ...before, muted: new Map([['ann', 0]]) }));
  await settle(station);
  expect(two.state.mutedUntil(user('ann'), undefined, 0)).toBe(0);
  const [[before, after] = []] = two.changes;
  expect([before?.moderation.muted.size, after?.moderation.muted.size]).toEqual([0, 1]);
});

test('a change that comes to the same commits nothing', async () => {
  const station = new Station();
  const { state, changes } = await station.open('n1');
  const told: BusMessage[] = [];
  station.bus.subscribe(room, (message) => told.push(message));
  await state.changeSettings((before) => before);
  expect([station.store.stats().commits, changes, told]).toEqual([0, [], []]);
});

test('what the bus lost is found by a check', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  station.loses = (message) => message.type === 'changed';
  await one.state.changeSettings((before) => ({ ...before, slowMs: 7 }));
  await one.state.changeModeration((before) => ({ ...before, muted: new Map([['ann', 0]]) }));
  await settle(station);
  expect(two.state.settings.slowMs).toBe(0);
  await two.state.check();
  expect(two.state.settings.slowMs).toBe(7);
  expect(two.state.mutedUntil(user('ann'), undefined, 0)).toBe(0);
});

test('a storm of news costs a read or two, and the last is not missed', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  for (let i = 1; i <= 5; i += 1) {
    await one.state.changeSettings((before) => ({ ...before, slowMs: i }));
  }
  await settle(station);
  station.reads.length = 0;
  for (let version = 6; version <= 50; version += 1) {
    two.state.changed({ type: 'changed', node: 'n1', document: 'settings', version });
  }
  await settle(station);
  expect(station.reads.length).toBe(2);
  expect(two.state.settings.slowMs).toBe(5);
});

test('own news, old news and news of other documents cost nothing', async () => {
  const station = new Station();
  const { state } = await station.open('n1');
  await state.changeSettings((before) => ({ ...before, slowMs: 1 }));
  station.reads.length = 0;
  state.changed({ type: 'changed', node: 'n1', document: 'settings', version: 9 });
  state.changed({ type: 'changed', node: 'n2', document: 'settings', version: 1 });
  state.changed({ type: 'changed', node: 'n2', document: 'crowd', version: 9 });
  await settle(station);
  expect(station.reads).toEqual([]);
});

test('a refusal and a "nothing to do" are decided from the newest state', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  station.loses = () => true;
  await one.state.changeModeration((before) => ({ ...before, muted: new Map([['ann', 0]]) }));
  await two.state.changeModeration((before) =>
    before.muted.has('ann') ? { ...before, muted: new Map() } : before,
  );
  await one.state.check();
  expect(one.state.moderation.muted.size).toBe(0);
  await one.state.changeSettings((before) => ({ ...before, slowMs: 1 }));
  await two.state.changeSettings((before) => {
    if (before.slowMs === 0) throw new ServiceError('forbidden', 'not yet slow');
    return { ...before, slowMs: 2 };
  });
  expect(two.state.settings.slowMs).toBe(2);
});

test('only one of two nodes makes a room', async () => {
  const station = new Station();
  const nodes = [await station.open('n1'), await station.open('n2')];
  const made = await Promise.allSettled(
    nodes.map(({ state }) =>
      state.changeSettings((before, isStored) => {
        if (isStored) throw new ServiceError('already_exists', 'there');
        return { ...before, name: 'x' };
      }),
    ),
  );
  expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a closed room lets nobody in, and has its last entry from the commit that closed it', async () => {
  const station = new Station();
  const { state } = await station.open('n1');
  const close = () =>
    state.changeSettings(
      (before) => (before.closedAt === undefined ? { ...before, closedAt: 5 } : before),
      '{"type":"closed"}',
    );
  await close();
  await close();
  expect(await station.log()).toEqual([{ type: 'closed' }]);
  expect(await refusal(() => state.checkEnter({ user: user('ann') }, 0))).toMatchObject({
    code: 'room_closed',
    field: 'room',
  });
  expect(await refusal(() => state.openGuard())).toMatchObject({ code: 'room_closed' });
});

test('the guard of an open room stops a commit that would come after its last entry', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  station.loses = () => true;
  await one.state.changeSettings((before) => ({ ...before, closedAt: 5 }));
  const guards = [two.state.openGuard()];
  const late = { guards, appends: [{ queues: [room], entry: '{"type":"message"}' }] };
  expect(await station.store.commit(late)).toMatchObject({ outcome: 'conflict' });
  await two.state.check();
  expect(await refusal(() => two.state.openGuard())).toMatchObject({ code: 'room_closed' });
});

test('a failed read in the background is reported, and the next check mends it', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  const { document } = station.timeline;
  station.timeline.document = () => Promise.reject(new Error('no store'));
  await one.state.changeSettings((before) => ({ ...before, slowMs: 7 }));
  await settle(station);
  expect([station.reported.length, two.state.settings.slowMs]).toEqual([1, 0]);
  station.timeline.document = document;
  await two.state.check();
  expect(two.state.settings.slowMs).toBe(7);
});

test('a room that never rests ends in a temporary conflict', async () => {
  const station = new Station();
  const { state } = await station.open('n1');
  const key = documentKey(room, 'settings');
  const value = settingsCodec(() => 0).encode(state.settings);
  let tries = 0;
  station.fault = () => {
    tries += 1;
    void station.store.commit({ writes: [{ write: 'document', key, value }], appends: [] });
    return undefined;
  };
  const call = state.changeSettings((before) => ({ ...before, mutedAll: true }));
  expect(await refusal(() => call)).toMatchObject({ code: 'conflict' });
  expect([tries, state.settings.mutedAll]).toEqual([limits.conflictRetries + 1, false]);
});

test('changes of several nodes at once all take effect, one after the other', () =>
  withSeed(async (random) => {
    for (let round = 0; round < 20; round += 1) {
      const station = new Station();
      // Who loses a race begins behind the winner's next change: it takes many to lose them all.
      station.limits = { ...limits, conflictRetries: 200 };
      const nodes = await Promise.all(['n1', 'n2', 'n3'].map((name) => station.open(name)));
      station.loses = (message) => message.type === 'changed' && random.chance(0.3);
      const names = Array.from({ length: 40 }, (_, i) => user(`u${i}`));
      const done = names.map(async (name) => {
        const { state } = random.pick(nodes);
        for (let i = random.int(6); i > 0; i -= 1) await Promise.resolve();
        await state.changeSettings((before) => changedRole(before, name, 'follower'));
      });
      await Promise.all(done);
      await Promise.all(nodes.map(({ state }) => state.check()));
      for (const { state, changes } of nodes) {
        expect([...state.settings.roles.keys()].sort()).toEqual([...names].sort());
        const sizes = changes.flatMap(([before, after]) => [before, after].map(sizeOf));
        expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
      }
      const [stored] = await station.store.documents('', '', 2);
      expect(stored?.version).toBe(names.length);
    }
  }));

function sizeOf({ settings }: { settings: { roles: ReadonlyMap<unknown, unknown> } }): number {
  return settings.roles.size;
}
