import type { AppId } from '@eagre/protocol';
import type { QueueRow } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';
import { type QueueKey, queueKey } from '../keys.ts';
import type { QueueHead, Timeline } from '../timeline/timeline.ts';
import type { Ask, ClusterDesk } from './cluster-desk.ts';
import { QueueLook, type QueueLookOptions } from './look/queue-look.ts';

export interface ClusterQueuesOptions extends QueueLookOptions {
  readonly desk: Pick<ClusterDesk, 'question'>;
  readonly timeline: Pick<Timeline, 'heads'>;
}

interface BusiestQuestion {
  readonly app?: AppId | undefined;
  readonly limit: number;
}

export interface QueueRows {
  /** In the order of the keys. */
  readonly rows: readonly QueueRow[];
  readonly missing: readonly string[];
}

/** Queues in use as all nodes together know them. */
export class ClusterQueues {
  readonly #timeline: ClusterQueuesOptions['timeline'];
  readonly #askBusiest: Ask<BusiestQuestion, QueueRow[]>;
  readonly #askRows: Ask<readonly QueueKey[], QueueRow[]>;

  constructor(options: ClusterQueuesOptions) {
    const { desk } = options;
    const look = new QueueLook(options);
    this.#timeline = options.timeline;
    this.#askBusiest = desk.question('console-busiest', ({ app, limit }) =>
      look.busiest(app, limit),
    );
    this.#askRows = desk.question('console-queues', (keys) => look.of(keys));
  }

  /** The busiest of any node. Errors: those of the store. */
  async busiest(app: AppId | undefined, limit: number): Promise<QueueRows> {
    const { all } = await this.#askBusiest({ app, limit });
    const rates = new Map<QueueKey, number>();
    for (const row of all.flatMap(({ answer }) => answer)) {
      const key = keyOf(row);
      rates.set(key, Math.max(rates.get(key) ?? 0, row.perSecond));
    }
    // Those that are as busy by name: whichever node is asked, the rows stay where they are.
    const keys = [...rates]
      .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
      .map(([key]) => key);
    // Again by name: a queue that one node names others may have among their less busy ones.
    return this.of(keys.slice(0, limit));
  }

  /** Of a queue that nobody follows the head is that of the store. Errors: the store's. */
  async of(keys: readonly QueueKey[]): Promise<QueueRows> {
    const { all, missing } = await this.#askRows(keys);
    const told = Map.groupBy(
      all.flatMap(({ answer }) => answer),
      keyOf,
    );
    const unknown = keys.filter((key) => !told.get(key)?.some(({ head }) => head > 0));
    const heads = unknown.length === 0 ? [] : await this.#timeline.heads(unknown);
    const headOf = new Map(unknown.map((key, i) => [key, heads[i]]));
    const rows = keys.map((key) => added(key, told.get(key) ?? [], headOf.get(key)));
    return { rows, missing };
  }
}

export function consoleQueues(queues: ClusterQueues): ConsoleServices['queues'] {
  return {
    async list({ app, limit }) {
      const { rows, missing } = await queues.busiest(app, limit);
      return { queues: rows, missing };
    },
  };
}

/** What nodes say of one queue. Each knows its rate, if it has heard of it; devices are added up. */
function added(key: QueueKey, rows: readonly QueueRow[], head: QueueHead | undefined): QueueRow {
  const slash = key.indexOf('/');
  const sum = (read: (row: QueueRow) => number) =>
    rows.reduce((total, row) => total + read(row), 0);
  const most = (read: (row: QueueRow) => number) => Math.max(0, ...rows.map(read));
  const epoch = head?.epoch ?? most((row) => row.epoch);
  const ofEpoch = rows.filter((row) => row.epoch === epoch);
  return {
    app: key.slice(0, slash),
    queue: key.slice(slash + 1),
    epoch,
    head: head?.head ?? Math.max(0, ...ofEpoch.map((row) => row.head)),
    followers: sum((row) => row.followers),
    behind: sum((row) => row.behind),
    lag: most((row) => row.lag),
    perSecond: most((row) => row.perSecond),
  };
}

function keyOf({ app, queue }: QueueRow): QueueKey {
  return queueKey(app as never, queue as never);
}
