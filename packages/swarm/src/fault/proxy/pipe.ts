import type { Random } from '@eagre/protocol';
import type { Socket } from 'bun';
import type { HeldBytes } from './held-bytes.ts';
import { type Conditions, noFault } from './proxy-fault.ts';
import type { Ticker } from './ticker.ts';

/** What all pipes of a proxy share. */
export interface PipeHost {
  readonly held: HeldBytes;
  readonly ticker: Ticker;
  readonly random: Random;
}

/** A throttled pipe writes this much of a second at once: fewer packets. */
const throttleStepMs = 50;
/** A throttled pipe that was looked at late makes up for this much. */
const throttleSlackMs = 50;

interface Chunk {
  bytes: Uint8Array;
  dueMs: number;
}

/**
 * One direction of a connection: all bytes, in order, once, whatever it is under. What may not go on
 * yet is held, up to a limit; then nothing more is read, and the sender feels it as it would on a slow
 * line. Without a fault nothing is kept that the receiver takes.
 */
export class Pipe {
  readonly #host: PipeHost;
  #source: Socket<unknown> | undefined;
  #target: Socket<unknown> | undefined;
  #conditions = noFault;
  /** None overtakes the one before it, whenever it is due itself. */
  #chunks: Chunk[] = [];
  #heldBytes = 0;
  /** The kernel took less than it was given; it will tell when there is room. */
  #isBlocked = false;
  #isReading = true;
  #hasEnded = false;
  #isOver = false;
  /** When a throttled pipe may write again. */
  #nextWriteMs = 0;
  /** Called when all has been written and nothing more comes. */
  onOver: () => void = () => {};
  /** Bytes written. */
  bytes = 0;

  constructor(host: PipeHost) {
    this.#host = host;
  }

  /** Everything was written, and the receiver told that nothing more comes. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The source said that nothing more comes; some of it may not be written yet. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  from(source: Socket<unknown>): void {
    this.#source = source;
    this.#readOrNot();
  }

  to(target: Socket<unknown>): void {
    this.#target = target;
    this.advance(performance.now());
  }

  set conditions(conditions: Conditions) {
    this.#conditions = conditions;
    this.#nextWriteMs = 0;
    this.advance(performance.now());
  }

  /** From the source. */
  push(bytes: Uint8Array): void {
    if (this.#isOver) return;
    const { delayMs, jitterMs } = this.#conditions;
    const spreadMs = jitterMs === 0 ? 0 : (this.#host.random.next() * 2 - 1) * jitterMs;
    const dueMs = performance.now() + Math.max(0, delayMs + spreadMs);
    if (this.#chunks.length === 0 && this.#isFree && delayMs + jitterMs === 0) {
      const written = this.#write(bytes);
      if (written < bytes.length) this.#hold(bytes.slice(written), dueMs);
    } else {
      this.#hold(bytes.slice(), dueMs);
    }
  }

  /** The source says that nothing more comes. */
  end(): void {
    this.#hasEnded = true;
    this.advance(performance.now());
  }

  /** The target has room again. */
  drained(): void {
    this.#isBlocked = false;
    this.advance(performance.now());
  }

  /** Writes what is due. */
  advance(nowMs: number): void {
    let count = 0;
    for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[count]) {
      if (!this.#isWritable(chunk, nowMs)) break;
      const bytes = chunk.bytes.subarray(0, this.#mostBytes());
      const written = this.#write(bytes);
      const tookMs = (written / this.#conditions.bytesPerSecond) * 1000;
      this.#nextWriteMs = Math.max(this.#nextWriteMs, nowMs - throttleSlackMs) + tookMs;
      this.#release(written);
      if (written === chunk.bytes.length) count += 1;
      else chunk.bytes = chunk.bytes.subarray(written);
    }
    if (count > 0) this.#chunks.splice(0, count);
    this.#goOn();
  }

  /** There is nobody any more to write to. */
  abandon(): void {
    this.drop();
    this.#isOver = true;
  }

  /** Drops everything, for a connection that is gone. */
  drop(): void {
    this.#release(this.#heldBytes);
    this.#chunks = [];
    this.#source = undefined;
    this.#target = undefined;
    this.#host.ticker.remove(this);
  }

  get #isFree(): boolean {
    const { isStalled, bytesPerSecond } = this.#conditions;
    const isSlow = isStalled || bytesPerSecond !== Number.POSITIVE_INFINITY;
    return this.#target !== undefined && !this.#isBlocked && !isSlow;
  }

  #isWritable(chunk: Chunk, nowMs: number): boolean {
    if (this.#target === undefined || this.#isBlocked || this.#conditions.isStalled) return false;
    return chunk.dueMs <= nowMs && this.#nextWriteMs <= nowMs;
  }

  #mostBytes(): number {
    return Math.max(1, (this.#conditions.bytesPerSecond * throttleStepMs) / 1000);
  }

  #write(bytes: Uint8Array): number {
    const written = Math.max(0, this.#target?.write(bytes) ?? 0);
    this.bytes += written;
    this.#isBlocked = written < bytes.length;
    return written;
  }

  #hold(bytes: Uint8Array, dueMs: number): void {
    this.#chunks.push({ bytes, dueMs });
    this.#heldBytes += bytes.length;
    this.#host.held.add(bytes.length);
    this.#goOn();
  }

  #release(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#host.held.add(-bytes);
  }

  #goOn(): void {
    const waitsForTime = this.#chunks.length > 0 && !this.#isBlocked && !this.#conditions.isStalled;
    if (waitsForTime && this.#target !== undefined) this.#host.ticker.add(this);
    else this.#host.ticker.remove(this);
    this.#readOrNot();
    if (!this.#hasEnded || this.#chunks.length > 0 || this.#isOver) return;
    if (this.#target === undefined) return;
    this.#isOver = true;
    this.#target.shutdown();
    this.onOver();
  }

  /** A blocked receiver holds the sender up at once: what the kernel has of it is enough. */
  #readOrNot(): void {
    const may =
      !this.#conditions.isStalled && !this.#isBlocked && this.#host.held.mayRead(this.#heldBytes);
    if (this.#source === undefined || may === this.#isReading) return;
    this.#isReading = may;
    if (may) this.#source.resume();
    else this.#source.pause();
  }
}
