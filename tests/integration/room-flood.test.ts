import { expect, test } from 'bun:test';
import { tempDir, until } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';
import { Viewer } from './support/viewer.ts';
import { Refused, type WireClient } from './support/wire-client.ts';

const room = 'room:show1';
const floodMs = 2500;
/** As many as a device may have under way. */
const atOnce = 60;
const sayEveryMs = 250;

/** Invariant 12, in small: one user shouts, and nobody notices. */
test('a flood of one user is refused with rate_limited, and disturbs nobody', async () => {
  using data = tempDir();
  await using server = await ServerChild.start({ data: data.path, flags: ['--room-grace-ms=200'] });
  await using ann = await Viewer.enter(server, 'ann', room);
  await using bob = await Viewer.enter(server, 'bob', room);
  await using beside = await Viewer.enter(server, 'cat', 'beside');
  await using alsoBeside = await Viewer.enter(server, 'dan', 'beside');
  let flooder = await enter(server);
  const answers = new Map<string, number>();
  let isOver = false;
  const flooding = (async () => {
    while (!isOver) {
      await shout(flooder, answers);
      // Who does not stop is closed, and comes back.
      if (flooder.closed) flooder = await enter(server);
    }
  })();

  const latenciesMs = [
    ...(await Promise.all([talk(ann, bob), talk(beside, alsoBeside)])).flat(),
  ].sort((a, b) => a - b);
  isOver = true;
  await flooding;
  flooder[Symbol.dispose]();

  expect(latenciesMs[Math.floor(latenciesMs.length * 0.9)]).toBeLessThan(250);
  expect([...answers.keys()].toSorted()).toEqual(['ok', 'rate_limited']);
  const taken = answers.get('ok') ?? 0;
  const seconds = floodMs / 1000;
  // Five a second, and ten at once at first.
  expect(taken).toBeGreaterThanOrEqual(10);
  expect(taken).toBeLessThanOrEqual(10 + 5 * (seconds + 2));
  expect(answers.get('rate_limited') ?? 0).toBeGreaterThan(10 * taken);
  await until(() => bob.texts.filter((text) => text === 'shout').length === taken, {
    what: `the ${taken} shouts that were taken in`,
  });
  expect(bob.texts.filter((text) => text !== 'shout')).toEqual(said);
  expect(alsoBeside.texts).toEqual(said);
}, 30_000);

const said = Array.from({ length: floodMs / sayEveryMs }, (_, n) => `word ${n}`);

async function enter(server: ServerChild): Promise<WireClient> {
  const client = await server.device('flooder');
  await client.request('room.enter', { room, gen: Date.now() });
  return client;
}

async function shout(client: WireClient, answers: Map<string, number>): Promise<void> {
  const one = async () => {
    const message = { clientId: crypto.randomUUID(), kind: 'text', body: { text: 'shout' } };
    const code = await client.request('room.send', { room, ...message }).then(
      () => 'ok',
      (error: unknown) => (error instanceof Refused ? error.error.code : undefined),
    );
    if (code !== undefined) answers.set(code, (answers.get(code) ?? 0) + 1);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  await Bun.sleep(5);
}

/** Says words at a steady pace, and measures how long each takes to the other. */
async function talk(from: Viewer, to: Viewer): Promise<number[]> {
  const latenciesMs: number[] = [];
  const startMs = performance.now();
  for (const [n, text] of said.entries()) {
    await until(() => performance.now() >= startMs + n * sayEveryMs);
    const sentAtMs = performance.now();
    await from.room.send(text);
    await until(() => to.texts.includes(text), { pollMs: 1, what: `${text} at the other` });
    latenciesMs.push(performance.now() - sentAtMs);
  }
  return latenciesMs;
}
