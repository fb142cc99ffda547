import { expect, test } from 'bun:test';
import { type CommandName, errorTable, requestSchemas, type WireError } from '@eagre/protocol';
import { seedFromEnv, testScale } from '@eagre/testkit';
import fc from 'fast-check';
import { TimelineError, type TimelineErrorCode } from '../timeline/timeline.ts';
import { CommandNode, type FakeDevice } from './test/command-node.ts';

/** Good arguments for every command: the fuzzers spoil them. */
const good: Record<Exclude<CommandName, 'connect'>, Record<string, unknown>> = {
  sync: { positions: [], recent: 1, bytes: 1 },
  ping: {},
  renew: { token: '{"app":"shop","user":"ann","issuedAt":0,"expiresAt":9e14}' },
  send: { conversation: 'direct:ann:bob', clientId: 'c', kind: 'text', body: { text: 'x' } },
  pull: { ranges: [{ queue: 'user:ann', epoch: 0, from: 0 }], bytes: 1 },
  history: { conversation: 'direct:ann:bob', limit: 1 },
  read: { conversation: 'direct:ann:bob', syncId: 1 },
  reads: { conversation: 'direct:ann:bob', limit: 1 },
  recall: { conversation: 'direct:ann:bob', syncId: 1 },
  typing: { conversation: 'direct:ann:bob' },
  'group.create': { group: 'group:new', members: [], open: false },
  'group.join': { group: 'group:g' },
  'group.leave': { group: 'group:g' },
  'group.invite': { group: 'group:g', users: ['bob'] },
  'group.remove': { group: 'group:g', users: ['bob'] },
  'group.members': { group: 'group:g', limit: 1 },
  conversations: { offset: 0, limit: 1 },
  'conversation.set': { conversation: 'direct:ann:bob', muted: true },
  'room.enter': { room: 'room:r', gen: 2 },
  'room.leave': { room: 'room:r', gen: 3 },
  'room.send': { room: 'room:r', clientId: 'c', kind: 'text', body: { text: 'x' } },
  'room.tap': { room: 'room:r', seq: 1, counts: { like: 1 } },
  'room.members': { room: 'room:r' },
  'room.set': { room: 'room:r', set: { pinned: 1 } },
  'room.moderate': { room: 'room:r', action: 'slow', ms: 1 },
};
const commands = Object.keys(good) as (keyof typeof good)[];

async function newNode() {
  const node = new CommandNode({ commandsPerSecond: 1e9, commandsBurst: 1e9 });
  const device = await node.device('ann');
  await node.call(device, 'send', good.send);
  await node.call(device, 'group.create', { group: 'group:g', members: ['cid'] });
  await node.host('room:r', 'ann');
  await node.call(device, 'room.enter', { room: 'room:r', gen: 1 });
  return { node, device };
}

function expectError(error: WireError | undefined, label: string): void {
  expect([label, error?.code !== undefined && error.code in errorTable]).toEqual([label, true]);
  expect([label, (error?.message.length ?? 0) > 0]).toEqual([label, true]);
  expect([label, error?.code]).not.toEqual([label, 'internal']);
}

test.each(commands)('%s works with good arguments', async (command) => {
  const { node, device } = await newNode();
  const { ok, error } = await node.call(device, command, good[command]);
  expect(error).toBeUndefined();
  expect(ok).toBeDefined();
  expect(node.counted.at(-1)).toBe(`${command} ok`);
  node.close();
});

const wrongValues = [null, true, -1, 1.5, 1e300, '', 'x y', 'group:', [], [null], {}, { a: {} }];

test('every argument of every command refuses wrong types, and says which it is', async () => {
  const { node, device } = await newNode();
  for (const command of commands) {
    for (const field of Object.keys(good[command])) {
      for (const wrong of wrongValues) {
        const { id: _, cmd: __, ...shape } = requestSchemas[command].shape;
        const schema = shape[field as keyof typeof shape] as unknown as {
          safeParse(value: unknown): { success: boolean };
        };
        if (schema.safeParse(wrong).success) continue;
        const args = { ...good[command], [field]: wrong };
        const { error } = await node.call(device, command, args);
        const label = `${command}.${field} = ${JSON.stringify(wrong)}`;
        expect([label, error?.code]).toEqual([label, 'invalid_argument']);
        expect([label, error?.field?.split('.')[0]]).toEqual([label, field]);
        expect(error?.message).toContain(field);
      }
    }
  }
  expect(node.reported).toEqual([]);
  node.close();
});

test('unknown arguments are refused by name', async () => {
  const { node, device } = await newNode();
  for (const command of commands) {
    const { error } = await node.call(device, command, { ...good[command], surplus: 1 });
    expect(error).toMatchObject({ code: 'invalid_argument', field: 'surplus' });
  }
  node.close();
});

test('limits are named in the message', async () => {
  const { node, device } = await newNode();
  const messageOf = async (command: string, args: object) =>
    (await node.call(device, command, args)).error?.message;
  expect(await messageOf('history', { ...good.history, limit: 201 })).toBe(
    'limit must be at most 200',
  );
  expect(await messageOf('pull', { ranges: [] })).toBe('ranges must have at least 1 items');
  const long = { ...good.send, body: { text: 'x'.repeat(8001) } };
  expect(await messageOf('send', long)).toBe('body.text must have at most 8000 characters');
  node.close();
});

test('commands that do not exist, and names of the language, are unknown', async () => {
  const { node, device } = await newNode();
  for (const cmd of ['', 'nothing', 'toString', '__proto__', 'constructor', 'SEND']) {
    const { error } = await node.call(device, cmd);
    expect(error).toMatchObject({ code: 'unknown_command', field: 'cmd', temporary: false });
  }
  expect(node.counted.at(-1)).toBe('unknown unknown_command');
  node.close();
});

test('whatever a device says is answered with a result or a code, and the node stays', async () => {
  const { node, device } = await newNode();
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom<unknown>('group:g', 'direct:ann:bob', 'ann', 'user:ann', 0, 1, 2 ** 53),
  );
  const property = fc.asyncProperty(
    fc.constantFrom(...commands),
    fc.dictionary(fc.string({ maxLength: 8 }), value, { maxKeys: 3 }),
    fc.array(fc.tuple(fc.nat(9), value), { maxLength: 3 }),
    fc.nat(9),
    async (command, surplus, spoiled, removed) => {
      const args: Record<string, unknown> = { ...good[command], ...surplus };
      const fields = Object.keys(args);
      for (const [at, wrong] of spoiled) args[fields[at % fields.length] ?? 'x'] = wrong;
      if (removed < fields.length / 2) delete args[fields[removed] ?? ''];
      delete args['id'];
      delete args['cmd'];
      await expectAnswered(node, device, command, args);
    },
  );
  await fc.assert(property, { seed: seedFromEnv() | 0, numRuns: 600 * testScale() });
  expect(node.reported).toEqual([]);
  expect((await node.call(device, 'ping')).ok).toBeDefined();
  node.close();
}, 30_000);

async function expectAnswered(
  node: CommandNode,
  device: FakeDevice,
  command: string,
  args: object,
): Promise<void> {
  device.frames.length = 0;
  const { ok, error } = await node.call(device, command, args);
  if (ok === undefined) expectError(error, `${command} ${JSON.stringify(args)}`);
  expect(device.closedWith).toBeUndefined();
}

test.each<[TimelineErrorCode, string]>([
  ['full', 'store_full'],
  ['unavailable', 'store_unavailable'],
  ['closed', 'draining'],
  ['overloaded', 'overloaded'],
])('a store that is %s is told as %s, without its own words', async (code, expected) => {
  const broken = { now: false };
  const node = new CommandNode({}, (timeline) => ({
    ...timeline,
    commit: (commit) => {
      if (broken.now) throw new TimelineError(code, 'secret path of the disk');
      return timeline.commit(commit);
    },
  }));
  const device = await node.device('ann');
  broken.now = true;
  const { error } = await node.call(device, 'send', good.send);
  expect(error).toMatchObject({ code: expected as never, temporary: true, retryAfterMs: 1000 });
  expect(error?.message).not.toContain('secret');
  expect(node.reported).toEqual([]);
  node.close();
});

test('a fault of the server is internal, logged, and kept to itself', async () => {
  const node = new CommandNode({}, (timeline) => ({
    ...timeline,
    heads: (queues) => {
      if (queues[0]?.includes('direct:') === true) throw new TypeError('secret of the inside');
      return timeline.heads(queues);
    },
  }));
  const device = await node.device('ann');
  const { error } = await node.call(device, 'history', good.history);
  expect(error).toMatchObject({ code: 'internal', temporary: true });
  expect(JSON.stringify(error)).not.toContain('secret');
  expect(node.reported).toHaveLength(1);
  expect(node.counted.at(-1)).toBe('history internal');
  node.close();
});
