import type { QueueId } from '@eagre/protocol';
import { clientLimits } from '../limits.ts';
import type { Tracked } from './tracked-queues.ts';

/**
 * Heads of queues that are not the user's yet. Their entries can overtake the `joined` that makes them
 * the user's, when the device is slow in its user queue; without a note of them the last ones would be
 * missing until the next push.
 */
export class Strangers {
  readonly #heads = new Map<QueueId, { epoch: number; head: number }>();

  note(queue: QueueId, epoch: number, head: number): void {
    const noted = this.#heads.get(queue);
    if (noted?.epoch === epoch && noted.head > head) return;
    const [oldest] = this.#heads.keys();
    if (oldest !== undefined && this.#heads.size >= clientLimits.strangers) {
      this.#heads.delete(oldest);
    }
    this.#heads.set(queue, { epoch, head });
  }

  /** The queue is the user's now. */
  welcome({ sync }: Tracked): void {
    const noted = this.#heads.get(sync.queue);
    if (noted !== undefined) sync.head(noted.epoch, noted.head);
    this.#heads.delete(sync.queue);
  }
}
