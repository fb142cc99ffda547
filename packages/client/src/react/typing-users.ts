import type { Clock, Timer } from '@eagre/protocol/clock';
import { viewLimits } from './view-limits.ts';

/** Who is writing in one conversation; nobody tells when they stop. */
export class TypingUsers {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #timers = new Map<string, Timer>();
  #names: readonly string[] = [];

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** In the order in which they began. */
  get names(): readonly string[] {
    return this.#names;
  }

  types(user: string): void {
    const timer = this.#timers.get(user);
    if (timer === undefined && this.#timers.size >= viewLimits.typingUsers) return;
    timer?.cancel();
    this.#timers.set(
      user,
      this.#clock.setTimer(viewLimits.typingMs, () => this.stops(user)),
    );
    if (timer === undefined) this.#tell();
  }

  stops(user: string): void {
    const timer = this.#timers.get(user);
    if (timer === undefined) return;
    timer.cancel();
    this.#timers.delete(user);
    this.#tell();
  }

  clear(): void {
    for (const user of [...this.#timers.keys()]) this.stops(user);
  }

  #tell(): void {
    this.#names = [...this.#timers.keys()];
    this.#changed();
  }
}
