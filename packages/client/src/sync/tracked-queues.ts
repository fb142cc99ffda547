import type { Priority, QueueId, QueuePosition } from '@eagre/protocol';
import { mostPositions } from '@eagre/protocol/limits';
import { clientLimits } from '../limits.ts';
import type { SavedPosition } from '../storage/position-store.ts';
import { HoldBudget } from './hold-budget.ts';
import { QueueSync } from './queue-sync.ts';

/** A queue whose position the device knows. */
export interface Tracked {
  readonly sync: QueueSync;
  /** Read to its end, and named to the server. Else it is complete by copies in the user queue. */
  followed: boolean;
  /** False after the user left: kept in memory only, so that a late frame does not start it again. */
  member: boolean;
  /** The user-queue entry that last changed `followed`: an older list of queues does not. */
  changedAt: number;
  priority: Priority;
}

const rank: Record<Priority, number> = { critical: 0, high: 1, normal: 2, low: 3 };

/** The user queue first, then the more urgent class. */
export function byUrgency(userQueue: QueueId) {
  const rankOf = ({ sync, priority }: Tracked) => (sync.queue === userQueue ? -1 : rank[priority]);
  return (a: Tracked, b: Tracked) => rankOf(a) - rankOf(b);
}

export class TrackedQueues {
  readonly userQueue: QueueId;
  readonly budget = new HoldBudget(clientLimits.heldEntriesTotal);
  readonly #queues = new Map<QueueId, Tracked>();

  constructor(userQueue: QueueId, saved: readonly SavedPosition[]) {
    this.userQueue = userQueue;
    for (const { queue, epoch, syncId, known, followed } of saved) {
      const tracked = this.add(queue, epoch, syncId);
      tracked.followed = followed;
      tracked.sync.head(epoch, known);
    }
  }

  get user(): Tracked | undefined {
    return this.#queues.get(this.userQueue);
  }

  get(queue: QueueId): Tracked | undefined {
    return this.#queues.get(queue);
  }

  [Symbol.iterator](): Iterator<Tracked> {
    return this.#queues.values();
  }

  *conversations(): Iterable<Tracked> {
    for (const tracked of this.#queues.values()) {
      if (tracked.sync.queue !== this.userQueue) yield tracked;
    }
  }

  add(queue: QueueId, epoch: number, position: number): Tracked {
    const tracked: Tracked = {
      sync: new QueueSync(queue, epoch, position, this.budget),
      followed: queue === this.userQueue,
      member: true,
      changedAt: 0,
      priority: 'normal',
    };
    if (this.#queues.size >= clientLimits.queues) this.#makeRoom();
    this.#queues.set(queue, tracked);
    return tracked;
  }

  remove(queue: QueueId): void {
    const tracked = this.#queues.get(queue);
    if (tracked === undefined) return;
    tracked.sync.clear();
    tracked.member = false;
    this.#queues.delete(queue);
  }

  /** For `connect` and `sync`; past the limit the least urgent go unnamed, which costs time only. */
  positions(): QueuePosition[] {
    return [...this.#queues.values()]
      .filter(({ followed }) => followed)
      .sort(byUrgency(this.userQueue))
      .slice(0, mostPositions)
      .map(({ sync }) => [sync.queue, sync.epoch, sync.position]);
  }

  /** Without a position a conversation in write mode goes on with its next copy. */
  #makeRoom(): void {
    for (const { sync, followed } of this.#queues.values()) {
      if (followed) continue;
      this.remove(sync.queue);
      return;
    }
  }
}
