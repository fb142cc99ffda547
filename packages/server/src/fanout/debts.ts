import type { Limits } from '../limits.ts';
import type { AudienceCounters } from './audience-counters.ts';
import type { Flush, Listener } from './audience-receiver.ts';
import type { AudienceSource } from './audience-source.ts';
import type { CatchUps } from './catch-ups.ts';

/** What one listener lacks: the entries of `epoch` after `after`, up to what was handed out since. */
interface Debt {
  readonly epoch: number;
  readonly after: number;
  tries: number;
  /** A try before this does not count: three flushes may pass in a moment. Monotonic, ms. */
  countsAtMs: number;
}

export interface DebtsOptions {
  readonly limits: Pick<Limits, 'roomRetries' | 'roomRetryMs'>;
  readonly counters: AudienceCounters;
  readonly source: AudienceSource;
  /** The last entry handed out to everybody in this place, as far as flushes under way have come. */
  readonly lastFor: (place: number) => number;
}

/**
 * Who refused reliable entries, and what was done about it (invariant 7, mission M12): each flush
 * carries what a listener lacks, and after some tries the listener is told the head, to pull.
 */
export class Debts {
  readonly #options: DebtsOptions;
  readonly #owed = new Map<Listener, Debt>();

  constructor(options: DebtsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#owed.size;
  }

  /** Those who are owed something now or become so while this is gone through. */
  listeners(): IterableIterator<Listener> {
    return this.#owed.keys();
  }

  /** The listener has everything up to `after` and lacks what was handed out beyond. */
  owe(listener: Listener, epoch: number, after: number, nowMs: number): void {
    const countsAtMs = nowMs + this.#options.limits.roomRetryMs;
    this.#owed.set(listener, { epoch, after, tries: 0, countsAtMs });
  }

  forget(listener: Listener): void {
    this.#owed.delete(listener);
  }

  /**
   * Hands the listener what it lacks, along with the flush of `catchUps`, and says whether it took
   * it. `nothing` when it is owed nothing, or is to pull and lacks nothing that a frame could bring:
   * then the flush itself is for it too.
   */
  pay(listener: Listener, catchUps: CatchUps, nowMs: number): 'nothing' | 'taken' | 'refused' {
    const debt = this.#owed.get(listener);
    if (debt === undefined) return 'nothing';
    const last = this.#options.lastFor(listener.place);
    const isOfOldLog = debt.epoch !== this.#options.source.position().epoch;
    const frame = isOfOldLog ? undefined : catchUps.frame(debt.after, last);
    if (frame === undefined) {
      this.#tellHead(listener);
      return 'nothing';
    }
    const { flush } = catchUps;
    const entries = last - debt.after;
    if (listener.receiver.room(frame)) {
      this.#owed.delete(listener);
      this.#countTaken(frame.text.length, flush, entries);
      return 'taken';
    }
    this.#countRefused(flush, entries);
    this.#tried(listener, debt, nowMs);
    return 'refused';
  }

  #tried(listener: Listener, debt: Debt, nowMs: number): void {
    const { roomRetries, roomRetryMs } = this.#options.limits;
    if (nowMs < debt.countsAtMs) return;
    debt.tries += 1;
    debt.countsAtMs = nowMs + roomRetryMs;
    // A refusal may have closed the device, and then it is no longer in.
    if (debt.tries >= roomRetries && this.#owed.has(listener)) this.#tellHead(listener);
  }

  #tellHead(listener: Listener): void {
    const { source, counters } = this.#options;
    const { epoch, head } = source.position();
    this.#owed.delete(listener);
    counters.pulled += 1;
    listener.receiver.tellHead(source.queue, epoch, head);
  }

  #countTaken(chars: number, flush: Flush | undefined, entries: number): void {
    const { counters } = this.#options;
    counters.frames += 1;
    counters.chars += chars;
    counters.chatDelivered += flush?.chat ?? 0;
    counters.reliableDelivered += entries;
    if (flush === undefined) counters.retried += 1;
    else counters.carried += 1;
  }

  #countRefused(flush: Flush | undefined, entries: number): void {
    const { counters } = this.#options;
    counters.refusedFrames += 1;
    counters.refusedChat += flush?.chat ?? 0;
    counters.refusedReliable += entries;
  }
}
