import type { Clock, Position, Timer } from '@eagre/protocol';
import { Fifo } from '../fifo.ts';
import type { Limits } from '../limits.ts';
import type { AudienceCounters } from './audience-counters.ts';
import type { Flush, Listener } from './audience-receiver.ts';
import type { AudienceSource } from './audience-source.ts';
import { CatchUps } from './catch-ups.ts';
import { Debts } from './debts.ts';
import { Flight, type FlightHost } from './flight.ts';
import type { LaneScheduler } from './lane-scheduler.ts';
import { RetryRound } from './retry-round.ts';
import { Seats } from './seats.ts';

export interface AudienceOptions {
  readonly scheduler: LaneScheduler;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'roomRetries' | 'roomRetryMs' | 'roomFlushesWaiting'>;
  /** Shared by all audiences of the node. */
  readonly counters: AudienceCounters;
  readonly source: AudienceSource;
  /** Told of each flush with messages, at its last device: how long the oldest took to get there. */
  readonly delivered?: ((tookMs: number) => void) | undefined;
}

interface Waiting {
  readonly flush: Flush;
  readonly epoch: number;
}

/**
 * The devices of one room on this node, and the frames on their way to them. One flush with entries
 * and one without may be under way at once: entries overtake, since nobody shall wait for an item
 * card behind a screen of chat. Otherwise flushes keep their order at every device.
 */
export class Audience {
  readonly #options: AudienceOptions;
  readonly #seats = new Seats();
  readonly #debts: Debts;
  readonly #host: FlightHost;
  #reliable: Flight | undefined;
  #bestEffort: Flight | undefined;
  readonly #waitingReliable = new Fifo<Waiting>();
  readonly #waitingBestEffort = new Fifo<Waiting>();
  #retrying = false;
  #retryTimer: Timer | undefined;
  /** The last entry of the flushes that began; undefined before the first with entries. */
  #handedOut: Position | undefined;
  /** The same of all flushes that came. */
  #offered: Position | undefined;

  constructor(options: AudienceOptions) {
    const { limits, counters, source } = options;
    this.#options = options;
    const lastFor = (place: number) => this.#lastFor(place);
    this.#debts = new Debts({ limits, counters, source, lastFor });
    this.#host = {
      seats: this.#seats,
      debts: this.#debts,
      counters,
      landed: (flight) => this.#landed(flight),
    };
  }

  /** Listeners. */
  get size(): number {
    return this.#seats.size;
  }

  /** Listeners that refused entries and have not got them since. */
  get owed(): number {
    return this.#debts.size;
  }

  /** Flushes on their way. */
  get underWay(): number {
    return this.#seats.sweeps;
  }

  /** A flush is under way or waits. Whoever hands over another one then only makes it wait. */
  get busy(): boolean {
    return (
      this.reliableBusy || this.#bestEffort !== undefined || this.#waitingBestEffort.length > 0
    );
  }

  /** The same of flushes with entries: while false, a flush with entries begins at once. */
  get reliableBusy(): boolean {
    return this.#reliable !== undefined || this.#waitingReliable.length > 0;
  }

  /**
   * Takes a listener in. It gets the flushes that begin from now on. `has` is the room's head that
   * its snapshot told: when a flush with later entries has begun, the listener is owed them.
   */
  add(listener: Listener, has: number): void {
    this.#seats.add(listener);
    const { source, clock } = this.#options;
    const { epoch } = source.position();
    if (has >= lastOf(this.#handedOut, epoch, has)) return;
    this.#debts.owe(listener, epoch, has, clock.monotonicMs());
    this.#retryLater();
  }

  /** Nothing more is handed to the listener. No effect when it is not in. */
  remove(listener: Listener): void {
    if (this.#seats.remove(listener)) this.#debts.forget(listener);
  }

  /**
   * Hands a frame to all who are in when it begins: at once, unless flushes are under way that it
   * must not overtake. A flush with entries that is to overtake had better carry no chat, or devices
   * see that before what was said earlier. Throws when too many wait, which the maker of flushes
   * prevents by `busy`, and when entries do not go on after those of the flush before.
   */
  flush(flush: Flush): void {
    const waiting = flush.entries ? this.#waitingReliable : this.#waitingBestEffort;
    const { epoch } = this.#options.source.position();
    if (waiting.length >= this.#options.limits.roomFlushesWaiting) {
      throw new Error(`${waiting.length} flushes of ${this.#options.source.queue} wait already`);
    }
    this.#checkOrder(flush, epoch);
    waiting.push({ flush, epoch });
    this.#launch();
  }

  /** Everybody is out; what was under way ends. */
  close(): void {
    this.#waitingReliable.clear();
    this.#waitingBestEffort.clear();
    this.#retryTimer?.cancel();
    this.#retryTimer = undefined;
    for (let listener = this.#seats.last(); listener; listener = this.#seats.last()) {
      this.remove(listener);
    }
  }

  #checkOrder({ entries }: Flush, epoch: number): void {
    if (entries === undefined) return;
    const { first, last } = entries;
    const after = lastOf(this.#offered, epoch, 0);
    if (first <= after || last < first) {
      throw new Error(`entries ${first} to ${last} do not go on after ${after}`);
    }
    this.#offered = { epoch, syncId: last };
  }

  /** Begins what may begin. Entries wait for entries only; other flushes for both. */
  #launch(): void {
    this.#reliable ??= this.#begin(this.#waitingReliable.shift());
    if (this.#reliable !== undefined) return;
    this.#bestEffort ??= this.#begin(this.#waitingBestEffort.shift());
  }

  #begin(next: Waiting | undefined): Flight | undefined {
    if (next === undefined) return undefined;
    const { scheduler, clock, counters, source } = this.#options;
    const { flush, epoch } = next;
    const flight = new Flight(
      {
        flush,
        epoch,
        after: this.#handOut(next),
        catchUps: new CatchUps(source, flush),
        startedAtMs: clock.monotonicMs(),
      },
      this.#host,
    );
    counters.flushes += 1;
    this.#retryTimer?.cancel();
    this.#retryTimer = undefined;
    scheduler.add(flight);
    return flight;
  }

  /** Gives the entry up to which everybody has got, or is owed, what came before. */
  #handOut({ flush, epoch }: Waiting): number {
    if (flush.entries === undefined) return 0;
    const { first, last } = flush.entries;
    // Should entries have been left out, whoever refuses this flush lacks them too.
    const after = lastOf(this.#handedOut, epoch, first - 1);
    this.#handedOut = { epoch, syncId: last };
    return after;
  }

  /** What whoever is in this place has been handed or is owed; entries on the way to it not yet. */
  #lastFor(place: number): number {
    const flight = this.#reliable;
    if (flight?.isToServe(place)) return flight.after;
    return this.#handedOut?.syncId ?? 0;
  }

  #landed(flight: Flight): void {
    const { clock, counters, delivered } = this.#options;
    const nowMs = clock.monotonicMs();
    const tookMs = nowMs - flight.startedAtMs;
    counters.flushMs += tookMs;
    counters.longestFlushMs = Math.max(counters.longestFlushMs, tookMs);
    if (flight.sinceMs !== undefined) delivered?.(nowMs - flight.sinceMs);
    if (flight === this.#reliable) this.#reliable = undefined;
    else this.#bestEffort = undefined;
    this.#launch();
    this.#retryLater();
    this.#options.source.landed?.();
  }

  /** Flushes carry what is owed; when none comes, a round of its own does. */
  #retryLater(): void {
    const { clock, limits } = this.#options;
    const isUnderWay = this.busy || this.#retrying || this.#retryTimer !== undefined;
    if (this.#debts.size === 0 || isUnderWay) return;
    this.#retryTimer = clock.setTimer(limits.roomRetryMs, () => this.#retry());
  }

  #retry(): void {
    const { scheduler, source } = this.#options;
    const landed = () => {
      this.#retrying = false;
      this.#retryLater();
    };
    this.#retryTimer = undefined;
    this.#retrying = true;
    scheduler.add(new RetryRound(this.#debts, new CatchUps(source, undefined), landed));
  }
}

/** The syncId of the place when it is of this log, else `otherwise`. */
function lastOf(place: Position | undefined, epoch: number, otherwise: number): number {
  return place?.epoch === epoch ? place.syncId : otherwise;
}
