import type { QueueKey } from '../../keys.ts';
import type { QueueHead, QueueListing } from '../timeline.ts';
import { MemoryLog } from './memory-log.ts';

/** All queues of a store, which share the epoch of the store. */
export class MemoryLogs {
  readonly #epoch: number;
  readonly #logs = new Map<QueueKey, MemoryLog>();

  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  find(key: QueueKey): MemoryLog | undefined {
    return this.#logs.get(key);
  }

  /** Makes it when it was never written. */
  open(key: QueueKey): MemoryLog {
    const known = this.#logs.get(key);
    if (known !== undefined) return known;
    const made = new MemoryLog(this.#epoch);
    this.#logs.set(key, made);
    return made;
  }

  /** In order of keys. */
  list(): QueueListing[] {
    return [...this.#logs.keys()].toSorted().map((queue) => ({ queue, ...this.head(queue) }));
  }

  head(key: QueueKey): QueueHead {
    return this.#logs.get(key)?.head() ?? { epoch: this.#epoch, head: 0, low: 0 };
  }
}
