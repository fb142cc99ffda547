import type { WireError } from './errors.ts';
import type { ConversationId, QueueId } from './ids.ts';
import type { RoomCounters, RoomJoins, RoomOnline } from './room.ts';

/**
 * The JSON encoding `eagre.v1.json`. Entries are stored and carried as the JSON text they were
 * committed with, so that a frame is put together from texts and no entry is encoded twice.
 * Another encoding would be another module with the same functions.
 */
export const subprotocol = 'eagre.v1.json';

/** Encodes the `entries` push from entries that are JSON texts already. */
export function encodeEntries(
  queue: QueueId,
  epoch: number,
  first: number,
  items: readonly string[],
): string {
  // Queue ids are of a character set that needs no escaping in JSON.
  return `{"push":"entries","queue":"${queue}","epoch":${epoch},"first":${first},"items":[${items.join(',')}]}`;
}

export function encodeHeads(heads: readonly (readonly [QueueId, number, number])[]): string {
  return `{"push":"head","heads":${JSON.stringify(heads)}}`;
}

/** What a `room` push is made of; entries and chat are JSON texts already. See `RoomPush`. */
export interface RoomParts {
  room: ConversationId;
  at: number;
  epoch: number;
  head: number;
  /** `entries[0]` has syncId `first`. */
  entries?: { readonly first: number; readonly entries: readonly string[] } | undefined;
  chat?: readonly string[] | undefined;
  online?: RoomOnline | undefined;
  counters?: RoomCounters | undefined;
  joins?: RoomJoins | undefined;
}

/** Encodes the `room` push; lists without items are left out. */
export function encodeRoom(parts: RoomParts): string {
  const { room, at, epoch, head, entries, chat, online, counters, joins } = parts;
  // Room ids are of a character set that needs no escaping in JSON.
  let text = `{"push":"room","room":"${room}","at":${at},"epoch":${epoch},"head":${head}`;
  if (entries !== undefined && entries.entries.length > 0) {
    text += `,"first":${entries.first},"entries":[${entries.entries.join(',')}]`;
  }
  if (chat !== undefined && chat.length > 0) text += `,"chat":[${chat.join(',')}]`;
  if (online !== undefined) text += `,"online":${JSON.stringify(online)}`;
  if (counters !== undefined) text += `,"counters":${JSON.stringify(counters)}`;
  if (joins !== undefined) text += `,"joins":${JSON.stringify(joins)}`;
  return `${text}}`;
}

/** `ok` is JSON text already. */
export function encodeOk(id: number, ok: string): string {
  return `{"id":${id},"ok":${ok}}`;
}

export function encodeError(id: number, error: WireError): string {
  return JSON.stringify({ id, error });
}

/**
 * Puts the stamp in front of a user-queue entry: `body` is the JSON object text without it.
 * See `Stamp` in entry.ts.
 */
export function stampEntry(
  conversation: string,
  epoch: number,
  syncId: number,
  body: string,
): string {
  return `{"conversation":"${conversation}","epoch":${epoch},"syncId":${syncId},${body.slice(1)}`;
}
