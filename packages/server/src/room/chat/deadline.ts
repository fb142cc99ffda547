/**
 * One way out of a room, to its devices or to the other nodes: since when something waits for it, and
 * until when it may. Chat waits for a window that begins with the first message; figures (counters,
 * online) are in no hurry and go along with whatever goes.
 */
export class Deadline {
  readonly #statsMs: number;
  #chatFromMs: number | undefined;
  #statsFromMs: number | undefined;
  /** When something went last. Monotonic, ms. */
  lastMs = Number.NEGATIVE_INFINITY;

  /** `statsMs`: figures alone go at most this often. */
  constructor(statsMs: number) {
    this.#statsMs = statsMs;
  }

  get isIdle(): boolean {
    return this.#chatFromMs === undefined && this.#statsFromMs === undefined;
  }

  get hasStats(): boolean {
    return this.#statsFromMs !== undefined;
  }

  chat(nowMs: number): void {
    this.#chatFromMs ??= nowMs;
  }

  stats(nowMs: number): void {
    this.#statsFromMs ??= nowMs;
  }

  /** How long the first message has waited; 0 when none waits. */
  waitedMs(nowMs: number): number {
    return nowMs - (this.#chatFromMs ?? nowMs);
  }

  /** When it has to go; Infinity when nothing waits. */
  dueMs(windowMs: number): number {
    const chatMs = (this.#chatFromMs ?? Number.POSITIVE_INFINITY) + windowMs;
    if (this.#statsFromMs === undefined) return chatMs;
    const statsMs = Math.max(this.#statsFromMs + windowMs, this.lastMs + this.#statsMs);
    return Math.min(chatMs, statsMs);
  }

  /** Everything that waited went. */
  done(nowMs: number): void {
    this.lastMs = nowMs;
    this.#chatFromMs = undefined;
    this.#statsFromMs = undefined;
  }
}
