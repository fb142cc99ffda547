import { afterAll, beforeAll } from 'bun:test';
import { type Clock, realClock } from '@eagre/protocol';
import { SeededRandom } from '@eagre/testkit';
import { limits } from '../limits.ts';
import type { OpenedStore, OpenOptions, OpenStore } from './conformance/subject-conformance.ts';
import { PostgresDatabases } from './postgres/test/postgres-databases.ts';
import { postgresShard } from './sharded/postgres-shard.ts';
import type { ShardServer } from './sharded/shard.ts';
import { calmLimits, MemoryShard } from './sharded/test/memory-shard.ts';
import { runTimelineConformance } from './timeline-conformance.ts';
import { openShardedTimeline } from './timeline-sharded.ts';

type Options = Omit<OpenOptions, 'clock'> & { clock: Clock };

const names = ['a', 'b', 'c'];

/** `reopen` is another node on the same servers. */
async function openOver(
  options: Options,
  servers: (node: string) => readonly ShardServer[],
): Promise<Omit<OpenedStore, 'dispose'>> {
  let ids = 0;
  let nodes = 0;
  const openNode = () => {
    const node = `n${nodes++}`;
    return openShardedTimeline({
      ...options,
      servers: servers(node),
      random: new SeededRandom(1),
      newId: () => `${node}.${ids++}`,
      limits: calmLimits,
      report: (error) => {
        throw error;
      },
    });
  };
  let timeline = await openNode();
  return {
    timeline,
    async reopen() {
      await timeline.close();
      timeline = await openNode();
      return timeline;
    },
  };
}

const openInMemory: OpenStore = async (options) => {
  const servers = names.map((name) => new MemoryShard(name, options.clock));
  const opened = await openOver(options, (node) => servers.map((server) => server.as(node)));
  return { ...opened, dispose: async () => {} };
};

let databases: PostgresDatabases;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

const openInPostgres: OpenStore = async (options) => {
  const urls = await Promise.all(names.map(() => databases.database()));
  // Days go by for what is stored; a real server is waited for in real time.
  const clock = { ...realClock, now: () => options.clock.now() };
  const shards = names.map((name, index) =>
    postgresShard({ name, url: urls[index] as string, clock, limits, report: () => {} }),
  );
  const opened = await openOver({ ...options, clock }, () => shards);
  const dispose = async () => void (await Promise.all(urls.map((url) => databases.giveBack(url))));
  return { ...opened, dispose };
};

runTimelineConformance('three servers in memory', openInMemory);
runTimelineConformance('three PostgreSQL servers', openInPostgres);
