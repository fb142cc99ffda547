import { EagreError } from '../errors.ts';

/** A frame as it comes: text, or bytes that are packed text. */
export type Frame = string | ArrayBuffer | Uint8Array;

export interface UnpackerListener {
  frame(text: string): void;
  failed(error: EagreError): void;
}

/**
 * Hands frames on as text, in the order in which they came: one behind a packed one waits for it.
 * While no packed one is under way, text goes through at once.
 */
export class Unpacker {
  readonly #listener: UnpackerListener;
  readonly #waiting: Frame[] = [];
  #busy = false;

  constructor(listener: UnpackerListener) {
    this.#listener = listener;
  }

  take(frame: Frame): void {
    this.#waiting.push(frame);
    this.#next();
  }

  #next(): void {
    while (!this.#busy) {
      const frame = this.#waiting.shift();
      if (frame === undefined) return;
      if (typeof frame === 'string') this.#listener.frame(frame);
      else this.#unpack(frame);
    }
  }

  #unpack(bytes: Exclude<Frame, string>): void {
    this.#busy = true;
    inflated(bytes)
      .then(
        (text) => this.#listener.frame(text),
        (cause) => {
          const message = 'a packed frame was broken';
          this.#listener.failed(new EagreError('unpack_failed', message, { cause }));
        },
      )
      .finally(() => {
        this.#busy = false;
        this.#next();
      });
  }
}

export const canUnpack = typeof DecompressionStream === 'function';

/** Of the zlib format, as `deflate` is called on the wire. */
function inflated(bytes: Exclude<Frame, string>): Promise<string> {
  const packed = new Blob([bytes as BlobPart]).stream();
  return new Response(packed.pipeThrough(new DecompressionStream('deflate'))).text();
}
