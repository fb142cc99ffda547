import type { JoinedEntry, LeftEntry, ModeEntry, QueueEntry } from '@eagre/protocol';
import { parseMessageId } from './message-id.ts';
import { idHash, placeHash } from './place-hash.ts';

/** A message as the load cares for it. */
export interface SeenMessage {
  /** Of the queue it came in. */
  queueSyncId: number;
  conversation: string;
  /** Of the conversation, whatever queue it came in. */
  syncId: number;
  from: string;
  clientId: string;
  /** As its id tells (message-id.ts): NaN when the load did not make it. */
  dueMs: number;
  /** Of the clientId, and of it at its place (place-hash.ts). */
  idHash: number;
  placeHash: number;
  /** Of a command of a room (mission M13): to be acted on at an instant, or spread over a time. */
  command?: RoomCommand;
}

export interface RoomCommand {
  /** Server time at which it was stored, ms. */
  at: number;
  activateAt?: number;
  spreadMs?: number;
}

/** The user of a user queue became a member of a conversation, or is one no more. */
export interface Membership {
  queueSyncId: number;
  conversation: string;
  /** It begins, or ends, after this place of the conversation. */
  syncId: number;
  isMember: boolean;
}

/** An `entries` push, or a range of a pull: entries `first` to `last` of one queue. */
export interface EntriesFrame {
  queue: string;
  epoch: number;
  first: number;
  last: number;
  messages: SeenMessage[];
  /** How many of the messages each author wrote. */
  authors: Map<string, number>;
  /** Sums of the messages' hashes, modulo 2^32. */
  ids: number;
  places: number;
  /** `joined` and `left` entries of a user queue; undefined when there is none. */
  memberships: Membership[] | undefined;
  /** Those and the `mode` entries, whole; undefined when there is none. */
  controls: Control[] | undefined;
}

/** An entry of a user queue that changes which queues its devices follow. */
export interface Control {
  queueSyncId: number;
  entry: JoinedEntry | LeftEntry | ModeEntry;
}

export function entriesFrame(
  queue: string,
  epoch: number,
  first: number,
  items: readonly QueueEntry[],
): EntriesFrame {
  const frame: EntriesFrame = {
    queue,
    epoch,
    first,
    last: first + items.length - 1,
    messages: [],
    authors: new Map(),
    ids: 0,
    places: 0,
    memberships: undefined,
    controls: undefined,
  };
  for (const [i, item] of items.entries()) addItem(frame, first + i, item);
  return frame;
}

function addItem(frame: EntriesFrame, queueSyncId: number, item: QueueEntry): void {
  if (item.type === 'joined' || item.type === 'left' || item.type === 'mode') {
    frame.controls ??= [];
    frame.controls.push({ queueSyncId, entry: item });
  }
  if (item.type === 'joined' || item.type === 'left') {
    const { conversation, syncId, type } = item;
    frame.memberships ??= [];
    frame.memberships.push({ queueSyncId, conversation, syncId, isMember: type === 'joined' });
    return;
  }
  const isCopy = item.type === 'copy';
  const entry = isCopy ? item.entry : item;
  if (entry.type !== 'message') return;
  const clientId = entry.clientId ?? '';
  const syncId = isCopy ? item.syncId : queueSyncId;
  const id = idHash(clientId);
  const message = {
    queueSyncId,
    conversation: isCopy ? item.conversation : frame.queue,
    syncId,
    from: entry.from,
    clientId,
    dueMs: parseMessageId(clientId).dueMs,
    idHash: id,
    placeHash: placeHash(syncId, id),
    ...commandOf(entry),
  };
  addMessage(frame, message);
}

function commandOf({ at, activateAt, spreadMs }: RoomCommand): { command?: RoomCommand } {
  if (activateAt === undefined && spreadMs === undefined) return {};
  const when = { ...(activateAt && { activateAt }), ...(spreadMs && { spreadMs }) };
  return { command: { at, ...when } };
}

function addMessage(frame: EntriesFrame, message: SeenMessage): void {
  frame.messages.push(message);
  frame.authors.set(message.from, (frame.authors.get(message.from) ?? 0) + 1);
  frame.ids = (frame.ids + message.idHash) | 0;
  frame.places = (frame.places + message.placeHash) | 0;
}

/** The stretch from `first` to `last` of a frame, with those of its messages. */
export function partOf(
  frame: EntriesFrame,
  first: number,
  last: number,
  messages: readonly SeenMessage[],
): EntriesFrame {
  const { queue, epoch, memberships, controls } = frame;
  const isIn = ({ queueSyncId }: { queueSyncId: number }) =>
    queueSyncId >= first && queueSyncId <= last;
  const part: EntriesFrame = {
    ...entriesFrame(queue, epoch, first, []),
    last,
    memberships: memberships?.filter(isIn),
    controls: controls?.filter(isIn),
  };
  for (const message of messages) addMessage(part, message);
  return part;
}

/** Messages from index `from` on that the user wrote. */
export function ownIn(frame: EntriesFrame, from: number, user: string): number {
  if (from === 0) return frame.authors.get(user) ?? 0;
  let count = 0;
  for (let i = from; i < frame.messages.length; i += 1) {
    if (frame.messages[i]?.from === user) count += 1;
  }
  return count;
}
