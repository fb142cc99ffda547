import type { Clock } from '@eagre/protocol';
import { clientLimits } from '../limits.ts';
import { Timers } from './timers.ts';

export interface HeartbeatEvents {
  /** Nothing was sent for too long: send a ping. */
  ping(): void;
  /** Nothing was heard for too long: the connection is dead, whatever the socket says. */
  dead(): void;
}

/**
 * Notices a half-open connection, which the socket itself reports after many minutes only. A ping goes
 * out when nothing else did, so a busy connection carries none.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #pingAfterMs: number;
  readonly #deadAfterMs: number;
  readonly #events: HeartbeatEvents;
  #sentAt: number;
  #heardAt: number;
  #stopped = false;

  constructor(clock: Clock, heartbeatMs: number, events: HeartbeatEvents) {
    this.#clock = clock;
    this.#timers = new Timers(clock);
    this.#pingAfterMs = heartbeatMs * clientLimits.heartbeatShare;
    this.#deadAfterMs = heartbeatMs * clientLimits.silentHeartbeats;
    this.#events = events;
    this.#sentAt = this.#heardAt = clock.monotonicMs();
    this.#watchSent();
    this.#watchHeard();
  }

  sent(): void {
    this.#sentAt = this.#clock.monotonicMs();
  }

  heard(): void {
    this.#heardAt = this.#clock.monotonicMs();
  }

  /** Asks now, and expects to hear something soon: the network may have changed under us. */
  probe(): void {
    const askedAt = this.#clock.monotonicMs();
    this.#events.ping();
    this.#timers.set(Math.min(clientLimits.probeTimeoutMs, this.#deadAfterMs), () => {
      if (this.#heardAt <= askedAt) this.#events.dead();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timers.cancelAll();
  }

  // One timer that looks when it ends, instead of one set anew for every frame.
  #watchSent(): void {
    const quietMs = this.#clock.monotonicMs() - this.#sentAt;
    if (quietMs >= this.#pingAfterMs) this.#events.ping();
    // A ping that could not be sent ends the connection, and this with it.
    if (this.#stopped) return;
    const waitMs = quietMs >= this.#pingAfterMs ? this.#pingAfterMs : this.#pingAfterMs - quietMs;
    this.#timers.set(waitMs, () => this.#watchSent());
  }

  #watchHeard(): void {
    const quietMs = this.#clock.monotonicMs() - this.#heardAt;
    if (quietMs >= this.#deadAfterMs) this.#events.dead();
    else this.#timers.set(this.#deadAfterMs - quietMs, () => this.#watchHeard());
  }
}
