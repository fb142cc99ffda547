import type { Clock, Random, Timer } from '@eagre/protocol';
import type { QueueKey } from '../../keys.ts';
import type { QueueListing } from '../timeline.ts';
import type { Outboxes } from './outboxes.ts';
import type { Shard } from './shard.ts';
import type { ShardedLimits } from './sharded-limits.ts';

export interface OutboxSweeperOptions {
  shards: readonly Shard[];
  outboxes: Pick<Outboxes, 'has' | 'empty'>;
  /** Whether the outbox is read from this server. */
  owns: (server: string, outbox: QueueKey) => boolean;
  clock: Clock;
  random: Random;
  limits: Pick<ShardedLimits, 'outboxSweepMs' | 'outboxSweepPage'>;
}

/** Where the sweep of one server is. */
interface Place {
  readonly shard: Shard;
  after: string;
  /** What was in the page when it was looked at before. */
  seen: Map<QueueKey, number> | undefined;
  isLooking: boolean;
}

/**
 * Finds what was left in outboxes: by a node that ended in the middle, for a server that was away.
 * Each page is looked at twice; what has not moved in between is nobody's work, and becomes this
 * node's. Several nodes that find the same do no harm.
 */
export class OutboxSweeper {
  readonly #options: OutboxSweeperOptions;
  readonly #places: Place[];
  #timer: Timer | undefined;

  constructor(options: OutboxSweeperOptions) {
    this.#options = options;
    this.#places = options.shards.map((shard) => ({
      shard,
      after: '',
      seen: undefined,
      isLooking: false,
    }));
    this.#setTimer();
  }

  close(): void {
    this.#timer?.cancel();
  }

  #setTimer(): void {
    const { clock, random, limits } = this.#options;
    // Nodes that started together need not look together.
    this.#timer = clock.setTimer(limits.outboxSweepMs * (0.75 + random.next() / 2), () => {
      this.#setTimer();
      for (const place of this.#places) if (!place.isLooking) void this.#look(place);
    });
  }

  async #look(place: Place): Promise<void> {
    place.isLooking = true;
    try {
      const { outboxSweepPage } = this.#options.limits;
      const page = await place.shard.pending(place.after, outboxSweepPage);
      this.#take(place, page);
    } catch {
      // The server is away; what it holds waits for it.
    }
    place.isLooking = false;
  }

  #take(place: Place, page: readonly QueueListing[]): void {
    const { outboxes, owns, limits } = this.#options;
    const { seen, shard } = place;
    if (seen === undefined) {
      place.seen = new Map(page.map(({ queue, low }) => [queue, low]));
      if (page.length === 0) place.after = '';
      return;
    }
    for (const { queue, low } of page) {
      const isLeft = seen.get(queue) === low && !outboxes.has(queue);
      if (isLeft && owns(shard.name, queue)) void outboxes.empty(queue);
    }
    place.seen = undefined;
    place.after = page.length < limits.outboxSweepPage ? '' : (page.at(-1)?.queue ?? '');
  }
}
