import type { QueueId } from '@eagre/protocol';

/** One queue, its epoch and its head, as the `head` push carries them. */
export type HeadNote = [queue: QueueId, epoch: number, head: number];

/**
 * The queues of which a device was not sent everything, each with its head: all that the server
 * keeps for a device that cannot be sent to. One `head` push later the device pulls the rest.
 */
export class BehindNotes {
  readonly #notes = new Map<QueueId, HeadNote>();

  get size(): number {
    return this.#notes.size;
  }

  has(queue: QueueId): boolean {
    return this.#notes.has(queue);
  }

  note(queue: QueueId, epoch: number, head: number): void {
    const known = this.#notes.get(queue);
    if (known === undefined) {
      this.#notes.set(queue, [queue, epoch, head]);
    } else if (epoch > known[1] || (epoch === known[1] && head > known[2])) {
      known[1] = epoch;
      known[2] = head;
    }
  }

  /** Forgets the queues whose noted head the device has been given by other means. */
  settle(heads: ReadonlyMap<QueueId, number>): void {
    for (const [queue, given] of heads) {
      const known = this.#notes.get(queue);
      if (known !== undefined && known[2] <= given) this.#notes.delete(queue);
    }
  }

  takeAll(): HeadNote[] {
    const all = [...this.#notes.values()];
    this.#notes.clear();
    return all;
  }
}
