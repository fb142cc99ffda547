import { expect, test } from 'bun:test';
import {
  freePort,
  type SeededRandom,
  StallingProxy,
  tempDir,
  until,
  withSeed,
} from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';
import { Tapper } from './support/tapper.ts';
import { Viewer } from './support/viewer.ts';

const room = 'room:show1';
const flags = ['--drain-ms=200', '--room-grace-ms=200', '--log-level=error'];
/** The promise: totals are in the store within 5 s. The server commits every 2 s. */
const durableMs = 3000;
/** Until there is something that a crash must not lose. */
const tapMs = durableMs + 300;
const names = ['t0', 't1', 't2'];

const total = async (server: ServerChild) =>
  (await server.api.ok<{ like?: number }>('GET', `/v1/rooms/${room}/counters`)).like ?? 0;

test(
  'taps: a crash loses the last seconds at most, a clean stop nothing, and none counts twice',
  () =>
    withSeed(async (random) => {
      using data = tempDir();
      const port = await freePort();
      const start = () => ServerChild.start({ data: data.path, port, flags });
      const tappers = names.map((name) => new Tapper(name, room));
      let server = await start();
      await using stack = new AsyncDisposableStack();
      stack.defer(() => server[Symbol.asyncDispose]());

      const killedAtMs = await tapUntil(server, tappers, random, tapMs, () => server.kill());
      server = await start();
      const kept = await total(server);
      const sum = (of: (tapper: Tapper) => number) =>
        tappers.reduce((all, one) => all + of(one), 0);
      expect(sum((one) => one.countBefore(killedAtMs - durableMs))).toBeGreaterThan(0);
      expect(kept).toBeGreaterThanOrEqual(sum((one) => one.countBefore(killedAtMs - durableMs)));
      expect(kept).toBeLessThanOrEqual(sum((one) => one.countBefore() + one.inDoubt));

      for (const tapper of tappers) tapper.forget();
      const show = { port, token: (user: string) => server.token(user) };
      const enter = async (user: string) =>
        stack.use(await Viewer.enter(show, user, room, { requestTimeoutMs: 30_000 }));
      const fans = await Promise.all(['fan0', 'fan1', 'fan2'].map(enter));
      let tapped = 0;
      const tap = () => {
        for (const fan of fans) {
          const count = 1 + random.int(9);
          fan.room.tap('like', count);
          tapped += count;
        }
      };
      const tapping = setInterval(tap, 20);
      stack.defer(async () => clearInterval(tapping));
      await tapUntil(server, tappers, random, 700, async () => {
        expect(await server.stop()).toBe(0);
      });
      server = await start();
      for (const [i, tapper] of tappers.entries()) {
        using client = await tapper.enter(server, 3 + i);
        expect(tapper.inDoubt).toBe(0);
        await tapper.repeat(client);
      }
      clearInterval(tapping);
      tap();
      const all = () => kept + tapped + sum((one) => one.countBefore());
      await untilTotal(server, all());
      // What was still to come twice would come before this.
      tap();
      await untilTotal(server, all());
      await Promise.all(fans.map((fan) => fan.close()));
      expect(await server.stop()).toBe(0);
      server = await start();
      expect(await total(server)).toBe(all());
    }),
  60_000,
);

test('a sum of taps whose answer was lost with the connection is counted once', async () => {
  using data = tempDir();
  await using server = await ServerChild.start({ data: data.path, flags });
  await using proxy = await StallingProxy.start(server.port);
  const where = { port: proxy.port, token: (user: string) => server.token(user) };
  await using fan = await Viewer.enter(where, 'fan', room);
  proxy.stall();
  fan.room.tap('like', 7);
  await untilTotal(server, 7);
  proxy.cut();
  proxy.resume();
  await until(() => fan.states.length > 0, { what: 'the return' });
  // Goes after what is asked again.
  fan.room.tap('like', 5);
  await untilTotal(server, 12);
  expect(fan.room.counters).toEqual({ like: 12 });
}, 30_000);

async function untilTotal(server: ServerChild, wanted: number): Promise<void> {
  let last = 0;
  const isThere = async () => {
    last = await total(server);
    return last === wanted;
  };
  await until(isThere, { timeoutMs: 15_000, pollMs: 50 }).catch((cause) => {
    throw new Error(`${last} likes, not ${wanted}`, { cause });
  });
}

/** All tap for so long, and go on while the server is ended. Gives when that began. */
async function tapUntil(
  server: ServerChild,
  tappers: Tapper[],
  random: SeededRandom,
  ms: number,
  end: () => Promise<void>,
): Promise<number> {
  const clients = await Promise.all(tappers.map((tapper, i) => tapper.enter(server, 1 + i)));
  const running = tappers.map((tapper, i) => {
    const client = clients[i];
    return (
      client &&
      tapper.run(
        client,
        () => 1 + random.int(5),
        () => true,
      )
    );
  });
  await Bun.sleep(ms);
  const endedAtMs = performance.now();
  await end();
  await Promise.all(running);
  return endedAtMs;
}
