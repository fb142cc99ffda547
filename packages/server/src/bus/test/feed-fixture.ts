import { FakeClock } from '@eagre/testkit';
import type { QueueKey } from '../../keys.ts';
import { type Limits, limits } from '../../limits.ts';
import type { Committed } from '../../timeline/committed.ts';
import { type RangeRequest, type Timeline, TimelineError } from '../../timeline/timeline.ts';
import { openMemoryTimeline } from '../../timeline/timeline-memory.ts';
import type { BusMessage } from '../bus.ts';
import { FeedBus } from '../feed-bus.ts';
import { ClusterHub } from './cluster-hub.ts';

export const keyOf = (name: string) => `shop/group:${name}` as QueueKey;

/** `first-last` of entries, `head n` of a head: what a subscriber saw. */
export function seen(message: BusMessage): string {
  if (message.type === 'head') return `head ${message.head}`;
  if (message.type !== 'entries') return message.type;
  const { first, entries } = message.entries;
  return `${first}-${first + entries.length - 1}`;
}

/** A store that counts what it is asked, and may be away. */
export class CountedStore {
  readonly store: Timeline;
  /** Queues of each read of heads, and requests of each read of ranges. */
  readonly heads: QueueKey[][] = [];
  readonly ranges: RangeRequest[][] = [];
  isAway = false;
  /** Awaited before each read. */
  pause: () => Promise<void> = async () => {};
  /** Committed and told to nobody yet. */
  readonly committed: Committed[] = [];

  constructor(clock: FakeClock) {
    const inner = openMemoryTimeline({
      clock,
      onCommitted: (all) => void this.committed.push(...all),
    });
    this.store = {
      ...inner,
      heads: async (queues) => {
        this.heads.push([...queues]);
        await this.#open();
        return inner.heads(queues);
      },
      ranges: async (requests) => {
        this.ranges.push([...requests]);
        await this.#open();
        return inner.ranges(requests);
      },
    };
  }

  /** Commits so many entries to a queue in one commit each. */
  async append(
    queue: QueueKey,
    count = 1,
    text = (n: number) => `{"n":${n}}`,
  ): Promise<Committed[]> {
    const before = this.committed.length;
    for (let i = 0; i < count; i += 1) {
      const [at] = await this.store.heads([queue]);
      this.heads.pop();
      await this.store.commit({
        appends: [{ queues: [queue], entry: text((at?.head ?? 0) + 1) }],
      });
    }
    return this.committed.slice(before);
  }

  async #open(): Promise<void> {
    await this.pause();
    if (this.isAway) throw new TimelineError('unavailable', 'the store is away');
  }
}

/** The feed of one node; another node, `other`, tells of what is committed when the test says so. */
export function feedFixture(given: Partial<Limits> = {}) {
  const clock = new FakeClock();
  const hub = new ClusterHub();
  const mine = hub.at('n1');
  const other = hub.at('n2');
  const store = new CountedStore(clock);
  const kept: string[] = [];
  const reported: unknown[] = [];
  const feed = new FeedBus({
    bus: mine,
    store: store.store,
    clock,
    limits: { ...limits, ...given },
    keeper: {
      passed: ({ first, entries }) => kept.push(`${first}-${first + entries.length - 1}`),
      lost: (queue) => kept.push(`lost ${queue}`),
      lostAll: () => kept.push('lost all'),
    },
    report: (error) => reported.push(error),
  });
  const tell = (entries: Committed | undefined) => {
    if (entries !== undefined) other.publish(entries.queue, { type: 'entries', entries });
  };
  /** Follows a queue, and knows its head as after a device's read. */
  const follow = async (queue: QueueKey) => {
    const log: string[] = [];
    const subscription = feed.subscribe(queue, (message) => log.push(seen(message)));
    await feed.ready([queue]);
    const [at] = await store.store.heads([queue]);
    if (at !== undefined) feed.heard(queue, at, true);
    store.heads.length = 0;
    return { log, subscription };
  };
  return { clock, hub, mine, other, store, feed, kept, reported, tell, follow };
}
