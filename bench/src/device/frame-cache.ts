import type { EntriesPush } from '@eagre/protocol';
import { type EntriesFrame, entriesFrame } from './entries-frame.ts';

interface Cached {
  bytes: Buffer;
  frame: EntriesFrame;
}

/** Frames kept: a few rounds of a few hot groups, so that slower devices still find theirs. */
const keptFrames = 64;
/** `{"push":"entries","queue":"` */
const queueStart = 27;
const quote = 0x22;
/** `user:` starts with u: those frames are one user's alone and never seen twice. */
const firstOfUserQueue = 0x75;

/**
 * Parses `entries` frames, each different one once. A hot group's frame comes to thousands of devices
 * byte by byte the same; recognising it costs a comparison of memory instead of a JSON parse, and
 * leaves nothing unverified, since the bytes are equal to ones that were checked.
 */
export class FrameCache {
  readonly #cached = new Map<number, Cached>();
  #latest: Cached | undefined;
  readonly #onNew: (frame: EntriesFrame) => void;

  /** `onNew` sees each different frame once. */
  constructor(onNew: (frame: EntriesFrame) => void) {
    this.#onNew = onNew;
  }

  read(bytes: Uint8Array, start: number, end: number): EntriesFrame {
    if (bytes[start + queueStart] === firstOfUserQueue) return this.#parse(bytes, start, end);
    // Mostly it is the frame that the device before got as well.
    if (this.#latest !== undefined && isSame(this.#latest, bytes, start, end)) {
      return this.#latest.frame;
    }
    const key = keyOf(bytes, start, end);
    const cached = this.#cached.get(key);
    if (cached !== undefined && isSame(cached, bytes, start, end)) {
      this.#latest = cached;
      return cached.frame;
    }
    const frame = this.#parse(bytes, start, end);
    this.#latest = { bytes: Buffer.from(bytes.subarray(start, end)), frame };
    this.#cached.set(key, this.#latest);
    if (this.#cached.size > keptFrames) {
      for (const oldest of this.#cached.keys()) {
        this.#cached.delete(oldest);
        break;
      }
    }
    return frame;
  }

  #parse(bytes: Uint8Array, start: number, end: number): EntriesFrame {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
    const push = JSON.parse(text) as EntriesPush;
    const frame = entriesFrame(push.queue, push.epoch, push.first, push.items);
    this.#onNew(frame);
    return frame;
  }
}

function isSame({ bytes: known }: Cached, bytes: Uint8Array, start: number, end: number): boolean {
  return known.length === end - start && known.compare(bytes, start, end) === 0;
}

/** Mixes the queue's name, epoch and first syncId (all before the items) with the length. */
function keyOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  let at = start + queueStart;
  // Up to the quote that closes the name, then over `,"epoch":N,"first":N,"items"` to its third quote.
  for (let quotes = 0; quotes < 6 && at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === quote) quotes += 1;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  return hash;
}
