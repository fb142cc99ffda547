import type { Clock, Random, Timer } from '@eagre/protocol';

export type Data = string | Uint8Array;

/**
 * What may happen to a frame. Loss, duplication and reordering do not happen to frames of one
 * WebSocket; they test that what is above repairs a push lost on the way to the socket.
 */
export interface Faults {
  readonly delayMs: number;
  /** Up to this much is added to the delay by chance; order is kept all the same. */
  readonly jitterMs: number;
  /** Probabilities, each from 0 to 1. */
  readonly loss: number;
  readonly duplication: number;
  /** A reordered frame waits `reorderMs` longer while later ones pass it. */
  readonly reordering: number;
  readonly reorderMs: number;
}

export interface LinkCounts {
  sent: number;
  delivered: number;
  /** By the fault of this name. */
  lost: number;
  duplicated: number;
  reordered: number;
  /** Swallowed by a stall. */
  stalled: number;
  /** Under way at a cut, or arrived at a closed endpoint. */
  dropped: number;
}

export interface Receiver {
  /** False when nobody takes it, because this side is closed. */
  receive(data: Data): boolean;
  receiveClose(code: number, reason: string): void;
}

const perfectLine: Faults = {
  delayMs: 0,
  jitterMs: 0,
  loss: 0,
  duplication: 0,
  reordering: 0,
  reorderMs: 20,
};

/** One direction of a connection. */
export class Link {
  readonly counts: LinkCounts = {
    sent: 0,
    delivered: 0,
    lost: 0,
    duplicated: 0,
    reordered: 0,
    stalled: 0,
    dropped: 0,
  };
  receiver: Receiver | undefined;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #framesUnderWay = new Set<Timer>();
  #closeUnderWay: Timer | undefined;
  #faults: Faults;
  #stalled = false;
  /** No frame may arrive before this, or jitter would reorder. */
  #lastArrivalMs = 0;
  #latestArrivalMs = 0;

  constructor(clock: Clock, random: Random, faults: Partial<Faults>) {
    this.#clock = clock;
    this.#random = random;
    this.#faults = { ...perfectLine, ...faults };
  }

  setFaults(faults: Partial<Faults>): void {
    this.#faults = { ...this.#faults, ...faults };
  }

  setStalled(stalled: boolean): void {
    this.#stalled = stalled;
  }

  send(data: Data): void {
    this.counts.sent += 1;
    if (this.#stalled) {
      this.counts.stalled += 1;
      return;
    }
    if (this.#happens(this.#faults.loss)) {
      this.counts.lost += 1;
      return;
    }
    this.#deliver(data);
    if (this.#happens(this.#faults.duplication)) {
      this.counts.duplicated += 1;
      this.#deliver(data);
    }
  }

  /** A close comes after every frame sent before it, and is neither lost nor doubled. */
  sendClose(code: number, reason: string): void {
    if (this.#stalled) return;
    const arrivalMs = Math.max(this.#arrivalMs(), this.#latestArrivalMs);
    this.#closeUnderWay = this.#at(arrivalMs, () => {
      this.#closeUnderWay = undefined;
      this.receiver?.receiveClose(code, reason);
    });
  }

  loseAllUnderWay(): void {
    for (const timer of this.#framesUnderWay) timer.cancel();
    this.counts.dropped += this.#framesUnderWay.size;
    this.#framesUnderWay.clear();
    this.#closeUnderWay?.cancel();
  }

  #deliver(data: Data): void {
    let arrivalMs = this.#arrivalMs();
    if (this.#happens(this.#faults.reordering)) {
      this.counts.reordered += 1;
      arrivalMs += this.#faults.reorderMs;
    } else {
      this.#lastArrivalMs = arrivalMs;
    }
    this.#latestArrivalMs = Math.max(this.#latestArrivalMs, arrivalMs);
    const timer = this.#at(arrivalMs, () => {
      this.#framesUnderWay.delete(timer);
      if (this.receiver?.receive(data)) this.counts.delivered += 1;
      else this.counts.dropped += 1;
    });
    this.#framesUnderWay.add(timer);
  }

  #arrivalMs(): number {
    const delayMs = this.#faults.delayMs + this.#random.next() * this.#faults.jitterMs;
    return Math.max(this.#clock.monotonicMs() + delayMs, this.#lastArrivalMs);
  }

  #at(arrivalMs: number, arrive: () => void): Timer {
    return this.#clock.setTimer(Math.max(0, arrivalMs - this.#clock.monotonicMs()), arrive);
  }

  #happens(probability: number): boolean {
    return probability > 0 && this.#random.next() < probability;
  }
}
