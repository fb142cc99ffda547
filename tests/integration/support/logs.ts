import type { QueueEntry } from '@eagre/protocol';
import type { WireClient } from './wire-client.ts';

export interface Log {
  epoch: number;
  head: number;
  /** `entries[i]` has syncId `i + 1`. */
  entries: QueueEntry[];
}

/** Reads a whole queue by pulling, and checks that what comes is contiguous from 1 to the head. */
export async function readLog(client: WireClient, queue: string, epoch: number): Promise<Log> {
  const entries: QueueEntry[] = [];
  for (;;) {
    const { ranges } = await client.request('pull', {
      ranges: [{ queue, epoch, from: entries.length }],
    });
    const range = ranges[0];
    if (range === undefined || range.error) throw new Error(`pull ${queue}: ${range?.error?.code}`);
    if (range.gap) throw new Error(`pull ${queue}: gap ${range.gap} at ${range.from}`);
    if (range.from !== entries.length) {
      throw new Error(`pull ${queue}: asked from ${entries.length}, got from ${range.from}`);
    }
    entries.push(...range.items);
    if (entries.length === range.head) return { epoch: range.epoch, head: range.head, entries };
    if (range.items.length === 0 || entries.length > range.head) {
      throw new Error(`pull ${queue}: ${entries.length} entries, head ${range.head}`);
    }
  }
}
