interface Shared<Frame> {
  bytes: Buffer;
  frame: Frame;
}

/** Frames kept: a few rounds of a few hot topics, so that slower devices still find theirs. */
const keptFrames = 64;

/** What a cache has to know of the frames in it. */
export interface FrameKind<Frame> {
  parse(bytes: Uint8Array, start: number, end: number): Frame;
  /** Different for most frames, made from a few of their bytes. */
  keyOf(bytes: Uint8Array, start: number, end: number): number;
}

/**
 * Frames that come to thousands of devices byte by byte the same, each different one parsed once.
 * Recognising one costs a comparison of memory instead of a JSON parse, and leaves nothing
 * unverified, since the bytes are equal to ones that were checked.
 */
export class SharedFrames<Frame> {
  readonly #kind: FrameKind<Frame>;
  readonly #known = new Map<number, Shared<Frame>>();
  #latest: Shared<Frame> | undefined;

  constructor(kind: FrameKind<Frame>) {
    this.#kind = kind;
  }

  read(bytes: Uint8Array, start: number, end: number): Frame {
    // Mostly it is the frame that the device before got as well.
    if (this.#latest !== undefined && isSame(this.#latest.bytes, bytes, start, end)) {
      return this.#latest.frame;
    }
    const key = this.#kind.keyOf(bytes, start, end);
    const known = this.#known.get(key);
    if (known !== undefined && isSame(known.bytes, bytes, start, end)) {
      this.#latest = known;
      return known.frame;
    }
    const frame = this.#kind.parse(bytes, start, end);
    this.#latest = { bytes: Buffer.from(bytes.subarray(start, end)), frame };
    this.#keep(key, this.#latest);
    return frame;
  }

  #keep(key: number, shared: Shared<Frame>): void {
    this.#known.delete(key);
    this.#known.set(key, shared);
    if (this.#known.size <= keptFrames) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      break;
    }
  }
}

function isSame(known: Buffer, bytes: Uint8Array, start: number, end: number): boolean {
  return known.length === end - start && known.compare(bytes, start, end) === 0;
}
