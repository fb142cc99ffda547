/** Frame kinds of RFC 6455, section 5.2. */
export const opcodes = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

/**
 * Takes a whole frame. `bytes` is only good until the call returns: it may be the network's own
 * buffer, which is used again.
 */
export type FrameSink = (opcode: number, bytes: Uint8Array, start: number, end: number) => void;

/** A server header is 2 to 10 bytes: its frames are not masked. */
const longestHeader = 10;
/** No server here sends more; a larger length means that the stream is not understood. Bytes. */
const largestFrame = 64 * 1024 * 1024;

/**
 * Cuts a byte stream of a server into frames. A frame that lies whole in a chunk is handed on where
 * it is, without a copy; only one that crosses chunks is put together. That, and one object for a
 * device, is what lets one process read hundreds of thousands of frames a second.
 */
export class FrameReader {
  readonly #sink: FrameSink;
  /** The part of a frame that has come, when it crosses chunks. */
  #partial: Uint8Array | undefined;
  #have = 0;
  #need = 0;
  #message: { opcode: number; parts: Uint8Array[] } | undefined;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Throws on bytes that no WebSocket server may send. */
  push(chunk: Uint8Array): void {
    let at = 0;
    if (this.#partial !== undefined) {
      at = this.#continuePartial(chunk);
      if (at < 0) return;
    }
    while (at < chunk.length) {
      const frameLength = lengthOfFrame(chunk, at, chunk.length);
      if (frameLength === undefined || at + frameLength > chunk.length) {
        this.#keep(chunk, at, frameLength);
        return;
      }
      this.#emit(chunk, at, at + frameLength);
      at += frameLength;
    }
  }

  /** Adds to the partial frame; gives where the next frame starts, or -1 when more is needed. */
  #continuePartial(chunk: Uint8Array): number {
    let partial = this.#partial as Uint8Array;
    let at = 0;
    while (this.#need === 0) {
      if (at === chunk.length) return -1;
      partial[this.#have] = chunk[at] as number;
      this.#have += 1;
      at += 1;
      const length = lengthOfFrame(partial, 0, this.#have);
      if (length === undefined) continue;
      this.#need = length;
      if (length > partial.length) {
        const larger = new Uint8Array(length);
        larger.set(partial.subarray(0, this.#have));
        partial = larger;
        this.#partial = larger;
      }
    }
    const taken = Math.min(this.#need - this.#have, chunk.length - at);
    partial.set(chunk.subarray(at, at + taken), this.#have);
    this.#have += taken;
    if (this.#have < this.#need) return -1;
    const end = this.#need;
    this.#partial = undefined;
    this.#need = 0;
    this.#have = 0;
    this.#emit(partial, 0, end);
    return at + taken;
  }

  #keep(chunk: Uint8Array, at: number, frameLength: number | undefined): void {
    const rest = chunk.subarray(at);
    this.#partial = new Uint8Array(Math.max(frameLength ?? 0, longestHeader));
    this.#partial.set(rest);
    this.#have = rest.length;
    this.#need = frameLength ?? 0;
  }

  #emit(bytes: Uint8Array, at: number, end: number): void {
    const first = bytes[at] as number;
    const opcode = first & 0x0f;
    const start = end - payloadLength(bytes, at);
    if (first >= 0x80 && opcode !== opcodes.continuation) {
      this.#sink(opcode, bytes, start, end);
      return;
    }
    this.#emitFragment(first >= 0x80, opcode, new Uint8Array(bytes.subarray(start, end)));
  }

  #emitFragment(isLast: boolean, opcode: number, part: Uint8Array): void {
    if (opcode !== opcodes.continuation) this.#message = { opcode, parts: [] };
    if (this.#message === undefined) throw new Error('a continuation frame continues nothing');
    this.#message.parts.push(part);
    if (!isLast) return;
    const whole = Buffer.concat(this.#message.parts);
    const { opcode: kind } = this.#message;
    this.#message = undefined;
    this.#sink(kind, whole, 0, whole.length);
  }
}

/** Header and payload together, or undefined when the header is not all there. */
function lengthOfFrame(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (end - at < 2) return undefined;
  const second = bytes[at + 1] as number;
  if (second >= 0x80) throw new Error('a server frame is masked');
  if (second < 126) return 2 + second;
  if (second === 126) return end - at < 4 ? undefined : 4 + payloadLength(bytes, at);
  if (end - at < longestHeader) return undefined;
  const length = payloadLength(bytes, at);
  if (length > largestFrame) throw new Error(`a frame of ${length} bytes is too large`);
  return longestHeader + length;
}

function payloadLength(bytes: Uint8Array, at: number): number {
  const second = bytes[at + 1] as number;
  if (second < 126) return second;
  const high = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  if (second === 126) return high;
  let length = high;
  for (let i = at + 4; i < at + longestHeader; i += 1) length = length * 256 + (bytes[i] as number);
  return length;
}
