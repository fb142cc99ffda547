import type { DocumentKey, QueueKey, UserKey } from '../../keys.ts';

/**
 * What can be moved from one PostgreSQL server to another: enough that some tens of servers can be
 * loaded alike, few enough that the map of all is one small document. Never to be changed.
 */
export const bucketCount = 1024;

/** No name of an app, a user or a conversation has this character. */
const outboxMark = '>';

/**
 * The bucket, 0 to 1023, in which everything with this key is stored, for ever: queues and
 * conversations by their own key, documents and sums by their owner's, a user's record and documents
 * where the user's queue is, an outbox where its conversation is.
 */
export function bucketOf(key: QueueKey | UserKey | DocumentKey): number {
  const hash = hashOf(ownerText(key));
  // Both ends of the hash: the low bits of FNV alone depend on the low bits of the bytes alone.
  return ((hash >>> 10) ^ hash) & (bucketCount - 1);
}

/** The outbox of a conversation for what it must append on the server named. */
export function outboxKey(conversation: QueueKey, server: string): QueueKey {
  return `${conversation}${outboxMark}${server}` as QueueKey;
}

export function isOutboxKey(key: string): boolean {
  return key.includes(outboxMark);
}

/** The server that an outbox is for. */
export function targetOf(outbox: QueueKey): string {
  return outbox.slice(outbox.indexOf(outboxMark) + outboxMark.length);
}

/** What a key belongs to: a conversation or a user, by the key of its queue. */
export function ownerOf(key: QueueKey | UserKey | DocumentKey): QueueKey {
  return ownerText(key) as QueueKey;
}

function ownerText(key: string): string {
  const document = key.indexOf('#');
  const owner = document === -1 ? key : key.slice(0, document);
  const outbox = owner.indexOf(outboxMark);
  if (outbox !== -1) return owner.slice(0, outbox);
  // A queue's name begins with its kind and a colon, a user's name has none.
  const name = owner.indexOf('/') + 1;
  return owner.includes(':', name) ? owner : `${owner.slice(0, name)}user:${owner.slice(name)}`;
}

/** FNV-1a, 32 bits, over UTF-8; half of a pair counts as U+FFFD, as encoders have it. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  const add = (byte: number) => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      add(unit);
      continue;
    }
    let code = text.codePointAt(at) as number;
    if (code > 0xffff) at += 1;
    else if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code >= 0x10000) {
      add(0xf0 | (code >> 18));
      add(0x80 | ((code >> 12) & 0x3f));
    } else if (code >= 0x800) add(0xe0 | (code >> 12));
    else add(0xc0 | (code >> 6));
    if (code >= 0x800) add(0x80 | ((code >> 6) & 0x3f));
    add(0x80 | (code & 0x3f));
  }
  return hash >>> 0;
}
