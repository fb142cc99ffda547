import { describe, expect, test } from 'bun:test';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { NatsServer, PostgresServer, type SeededRandom, until, withSeed } from '@eagre/testkit';
import { Crowd, type Home, healMs } from './support/crowd.ts';
import { cyclesMs, hardCycles } from './support/cycles.ts';
import { EpochDiary } from './support/epoch-diary.ts';
import { BareNodes } from './support/site.ts';
import { readStored } from './support/stored.ts';
import { lossesUntold } from './support/verdict-epoch.ts';

const homes: readonly Home[] = [
  ['a', 'phone', 'node1'],
  ['b', 'phone', 'node2'],
  ['c', 'phone', 'node1'],
  ['d', 'phone', 'node2'],
  ['e', 'phone', 'node1'],
];

interface Pair extends AsyncDisposable {
  readonly primary: PostgresServer;
  readonly standby: PostgresServer;
  readonly crowd: Crowd;
  /** Of the processes of the nodes. */
  pids(): number[];
}

/** Two nodes over one server that is two hosts. */
async function openPair(random: SeededRandom, synchronous: boolean): Promise<Pair> {
  await using stack = new AsyncDisposableStack();
  const primary = stack.use(await PostgresServer.start());
  const standby = await primary.standby({ synchronous });
  const nats = stack.use(await NatsServer.start());
  const hosts = [primary, standby].map(({ port }) => `127.0.0.1:${port}`);
  const behind = { postgres: `postgres://postgres@${hosts.join(',')}/postgres`, nats: nats.url };
  const bare = stack.use(await BareNodes.start([behind, behind]));
  const crowd = stack.use(await Crowd.gather(bare, random, homes));
  const all = stack.move();
  return {
    ...{ primary, standby, crowd, pids: () => bare.nodes.map(({ pid }) => pid) },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** From now on what is committed is lost when the primary is. */
async function stopFollowing(primary: PostgresServer, standby: PostgresServer): Promise<void> {
  await standby.sql(`ALTER SYSTEM SET primary_conninfo = ''`);
  await standby.sql('SELECT pg_reload_conf()');
  const followers = () => primary.sql('SELECT count(*) FROM pg_stat_replication');
  await until(async () => (await followers()) === '0', { what: 'the standby to be left behind' });
}

describe.skipIf(whyNoCluster() !== undefined)('a standby takes the place of PostgreSQL', () => {
  test(
    'a synchronous one knows all that was acknowledged: same epoch, nothing lost',
    () =>
      withSeed(async (random) => {
        for (let cycle = 0; cycle < hardCycles; cycle += 1) {
          await using pair = await openPair(random, true);
          const { primary, standby, crowd } = pair;
          const pids = pair.pids();
          crowd.talk();
          await crowd.hear(100, 'before');
          const before = await readStored(primary, crowd.name);
          await primary.kill();
          await standby.promote();
          await crowd.upTo(crowd.mark(), 'after the promotion');
          await crowd.hear(50, 'after the promotion');
          await crowd.judge(standby, 'in the end');
          const after = await readStored(standby, crowd.name);
          for (const [queue, epoch] of before.epochs) {
            expect([queue, after.epochs.get(queue)]).toEqual([queue, epoch]);
          }
          expect(pair.pids()).toEqual(pids);
        }
      }),
    cyclesMs(hardCycles, 60_000),
  );

  test(
    'an asynchronous one has lost commits: a new epoch, and every device is told',
    () =>
      withSeed(async (random) => {
        for (let cycle = 0; cycle < hardCycles; cycle += 1) {
          await using pair = await openPair(random, false);
          const { primary, standby, crowd } = pair;
          const pids = pair.pids();
          const diaries = new Map(
            crowd.people.map((person) => [person, new EpochDiary(person.name, person.client)]),
          );
          crowd.talk();
          await crowd.hear(60, 'before');
          await stopFollowing(primary, standby);
          await crowd.hear(60, 'what will be lost');
          await crowd.upTo(crowd.mark(), 'what will be lost');
          const lost = await readStored(primary, crowd.name);
          await primary.kill();
          await standby.promote();
          await crowd.hear(60, 'after the promotion');
          await crowd.hush();
          const found = async () =>
            lossesUntold(diaries, crowd, lost, await readStored(standby, crowd.name));
          await until(async () => (await found()).length === 0, {
            timeoutMs: healMs,
            pollMs: 500,
          }).catch(() => {});
          expect(await found()).toEqual([]);
          expect(pair.pids()).toEqual(pids);
        }
      }),
    cyclesMs(hardCycles, 60_000),
  );
});
