import { randomUUID } from 'node:crypto';
import type { Clock, Random } from '@eagre/protocol';
import type { Config } from '../config/schema.ts';
import { postgresServers } from '../config/servers.ts';
import type { Limits } from '../limits.ts';
import type { Logger } from '../observability/logger.ts';
import type { LinkState } from '../timeline/postgres/link-types.ts';
import { postgresShard } from '../timeline/sharded/postgres-shard.ts';
import { openSingleServer } from '../timeline/sharded/single-server.ts';
import { openShardedTimeline } from '../timeline/timeline-sharded.ts';
import { hideSecrets } from '../url-secrets.ts';
import type { OpenTimeline } from './node-types.ts';
import { patientStore } from './patient-store.ts';

export interface ClusterStoreOptions {
  config: Pick<Config, 'postgres' | 'postgresWaitMs'>;
  clock: Clock;
  random: Random;
  limits: Limits;
  logger: Logger;
  /** Ends the wait for a server that is away. */
  abort: AbortSignal | undefined;
}

/** The store that the nodes of a cluster share, as the settings name it; waits for it if need be. */
export function clusterStore(options: ClusterStoreOptions): OpenTimeline {
  const { config } = options;
  return patientStore(openServers(options), {
    ...options,
    what: `PostgreSQL at ${hideSecrets(config.postgres)}`,
    waitMs: config.postgresWaitMs,
  });
}

/** One server is a whole store; several share the queues. */
function openServers({ config, random, logger }: ClusterStoreOptions): OpenTimeline {
  const servers = postgresServers(config.postgres) ?? [];
  const report = (error: unknown, what: string) => logger.error({ error, what }, 'store trouble');
  return ({ clock, limits, onCommitted }) => {
    const common = { clock, random, limits, report };
    const each = servers.map(({ name, url }) => ({
      ...{ name, url, ...common },
      watch: (state: LinkState) => told(logger, name, state),
    }));
    const [only] = each;
    if (only !== undefined && each.length === 1) {
      return openSingleServer({ ...only, onCommitted });
    }
    const shards = each.map(postgresShard);
    return openShardedTimeline({ ...common, servers: shards, newId: randomUUID, onCommitted });
  };
}

function told(logger: Logger, server: string, state: LinkState): void {
  if (state.state === 'up') logger.info({ server }, 'PostgreSQL is connected');
  else logger.warn({ server, reason: state.reason }, 'PostgreSQL is away');
}
