import type { QueueKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Range, StateWrite, Timeline } from '../timeline/timeline.ts';
import type { Conversation } from './conversation.ts';
import { copyText } from './entries.ts';

export type CopyLimits = Pick<
  Limits,
  'recallCopies' | 'recallLookBack' | 'recallQueues' | 'blockBytes'
>;

type Redaction = Extract<StateWrite, { write: 'redact' }>;

/**
 * What replaces the copies of one entry of a conversation in its members' user queues. A copy is
 * found by its stamp among the newest entries of a queue: no index leads to it, and one would cost
 * every send of write mode a row more for each member. What is not found stays as it is: in a queue
 * with more entries since then, of somebody who has left, of a group that is large or in read mode
 * by now. Exact all the same: an entry never moves, so what is found is what is replaced.
 */
export async function copyRedactions(
  timeline: Pick<Timeline, 'heads' | 'ranges'>,
  conversation: Conversation,
  target: { syncId: number; redacted: string },
  limits: CopyLimits,
): Promise<Redaction[]> {
  if (conversation.mode === 'read' || conversation.members.size > limits.recallCopies) return [];
  const stamp = stampOf(conversation, target.syncId);
  const copy = copyText(target.redacted).slice(1);
  const queues = conversation.memberQueues();
  const redactions: Redaction[] = [];
  for (let from = 0; from < queues.length; from += limits.recallQueues) {
    const some = queues.slice(from, from + limits.recallQueues);
    for (const [index, { first, entries }] of (await newest(timeline, some, limits)).entries()) {
      // Backwards: what is taken back was mostly just said.
      const at = entries.findLastIndex((entry) => stamp.test(entry));
      const found = stamp.exec(entries[at] ?? '')?.[1];
      if (found === undefined) continue;
      const queue = some[index] as QueueKey;
      redactions.push({ write: 'redact', queue, syncId: first + at, entry: found + copy });
    }
  }
  return redactions;
}

async function newest(
  timeline: Pick<Timeline, 'heads' | 'ranges'>,
  queues: readonly QueueKey[],
  { recallLookBack: limit, blockBytes: bytes }: CopyLimits,
): Promise<Range[]> {
  const heads = await timeline.heads(queues);
  return timeline.ranges(
    queues.map((queue, index) => {
      const after = Math.max(0, (heads[index]?.head ?? 0) - limit);
      return { queue, after, limit, bytes };
    }),
  );
}

/** Of any epoch: a copy that came out of a backup has the stamp of the log as it was before. */
function stampOf({ id }: Conversation, syncId: number): RegExp {
  const name = id.replaceAll('.', '\\.');
  return new RegExp(
    `^(\\{"conversation":"${name}","epoch":\\d+,"syncId":${syncId},)"type":"copy",`,
  );
}
