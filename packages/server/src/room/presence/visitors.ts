import { mostRank, registerCount, VisitorRegisters } from './visitor-registers.ts';

/** Up to so many are counted exactly: their hashes take as much room as the registers. */
const mostExact = 512;

/** The encodings begin with one of these. */
const exactMark = 'e';
const registersMark = 'r';

/**
 * How many different users there were: exact up to 512, then an estimate with a standard error of
 * 1.6 % (one in twenty is off by more than 3.3 %). Merging gives the count of the union, so nodes
 * may count apart. 4 KB at most, whoever comes.
 */
export class Visitors {
  /** Hashes, until there are too many. */
  #exact: Set<number> | undefined = new Set();
  #registers: VisitorRegisters | undefined = undefined;
  #count: number | undefined = undefined;

  /** Undefined when the text is none of `encode`. */
  static decode(text: string): Visitors | undefined {
    const bytes = Uint8Array.from(Buffer.from(text.slice(1), 'base64'));
    if (text.startsWith(exactMark)) return Visitors.#ofHashes(bytes);
    return text.startsWith(registersMark) ? Visitors.#ofRanks(bytes) : undefined;
  }

  static #ofHashes(bytes: Uint8Array): Visitors | undefined {
    if (bytes.length % 8 !== 0 || bytes.length > mostExact * 8) return undefined;
    const view = new DataView(bytes.buffer);
    const visitors = new Visitors();
    for (let at = 0; at < bytes.length; at += 8) {
      const hash = view.getFloat64(at, true);
      if (!Number.isSafeInteger(hash) || hash < 0) return undefined;
      visitors.#addHash(hash);
    }
    return visitors;
  }

  static #ofRanks(ranks: Uint8Array): Visitors | undefined {
    if (ranks.length !== registerCount || ranks.some((rank) => rank > mostRank)) return undefined;
    const visitors = new Visitors();
    visitors.#exact = undefined;
    visitors.#registers = new VisitorRegisters(ranks);
    return visitors;
  }

  get count(): number {
    this.#count ??= this.#exact?.size ?? Math.round(this.#registers?.estimate() ?? 0);
    return this.#count;
  }

  /** False when it changed nothing. */
  add(user: string): boolean {
    return this.#addHash(hash53(user));
  }

  /** Takes in all that the other has counted; false when it changed nothing. */
  merge(other: Visitors): boolean {
    let changed = false;
    for (const hash of other.#exact ?? []) changed = this.#addHash(hash) || changed;
    if (other.#registers === undefined) return changed;
    const registers = this.#useRegisters();
    other.#registers.ranks.forEach((rank, index) => {
      changed = registers.raise(index, rank) || changed;
    });
    this.#count = undefined;
    return changed;
  }

  /** A mark and base64: 5.5 thousand characters at most. */
  encode(): string {
    if (this.#exact === undefined) return registersMark + base64(this.#useRegisters().ranks);
    const view = new DataView(new ArrayBuffer(this.#exact.size * 8));
    let at = 0;
    for (const hash of this.#exact) {
      view.setFloat64(at, hash, true);
      at += 8;
    }
    return exactMark + base64(new Uint8Array(view.buffer));
  }

  #addHash(hash: number): boolean {
    const changed = this.#exact === undefined ? raise(this.#useRegisters(), hash) : this.#put(hash);
    if (changed) this.#count = undefined;
    return changed;
  }

  #put(hash: number): boolean {
    const exact = this.#exact;
    if (exact === undefined || exact.has(hash)) return false;
    if (exact.size < mostExact) exact.add(hash);
    else raise(this.#useRegisters(), hash);
    return true;
  }

  #useRegisters(): VisitorRegisters {
    this.#registers ??= new VisitorRegisters();
    for (const hash of this.#exact ?? []) raise(this.#registers, hash);
    this.#exact = undefined;
    return this.#registers;
  }
}

/** 12 bits of the hash choose the register; the zeros that 20 others begin with give the rank. */
function raise(registers: VisitorRegisters, hash: number): boolean {
  const high = Math.floor(hash / 2 ** 21);
  return registers.raise(high >>> 20, Math.clz32(high & 0xfffff) - 11);
}

/**
 * 53 bits: two FNV-like sums over the characters, each stirred by the finalizer of MurmurHash3. It
 * stands in stored sketches, so it must stay as it is.
 */
function hash53(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x3c6ef372;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
  }
  return stir(a ^ (b >>> 15)) * 2 ** 21 + (stir(b) >>> 11);
}

function stir(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
