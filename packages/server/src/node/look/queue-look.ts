import type { AppId, Clock } from '@eagre/protocol';
import type { QueueRow } from '../../console/contract.ts';
import type { Fanout } from '../../fanout/fanout.ts';
import type { Topic } from '../../fanout/topic.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { appOfKey, type QueueKey, queueKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { TopList } from './top-list.ts';

export interface QueueLookOptions {
  readonly fanout: Pick<Fanout, 'all' | 'topicOf'>;
  readonly gateway: Pick<Gateway, 'all'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly limits: Pick<Limits, 'consoleLacks'>;
}

type Changing<Row> = { -readonly [Name in keyof Row]: Row[Name] };

/** The queues that devices of this node follow, as they stand at the moment. */
export class QueueLook {
  readonly #options: QueueLookOptions;

  constructor(options: QueueLookOptions) {
    this.#options = options;
  }

  /** The busiest first; of those that are as busy, those with more followers. */
  busiest(app: AppId | undefined, limit: number): QueueRow[] {
    const { fanout, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const top = new TopList<{ topic: Topic; rate: number; receivers: number }>(
      limit,
      (a, b) => a.rate > b.rate || (a.rate === b.rate && a.receivers > b.receivers),
    );
    const start = `${app}/`;
    for (const topic of fanout.all()) {
      if (app !== undefined && !topic.key.startsWith(start)) continue;
      top.offer({ topic, rate: topic.perSecond(nowMs), receivers: topic.receivers });
    }
    return this.#rows(top.things.map(({ topic }) => topic));
  }

  /** Those of these queues that somebody here follows. */
  of(keys: readonly QueueKey[]): QueueRow[] {
    const { fanout } = this.#options;
    return this.#rows(keys.flatMap((key) => fanout.topicOf(key) ?? []));
  }

  #rows(topics: readonly Topic[]): QueueRow[] {
    const nowMs = this.#options.clock.monotonicMs();
    const rows = new Map(topics.map((topic) => [topic.key, rowOf(topic, nowMs)]));
    if (rows.size > 0) this.#addLacks(rows);
    return [...rows.values()];
  }

  /** Devices on blocked lines, which were handed what they were not sent. */
  #addLacks(rows: ReadonlyMap<QueueKey, Changing<QueueRow>>): void {
    const { gateway, limits } = this.#options;
    let left = limits.consoleLacks;
    for (const connection of gateway.all()) {
      const { identity, behindQueues } = connection;
      if (identity === undefined || behindQueues === 0) continue;
      for (const [queue, has] of connection.lacks()) {
        left -= 1;
        if (left < 0) return;
        const row = rows.get(queueKey(identity.app, queue));
        if (row === undefined) continue;
        row.behind = Math.min(row.followers, row.behind + 1);
        row.lag = Math.max(row.lag, row.head - has);
      }
    }
  }
}

function rowOf(topic: Topic, nowMs: number): Changing<QueueRow> {
  const { key, queue, epoch, head, receivers, strands } = topic;
  const behind = strands.reduce((sum, strand) => sum + strand.behind, 0);
  const least = Math.min(...strands.map((strand) => strand.givenTo(strand.size - 1)));
  return {
    ...{ app: appOfKey(key), queue, epoch, head, followers: receivers, behind },
    lag: behind === 0 ? 0 : Math.max(1, head - least),
    perSecond: Math.round(topic.perSecond(nowMs) * 100) / 100,
  };
}
