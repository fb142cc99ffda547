/**
 * How messages are told apart on their ways, alike on all nodes and without allocating: a stored one by
 * its place in the log, best-effort chat by the id that its sender gave it.
 */

const prime = 0x01000193;
const seed = 0x811c9dc5;
/** So many of the lowest bits of a syncId go into a mark: a queue has far fewer messages in memory. */
const placeBits = 2 ** 20;

/** The hash of a log; with a syncId added it decides which of its messages are followed. */
export function logHash(queue: string, epoch: number): number {
  return mixed(hashed(seed, queue, 0, queue.length) ^ Math.imul(epoch, prime));
}

/** 52 bits: two messages in memory alike are not to be expected. */
export function placeMark(log: number, syncId: number): number {
  return log * placeBits + (syncId % placeBits);
}

/** The same for the conversation whose name `text` has from `start` to `end`, of the app in `app` (`shop/`). */
export function copyLog(
  app: string,
  text: string,
  start: number,
  end: number,
  epoch: number,
): number {
  const key = hashed(hashed(seed, app, 0, app.length), text, start, end);
  return mixed(key ^ Math.imul(epoch, prime));
}

const fromLength = '{"from":"'.length;
const idStart = '","id":"';

/** Where the id begins in the text of a `RoomChat`; -1 when its sender gave it none. */
export function chatIdAt(text: string, sender: string): number {
  const at = fromLength + sender.length;
  return text.startsWith(idStart, at) ? at + idStart.length : -1;
}

/** The hash of the id that begins there and ends at a quote or at the end of the text. */
export function idHash(text: string, from: number): number {
  const quote = text.indexOf('"', from);
  return mixed(hashed(seed, text, from, quote < 0 ? text.length : quote));
}

/** Another number than any place has: below zero. */
export function chatMark(room: string, sender: string, id: number): number {
  const where = hashed(hashed(seed, room, 0, room.length), sender, 0, sender.length);
  return -1 - (mixed(where) * placeBits + (id % placeBits));
}

/** FNV-1a. */
function hashed(from: number, text: string, start: number, end: number): number {
  let hash = from;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), prime);
  return hash;
}

/** Spreads what differs in few bits over all 32. */
function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
