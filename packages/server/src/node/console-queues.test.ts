import { expect, test } from 'bun:test';
import type { AppId, ConversationId } from '@eagre/protocol';
import { backendActor } from '../conversation/actor.ts';
import type { Limits } from '../limits.ts';
import { limits } from '../limits.ts';
import { consoleConversations } from './console-conversations.ts';
import { ClusterQueues, consoleQueues } from './console-queues.ts';
import { app, StationCluster, type StationNode } from './test/station-cluster.ts';

const lobby = 'group:lobby' as ConversationId;

async function setUp(given: Partial<Limits> = {}) {
  const cluster = new StationCluster(undefined, given);
  const { clock } = cluster;
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const of = ({ stations }: StationNode) => {
    const queues = new ClusterQueues({ ...stations, clock, limits });
    return {
      queues: consoleQueues(queues),
      conversations: consoleConversations({
        ...{ ...stations, queues },
        limits: { ...limits, ...given },
      }),
    };
  };
  const [look] = [of(n1), of(n2)];
  const { groups } = n1.stations.conversation;
  const create = (group: string, members: readonly string[], policy = 'read') =>
    groups.create(backendActor(app), group as never, { members, policy } as never);
  const asked = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    await clock.advance(1000);
    return answer;
  };
  return { cluster, n1, n2, ...look, create, asked };
}

test('queues of all nodes, the busiest first, each with all who follow it', async () => {
  const { cluster, n1, n2, queues, create, asked } = await setUp();
  await create(lobby, ['ann', 'bob', 'cat']);
  await create('group:quiet', ['ann', 'bob']);
  const ann = await cluster.device(n1, 'ann');
  await cluster.devices(n2, ['bob', 'cat']);
  await cluster.clock.advance(12_000);
  for (let i = 0; i < 20; i += 1) {
    await cluster.say(ann, lobby, `m${i}`);
    await cluster.clock.advance(200);
  }
  await cluster.say(ann, 'group:quiet', 'psst');
  const { queues: rows, missing } = await asked(queues.list({ app, limit: 3 }));
  expect(missing).toEqual([]);
  expect(rows.map(({ queue }) => queue)).toEqual([lobby, 'group:quiet', expect.any(String)]);
  const [busiest, second] = rows;
  expect(busiest).toMatchObject({ app, head: 21, followers: 3, behind: 0, lag: 0 });
  expect(busiest?.perSecond).toBeGreaterThan(3);
  expect(busiest?.perSecond).toBeLessThan(6);
  expect(second).toMatchObject({ head: 2, followers: 2 });
  await cluster.clock.advance(12_000);
  const later = await asked(queues.list({ app, limit: 10 }));
  expect(later.queues.map(({ perSecond }) => perSecond)).toEqual([0, 0, 0, 0, 0]);
  // Of those nothing passed since they are followed: the head is the store's.
  const mine = later.queues.find(({ queue }) => queue === 'user:ann');
  expect(mine).toMatchObject({ head: 2, followers: 1 });
  expect((await asked(queues.list({ app: 'other' as AppId, limit: 10 }))).queues).toEqual([]);
  await cluster.close();
});

test('devices that take nothing are behind, and how far', async () => {
  const { cluster, n1, n2, queues, create, asked } = await setUp({ outboxBytes: 1 });
  await create(lobby, ['ann', 'bob', 'cat']);
  const ann = await cluster.device(n1, 'ann');
  const [bob] = await cluster.devices(n2, ['bob', 'cat']);
  await cluster.clock.advance(1000);
  if (bob === undefined) throw new Error('a device was asked for');
  await cluster.say(ann, lobby, 'taken');
  await cluster.clock.advance(100);
  bob.send = () => 0;
  for (const text of ['one', 'two', 'three']) {
    await cluster.say(ann, lobby, text);
    await cluster.clock.advance(100);
  }
  const { queues: rows } = await asked(queues.list({ app, limit: 1 }));
  expect(rows[0]).toMatchObject({ queue: lobby, head: 5, followers: 3, behind: 1, lag: 3 });
  await cluster.close();
});

test("a conversation's page: its record, its queue, and when its mode was switched", async () => {
  const { cluster, n1, n2, conversations, create, asked } = await setUp();
  const { groups } = n1.stations.conversation;
  await groups.create(backendActor(app), lobby, {
    name: 'The lobby',
    members: ['ann', 'bob'],
    policy: 'auto',
  } as never);
  await create('group:other', ['ann'], 'auto');
  const ann = await cluster.device(n1, 'ann');
  await cluster.device(n2, 'bob');
  await cluster.say(ann, lobby, 'one');
  const { switcher } = n1.stations.conversation;
  const key = `shop/${lobby}` as never;
  for (const mode of ['read', 'write', 'read'] as const) {
    await switcher.switchTo(key, mode);
    await switcher.switchTo('shop/group:other' as never, mode === 'read' ? 'write' : 'read');
    await cluster.clock.advance(1000);
  }
  // Tells mode and priority anew, and is no switch.
  await groups.change(backendActor(app), lobby, { priority: 'high' } as never);
  const page = await asked(conversations.get(app, lobby));
  expect(page).toMatchObject({
    ...{ app, conversation: lobby, name: 'The lobby', kind: 'group', members: 2 },
    ...{ policy: 'auto', mode: 'read', priority: 'high', lowMark: 0 },
  });
  expect(page?.queue).toMatchObject({ queue: lobby, followers: 2, behind: 0, head: 3 });
  expect(page?.switches.map(({ mode }) => mode)).toEqual(['read', 'write', 'read']);
  const [first, second] = page?.switches ?? [];
  expect(first?.syncId).toBe(2);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(1000);
  await cluster.close();
});

test('a switch is found although some members have had much else since', async () => {
  const { cluster, n1, conversations, create, asked } = await setUp({ tailEntries: 8 });
  await create(lobby, ['ann', 'bob', 'cat'], 'auto');
  const { switcher } = n1.stations.conversation;
  await switcher.switchTo(`shop/${lobby}` as never, 'read');
  const [ann, cat] = [await cluster.device(n1, 'ann'), await cluster.device(n1, 'cat')];
  for (let i = 0; i < 8; i += 1) {
    for (const device of [ann, cat]) await cluster.say(device, 'direct:ann:cat', `${i}`);
  }
  const page = await asked(conversations.get(app, lobby));
  expect(page?.switches.map(({ mode }) => mode)).toEqual(['read']);
  await cluster.close();
});

test('what is no conversation has no page', async () => {
  const { cluster, n1, conversations, create, asked } = await setUp();
  await create(lobby, ['ann']);
  expect(await asked(conversations.get('other' as AppId, lobby))).toBeUndefined();
  expect(await asked(conversations.get(app, 'group:none' as ConversationId))).toBeUndefined();
  await n1.stations.conversation.groups.remove(backendActor(app), lobby);
  expect(await asked(conversations.get(app, lobby))).toBeUndefined();
  await cluster.close();
});
