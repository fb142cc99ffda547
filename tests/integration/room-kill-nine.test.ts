import { expect, test } from 'bun:test';
import type { RoomSendAnswer } from '@eagre/protocol';
import { freePort, type SeededRandom, tempDir, testScale, until, withSeed } from '@eagre/testkit';
import { readLog } from './support/logs.ts';
import { Positioned } from './support/positioned.ts';
import { ServerChild } from './support/server-child.ts';
import { Viewer } from './support/viewer.ts';

const cycles = Math.ceil(10 * testScale());
const room = 'room:show1';
const flags = [
  '--sends-per-second=10000',
  '--sends-burst=10000',
  '--room-grace-ms=200',
  '--log-level=error',
];

interface Placed {
  text: string;
  epoch: number;
  syncId: number;
}

/**
 * Invariants 2, 3 and 7 over real crashes: what the host was told is stored is at every device that
 * stays or returns, once and in order.
 */
test(
  `${cycles} times kill -9 in the middle of a show: no reliable message is lost or doubled`,
  () =>
    withSeed(async (random) => {
      using data = tempDir();
      const port = await freePort();
      const start = () => ServerChild.start({ data: data.path, port, flags });
      let server = await start();
      await using stack = new AsyncDisposableStack();
      stack.defer(() => server[Symbol.asyncDispose]());
      for (const user of ['host', 'staff']) {
        await server.api.ok('PUT', `/v1/rooms/${room}/roles/${user}`, { role: user });
      }
      // The devices outlive the servers: a token is asked of whichever runs.
      const show = { port, token: (user: string) => server.token(user) };
      const options = { requestTimeoutMs: 60_000, sendsAtOnce: 4 };
      const enter = async (user: string) =>
        stack.use(await Viewer.enter(show, user, room, { ...options, pack: random.chance(0.5) }));
      const host = await enter('host');
      const fans = await Promise.all(['fan0', 'fan1', 'fan2', 'fan3'].map(enter));
      const wire = new Positioned('wire', room);
      const placed: Placed[] = [];
      const sent: Promise<unknown>[] = [];
      const send = () => {
        const text = `card ${sent.length}`;
        sent.push(host.room.sendReliable(text).then((place) => placed.push({ text, ...place })));
      };
      for (let cycle = 0; cycle < cycles; cycle += 1) {
        if (cycle === 0 || random.chance(0.7)) await wire.enter(server);
        await sendUntil(send, () => placed.length, 5 + random.int(60), random);
        const first = await sendAsStaff(server, cycle);
        await server.kill();
        server = await start();
        // As a device does that was not answered.
        const again = await sendAsStaff(server, cycle);
        expect(again).toEqual({ ...first, duplicate: true });
        placed.push({ text: staffText(cycle), epoch: first.epoch ?? 0, syncId: first.syncId ?? 0 });
      }
      await Promise.all(sent);
      await wire.enter(server);
      await verify(server, placed, [host, ...fans], wire);
      wire.leave();
    }),
  (30 + cycles * 6) * 1000,
);

/** Keeps a few messages under way until so many more were answered. */
async function sendUntil(
  send: () => void,
  answered: () => number,
  more: number,
  random: SeededRandom,
): Promise<void> {
  const enough = answered() + more;
  let ahead = answered();
  await until(
    () => {
      for (ahead = Math.max(ahead, answered()); ahead < answered() + 8; ahead += 1) send();
      return answered() >= enough;
    },
    { timeoutMs: 20_000, what: `${more} more answers`, pollMs: 1 + random.int(4) },
  );
}

const staffText = (cycle: number) => `staff ${cycle}`;

async function sendAsStaff(server: ServerChild, cycle: number): Promise<RoomSendAnswer> {
  using client = await server.device('staff');
  await client.request('room.enter', { room, gen: 1 });
  const message = { clientId: `c${cycle}`, kind: 'text', body: { text: staffText(cycle) } };
  return await client.request('room.send', { room, ...message, class: 'reliable' });
}

async function verify(
  server: ServerChild,
  placed: Placed[],
  viewers: Viewer[],
  wire: Positioned,
): Promise<void> {
  const [epoch = 0, ...others] = new Set(placed.map((place) => place.epoch));
  expect(others).toEqual([]);
  using reader = await server.device('reader');
  await reader.request('room.enter', { room, gen: 1 });
  const log = await readLog(reader, room, epoch);
  const texts = log.entries.map((entry) => entry.type === 'message' && entry.body['text']);
  for (const { text, syncId } of placed) expect(texts.indexOf(text)).toBe(syncId - 1);
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.length).toBe(placed.length);
  const everything = texts.map((text, i) => ({ syncId: i + 1, text: String(text) }));
  for (const viewer of viewers) {
    await until(() => viewer.reliable.length >= texts.length, {
      what: `${texts.length} messages at ${viewer.client.user}, not ${viewer.reliable.length}`,
    });
    expect(viewer.wrongs).toEqual([]);
    expect(viewer.reliable).toEqual(everything);
  }
  await wire.catchUp();
  expect(wire.texts).toEqual(texts.map(String));
}
