/** Addresses of pages, below `/console`. */
export function roomPath(app: string, room: string): string {
  return `/rooms/${encodeURIComponent(app)}/${encodeURIComponent(room)}`;
}

/** The room's page for `room:…`, which says more of it. */
export function conversationPath(app: string, id: string): string {
  if (id.startsWith('room:')) return roomPath(app, id);
  return `/queues/${encodeURIComponent(app)}/${encodeURIComponent(id)}`;
}

export function userPath(app: string, user: string): string {
  return `/people/${encodeURIComponent(app)}/${encodeURIComponent(user)}`;
}

/** Of a queue: the page of the conversation, or of the user whose queue it is. */
export function queuePath(app: string, queue: string): string {
  const user = /^user:(.+)$/.exec(queue)?.[1];
  return user === undefined ? conversationPath(app, queue) : userPath(app, user);
}

export interface WayPlace {
  readonly app?: string | undefined;
  readonly conversation?: string | undefined;
  /** The sender. */
  readonly from?: string | undefined;
}

/** Senders choose ids: the app, the conversation and the sender say whose is meant. */
export function wayPath(id: string, { app, conversation, from }: WayPlace): string {
  const where = new URLSearchParams();
  if (app) where.set('app', app);
  if (conversation) where.set('conversation', conversation);
  if (from) where.set('from', from);
  return `/ways/${encodeURIComponent(id)}${where.size === 0 ? '' : `?${where}`}`;
}

export interface StoredPlace {
  readonly conversation: string;
  readonly epoch: number;
  readonly syncId: number;
}

/** What a stored message is asked for by: its sender's id, or for want of one its place. */
export function storedWayId(clientId: string | undefined, place: StoredPlace): string {
  return clientId || [place.conversation, place.epoch, place.syncId].join('~');
}

/** A part of the address as it was before it was escaped; one that somebody typed may be no escape. */
export function decodedPart(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return part ?? '';
  }
}
