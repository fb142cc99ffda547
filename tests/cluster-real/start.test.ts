import { expect, test } from 'bun:test';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { NatsServer, PostgresServer, withSeed } from '@eagre/testkit';
import { Crowd, mixedHomes } from './support/crowd.ts';
import { cycles } from './support/cycles.ts';
import { BareNodes } from './support/site.ts';

const starts = Math.ceil(cycles / 5);

test.skipIf(whyNoCluster() !== undefined)(
  `five nodes start at once on an empty database, ${starts} times: the schema is made once`,
  () =>
    withSeed(async (random) => {
      await using postgres = await PostgresServer.start({ settings: { max_connections: '100' } });
      await using nats = await NatsServer.start();
      for (let i = 0; i < starts; i += 1) {
        const url = await postgres.database();
        const behind = Array.from({ length: 5 }, () => ({ postgres: url, nats: nats.url }));
        await using bare = await BareNodes.start(behind);
        const database = new URL(url).pathname.slice(1);
        const store = { sql: (statement: string) => postgres.sql(statement, database) };
        const versions = await store.sql(
          `SELECT count(*) FROM eagre.meta WHERE name IN ('schema_version', 'store_epoch')`,
        );
        expect(versions).toBe('2');
        await using crowd = await Crowd.gather(bare, random, mixedHomes);
        crowd.talk();
        await crowd.hear(50, `start ${i}`);
        await crowd.judge(store, `start ${i}`);
      }
    }),
  60_000 + starts * 30_000,
);
