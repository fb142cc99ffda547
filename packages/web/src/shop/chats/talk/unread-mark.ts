import type { ConversationLine } from '@eagre/client/react';

/** Key of the first message of others after entry `after`: the unread mark goes over it. */
export function firstUnread(
  lines: readonly ConversationLine[],
  after: number | undefined,
): string | undefined {
  if (after === undefined) return undefined;
  let found: string | undefined;
  for (const line of newerThan(lines, after)) found = line.key;
  return found;
}

/** How many messages of others came after entry `after`. */
export function countNewer(lines: readonly ConversationLine[], after: number): number {
  let count = 0;
  for (const _ of newerThan(lines, after)) count += 1;
  return count;
}

/** Newest first, and only as far back as needed: a long conversation is not gone through. */
function* newerThan(lines: readonly ConversationLine[], after: number) {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line === undefined || line.type === 'send' || !('syncId' in line)) continue;
    if (line.syncId <= after) return;
    if (line.type === 'message' && !line.own && !line.recalled) yield line;
  }
}
