import type { EntriesPush } from '@eagre/protocol';
import { type EntriesFrame, entriesFrame } from './entries-frame.ts';
import { textOf } from './requests.ts';
import { SharedFrames } from './shared-frames.ts';

/** `{"push":"entries","queue":"` */
const queueStart = 27;
const quote = 0x22;
/** `user:` starts with u: those frames are one user's alone and never seen twice. */
const firstOfUserQueue = 0x75;

/** Parses `entries` frames, each different one of a conversation's queue once. */
export class FrameCache {
  readonly #shared: SharedFrames<EntriesFrame>;
  readonly #onNew: (frame: EntriesFrame) => void;

  /** `onNew` sees each different frame once. */
  constructor(onNew: (frame: EntriesFrame) => void) {
    this.#onNew = onNew;
    this.#shared = new SharedFrames({
      parse: (bytes, start, end) => this.#parse(bytes, start, end),
      keyOf,
    });
  }

  read(bytes: Uint8Array, start: number, end: number): EntriesFrame {
    if (bytes[start + queueStart] === firstOfUserQueue) return this.#parse(bytes, start, end);
    return this.#shared.read(bytes, start, end);
  }

  #parse(bytes: Uint8Array, start: number, end: number): EntriesFrame {
    const push = JSON.parse(textOf(bytes, start, end)) as EntriesPush;
    const frame = entriesFrame(push.queue, push.epoch, push.first, push.items);
    this.#onNew(frame);
    return frame;
  }
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
