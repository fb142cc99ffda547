import type { RoomMessageEntry } from '@eagre/protocol';
import { Spread } from './spread.ts';

/** What a frame tells, read once for all devices of a node that get it. */
interface Read {
  readonly first: number;
  readonly last: number;
  readonly said: readonly Said[];
}

interface Said {
  readonly node: string;
  readonly atMs: number;
}

/** One of so many frames with chat is measured at its device: enough for a p99. */
const measuredOf = 101;
const stamp = /@([^@"]+):([\d.]+)"/;

/** Where and when it was said, put at the end of a text. */
export function stamped(text: string, node: string, atMs: number): string {
  return `${text}@${node}:${atMs.toFixed(1)}`;
}

/** Reads the frames that the devices of one node get, and keeps what only all of them together tell. */
export class FrameReader {
  readonly #node: string;
  readonly #now: () => number;
  #text = '';
  #bytes = 0;
  #read: Read = { first: 0, last: 0, said: [] };
  #elsewhere = false;
  #count = 0;
  #shownAt = 0;
  /** Told that it should pull, or something that this simulation knows nothing of. */
  strange = 0;
  frames = 0;
  bytes = 0;
  /** Said on this node, or on another, until it is at a device. */
  readonly own = new Spread();
  readonly remote = new Spread();
  /** … and until the first device of the node has it. */
  firstOwnMs = 0;
  firstRemoteMs = 0;
  /** Chat messages in each frame that had some. */
  readonly shown: { atMs: number; messages: number }[] = [];

  constructor(node: string, now: () => number) {
    this.#node = node;
    this.#now = now;
  }

  /** The entries in it; undefined: it is no room frame but tells that the device acts elsewhere. */
  read(text: string): Read | undefined {
    this.frames += 1;
    // The same string for all devices: comparing costs nothing.
    if (text !== this.#text) this.#readNew(text);
    this.bytes += this.#bytes;
    if (this.#elsewhere) return undefined;
    if (this.#read.said.length > 0 && ++this.#count % measuredOf === 0) this.#measure();
    return this.#read;
  }

  /** Forgets what was measured so far. */
  restart(): void {
    this.own.clear();
    this.remote.clear();
    Object.assign(this, { firstOwnMs: 0, firstRemoteMs: 0, frames: 0, bytes: 0 });
    this.shown.length = 0;
  }

  #readNew(text: string): void {
    const frame = JSON.parse(text);
    this.#text = text;
    this.#bytes = Buffer.byteLength(text);
    this.#elsewhere = frame.push === 'room.state' && frame.state === 'elsewhere';
    if (frame.push !== 'room' && !this.#elsewhere) this.strange += 1;
    const { first = 1, entries = [], chat = [] } = frame;
    const last = first + (entries as RoomMessageEntry[]).length - 1;
    const said = (chat as { body: { text: string } }[]).map(({ body }) => readStamp(body.text));
    this.#read = { first, last, said };
    // For devices that were refused, or came late, the same flush has other entries.
    if (said.length === 0 || frame.at === this.#shownAt) return;
    this.#shownAt = frame.at;
    this.shown.push({ atMs: this.#now(), messages: said.length });
    for (const { node, atMs } of said) {
      const tookMs = this.#now() - atMs;
      if (node === this.#node) this.firstOwnMs = Math.max(this.firstOwnMs, tookMs);
      else this.firstRemoteMs = Math.max(this.firstRemoteMs, tookMs);
    }
  }

  #measure(): void {
    const nowMs = this.#now();
    for (const { node, atMs } of this.#read.said) {
      (node === this.#node ? this.own : this.remote).note(nowMs - atMs);
    }
  }
}

function readStamp(text: string): Said {
  const [, node = '', atMs = 'NaN'] = stamp.exec(`${text}"`) ?? [];
  return { node, atMs: Number(atMs) };
}
