import { expect, test } from 'bun:test';
import { tempDir, until } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';
import { Viewer } from './support/viewer.ts';
import type { WireClient } from './support/wire-client.ts';

const room = 'room:show1';
const path = `/v1/rooms/${room}`;
/** A change of tiers takes effect within this, and it takes as many frames to be seen. */
const effectMs = 2000;
const gapsSeen = 3;
const flags = [
  '--room-user-per-second=1000',
  '--room-user-burst=1000',
  '--commands-per-second=1000',
  '--commands-burst=1000',
  '--room-grace-ms=200',
];

const tier = (fromDevices: number, windowMs: number) => ({
  fromDevices,
  windowMs,
  flushItems: 0,
  displayPerSecond: 0,
});

/** Mission M11: the windows of a room change while it runs, by whoever sets them and by its size. */
test('tiers change under load: frames come at the new spacing, nothing is lost and nothing comes twice', async () => {
  using data = tempDir();
  await using server = await ServerChild.start({ data: data.path, flags });
  const { api } = server;
  await api.ok('PUT', '/v1/room-tiers', { tiers: [tier(0, 0)] });
  await using stack = new AsyncDisposableStack();
  const enter = async (user: string) => stack.use(await Viewer.enter(server, user, room));
  const viewers = await Promise.all(['ann', 'bob', 'cat'].map(enter));
  const wire = stack.use(await server.device('wire'));
  await wire.request('room.enter', { room, gen: 1 });
  const show = new Show(server, wire);
  stack.defer(() => show.stop());
  show.start();

  await show.spacing(20, () => api.ok('PUT', '/v1/room-tiers', { tiers: [tier(0, 20)] }));
  // For all rooms of the app …
  await show.spacing(400, () => api.ok('PUT', '/v1/room-tiers', { tiers: [tier(0, 400)] }));
  // … for this one alone …
  await show.spacing(120, () => api.ok('PATCH', path, { tier: { windowMs: 120 } }));
  await show.spacing(400, () => api.ok('PATCH', path, { tier: null }));
  // … and by the number of devices.
  const bySize = [tier(0, 300), tier(6, 150)];
  await show.spacing(300, () => api.ok('PUT', '/v1/room-tiers', { tiers: bySize }));
  await show.spacing(150, () => Promise.all(['dan', 'eve'].map(enter)));

  await show.stop();
  for (const viewer of viewers) {
    const isComplete = () =>
      viewer.chat.length === show.said.length && viewer.reliable.length === show.cards.length;
    await until(isComplete, { what: `${show.said.length} messages, ${show.cards.length} cards` });
    expect(viewer.texts).toEqual(show.said);
    expect(viewer.reliable.map(({ text }) => text)).toEqual(show.cards);
    expect(viewer.wrongs).toEqual([]);
  }
  // The SDK would hide a message that comes again.
  expect(wire.chatOf(room).map(({ body }) => body['text'])).toEqual(show.said);
  expect(wire.reliableOf(room).map(({ syncId }) => syncId)).toEqual(
    show.cards.map((_, i) => i + 1),
  );
}, 60_000);

/** Chat without a pause, and cards while a tier changes: at other times they would end windows early. */
class Show {
  readonly said: string[] = [];
  readonly cards: string[] = [];
  readonly #server: ServerChild;
  readonly #wire: WireClient;
  #talking: Promise<void> = Promise.resolve();
  #running = false;

  constructor(server: ServerChild, wire: WireClient) {
    this.#server = server;
    this.#wire = wire;
  }

  start(): void {
    this.#running = true;
    this.#talking = this.#talk();
    // `stop` tells it.
    this.#talking.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#talking;
  }

  /** Changes something, and waits until frames with chat come so far from each other. */
  async spacing(windowMs: number, change: () => Promise<unknown>): Promise<void> {
    const changing = change();
    for (let n = 0; n < 5; n += 1) await this.#sendCard();
    await changing;
    const from = this.#wire.pushes.length;
    let gapsMs: number[] = [];
    await until(
      () => {
        gapsMs = this.#gapsMs(from).slice(-gapsSeen);
        return gapsMs.length === gapsSeen && gapsMs.every((gapMs) => isNear(gapMs, windowMs));
      },
      { timeoutMs: effectMs + gapsSeen * windowMs },
    ).catch((cause) => {
      throw new Error(`frames ${gapsMs} ms apart, not ${windowMs}`, { cause });
    });
  }

  /** By the server's clock: from one frame with chat to the next. */
  #gapsMs(from: number): number[] {
    const frames = this.#wire.pushes.slice(from).filter((push) => push.push === 'room');
    const times = frames.flatMap(({ chat, at }) => (chat ? [at] : []));
    return times.slice(1).map((at, i) => at - (times[i] ?? 0));
  }

  async #talk(): Promise<void> {
    while (this.#running) {
      const text = `message ${this.said.length}`;
      const clientId = `c${this.said.length}`;
      this.said.push(text);
      await this.#wire.request('room.send', { room, clientId, kind: 'text', body: { text } });
      await Bun.sleep(5);
    }
  }

  async #sendCard(): Promise<void> {
    const title = `card ${this.cards.length}`;
    this.cards.push(title);
    const message = { kind: 'item', body: { itemId: 'sku-8', title }, class: 'reliable' };
    await this.#server.api.ok('POST', `${path}/messages`, message);
  }
}

/** A window lasts no less than it is set; timers, and the message that begins the next, come late. */
function isNear(gapMs: number, windowMs: number): boolean {
  return gapMs >= windowMs - 5 && gapMs <= windowMs * 1.25 + 25;
}
