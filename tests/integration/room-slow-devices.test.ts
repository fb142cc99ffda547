import { expect, test } from 'bun:test';
import { StallingProxy, tempDir, until } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';
import { Viewer } from './support/viewer.ts';
import { WireClient } from './support/wire-client.ts';

const room = 'room:show1';
const path = `/v1/rooms/${room}`;
const goodDevices = 30;
const stalledDevices = 6;
const cards = 20;
/** Said while nobody of the stalled takes anything: what memory would show if it waited for them. */
const moreChat = 800;
const text = '.'.repeat(7990);
const flags = [
  '--room-user-per-second=10000',
  '--room-user-burst=10000',
  '--commands-per-second=10000',
  '--commands-burst=10000',
  '--room-grace-ms=200',
  '--log-level=warn',
];

interface Stats {
  online: { devices: number };
  chat: { offered: number; delivered: number; refused: number };
  reliable: { retried: number; carried: number; pulled: number };
}

const names = (word: string, count: number) => Array.from({ length: count }, (_, i) => word + i);
const wrongs = (viewers: Viewer[]) => viewers.flatMap((viewer) => viewer.wrongs);

/** Invariants 7, 8 and 10: who does not read costs the others and the server nothing. */
test('some devices read nothing, one reads slowly: the others see everything, nothing reliable is lost', async () => {
  using data = tempDir();
  await using server = await ServerChild.start({ data: data.path, flags });
  await using stall = await StallingProxy.start(server.port);
  await using slow = await StallingProxy.start(server.port);
  await using stack = new AsyncDisposableStack();
  await server.api.ok('POST', '/v1/rooms', { room, tier: { windowMs: 50, displayPerSecond: 0 } });
  const enter = async (user: string, port = server.port) => {
    const where = { port, token: (who: string) => server.token(who) };
    // Packed, the chat of this test would fill no socket.
    return stack.use(await Viewer.enter(where, user, room, { pack: false }));
  };
  const good = await Promise.all(names('good', goodDevices).map((user) => enter(user)));
  const stalled = await Promise.all(
    names('stalled', stalledDevices).map((user) => enter(user, stall.port)),
  );
  const bare = stack.use(await WireClient.open(`ws://127.0.0.1:${stall.port}/v1/connect`));
  await bare.request('connect', { token: await server.token('bare'), device: 'd1' });
  await bare.request('room.enter', { room, gen: 1 });
  const slowOne = await enter('slow', slow.port);
  const viewers = [...good, ...stalled, slowOne];
  const latenciesMs = measureCards(good);
  const talker = stack.use(await server.device('talker'));
  await talker.request('room.enter', { room, gen: 1 });
  let said = 0;
  /** As fast as those who read well can read in this process. */
  const talk = async (count: number) => {
    for (let left = count; left > 0; left -= 50) {
      await say(talker, said, 50);
      said += 50;
      await until(() => good.every(({ chat }) => chat.length === said), {
        what: `${said} messages at ${goodDevices} devices`,
        timeoutMs: 10_000,
      });
    }
  };

  stall.stall();
  stack.defer(stopAndGo(slow));
  while ((await server.metric('eagre_sockets_blocked ')) <= stalledDevices) await talk(100);
  const before = await server.memoryBytes();
  const sending = sendCards(server);
  await talk(moreChat);
  await sending;
  await until(() => good.every(({ reliable }) => reliable.length === cards));
  latenciesMs.sort((a, b) => a - b);
  expect(latenciesMs[Math.floor(latenciesMs.length * 0.9)]).toBeLessThan(500);
  // Kept for the stalled ones, what was said meanwhile would be twice as much.
  const kept = (stalledDevices * moreChat * text.length) / 2;
  expect((await server.memoryBytes()) - before).toBeLessThan(kept);
  await until(async () => (await stats(server)).reliable.pulled > stalledDevices);
  expect(Math.max(...stalled.map(({ reliable }) => reliable.length))).toBe(0);

  stall.resume();
  for (const viewer of [...stalled, slowOne]) {
    await until(() => viewer.reliable.length === cards, {
      what: `${cards} cards, not ${viewer.reliable.length}, at ${viewer.client.user}`,
      timeoutMs: 10_000,
    });
  }
  await until(() => headsOf(bare).length > 0, { what: 'the head of the room, to pull' });
  const knownHead = () =>
    Math.max(...headsOf(bare), ...bare.roomFrames(room).map(({ head }) => head));
  await until(() => knownHead() === cards, { what: 'the whole log to be known of' });
  const expected = names('card ', cards).map((title, i) => ({ syncId: i + 1, text: title }));
  for (const { reliable } of viewers) expect(reliable).toEqual(expected);
  expect(wrongs(viewers)).toEqual([]);
  await verifyCounts(
    server,
    [
      ...viewers.map(({ texts }) => texts.length),
      ...[bare, talker].map((wire) => wire.chatOf(room).length),
    ],
    said,
  );
  for (const { texts } of viewers) expect(new Set(texts).size).toBe(texts.length);
}, 60_000);

test('a device that takes nothing for too long is closed, and returns with its position', async () => {
  using data = tempDir();
  const impatient = [...flags, '--slow-close-ms=1000'];
  await using server = await ServerChild.start({ data: data.path, flags: impatient });
  await using proxy = await StallingProxy.start(server.port);
  await server.api.ok('POST', '/v1/rooms', { room, tier: { displayPerSecond: 0 } });
  const where = { port: proxy.port, token: (who: string) => server.token(who) };
  await using viewer = await Viewer.enter(where, 'stalled', room, { pack: false });
  using talker = await server.device('talker');
  await talker.request('room.enter', { room, gen: 1 });
  await sendCard(server, 0);
  await until(() => viewer.reliable.length === 1);
  proxy.stall();
  let said = 0;
  while ((await server.metric('eagre_sockets_blocked ')) < 1) {
    await say(talker, said, 50);
    said += 50;
  }
  await sendCard(server, 1);
  const closes = 'eagre_connections_closed_total{reason="slow_consumer"}';
  await until(async () => (await server.metric(closes)) === 1, { timeoutMs: 10_000 });
  await until(async () => (await stats(server)).online.devices === 1, { timeoutMs: 10_000 });
  await sendCard(server, 2);
  proxy.resume();
  await until(() => viewer.reliable.length === 3, { timeoutMs: 10_000 });
  expect(viewer.states.map(({ state }) => state)).toEqual(['returned']);
  await sendCard(server, 3);
  await until(() => viewer.reliable.length === 4);
  expect(viewer.reliable.map((one) => one.text)).toEqual(names('card ', 4));
  expect(viewer.wrongs).toEqual([]);
}, 30_000);

const stats = (server: ServerChild) => server.api.ok<Stats>('GET', `${path}/stats`);

/** Heads of the room's log that the device was told outside of frames. */
function headsOf(wire: WireClient): number[] {
  return wire.pushes
    .filter((push) => push.push === 'head')
    .flatMap(({ heads }) => heads.flatMap(([queue, , head]) => (queue === room ? [head] : [])));
}

/** With some under way, as a crowd would. */
async function say(talker: WireClient, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n += 10) {
    const ten = Array.from({ length: Math.min(10, from + count - n) }, (_, i) => n + i);
    await Promise.all(
      ten.map((id) => {
        const body = { text: `${id}`.padEnd(text.length, '.') };
        return talker.request('room.send', { room, clientId: `c${id}`, kind: 'text', body });
      }),
    );
  }
}

function sendCard(server: ServerChild, n: number) {
  const body = { itemId: `sku-${n}`, title: `card ${n}` };
  return server.api.ok('POST', `${path}/messages`, { kind: 'item', body, class: 'reliable' });
}

/** One after the other, over longer than a refused push is tried again. */
async function sendCards(server: ServerChild): Promise<void> {
  const startMs = performance.now();
  for (let n = 0; n < cards; n += 1) {
    await until(() => performance.now() >= startMs + n * 100);
    await sendCard(server, n);
  }
}

/** How long each card took to each device. */
function measureCards(viewers: Viewer[]): number[] {
  const latenciesMs: number[] = [];
  for (const viewer of viewers) {
    viewer.onReliable = ({ at }) => latenciesMs.push(Date.now() - at);
  }
  return latenciesMs;
}

/** A line that moves for a moment now and then; the result ends it. */
function stopAndGo(proxy: StallingProxy): () => void {
  let isGoing = false;
  const timer = setInterval(() => {
    isGoing = !isGoing;
    if (isGoing) proxy.resume();
    else proxy.stall();
  }, 60);
  return () => clearInterval(timer);
}

/** Everything that was said was seen by everybody or counted as refused. */
async function verifyCounts(server: ServerChild, seen: number[], said: number): Promise<void> {
  const { chat } = await stats(server);
  expect(chat.offered).toBe(said);
  expect(chat.delivered + chat.refused).toBe(said * seen.length);
  expect(chat.refused).toBeGreaterThanOrEqual(stalledDevices * moreChat);
  const sum = seen.reduce((all, count) => all + count, 0);
  expect(sum).toBe(chat.delivered);
}
