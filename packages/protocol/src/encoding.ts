import type { WireError } from './errors.ts';
import type { QueueId } from './ids.ts';

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
