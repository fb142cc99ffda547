import type { QueueId } from '@eagre/protocol';

/** One queue, its epoch and its head, as the `head` push carries them. */
export type HeadNote = [queue: QueueId, epoch: number, head: number];

interface Note {
  readonly queue: QueueId;
  epoch: number;
  head: number;
  /** The device has nothing from here on. */
  readonly since: number;
}

/**
 * The queues of which a device was not sent everything, each with its head: all that the server
 * keeps for a device that cannot be sent to. One `head` push later the device pulls the rest.
 */
export class BehindNotes {
  readonly #notes = new Map<QueueId, Note>();

  get size(): number {
    return this.#notes.size;
  }

  has(queue: QueueId): boolean {
    return this.#notes.has(queue);
  }

  note(queue: QueueId, epoch: number, head: number): void {
    const known = this.#notes.get(queue);
    if (known === undefined) {
      this.#notes.set(queue, { queue, epoch, head, since: head });
    } else if (epoch > known.epoch || (epoch === known.epoch && head > known.head)) {
      known.epoch = epoch;
      known.head = head;
    }
  }

  /** Forgets the queues whose noted head the device has been given by other means. */
  settle(heads: ReadonlyMap<QueueId, number>): void {
    for (const [queue, given] of heads) {
      const known = this.#notes.get(queue);
      if (known !== undefined && known.head <= given) this.#notes.delete(queue);
    }
  }

  /** Each queue with the last place that the device may have, if it has all before. */
  *lacks(): Generator<readonly [QueueId, number]> {
    for (const { queue, since } of this.#notes.values()) yield [queue, since - 1];
  }

  takeAll(): HeadNote[] {
    const all = [...this.#notes.values()].map(
      ({ queue, epoch, head }): HeadNote => [queue, epoch, head],
    );
    this.#notes.clear();
    return all;
  }
}
