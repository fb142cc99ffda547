/** A session that was logged out. */
export interface EndedSession {
  readonly id: string;
  /** When it would have ended by itself. Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Sessions that were logged out, on whichever node. */
export interface LoggedOut {
  has(id: string): Promise<boolean>;
  /** All nodes are to know. */
  add(session: EndedSession): Promise<void>;
}

/**
 * Sessions that were logged out before their time: they carry their own proof, so somebody must
 * remember that it counts no more. Those whose time has come are dropped as others are added, and at
 * the limit those whose time comes first: whoever puts the same sets together in any order keeps the
 * same sessions.
 */
export class EndedSessions {
  readonly #most: number;
  #ended: ReadonlyMap<string, number> = new Map();

  constructor(most: number) {
    this.#most = most;
  }

  get all(): EndedSession[] {
    return [...this.#ended].map(([id, expiresAt]) => ({ id, expiresAt }));
  }

  has(id: string): boolean {
    return this.#ended.has(id);
  }

  /** `now` in milliseconds since 1970. */
  add(sessions: readonly EndedSession[], now: number): void {
    if (sessions.every(({ id }) => this.#ended.has(id))) return;
    const known = new Map(this.#ended);
    for (const { id, expiresAt } of sessions) known.set(id, expiresAt);
    const kept = [...known]
      .filter(([, expiresAt]) => expiresAt > now)
      .sort(([one, oneEnds], [other, otherEnds]) => otherEnds - oneEnds || (one < other ? -1 : 1));
    this.#ended = new Map(kept.slice(0, this.#most));
  }
}
