/** A session that was logged out. */
export interface EndedSession {
  readonly id: string;
  /** When it would have ended by itself. Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Sessions that were logged out before their time: they carry their own proof, so somebody must
 * remember that it counts no more. Those whose time has come are dropped as others are added, and at
 * the limit the oldest: the cookie itself is gone from the browser since the logout.
 */
export class EndedSessions {
  readonly #ended = new Map<string, number>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#ended.size;
  }

  has(id: string): boolean {
    return this.#ended.has(id);
  }

  add({ id, expiresAt }: EndedSession, now: number): void {
    for (const [other, endsAt] of this.#ended) {
      const isOver = endsAt <= now || this.#ended.size >= this.#most;
      if (!isOver) break;
      this.#ended.delete(other);
    }
    this.#ended.set(id, expiresAt);
  }
}
