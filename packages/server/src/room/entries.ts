import type { ChatRank, ClientId, RoomRole, UserId } from '@eagre/protocol';
import { messageText, type NewMessage } from '../conversation/entries.ts';

/** The JSON texts of rooms: what is stored, and what is only said. Names need no escaping. */
export interface NewRoomMessage extends Omit<NewMessage, 'clientId'> {
  clientId?: ClientId | undefined;
  /** Undefined for a backend in its own name. */
  role?: RoomRole | undefined;
  activateAt?: number | undefined;
  spreadMs?: number | undefined;
}

/** A reliable message as the room's queue keeps it. */
export function roomMessageText(message: NewRoomMessage): string {
  const { role, clientId, activateAt, spreadMs, ...rest } = message;
  const text = messageText({ ...rest, ...(clientId !== undefined && { clientId }) });
  let more = '';
  if (role === 'host' || role === 'staff') more += `,"role":"${role}"`;
  if (activateAt !== undefined) more += `,"activateAt":${activateAt}`;
  if (spreadMs !== undefined) more += `,"spreadMs":${spreadMs}`;
  return `${text.slice(0, -1)}${more}}`;
}

export interface NewChat {
  from: UserId;
  clientId: ClientId | undefined;
  kind: string;
  /** JSON text. */
  body: string;
  rank: ChatRank;
}

/** A `RoomChat` as frames carry it. */
export function chatText({ from, clientId, kind, body, rank }: NewChat): string {
  const id = clientId === undefined ? '' : `,"id":"${clientId}"`;
  const told = rank === 'viewer' ? '' : `,"rank":"${rank}"`;
  return `{"from":"${from}"${id},"kind":"${kind}","body":${body}${told}}`;
}

export function closedText(entry: { at: number; by: UserId }): string {
  return JSON.stringify({ type: 'closed', ...entry });
}

const closedPattern = /^\{"type":"closed"/;
const attributesPattern = /^\{"type":"attributes"/;

export function isClosedEntry(text: string): boolean {
  return closedPattern.test(text);
}

export function isAttributesEntry(text: string): boolean {
  return attributesPattern.test(text);
}
