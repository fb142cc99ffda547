import type { QueueId } from '@eagre/protocol';

interface EntriesFrame {
  queue: QueueId;
  first: number;
  items: { n: number }[];
}

/**
 * What one device was sent, checked as it comes: entries of each queue without a hole, unless the
 * device was told the head; nothing twice, nothing out of order, every entry the one of its place.
 */
export class DeviceLog {
  readonly faults: string[] = [];
  /** The last place that the device has, or knows that it must pull up to. */
  readonly at = new Map<string, number>();
  heads = 0;

  take(frames: readonly Record<string, unknown>[]): void {
    for (const frame of frames) {
      if (frame['push'] === 'entries') this.#entries(frame as unknown as EntriesFrame);
      if (frame['push'] === 'head') this.#head(frame['heads'] as [string, number, number][]);
    }
  }

  #entries({ queue, first, items }: EntriesFrame): void {
    const at = this.at.get(queue);
    if (at !== undefined && first !== at + 1) this.faults.push(`${queue}: ${first} after ${at}`);
    for (const [i, { n }] of items.entries()) {
      if (n !== first + i) this.faults.push(`${queue}: ${n} stands at ${first + i}`);
    }
    this.at.set(queue, first + items.length - 1);
  }

  #head(heads: readonly [string, number, number][]): void {
    this.heads += 1;
    for (const [queue, , head] of heads) {
      const at = this.at.get(queue) ?? 0;
      if (head < at) this.faults.push(`${queue}: head ${head} after ${at}`);
      this.at.set(queue, Math.max(at, head));
    }
  }
}
