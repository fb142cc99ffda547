import { expect, test } from 'bun:test';
import type { QueuePosition, SyncAnswer } from '@eagre/protocol';
import type { RangeRequest } from '../timeline/timeline.ts';
import { type ColdStartRequest, coldStart } from './cold-start.ts';
import {
  app,
  backend,
  by,
  group,
  makeGroup,
  newStation,
  type Station,
  text,
  user,
} from './test/station.ts';

async function start(station: Station, changed: Partial<ColdStartRequest> = {}) {
  const { fields, heads } = await coldStart(station.timeline, {
    app,
    user: user('ann'),
    positions: [],
    recent: 20,
    bytes: 256 * 1024,
    ...changed,
  });
  return { ...(JSON.parse(`{${fields}}`) as SyncAnswer), heads };
}

async function threeGroups() {
  const station = newStation();
  for (const [name, policy] of [
    ['a', 'read'],
    ['b', 'read'],
    ['w', 'write'],
  ] as const) {
    await makeGroup(station, ['ann', 'bob'], { policy, name: `"${name}"` }, group(name));
    for (let i = 0; i < 5; i += 1) {
      await station.services.sender.send(by('bob'), text(group(name), `${name}${i}`));
    }
  }
  await station.services.settings.setMuted(by('ann'), group('a'), true);
  await station.services.reads.mark(by('ann'), group('b'), 3);
  return station;
}

test('one answer has everything, most urgent first', async () => {
  const station = await threeGroups();
  const { queues, dropped, heads } = await start(station);
  expect(dropped).toEqual([]);
  expect(queues.map(({ items: _, epoch: __, ...rest }) => rest)).toEqual([
    { queue: 'user:ann', head: 9, from: 0, priority: 'high' },
    { queue: 'group:b', head: 6, from: 1, priority: 'normal', mode: 'read', name: '"b"', read: 3 },
    { queue: 'group:a', head: 6, from: 1, priority: 'low', mode: 'read', name: '"a"', read: 1 },
  ] as never);
  expect(queues.map(({ items }) => items.length)).toEqual([9, 5, 5]);
  expect(queues[1]?.items[4]).toMatchObject({ type: 'message', body: { text: 'b4' } });
  expect([...heads]).toEqual([
    ['user:ann', 9],
    ['group:b', 6],
    ['group:a', 6],
  ] as never);
});

test('the budget is spent in order and the rest is marked', async () => {
  const station = await threeGroups();
  const all = await start(station);
  const own = Buffer.byteLength(
    all.queues[0]?.items.map((one) => JSON.stringify(one)).join('') ?? '',
  );
  const { queues } = await start(station, { bytes: own + 200 });
  expect(queues.map(({ items, truncated }) => [items.length, truncated])).toEqual([
    [9, undefined],
    [1, true],
    [0, true],
  ]);
  const nothing = await start(station, { bytes: 0 });
  expect(nothing.queues.every(({ items, truncated }) => items.length === 0 && truncated)).toBe(
    true,
  );
});

test('a device that is up to date gets no entries', async () => {
  const station = await threeGroups();
  const first = await start(station);
  const positions = first.queues.map(
    ({ queue, epoch, head }): QueuePosition => [queue, epoch, head],
  );
  const reads: RangeRequest[] = [];
  const again = await start(
    {
      ...station,
      timeline: {
        ...station.timeline,
        ranges: (requests) => {
          reads.push(...requests);
          return station.timeline.ranges(requests);
        },
      },
    },
    { positions },
  );
  expect(again.queues.map(({ items, truncated }) => [items.length, truncated])).toEqual([
    [0, undefined],
    [0, undefined],
    [0, undefined],
  ]);
  expect(reads).toEqual([]);
});

test('the conversations are told before their logs are looked at', async () => {
  const station = await threeGroups();
  let followed = false;
  const { queues } = await start(station, {
    follow: (memberships) => {
      followed = memberships.length === 3;
      // What is sent now is either in the answer or comes to who follows.
      void station.services.sender.send(by('bob'), text(group('b'), 'late'));
    },
  });
  expect(followed).toBe(true);
  const b = queues.find(({ queue }) => queue === 'group:b');
  expect(b?.items).toHaveLength((b?.head ?? 0) - (b?.from ?? 0));
});

test('a joining that is not in the list comes after the user queue’s head', async () => {
  const station = await threeGroups();
  const { groupMembers } = station.services;
  await makeGroup(station, ['bob'], { open: true, policy: 'read' }, group('c'));
  const timeline = {
    ...station.timeline,
    heads: async (queues: Parameters<typeof station.timeline.heads>[0]) => {
      const heads = await station.timeline.heads(queues);
      // Joins right after the user queue's head was read.
      if (queues[0]?.endsWith('user:ann')) await groupMembers.join(by('ann'), group('c'));
      return heads;
    },
  };
  const { queues } = await start({ ...station, timeline });
  expect(queues.map(({ queue }) => queue)).toContain(group('c') as never);
  expect(queues[0]).toMatchObject({ head: 9 });
});

test('a removed member is told which queues are gone', async () => {
  const station = await threeGroups();
  await station.services.groupMembers.remove(backend, group('b'), [user('ann')]);
  const { queues, dropped } = await start(station, {
    positions: [['group:b' as never, 1, 3]],
  });
  expect(dropped).toEqual(['group:b'] as never);
  expect(queues.map(({ queue }) => queue)).toEqual(['user:ann', 'group:a'] as never);
});

test('a user without anything gets an empty user queue', async () => {
  const { queues } = await start(newStation());
  expect(queues).toMatchObject([{ queue: 'user:ann', head: 0, from: 0, items: [] }]);
  expect(queues[0]?.truncated).toBeUndefined();
});

test('a node that has not heard of the joining yet does not begin before it', async () => {
  const station = await threeGroups();
  await station.services.groupMembers.invite(backend, group('b'), [user('cid')]);
  const key = `${app}/${group('b')}`;
  const [now] = await station.timeline.heads([key as never]);
  const { epoch = 0, head = 0 } = now ?? {};
  const { fields } = await coldStart(
    {
      ...station.timeline,
      // Of a copy that is behind, unless somebody has seen it further on.
      heads: async (queues, atLeast = []) => {
        const heads = await station.timeline.heads(queues);
        return heads.map((log, i) =>
          queues[i] === key && (atLeast[i] ?? 0) < head ? { ...log, head: head - 1 } : log,
        );
      },
    },
    { app, user: user('cid'), positions: [], recent: 20, bytes: 1e6 },
  );
  const { queues } = JSON.parse(`{${fields}}`) as SyncAnswer;
  const joined = queues.find(({ queue }) => queue === String(group('b')));
  expect(joined).toMatchObject({ epoch, from: head, items: [] });
});
