import { expect, test } from 'bun:test';
import { requestSchemas, wireLimits } from '@eagre/protocol';
import { type SeededRandom, tempDir, testScale, withSeed } from '@eagre/testkit';
import { provoke } from './support/provoke.ts';
import { ServerChild } from './support/server-child.ts';

const rounds = Math.ceil(1500 * testScale());

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
