import { expect, test } from 'bun:test';
import { errorTable } from '@eagre/protocol';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import { CommandNode, type FakeDevice } from '../commands/test/command-node.ts';

const rounds = Math.ceil(3000 * testScale());

/** What the commands are to come to, each at least once. */
const reached = [
  ...['ok', 'invalid_argument', 'not_member', 'stale', 'forbidden'],
  'version_mismatch',
];

const numbers = [0, 1, 2, 3, 1000, -1, 0.5, 2 ** 31, Number.MAX_SAFE_INTEGER, 1e300, '1', null];
const texts = ['hello', '', '\u0000', '\ud800', '🦩'.repeat(300), '"}],[{"', 'x'.repeat(20_000)];
/** Such as objects have anyway among them. */
const names = ['likes', 'item', '__proto__', 'constructor', 'toString', '', 'a b', 'x'.repeat(99)];

type Make = (random: SeededRandom) => unknown;

/** Mostly what is allowed, else what is not, or what may be of either kind. */
function mostly(good: readonly unknown[] | Make, bad: readonly unknown[] | Make): Make {
  const made = (of: readonly unknown[] | Make, random: SeededRandom) =>
    typeof of === 'function' ? of(random) : random.pick(of);
  return (random) => made(random.chance(0.93) ? good : bad, random);
}

function value(random: SeededRandom, depth = 0): unknown {
  const kind = random.int(depth > 3 ? 5 : 7);
  if (kind === 0) return random.pick(numbers);
  if (kind === 1) return random.pick(texts);
  if (kind === 2) return random.pick([true, false, null]);
  if (kind === 5) return Array.from({ length: random.int(4) }, () => value(random, depth + 1));
  if (kind === 6) return record(random, names, () => value(random, depth + 1));
  return random.pick(names);
}

/** Own keys whatever they are called, as `JSON.parse` makes them. */
function record(random: SeededRandom, keys: readonly string[], make: () => unknown) {
  const entries = Array.from({ length: 1 + random.int(3) }, () => [random.pick(keys), make()]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

const room = mostly(
  ['room:a', 'room:b', 'room:__proto__'],
  ['room:never', 'room:', 'group:a', '../room:a', 7],
);
const user = mostly(
  ['ann', 'bob', 'cid', '__proto__', 'constructor', '*'],
  ['', 'a b', 'x'.repeat(500), null],
);
let lastGen = 10_000;
/** Not the greatest of all: nothing could follow it. */
const gen = mostly((random) => (lastGen += random.int(3)), [0, 1, 2, -1, 0.5, 1e300, '1', null]);
const count = mostly((random) => random.int(5), numbers);
const keys = ['likes', 'item', '__proto__', 'constructor', 'toString'];
const anyOf =
  (make: Make): Make =>
  (random) =>
    record(random, random.chance(0.95) ? keys : names, () => make(random));

const makers: Record<string, Record<string, Make>> = {
  'room.enter': {
    gen,
    leave: mostly(['room:b', 'room:c'], ['room:a', '']),
    position: (r) => ({ epoch: r.pick([1_767_225_600, 0, 2 ** 40]), syncId: count(r) }),
  },
  'room.leave': { gen },
  'room.send': {
    clientId: mostly((r) => `c${r.int(50)}`, ['', 'x y', 'x'.repeat(200)]),
    kind: mostly(['text', 'custom:x'], ['nonsense', '', 3]),
    body: mostly((r) => ({ text: r.pick(['hi', 'spam', texts[4]]) }), value),
    class: mostly(['reliable', 'best-effort'], ['aggregate', 0]),
    activateAt: count,
    spreadMs: count,
  },
  'room.tap': { seq: gen, counts: anyOf(mostly((r) => 1 + r.int(9), numbers)) },
  'room.members': {},
  'room.set': { set: anyOf(value), expect: anyOf(count) },
  'room.moderate': {
    action: mostly(
      ['mute', 'unmute', 'ban', 'unban', 'unban', 'slow', 'mute_all', 'unmute_all'],
      ['nonsense', ''],
    ),
    user,
    device: mostly(['phone', 'tablet'], ['', 'a/b']),
    ms: mostly((r) => r.int(300), numbers),
  },
};
/** Arguments that a command must have. */
const needed = ['gen', 'clientId', 'kind', 'body', 'seq', 'counts', 'set', 'action'];

function hostile(random: SeededRandom): { cmd: string; args: Record<string, unknown> } {
  const cmd = random.pick(Object.keys(makers));
  const args: Record<string, unknown> = { room: room(random) };
  for (const [name, make] of Object.entries(makers[cmd] ?? {})) {
    if (random.chance(needed.includes(name) ? 0.98 : 0.3)) args[name] = make(random);
  }
  if (random.chance(0.02)) args[random.pick(names)] = value(random);
  return { cmd, args };
}

async function expectAlive(node: CommandNode, device: FakeDevice, gen: number): Promise<void> {
  const entered = await node.call(device, 'room.enter', { room: 'room:alive', gen });
  expect(entered.error).toBeUndefined();
  const said = { room: 'room:alive', clientId: `c${gen}`, kind: 'text', body: { text: 'hi' } };
  expect((await node.call(device, 'room.send', said)).error).toBeUndefined();
}

test(
  `${rounds} hostile commands: an answer each, never an inner error, and the node goes on`,
  () =>
    withSeed(async (random) => {
      const free = { commandsPerSecond: 1e9, commandsBurst: 1e9 };
      const node = new CommandNode({ ...free, sendsPerSecond: 1e9, sendsBurst: 1e9 });
      const devices = [
        await node.device('ann'),
        await node.device('bob'),
        await node.device('bob', 'tablet'),
      ];
      for (const id of ['room:a', 'room:b', 'room:__proto__']) {
        await node.host(id, 'ann');
      }
      const witness = await node.device('witness');
      const codes = new Map<string, number>();
      for (let round = 0; round < rounds; round += 1) {
        const { cmd, args } = hostile(random);
        const answer = await node.call(random.pick(devices), cmd, args);
        const code = answer.error?.code ?? 'ok';
        const told = `${cmd} ${JSON.stringify(args).slice(0, 300)}`;
        expect({ told, isKnown: code === 'ok' || code in errorTable }).toEqual({
          told,
          isKnown: true,
        });
        expect({ told, code }).not.toEqual({ told, code: 'internal' });
        codes.set(code, (codes.get(code) ?? 0) + 1);
        if (round % 200 === 0) await expectAlive(node, witness, round + 1);
      }
      await expectAlive(node, witness, rounds + 1);
      expect(node.reported).toEqual([]);
      // All frames were whole JSON; the fake device has parsed them. And the dice reached the services.
      for (const code of reached) {
        expect({ code, isReached: codes.has(code) }).toEqual({ code, isReached: true });
      }
      node.close();
    }),
  60_000,
);
