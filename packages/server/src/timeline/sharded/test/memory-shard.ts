import type { Clock } from '@eagre/protocol';
import { SeededRandom } from '@eagre/testkit';
import { limits } from '../../../limits.ts';
import type { BatchWriter } from '../../batch-writer.ts';
import type { Committed } from '../../committed.ts';
import { MemoryStore } from '../../memory/memory-store.ts';
import { type Timeline, TimelineError } from '../../timeline.ts';
import { openMemoryTimeline } from '../../timeline-memory.ts';
import { openShardedTimeline } from '../../timeline-sharded.ts';
import { isOutboxKey } from '../buckets.ts';
import type { OpenShardOptions, Shard, ShardServer } from '../shard.ts';
import { StaleMapError } from '../stale-map-error.ts';

const hourMs = 3_600_000;

/** For tests in which days go by: servers are hardly ever asked what is new. */
export const calmLimits = {
  ...limits,
  mapCheckMs: hourMs,
  mapTrustMs: 3 * hourMs,
  outboxSweepMs: hourMs,
};

/** A server in memory that several nodes may open, and that may be away. */
export class MemoryShard {
  readonly name: string;
  readonly store: MemoryStore;
  readonly #clock: Clock;
  mapVersion = 0;
  isAway = false;
  /** Runs before and after whatever a node asks for, and may throw: the answer is lost then. */
  fault: (node: string, when: 'before' | 'after') => Promise<void> | void = () => {};
  /** Nodes whose batches were written, in order. */
  readonly writers: string[] = [];

  constructor(name: string, clock: Clock) {
    this.name = name;
    this.#clock = clock;
    this.store = new MemoryStore(clock.now());
  }

  /** As a node has it in its configuration. */
  as(node: string): ShardServer {
    return { name: this.name, open: async (options) => this.#open(node, options) };
  }

  #open(node: string, { mapVersion, onCommitted }: OpenShardOptions): Shard {
    const timeline = openMemoryTimeline({
      clock: this.#clock,
      store: this.store,
      writer: this.#writer(node, mapVersion),
      onCommitted,
    });
    const read = async <T>(fn: () => T | Promise<T>): Promise<T> => {
      await this.fault(node, 'before');
      this.#requireHere();
      const answer = await fn();
      await this.fault(node, 'after');
      return answer;
    };
    return {
      name: this.name,
      timeline: {
        ...timeline,
        ranges: (requests) => read(() => timeline.ranges(requests)),
        heads: (queues) => read(() => timeline.heads(queues)),
        memberships: (user) => read(() => timeline.memberships(user)),
        document: (key) => read(() => timeline.document(key)),
      },
      pending: (after, limit) =>
        read(() =>
          this.store
            .queues(after, Number.POSITIVE_INFINITY)
            .filter(({ queue, low, head }) => isOutboxKey(queue) && low < head)
            .slice(0, limit),
        ),
      clear: (marks) =>
        read(() => {
          for (const { outbox, upTo, epoch } of marks) {
            if (this.store.head(outbox).epoch === epoch) this.store.trim(outbox, upTo);
          }
        }),
      mapVersion: () => read(() => this.mapVersion),
      raiseMapVersion: (version) =>
        read(() => {
          this.mapVersion = Math.max(this.mapVersion, version);
        }),
    };
  }

  #writer(node: string, mapVersion: () => number): BatchWriter {
    return {
      write: async (commits, nowMs) => {
        const version = mapVersion();
        await this.fault(node, 'before');
        this.#requireHere();
        if (version !== this.mapVersion) throw new StaleMapError(this.mapVersion);
        this.writers.push(node);
        const outcomes = await this.store.writer.write(commits, nowMs);
        await this.fault(node, 'after');
        return outcomes;
      },
    };
  }

  #requireHere(): void {
    if (this.isAway) throw new TimelineError('unavailable', `${this.name} is away`);
  }
}

/** A timeline over three servers in memory, all of its own. */
export function openMemoryShards({
  clock,
  onCommitted,
}: {
  clock: Clock;
  onCommitted?: (all: Committed[]) => void;
}): Promise<Timeline> {
  let ids = 0;
  return openShardedTimeline({
    servers: ['a', 'b', 'c'].map((name) => new MemoryShard(name, clock).as('n')),
    clock,
    random: new SeededRandom(1),
    newId: () => `n.${ids++}`,
    limits: calmLimits,
    ...(onCommitted && { onCommitted }),
    report: (error) => {
      throw error;
    },
  });
}
