/** Limits of the ways of messages (`observability/way-book.ts`), each with its reason; a part of `limits.ts`. */
export const wayLimits = {
  /** Messages whose way a node knows, the newest: some 400 bytes each. */
  waysKept: 2000,
  /** Stations that a node writes down in a second: 0.1 % of its time, for some hundred messages. */
  wayNotesPerSecond: 1000,
  /**
   * The same of messages that an operator asked to follow, kept apart: a flood of others must not push
   * out the few that somebody waits for, nor these thin out the others.
   */
  watchedWaysKept: 500,
  watchedNotesPerSecond: 1000,
  /** Senders and conversations that are followed at once: each is compared with every message. */
  waysWatched: 16,
  /** Long enough to ask somebody to try again; nobody has to think of ending it. ms. */
  wayWatchMs: 600_000,
} as const;
