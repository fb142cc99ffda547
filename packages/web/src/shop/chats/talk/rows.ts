import type { ConversationLine } from '@eagre/client/react';

/** A line that a person wrote, as a bubble. */
export type BubbleLine = Extract<ConversationLine, { type: 'message' | 'personal' | 'send' }>;
/** A line that tells what happened, small and in the middle. */
export type QuietLine = Exclude<ConversationLine, { type: 'personal' | 'send' }>;

export type Row =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'unread'; readonly key: string }
  | { readonly type: 'quiet'; readonly key: string; readonly line: QuietLine }
  | {
      readonly type: 'bubble';
      readonly key: string;
      readonly line: BubbleLine;
      /** First and last of what one person said in one go. */
      readonly first: boolean;
      readonly last: boolean;
    };

export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Messages of one person further apart than this stand apart. ms. */
const goMs = 5 * 60_000;

/**
 * What is drawn for the lines `from` (inclusive) to `to`: days and the unread mark go between them.
 * `unreadKey` is the line over which the mark stands.
 */
export function rowsOf(
  lines: readonly ConversationLine[],
  { from, to }: RowRange,
  unreadKey: string | undefined,
): Row[] {
  const rows: Row[] = [];
  for (let at = from; at < to; at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    const next = lines[at + 1];
    const day = newDay(lines, at, from);
    if (day !== undefined) rows.push({ type: 'day', key: `day ${line.key}`, at: day });
    if (line.key === unreadKey) rows.push({ type: 'unread', key: 'unread' });
    if (!isBubble(line)) {
      rows.push({ type: 'quiet', key: line.key, line });
      continue;
    }
    const first = day !== undefined || line.key === unreadKey || !isOneGo(lines[at - 1], line);
    const last = next === undefined || next.key === unreadKey || !isOneGo(line, next);
    rows.push({ type: 'bubble', key: line.key, line, first, last });
  }
  return rows;
}

export function isBubble(line: ConversationLine): line is BubbleLine {
  if (line.type === 'message') return !line.recalled;
  return line.type === 'personal' || line.type === 'send';
}

/** Nobody wrote what merely happened. A message under way is this user's own: `undefined`, too. */
export function writerOf(line: ConversationLine): string | undefined {
  return line.type === 'message' || line.type === 'personal' ? line.from : undefined;
}

/** When it happened, in ms since 1970; gaps do not say. */
export function timeOf(line: ConversationLine): number | undefined {
  return line.type === 'gap' ? undefined : line.at;
}

/** The other's time of day does not matter: days are those of this device. */
export function isSameDay(one: number, other: number): boolean {
  return startOfDay(one) === startOfDay(other);
}

export function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** The time of the line at `at` if a day begins with it. A window's first line has its day over it. */
function newDay(lines: readonly ConversationLine[], at: number, from: number): number | undefined {
  const time = timeAt(lines, at);
  if (time === undefined) return undefined;
  for (let before = at - 1; before >= from; before -= 1) {
    const earlier = timeAt(lines, before);
    if (earlier !== undefined) return isSameDay(earlier, time) ? undefined : time;
  }
  return time;
}

function timeAt(lines: readonly ConversationLine[], at: number): number | undefined {
  const line = lines[at];
  return line && timeOf(line);
}

function isOneGo(one: ConversationLine | undefined, other: ConversationLine): boolean {
  if (one === undefined || !isBubble(one) || !isBubble(other)) return false;
  if (one.own !== other.own || (!one.own && writerOf(one) !== writerOf(other))) return false;
  if (isPersonal(one) || isPersonal(other)) return false;
  return Math.abs(other.at - one.at) < goMs && isSameDay(one.at, other.at);
}

/** Stands apart from what all may see, and says so. */
export function isPersonal(line: BubbleLine): boolean {
  return line.type === 'personal' || (line.type === 'send' && line.personalTo !== undefined);
}
