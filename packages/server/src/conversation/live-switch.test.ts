import { expect, test } from 'bun:test';
import type { ConversationEntry, FanoutMode } from '@eagre/protocol';
import { SeededRandom, seedFromEnv, testScale } from '@eagre/testkit';
import fc from 'fast-check';
import { conversationKey, userQueueKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import { app, backend, by, group, user } from './test/station.ts';
import { SwitchWorld } from './test/switch-world.ts';

const names = ['ann', 'bob', 'cid', 'dee', 'eve'];
const id = group();
const key = conversationKey(app, id);

type Op =
  | { op: 'send'; who: string }
  | { op: 'personal'; who: string; to: string }
  | { op: 'join' | 'leave' | 'reconnect'; who: string }
  | { op: 'switch'; mode: FanoutMode };

const who = fc.constantFrom(...names);
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ op: fc.constant('send' as const), who }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('personal' as const), who, to: who }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constantFrom('join' as const, 'leave' as const), who }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('reconnect' as const), who }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('switch' as const),
      mode: fc.constantFrom<FanoutMode[]>('read', 'write'),
    }),
  },
);

interface Acknowledged {
  messages: Map<string, number>;
  personals: { to: string; from: string; clientId: string }[];
}

function run(world: SwitchWorld, one: Op, n: number, acked: Acknowledged): Promise<unknown> {
  const { sender, groupMembers, switcher } = world.services;
  const message = {
    conversation: id,
    clientId: `m${n}` as never,
    kind: 'text' as const,
    body: { text: 'x' },
  };
  switch (one.op) {
    case 'send':
      return sender.send(by(one.who), message).then(({ syncId }) => {
        acked.messages.set(`m${n}`, syncId);
      });
    case 'personal':
      return sender.send(by(one.who), { ...message, personalTo: user(one.to) }).then(() => {
        acked.personals.push({ to: one.to, from: one.who, clientId: `m${n}` });
      });
    case 'join':
      return groupMembers.join(by(one.who), id);
    case 'leave':
      return groupMembers.leave(by(one.who), id);
    case 'reconnect':
      return world.connect(one.who);
    case 'switch':
      return switcher.switchTo(key, one.mode);
  }
}

/** Who is not (any more) a member is refused; all else is a failure. */
function expectedRefusal(error: unknown): void {
  if (error instanceof ServiceError && error.code === 'not_member') return;
  throw error;
}

async function settle(
  world: SwitchWorld,
  work: readonly Promise<unknown>[],
  syncs: boolean,
): Promise<void> {
  let open = work.length;
  for (const one of work) one.finally(() => (open -= 1)).catch(() => {});
  for (let i = 0; i < 200 && open > 0; i += 1) await world.clock.advance(20);
  await Promise.all(work);
  await world.clock.advance(1000);
  if (!syncs) return;
  const asked = [...world.devices.values()].map((device) => device.sync());
  await world.clock.advance(1000);
  await Promise.all(asked);
}

/** The log, and the places where each user's stays began and ended. */
async function truth(world: SwitchWorld) {
  const [range] = await readAll(world);
  const log = (range?.entries ?? []).map((text) => JSON.parse(text) as ConversationEntry);
  const stays = new Map(names.map((name) => [name, [] as { from: number; to: number }[]]));
  for (const [i, entry] of log.entries()) {
    if (entry.type !== 'members') continue;
    for (const one of entry.joined ?? []) stays.get(one)?.push({ from: i + 1, to: log.length });
    for (const one of entry.left ?? []) {
      const stay = stays.get(one)?.at(-1);
      if (stay !== undefined) stay.to = i + 1;
    }
  }
  return { log, stays };
}

async function readAll(world: SwitchWorld) {
  const reading = world.services.timeline.ranges([
    { queue: key, after: 0, limit: 100_000, bytes: 1e9 },
  ]);
  await world.clock.advance(10);
  return reading;
}

async function check(world: SwitchWorld, acked: Acknowledged): Promise<void> {
  const { log, stays } = await truth(world);
  for (const [clientId, syncId] of acked.messages) {
    const places = log.flatMap((entry, i) =>
      entry.type === 'message' && entry.clientId === clientId ? [i + 1] : [],
    );
    expect(places).toEqual([syncId]);
  }
  const members = await world.services.cache.get(key);
  for (const name of names) {
    const device = world.devices.get(name);
    if (device === undefined) continue;
    const given = device.given.get(id) ?? [];
    const label = `${name} was given ${given}`;
    expect([label, device.failures]).toEqual([label, []]);
    expect([label, given.every((at, i) => i === 0 || at > (given[i - 1] ?? 0))]).toEqual([
      label,
      true,
    ]);
    for (const { from, to } of stays.get(name) ?? []) {
      const within = given.filter((at) => at > from && at <= to);
      const isLast = to === log.length && members?.members.has(user(name)) === true;
      // Someone who left may not pull what they had not read; until then there is no hole.
      const end = isLast ? to : (within.at(-1) ?? from);
      const expected = Array.from({ length: end - from }, (_, i) => from + 1 + i);
      expect([label, within]).toEqual([label, expected]);
    }
    const follows = members?.mode === 'read' && members.members.has(user(name));
    expect([label, world.followedBy(name)]).toEqual([
      label,
      [...(follows ? [key] : []), userQueueKey(app, user(name))],
    ]);
    const personals = acked.personals.filter(({ to, from }) => to === name || from === name);
    expect(device.personals.toSorted()).toEqual(
      personals.map(({ clientId }) => clientId).toSorted(),
    );
  }
}

async function simulate(seed: number, loss: number, firstMode: FanoutMode, ops: readonly Op[]) {
  const random = new SeededRandom(seed);
  const world = new SwitchWorld(random, loss);
  const acked: Acknowledged = { messages: new Map(), personals: [] };
  const members = names.slice(0, 3).map(user);
  const create = world.services.groups.create(backend, id, {
    members,
    open: true,
    policy: firstMode,
  });
  const connects = names.map((name) => world.connect(name));
  await settle(world, [create, ...connects], loss > 0);
  const work: Promise<unknown>[] = [];
  for (const [n, one] of ops.entries()) {
    work.push(run(world, one, n, acked).catch(expectedRefusal));
    // A chain of promises each: later ones overtake earlier ones.
    work.at(-1)?.catch(() => {});
    await world.clock.advance(random.int(4));
  }
  // Without loss nobody needs a `sync` to get everything within a second.
  await settle(world, work, loss > 0);
  await check(world, acked);
  world.close();
}

test('live switches under concurrent sends lose nothing and double nothing', async () => {
  const seed = seedFromEnv();
  const property = fc.asyncProperty(
    fc.nat(),
    fc.constantFrom(0, 0, 0.2),
    fc.constantFrom<FanoutMode[]>('read', 'write'),
    fc.array(op, { minLength: 10, maxLength: 60 }),
    simulate,
  );
  await fc.assert(property, { seed: seed | 0, numRuns: 150 * testScale() });
}, 60_000);

test('a storm of switches back and forth while everybody writes', async () => {
  const ops = Array.from({ length: 120 }, (_, i): Op => {
    const name = names[i % 3] as string;
    if (i % 6 === 5) return { op: 'switch', mode: i % 12 === 5 ? 'read' : 'write' };
    return { op: 'send', who: name };
  });
  await simulate(1, 0, 'write', ops);
  await simulate(2, 0.3, 'read', ops);
});
