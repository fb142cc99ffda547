import { expect, test } from 'bun:test';
import { closeTable, errorTable, requestSchemas, wireLimits } from '@eagre/protocol';
import { type SeededRandom, tempDir, testScale, until, withSeed } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';
import type { WireClient } from './support/wire-client.ts';

const rounds = Math.ceil(1500 * testScale());
const closeCodes = new Set<number>(Object.values(closeTable).map(({ code }) => code));
// RFC 6455: a frame that is no UTF-8 (1007), or is too big for the runtime (1009), or a dropped line.
const runtimeCodes = new Set([1002, 1006, 1007, 1009]);

/** Every fuzzed frame gets an error with a code of the table, an `ok`, or a close code. */
test(
  `${rounds} hostile frames: an error or a close code each, and the server stays`,
  () =>
    withSeed(async (random) => {
      using data = tempDir();
      await using server = await ServerChild.start({
        data: data.path,
        flags: ['--log-level=error'],
      });
      using witness = await server.device('witness');
      const before = await server.memoryBytes();
      const token = await server.token('fuzzer');
      let client = await connected(server, token, random);
      for (let round = 0; round < rounds; round += 1) {
        if (client.closed) client = await connected(server, token, random);
        await provoke(client, hostileFrame(random), round);
      }
      client[Symbol.dispose]();
      expect(await witness.request('ping')).toHaveProperty('now');
      expect(server.child.exitCode).toBeNull();
      expect(await server.memoryBytes()).toBeLessThan(before + 200 * 1024 * 1024);
    }),
  120_000 * testScale(),
);

async function connected(server: ServerChild, token: string, random: SeededRandom) {
  const client = await server.dial();
  // Some are fuzzed before they said who they are.
  if (random.chance(0.8)) await client.request('connect', { token, device: 'fuzz' });
  return client;
}

async function provoke(client: WireClient, frame: string | Uint8Array<ArrayBuffer>, round: number) {
  const answers: { id: number; error?: { code: string; message: string } }[] = [];
  const stop = client.onFrame((answer) => {
    if ('id' in answer) answers.push(answer);
  });
  client.raw(frame);
  // The ping behind it shows that the connection lives, or was closed for the frame before.
  client.raw(JSON.stringify({ id: 1_000_000_000 + round, cmd: 'ping' }));
  await until(() => client.closed || answers.length >= 2, {
    what: `an answer to ${describe(frame)} and to the ping behind it`,
    pollMs: 1,
  });
  stop();
  if (client.closed) {
    const { code } = client.closed;
    if (!closeCodes.has(code) && !runtimeCodes.has(code)) {
      throw new Error(`closed with ${code} after ${describe(frame)}`);
    }
    return;
  }
  for (const answer of answers) {
    if (answer.error && !(answer.error.code in errorTable && answer.error.message.length > 0)) {
      throw new Error(`answered ${JSON.stringify(answer)} after ${describe(frame)}`);
    }
  }
}

function describe(frame: string | Uint8Array): string {
  if (typeof frame !== 'string') return `${frame.length} bytes of a binary frame`;
  return frame.length > 300 ? `${frame.slice(0, 300)}… (${frame.length})` : frame;
}

function hostileFrame(random: SeededRandom): string | Uint8Array<ArrayBuffer> {
  return random.pick<() => string | Uint8Array<ArrayBuffer>>([
    () => truncated(random),
    () => JSON.stringify(command(random)),
    () => JSON.stringify(command(random)),
    () => JSON.stringify(command(random)),
    () => `{"id":1,"cmd":"ping","x":"${'y'.repeat(wireLimits.frameBytes + random.int(4096))}"}`,
    () => '['.repeat(1 + random.int(20_000)),
    () => `{"id":1,"cmd":"send","body":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`,
    () => JSON.stringify({ id: random.int(100), cmd: word(random) }),
    () => JSON.stringify(value(random, 3)),
    () => crypto.getRandomValues(new Uint8Array(1 + random.int(200))),
    () => `{"id":7,"cmd":"${'\\ud800'.repeat(10)}"}`,
    () => '',
  ])();
}

function truncated(random: SeededRandom): string {
  const whole = JSON.stringify({ ...command(random), id: 5 });
  return whole.slice(0, random.int(whole.length));
}

/** A known command with arguments of any kind under real and invented names. */
function command(random: SeededRandom): Record<string, unknown> {
  const cmd = random.pick(Object.keys(requestSchemas) as (keyof typeof requestSchemas)[]);
  const names = Object.keys(requestSchemas[cmd].shape);
  const args: Record<string, unknown> = {};
  for (const name of names) if (random.chance(0.7)) args[name] = value(random, 3);
  if (random.chance(0.2)) args[word(random)] = value(random, 2);
  return { ...args, id: random.int(1000), cmd };
}

function word(random: SeededRandom): string {
  return random.pick([
    '__proto__',
    'constructor',
    'toString',
    'group.',
    '',
    'выход',
    'send ',
    '\u0000',
  ]);
}

function value(random: SeededRandom, depth: number): unknown {
  const flat: (() => unknown)[] = [
    () => null,
    () => true,
    () => -1,
    () => 1e308,
    () => 0.5,
    () => Number.MAX_SAFE_INTEGER,
    () => '',
    () => word(random),
    () => 'group:lobby',
    () => 'direct:a:a',
    () => 'user:fuzzer',
    () => 'x'.repeat(random.int(20_000)),
  ];
  const deep: (() => unknown)[] = [
    () => Array.from({ length: random.int(4) }, () => value(random, depth - 1)),
    () => ({ [word(random)]: value(random, depth - 1), text: value(random, depth - 1) }),
    () => Array.from({ length: 2000 }, () => 1),
  ];
  return random.pick(depth > 0 ? [...flat, ...deep] : flat)();
}
