import { afterAll, beforeAll, expect, test } from 'bun:test';
import { realClock, realRandom } from '@eagre/protocol';
import { limits } from '../../limits.ts';
import { entry, group, other } from '../conformance/subject-conformance.ts';
import { PostgresDatabases } from '../postgres/test/postgres-databases.ts';
import { openShardedTimeline } from '../timeline-sharded.ts';
import { postgresShard } from './postgres-shard.ts';
import { openSingleServer } from './single-server.ts';

let databases: PostgresDatabases;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

test('nodes learn of a second server one after the other, before anything is moved', async () => {
  const use = { clock: realClock, limits, report: () => {} };
  const [main, two] = [await databases.database(), await databases.database()];
  const append = (n: number) => ({ appends: [{ queues: [group, other], entry: entry(n) }] });

  const old = await openSingleServer({ url: main, ...use });
  await old.commit(append(1));
  const servers = [
    postgresShard({ name: 'main', url: main, ...use }),
    postgresShard({ name: 'two', url: two, ...use }),
  ];
  const rest = { random: realRandom, newId: () => crypto.randomUUID() };
  const rolled = await openShardedTimeline({ servers, ...use, ...rest });
  await rolled.commit(append(2));
  await old.commit(append(3));
  expect((await rolled.heads([group, other])).map(({ head }) => head)).toEqual([3, 3]);

  // A move has begun: whoever does not know of it can do nothing any more.
  await old.raiseMapVersion(2);
  expect(await old.commit(append(4)).catch((error: unknown) => error)).toMatchObject({
    name: 'StaleMapError',
    code: 'unavailable',
  });
  for (const url of [main, two]) {
    const refused = openSingleServer({ url, ...use }).catch((error: unknown) => error);
    expect(String(await refused)).toContain('is one of several that share the queues');
  }
  await rolled.close();
  await old.close();
}, 30_000);
