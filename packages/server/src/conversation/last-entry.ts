import type { ConversationKey } from '../keys.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Wall clock time of the newest entry of a conversation's log, ms; 0 when there is none. */
export async function lastEntryAt(
  timeline: Pick<Timeline, 'heads' | 'ranges'>,
  queue: ConversationKey,
): Promise<number> {
  const [log] = await timeline.heads([queue]);
  if (log === undefined || log.head === 0) return 0;
  const [range] = await timeline.ranges([{ queue, after: log.head - 1, limit: 1, bytes: 1 }]);
  const text = range?.entries[0];
  return text === undefined ? 0 : (JSON.parse(text) as { at: number }).at;
}
