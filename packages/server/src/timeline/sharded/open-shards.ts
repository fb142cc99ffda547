import type { Committed } from '../committed.ts';
import type { Shard, ShardServer } from './shard.ts';

export interface OpenedShards {
  shards: Shard[];
  /** From now on commits are sent with this version of the map. */
  follow: (version: () => number) => void;
}

/** Opens all servers; when one cannot be opened, closes the others and rejects as it does. */
export async function openShards(
  servers: readonly ShardServer[],
  onCommitted: (entries: Committed[]) => void,
): Promise<OpenedShards> {
  let followed: (() => number) | undefined;
  // Until the map is known nothing is committed but the first map itself, to servers without one.
  const mapVersion = () => followed?.() ?? 0;
  const opened = await Promise.allSettled(
    servers.map(({ open }) => open({ mapVersion, onCommitted })),
  );
  const shards = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await Promise.all(shards.map(({ timeline }) => timeline.close()));
    throw failed.reason;
  }
  return {
    shards,
    follow: (version) => {
      followed = version;
    },
  };
}
