import { copyLog } from './way-marks.ts';

const stampStart = '{"conversation":"';
const epochAt = '","epoch":'.length;
const syncIdAt = ',"syncId":'.length;
const copyMark = ',"type":"copy"';
const comma = 0x2c;
const zero = 0x30;

/**
 * Reads from entries of user queues where the message stands that they are a copy of. Copies of one
 * message come one after the other, to all members: after the first of them one comparison is enough.
 */
export class CopyReader {
  /** Of the copy that was read last: the hash of its conversation's log, and its place there. */
  log = 0;
  epoch = 0;
  syncId = 0;
  #app = '\0';
  #stamp = '\0';
  /** How far the entry at hand has been read. */
  #at = 0;

  /** False when the entry is no copy. `queue` is the key of the user queue. */
  read(queue: string, entry: string): boolean {
    if (entry.startsWith(this.#stamp) && queue.startsWith(this.#app)) return true;
    if (!entry.startsWith(stampStart)) return false;
    const end = entry.indexOf('"', stampStart.length);
    this.#at = end + epochAt;
    const epoch = this.#number(entry);
    this.#at += syncIdAt;
    const syncId = this.#number(entry);
    if (!entry.startsWith(copyMark, this.#at) || Number.isNaN(epoch + syncId)) return false;
    this.#app = queue.slice(0, queue.indexOf('/') + 1);
    this.#stamp = entry.slice(0, this.#at + copyMark.length);
    this.log = copyLog(this.#app, entry, stampStart.length, end, epoch);
    this.epoch = epoch;
    this.syncId = syncId;
    return true;
  }

  /** The digits up to the next comma; not a number when there is anything else. */
  #number(entry: string): number {
    let number = 0;
    for (let code = entry.charCodeAt(this.#at); code !== comma; code = entry.charCodeAt(this.#at)) {
      if (!(code >= zero && code < zero + 10)) return Number.NaN;
      number = number * 10 + code - zero;
      this.#at += 1;
    }
    return number;
  }
}
