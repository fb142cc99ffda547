import { deflateSync } from 'node:zlib';
import type { RoomFrame } from './audience-receiver.ts';

/** A frame as text, and packed once for all devices that ask for that (ADR 0014). */
export class TextFrame implements RoomFrame {
  readonly text: string;
  readonly #packMinChars: number;
  /** Null: packing does not pay. Undefined: nobody has asked. */
  #packed: Uint8Array | null | undefined;

  constructor(text: string, packMinChars: number) {
    this.text = text;
    this.#packMinChars = packMinChars;
  }

  packed(): Uint8Array | undefined {
    if (this.#packed === undefined) this.#packed = this.#pack();
    return this.#packed ?? undefined;
  }

  #pack(): Uint8Array | null {
    if (this.text.length < this.#packMinChars) return null;
    const bytes = Buffer.from(this.text);
    const packed = deflateSync(bytes, { level: packLevel });
    return packed.length < bytes.length ? packed : null;
  }
}

/** Level 9 gains 3 % for 60 % more time. */
const packLevel = 6;
