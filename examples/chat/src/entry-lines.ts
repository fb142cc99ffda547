import type { ConversationEntry, MessageEntry } from '@eagre/protocol';
import { cleanText } from './clean-text.ts';
import type { Paint } from './paint.ts';
import { timeOfDay } from './time-of-day.ts';

/** What formatting needs to know about the reader. */
export interface Reader {
  readonly user: string;
  readonly paint: Paint;
}

/** An entry of the conversation as one line: its place in the order, the time, who, what. */
export function entryLine(entry: ConversationEntry, syncId: number, reader: Reader): string {
  const { paint } = reader;
  return `${place(syncId, paint)} ${paint.dim(timeOfDay(entry.at))} ${entryText(entry, reader)}`;
}

/** A message that only its two ends see. It has no place of its own: it comes after an entry. */
export function personalLine(entry: MessageEntry, reader: Reader): string {
  const { paint } = reader;
  const mark = paint.warn(entry.from === reader.user ? '(personal)' : '(only you)');
  const time = paint.dim(timeOfDay(entry.at));
  return `${' '.repeat(placeWidth)} ${time} ${mark} ${messageText(entry, reader)}`;
}

const placeWidth = 5;

function place(syncId: number, paint: Paint): string {
  return paint.dim(`#${syncId}`.padStart(placeWidth));
}

function entryText(entry: ConversationEntry, reader: Reader): string {
  const { paint } = reader;
  switch (entry.type) {
    case 'message':
      return messageText(entry, reader);
    case 'members':
      return paint.note(membersText(entry.by, entry.joined ?? [], entry.left ?? []));
    case 'recall':
      return paint.note(`* ${entry.by} took back #${entry.target}`);
    case 'info':
      return paint.note(infoText(entry));
    default:
      return unknownText(entry);
  }
}

function messageText(entry: MessageEntry, { user, paint }: Reader): string {
  const sent = entry.from === user ? ` ${paint.good('✓')}` : '';
  return `${paint.user(entry.from)}: ${bodyText(entry, paint)}${sent}`;
}

type Message = Pick<MessageEntry, 'kind' | 'body' | 'recalled'>;

/** The body of a message of any kind, in one line. */
export function bodyText({ kind, body, recalled }: Message, paint: Paint): string {
  if (recalled) return paint.note('(taken back)');
  const parts = [body['text'], body['title'], body['url'], body['link']].filter(isText);
  if (kind === 'text') return cleanText(parts[0] ?? '');
  const text = parts.length > 0 ? parts.join(' ') : JSON.stringify(body);
  return `${paint.dim(`[${kind}]`)} ${cleanText(text)}`;
}

function isText(part: unknown): part is string {
  return typeof part === 'string' && part !== '';
}

function membersText(by: string, joined: readonly string[], left: readonly string[]): string {
  const parts = [];
  const invited = joined.filter((user) => user !== by);
  const removed = left.filter((user) => user !== by);
  if (joined.includes(by)) parts.push(`${by} joined`);
  if (invited.length > 0) parts.push(`${by} brought in ${listOf(invited)}`);
  if (left.includes(by)) parts.push(`${by} left`);
  if (removed.length > 0) parts.push(`${by} removed ${listOf(removed)}`);
  return `* ${parts.join(', ')}`;
}

function listOf(users: readonly string[]): string {
  const shown = users.slice(0, 5).join(', ');
  return users.length > 5 ? `${shown} and ${users.length - 5} more` : shown;
}

function infoText(entry: { by: string; name?: string; priority?: string }): string {
  const parts = [];
  if (entry.name !== undefined) parts.push(`named the group "${cleanText(entry.name)}"`);
  if (entry.priority !== undefined) parts.push(`set the priority to ${entry.priority}`);
  return `* ${entry.by} ${parts.join(' and ')}`;
}

/** A newer server may send types that this program does not know. */
function unknownText(entry: never): string {
  return `* ${cleanText(JSON.stringify(entry))}`;
}
