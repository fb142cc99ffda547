import { EagreError, type RoomMessageEvent, type RoomRules } from '@eagre/client';
import type { TFunction } from 'i18next';

/** Characters of one message that are shown: one long text must not push everybody else's away. */
const mostCharacters = 140;

/** What a message says, in one line; other kinds than text by their title. */
export function lineText({ kind, body }: Pick<RoomMessageEvent, 'kind' | 'body'>): string {
  const text = kind === 'text' ? body['text'] : (body['title'] ?? body['text']);
  const line = typeof text === 'string' ? text.replace(/\s+/g, ' ').trim() : `[${kind}]`;
  return line.length <= mostCharacters ? line : `${line.slice(0, mostCharacters - 1)}…`;
}

/** Whether this device may speak, and why not. Times: server, ms since 1970. */
export function silence(
  { mutedUntil, mutedAll }: Readonly<RoomRules>,
  isStaff: boolean,
  nowMs: number,
): { why: 'muted' | 'mutedAll'; untilMs?: number } | undefined {
  // 0: without end.
  if (mutedUntil === 0) return { why: 'muted' };
  if (mutedUntil !== undefined && mutedUntil > nowMs) return { why: 'muted', untilMs: mutedUntil };
  return mutedAll && !isStaff ? { why: 'mutedAll' } : undefined;
}

/** A refusal in words for a shopper; what has none of ours keeps the server's own. */
export function refusalText(error: unknown, t: TFunction): string {
  if (!(error instanceof EagreError)) throw error;
  const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000));
  return t(`show.refused.${error.code}`, { seconds, defaultValue: error.message });
}

/** Whole seconds until then, at least 0. */
export function secondsUntil(untilMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
}
