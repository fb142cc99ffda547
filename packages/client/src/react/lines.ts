import type { ConversationEntry, MessageEntry, PersonalEntry } from '@eagre/protocol';
import type {
  EagreConversationEvent,
  EagreGapEvent,
  EagrePersonalEvent,
  Place,
} from '../events.ts';
import type { ConversationLine } from './views.ts';

export type EntryLine = Extract<ConversationLine, { type: 'message' | 'members' | 'conversation' }>;
export type MessageLine = Extract<ConversationLine, { type: 'message' }>;
export type PersonalLine = Extract<ConversationLine, { type: 'personal' }>;
export type GapLine = Extract<ConversationLine, { type: 'gap' }>;

/** An entry of the log; that of a recall is not shown itself. */
export interface LogEntry {
  readonly syncId: number;
  readonly line: EntryLine | undefined;
}

/** An entry as history and events carry it. */
export type PlacedEntry =
  | (Place & ConversationEntry)
  | Extract<EagreConversationEvent, { change: 'info' }>;

export function logEntry(entry: PlacedEntry, user: string, isRecalled: boolean): LogEntry {
  const { syncId, epoch } = entry;
  const key = `${epoch}.${syncId}`;
  switch (entry.type) {
    case 'message': {
      const message = { syncId, line: messageLine(entry, key, user) };
      return isRecalled ? withoutBody(message) : message;
    }
    case 'members':
    case 'conversation':
      return { syncId, line: { ...entry, key } };
    case 'info':
      return { syncId, line: { ...entry, type: 'conversation', change: 'info', key } };
    case 'recall':
      return { syncId, line: undefined };
    default:
      // Of a newer server: it has a number, and nothing that could be shown.
      return { syncId: (entry as Place).syncId, line: undefined };
  }
}

/** Only where it stands is left of a message that was taken back. */
export function withoutBody(entry: LogEntry): LogEntry {
  if (entry.line?.type !== 'message' || entry.line.recalled) return entry;
  return { ...entry, line: { ...entry.line, body: {}, recalled: true } };
}

/** A line of one's own is the same line before and after it was stored. */
export function ownKey(clientId: string): string {
  return `own.${clientId}`;
}

export function personalLine(event: EagrePersonalEvent, user: string): PersonalLine {
  const own = event.from === user;
  return { ...event, own, key: own && event.clientId ? ownKey(event.clientId) : sameness(event) };
}

export function personalEvent({ entry, ...place }: PersonalEntry): EagrePersonalEvent {
  return { ...place, ...entry, type: 'personal' };
}

export function gapLine(event: EagreGapEvent): GapLine {
  return { ...event, key: `gap.${event.epoch}.${event.to}.${event.reason}` };
}

function messageLine(entry: Place & MessageEntry, placeKey: string, user: string): MessageLine {
  const own = entry.from === user;
  const key = own && entry.clientId !== undefined ? ownKey(entry.clientId) : placeKey;
  return { ...entry, key, own, recalled: entry.recalled ?? false };
}

/** A personal message has no number of its own: what it says tells whether it came before. */
function sameness({ epoch, syncId, from, at, clientId, kind, body }: EagrePersonalEvent): string {
  const said = clientId ?? `${kind}.${JSON.stringify(body)}`;
  return `personal.${epoch}.${syncId}.${from}.${at}.${said}`;
}
