import type { Clock, Timer } from '@eagre/protocol';

/** The sender tells it every 3 s while it types; a little longer, so that it does not flicker. */
const shownMs = 5000;

/** Who is writing now; each one is forgotten when nothing more is heard of it. */
export class TypingUsers {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #timers = new Map<string, Timer>();

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get names(): string[] {
    return [...this.#timers.keys()];
  }

  typing(user: string): void {
    this.#timers.get(user)?.cancel();
    this.#timers.set(
      user,
      this.#clock.setTimer(shownMs, () => this.stopped(user)),
    );
    this.#changed();
  }

  /** Said something, or fell silent. */
  stopped(user: string): void {
    this.#timers.get(user)?.cancel();
    if (this.#timers.delete(user)) this.#changed();
  }

  clear(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
