import type { Clock, Random } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import type { LinkState } from '../postgres/link-types.ts';
import { openPostgresTimeline } from '../timeline-postgres.ts';
import type { ShardServer } from './shard.ts';

export interface PostgresShardOptions {
  /** Its name in the map of buckets. */
  name: string;
  /** See `LinkOptions`. */
  url: string;
  clock: Clock;
  random?: Random;
  limits: Limits;
  report: (error: unknown, what: string) => void;
  /** Told when the server is away and when it is back. */
  watch?: (state: LinkState) => void;
}

/** A PostgreSQL server as one of several. */
export function postgresShard({ name, ...options }: PostgresShardOptions): ShardServer {
  return {
    name,
    async open(hooks) {
      const timeline = await openPostgresTimeline({ ...options, ...hooks });
      return {
        name,
        timeline,
        pending: timeline.pending,
        clear: timeline.clear,
        mapVersion: timeline.storedMapVersion,
        async raiseMapVersion(version) {
          // Raising waits for all batches under way; asking first waits for none.
          if ((await timeline.storedMapVersion()) < version) {
            await timeline.raiseMapVersion(version);
          }
        },
      };
    },
  };
}
