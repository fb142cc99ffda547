import type { QueueKey } from '../../keys.ts';
import type { Committed } from '../committed.ts';
import type { QueueListing, Timeline } from '../timeline.ts';

/** Entries of an outbox up to here are where they belong. */
export interface OutboxMark {
  outbox: QueueKey;
  upTo: number;
  /** Of the outbox when it was read: in a log of another epoch nothing is removed. */
  epoch: number;
}

/**
 * One of the servers that share the queues: a whole timeline of its own, and what it must do beside
 * that to be one of several. All reject as a timeline does.
 */
export interface Shard {
  readonly name: string;
  /** Its commits reject with `StaleMapError` as long as its version is not that of `mapVersion`. */
  readonly timeline: Timeline;
  /** Outboxes that hold entries, in order of their keys, after `after`. */
  pending(after: string, limit: number): Promise<QueueListing[]>;
  /** Removes entries of outboxes. Need not be durable: what comes back is applied once all the same. */
  clear(marks: readonly OutboxMark[]): Promise<void>;
  /** Of the map, as far as this server was told. 0: of none. */
  mapVersion(): Promise<number>;
  /** From now on commits with a lower version are refused. Resolves when none is under way. */
  raiseMapVersion(version: number): Promise<void>;
}

export interface OpenShardOptions {
  /** Sent with every batch of commits, as it is at that moment. */
  mapVersion: () => number;
  onCommitted: (entries: Committed[]) => void;
}

/** A server as it is named in the configuration. */
export interface ShardServer {
  name: string;
  open: (options: OpenShardOptions) => Promise<Shard>;
}
