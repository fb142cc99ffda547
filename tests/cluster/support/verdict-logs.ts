import type { Application, Seen } from './application.ts';
import type { Span, StoredLogs } from './stored-logs.ts';

/** Every device has what is its user's, once and in order, as it is stored (invariants 3 and 4). */
export function checkApplication(logs: StoredLogs, user: string, told: Application): string[] {
  const found: string[] = [];
  const spans = logs.spans(user);
  for (const [conversation, known] of spans) {
    const seen = told.seen.get(conversation) ?? [];
    const places = new Set(seen.map(({ syncId }) => syncId));
    const { low = 0 } = logs.conversations.get(conversation) ?? {};
    for (const span of known) {
      const last = lastOf(span, seen);
      const begins = beginOf(span, seen, low);
      for (let syncId = begins + 1; syncId <= last; syncId += 1) {
        if (places.has(syncId) || isExcused(told, conversation, syncId, span, low)) continue;
        found.push(`${conversation}: entry ${syncId} of ${last} never came`);
        break;
      }
    }
    for (const { syncId, text, atMs } of seen) {
      if (!isTheirs(logs, conversation, known, syncId)) {
        found.push(`${conversation}: entry ${syncId} is none of this user's`);
      }
      if (!logs.isAsStored(conversation, syncId, text, atMs)) {
        found.push(`${conversation}: entry ${syncId} is not as it is stored: ${text}`);
      }
    }
  }
  for (const conversation of told.seen.keys()) {
    if (!spans.has(conversation)) found.push(`${conversation} is none of this user's`);
  }
  for (const entry of logs.users.get(user) ?? []) {
    const id = entry.type === 'personal' ? String(entry.entry.clientId) : undefined;
    if (id !== undefined && !told.personals.includes(id)) found.push(`personal ${id} never came`);
  }
  for (const { reason, from, to, conversation = '' } of told.gaps) {
    const { low = 0 } = logs.conversations.get(conversation) ?? {};
    const hasEnded = spans.get(conversation)?.some(({ isOpen }) => !isOpen) === true;
    if (reason === 'trimmed' ? to <= low : reason === 'refused' && hasEnded) continue;
    found.push(`${conversation}: gap ${reason} from ${from} to ${to} without a cause`);
  }
  return [...told.faults, ...found];
}

/** A member's, or of the moments in which the node of a device did not know yet that its user had left. */
function isTheirs(
  logs: StoredLogs,
  conversation: string,
  spans: readonly Span[],
  syncId: number,
): boolean {
  const span = spans.findLast(({ from }) => syncId > from);
  if (span === undefined) return false;
  const atMs = (place: number) => logs.storedAtMs(conversation, place);
  return syncId <= span.to || !logs.isKnown(atMs(span.to), atMs(syncId));
}

/**
 * The last entry of a stay that must have come. Of a stay that is over the device may not read any
 * more what it had not by then: `left` tells it so.
 */
function lastOf({ to, from, isOpen }: Span, seen: readonly Seen[]): number {
  if (isOpen) return to;
  return seen.findLast(({ syncId }) => syncId > from && syncId < to)?.syncId ?? from;
}

/** Without a position in a new stay a device begins where the log does, if that is later. */
function beginOf({ from, to }: Span, seen: readonly Seen[], low: number): number {
  const first = seen.find(({ syncId }) => syncId > from && syncId <= to)?.syncId ?? low + 1;
  return Math.max(from, Math.min(first - 1, low));
}

/** Only what retention took, and what a device could not read any more when its user had left. */
function isExcused(
  { gaps }: Application,
  conversation: string,
  syncId: number,
  { isOpen }: Span,
  low: number,
): boolean {
  return gaps.some((gap) => {
    if (gap.conversation !== conversation || syncId <= gap.from || syncId > gap.to) return false;
    return gap.reason === 'refused' ? !isOpen : gap.reason === 'trimmed' && syncId <= low;
  });
}

/** Every entry came in time after it was stored, or after the device was online (invariant 6). */
export function checkDelays(logs: StoredLogs, told: Application, mostMs: number): string[] {
  const found: string[] = [];
  for (const [conversation, entries] of told.seen) {
    for (const { syncId, atMs } of entries) {
      const storedAtMs = logs.storedAtMs(conversation, syncId);
      const delayMs = atMs - Math.max(storedAtMs, told.onlineSince(atMs));
      if (delayMs <= mostMs) continue;
      found.push(`${conversation}: entry ${syncId} came after ${Math.round(delayMs)} ms`);
    }
  }
  return found;
}
