import type { Priority } from '@eagre/protocol';
import type { HandOut } from '../observability/ways.ts';
import type { AudienceCounters } from './audience-counters.ts';
import type { AudienceReceiver, Flush, Listener } from './audience-receiver.ts';
import type { CatchUps } from './catch-ups.ts';
import type { Debts } from './debts.ts';
import type { Task } from './lane-scheduler.ts';
import type { Sweep } from './roster.ts';
import type { Seats } from './seats.ts';

/** What the flushes of one audience share. */
export interface FlightHost {
  readonly seats: Seats;
  readonly debts: Debts;
  readonly counters: AudienceCounters;
  /** The flush has been handed to everybody it was for. */
  landed(flight: Flight): void;
}

export interface FlightOptions {
  readonly flush: Flush;
  readonly catchUps: CatchUps;
  /** The log that the entries are of. */
  readonly epoch: number;
  /** Everybody whom the flush is for has the entries up to here, or is owed them. */
  readonly after: number;
  /** Monotonic, ms. */
  readonly startedAtMs: number;
}

/** A flush on its way to the listeners who were in when it began. One with entries goes first. */
export class Flight implements Task {
  readonly lane: Priority;
  readonly after: number;
  readonly startedAtMs: number;
  readonly #options: FlightOptions;
  readonly #host: FlightHost;
  readonly #sweep: Sweep;
  /** To be told of the first device. */
  #handOut: HandOut | undefined;
  #taken = 0;
  #refusals = 0;
  /** They got what they lacked along with this. */
  #caughtUp = 0;

  constructor(options: FlightOptions, host: FlightHost) {
    this.lane = options.flush.entries === undefined ? 'low' : 'high';
    this.after = options.after;
    this.startedAtMs = options.startedAtMs;
    this.#options = options;
    this.#host = host;
    this.#sweep = host.seats.sweep();
    this.#handOut = options.flush.handOut;
  }

  get inFlush(): boolean {
    return this.#sweep.served < this.#sweep.end;
  }

  /** When the oldest message in it came in, if it has one and there was anybody to hand it to. */
  get sinceMs(): number | undefined {
    return this.#sweep.served > 0 ? this.#options.flush.sinceMs : undefined;
  }

  /** Whether the listener in this place is still to be served. */
  isToServe(place: number): boolean {
    return place >= this.#sweep.served && place < this.#sweep.end;
  }

  /** The loop that all room frames go through: nothing in it allocates for a device that takes. */
  run(most: number, nowMs: number): number {
    const { debts, seats } = this.#host;
    const { receivers, listeners } = seats;
    const { frame } = this.#options.flush;
    const sweep = this.#sweep;
    if (this.#handOut !== undefined) this.#begin(this.#handOut);
    // Whom this very loop makes a debtor it has served already.
    const someAreOwed = debts.size > 0;
    let left = most;
    let others = 0;
    while (left > 0 && sweep.served < sweep.end) {
      const place = sweep.served;
      const listener = listeners[place] as Listener;
      const receiver = receivers[place] as AudienceReceiver;
      // First: what is called may close the device, which takes it out of the list.
      sweep.served = place + 1;
      left -= 1;
      const paid = someAreOwed ? debts.pay(listener, this.#options.catchUps, nowMs) : 'nothing';
      if (paid !== 'nothing') {
        others += 1;
        if (paid === 'taken') this.#caughtUp += 1;
        else this.#refusals += 1;
      } else if (!receiver.room(frame)) {
        others += 1;
        this.#refused(listener, nowMs);
      }
    }
    this.#count(most - left - others);
    return most - left;
  }

  finished(): void {
    this.#options.flush.handOut?.ended(this.#taken + this.#caughtUp, this.#refusals);
    this.#host.seats.swept(this.#sweep);
    this.#host.landed(this);
  }

  #begin(handOut: HandOut): void {
    this.#handOut = undefined;
    handOut.began();
  }

  #refused(listener: Listener, nowMs: number): void {
    const { counters, debts } = this.#host;
    const { flush, epoch, after } = this.#options;
    this.#refusals += 1;
    counters.refusedFrames += 1;
    counters.refusedChat += flush.chat;
    counters.refusedReliable += entriesOf(flush);
    const isIn = listener.place >= 0;
    if (flush.entries !== undefined && isIn) debts.owe(listener, epoch, after, nowMs);
  }

  #count(taken: number): void {
    const { counters } = this.#host;
    const { flush } = this.#options;
    this.#taken += taken;
    counters.frames += taken;
    counters.chars += taken * flush.frame.text.length;
    counters.chatDelivered += taken * flush.chat;
    counters.reliableDelivered += taken * entriesOf(flush);
  }
}

function entriesOf({ entries }: Flush): number {
  return entries === undefined ? 0 : entries.last - entries.first + 1;
}
