import type { Clock } from '@eagre/protocol';
import type { ClusterBus, Subscription } from '../bus/bus.ts';

/** Knows for how long the way to the other nodes has been closed. */
export class BusWatch {
  readonly #clock: Clock;
  readonly #subscription: Subscription;
  #awaySinceMs: number | undefined;

  constructor(bus: Pick<ClusterBus, 'connected' | 'watch'>, clock: Clock) {
    this.#clock = clock;
    this.#note(bus.connected);
    this.#subscription = bus.watch((connected) => this.#note(connected));
  }

  /** Undefined while the way is open. */
  get awayMs(): number | undefined {
    const sinceMs = this.#awaySinceMs;
    return sinceMs === undefined ? undefined : this.#clock.monotonicMs() - sinceMs;
  }

  close(): void {
    this.#subscription.cancel();
  }

  #note(connected: boolean): void {
    if (connected) this.#awaySinceMs = undefined;
    else this.#awaySinceMs ??= this.#clock.monotonicMs();
  }
}
