import { expect, test } from 'bun:test';
import { type SeededRandom, tempDir, testScale, until, withSeed } from '@eagre/testkit';
import { type Outcome, provoke } from './support/provoke.ts';
import { ServerChild } from './support/server-child.ts';
import { Viewer } from './support/viewer.ts';
import { Refused, type WireClient } from './support/wire-client.ts';

const rounds = Math.ceil(1500 * testScale());
const show = 'room:show1';
const others = ['room:f1', 'room:f2', 'room:f3'];
const fuzzers = ['fuzz-host', 'fuzz-viewer'];
const flags = [
  '--commands-per-second=10000',
  '--commands-burst=100000',
  '--sends-per-second=10000',
  '--sends-burst=100000',
  '--room-user-per-second=10000',
  '--room-user-burst=100000',
  '--room-grace-ms=200',
  '--log-level=error',
];

type Command = Record<string, unknown>;

/**
 * Room commands that are right, nearly right and wrong, by a host and by a viewer: each is answered or
 * closes its connection with a code, and who looks on in the same room loses nothing.
 */
test(
  `${rounds} hostile room commands: an answer or a close code each, and others lose nothing`,
  () =>
    withSeed(async (random) => {
      using data = tempDir();
      await using server = await ServerChild.start({ data: data.path, flags });
      await server.api.ok('POST', '/v1/rooms', { room: show, tier: { displayPerSecond: 0 } });
      for (const room of [show, ...others]) {
        await server.api.ok('PUT', `/v1/rooms/${room}/roles/fuzz-host`, { role: 'host' });
      }
      await using witness = await Viewer.enter(server, 'witness', show);
      const before = await server.memoryBytes();
      const outcomes = new Map<Outcome, number>();
      const devices: WireClient[] = [];
      let marks = 0;
      for (let round = 0; round < rounds; round += 1) {
        const who = random.int(fuzzers.length);
        let device = devices[who];
        if (device === undefined || device.closed) {
          device = await inside(server, fuzzers[who] ?? '', round);
          devices[who] = device;
        }
        const outcome = await provoke(device, JSON.stringify(hostile(random, round)), round);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (round % 20 === 0) await mark(server, marks++);
      }
      for (const device of devices) device[Symbol.dispose]();
      expect(server.child.exitCode).toBeNull();
      const marked = Array.from({ length: marks }, (_, n) => `mark ${n}`);
      const isMark = (text: string) => text.startsWith('mark ');
      const cards = () => witness.reliable.map(({ text }) => text).filter(isMark);
      await until(() => cards().length >= marks && witness.texts.includes(marked.at(-1) ?? ''));
      expect(cards()).toEqual(marked);
      expect(witness.texts.filter(isMark)).toEqual(marked);
      expect(witness.wrongs).toEqual([]);
      expect(witness.states.map(({ state }) => state)).not.toContain('returned');
      // Else the commands were not near enough to right ones to reach anything.
      expect(outcomes.get('ok') ?? 0).toBeGreaterThan(rounds / 10);
      const reached = ['invalid_argument', 'not_member', 'stale', 'forbidden'];
      expect([...outcomes.keys()]).toEqual(expect.arrayContaining(reached));
      expect(outcomes.get('internal') ?? 0).toBe(0);
      expect(await server.memoryBytes()).toBeLessThan(before + 200 * 1024 * 1024);
    }),
  60_000 * testScale(),
);

/** In the show of the witness, if it is let in. */
async function inside(server: ServerChild, user: string, round: number): Promise<WireClient> {
  const client = await server.device(user);
  await client.request('room.enter', { room: show, gen: round + 1 }).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error;
  });
  return client;
}

/** What the witness must see: one reliable, one best-effort. */
async function mark(server: ServerChild, n: number): Promise<void> {
  const path = `/v1/rooms/${show}/messages`;
  const message = { kind: 'text', body: { text: `mark ${n}` } };
  await server.api.ok('POST', path, message);
  await server.api.ok('POST', path, { ...message, class: 'reliable' });
}

/** A right command, and with it a fault as often as not. */
function hostile(random: SeededRandom, round: number): Command {
  const command = { id: random.int(1000), ...right(random, round) };
  if (random.chance(0.6)) return command;
  // Without its id a frame closes the connection: few of those, or nobody ever is in a room.
  const isKept = (name: string) => name === 'cmd' || (name === 'id' && random.chance(0.95));
  const names = Object.keys(command).filter((one) => !isKept(one));
  const name = random.pick(names);
  const faults: (() => Command)[] = [
    () => Object.fromEntries(Object.entries(command).filter(([one]) => one !== name)),
    () => ({ ...command, [name]: value(random) }),
    () => ({
      ...command,
      [random.pick(['__proto__x', 'position', 'leave', 'extra'])]: value(random),
    }),
    () => ({ ...command, body: { text: value(random) }, counts: value(random) }),
  ];
  return random.pick(faults)();
}

function right(random: SeededRandom, round: number): Command {
  const room = random.pick([show, show, ...others]);
  // Now and then one that comes late.
  const gen = Math.max(1, round - (random.chance(0.2) ? random.int(50) : 0));
  return random.pick<() => Command>([
    () => ({ cmd: 'room.enter', room, gen: gen + 1 }),
    () => ({ cmd: 'room.enter', room: show, gen: gen + 1 }),
    () => ({ cmd: 'room.enter', room, gen: gen + 1, leave: random.pick([show, ...others]) }),
    () => ({ cmd: 'room.enter', room, gen: gen + 1, position: position(random) }),
    () => ({ cmd: 'room.leave', room, gen: gen + 1 }),
    () => ({ cmd: 'room.send', room, ...message(random, round) }),
    () => ({ cmd: 'room.send', room, ...message(random, round) }),
    () => ({
      cmd: 'room.tap',
      room,
      seq: gen + 1,
      counts: { [counter(random)]: 1 + random.int(9) },
    }),
    () => ({ cmd: 'room.members', room }),
    () => ({ cmd: 'room.set', room, ...attributes(random) }),
    () => ({ cmd: 'room.moderate', ...moderation(random, room) }),
    () => ({ cmd: 'room.moderate', ...moderation(random, show) }),
    () => ({ cmd: 'pull', ranges: [{ queue: room, epoch: 1, from: random.int(50) }] }),
  ])();
}

const position = (random: SeededRandom) => ({ epoch: random.int(3), syncId: random.int(300) });
const counter = (random: SeededRandom) => random.pick(['like', 'vote', `c${random.int(60)}`]);

function message(random: SeededRandom, round: number): Command {
  const when = { activateAt: random.int(2 ** 40), spreadMs: 1 + random.int(700_000) };
  return {
    clientId: `c${Math.max(0, round - random.int(3))}`,
    kind: random.pick(['text', 'text', 'item', 'custom:x']),
    body: { text: 'x'.repeat(1 + random.int(random.pick([20, 9000]))) },
    ...(random.chance(0.5) && { class: random.pick(['reliable', 'best-effort']) }),
    ...(random.chance(0.2) && when),
  };
}

function attributes(random: SeededRandom): Command {
  const name = `a${random.int(70)}`;
  return {
    set: { [name]: random.pick([null, 1, 'x'.repeat(random.int(5000)), { deep: [{}] }]) },
    ...(random.chance(0.3) && { expect: { [name]: random.int(3) } }),
  };
}

/** Everything but what would end the show of the witness. */
function moderation(random: SeededRandom, room: string): Command {
  const action = random.pick(['mute', 'unmute', 'ban', 'unban', 'mute_all', 'unmute_all', 'slow']);
  const isClose = room !== show && random.chance(0.1);
  return {
    room,
    action: isClose ? 'close' : action,
    ...(random.chance(0.8) && { user: random.pick([...fuzzers, 'fuzz-viewer', 'nobody']) }),
    ...(random.chance(0.3) && { device: 'd1' }),
    ...(random.chance(0.8) && { ms: random.int(30) }),
  };
}

function value(random: SeededRandom): unknown {
  return random.pick<unknown>([
    null,
    true,
    -1,
    0,
    0.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    '',
    '\u0000',
    'room:',
    'group:show1',
    'room:show1 ',
    'user:witness',
    'x'.repeat(random.int(20_000)),
    [],
    {},
    { like: 1001 },
    { toString: 1, constructor: 2 },
    Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, i])),
    Array.from({ length: 300 }, () => 1),
  ]);
}
