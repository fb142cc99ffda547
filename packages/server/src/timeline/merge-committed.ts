import { stampEntry } from '@eagre/protocol';
import { isUserQueueKey, type QueueKey, queueOfKey } from '../keys.ts';
import type { Committed } from './committed.ts';
import type { Append, Commit, Placed } from './timeline.ts';

/**
 * Collects what a batch committed, one `Committed` a queue. Conversations come before users: a `left`
 * or `mode` entry of a user queue ends a subscription at the devices, so what the conversation's log
 * had up to there must have passed.
 */
export class CommittedMerge {
  readonly #queues = new Map<QueueKey, Committed>();

  /** Commits must come in commit order. Returns the rows added. */
  add(commit: Commit, placed: readonly Placed[]): number {
    let rows = 0;
    for (let index = 0; index < placed.length; index += 1) {
      const append = commit.appends[index];
      const place = placed[index];
      if (append === undefined || place === undefined) continue;
      this.#addAppend(append, place);
      rows += append.queues.length;
    }
    return rows;
  }

  list(): Committed[] {
    const all = [...this.#queues.values()];
    const isOfUser = ({ queue }: Committed) => isUserQueueKey(queue);
    return [...all.filter((one) => !isOfUser(one)), ...all.filter(isOfUser)];
  }

  #addAppend(append: Append, placed: Placed): void {
    const text = storedText(append, placed.stamp);
    const { queues } = append;
    for (let index = 0; index < queues.length; index += 1) {
      const queue = queues[index] as QueueKey;
      const known = this.#queues.get(queue);
      if (known !== undefined) {
        known.entries.push(text);
        continue;
      }
      this.#queues.set(queue, {
        queue,
        epoch: placed.epochs[index] as number,
        first: placed.syncIds[index] as number,
        entries: [text],
      });
    }
  }
}

/** The text that stands in the queues: the entry, with its stamp in front if it has one. */
export function storedText(
  append: Pick<Append, 'entry' | 'stamp'>,
  stamp: { epoch: number; syncId: number } | undefined,
): string {
  if (append.stamp === undefined || stamp === undefined) return append.entry;
  return stampEntry(queueOfKey(append.stamp), stamp.epoch, stamp.syncId, append.entry);
}
