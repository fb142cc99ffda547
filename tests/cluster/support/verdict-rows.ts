import type { StoredLogs } from './stored-logs.ts';

/** One row for a message in read mode; in write mode one more for each member (invariant 5). */
export function checkRows(logs: StoredLogs): string[] {
  const found: string[] = [];
  for (const [user, entries] of logs.users) {
    const copies = new Map<string, number>();
    const modes = new Map<string, { from: number; mode: string }[]>();
    for (const entry of entries) {
      const { conversation, syncId } = entry;
      const key = `${conversation} ${syncId}`;
      if (entry.type === 'copy') copies.set(key, (copies.get(key) ?? 0) + 1);
      if (entry.type !== 'mode' && entry.type !== 'joined') continue;
      const known = modes.get(conversation) ?? [];
      known.push({ from: syncId, mode: entry.mode });
      modes.set(conversation, known);
    }
    for (const [conversation, spans] of logs.spans(user)) {
      for (const { from, to, isOpen } of spans) {
        for (let syncId = from + 1; syncId <= (isOpen ? to : to - 1); syncId += 1) {
          const mode = modes.get(conversation)?.findLast((one) => one.from < syncId)?.mode;
          const wanted = (mode ?? 'write') === 'write' ? 1 : 0;
          const count = copies.get(`${conversation} ${syncId}`) ?? 0;
          if (count !== wanted) {
            found.push(`${conversation} ${syncId}: ${count} copies for ${user} in ${mode} mode`);
          }
        }
      }
    }
  }
  return found;
}
