import type { Clock } from '@eagre/protocol';
import type { Shard } from './shard.ts';
import type { ShardedLimits } from './sharded-limits.ts';

export interface ServerTrustOptions {
  shards: ReadonlyMap<string, Shard>;
  clock: Clock;
  limits: Pick<ShardedLimits, 'mapTrustMs'>;
  /** Told the version of the map that a server has. */
  differs: (version: number) => unknown;
}

/**
 * When each server was last asked which version of the map it has. Rows of buckets that went away
 * are removed only after every node must have asked, or reads nothing until it has.
 */
export class ServerTrust {
  readonly #options: ServerTrustOptions;
  readonly #askedMs = new Map<string, number>();
  readonly #asking = new Map<string, Promise<void>>();

  constructor(options: ServerTrustOptions) {
    this.#options = options;
    const nowMs = options.clock.monotonicMs();
    for (const name of options.shards.keys()) this.#askedMs.set(name, nowMs);
  }

  hasAll(servers: readonly string[]): boolean {
    const sinceMs = this.#options.clock.monotonicMs() - this.#options.limits.mapTrustMs;
    return servers.every(
      (name) => (this.#askedMs.get(name) ?? Number.NEGATIVE_INFINITY) >= sinceMs,
    );
  }

  /** Servers that do not answer are asked again before the next read. */
  askAll(): void {
    for (const name of this.#options.shards.keys()) this.#ask(name).catch(() => {});
  }

  /** Rejects with the error of a server that does not answer. */
  async askFor(servers: readonly string[]): Promise<void> {
    await Promise.all(
      servers.filter((name) => !this.hasAll([name])).map((name) => this.#ask(name)),
    );
  }

  #ask(name: string): Promise<void> {
    return this.#asking.getOrInsertComputed(name, () =>
      this.#answer(name).finally(() => this.#asking.delete(name)),
    );
  }

  async #answer(name: string): Promise<void> {
    const { clock, shards, differs } = this.#options;
    const shard = shards.get(name);
    if (shard === undefined) return;
    const askedMs = clock.monotonicMs();
    const version = await shard.mapVersion();
    await differs(version);
    this.#askedMs.set(name, askedMs);
  }
}
